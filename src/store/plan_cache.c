/*
 * plan_cache.c
 *	  Plans of questions, kept for the session.
 */
#include "compat.h"

#include "utils/builtins.h"
#include "utils/hsearch.h"

#include "store/plan_cache.h"
#include "store/sql.h"

#define INITIAL_PLANS 16

typedef struct PlanKey
{
	NameData store;
	const char *query;
} PlanKey;

typedef struct PlanEntry
{
	PlanKey key;
	SPIPlanPtr plan; /* null if making it failed */
} PlanEntry;

static HTAB *plans;

SPIPlanPtr
cached_plan(const char *store, const char *query, int nargs, Oid *types)
{
	PlanKey key;
	PlanEntry *entry;
	bool found;

	if (plans == NULL)
	{
		HASHCTL control = {.keysize = sizeof(PlanKey),
						   .entrysize = sizeof(PlanEntry)};

		plans = hash_create("tripgrid plans", INITIAL_PLANS, &control,
							HASH_ELEM | HASH_BLOBS);
	}
	memset(&key, 0, sizeof key); /* hashed with its padding */
	namestrcpy(&key.store, store);
	key.query = query;
	entry = hash_search(plans, &key, HASH_ENTER, &found);
	if (!found)
		entry->plan = NULL;
	if (entry->plan == NULL)
	{
		SPIPlanPtr plan = sql_prepare(psprintf(query, quote_identifier(store)),
									  nargs, types);

		SPI_keepplan(plan);
		entry->plan = plan;
	}
	return entry->plan;
}

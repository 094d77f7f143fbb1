/*
 * plan_cache.c
 *	  Plans of questions, kept for the session.
 */
#include "compat.h"

#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "store/plan_cache.h"

#define INITIAL_PLANS 16
#define MOST_PLANS 256 /* of some 20 stores; further ones are not kept */

typedef struct PlanKey
{
	NameData store;
	const char *query;
} PlanKey;

typedef struct PlanEntry
{
	PlanKey key;
	SPIPlanPtr plan;
} PlanEntry;

static HTAB *plans;

/* One plan for all arguments: making it anew is what costs. */
static SPIPlanPtr
make_plan(const char *store, const char *query, int nargs, Oid *types,
		  int options)
{
	const char *text = psprintf(query, quote_identifier(store));
	SPIPlanPtr plan = SPI_prepare_cursor(text, nargs, types,
										 CURSOR_OPT_GENERIC_PLAN | options);

	if (plan == NULL)
		elog(ERROR, "could not prepare \"%s\": %s", text,
			 SPI_result_code_string(SPI_result));
	return plan;
}

SPIPlanPtr
cached_plan(const char *store, const char *query, int nargs, Oid *types,
			int options)
{
	PlanKey key;
	PlanEntry *entry;

	if (plans == NULL)
	{
		HASHCTL control = {.keysize = sizeof(PlanKey),
						   .entrysize = sizeof(PlanEntry),
						   .hcxt = CacheMemoryContext};

		plans = hash_create("tripgrid plans", INITIAL_PLANS, &control,
							HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	memset(&key, 0, sizeof key); /* hashed with its padding */
	namestrcpy(&key.store, store);
	key.query = query;
	entry = hash_search(plans, &key, HASH_FIND, NULL);
	if (entry == NULL)
	{
		SPIPlanPtr plan = make_plan(store, query, nargs, types, options);

		/* none is ever freed, for it may be running further up */
		if (hash_get_num_entries(plans) >= MOST_PLANS)
			return plan;
		SPI_keepplan(plan);
		entry = hash_search(plans, &key, HASH_ENTER, NULL);
		entry->plan = plan;
	}
	return entry->plan;
}

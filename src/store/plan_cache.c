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
#define MOST_PLANS 64

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
make_plan(const char *store, const char *query, int nargs, Oid *types)
{
	const char *text = psprintf(query, quote_identifier(store));
	SPIPlanPtr plan = SPI_prepare_cursor(
		text, nargs, types, CURSOR_OPT_GENERIC_PLAN | CURSOR_OPT_PARALLEL_OK);

	if (plan == NULL)
		elog(ERROR, "could not prepare \"%s\": %s", text,
			 SPI_result_code_string(SPI_result));
	return plan;
}

/* Stores come and go in a long session: begin again. */
static void
forget_plans(void)
{
	HASH_SEQ_STATUS scan;
	PlanEntry *entry;

	hash_seq_init(&scan, plans);
	while ((entry = hash_seq_search(&scan)) != NULL)
	{
		SPI_freeplan(entry->plan);
		hash_search(plans, &entry->key, HASH_REMOVE, NULL);
	}
}

SPIPlanPtr
cached_plan(const char *store, const char *query, int nargs, Oid *types)
{
	PlanKey key;
	PlanEntry *entry;
	bool found;

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
	entry = hash_search(plans, &key, HASH_FIND, &found);
	if (entry == NULL)
	{
		SPIPlanPtr plan = make_plan(store, query, nargs, types);

		if (hash_get_num_entries(plans) >= MOST_PLANS)
			forget_plans();
		SPI_keepplan(plan);
		entry = hash_search(plans, &key, HASH_ENTER, &found);
		entry->plan = plan;
	}
	return entry->plan;
}

/*
 * signs.c
 *	  What tells that trips may have changed without their segments.
 *
 * The server tells nobody that a trigger is disabled or a table rewritten, but
 * each leaves a trace in the catalogs that VACUUM FULL, CLUSTER, statistics
 * and the freezing of rows do not touch:
 *
 * - a trigger that is disabled, enabled or renamed is another version of its
 *	 row in pg_trigger, with another xmin; one dropped and made again has
 *	 another OID;
 * - ALTER TABLE that rewrites a table (a column's type, SET LOGGED after a
 *	 crash has emptied it) gives it a new TOAST table, which CLUSTER does not.
 *
 * That trips become a child or partition, and change through the parent, the
 * server itself refuses: row triggers with transition tables cannot be there.
 *
 * Everything is read from catalogs without a lock: who changes trips locks
 * them before segments, and questions have these already.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xlog.h"
#include "catalog/indexing.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_trigger.h"
#include "commands/trigger.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "store/signs.h"
#include "store/trips_columns.h"

static bool
stale(Staleness *why, const char *detail, const char *hint)
{
	why->detail = detail;
	why->hint = hint;
	return false;
}

const char *
signs_place(const StoreHandle *store)
{
	return psprintf(UINT64_FORMAT "/%u/%u", GetSystemIdentifier(),
					MyDatabaseId, store->oid[REL_SEGMENTS]);
}

/* Look at one table's row of pg_class; no text is made if sign is null. */
static bool
read_table(const StoreHandle *store, StoreRelation table, StringInfo sign,
		   Staleness *why)
{
	Oid relation = store->oid[table];
	const char *name = store_relations[table].name;
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	Form_pg_class form;
	bool permanent;
	bool parent;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for relation %u", relation);
	form = (Form_pg_class) GETSTRUCT(tuple);
	if (sign != NULL)
		appendStringInfo(sign, "%u:%u ", relation, form->reltoastrelid);
	permanent = form->relpersistence == RELPERSISTENCE_PERMANENT;
	parent = form->relhassubclass;
	ReleaseSysCache(tuple);
	if (!permanent)
		return stale(why,
					 psprintf("Table \"%s\" is unlogged: a crash would empty "
							  "it alone.",
							  name),
					 "Use ALTER TABLE ... SET LOGGED, and then CALL "
					 "tripgrid.rebuild().");
	/* the flag may be left from a child that is gone */
	if (parent && find_inheritance_children(relation, NoLock) != NIL)
		return stale(why,
					 psprintf("Table \"%s\" has children, whose rows change "
							  "without its triggers.",
							  name),
					 "Use ALTER TABLE ... NO INHERIT on its children, and "
					 "then CALL tripgrid.rebuild().");
	return true;
}

static bool
read_tables(const StoreHandle *store, StringInfo sign, Staleness *why)
{
	for (int i = 0; i < REL_COUNT; i++)
		if (relation_answers(i) && !read_table(store, i, sign, why))
			return false;
	return true;
}

bool
signs_lasting(const StoreHandle *store, Staleness *why)
{
	return read_tables(store, NULL, why);
}

static bool
read_columns(const StoreHandle *store, const char **sign, Staleness *why)
{
	StringInfoData text;

	initStringInfo(&text);
	for (FeedColumn i = COLUMN_LOAD_ID + 1; i < COLUMN_COUNT; i++)
	{
		AttrNumber number = get_attnum(store->oid[REL_TRIPS], column_names[i]);

		if (number == InvalidAttrNumber)
			return stale(why,
						 psprintf("Table \"trips\" has no column \"%s\".",
								  column_names[i]),
						 "Add or rename the column, and then CALL "
						 "tripgrid.rebuild().");
		appendStringInfo(&text, "%d ", number);
	}
	*sign = text.data;
	return true;
}

/* Look at the triggers of one table. */
static bool
read_table_triggers(Relation triggers, const StoreHandle *store,
					StoreRelation table, StringInfo sign, Staleness *why)
{
	const OurTrigger *ours = store_relations[table].triggers;
	int expected = store_relations[table].trigger_count;
	int found = 0;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple tuple;

	ScanKeyInit(&key, Anum_pg_trigger_tgrelid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(store->oid[table]));
	scan = systable_beginscan(triggers, TriggerRelidNameIndexId, true, NULL, 1,
							  &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_trigger trigger = (Form_pg_trigger) GETSTRUCT(tuple);

		for (int i = 0; i < expected; i++)
			if (strcmp(NameStr(trigger->tgname), ours[i].name) == 0 &&
				trigger->tgenabled == ours[i].enabled)
			{
				found++;
				appendStringInfo(sign, "%u:%u ", trigger->oid,
								 HeapTupleHeaderGetRawXmin(tuple->t_data));
			}
	}
	systable_endscan(scan);
	if (found == expected)
		return true;
	return stale(why,
				 psprintf("A trigger that create_store made on table \"%s\" "
						  "is missing, or does not fire as it made it.",
						  store_relations[table].name),
				 NULL);
}

static bool
read_triggers(const StoreHandle *store, const char **sign, Staleness *why)
{
	Relation triggers = table_open(TriggerRelationId, AccessShareLock);
	StringInfoData text;
	bool fine = true;

	initStringInfo(&text);
	for (int i = 0; fine && i < REL_COUNT; i++)
		fine = !relation_answers(i) ||
			   read_table_triggers(triggers, store, i, &text, why);
	table_close(triggers, AccessShareLock);
	*sign = text.data;
	return fine;
}

bool
signs_read(const StoreHandle *store, const char **signs, Staleness *why)
{
	StringInfoData tables;

	initStringInfo(&tables);
	signs[SIGN_PLACE] = signs_place(store);
	if (!read_tables(store, &tables, why))
		return false;
	signs[SIGN_TABLES] = tables.data;
	return read_columns(store, &signs[SIGN_COLUMNS], why) &&
		   read_triggers(store, &signs[SIGN_TRIGGERS], why);
}

const char *
signs_meaning(Sign sign)
{
	switch (sign)
	{
		case SIGN_TABLES:
			return "Tables of the store were made anew or rewritten by ALTER "
				   "TABLE since segments and trips were known to be equal.";
		case SIGN_COLUMNS:
			return "Columns of trips were renamed or made anew since segments "
				   "and trips were known to be equal.";
		default:
			return "Triggers on tables of the store were disabled or made "
				   "anew since segments and trips were known to be equal.";
	}
}

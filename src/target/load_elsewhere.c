/*
 * load_elsewhere.c
 *	  Tables that have rows of a load besides its target.
 *
 * They are read without a plan: it would evaluate what is written in indexes,
 * statistics, policies and partition keys, also of those who own what a table
 * is a partition of.
 */
#include "compat.h"

#include "access/relation.h"
#include "access/tableam.h"
#include "catalog/partition.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "commands/comment.h"
#include "executor/tuptable.h"
#include "storage/lmgr.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "store/sql.h"
#include "target/load_elsewhere.h"

/* Whatever operators the search path has besides. */
static const char tables_query[] =
	"SELECT c.oid FROM pg_catalog.pg_class AS c "
	"JOIN pg_catalog.pg_namespace AS n "
	"ON n.oid OPERATOR(pg_catalog.=) c.relnamespace "
	"JOIN pg_catalog.pg_attribute AS a "
	"ON a.attrelid OPERATOR(pg_catalog.=) c.oid "
	"WHERE c.relowner OPERATOR(pg_catalog.=) $1 "
	"AND c.relkind OPERATOR(pg_catalog.=) 'r' "
	"AND c.relpersistence OPERATOR(pg_catalog.<>) 't' "
	"AND a.attname OPERATOR(pg_catalog.=) '" TARGET_LOAD_ID "' "
	"AND a.atttypid OPERATOR(pg_catalog.=) 'int8'::pg_catalog.regtype "
	"ORDER BY n.nspname, c.relname";

/* The tables of an owner with such a column. */
static List *
list_tables(Oid owner)
{
	Oid types[] = {OIDOID};
	Datum values[] = {ObjectIdGetDatum(owner)};
	List *tables = NIL;

	sql_query(tables_query, lengthof(types), types, values);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		Datum table;

		sql_row(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1, &table);
		tables = lappend_oid(tables, DatumGetObjectId(table));
	}
	return tables;
}

/* Tell whether a schema is a store, whoever's. */
static bool
is_store(Oid schema)
{
	StoreHandle handle = store_handle(schema);

	for (int i = 0; i < REL_COUNT; i++)
		if (handle.kind[i] != RELKIND_RELATION && !store_relations[i].optional)
			return false;
	return true;
}

static bool
is_of_store(Oid table)
{
	StoreHandle handle = store_handle(get_rel_namespace(table));

	for (int i = 0; i < REL_COUNT; i++)
		if (handle.oid[i] == table)
			return is_store(handle.schema);
	return false;
}

/* How many rows of a load a table has, up to so many. */
static int64
count_rows(Relation table, int64 load_id, int64 most)
{
	AttrNumber column = get_attnum(RelationGetRelid(table), TARGET_LOAD_ID);
	Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
	TupleTableSlot *slot = table_slot_create(table, NULL);
	TableScanDesc scan = table_beginscan(table, snapshot, 0, NULL);
	int64 rows = 0;

	while (rows < most &&
		   table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		bool isnull;
		Datum value = slot_getattr(slot, column, &isnull);

		rows += !isnull && DatumGetInt64(value) == load_id;
	}
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
	UnregisterSnapshot(snapshot);
	return rows;
}

/*
 * Which of a table and what it is a partition of was made to say which load
 * brought a row; invalid if none.
 */
static Oid
made_for_loads(Oid table)
{
	List *all = list_make1_oid(table);
	ListCell *cell;

	if (get_rel_relispartition(table))
		all = list_concat(all, get_partition_ancestors(table));
	foreach (cell, all)
	{
		Oid at = lfirst_oid(cell);
		char *comment =
			GetComment(at, RelationRelationId, get_attnum(at, TARGET_LOAD_ID));

		if (comment != NULL && strcmp(comment, TARGET_LOAD_COMMENT) == 0)
			return at;
	}
	return InvalidOid;
}

/* How many columns a table has, that of loads apart, and how many of them
 * another one has. */
static int
shared_columns(Relation table, Oid other, int *count)
{
	TupleDesc desc = RelationGetDescr(table);
	int shared = 0;

	*count = 0;
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(desc, i);
		AttrNumber number;

		if (column->attisdropped ||
			strcmp(NameStr(column->attname), TARGET_LOAD_ID) == 0)
			continue;
		number = get_attnum(other, NameStr(column->attname));
		shared += number != InvalidAttrNumber &&
				  get_atttype(other, number) == column->atttypid;
		(*count)++;
	}
	return shared;
}

/*
 * Tell whether a table may have been a partition of the target: one of them
 * may have got columns since.
 */
static bool
looks_like(Relation table, const TargetTable *target)
{
	Relation of;
	int columns;
	int of_columns;
	int shared;

	if (target == NULL)
		return false;
	of = relation_open(target->table, NoLock);
	shared = shared_columns(table, target->table, &columns);
	(void) shared_columns(of, RelationGetRelid(table), &of_columns);
	relation_close(of, NoLock);
	return shared > 0 && (shared == columns || shared == of_columns);
}

static void
add_name(char **names, const Store *store, Oid table)
{
	Oid schema = get_rel_namespace(table);
	char *of = get_namespace_name(schema);
	char *name = get_rel_name(table);

	if (name == NULL || of == NULL)
		return;
	name = schema == store->schema ? psprintf("\"%s\"", name)
								   : psprintf("\"%s.%s\"", of, name);
	/* of partitions of one table it may be the same */
	if (*names == NULL)
		*names = name;
	else if (strstr(*names, name) == NULL)
		*names = psprintf("%s, %s", *names, name);
}

/* Of tables of another store nobody knows whose numbers theirs are. */
static void
look_at(LoadElsewhere *found, Relation table, const Store *store,
		const TargetTable *target, int64 load_id, int64 missing)
{
	Oid made = made_for_loads(RelationGetRelid(table));
	Oid schema = RelationGetNamespace(table);
	bool ours = schema == store->schema || !is_store(schema);
	bool alike = ours && !OidIsValid(made) && looks_like(table, target);
	int64 rows = count_rows(table, load_id, alike ? missing + 1 : 1);

	if (rows == 0)
		return;
	/* more than are missing are copies */
	add_name(ours && (OidIsValid(made) || (alike && rows <= missing))
				 ? &found->rows
				 : &found->alike,
			 store, OidIsValid(made) ? made : RelationGetRelid(table));
}

/* It may have been altered, or dropped, before it was locked. */
static bool
has_column(Relation table, Oid owner)
{
	Oid relation = RelationGetRelid(table);
	AttrNumber number = get_attnum(relation, TARGET_LOAD_ID);

	return table->rd_rel->relowner == owner &&
		   table->rd_rel->relkind == RELKIND_RELATION && number > 0 &&
		   get_atttype(relation, number) == INT8OID;
}

LoadElsewhere
load_elsewhere(const Store *store, const TargetTable *target, int64 load_id,
			   int64 missing)
{
	LoadElsewhere found = {NULL};
	List *tables = list_tables(store->owner);
	List *own = NIL;
	ListCell *cell;

	if (target != NULL)
		own = get_rel_relkind(target->table) == RELKIND_PARTITIONED_TABLE
				  ? find_all_inheritors(target->table, NoLock, NULL)
				  : list_make1_oid(target->table);
	foreach (cell, tables)
	{
		Oid at = lfirst_oid(cell);
		Relation table;

		if (list_member_oid(own, at) || is_of_store(at))
			continue;
		if (!ConditionalLockRelationOid(at, AccessShareLock))
		{
			add_name(&found.locked, store, at);
			continue;
		}
		table = try_relation_open(at, NoLock);
		if (table != NULL)
		{
			if (has_column(table, store->owner))
				look_at(&found, table, store, target, load_id, missing);
			relation_close(table, NoLock);
		}
		UnlockRelationOid(at, AccessShareLock);
	}
	return found;
}

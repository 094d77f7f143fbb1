/*
 * target_sql.c
 *	  The statements by which rows come into a target.
 *
 * SQL alone knows of all that a table may have: rules and triggers, domains,
 * identities and defaults, partitions, foreign keys and exclusion constraints.
 */
#include "compat.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "store/sql.h"
#include "target/target_sql.h"

#define ROW_NUMBER "tripgrid row number"   /* a column of the rows, */
#define QUOTED_NUMBER "\"" ROW_NUMBER "\"" /* as no other is called */

#define EQUALS "OPERATOR(pg_catalog.=)"

/* The columns that are filled, then that of the load, then the row's number.
 */
static RowSet *
create_set(const TargetRows *rows)
{
	const Extras *extras = rows->extras;
	Relation table = table_open(rows->target->table, NoLock);
	RowSet *set = row_set_create(1 + extras->count + rows->target->has_load);

	target_check(rows->target, table);
	extras_check(extras, table);
	for (int i = 0; i < extras->count; i++)
	{
		const ExtraColumn *column = &extras->columns[i];

		row_set_column(
			set, 1 + i, column->name, column->type, column->typmod,
			TupleDescAttr(table->rd_att, column->number - 1)->attcollation);
	}
	row_set_column(set, 0, ROW_NUMBER, INT8OID, -1, InvalidOid);
	if (rows->target->has_load)
		row_set_column(set, 1 + extras->count, TARGET_LOAD_ID, INT8OID, -1,
					   InvalidOid);
	table_close(table, NoLock);
	return set;
}

static RowSet *
show_rows(const TargetRows *rows, RowList list, int64 load_id)
{
	RowSet *set = create_set(rows);
	int columns = rows->extras->count;

	for (uint32 i = 0; i < list.count; i++)
	{
		set->values[0] = Int64GetDatum(list.row[i]);
		memcpy(set->values + 1, batch_extra_values(rows->values, list.row[i]),
			   columns * sizeof(Datum));
		memcpy(set->isnull + 1, batch_extra_isnull(rows->values, list.row[i]),
			   columns * sizeof(bool));
		if (rows->target->has_load)
			set->values[1 + columns] = Int64GetDatum(load_id);
		row_set_put(set);
	}
	row_set_show(set);
	return set;
}

/* A list of the columns that are written, each between two texts. */
static char *
list_columns(const TargetRows *rows, const char *before, const char *between)
{
	StringInfoData list;
	int count = rows->extras->count + rows->target->has_load;

	initStringInfo(&list);
	for (int i = 0; i < count; i++)
	{
		const char *name =
			i < rows->extras->count
				? quote_identifier(rows->extras->columns[i].name)
				: TARGET_LOAD_ID;

		appendStringInfo(&list, "%s%s%s", i > 0 ? ", " : "", before, name);
		if (between[0] != '\0')
			appendStringInfo(&list, "%s%s", between, name);
	}
	return list.data;
}

static const char *
key_name(const TargetRows *rows, const TargetKey *key, int i)
{
	return quote_identifier(rows->extras->columns[key->columns[i]].name);
}

/* The columns of the key, of the row set or of the target. */
static char *
list_key(const TargetRows *rows, const TargetKey *key, const char *of)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < key->count; i++)
		appendStringInfo(&list, "%s%s.%s", i > 0 ? ", " : "", of,
						 key_name(rows, key, i));
	return list.data;
}

/* A condition: a row r has the key of a row t. */
static char *
same_key(const TargetRows *rows, const TargetKey *key)
{
	StringInfoData condition;

	initStringInfo(&condition);
	for (int i = 0; i < key->count; i++)
	{
		const char *name = key_name(rows, key, i);

		appendStringInfo(&condition, "%st.%s " EQUALS " r.%s",
						 i > 0 ? " AND " : "", name, name);
	}
	return condition.data;
}

static const char *
version_name(const TargetRows *rows, const TargetKey *key)
{
	return quote_identifier(rows->extras->columns[key->version].name);
}

static uint64
run(const TargetRows *rows, RowList list, int64 load_id, const char *sql)
{
	RowSet *set;
	uint64 processed;

	SPI_processed = 0;
	if (list.count == 0)
		return 0;
	set = show_rows(rows, list, load_id);
	sql_query(sql, 0, NULL, NULL);
	processed = SPI_processed;
	row_set_hide(set);
	return processed;
}

/* In the order of their keys, so that two who insert the same do not wait for
 * each other. */
uint64
target_insert(const TargetRows *rows, const TargetKey *key, RowList list,
			  int64 load_id)
{
	(void) run(rows, list, load_id,
			   psprintf("INSERT INTO %s (%s) SELECT %s FROM " ROW_SET
						" AS r%s%s",
						rows->target->quoted, list_columns(rows, "", ""),
						list_columns(rows, "r.", ""),
						key->count > 0 ? " ORDER BY " : "",
						key->count > 0 ? list_key(rows, key, "r") : ""));
	return sql_written(rows->target->name, list.count);
}

/* The number of a row that a query has found. */
static Datum
found(uint64 i, int column, bool *isnull)
{
	return SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, column,
						 isnull);
}

/* The rows whose numbers a query has found. */
static RowList
rows_found(void)
{
	RowList list = {NULL, (uint32) SPI_processed};
	bool isnull;

	list.row = palloc(list.count * sizeof *list.row + 1);
	for (uint32 i = 0; i < list.count; i++)
		list.row[i] = (uint32) DatumGetInt64(found(i, 1, &isnull));
	return list;
}

RowList
target_update(const TargetRows *rows, const TargetKey *key, RowList list,
			  int64 load_id)
{
	(void) run(rows, list, load_id,
			   psprintf("UPDATE %s AS t SET %s FROM " ROW_SET
						" AS r WHERE %s RETURNING r." QUOTED_NUMBER,
						rows->target->rows, list_columns(rows, "", " = r."),
						same_key(rows, key)));
	(void) sql_written(rows->target->name, list.count);
	return rows_found();
}

RowList
target_find_twins(const TargetRows *rows, const TargetKey *key, RowList list)
{
	char *order = pstrdup("r." QUOTED_NUMBER);

	if (key->replace)
		order = psprintf("r." QUOTED_NUMBER " DESC");
	if (key->version >= 0)
		order = psprintf("r.%s DESC NULLS LAST, %s", version_name(rows, key),
						 order);
	(void) run(rows, list, 0,
			   psprintf("SELECT n FROM (SELECT r." QUOTED_NUMBER " AS n, "
						"pg_catalog.row_number() OVER (PARTITION BY %s "
						"ORDER BY %s) AS place FROM " ROW_SET " AS r) AS x "
						"WHERE place OPERATOR(pg_catalog.>) 1 ORDER BY n",
						list_key(rows, key, "r"), order));
	return rows_found();
}

RowList
target_in_order(const TargetRows *rows, const TargetKey *key, RowList list)
{
	(void) run(rows, list, 0,
			   psprintf("SELECT r." QUOTED_NUMBER " FROM " ROW_SET
						" AS r ORDER BY %s, r." QUOTED_NUMBER,
						list_key(rows, key, "r")));
	return rows_found();
}

KnownRow *
target_find_known(const TargetRows *rows, const TargetKey *key, RowList list,
				  uint32 *count)
{
	KnownRow *known;
	char *newer = pstrdup(key->replace ? "true" : "false");
	bool isnull;

	if (key->version >= 0)
	{
		const char *name = version_name(rows, key);

		newer = psprintf("t.%s IS NULL OR (r.%s IS NOT NULL AND "
						 "r.%s OPERATOR(pg_catalog.>=) t.%s)",
						 name, name, name, name);
	}
	(void) run(rows, list, 0,
			   psprintf("SELECT r." QUOTED_NUMBER
						", %s, %s FROM %s AS t, " ROW_SET
						" AS r WHERE %s ORDER BY %s FOR UPDATE OF t",
						rows->target->has_load ? "t." TARGET_LOAD_ID
												 "::pg_catalog.int8"
											   : "NULL::pg_catalog.int8",
						newer, rows->target->rows, same_key(rows, key),
						list_key(rows, key, "t")));
	*count = (uint32) SPI_processed;
	known = palloc(*count * sizeof *known + 1);
	for (uint32 i = 0; i < *count; i++)
	{
		known[i].row = (uint32) DatumGetInt64(found(i, 1, &isnull));
		known[i].load_id = DatumGetInt64(found(i, 2, &isnull));
		if (isnull)
			known[i].load_id = 0;
		known[i].newer = DatumGetBool(found(i, 3, &isnull));
	}
	return known;
}

/*
 * row_set.c
 *	  Rows of the session's own that SQL reads by a name, as of a table.
 */
#include "compat.h"

#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "store/row_set.h"

RowSet *
row_set_create(int columns)
{
	RowSet *rows = palloc0(sizeof *rows);

	rows->desc = CreateTemplateTupleDesc(columns);
	rows->values = palloc0(columns * sizeof *rows->values);
	rows->isnull = palloc0(columns * sizeof *rows->isnull);
	rows->relation.md.name = ROW_SET;
	rows->relation.md.tupdesc = rows->desc;
	rows->relation.md.enrtype = ENR_NAMED_TUPLESTORE;
	return rows;
}

void
row_set_column(RowSet *rows, int column, const char *name, Oid type,
			   int32 typmod, Oid collation)
{
	AttrNumber number = (AttrNumber) (column + 1);

	TupleDescInitEntry(rows->desc, number, name, type, typmod, 0);
	TupleDescInitEntryCollation(rows->desc, number, collation);
}

char *
row_set_columns(const RowSet *rows)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < rows->desc->natts; i++)
		appendStringInfo(
			&list, "%s%s", i > 0 ? ", " : "",
			quote_identifier(NameStr(TupleDescAttr(rows->desc, i)->attname)));
	return list.data;
}

void
row_set_put(RowSet *rows)
{
	if (rows->tuples == NULL)
		rows->tuples = tuplestore_begin_heap(false, false, work_mem);
	tuplestore_putvalues(rows->tuples, rows->desc, rows->values, rows->isnull);
}

void
row_set_show(RowSet *rows)
{
	rows->relation.reldata = rows->tuples;
	rows->relation.md.enrtuples = tuplestore_tuple_count(rows->tuples);
	if (SPI_register_relation(&rows->relation) != SPI_OK_REL_REGISTER)
		elog(ERROR, "could not register rows");
}

void
row_set_hide(RowSet *rows)
{
	(void) SPI_unregister_relation(ROW_SET);
	tuplestore_end(rows->tuples);
	rows->tuples = NULL;
}

/*
 * profile_columns.c
 *	  The columns of a table, as SQL reads them.
 */
#include "compat.h"

#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "query/profile_columns.h"
#include "store/sql.h"

/*
 * name, type, whether it is a domain over that, whether its text is compared,
 * whether to sort it, seconds
 */
#define COLUMNS_QUERY                                                         \
	"WITH RECURSIVE base (attnum, type) AS ("                                 \
	"  SELECT attnum, atttypid FROM pg_attribute "                            \
	"  WHERE attrelid = %1$u AND attnum > 0 "                                 \
	"    AND NOT attisdropped "                                               \
	"  UNION ALL "                                                            \
	"  SELECT b.attnum, t.typbasetype "                                       \
	"  FROM base AS b JOIN pg_type AS t ON t.oid = b.type "                   \
	"  WHERE t.typtype = 'd') "                                               \
	"SELECT a.attname, t.oid, t.oid <> a.atttypid, "                          \
	"  NOT o.ordered OR t.typcategory = 'S', "                                \
	"  (o.ordered AND t.typbyval) OR EXISTS ("                                \
	"    SELECT FROM pg_stats AS s "                                          \
	"    WHERE s.schemaname = %2$s AND s.tablename = %3$s "                   \
	"      AND s.attname = a.attname AND s.n_distinct < 0), "                 \
	"  format(CASE "                                                          \
	"    WHEN t.oid = 'timestamp'::regtype "                                  \
	"      AND a.attname ~* '^(arriv|end|stop|finish|drop_?off)' "            \
	"    THEN 'CASE WHEN isfinite(%%1$I) THEN extract(epoch FROM %%1$I' || "  \
	"      ' - departed_at)::double precision END' "                          \
	"    WHEN t.oid = 'interval'::regtype AND a.attname ~* 'duration' "       \
	"    THEN 'extract(epoch FROM %%I)::double precision' "                   \
	"    WHEN t.oid = ANY (ARRAY['smallint', 'integer', 'bigint', 'real', "   \
	"        'double precision', 'numeric']::regtype[]) "                     \
	"      AND a.attname ~* '(duration|seconds|secs)$' "                      \
	"    THEN 'CASE WHEN abs(%%1$I) < 1e15' || "                              \
	"      ' THEN round(%%1$I::numeric, 6)::double precision END' END, "      \
	"    a.attname) "                                                         \
	"FROM base AS b "                                                         \
	"  JOIN pg_type AS t ON t.oid = b.type AND t.typtype <> 'd' "             \
	"  JOIN pg_attribute AS a ON a.attnum = b.attnum "                        \
	"    AND a.attrelid = %1$u, "                                             \
	"  LATERAL (SELECT t.typtype = ANY (ARRAY['e', 'r', 'm']::\"char\"[]) "   \
	"    OR EXISTS (SELECT FROM pg_opclass AS c "                             \
	"      JOIN pg_am AS m ON m.oid = c.opcmethod "                           \
	"      WHERE m.amname = 'btree' AND c.opcdefault "                        \
	"        AND c.opcintype = t.oid)) AS o (ordered) "                       \
	"ORDER BY a.attnum"

static char *
expression_of(const char *name, Oid type, bool is_domain, bool as_text)
{
	const char *quoted = quote_identifier(name);

	if (as_text)
		return psprintf("%s COLLATE \"C\"", sql_text_of(quoted, type));
	if (is_domain)
		return psprintf("%s::%s", quoted, format_type_be_qualified(type));
	return pstrdup(quoted);
}

int
profile_columns(Oid table, ProfileColumn **columns)
{
	SPITupleTable *rows;
	int count;

	sql_read(psprintf(COLUMNS_QUERY, table,
					  quote_literal_cstr(
						  get_namespace_name(get_rel_namespace(table))),
					  quote_literal_cstr(get_rel_name(table))),
			 0, NULL, NULL);
	rows = SPI_tuptable;
	count = (int) rows->numvals;
	*columns = palloc0(count * sizeof **columns);
	for (int i = 0; i < count; i++)
	{
		ProfileColumn *column = &(*columns)[i];
		Datum values[5];

		sql_row(rows->vals[i], rows->tupdesc, 5, values);
		column->name = pstrdup(NameStr(*DatumGetName(values[0])));
		column->type = DatumGetObjectId(values[1]);
		column->expression =
			expression_of(column->name, column->type, DatumGetBool(values[2]),
						  DatumGetBool(values[3]));
		column->sort = DatumGetBool(values[4]);
		column->seconds = SPI_getvalue(rows->vals[i], rows->tupdesc, 6);
	}
	SPI_freetuptable(rows);
	return count;
}

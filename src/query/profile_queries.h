/*
 * profile_queries.h
 *	  What profile() asks: rows (item, measure, rows, whole, value).
 *
 * psprintf puts the store's name, quoted, and what else is said below in.  A
 * table is given with ONLY, where it has no partitions; a target as it stands
 * in the ledger: the name of a table, or null for trips.
 */
#ifndef TG_QUERY_PROFILE_QUERIES_H
#define TG_QUERY_PROFILE_QUERIES_H

#include "query/week_sql.h"

/* How many rows a table has, and what they are called. */
#define PROFILE_ROWS_QUERY                                                    \
	"SELECT 'all', %2$s, count(*), NULL::bigint, NULL FROM %1$s"

/* What the ledger says of a target; item is the state of the loads. */
#define PROFILE_LOADS_QUERY                                                   \
	"SELECT s.state, m.measure, m.rows::bigint, "                             \
	"  CASE WHEN m.n > 2 THEN s.read::bigint END, NULL "                      \
	"FROM (SELECT state, count(*) AS loads, sum(rows_read) AS read, "         \
	"    sum(rows_loaded) AS loaded, sum(rows_rejected) AS rejected, "        \
	"    sum(rows_superseded) AS superseded "                                 \
	"  FROM ONLY %s.loads WHERE target IS NOT DISTINCT FROM %s "              \
	"  GROUP BY state) AS s, "                                                \
	"  LATERAL (VALUES (1, 'loads', s.loads), (2, 'read', s.read), "          \
	"    (3, 'loaded', s.loaded), (4, 'rejected', s.rejected), "              \
	"    (5, 'superseded', s.superseded)) AS m (n, measure, rows) "           \
	"WHERE m.n < 5 OR m.rows > 0 "                                            \
	"ORDER BY s.state, m.n"

/*
 * Why rows for a target were rejected, with the first example of each reason;
 * item is the reason, the whole are all rows that the loads have read.
 */
#define PROFILE_REJECTS_QUERY                                                 \
	"WITH mine AS MATERIALIZED ("                                             \
	"  SELECT load_id, rows_read, state FROM ONLY %1$s.loads "                \
	"  WHERE target IS NOT DISTINCT FROM %2$s), "                             \
	"total AS ("                                                              \
	"  SELECT coalesce(sum(rows_read), 0)::bigint AS rows "                   \
	"  FROM mine WHERE state <> 'undone'), "                                  \
	"reasons AS ("                                                            \
	"  SELECT err_message AS reason, count(*) AS rows, "                      \
	"    min(ARRAY[load_id, lineno]) AS first, "                              \
	"    row_number() OVER (ORDER BY count(*) DESC, "                         \
	"      err_message COLLATE \"C\") AS place "                              \
	"  FROM ONLY %1$s.rejects WHERE load_id IN (SELECT load_id FROM mine) "   \
	"  GROUP BY err_message), "                                               \
	"places AS ("                                                             \
	"  SELECT r.place, r.reason, r.rows, concat_ws(': ', e.colname, "         \
	"    coalesce(e.raw_field_value, 'null')) AS example "                    \
	"  FROM reasons AS r JOIN ONLY %1$s.rejects AS e "                        \
	"    ON e.load_id = r.first[1] AND e.lineno = r.first[2] "                \
	"  WHERE r.place <= 20 "                                                  \
	"  UNION ALL "                                                            \
	"  SELECT 21, format('%%s other reasons', count(*)), sum(rows)::bigint, " \
	"    NULL "                                                               \
	"  FROM reasons WHERE place > 20 HAVING count(*) > 0) "                   \
	"SELECT p.reason, 'rejected', p.rows, t.rows, p.example "                 \
	"FROM places AS p, total AS t ORDER BY p.place"

/*
 * Weeks by region: from the first to the last, and those between without any
 * trip; item is the region.  Names are the same if their bytes are, whatever
 * the collation.
 */
#define PROFILE_WEEKS_QUERY                                                   \
	"WITH weeks AS MATERIALIZED ("                                            \
	"  SELECT region COLLATE \"C\" AS region, "                               \
	"    tripgrid._week_number(departed_at) AS week "                         \
	"  FROM ONLY %s.trips GROUP BY 1, 2), "                                   \
	"spans AS ("                                                              \
	"  SELECT region, count(*) AS covered, min(week) AS first, "              \
	"    max(week) AS last "                                                  \
	"  FROM weeks GROUP BY region), "                                         \
	"gaps AS ("                                                               \
	"  SELECT region, before + 1 AS first, week - 1 AS last "                 \
	"  FROM (SELECT region, week, lag(week) OVER (PARTITION BY region "       \
	"      ORDER BY week) AS before FROM weeks) AS w "                        \
	"  WHERE week > before + 1), "                                            \
	"measures AS ("                                                           \
	"  SELECT region, 1 AS n, 'with trips' AS measure, covered AS rows, "     \
	"    last - first + 1 AS weeks, first, last "                             \
	"  FROM spans "                                                           \
	"  UNION ALL "                                                            \
	"  SELECT region, 2, 'without', last - first + 1 - covered, "             \
	"    last - first + 1, NULL, NULL "                                       \
	"  FROM spans "                                                           \
	"  UNION ALL "                                                            \
	"  SELECT region, 3, 'gap', last - first + 1, NULL, first, last "         \
	"  FROM gaps) "                                                           \
	"SELECT region, measure, rows, weeks, "                                   \
	"  " WEEK_START_SQL("first") " || ' to ' || "                             \
								 "  " WEEK_START_SQL(                         \
									 "last") " + 6 "                          \
											 "FROM measures ORDER BY region " \
											 "COLLATE \"C\", n, first"

/* Where the positions of a column lie; the column, then the table. */
#define PROFILE_BOUNDS_QUERY                                                  \
	"SELECT NULL, m.measure, NULL::bigint, NULL::bigint, m.degrees::text "    \
	"FROM (SELECT min(tripgrid.lon(%1$s)) AS west, "                          \
	"    min(tripgrid.lat(%1$s)) AS south, "                                  \
	"    max(tripgrid.lon(%1$s)) AS east, "                                   \
	"    max(tripgrid.lat(%1$s)) AS north "                                   \
	"  FROM %2$s) AS b, "                                                     \
	"  LATERAL (VALUES (1, 'west', b.west), (2, 'south', b.south), "          \
	"    (3, 'east', b.east), (4, 'north', b.north)) "                        \
	"    AS m (n, measure, degrees) "                                         \
	"WHERE m.degrees IS NOT NULL ORDER BY m.n"

/*
 * Rows that have columns in common: how many there are beyond the first of
 * each, in how many groups, and the largest.  After the table: what is shown
 * of a group, the columns, which rows count, and the number of rows.
 */
#define PROFILE_DUPLICATES_QUERY                                              \
	"WITH same AS MATERIALIZED ("                                             \
	"  SELECT %2$s AS shown, count(*) AS rows "                               \
	"  FROM %1$s WHERE %4$s "                                                 \
	"  GROUP BY %3$s HAVING count(*) > 1), "                                  \
	"sums AS ("                                                               \
	"  SELECT coalesce(sum(rows - 1), 0)::bigint AS surplus, "                \
	"    count(*)::bigint AS repeated FROM same) "                            \
	"SELECT NULL, 'surplus', surplus, %5$lld::bigint, NULL FROM sums "        \
	"UNION ALL "                                                              \
	"SELECT NULL, 'repeated', NULL, NULL, repeated::text FROM sums "          \
	"UNION ALL "                                                              \
	"(SELECT NULL, 'most', rows, NULL, shown FROM same "                      \
	"  ORDER BY rows DESC, shown COLLATE \"C\" LIMIT 1)"

#endif /* TG_QUERY_PROFILE_QUERIES_H */

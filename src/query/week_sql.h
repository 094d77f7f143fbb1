/*
 * week_sql.h
 *	  Weeks in statements that run as the caller.
 */
#ifndef TG_QUERY_WEEK_SQL_H
#define TG_QUERY_WEEK_SQL_H

/*
 * SQL of the first day of a week, counted from the one that began on
 * 2000-01-03; null if no trip can depart then.
 */
#define WEEK_START_SQL(week)                                                  \
	"CASE WHEN " week " BETWEEN -350220 AND 15250284 "                        \
	"THEN '2000-01-03'::date + (7 * " week ")::int END"

#endif /* TG_QUERY_WEEK_SQL_H */

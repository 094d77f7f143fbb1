/*
 * spread.h
 *	  How lengths and speeds of trips are spread.
 */
#ifndef TG_QUERY_SPREAD_H
#define TG_QUERY_SPREAD_H

#include "postgres.h"

#include "store/store.h"

#define SPREAD_SHARES 5
#define SPREAD_COUNTS 4

typedef struct Spread
{
	int64 rows;
	int64 counts[SPREAD_COUNTS];
	bool any;					 /* value[] is something */
	double value[SPREAD_SHARES]; /* least, median, 90 %, 99 %, greatest */
} Spread;

/*
 * Lengths in metres of the trips of a query (metres).  Counts: of none, of
 * more than 100 km, of more than 1,000 km.
 */
extern Spread spread_of_lengths(const Store *store, const char *query);

/*
 * Speeds in km/h of the trips of a query (metres, seconds).  Counts: of no
 * known duration, of no time or less, of over a day, of over 200 km/h.
 */
extern Spread spread_of_speeds(const Store *store, const char *query);

#endif /* TG_QUERY_SPREAD_H */

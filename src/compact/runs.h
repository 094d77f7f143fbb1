/*
 * runs.h
 *	  The runs of a store: what each flush or merge has written.
 */
#ifndef TG_COMPACT_RUNS_H
#define TG_COMPACT_RUNS_H

#include "store/store.h"

typedef struct Run
{
	int64 run;
	int64 trips;
	int16 sign;
	bool own; /* written by this transaction: nobody else can see it */
} Run;

typedef struct RunList
{
	Run *runs;
	int count;
	bool complete; /* all there are: what went has come in one of them */
} RunList;

/*
 * All runs that can be seen and are numbered higher than that, in ascending
 * order of their trips.  SPI must be connected, here and below.
 */
extern RunList runs_list(const Store *store, int64 after);

/* The trips of a list's runs, in an array. */
extern int64 *runs_trips(const RunList *list);

/* The numbers of a list's runs, as a bigint[]. */
extern Datum runs_array(const RunList *list);

/* Tell whether one of them holds trips that went. */
extern bool runs_negative(const RunList *list);

/*
 * The SQL condition that finds the segments of the runs whose numbers are the
 * argument $1.  The key of segments begins with the region.
 */
extern const char *runs_condition(const Store *store);

/* Refuse to go on: trips went that all runs together do not have. */
extern void runs_refuse_remainder(void);

extern void runs_delete(const Store *store, const RunList *list);

#endif /* TG_COMPACT_RUNS_H */

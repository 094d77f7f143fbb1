/*
 * runs.h
 *	  The runs of a store: what each flush or merge has written.
 */
#ifndef TG_COMPACT_RUNS_H
#define TG_COMPACT_RUNS_H

#include "segment/names.h"
#include "segment/table_scan.h"
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

/* What a run holds of a region, by the row of summaries. */
typedef struct RunRegion
{
	int64 run;
	int sign;
	const text *region;
	Datum datasources; /* text[] */
} RunRegion;

/*
 * What runs hold of all regions, or of one, in the order of runs; they must be
 * read under a snapshot that sees them.
 */
extern RunRegion *runs_regions(const Store *store, const RunList *list,
							   const text *region, int *count);

/* The regions that runs have, in the order of their bytes. */
extern Names *runs_names(const Store *store, const RunList *list);

/*
 * Begin to read the segments of a region in a projection of a run, in their
 * order; the names must last as long.  Rows of other regions, which a
 * collation takes for the same, may be among them.
 */
extern void run_segments(TableScan *scan, const RunRegion *of,
						 char projection);

/* Refuse to go on: trips went that all runs together do not have. */
extern void runs_refuse_remainder(void);

extern void runs_delete(const Store *store, const RunList *list);

#endif /* TG_COMPACT_RUNS_H */

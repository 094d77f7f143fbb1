/*
 * runs.h
 *	  The runs of a store: what each flush or merge has written.
 */
#ifndef TG_COMPACT_RUNS_H
#define TG_COMPACT_RUNS_H

#include "segment/names.h"
#include "segment/row_delete.h"
#include "segment/segment_scan.h"
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

/* Tell whether one of them holds trips that went. */
extern bool runs_negative(const RunList *list);

/* What a run holds of a region, by the row of summaries. */
typedef struct RunRegion
{
	int64 run;
	int sign;
	const text *region;
	int64 trips;
	Datum datasources;	   /* text[] */
	ItemPointerData place; /* of the row */
} RunRegion;

/*
 * What runs hold of all regions, or of one, in the order of runs; they must be
 * read under a snapshot that sees them.
 */
extern RunRegion *runs_regions(const Store *store, const RunList *list,
							   const text *region, int *count);

/* The same of one run and region, in a scan that is open: false if nothing. */
extern TableScan *run_regions_open(const Store *store);
extern bool run_region(TableScan *scan, int64 run, const text *region,
					   RunRegion *found);

/* The regions that runs have, in the order of their bytes. */
extern Names *runs_names(const Store *store, const RunList *list);

/*
 * Begin to read the segments of a region in a projection of a run, or of the
 * nodes over them those at the top or the others, in their order; the names
 * must last as long.
 */
extern void run_segments(TableScan *scan, const RunRegion *of,
						 char projection);
extern void run_leaves(TableScan *scan, const RunRegion *of, char projection,
					   bool top);

/*
 * Go to the next of them; false if there is none.  Rows of other regions,
 * which a collation takes for the same, are passed over.
 */
extern bool run_next(TableScan *scan, const RunRegion *of);

/* The segments of all regions of some runs, in the projection by origin. */
typedef struct RunScan
{
	SegmentScan *segments;
	RunRegion *regions; /* by region and run */
	int count;
	struct RunRange *ranges; /* of them: see run_ranges.h */
	int range_count;
	int at; /* the range at hand; -1 at first */
} RunScan;

extern RunScan *run_scan_open(const Store *store, const RunList *list);
extern bool run_scan_next(RunScan *scan);
extern const text *run_scan_region(const RunScan *scan); /* at hand */
extern void run_scan_close(RunScan *scan);

/* Refuse to go on: trips went that all runs together do not have. */
extern void runs_refuse_remainder(void);

/* Delete all of some runs.  SPI must be connected. */
extern void runs_delete(const Store *store, const RunList *list);

/*
 * The same where all their regions are known, which are sorted, and, unless it
 * is null, which are their segments by origin.
 */
extern void runs_delete_regions(const Store *store, RunRegion *regions,
								int count, RowDelete *by_origin);

#endif /* TG_COMPACT_RUNS_H */

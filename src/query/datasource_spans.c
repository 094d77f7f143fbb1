/*
 * datasource_spans.c
 *	  The trips of each region and datasource: how many, the first and the
 *	  last.
 *
 * Summaries know them run by run.  Where trips were taken off, these may have
 * been the first or the last, so both are found again from segments: a trip
 * that went cancels one of the same datasource and departure.  A first pass
 * finds the weeks in which any are left, a second one the departures of the
 * first and last of these weeks alone, so that memory does not grow with the
 * trips.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "core/geo/trip.h"
#include "query/datasource_spans.h"
#include "segment/segment_scan.h"
#include "types/status.h"
#include "types/tripset.h"

#define FIRST_ROOM 64
#define NO_SPAN PG_UINT32_MAX

static uint32
number_of(Names *names, Datum name)
{
	const text *value = DatumGetTextPP(name);

	return names_number(names, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

static void
add_span(DatasourceSpans *spans, DatasourceSpan span)
{
	if (spans->count == spans->room)
	{
		spans->room *= 2;
		spans->spans =
			repalloc_huge(spans->spans, spans->room * sizeof(DatasourceSpan));
	}
	spans->spans[spans->count++] = span;
}

/* The elements of an array of summaries, of which there are so many. */
static Datum *
elements(TableScan *scan, int column, Oid type, int *count)
{
	Datum *values;
	int found = array_elements(table_scan_get(scan, column), type, &values);

	*count = *count < 0 ? found : Min(*count, found);
	return values;
}

/* Add what a row of summaries knows. */
static void
add_summary(DatasourceSpans *spans, TableScan *scan, const text *datasource)
{
	uint32 region =
		number_of(spans->regions, table_scan_get(scan, COL_SUMMARY_REGION));
	int sign = DatumGetInt16(table_scan_get(scan, COL_SUMMARY_SIGN));
	int count = -1;
	Datum *names = elements(scan, COL_SUMMARY_DATASOURCES, TEXTOID, &count);
	Datum *trips =
		elements(scan, COL_SUMMARY_DATASOURCE_TRIPS, INT8OID, &count);
	Datum *first =
		elements(scan, COL_SUMMARY_DATASOURCE_FIRST, TIMESTAMPOID, &count);
	Datum *last =
		elements(scan, COL_SUMMARY_DATASOURCE_LAST, TIMESTAMPOID, &count);

	for (int i = 0; i < count; i++)
		if (datasource == NULL ||
			same_bytes(datasource, DatumGetTextPP(names[i])))
			add_span(spans,
					 (DatasourceSpan){region,
									  number_of(spans->datasources, names[i]),
									  sign * DatumGetInt64(trips[i]),
									  DatumGetTimestamp(first[i]),
									  DatumGetTimestamp(last[i]), sign < 0});
}

/* By region, in the order of its name, then by datasource. */
static int
span_order(const void *a, const void *b, void *arg)
{
	const DatasourceSpan *left = a;
	const DatasourceSpan *right = b;
	const Names *regions = arg;

	CHECK_FOR_INTERRUPTS();
	if (left->region != right->region)
		return name_order(regions->names[left->region].value,
						  regions->names[right->region].value);
	return (left->datasource > right->datasource) -
		   (left->datasource < right->datasource);
}

/* Join the spans of runs, and leave out what has no trips any more. */
static void
join_runs(DatasourceSpans *spans)
{
	Size used = 0;

	qsort_arg(spans->spans, spans->count, sizeof(DatasourceSpan), span_order,
			  spans->regions);
	for (Size from = 0, next; from < spans->count; from = next)
	{
		DatasourceSpan joined = spans->spans[from];

		for (next = from + 1;
			 next < spans->count &&
			 spans->spans[next].region == joined.region &&
			 spans->spans[next].datasource == joined.datasource;
			 next++)
		{
			const DatasourceSpan *span = &spans->spans[next];

			joined.trips += span->trips;
			joined.first = Min(joined.first, span->first);
			joined.last = Max(joined.last, span->last);
			joined.changed |= span->changed;
		}
		if (joined.trips > 0)
			spans->spans[used++] = joined;
	}
	spans->count = used;
}

DatasourceSpans
spans_read(Oid schema, const text *datasource)
{
	DatasourceSpans spans = {schema,
							 names_create(CurrentMemoryContext),
							 names_create(CurrentMemoryContext),
							 palloc(FIRST_ROOM * sizeof(DatasourceSpan)),
							 0,
							 FIRST_ROOM};
	TableScan *scan = table_scan_open(
		schema, REL_SUMMARIES,
		COLUMN_BIT(COL_SUMMARY_SIGN) | COLUMN_BIT(COL_SUMMARY_REGION) |
			COLUMN_BIT(COL_SUMMARY_DATASOURCES) |
			COLUMN_BIT(COL_SUMMARY_DATASOURCE_TRIPS) |
			COLUMN_BIT(COL_SUMMARY_DATASOURCE_FIRST) |
			COLUMN_BIT(COL_SUMMARY_DATASOURCE_LAST));
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid summary", ALLOCSET_DEFAULT_SIZES);

	table_scan_begin(scan, NULL, 0);
	while (table_scan_next(scan))
	{
		MemoryContext old = MemoryContextSwitchTo(context);

		CHECK_FOR_INTERRUPTS();
		add_summary(&spans, scan, datasource);
		MemoryContextSwitchTo(old);
		MemoryContextReset(context);
	}
	MemoryContextDelete(context);
	table_scan_close(scan);
	join_runs(&spans);
	return spans;
}

Size
spans_of_region(const DatasourceSpans *spans, Size from)
{
	Size until = from;

	while (until < spans->count &&
		   spans->spans[until].region == spans->spans[from].region)
		until++;
	return until;
}

/* How many trips of a datasource departed then, or in that week. */
typedef struct DepartureKey
{
	int64 when;
	uint32 span;
	uint32 zero;
} DepartureKey;

typedef struct DepartureCount
{
	DepartureKey key;
	int64 trips;
} DepartureCount;

/* The spans of a region while their ends are found. */
typedef struct Settling
{
	DatasourceSpans *spans;
	Size from;
	uint32 *number;	 /* of a datasource's span, or NO_SPAN */
	uint32 known;	 /* datasources that have a number */
	HTAB *counts;	 /* by week, then by departure */
	bool exact;		 /* departures, of the weeks found */
	int32 *weeks[2]; /* by number: the first and the last with trips */
} Settling;

static HTAB *
create_counts(void)
{
	HASHCTL control = {.keysize = sizeof(DepartureKey),
					   .entrysize = sizeof(DepartureCount),
					   .hcxt = CurrentMemoryContext};

	return hash_create("tripgrid departures", FIRST_ROOM, &control,
					   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

static void
count_departure(Settling *settling, uint32 number, int64 departure, int sign)
{
	int32 week = tg_week_of(departure);
	DepartureKey key = {settling->exact ? departure : week, number, 0};
	DepartureCount *count;
	bool found;

	if (settling->exact && week != settling->weeks[0][number] &&
		week != settling->weeks[1][number])
		return;
	count = hash_search(settling->counts, &key, HASH_ENTER, &found);
	if (!found)
		count->trips = 0;
	count->trips += sign;
}

static void
count_segment(Settling *settling, const SegmentRow *row)
{
	TgTripset set;
	TgTripset numbers;
	int64 *departure = palloc(row->count * sizeof(int64));
	int64 *number = palloc(row->count * sizeof(int64));
	Datum *names;
	uint32 *wanted;
	int count;

	count = array_elements(row->datasources, TEXTOID, &names);
	wanted = palloc((count + 1) * sizeof(uint32));
	for (int i = 0; i < count; i++)
	{
		uint32 name = number_of(settling->spans->datasources, names[i]);

		wanted[i] = name < settling->known ? settling->number[name] : NO_SPAN;
	}
	departures_open(row->departures, row->count, &set);
	tripset_open(row->datasource_nos, 1, row->count, &numbers);
	status_check(tg_departures_get(&set, departure));
	tg_tripset_get(&numbers, 0, number);
	for (uint32 i = 0; i < row->count; i++)
	{
		if (number[i] < 0 || number[i] >= count)
			status_check(TG_BAD_TRIPSET);
		if (wanted[number[i]] != NO_SPAN)
			count_departure(settling, wanted[number[i]], departure[i],
							row->sign);
	}
}

/* Count the departures of all segments of a region. */
static void
count_region(Settling *settling, const text *region)
{
	Filter all = {.weeks = EVERY_WEEK};
	Oid schema = settling->spans->schema;
	NodeList nodes = leaves_read(&all, schema, 'o', region);
	SegmentScan *scan = segment_scan_open(schema, 'o', 0);
	SegmentRanges ranges = {0};
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid segment", ALLOCSET_DEFAULT_SIZES);

	for (uint64 i = 0; i < nodes.count; i++)
		ranges_add(&ranges, &nodes.rows[i]);
	settling->counts = create_counts();
	segment_scan_begin(scan, ranges.ranges, ranges.used);
	while (segment_scan_next(scan))
	{
		SegmentRow row = segment_row(scan->scan);
		MemoryContext old = MemoryContextSwitchTo(context);

		CHECK_FOR_INTERRUPTS();
		count_segment(settling, &row);
		MemoryContextSwitchTo(old);
		MemoryContextReset(context);
	}
	MemoryContextDelete(context);
	segment_scan_close(scan);
	nodes_close(&nodes);
}

/* Find the least and the greatest of what is left. */
static void
find_ends(Settling *settling)
{
	HASH_SEQ_STATUS walk;
	DepartureCount *count;

	hash_seq_init(&walk, settling->counts);
	while ((count = hash_seq_search(&walk)) != NULL)
	{
		DatasourceSpan *span =
			&settling->spans->spans[settling->from + count->key.span];
		int32 *first = &settling->weeks[0][count->key.span];
		int32 *last = &settling->weeks[1][count->key.span];

		if (count->trips <= 0)
			continue;
		if (settling->exact)
		{
			span->first = Min(span->first, count->key.when);
			span->last = Max(span->last, count->key.when);
		}
		else
		{
			*first = Min(*first, (int32) count->key.when);
			*last = Max(*last, (int32) count->key.when);
		}
	}
	hash_destroy(settling->counts);
}

void
spans_settle(DatasourceSpans *spans, Size from, Size until)
{
	Settling settling = {spans, from};
	const text *region = NULL;
	MemoryContext context;
	MemoryContext old;

	for (Size i = from; i < until; i++)
		if (spans->spans[i].changed)
			region = spans->regions->names[spans->spans[i].region].value;
	if (region == NULL)
		return;
	context = AllocSetContextCreate(CurrentMemoryContext, "tripgrid spans",
									ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(context);
	settling.known = spans->datasources->count;
	settling.number =
		palloc_extended(settling.known * sizeof(uint32), MCXT_ALLOC_HUGE);
	for (uint32 i = 0; i < settling.known; i++)
		settling.number[i] = NO_SPAN;
	for (int i = 0; i < 2; i++)
		settling.weeks[i] =
			palloc_extended((until - from) * sizeof(int32), MCXT_ALLOC_HUGE);
	for (Size i = from; i < until; i++)
	{
		settling.weeks[0][i - from] = PG_INT32_MAX;
		settling.weeks[1][i - from] = PG_INT32_MIN;
		if (spans->spans[i].changed)
			settling.number[spans->spans[i].datasource] = (uint32) (i - from);
	}
	count_region(&settling, region);
	find_ends(&settling);
	for (Size i = from; i < until; i++)
		if (spans->spans[i].changed)
		{
			spans->spans[i].first = DT_NOEND;
			spans->spans[i].last = DT_NOBEGIN;
		}
	settling.exact = true;
	count_region(&settling, region);
	find_ends(&settling);
	for (Size i = from; i < until; i++)
		if (spans->spans[i].first > spans->spans[i].last)
			ereport(ERROR,
					(errcode(ERRCODE_DATA_CORRUPTED),
					 errmsg("segments do not have the trips of their "
							"summaries"),
					 errhint("CALL tripgrid.rebuild() makes the segments "
							 "again.")));
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
}

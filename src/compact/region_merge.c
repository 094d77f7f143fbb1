/*
 * region_merge.c
 *	  The segments of one region in several runs, merged into a new run.
 */
#include "compat.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/order/merge.h"
#include "core/geo/trip.h"
#include "compact/region_merge.h"
#include "compact/run_records.h"
#include "segment/segment_scan.h"

/* One run's segments, read in order. */
typedef struct RunReader
{
	const RunRegion *of;
	SegmentScan *segments; /* null: not open */
	int32 last;			   /* number of the segment at hand; -1 at first */
	MemoryContext context; /* of the segment at hand */
} RunReader;

/* What is written: trips that came, or trips that went. */
typedef struct Output
{
	SegmentWriter *writer; /* null: there must be no such trip */
	Summary *summary;	   /* of the region */
	uint32 count;		   /* records of the segment in the making */
} Output;

typedef struct RegionMerge
{
	Output added;
	Output removed;
	const text *region;
	Names *datasources; /* of the region in all the runs, ranked */
	TgMerge merge;
	RunReader *readers; /* of the runs that have the region */
	int count;
} RegionMerge;

/* Find the runs that have the region, and all its datasources. */
static void
find_runs(RegionMerge *region, const Store *store, const RunList *runs)
{
	RunRegion *found =
		runs_regions(store, runs, region->region, &region->count);

	region->readers = palloc0(region->count * sizeof(RunReader));
	region->datasources = names_create(CurrentMemoryContext);
	for (int i = 0; i < region->count; i++)
	{
		RunReader *reader = &region->readers[i];
		uint32 length;

		reader->of = &found[i];
		reader->context =
			AllocSetContextCreate(CurrentMemoryContext, "tripgrid run reader",
								  ALLOCSET_DEFAULT_SIZES);
		pfree(names_of_array(region->datasources, found[i].datasources,
							 &length));
	}
	pfree(names_rank(region->datasources));
}

/* Go to the next segment of the region in a run; false if there is none. */
static bool
reader_next(RunReader *reader)
{
	TableScan *scan = reader->segments->scan;

	if (run_next(scan, reader->of))
	{
		int32 number = DatumGetInt32(table_scan_get(scan, COL_SEGMENT_NO));

		/* a primary key of other columns has another order */
		if (number <= reader->last)
			ereport(ERROR,
					(errcode(ERRCODE_DATA_CORRUPTED),
					 errmsg("segments are not in the order of their keys"),
					 errhint("CALL tripgrid.rebuild() makes the segments "
							 "again.")));
		reader->last = number;
		return true;
	}
	segment_scan_close(reader->segments);
	reader->segments = NULL;
	return false;
}

/* Read the next segment of a run; false if there is none. */
static bool
reader_fetch(RegionMerge *region, uint32 number)
{
	RunReader *reader = &region->readers[number];
	TgStream *stream = &region->merge.streams[number];
	MemoryContext old;

	MemoryContextReset(reader->context);
	if (!reader_next(reader))
		return false;
	old = MemoryContextSwitchTo(reader->context);
	stream->records = run_records(reader->segments->scan, region->datasources,
								  false, &stream->count);
	MemoryContextSwitchTo(old);
	stream->at = 0;
	tg_merge_add(&region->merge, number);
	return true;
}

static void
open_readers(RegionMerge *region, const Store *store, TgProjection projection)
{
	char letter = projection == TG_BY_ORIGIN ? 'o' : 'd';

	region->merge.projection = projection;
	region->merge.used = 0;
	for (int i = 0; i < region->count; i++)
	{
		RunReader *reader = &region->readers[i];

		reader->segments = segment_scan_open(store->schema, letter, 0);
		reader->last = -1;
		run_segments(reader->segments->scan, reader->of, letter);
		reader_fetch(region, (uint32) i);
	}
}

/* Write the segment in the making. */
static void
write_out(RegionMerge *region, Output *output)
{
	if (output->count == 0)
		return;
	segment_write(output->writer, region->merge.projection,
				  PointerGetDatum(region->region), output->writer->records,
				  output->count,
				  region->merge.projection == TG_BY_ORIGIN ? output->summary
														   : NULL);
	output->count = 0;
}

static void
put_records(RegionMerge *region, Output *output, const TgRecord *record,
			int64 count)
{
	if (count > 0 && output->writer == NULL)
		runs_refuse_remainder();
	for (; count > 0; count--)
	{
		output->writer->records[output->count++] = *record;
		if (output->count == output->writer->room)
			write_out(region, output);
	}
}

static bool
records_equal(const TgRecord *a, const TgRecord *b)
{
	return tg_trip_compare(&a->trip, &b->trip) == 0 &&
		   a->datasource == b->datasource;
}

/* Take all records that are equal to the first one; return their sum. */
static int64
take_equals(RegionMerge *region, TgRecord *record)
{
	TgMerge *merge = &region->merge;
	int64 sum = 0;

	for (bool first = true; merge->used > 0; first = false)
	{
		uint32 number = tg_merge_first(merge);
		TgStream *stream = &merge->streams[number];

		if (first)
			*record = stream->records[stream->at];
		else if (!records_equal(record, &stream->records[stream->at]))
			break;
		sum += region->readers[number].of->sign;
		if (!tg_merge_advance(merge))
			reader_fetch(region, number);
	}
	return sum;
}

static void
begin_output(RegionMerge *region, Output *output)
{
	if (output->writer == NULL)
		return;
	output->writer->datasources = region->datasources;
	output->writer->segment_no = 0;
}

static void
end_output(RegionMerge *region, Output *output)
{
	if (output->writer == NULL)
		return;
	write_out(region, output);
	segments_end(output->writer, region->merge.projection,
				 PointerGetDatum(region->region));
}

static void
merge_projection(RegionMerge *region, const Store *store,
				 TgProjection projection)
{
	begin_output(region, &region->added);
	begin_output(region, &region->removed);
	open_readers(region, store, projection);
	while (region->merge.used > 0)
	{
		TgRecord record;
		int64 sum = take_equals(region, &record);

		put_records(region, &region->added, &record, sum);
		put_records(region, &region->removed, &record, -sum);
	}
	end_output(region, &region->added);
	end_output(region, &region->removed);
}

static void
write_summary(RegionMerge *region, const Output *output)
{
	if (output->summary->trips > 0)
		summary_write(output->writer, PointerGetDatum(region->region),
					  output->summary);
}

void
region_merge(const Store *store, const text *name, const RunList *runs,
			 SegmentWriter *added, SegmentWriter *removed)
{
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid merge", ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	RegionMerge *region = palloc0(sizeof *region);

	region->region = name;
	region->added = (Output){added, summary_create(context), 0};
	region->removed = (Output){removed, summary_create(context), 0};
	find_runs(region, store, runs);
	region->merge.streams = palloc0(region->count * sizeof(TgStream));
	region->merge.heap = palloc(region->count * sizeof(uint32));
	merge_projection(region, store, TG_BY_ORIGIN);
	write_summary(region, &region->added);
	write_summary(region, &region->removed);
	merge_projection(region, store, TG_BY_DESTINATION);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
}

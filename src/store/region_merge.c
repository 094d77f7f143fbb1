/*
 * region_merge.c
 *	  The segments of one region in several runs, merged into a new run.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "core/merge.h"
#include "core/trip.h"
#include "store/region_merge.h"
#include "store/segment_reader.h"
#include "store/sql.h"

/* One run's segments, read in order. */
typedef struct RunReader
{
	Portal portal;
	MemoryContext context; /* of the segment at hand */
	int sign;
} RunReader;

typedef struct RegionMerge
{
	SegmentWriter *writer;
	Datum region;
	Names *datasources; /* of the region in all the runs, ranked */
	TgMerge merge;
	RunReader *readers;
	uint32 count;	  /* records of the segment in the making */
	Summary *summary; /* null in the second projection */
} RegionMerge;

/* Copy a segment's names into the merge's, or find their ranks in them. */
static uint32 *
name_numbers(Names *names, Datum array, uint32 *count)
{
	Datum *values;
	int length;
	uint32 *numbers;

	deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false,
					  TYPALIGN_INT, &values, NULL, &length);
	numbers = palloc((length + 1) * sizeof(uint32));
	for (int i = 0; i < length; i++)
		numbers[i] = names_number(names, VARDATA_ANY(values[i]),
								  VARSIZE_ANY_EXHDR(values[i]));
	*count = (uint32) length;
	return numbers;
}

/* The datasources of the region in the runs, from their summaries. */
static Names *
region_datasources(const Store *store, Datum region, const RunRef *runs,
				   int count)
{
	Names *names = names_create(CurrentMemoryContext);
	Oid types[] = {TEXTOID, INT8OID};
	SPIPlanPtr plan =
		sql_prepare(psprintf("SELECT datasources FROM %s.summaries "
							 "WHERE region = $1 AND run_id = $2",
							 store->quoted),
					lengthof(types), types);

	for (int i = 0; i < count; i++)
	{
		Datum values[] = {region, Int64GetDatum(runs[i].run)};

		sql_run(plan, values, NULL);
		for (uint64 row = 0; row < SPI_processed; row++)
		{
			bool isnull;
			uint32 length;

			name_numbers(names,
						 SPI_getbinval(SPI_tuptable->vals[row],
									   SPI_tuptable->tupdesc, 1, &isnull),
						 &length);
		}
		SPI_freetuptable(SPI_tuptable);
	}
	SPI_freeplan(plan);
	pfree(names_rank(names));
	return names;
}

/* Fetch the next segment of a run; false if there is none. */
static bool
reader_fetch(RegionMerge *region, uint32 number)
{
	RunReader *reader = &region->readers[number];
	TgStream *stream = &region->merge.streams[number];
	MemoryContext old;
	HeapTuple tuple;
	TupleDesc desc;
	Datum column[5];
	SegmentColumns columns;
	uint32 *ranks;
	uint32 names;
	uint32 known = region->datasources->count;
	TgRecord *records;

	CHECK_FOR_INTERRUPTS();
	MemoryContextReset(reader->context);
	SPI_cursor_fetch(reader->portal, true, 1);
	if (SPI_processed == 0)
	{
		SPI_freetuptable(SPI_tuptable);
		SPI_cursor_close(reader->portal);
		return false;
	}
	tuple = SPI_tuptable->vals[0];
	desc = SPI_tuptable->tupdesc;
	for (int i = 0; i < lengthof(column); i++)
	{
		bool isnull;

		column[i] = SPI_getbinval(tuple, desc, i + 1, &isnull);
	}
	columns = (SegmentColumns){column[1], column[2], column[3], column[4]};
	old = MemoryContextSwitchTo(reader->context);
	ranks = name_numbers(region->datasources, column[0], &names);
	records = segment_read(&columns, names, &stream->count);
	MemoryContextSwitchTo(old);
	SPI_freetuptable(SPI_tuptable);
	if (region->datasources->count != known)
		ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
						errmsg("a segment has a datasource that its summary "
							   "does not have"),
						errhint("CALL tripgrid.rebuild() makes the segments "
								"again.")));
	for (uint32 i = 0; i < stream->count; i++)
		records[i].datasource = ranks[records[i].datasource];
	stream->records = records;
	stream->at = 0;
	tg_merge_add(&region->merge, number);
	return true;
}

static void
open_readers(RegionMerge *region, const Store *store, TgProjection projection,
			 const RunRef *runs, int count)
{
	Oid types[] = {TEXTOID, CHAROID, INT8OID};
	SPIPlanPtr plan = sql_prepare(
		psprintf("SELECT datasources, origins, destinations, departures, "
				 "datasource_nos FROM %s.segments WHERE region = $1 "
				 "AND projection = $2 AND run_id = $3 ORDER BY segment_no",
				 store->quoted),
		lengthof(types), types);

	region->merge.projection = projection;
	region->merge.used = 0;
	for (int i = 0; i < count; i++)
	{
		Datum values[] = {region->region,
						  CharGetDatum(projection == TG_BY_ORIGIN ? 'o' : 'd'),
						  Int64GetDatum(runs[i].run)};

		region->readers[i].sign = runs[i].sign;
		region->readers[i].portal =
			SPI_cursor_open(NULL, plan, values, NULL, false);
		reader_fetch(region, (uint32) i);
	}
	SPI_freeplan(plan);
}

/* Write the segment in the making. */
static void
write_out(RegionMerge *region)
{
	if (region->count == 0)
		return;
	segment_write(region->writer, region->merge.projection, region->region,
				  region->writer->records, region->count, region->summary);
	region->count = 0;
}

static void
put_record(RegionMerge *region, const TgRecord *record)
{
	region->writer->records[region->count++] = *record;
	if (region->count == region->writer->room)
		write_out(region);
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
		sum += region->readers[number].sign;
		if (!tg_merge_advance(merge))
			reader_fetch(region, number);
	}
	return sum;
}

static void
merge_projection(RegionMerge *region)
{
	while (region->merge.used > 0)
	{
		TgRecord record;
		int64 sum = take_equals(region, &record);

		if (sum < 0)
			ereport(ERROR,
					(errcode(ERRCODE_DATA_CORRUPTED),
					 errmsg("segments take off a trip that they do not have"),
					 errhint("CALL tripgrid.rebuild() makes the segments "
							 "again.")));
		for (; sum > 0; sum--)
			put_record(region, &record);
	}
	write_out(region);
}

void
region_merge(SegmentWriter *writer, const Store *store, Datum name,
			 const RunRef *runs, int count)
{
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid merge", ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	RegionMerge *region = palloc0(sizeof *region);

	region->writer = writer;
	region->region = name;
	region->datasources = region_datasources(store, name, runs, count);
	region->merge.streams = palloc0(count * sizeof(TgStream));
	region->merge.heap = palloc(count * sizeof(uint32));
	region->readers = palloc0(count * sizeof(RunReader));
	region->summary = summary_create(context);
	for (int i = 0; i < count; i++)
		region->readers[i].context = AllocSetContextCreate(
			context, "tripgrid run reader", ALLOCSET_DEFAULT_SIZES);
	writer->datasources = region->datasources;

	writer->segment_no = 0;
	open_readers(region, store, TG_BY_ORIGIN, runs, count);
	merge_projection(region);
	if (region->summary->trips > 0)
		summary_write(writer, name, region->summary);
	region->summary = NULL;

	writer->segment_no = 0;
	open_readers(region, store, TG_BY_DESTINATION, runs, count);
	merge_projection(region);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
}

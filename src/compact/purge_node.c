/*
 * purge_node.c
 *	  The segments of one node without the trips that went.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "compact/purge_node.h"
#include "segment/segment_reader.h"
#include "segment/table_scan.h"
#include "store/sql.h"
#include "tripgrid.h"
#include "types/status.h"
#include "types/tripset.h"

/* What a node keeps: its records, and where each segment's begin. */
typedef struct Kept
{
	TgRecord *records;
	uint32 *begins; /* one more than there are segments */
	uint32 segments;
	uint32 largest;
	bool changed;
} Kept;

/* The ranks of a segment's datasources among those of the run's region. */
static uint32 *
ranks_of(const PurgePlace *place, Datum array, uint32 *count)
{
	Names *names = place->datasources;
	uint32 known = names->count;
	Datum *values;
	int length;
	uint32 *ranks;

	length = array_elements(array, TEXTOID, &values);
	ranks = palloc((length + 1) * sizeof(uint32));
	for (int i = 0; i < length; i++)
		ranks[i] = names_number(names, VARDATA_ANY(values[i]),
								VARSIZE_ANY_EXHDR(values[i]));
	if (names->count != known)
		ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
						errmsg("a segment has a datasource that its summary "
							   "does not have"),
						errhint("CALL tripgrid.rebuild() makes the segments "
								"again.")));
	*count = (uint32) length;
	return ranks;
}

/* Keep what of a segment did not go. */
static void
keep_segment(const PurgePlace *place, Kept *kept, const Datum *column)
{
	SegmentColumns columns = {column[1], column[2], column[3], column[4]};
	uint32 names;
	uint32 *ranks = ranks_of(place, column[0], &names);
	uint32 count;
	TgRecord *records = segment_read(&columns, names, &count);
	uint32 used = kept->begins[kept->segments];

	kept->records = repalloc_huge(kept->records, ((Size) used + count + 1) *
													 sizeof *kept->records);
	for (uint32 i = 0; i < count; i++)
	{
		uint32 rank = ranks[records[i].datasource];
		TgRecord key = {records[i].trip, place->went_region,
						place->went_numbers[rank]};

		if (went_take(place->went, place->projection, &key))
		{
			kept->changed = true;
			continue;
		}
		records[i].datasource = rank;
		kept->records[used++] = records[i];
	}
	kept->largest = Max(kept->largest, used - kept->begins[kept->segments]);
	kept->begins[++kept->segments] = used;
	pfree(records);
}

/* A cursor over segments of the place: these columns, from first to last. */
static Portal
open_segments(const PurgePlace *place, const char *columns, int32 first,
			  int32 last)
{
	Oid types[] = {TEXTOID, CHAROID, INT8OID, INT4OID, INT4OID};
	Datum values[] = {
		place->region,
		CharGetDatum(place->projection == TG_BY_ORIGIN ? 'o' : 'd'),
		Int64GetDatum(place->writer->run), Int32GetDatum(first),
		Int32GetDatum(last)};

	return SPI_cursor_open_with_args(
		NULL,
		psprintf("SELECT %s FROM %s.segments WHERE region = $1 "
				 "AND projection = $2 AND run_id = $3 AND segment_no >= $4 "
				 "AND segment_no <= $5 ORDER BY segment_no",
				 columns, place->store->quoted),
		lengthof(types), types, values, NULL, false, 0);
}

/* Fetch the next row into columns; false, and the cursor closed, at the end.
 */
static bool
fetch_row(Portal portal, int count, Datum *column)
{
	CHECK_FOR_INTERRUPTS();
	SPI_cursor_fetch(portal, true, 1);
	if (SPI_processed == 0)
	{
		SPI_freetuptable(SPI_tuptable);
		SPI_cursor_close(portal);
		return false;
	}
	sql_row(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, count, column);
	return true;
}

static void
read_node(const PurgePlace *place, Kept *kept, int32 first, int32 segments)
{
	Portal portal = open_segments(
		place,
		"datasources::text[], origins::tripgrid.tripset, "
		"destinations::tripgrid.tripset, departures::tripgrid.tripset, "
		"datasource_nos::tripgrid.tripset",
		first, first + segments - 1);
	Datum column[5];

	kept->records = palloc(sizeof *kept->records);
	kept->begins = palloc0(((Size) segments + 1) * sizeof *kept->begins);
	while (fetch_row(portal, lengthof(column), column))
	{
		keep_segment(place, kept, column);
		SPI_freetuptable(SPI_tuptable);
	}
	place->purged->segments += kept->changed ? kept->segments : 0;
}

static void
delete_node(const PurgePlace *place, int32 first, int32 segments)
{
	static const char *const tables[][3] = {
		{"segments", "segment_no", ""},
		{"nodes", "first_segment", "top = ANY ('{t,f}') AND level = 1 AND"}};
	Oid types[] = {TEXTOID, CHAROID, INT8OID, INT4OID, INT4OID};
	Datum values[] = {
		place->region,
		CharGetDatum(place->projection == TG_BY_ORIGIN ? 'o' : 'd'),
		Int64GetDatum(place->writer->run), Int32GetDatum(first),
		Int32GetDatum(first + segments - 1)};

	for (int i = 0; i < lengthof(tables); i++)
		sql_query(psprintf("DELETE FROM %s.%s WHERE %s region = $1 "
						   "AND projection = $2 AND run_id = $3 "
						   "AND %s >= $4 AND %s <= $5",
						   place->store->quoted, tables[i][0], tables[i][2],
						   tables[i][1], tables[i][1]),
				  lengthof(types), types, values);
	place->purged->nodes++;
}

/*
 * Write segments from what is kept: neighbours together where they fit, so
 * that they are no more than before, however often trips go.
 */
static void
write_node(const PurgePlace *place, const Kept *kept, int32 first)
{
	SegmentWriter *writer = place->writer;
	uint32 room = Max((uint32) setting_segment_trips, kept->largest);

	if (kept->largest > writer->room)
		status_check(TG_BAD_TRIPSET);
	writer->segment_no = first;
	for (uint32 from = 0, next; from < kept->segments; from = next)
	{
		uint32 count;

		for (next = from + 1;
			 next < kept->segments &&
			 kept->begins[next + 1] - kept->begins[from] <= room;
			 next++)
			;
		count = kept->begins[next] - kept->begins[from];
		if (count > 0)
			segment_write(writer, place->projection, place->region,
						  kept->records + kept->begins[from], count, NULL);
	}
	segments_end(writer, place->projection, place->region);
}

bool
purge_node(const PurgePlace *place, int32 first, int32 segments)
{
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid purged node", ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	Kept kept = {0};

	read_node(place, &kept, first, segments);
	if (kept.changed)
	{
		delete_node(place, first, segments);
		write_node(place, &kept, first);
	}
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
	return kept.changed;
}

/* Read back a tally from the tripset that it became. */
static TgTally *
read_tally(Datum weeks)
{
	TgTripset set;
	TgTally *tally;
	int64 *columns[2];

	tripset_open(weeks, 2, 0, &set);
	tally = tally_create(CurrentMemoryContext, set.count);
	for (int i = 0; i < 2; i++)
	{
		columns[i] =
			palloc_extended(set.count * sizeof(int64) + 1, MCXT_ALLOC_HUGE);
		tg_tripset_get(&set, i, columns[i]);
	}
	for (uint32 i = 0; i < set.count; i++)
		tg_tally_add(tally, columns[0][i], columns[1][i]);
	return tally;
}

/* Add a segment: its datasources, weeks, departures, datasource_nos. */
static void
sum_segment(const PurgePlace *place, Summary *summary, const Datum *column)
{
	TgTripset departures;
	TgTripset numbers;
	uint32 names;
	uint32 *ranks = ranks_of(place, column[0], &names);
	int64 *values[2];

	departures_open(column[2], 0, &departures);
	tripset_open(column[3], 1, departures.count, &numbers);
	for (int i = 0; i < 2; i++)
		values[i] = palloc(departures.count * sizeof(int64));
	tg_tripset_get(&numbers, 0, values[0]);
	status_check(tg_departures_get(&departures, values[1]));
	for (uint32 i = 0; i < departures.count; i++)
		if (values[0][i] < 0 || values[0][i] >= names)
			status_check(TG_BAD_TRIPSET);
	summary_add(summary, read_tally(column[1]), ranks, names, values[0],
				values[1], departures.count);
}

Summary *
purge_summary(const PurgePlace *place)
{
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "tripgrid purged summary",
							  ALLOCSET_DEFAULT_SIZES);
	Summary *summary = summary_create(CurrentMemoryContext);
	Portal portal = open_segments(
		place,
		"datasources::text[], weeks::tripgrid.tripset, "
		"departures::tripgrid.tripset, datasource_nos::tripgrid.tripset",
		0, PG_INT32_MAX);
	Datum column[4];

	while (fetch_row(portal, lengthof(column), column))
	{
		MemoryContext old = MemoryContextSwitchTo(context);

		sum_segment(place, summary, column);
		MemoryContextSwitchTo(old);
		MemoryContextReset(context);
		SPI_freetuptable(SPI_tuptable);
	}
	MemoryContextDelete(context);
	return summary;
}

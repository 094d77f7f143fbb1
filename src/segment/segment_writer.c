/*
 * segment_writer.c
 *	  Rows of a store's segments and summaries, written from sorted records.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "core/count/scan.h"
#include "core/geo/cell.h"
#include "core/order/segment.h"
#include "segment/segment_writer.h"
#include "store/columns.h"
#include "tripgrid.h"
#include "types/tripset.h"

static const TgWeeks all_weeks = {PG_INT32_MIN, PG_INT32_MAX};

static SegmentWriter *
create_writer(const Store *store, int sign, uint32 room, NodeWriter *nodes)
{
	SegmentWriter *writer = palloc0(sizeof *writer);

	writer->insert_segment = row_insert_begin(store, REL_SEGMENTS, NULL, 0);
	writer->insert_summary = row_insert_begin(store, REL_SUMMARIES, NULL, 0);
	writer->nodes = nodes;
	writer->sign = (int16) sign;
	writer->room = room;
	writer->records = palloc(writer->room * sizeof(TgRecord));
	for (int i = 0; i < 2; i++)
		writer->values[i] = palloc(writer->room * sizeof(int64));
	writer->ranks = palloc(writer->room * sizeof(uint32));
	writer->names = palloc(writer->room * sizeof(Datum));
	writer->weeks = tally_create(CurrentMemoryContext, writer->room);
	writer->context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid segment", ALLOCSET_DEFAULT_SIZES);
	return writer;
}

SegmentWriter *
segment_writer_resume(const Store *store, int sign, uint32 room)
{
	return create_writer(store, sign, room, node_writer_resume(store));
}

SegmentWriter *
segment_writer_begin(const Store *store, int sign, const Names *datasources,
					 uint32 trips)
{
	SegmentWriter *writer =
		create_writer(store, sign, Min((uint32) setting_segment_trips, trips),
					  node_writer_begin(store));

	writer->datasources = datasources;
	writer->run = store_next_run(store);
	return writer;
}

void
segment_writer_end(SegmentWriter *writer)
{
	node_writer_end(writer->nodes);
}

/* A tripset of two numbers of each trip. */
static Datum
pair_column(SegmentWriter *writer, const TgRecord *records, uint32 count,
			TgField first, TgField second)
{
	tg_segment_column(records, count, first, writer->values[0]);
	tg_segment_column(records, count, second, writer->values[1]);
	return tripset_make((const int64 *const *) writer->values, 2, count);
}

/* The names of the first so many datasources of writer->ranks. */
static Datum
names_column(SegmentWriter *writer, size_t count)
{
	for (size_t i = 0; i < count; i++)
		writer->names[i] = PointerGetDatum(
			writer->datasources->names[writer->ranks[i]].value);
	return PointerGetDatum(construct_array(writer->names, (int) count, TEXTOID,
										   -1, false, TYPALIGN_INT));
}

int64
segment_start_key(TgProjection projection, const TgRecord *records)
{
	const TgTrip *first = &records[0].trip;

	return (int64) tg_hilbert_key(
		projection == TG_BY_ORIGIN ? first->origin : first->destination);
}

static NodePlace
node_place(const SegmentWriter *writer, TgProjection projection, Datum region)
{
	NodePlace place = {writer->run, writer->sign, projection, region,
					   writer->datasources};

	return place;
}

/* Add a segment to the node in the making. */
static void
add_to_node(SegmentWriter *writer, TgProjection projection, Datum region,
			const TgRecord *records, const TgExtent *extent,
			uint32 datasources, uint32 count)
{
	NodePlace place = node_place(writer, projection, region);
	NodeSegment segment = {
		writer->segment_no, count,		   records,		*extent,
		writer->weeks,		writer->ranks, datasources, writer->values[0],
		writer->values[1]};

	node_add(writer->nodes, &place, &segment);
}

void
segments_end(SegmentWriter *writer, TgProjection projection, Datum region)
{
	NodePlace place = node_place(writer, projection, region);

	node_end(writer->nodes, &place);
}

void
segment_write(SegmentWriter *writer, TgProjection projection, Datum region,
			  const TgRecord *records, uint32 count, Summary *summary)
{
	MemoryContext old = MemoryContextSwitchTo(writer->context);
	TgExtent extent = tg_segment_extent(records, count);
	int64 *const numbers = writer->values[0];
	int64 *const departures = writer->values[1];
	size_t datasources =
		tg_segment_datasources(records, count, writer->ranks, numbers);

	tg_segment_column(records, count, TG_DEPARTURE, departures);
	writer->weeks->used = 0;
	tg_scan_tally(writer->weeks, TG_BY_WEEK, all_weeks, departures, NULL,
				  count, 1);
	if (summary != NULL)
		summary_add(summary, writer->weeks, writer->ranks,
					(uint32) datasources, numbers, departures, count);
	add_to_node(writer, projection, region, records, &extent,
				(uint32) datasources, count);
	{
		/* in this order: pair_column overwrites numbers and departures */
		Datum departures_column = departures_make(departures, count);
		Datum numbers_column =
			tripset_make((const int64 *const *) &numbers, 1, count);
		Datum values[COL_SEGMENT_COLUMNS] = {
			[COL_SEGMENT_RUN] = Int64GetDatum(writer->run),
			[COL_SEGMENT_NO] = Int32GetDatum(writer->segment_no),
			[COL_SEGMENT_PROJECTION] =
				CharGetDatum(projection == TG_BY_ORIGIN ? 'o' : 'd'),
			[COL_SEGMENT_SIGN] = Int16GetDatum(writer->sign),
			[COL_SEGMENT_REGION] = region,
			[COL_SEGMENT_TRIPS] = Int32GetDatum((int32) count),
			[COL_SEGMENT_START_KEY] =
				Int64GetDatum(segment_start_key(projection, records)),
			[COL_SEGMENT_FIRST] = TimestampGetDatum(extent.first),
			[COL_SEGMENT_LAST] = TimestampGetDatum(extent.last),
			[COL_SEGMENT_BOUNDS] = PointerGetDatum(&extent.bounds),
			[COL_SEGMENT_WEEKS] = tally_column(writer->weeks),
			[COL_SEGMENT_DATASOURCES] = names_column(writer, datasources),
			[COL_SEGMENT_ORIGINS] = pair_column(writer, records, count,
												TG_ORIGIN_LON, TG_ORIGIN_LAT),
			[COL_SEGMENT_DESTINATIONS] =
				pair_column(writer, records, count, TG_DESTINATION_LON,
							TG_DESTINATION_LAT),
			[COL_SEGMENT_DEPARTURES] = departures_column,
			[COL_SEGMENT_DATASOURCE_NOS] = numbers_column,
		};

		row_insert(writer->insert_segment, values, NULL);
	}
	writer->segment_no++;
	MemoryContextSwitchTo(old);
	MemoryContextReset(writer->context);
}

void
summary_write(SegmentWriter *writer, Datum region, Summary *summary)
{
	MemoryContext old = MemoryContextSwitchTo(writer->context);
	Size size = summary->count * sizeof(Datum);
	Datum *column[4];
	Datum values[COL_SUMMARY_COLUMNS];

	summary_sort(summary);
	for (int i = 0; i < 4; i++)
		column[i] = palloc(size);
	for (uint32 i = 0; i < summary->count; i++)
	{
		const DatasourceSummary *datasource = &summary->datasources[i];

		column[0][i] = PointerGetDatum(
			writer->datasources->names[datasource->rank].value);
		column[1][i] = Int64GetDatum(datasource->trips);
		column[2][i] = TimestampGetDatum(datasource->first);
		column[3][i] = TimestampGetDatum(datasource->last);
	}
	values[COL_SUMMARY_RUN] = Int64GetDatum(writer->run);
	values[COL_SUMMARY_SIGN] = Int16GetDatum(writer->sign);
	values[COL_SUMMARY_REGION] = region;
	values[COL_SUMMARY_TRIPS] = Int64GetDatum(summary->trips);
	values[COL_SUMMARY_WEEKS] = tally_column(summary->weeks);
	values[COL_SUMMARY_DATASOURCES] = PointerGetDatum(construct_array(
		column[0], summary->count, TEXTOID, -1, false, TYPALIGN_INT));
	values[COL_SUMMARY_DATASOURCE_TRIPS] = PointerGetDatum(construct_array(
		column[1], summary->count, INT8OID, 8, true, TYPALIGN_DOUBLE));
	for (int i = 2; i < 4; i++)
		values[COL_SUMMARY_DATASOURCE_TRIPS - 1 + i] = PointerGetDatum(
			construct_array(column[i], summary->count, TIMESTAMPOID, 8, true,
							TYPALIGN_DOUBLE));
	row_insert(writer->insert_summary, values, NULL);
	MemoryContextSwitchTo(old);
	MemoryContextReset(writer->context);
}

/*
 * segment_writer.c
 *	  Rows of a store's segments and summaries, written from sorted records.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "core/cell.h"
#include "core/scan.h"
#include "core/segment.h"
#include "segment/segment_writer.h"
#include "store/sql.h"
#include "tripgrid.h"
#include "types/tripset.h"

static const TgWeeks all_weeks = {PG_INT32_MIN, PG_INT32_MAX};

static SPIPlanPtr
prepare(const Store *store, const char *table, const char *columns, int nargs,
		Oid *types)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "INSERT INTO %s.%s (%s) VALUES ($1", store->quoted,
					 table, columns);
	for (int i = 2; i <= nargs; i++)
		appendStringInfo(&sql, ", $%d", i);
	appendStringInfoChar(&sql, ')');
	return sql_prepare(sql.data, nargs, types);
}

static SPIPlanPtr
prepare_segment(const Store *store)
{
	Oid tripset = store_type("tripset");
	Oid types[] = {INT8OID,		 INT4OID,
				   CHAROID,		 INT2OID,
				   TEXTOID,		 INT4OID,
				   INT8OID,		 TIMESTAMPOID,
				   TIMESTAMPOID, store_type("tripgroup"),
				   tripset,		 TEXTARRAYOID,
				   tripset,		 tripset,
				   tripset,		 tripset};

	return prepare(
		store, "segments",
		"run_id, segment_no, projection, sign, region, trips,"
		" start_key, first_departure, last_departure, bounds, weeks,"
		" datasources, origins, destinations, departures,"
		" datasource_nos",
		lengthof(types), types);
}

static SPIPlanPtr
prepare_summary(const Store *store)
{
	Oid timestamps = get_array_type(TIMESTAMPOID);
	Oid types[] = {INT8OID,
				   INT2OID,
				   TEXTOID,
				   INT8OID,
				   store_type("tripset"),
				   TEXTARRAYOID,
				   INT8ARRAYOID,
				   timestamps,
				   timestamps};

	return prepare(store, "summaries",
				   "run_id, sign, region, trips, weeks, datasources,"
				   " datasource_trips, datasource_first, datasource_last",
				   lengthof(types), types);
}

SegmentWriter *
segment_writer_resume(const Store *store, int sign, uint32 room)
{
	SegmentWriter *writer = palloc0(sizeof *writer);

	writer->insert_segment = prepare_segment(store);
	writer->insert_summary = prepare_summary(store);
	writer->nodes = node_writer_begin(store);
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
segment_writer_begin(const Store *store, int sign, const Names *datasources)
{
	SegmentWriter *writer =
		segment_writer_resume(store, sign, (uint32) setting_segment_trips);

	writer->datasources = datasources;
	writer->run = store_next_run(store);
	return writer;
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
		Datum values[] = {
			Int64GetDatum(writer->run),
			Int32GetDatum(writer->segment_no),
			CharGetDatum(projection == TG_BY_ORIGIN ? 'o' : 'd'),
			Int16GetDatum(writer->sign),
			region,
			Int32GetDatum((int32) count),
			Int64GetDatum(segment_start_key(projection, records)),
			TimestampGetDatum(extent.first),
			TimestampGetDatum(extent.last),
			PointerGetDatum(&extent.bounds),
			tally_column(writer->weeks),
			names_column(writer, datasources),
			pair_column(writer, records, count, TG_ORIGIN_LON, TG_ORIGIN_LAT),
			pair_column(writer, records, count, TG_DESTINATION_LON,
						TG_DESTINATION_LAT),
			departures_column,
			numbers_column,
		};

		sql_run(writer->insert_segment, values, NULL);
	}
	writer->segment_no++;
	MemoryContextSwitchTo(old);
	MemoryContextReset(writer->context);
}

void
summary_write(SegmentWriter *writer, Datum region, const Summary *summary)
{
	MemoryContext old = MemoryContextSwitchTo(writer->context);
	Size size = summary->count * sizeof(Datum);
	Datum *column[4];
	Datum values[9];

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
	values[0] = Int64GetDatum(writer->run);
	values[1] = Int16GetDatum(writer->sign);
	values[2] = region;
	values[3] = Int64GetDatum(summary->trips);
	values[4] = tally_column(summary->weeks);
	values[5] = PointerGetDatum(construct_array(
		column[0], summary->count, TEXTOID, -1, false, TYPALIGN_INT));
	values[6] = PointerGetDatum(construct_array(
		column[1], summary->count, INT8OID, 8, true, TYPALIGN_DOUBLE));
	for (int i = 2; i < 4; i++)
		values[5 + i] = PointerGetDatum(
			construct_array(column[i], summary->count, TIMESTAMPOID, 8, true,
							TYPALIGN_DOUBLE));
	sql_run(writer->insert_summary, values, NULL);
	MemoryContextSwitchTo(old);
	MemoryContextReset(writer->context);
}

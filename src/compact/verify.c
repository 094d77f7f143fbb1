/*
 * verify.c
 *	  What a segment holds, counted and checked trip by trip.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "core/scan.h"
#include "core/segment.h"
#include "core/trip.h"
#include "segment/segment_reader.h"
#include "segment/segment_writer.h"
#include "segment/tally.h"
#include "types/status.h"
#include "types/tripset.h"
#include "types/types.h"

/*
 * Sums of checksums wrap, so that trips with sign -1 undo those with +1, and
 * the order does not matter.
 */
static int64
trip_checksum_of(const TgTrip *trip, Datum datasource)
{
	text *name = DatumGetTextPP(datasource);
	uint64 seed = hash_bytes_extended((unsigned char *) VARDATA_ANY(name),
									  (int) VARSIZE_ANY_EXHDR(name), 0);

	return (int64) tg_trip_hash(trip, seed);
}

PG_FUNCTION_INFO_V1(trip_checksum);
Datum
trip_checksum(PG_FUNCTION_ARGS)
{
	TgTrip trip = {PG_GETARG_LONLAT(0), PG_GETARG_LONLAT(1),
				   PG_GETARG_TIMESTAMP(2)};

	PG_RETURN_INT64(trip_checksum_of(&trip, PG_GETARG_DATUM(3)));
}

PG_FUNCTION_INFO_V1(wrapping_add);
Datum
wrapping_add(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(
		(int64) ((uint64) PG_GETARG_INT64(0) + (uint64) PG_GETARG_INT64(1)));
}

PG_FUNCTION_INFO_V1(week_number);
Datum
week_number(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(tg_week_of(PG_GETARG_TIMESTAMP(0)));
}

/* The arguments of a segment's columns, from argument first on. */
static TgRecord *
read_segment(FunctionCallInfo fcinfo, int first, Datum **datasources,
			 int *names, uint32 *count)
{
	SegmentColumns columns = {
		PG_GETARG_DATUM(first + 1), PG_GETARG_DATUM(first + 2),
		PG_GETARG_DATUM(first + 3), PG_GETARG_DATUM(first + 4)};

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(first), TEXTOID, -1, false,
					  TYPALIGN_INT, datasources, NULL, names);
	return segment_read(&columns, (uint32) *names, count);
}

/*
 * (sign, datasources, origins, destinations, departures, datasource_nos):
 * one row (week, trips, checksum) for each week of a segment
 */
PG_FUNCTION_INFO_V1(segment_weeks);
Datum
segment_weeks(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	int64 sign = PG_GETARG_INT16(0);
	Datum *datasources;
	int names;
	uint32 count;
	TgRecord *records = read_segment(fcinfo, 1, &datasources, &names, &count);
	TgTally *trips = tally_create(CurrentMemoryContext, count);
	TgTally *checksums = tally_create(CurrentMemoryContext, count);

	for (uint32 i = 0; i < count; i++)
	{
		const TgRecord *record = &records[i];
		int64 week = tg_week_of(record->trip.departure);
		int64 checksum =
			trip_checksum_of(&record->trip, datasources[record->datasource]);

		CHECK_FOR_INTERRUPTS();
		tg_tally_add(trips, week, sign);
		tg_tally_add(checksums, week,
					 (int64) ((uint64) sign * (uint64) checksum));
	}
	InitMaterializedSRF(fcinfo, 0);
	for (uint32 i = 0; i < trips->used; i++)
	{
		Datum values[3] = {Int64GetDatum(trips->entry[i].key),
						   Int64GetDatum(trips->entry[i].count),
						   Int64GetDatum(checksums->entry[i].count)};
		bool isnull[3] = {false, false, false};

		tuplestore_putvalues(result->setResult, result->setDesc, values,
							 isnull);
	}
	return (Datum) 0;
}

/* Tell whether the header's week counts are those of the departures. */
static bool
weeks_agree(Datum weeks, const TgRecord *records, uint32 count)
{
	TgTally *tally = tally_create(CurrentMemoryContext, count);
	TgTripset set;
	int64 *columns[2];
	bool agree;

	for (uint32 i = 0; i < count; i++)
		tg_tally_add(tally, tg_week_of(records[i].trip.departure), 1);
	tripset_open(weeks, 2, 0, &set);
	agree = set.count == tally->used;
	for (int i = 0; i < 2; i++)
	{
		columns[i] = palloc(set.count * sizeof(int64));
		tg_tripset_get(&set, i, columns[i]);
	}
	for (uint32 i = 0; agree && i < set.count; i++)
		agree = columns[0][i] == tally->entry[i].key &&
				columns[1][i] == tally->entry[i].count;
	return agree;
}

static bool
in_order(const TgRecord *records, uint32 count, TgProjection projection)
{
	for (uint32 i = 1; i < count; i++)
		if (tg_record_compare(&records[i - 1], &records[i], projection) > 0)
			return false;
	return true;
}

static bool
all_valid(const TgRecord *records, uint32 count)
{
	for (uint32 i = 0; i < count; i++)
		if (!tg_trip_valid(&records[i].trip))
			return false;
	return true;
}

/*
 * (projection, trips, first_departure, last_departure, bounds, weeks,
 * datasources, origins, destinations, departures, datasource_nos, start_key):
 * what is wrong with a segment, or null
 */
PG_FUNCTION_INFO_V1(segment_fault);
Datum
segment_fault(PG_FUNCTION_ARGS)
{
	Datum *datasources;
	int names;
	uint32 count;
	TgRecord *records = read_segment(fcinfo, 6, &datasources, &names, &count);
	TgProjection projection =
		PG_GETARG_CHAR(0) == 'o' ? TG_BY_ORIGIN : TG_BY_DESTINATION;
	TgExtent extent = tg_segment_extent(records, count);
	const char *fault = NULL;

	if (!all_valid(records, count))
		fault = "segment holds values that no trip has";
	else if ((int32) count != PG_GETARG_INT32(1))
		fault = "segment header has another number of trips";
	else if (extent.first != PG_GETARG_TIMESTAMP(2) ||
			 extent.last != PG_GETARG_TIMESTAMP(3))
		fault = "segment header has other departures";
	else if (tg_group_compare(&extent.bounds, PG_GETARG_TRIPGROUP_P(4)) != 0)
		fault = "segment header has other bounds";
	else if (!weeks_agree(PG_GETARG_DATUM(5), records, count))
		fault = "segment header has other weeks";
	else if (!in_order(records, count, projection))
		fault = "segment is not in order";
	else if (count > 0 &&
			 segment_start_key(projection, records) != PG_GETARG_INT64(11))
		fault = "segment header has another start key";
	if (fault == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(fault));
}

/* (weeks): one row (week, trips) for each week of a header or summary */
PG_FUNCTION_INFO_V1(tripset_weeks);
Datum
tripset_weeks(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	TgTripset set;
	int64 *columns[2];

	tripset_open(PG_GETARG_DATUM(0), 2, 0, &set);
	for (int i = 0; i < 2; i++)
	{
		columns[i] = palloc(set.count * sizeof(int64));
		tg_tripset_get(&set, i, columns[i]);
	}
	InitMaterializedSRF(fcinfo, 0);
	for (uint32 i = 0; i < set.count; i++)
	{
		Datum values[2] = {Int64GetDatum(columns[0][i]),
						   Int64GetDatum(columns[1][i])};
		bool isnull[2] = {false, false};

		tuplestore_putvalues(result->setResult, result->setDesc, values,
							 isnull);
	}
	return (Datum) 0;
}

/* (counts): one row (datasource_no, key, trips) for each count of a node */
PG_FUNCTION_INFO_V1(node_counts);
Datum
node_counts(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	TgTripset set;
	int64 *columns[3];
	int first;

	tripset_open(PG_GETARG_DATUM(0), 0, 0, &set);
	first = set.columns == 3 ? 0 : 1;
	if (set.columns != 3 - first)
		status_check(TG_BAD_TRIPSET);
	for (int i = first; i < 3; i++)
	{
		columns[i] = palloc(set.count * sizeof(int64));
		tg_tripset_get(&set, i - first, columns[i]);
	}
	InitMaterializedSRF(fcinfo, 0);
	for (uint32 i = 0; i < set.count; i++)
	{
		bool isnull[3] = {first == 1, false, false};
		Datum values[3] = {
			first == 1 ? 0 : Int32GetDatum((int32) columns[0][i]),
			Int64GetDatum(columns[1][i]), Int64GetDatum(columns[2][i])};

		tuplestore_putvalues(result->setResult, result->setDesc, values,
							 isnull);
	}
	return (Datum) 0;
}

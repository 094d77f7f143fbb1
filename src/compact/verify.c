/*
 * verify.c
 *	  What a segment holds, counted and checked trip by trip.
 *
 * For tripgrid.verify(), whose comparisons are SQL: query/verify_store.c.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "core/count/scan.h"
#include "core/geo/trip.h"
#include "core/order/segment.h"
#include "segment/names.h"
#include "segment/segment_reader.h"
#include "segment/segment_writer.h"
#include "segment/table_scan.h"
#include "segment/tally.h"
#include "types/status.h"
#include "types/tripset.h"
#include "types/types.h"

#define HOURS_OF_WEEK 168
#define FIRST_ROOM 256 /* weeks of a segment, as a rule */

/*
 * Sums of checksums wrap, so that trips with sign -1 undo those with +1, and
 * the order does not matter.
 */
static uint64
datasource_seed(Datum datasource)
{
	text *name = DatumGetTextPP(datasource);

	return hash_bytes_extended((unsigned char *) VARDATA_ANY(name),
							   (int) VARSIZE_ANY_EXHDR(name), 0);
}

PG_FUNCTION_INFO_V1(trip_checksum);
Datum
trip_checksum(PG_FUNCTION_ARGS)
{
	TgTrip trip = {PG_GETARG_LONLAT(0), PG_GETARG_LONLAT(1),
				   PG_GETARG_TIMESTAMP(2)};

	PG_RETURN_INT64(
		(int64) tg_trip_hash(&trip, datasource_seed(PG_GETARG_DATUM(3))));
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

/* A segment as it is verified. */
typedef struct Verified
{
	int64 sign;
	TgProjection projection;
	TgRecord *records;
	uint32 count;
	int64 *departures;
	Datum *names; /* of datasources */
	int name_count;
	uint64 *seeds; /* of their hashes */
	ReturnSetInfo *result;
} Verified;

/* Read the names of datasources, and make a seed of each. */
static uint64 *
read_seeds(Datum array, Datum **names, int *count)
{
	uint64 *seeds;

	*count = array_elements(array, TEXTOID, names);
	seeds = palloc(*count * sizeof(uint64));
	for (int i = 0; i < *count; i++)
		seeds[i] = datasource_seed((*names)[i]);
	return seeds;
}

/* Tell whether no name occurs twice: questions look for the first. */
static bool
names_differ(const Datum *names, int count)
{
	Names *known;
	bool differ;

	if (count < 2)
		return true;
	known = names_create(CurrentMemoryContext);
	for (int i = 0; i < count; i++)
		(void) names_number(known, VARDATA_ANY(names[i]),
							VARSIZE_ANY_EXHDR(names[i]));
	differ = known->count == (uint32) count;
	MemoryContextDelete(known->context);
	return differ;
}

/* A row of the result; what a kind of row has no value for is null. */
typedef struct Fact
{
	char kind;
	Datum name; /* of the datasource, or the fault */
	int64 key;	/* week */
	int64 trips;
	int64 checksum;
	int64 first; /* departure */
	int64 last;
} Fact;

enum
{
	FACT_KIND,
	FACT_NAME,
	FACT_KEY,
	FACT_TRIPS,
	FACT_CHECKSUM,
	FACT_FIRST,
	FACT_LAST,
	FACT_COLUMNS
};

static void
put(const Verified *segment, const Fact *fact)
{
	char kind = fact->kind;
	bool isnull[FACT_COLUMNS] = {
		[FACT_NAME] = kind != 'd' && kind != 'f',
		[FACT_KEY] = kind == 'd' || kind == 'f',
		[FACT_TRIPS] = kind == 'f',
		[FACT_CHECKSUM] = kind != 'w' && kind != 'n',
		[FACT_FIRST] = kind != 'd',
		[FACT_LAST] = kind != 'd',
	};
	Datum values[FACT_COLUMNS] = {
		CharGetDatum(kind),
		fact->name,
		Int64GetDatum(fact->key),
		Int64GetDatum(fact->trips),
		Int64GetDatum(fact->checksum),
		TimestampGetDatum(fact->first),
		TimestampGetDatum(fact->last),
	};

	tuplestore_putvalues(segment->result->setResult, segment->result->setDesc,
						 values, isnull);
}

/* Add to a tally that has room for few keys at first. */
static void
count_key(TgTally **tally, int64 key, int64 added)
{
	if (tg_tally_add(*tally, key, added))
		return;
	*tally = tally_reserve(*tally, 1);
	tg_tally_add(*tally, key, added);
}

/* A week: its trips, and the sum of their checksums times sign. */
static void
put_weeks(const Verified *segment)
{
	TgTally *trips = tally_create(CurrentMemoryContext, FIRST_ROOM);
	TgTally *checksums = tally_create(CurrentMemoryContext, FIRST_ROOM);

	for (uint32 i = 0; i < segment->count; i++)
	{
		const TgRecord *record = &segment->records[i];
		int64 week = tg_week_of(record->trip.departure);
		uint64 checksum =
			tg_trip_hash(&record->trip, segment->seeds[record->datasource]);

		count_key(&trips, week, 1);
		count_key(&checksums, week,
				  (int64) ((uint64) segment->sign * checksum));
	}
	for (uint32 i = 0; i < trips->used; i++)
		put(segment, &(Fact){.kind = 'w',
							 .key = trips->entry[i].key,
							 .trips = trips->entry[i].count,
							 .checksum = checksums->entry[i].count});
}

/* A datasource: its trips, the first and the last departure. */
static void
put_datasources(const Verified *segment)
{
	Fact *facts = palloc0(segment->name_count * sizeof(Fact));

	for (uint32 i = 0; i < segment->count; i++)
	{
		Fact *fact = &facts[segment->records[i].datasource];
		int64 departure = segment->departures[i];

		if (fact->trips++ == 0)
			fact->first = fact->last = departure;
		fact->first = Min(fact->first, departure);
		fact->last = Max(fact->last, departure);
	}
	for (int i = 0; i < segment->name_count; i++)
	{
		facts[i].kind = 'd';
		facts[i].name = segment->names[i];
		if (facts[i].trips > 0)
			put(segment, &facts[i]);
	}
}

/* The sum of the hashes of keys, each as often as it is counted. */
static uint64
sum_of_keys(const TgTally *tally)
{
	uint64 sum = 0;

	for (uint32 i = 0; i < tally->used; i++)
		sum += tg_hash_mix(0, (uint64) tally->entry[i].key) *
			   (uint64) tally->entry[i].count;
	return sum;
}

/* What a node counts: weeks, hours, and weeks by datasource, as checksums. */
static void
put_node_sums(const Verified *segment)
{
	TgTally *hours = tally_create(CurrentMemoryContext, HOURS_OF_WEEK);
	uint64 weeks = 0;
	uint64 datasource_weeks = 0;

	tg_scan_tally(hours, TG_BY_HOUR, (TgWeeks){PG_INT32_MIN, PG_INT32_MAX},
				  segment->departures, NULL, segment->count, 1);
	for (uint32 i = 0; i < segment->count; i++)
	{
		uint64 week = (uint64) tg_week_of(segment->departures[i]);

		weeks += tg_hash_mix(0, week);
		datasource_weeks +=
			tg_hash_mix(segment->seeds[segment->records[i].datasource], week);
	}
	put(segment, &(Fact){.kind = 'n',
						 .key = (int64) weeks,
						 .trips = (int64) sum_of_keys(hours),
						 .checksum = (int64) datasource_weeks});
}

/* Tell whether the header's week counts are those of the departures. */
static bool
weeks_agree(Datum weeks, const TgRecord *records, uint32 count)
{
	TgTally *tally = tally_create(CurrentMemoryContext, FIRST_ROOM);
	TgTripset set;
	int64 *columns[2];
	bool agree;

	for (uint32 i = 0; i < count; i++)
		count_key(&tally, tg_week_of(records[i].trip.departure), 1);
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

/*
 * Tell whether records are in order, by keys found once for each rather than
 * for each comparison.
 */
static bool
in_order(const Verified *segment, const uint64 *near, const uint64 *far)
{
	const TgRecord *records = segment->records;

	for (uint32 i = 1; i < segment->count; i++)
	{
		if (near[i - 1] != near[i])
		{
			if (near[i - 1] > near[i])
				return false;
		}
		else if (far[i - 1] != far[i])
		{
			if (far[i - 1] > far[i])
				return false;
		}
		else if (tg_record_compare(&records[i - 1], &records[i],
								   segment->projection) > 0)
			return false;
	}
	return true;
}

static const char *
order_fault(const Verified *segment, int64 start_key)
{
	Size size = segment->count * sizeof(uint64);
	uint64 *keys[] = {palloc(size), palloc(size)};
	bool by_origin = segment->projection == TG_BY_ORIGIN;
	const uint64 *near = keys[by_origin ? 0 : 1];

	if (segment->count == 0)
		return NULL;
	tg_records_keys(segment->records, segment->count, keys[0], keys[1]);
	if (!in_order(segment, near, keys[by_origin ? 1 : 0]))
		return "segment is not in order";
	if ((int64) near[0] != start_key)
		return "segment header has another start key";
	return NULL;
}

static bool
all_valid(const TgRecord *records, uint32 count)
{
	for (uint32 i = 0; i < count; i++)
		if (!tg_trip_valid(&records[i].trip))
			return false;
	return true;
}

/* What is wrong with a segment by its header, or null. */
static const char *
find_fault(FunctionCallInfo fcinfo, const Verified *segment)
{
	const TgRecord *records = segment->records;
	uint32 count = segment->count;
	TgExtent extent = tg_segment_extent(records, count);

	if (!all_valid(records, count))
		return "segment holds values that no trip has";
	if ((int32) count != PG_GETARG_INT32(2))
		return "segment header has another number of trips";
	if (extent.first != PG_GETARG_TIMESTAMP(3) ||
		extent.last != PG_GETARG_TIMESTAMP(4))
		return "segment header has other departures";
	if (tg_group_compare(&extent.bounds, PG_GETARG_TRIPGROUP_P(5)) != 0)
		return "segment header has other bounds";
	if (!names_differ(segment->names, segment->name_count))
		return "segment header has a datasource twice";
	if (!weeks_agree(PG_GETARG_DATUM(6), records, count))
		return "segment header has other weeks";
	return order_fault(segment, PG_GETARG_INT64(12));
}

/*
 * (sign, projection, trips, first_departure, last_departure, bounds, weeks,
 * datasources, origins, destinations, departures, datasource_nos, start_key):
 * rows (kind, name, key, trips, checksum, first, last) of a segment by week
 * and by datasource; one of checksums for its node; and one if it has a fault
 */
PG_FUNCTION_INFO_V1(segment_facts);
Datum
segment_facts(PG_FUNCTION_ARGS)
{
	SegmentColumns columns = {PG_GETARG_DATUM(8), PG_GETARG_DATUM(9),
							  PG_GETARG_DATUM(10), PG_GETARG_DATUM(11)};
	Verified segment = {PG_GETARG_INT16(0), PG_GETARG_CHAR(1) == 'o'
												? TG_BY_ORIGIN
												: TG_BY_DESTINATION};
	const char *fault;

	CHECK_FOR_INTERRUPTS();
	InitMaterializedSRF(fcinfo, 0);
	segment.result = (ReturnSetInfo *) fcinfo->resultinfo;
	segment.seeds =
		read_seeds(PG_GETARG_DATUM(7), &segment.names, &segment.name_count);
	segment.records =
		segment_read(&columns, (uint32) segment.name_count, &segment.count);
	segment.departures = palloc(segment.count * sizeof(int64));
	tg_segment_column(segment.records, segment.count, TG_DEPARTURE,
					  segment.departures);
	put_weeks(&segment);
	if (segment.projection == TG_BY_ORIGIN)
		put_datasources(&segment);
	put_node_sums(&segment);
	fault = find_fault(fcinfo, &segment);
	if (fault != NULL)
		put(&segment,
			&(Fact){.kind = 'f', .name = CStringGetTextDatum(fault)});
	return (Datum) 0;
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

/*
 * (datasources, counts): the checksum of a node's counts by week or hour, or
 * by datasource and week; see put_node_sums
 */
PG_FUNCTION_INFO_V1(node_checksum);
Datum
node_checksum(PG_FUNCTION_ARGS)
{
	TgTripset set;
	int64 *columns[3];
	Datum *names;
	int name_count;
	uint64 *seeds;
	uint64 sum = 0;
	int key;

	tripset_open(PG_GETARG_DATUM(1), 0, 0, &set);
	key = set.columns - 2;
	if (key != 0 && key != 1)
		status_check(TG_BAD_TRIPSET);
	for (int i = 0; i < set.columns; i++)
	{
		columns[i] =
			palloc_extended(set.count * sizeof(int64), MCXT_ALLOC_HUGE);
		tg_tripset_get(&set, i, columns[i]);
	}
	seeds = read_seeds(PG_GETARG_DATUM(0), &names, &name_count);
	if (!names_differ(names, name_count))
		PG_RETURN_NULL();
	for (uint32 i = 0; i < set.count; i++)
	{
		uint64 seed = 0;

		if (key == 1)
		{
			if (columns[0][i] < 0 || columns[0][i] >= name_count)
				PG_RETURN_NULL();
			seed = seeds[columns[0][i]];
		}
		sum += tg_hash_mix(seed, (uint64) columns[key][i]) *
			   (uint64) columns[key + 1][i];
	}
	PG_RETURN_INT64((int64) sum);
}

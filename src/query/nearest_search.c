/*
 * nearest_search.c
 *	  The trips of a store that are nearest to one, best first.
 *
 * Segments come in the order of the distance to their bounds, by the GiST
 * index on these, and the search ends where all that follow are too far.
 * Within a segment, blocks of neighbours have bounds of their own.
 *
 * Trips that were taken off (negative segments) cancel equal ones.  If they
 * leave too few, the search is made again for as many more as went within the
 * reach of the first: no equal of a trip can be nearer or farther than it.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/memutils.h"

#include "core/column/positions.h"
#include "core/geo/distance.h"
#include "core/geo/trip.h"
#include "query/nearest_search.h"
#include "segment/segment_scan.h"
#include "types/status.h"
#include "types/tripset.h"
#include "types/types.h"

#define INITIAL_ROOM 64

/* A segment, and what only candidates need of it. */
typedef struct NearSegment
{
	SegmentRow row;
	const text *region;
	int64 *departures; /* null: not read yet */
	int64 *numbers;
	Datum *datasources;
	int datasource_count;
} NearSegment;

static void
make_room(NearestSearch *search)
{
	TgNearest *added = &search->added;

	if (added->used == added->room && added->room < added->wanted)
	{
		added->room = Min(2 * added->room, added->wanted);
		added->trips =
			repalloc_huge(added->trips, added->room * sizeof(TgNearTrip));
	}
	if (search->removed_used == search->removed_room)
	{
		search->removed_room *= 2;
		search->removed = repalloc_huge(
			search->removed, search->removed_room * sizeof(TgNearTrip));
	}
}

/* Read the columns that only candidates need. */
static void
read_rest(NearSegment *segment)
{
	TgTripset set;

	segment->departures = palloc(segment->row.count * sizeof(int64));
	segment->numbers = palloc(segment->row.count * sizeof(int64));
	departures_open(segment->row.departures, segment->row.count, &set);
	status_check(tg_departures_get(&set, segment->departures));
	tripset_open(segment->row.datasource_nos, 1, segment->row.count, &set);
	tg_tripset_get(&set, 0, segment->numbers);
	segment->datasource_count = array_elements(segment->row.datasources,
											   TEXTOID, &segment->datasources);
}

static TgName
intern(Names *names, const text *name)
{
	uint32 number =
		names_number(names, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));
	const text *value = names->names[number].value;
	TgName interned = {VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)};

	return interned;
}

/* Take a candidate, if it is wanted. */
static void
offer_trip(NearestSearch *search, NearSegment *segment, uint32 i,
		   TgLonLat origin, TgLonLat destination)
{
	TgNearTrip near = {0};

	if (segment->departures == NULL)
		read_rest(segment);
	near.trip = (TgTrip){origin, destination, segment->departures[i]};
	if (!tg_trip_valid(&near.trip))
		status_check(TG_BAD_TRIPSET);
	near.distance = tg_trip_distance(&near.trip, &search->target);
	if (near.distance > tg_nearest_limit(&search->added))
		return;
	if (segment->numbers[i] < 0 ||
		segment->numbers[i] >= segment->datasource_count)
		status_check(TG_BAD_TRIPSET);
	near.region = intern(search->names, segment->region);
	near.datasource =
		intern(search->names,
			   DatumGetTextPP(segment->datasources[segment->numbers[i]]));
	if (search->accept != NULL && !search->accept(search->judge, &near))
		return;
	make_room(search);
	if (segment->row.sign < 0)
		search->removed[search->removed_used++] = near;
	else if (tg_nearest_wants(&search->added, &near))
		tg_nearest_take(&search->added, &near);
}

/* Offer the trips of a block that may be near enough; first is its first. */
static void
search_block(NearestSearch *search, NearSegment *segment, uint32 first,
			 const TgPositions *origins, const TgPositions *destinations)
{
	int32 lon[2][TG_BLOCK];
	int32 lat[2][TG_BLOCK];
	double floors[TG_BLOCK] = {0};

	tg_positions_read(origins, lon[0], lat[0]);
	tg_distance_floors(search->target.origin, &origins->box, lon[0], lat[0],
					   origins->count, floors);
	tg_positions_read(destinations, lon[1], lat[1]);
	tg_distance_floors(search->target.destination, &destinations->box, lon[1],
					   lat[1], origins->count, floors);
	for (uint32 i = 0; i < origins->count; i++)
		if (floors[i] <= tg_nearest_limit(&search->added))
			offer_trip(search, segment, first + i,
					   (TgLonLat){lon[0][i], lat[0][i]},
					   (TgLonLat){lon[1][i], lat[1][i]});
}

/* The bounds of a segment's blocks of origins; false if all are too far. */
static bool
bound_blocks(const NearestSearch *search, const TgTripset *origins,
			 double *bounds)
{
	double limit = tg_nearest_limit(&search->added);
	bool any = false;
	TgPositions walk;

	tg_positions_begin(origins, &walk);
	for (int i = 0; tg_positions_next(&walk); i++)
	{
		bounds[i] = tg_box_bound(&walk.box, search->target.origin);
		any |= bounds[i] <= limit;
	}
	return any;
}

static void
search_segment(NearestSearch *search, NearSegment *segment)
{
	TgTripset sets[2];
	TgPositions origins;
	TgPositions destinations;
	double *bounds;
	uint32 first = 0;

	positions_open(segment->row.origins, segment->row.count, &sets[0]);
	bounds = palloc(tg_block_count(segment->row.count) * sizeof(double));
	if (!bound_blocks(search, &sets[0], bounds))
		return;
	positions_open(segment->row.destinations, segment->row.count, &sets[1]);
	tg_positions_begin(&sets[0], &origins);
	tg_positions_begin(&sets[1], &destinations);
	for (int i = 0;
		 tg_positions_next(&origins) && tg_positions_next(&destinations); i++)
	{
		double limit = tg_nearest_limit(&search->added);

		if (bounds[i] <= limit &&
			bounds[i] + tg_box_bound(&destinations.box,
									 search->target.destination) <=
				limit)
			search_block(search, segment, first, &origins, &destinations);
		first += origins.count;
	}
}

/* Search the segment at hand; false if all that follow it are too far. */
static bool
search_row(NearestSearch *search, TableScan *scan, bool ordered)
{
	double limit = tg_nearest_limit(&search->added);
	NearSegment segment = {{0}};

	if (ordered && tg_distance_lower(table_scan_distance(scan)) > limit)
		return false;
	/* an index may have more than those by origin */
	if (DatumGetChar(table_scan_get(scan, COL_SEGMENT_PROJECTION)) != 'o')
		return true;
	segment.row = segment_row(scan);
	segment.region = DatumGetTextPP(table_scan_get(scan, COL_SEGMENT_REGION));
	if (tg_group_bound(segment.row.bounds, &search->target) <= limit)
		search_segment(search, &segment);
	return true;
}

/* The nearest first. */
static int
near_order(const void *a, const void *b)
{
	CHECK_FOR_INTERRUPTS();
	return tg_near_compare(a, b);
}

/* Fill came and went. */
static void
search_once(NearestSearch *search, TableScan *scan, MemoryContext context)
{
	bool ordered = table_scan_begin_nearest(scan, COL_SEGMENT_BOUNDS,
											PointerGetDatum(&search->target));
	bool more = true;

	search->added.used = 0;
	search->removed_used = 0;
	while (more && table_scan_next(scan))
	{
		MemoryContext old = MemoryContextSwitchTo(context);

		CHECK_FOR_INTERRUPTS();
		more = search_row(search, scan, ordered);
		MemoryContextSwitchTo(old);
		MemoryContextReset(context);
	}
	qsort(search->added.trips, search->added.used, sizeof(TgNearTrip),
		  near_order);
}

/*
 * Cancel what went, and tell whether what is left is the answer.  If not,
 * want more.
 */
static bool
settle(NearestSearch *search, size_t wanted)
{
	TgNearest *added = &search->added;
	bool all = added->used < added->wanted;
	size_t reached = 0;
	size_t left;

	qsort(search->removed, search->removed_used, sizeof(TgNearTrip),
		  near_order);
	while (reached < search->removed_used &&
		   (all || tg_near_compare(&search->removed[reached],
								   &added->trips[added->used - 1]) <= 0))
		reached++;
	left = tg_near_cancel(added->trips, added->used, search->removed, reached);
	search->found = Min(wanted, left);
	/* twice as many more at least, or each search could find all gone again */
	added->wanted = wanted + Max(reached, 2 * (added->wanted - wanted) + 1);
	return all || search->found == wanted;
}

void
nearest_search(NearestSearch *search, Oid schema, size_t wanted)
{
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid nearest", ALLOCSET_DEFAULT_SIZES);
	SegmentScan *scan =
		segment_scan_open(schema, 'o', COLUMN_BIT(COL_SEGMENT_REGION));

	search->names = names_create(CurrentMemoryContext);
	search->added.wanted = wanted;
	search->added.room = Min(wanted, INITIAL_ROOM);
	search->added.trips = palloc(search->added.room * sizeof(TgNearTrip));
	search->removed_room = INITIAL_ROOM;
	search->removed = palloc(search->removed_room * sizeof(TgNearTrip));
	do
		search_once(search, scan->scan, context);
	while (!settle(search, wanted));
	segment_scan_close(scan);
	MemoryContextDelete(context);
}

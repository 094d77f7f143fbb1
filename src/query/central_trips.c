/*
 * central_trips.c
 *	  The trip of each cluster that is nearest to its centre.
 *
 * A search by the index finds one among many.  For many clusters, all trips
 * are looked at once: each knows its cluster by its group.
 */
#include "compat.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/geo/central.h"
#include "core/geo/trip.h"
#include "query/central_trips.h"
#include "query/nearest_search.h"
#include "segment/segment_mask.h"
#include "types/status.h"
#include "types/tripset.h"

#define NO_CENTRAL PG_UINT32_MAX
#define LOOK_AT_ONCE 1024 /* trips, between looks at interrupts */

/* A search takes longer than a look at so many trips. */
#define SEARCH_TRIPS 2000

/* The clusters, and which trips can be central ones. */
typedef struct Centres
{
	const GroupQuestion *question;
	const TgClusters *clusters;
	const Filter *filter;
	uint32 root;		   /* of the cluster that is searched for */
	TgCentral *central;	   /* of each cluster */
	uint32 *number;		   /* in central, by root; or NO_CENTRAL */
	MemoryContext context; /* of a row, or a search */
	MemoryContext home;
	MaskRoom masks;
} Centres;

static void *
alloc_many(Size count, Size size)
{
	return MemoryContextAllocExtended(CurrentMemoryContext, count * size,
									  MCXT_ALLOC_HUGE);
}

static void
no_trip(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED), errmsg("a cluster has no trip"),
			 errhint("CALL tripgrid.rebuild() makes the segments "
					 "again.")));
}

/* A NearestAccept. */
static bool
in_cluster(void *judge, const TgNearTrip *near)
{
	const Centres *centres = judge;
	const text *region = centres->question->question.region;
	uint32 root;

	return (region == NULL || (near->region.len == VARSIZE_ANY_EXHDR(region) &&
							   memcmp(near->region.bytes, VARDATA_ANY(region),
									  near->region.len) == 0)) &&
		   filter_passes(centres->filter, &near->trip, near->datasource.bytes,
						 near->datasource.len) &&
		   tg_clusters_find(centres->clusters, &near->trip, &root) &&
		   root == centres->root;
}

static TgTrip
search_trip(Centres *centres, uint32 root, const TgTrip *centre)
{
	MemoryContext old = MemoryContextSwitchTo(centres->context);
	NearestSearch search = {*centre, in_cluster, centres};
	TgTrip trip;

	CHECK_FOR_INTERRUPTS();
	centres->root = root;
	nearest_search(&search, centres->question->question.schema, 1);
	if (search.found == 0)
		no_trip();
	trip = search.added.trips[0].trip;
	MemoryContextSwitchTo(old);
	MemoryContextReset(centres->context);
	return trip;
}

/* Offer those of a segment's trips that pass to their clusters. */
static void
offer_trips(Centres *centres, const SegmentRow *row, const uint8 *mask)
{
	int32 *value[4];
	int64 *departure = palloc(row->count * sizeof(int64));
	TgTripset set;

	for (int i = 0; i < 4; i++)
		value[i] = palloc(row->count * sizeof(int32));
	positions_open(row->origins, row->count, &set);
	tg_tripset_get32(&set, 0, value[0]);
	tg_tripset_get32(&set, 1, value[1]);
	positions_open(row->destinations, row->count, &set);
	tg_tripset_get32(&set, 0, value[2]);
	tg_tripset_get32(&set, 1, value[3]);
	departures_open(row->departures, row->count, &set);
	status_check(tg_departures_get(&set, departure));
	for (uint32 i = 0; i < row->count; i++)
	{
		TgTrip trip = {{value[0][i], value[1][i]},
					   {value[2][i], value[3][i]},
					   departure[i]};
		uint32 root;

		if (i % LOOK_AT_ONCE == 0)
			CHECK_FOR_INTERRUPTS();
		if (mask != NULL && !mask[i])
			continue;
		if (!tg_trip_valid(&trip))
			status_check(TG_BAD_TRIPSET);
		if (tg_clusters_find(centres->clusters, &trip, &root) &&
			centres->number[root] != NO_CENTRAL)
			tg_central_offer(&centres->central[centres->number[root]], &trip,
							 row->sign);
	}
}

static void
look_at_row(Centres *centres, const SegmentRow *row)
{
	SegmentDoubt doubt = segment_doubt(centres->filter, row);
	const uint8 *mask = NULL;

	CHECK_FOR_INTERRUPTS();
	if (doubt.outside)
		return;
	if (!doubt.inside)
		mask = segment_mask(centres->filter, row, &doubt, &centres->masks,
							centres->home);
	offer_trips(centres, row, mask);
}

/* Offer all trips to their clusters. */
static void
look_at_all(Centres *centres)
{
	const Question *question = &centres->question->question;
	SegmentRanges ranges = {0};
	NodeList nodes =
		leaves_read(centres->filter, question->schema, 'o', question->region);
	SegmentScan *scan = segment_scan_open(question->schema, 'o', 0);

	for (uint64 i = 0; i < nodes.count; i++)
		ranges_add(&ranges, &nodes.rows[i]);
	segment_scan_begin(scan, ranges.ranges, ranges.used);
	while (segment_scan_next(scan))
	{
		SegmentRow row = segment_row(scan->scan);
		MemoryContext old = MemoryContextSwitchTo(centres->context);

		look_at_row(centres, &row);
		MemoryContextSwitchTo(old);
		MemoryContextReset(centres->context);
	}
	segment_scan_close(scan);
	nodes_close(&nodes);
}

/*
 * Take the central trips that a look at all has found, and begin again for the
 * others, whose nearest was taken off; gives how many these are.
 */
static uint32
settle(Centres *centres, const TgCluster *found, uint32 count, TgTrip *trips)
{
	uint32 open = 0;

	for (uint32 i = 0; i < count; i++)
	{
		uint32 *number = &centres->number[found[i].root];

		if (*number == NO_CENTRAL)
			continue;
		if (tg_central_found(&centres->central[i]))
		{
			trips[i] = centres->central[i].trip;
			*number = NO_CENTRAL;
		}
		else if (tg_central_pass(&centres->central[i]))
			open++;
		else
			no_trip();
	}
	return open;
}

TgTrip *
central_trips(const GroupQuestion *question, const TgClusters *clusters,
			  const TgCluster *found, uint32 count, int64 counted)
{
	Centres centres = {question, clusters};
	TgTrip *trips = alloc_many(Max(count, 1), sizeof *trips);
	uint32 open = count;

	centres.home = CurrentMemoryContext;
	centres.filter = &question->question.filter;
	centres.context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid central", ALLOCSET_DEFAULT_SIZES);
	centres.central = alloc_many(Max(count, 1), sizeof *centres.central);
	centres.number = alloc_many(Max(clusters->count, 1), sizeof(uint32));
	for (uint32 i = 0; i < clusters->count; i++)
		centres.number[i] = NO_CENTRAL;
	for (uint32 i = 0; i < count; i++)
	{
		centres.number[found[i].root] = i;
		tg_central_begin(&centres.central[i], found[i].centre);
	}
	while ((int64) open * SEARCH_TRIPS > counted)
	{
		look_at_all(&centres);
		open = settle(&centres, found, count, trips);
	}
	for (uint32 i = 0; i < count; i++)
		if (centres.number[found[i].root] != NO_CENTRAL)
			trips[i] = search_trip(&centres, found[i].root, &found[i].centre);
	return trips;
}

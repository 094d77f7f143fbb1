/*
 * central_trips.c
 *	  The trip of each cluster that is nearest to its centre.
 *
 * A search by the index finds one among many.  For many clusters, all trips
 * are looked at once: each knows its cluster by its group.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "core/central.h"
#include "core/trip.h"
#include "query/central_trips.h"
#include "query/filter.h"
#include "query/nearest_search.h"
#include "query/segment_mask.h"
#include "store/sql.h"
#include "store/store.h"
#include "types/status.h"
#include "types/tripset.h"
#include "types/types.h"

#define FETCH_SEGMENTS 16
#define NO_CENTRAL PG_UINT32_MAX
#define LOOK_AT_ONCE 1024 /* trips, between looks at interrupts */

/* A search takes longer than a look at so many trips. */
#define SEARCH_TRIPS 2000

/* The columns of a row of the look at all trips. */
enum
{
	COL_SIGN,
	COL_TRIPS,
	COL_BOUNDS,
	COL_DATASOURCES,
	COL_ORIGINS,
	COL_DESTINATIONS,
	COL_DEPARTURES,
	COL_DATASOURCE_NOS,
	COL_COUNT
};

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
	const text *region = centres->question->region;
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
	nearest_search(&search, centres->question->store, 1);
	if (search.found == 0)
		no_trip();
	trip = search.came.trips[0].trip;
	MemoryContextSwitchTo(old);
	MemoryContextReset(centres->context);
	return trip;
}

/* Offer those of a segment's trips that pass to their clusters. */
static void
offer_trips(Centres *centres, const SegmentRow *row, const uint8 *mask,
			Datum departures, int sign)
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
	departures_open(departures, row->count, &set);
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
							 sign);
	}
}

static void
look_at_row(Centres *centres, const Datum *column)
{
	SegmentRow row = {(uint32) DatumGetInt32(column[COL_TRIPS]),
					  DatumGetTripGroupP(column[COL_BOUNDS]),
					  column[COL_DATASOURCES],
					  column[COL_ORIGINS],
					  column[COL_DESTINATIONS],
					  column[COL_DATASOURCE_NOS]};
	SegmentDoubt doubt = segment_doubt(centres->filter, &row);
	const uint8 *mask = NULL;

	CHECK_FOR_INTERRUPTS();
	if (row.count < 1 || row.count > TG_MAX_SET)
		status_check(TG_BAD_TRIPSET);
	if (doubt.outside)
		return;
	if (!doubt.inside)
		mask = segment_mask(centres->filter, &row, &doubt, &centres->masks,
							centres->home);
	offer_trips(centres, &row, mask, column[COL_DEPARTURES],
				DatumGetInt16(column[COL_SIGN]));
}

static Portal
open_segments(const Centres *centres)
{
	const GroupQuestion *question = centres->question;
	Oid types[] = {store_type("tripgroup"), TEXTOID};
	TgGroup window;
	Datum values[] = {PointerGetDatum(&window),
					  PointerGetDatum(question->region)};
	char nulls[] = {' ', question->region ? ' ' : 'n', '\0'};
	bool everywhere = !filter_window(centres->filter, &window);

	return SPI_cursor_open_with_args(
		NULL,
		psprintf("SELECT sign::smallint, trips::int, "
				 "bounds::tripgrid.tripgroup, datasources::text[], "
				 "origins::tripgrid.tripset, "
				 "destinations::tripgrid.tripset, "
				 "departures::tripgrid.tripset, "
				 "datasource_nos::tripgrid.tripset FROM %s.segments WHERE "
				 "projection = 'o'%s%s",
				 quote_identifier(question->store),
				 everywhere ? "" : " AND bounds OPERATOR(tripgrid.&&) $1",
				 question->region ? " AND region = $2" : ""),
		lengthof(types), types, values, nulls, true, 0);
}

/* Offer all trips to their clusters. */
static void
look_at_all(Centres *centres)
{
	Portal portal;
	bool more;

	SPI_connect();
	portal = open_segments(centres);
	do
	{
		SPI_cursor_fetch(portal, true, FETCH_SEGMENTS);
		more = SPI_processed > 0;
		for (uint64 row = 0; row < SPI_processed; row++)
		{
			Datum column[COL_COUNT];
			MemoryContext old = MemoryContextSwitchTo(centres->context);

			sql_row(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, COL_COUNT,
					column);
			look_at_row(centres, column);
			MemoryContextSwitchTo(old);
			MemoryContextReset(centres->context);
		}
		SPI_freetuptable(SPI_tuptable);
	} while (more);
	SPI_cursor_close(portal);
	SPI_finish();
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
	void *cache = NULL;

	centres.home = CurrentMemoryContext;
	centres.filter =
		filter_open(question->filter, &cache, CurrentMemoryContext);
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

/*
 * far_away.c
 *	  Loads whose trips begin or end far from where their region is.
 */
#include "compat.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "core/geo/city.h"
#include "feed/far_away.h"
#include "store/sql.h"
#include "types/types.h"

#define MOST_ROWS 1000
#define FEW_ROWS 10 /* which tell little */
#define REACH TG_E7 /* one degree around */
#define ALMOST_ALL(n, of) ((n) *20 >= (of) *19)
#define MANY(n, of) ((n) *20 > (of))
#define A_RIDE (4 * TG_E7) /* more around, where trips of a city may end */

/* The first trips of one region. */
typedef struct Trips
{
	FieldText region;
	TgLonLat origin[MOST_ROWS];
	TgLonLat destination[MOST_ROWS];
	int count;
} Trips;

/* Those of the first row's region, if that is the region of most. */
static bool
gather(const Sink *sink, Trips *trips)
{
	FieldText region;
	TgTrip trip;
	int rows = 0;

	trips->count = 0;
	while (rows < MOST_ROWS && sink_trip(sink, rows, &region, &trip))
	{
		if (rows++ == 0)
			trips->region = region;
		if (region.len != trips->region.len ||
			memcmp(region.bytes, trips->region.bytes, region.len) != 0)
			continue;
		trips->origin[trips->count] = trip.origin;
		trips->destination[trips->count++] = trip.destination;
	}
	return trips->count > 0 && 2 * trips->count > rows;
}

/* What may have become of coordinates. */
typedef enum Turn
{
	AS_THEY_ARE,
	SWAPPED,
	OTHER_LON, /* signs that are lost */
	OTHER_LAT,
	OTHER_BOTH
} Turn;

static TgLonLat
turned(TgLonLat p, Turn turn)
{
	if (turn == SWAPPED)
		return (TgLonLat){p.lat, p.lon};
	if (turn == OTHER_LON || turn == OTHER_BOTH)
		p.lon = -p.lon;
	if (turn == OTHER_LAT || turn == OTHER_BOTH)
		p.lat = -p.lat;
	return p;
}

/* How many ends lie in a box, as they are or with the coordinates turned. */
static int
count_in(const TgLonLat *ends, int count, const TgBox *box, Turn turn)
{
	int found = 0;

	for (int i = 0; i < count; i++)
		found += tg_box_covers(box, turned(ends[i], turn));
	return found;
}

/* By which turn almost all ends would lie in a box; else as they are. */
static Turn
turn_into(const TgLonLat *ends, int count, const TgBox *box)
{
	for (Turn turn = SWAPPED; turn <= OTHER_BOTH; turn++)
		if (ALMOST_ALL(count_in(ends, count, box, turn), count))
			return turn;
	return AS_THEY_ARE;
}

static int32
within(double units, int32 most)
{
	return (int32) Max(Min(units, (double) most), -(double) most);
}

static TgBox
box_around(double west, double south, double east, double north)
{
	return (TgBox){
		within(west - REACH, TG_LON_MAX), within(south - REACH, TG_LAT_MAX),
		within(east + REACH, TG_LON_MAX), within(north + REACH, TG_LAT_MAX)};
}

static bool
city_box(const char *region, TgBox *box)
{
	const TgCity *city = tg_city_named(region);

	if (city == NULL)
		return false;
	*box = box_around(city->west * TG_E7, city->south * TG_E7,
					  city->east * TG_E7, city->north * TG_E7);
	return true;
}

/* Where the region's trips have begun so far. */
static bool
earlier_box(Store *store, const char *region, TgBox *box)
{
	Oid types[] = {TEXTOID};
	Datum values[] = {CStringGetTextDatum(region)};
	StoreCaller caller = store_become_owner(store);
	TgBox all = {0};
	bool found;

	SPI_connect();
	sql_query(psprintf("SELECT bounds::tripgrid.tripgroup "
					   "FROM ONLY %s.segment_nodes WHERE region = $1 "
					   "AND projection = 'o' AND level = 1 AND sign = 1",
					   store->quoted),
			  lengthof(types), types, values);
	found = SPI_processed > 0;
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		Datum bounds;
		const TgBox *one;

		sql_row(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1, &bounds);
		one = &DatumGetTripGroupP(bounds)->origin;
		if (i == 0)
			all = *one;
		all.west = Min(all.west, one->west);
		all.south = Min(all.south, one->south);
		all.east = Max(all.east, one->east);
		all.north = Max(all.north, one->north);
	}
	SPI_finish();
	store_resume(caller);
	if (found)
		*box = box_around(all.west, all.south, all.east, all.north);
	return found;
}

static const char *
told(Turn turn)
{
	switch (turn)
	{
		case SWAPPED:
			return " With longitude and latitude swapped they would be.";
		case OTHER_LON:
			return " With the other sign of longitude they would be.";
		case OTHER_LAT:
			return " With the other sign of latitude they would be.";
		case OTHER_BOTH:
			return " With the other signs they would be.";
		default:
			return "";
	}
}

static void
warn(const Load *load, const char *region, bool city, Turn turn)
{
	ereport(
		WARNING,
		(errmsg("almost all trips of load " INT64_FORMAT
				" begin far from region \"%s\"",
				load->load_id, region),
		 errdetail(
			 "%s%s",
			 city ? "They are not where the city of that name is."
				  : "They are not where the trips of that region were so far.",
			 told(turn)),
		 turn >= OTHER_LON
			 ? errhint(
				   "If signs are lost, use tripgrid.undo_load(" INT64_FORMAT
				   ") and load what has them.",
				   load->load_id)
			 : errhint("If the latitude comes first, use "
					   "tripgrid.undo_load(" INT64_FORMAT
					   ") and load through a feed with position_order => "
					   "'lat lon'; see tripgrid.create_feed().",
					   load->load_id)));
}

static void
warn_of_destinations(const Load *load, const Trips *trips, int far,
					 bool swapped)
{
	ereport(WARNING,
			(errmsg("%d of the first %d trips of load " INT64_FORMAT
					" end far from where trips of region \"%.*s\" begin",
					far, trips->count, load->load_id, (int) trips->region.len,
					trips->region.bytes),
			 swapped
				 ? errdetail("With longitude and latitude swapped they would "
							 "end there.")
				 : 0,
			 errhint("If their destinations are wrong, use "
					 "tripgrid.undo_load(" INT64_FORMAT
					 ") and load through a feed of your own.",
					 load->load_id)));
}

/*
 * Trips that begin in a city do not end some degrees from it; of other regions
 * only what would be right if it were swapped tells anything.
 */
static void
look_at_destinations(const Load *load, const Trips *trips, const TgBox *box,
					 bool city)
{
	TgBox around =
		box_around((double) box->west - A_RIDE, (double) box->south - A_RIDE,
				   (double) box->east + A_RIDE, (double) box->north + A_RIDE);
	int far = trips->count -
			  count_in(trips->destination, trips->count, &around, AS_THEY_ARE);
	bool swapped =
		ALMOST_ALL(count_in(trips->destination, trips->count, box, SWAPPED),
				   trips->count);

	if (MANY(far, trips->count) && (swapped || city))
		warn_of_destinations(load, trips, far, swapped);
}

void
load_look_far_away(Load *load, bool few)
{
	Trips *trips = palloc(sizeof *trips);
	bool city;
	bool enough;
	Turn turn;
	char *region;
	TgBox box;

	if (!gather(load->sink, trips))
		return;
	region = pnstrdup(trips->region.bytes, trips->region.len);
	city = city_box(region, &box);
	enough = few || trips->count >= FEW_ROWS;
	/* who asks in SERIALIZABLE conflicts with all that write */
	if (!city && (!enough || IsolationIsSerializable() ||
				  !earlier_box(load->store, region, &box)))
		return;
	if (!ALMOST_ALL(trips->count - count_in(trips->origin, trips->count, &box,
											AS_THEY_ARE),
					trips->count))
	{
		look_at_destinations(load, trips, &box,
							 city && trips->count >= FEW_ROWS);
		return;
	}
	turn = turn_into(trips->origin, trips->count, &box);
	/* what is called unknown is in any place */
	if (turn == SWAPPED || (enough && strcmp(region, "unknown") != 0))
		warn(load, region, city, turn);
}

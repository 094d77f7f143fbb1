/*
 * trip.c
 *	  Order, identity and time of positions, trips and groups.
 */
#include "core/geo/trip.h"

#include "core/geo/cell.h"

#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

static inline int64_t
floor_divide(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int
tg_lonlat_compare(TgLonLat a, TgLonLat b)
{
	if (a.lon != b.lon)
		return COMPARE(a.lon, b.lon);
	return COMPARE(a.lat, b.lat);
}

int
tg_trip_compare(const TgTrip *a, const TgTrip *b)
{
	int order = tg_lonlat_compare(a->origin, b->origin);

	if (order == 0)
		order = tg_lonlat_compare(a->destination, b->destination);
	if (order == 0)
		order = COMPARE(a->departure, b->departure);
	return order;
}

static int
box_compare(const TgBox *a, const TgBox *b)
{
	if (a->west != b->west)
		return COMPARE(a->west, b->west);
	if (a->south != b->south)
		return COMPARE(a->south, b->south);
	if (a->east != b->east)
		return COMPARE(a->east, b->east);
	return COMPARE(a->north, b->north);
}

int
tg_group_compare(const TgGroup *a, const TgGroup *b)
{
	int order = box_compare(&a->origin, &b->origin);

	if (order == 0)
		order = box_compare(&a->destination, &b->destination);
	if (order == 0)
		order = COMPARE(a->from, b->from);
	if (order == 0)
		order = COMPARE(a->until, b->until);
	return order;
}

static inline uint64_t
pair_bits(int32_t a, int32_t b)
{
	return (uint64_t) (uint32_t) a << 32 | (uint32_t) b;
}

uint64_t
tg_lonlat_hash(TgLonLat p, uint64_t seed)
{
	return tg_hash_mix(seed, pair_bits(p.lon, p.lat));
}

uint64_t
tg_trip_hash(const TgTrip *trip, uint64_t seed)
{
	seed = tg_lonlat_hash(trip->origin, seed);
	seed = tg_lonlat_hash(trip->destination, seed);
	return tg_hash_mix(seed, (uint64_t) trip->departure);
}

static uint64_t
box_hash(const TgBox *box, uint64_t seed)
{
	seed = tg_hash_mix(seed, pair_bits(box->west, box->south));
	return tg_hash_mix(seed, pair_bits(box->east, box->north));
}

uint64_t
tg_group_hash(const TgGroup *group, uint64_t seed)
{
	seed = box_hash(&group->origin, seed);
	seed = box_hash(&group->destination, seed);
	return tg_hash_mix(seed, pair_bits(group->from, group->until));
}

/* Departures are those that the text form can write: years 1 to 9999. */
bool
tg_trip_valid(const TgTrip *trip)
{
	return tg_lonlat_valid(trip->origin) &&
		   tg_lonlat_valid(trip->destination) &&
		   trip->departure >= TG_DEPARTURE_MIN &&
		   trip->departure < TG_DEPARTURE_END;
}

static bool
box_valid(const TgBox *box)
{
	return box->west >= -TG_LON_MAX && box->west <= box->east &&
		   box->east <= TG_LON_MAX && box->south >= -TG_LAT_MAX &&
		   box->south <= box->north && box->north <= TG_LAT_MAX;
}

bool
tg_group_valid(const TgGroup *group)
{
	return box_valid(&group->origin) && box_valid(&group->destination) &&
		   group->from >= 0 && group->from < TG_DAY_SECONDS &&
		   group->until >= 0 && group->until < TG_DAY_SECONDS;
}

/* 2000-01-01, day 0 of the clock, was a Saturday: Monday came two days on. */
int32_t
tg_week_of(int64_t departure)
{
	return (int32_t) floor_divide(floor_divide(departure, TG_DAY) - 2, 7);
}

int64_t
tg_week_start(int32_t week)
{
	return ((int64_t) week * 7 + 2) * TG_DAY;
}

int64_t
tg_time_of_day(int64_t departure)
{
	int64_t time = departure % TG_DAY;

	return time < 0 ? time + TG_DAY : time;
}

int32_t
tg_hour_of_week(int64_t departure)
{
	int64_t day = floor_divide(departure, TG_DAY);
	int64_t weekday = day - 2 - floor_divide(day - 2, 7) * 7;

	return (int32_t) (weekday * 24 +
					  tg_time_of_day(departure) / (3600 * TG_SECOND));
}

TgStatus
tg_grid_check(int zoom, int64_t window)
{
	if (zoom < 0 || zoom > TG_MAX_ZOOM)
		return TG_BAD_ZOOM;
	if (window < 1 || window > TG_DAY_SECONDS || TG_DAY_SECONDS % window != 0)
		return TG_BAD_WINDOW;
	return TG_OK;
}

TgStatus
tg_group_of(const TgTrip *trip, int zoom, int64_t window, TgGroup *group)
{
	int32_t second = (int32_t) (tg_time_of_day(trip->departure) / TG_SECOND);
	TgStatus status = tg_grid_check(zoom, window);

	if (status != TG_OK)
		return status;
	group->origin = tg_cell_box(tg_cell_of(trip->origin, zoom));
	group->destination = tg_cell_box(tg_cell_of(trip->destination, zoom));
	group->from = second - second % (int32_t) window;
	group->until = group->from + (int32_t) window - 1;
	return TG_OK;
}

TgGroup
tg_group_around(const TgTrip *trip)
{
	int32_t second = (int32_t) (tg_time_of_day(trip->departure) / TG_SECOND);
	TgGroup group = {
		{trip->origin.lon, trip->origin.lat, trip->origin.lon,
		 trip->origin.lat},
		{trip->destination.lon, trip->destination.lat, trip->destination.lon,
		 trip->destination.lat},
		second,
		second,
	};

	return group;
}

static inline void
box_extend(TgBox *box, TgLonLat p)
{
	box->west = p.lon < box->west ? p.lon : box->west;
	box->south = p.lat < box->south ? p.lat : box->south;
	box->east = p.lon > box->east ? p.lon : box->east;
	box->north = p.lat > box->north ? p.lat : box->north;
}

/* The time of day is extended without crossing midnight. */
void
tg_group_extend(TgGroup *group, const TgTrip *trip)
{
	int32_t second = (int32_t) (tg_time_of_day(trip->departure) / TG_SECOND);

	box_extend(&group->origin, trip->origin);
	box_extend(&group->destination, trip->destination);
	group->from = second < group->from ? second : group->from;
	group->until = second > group->until ? second : group->until;
}

/*
 * position.h
 *	  Positions, trips and boxes: the values everything else is made of.
 */
#ifndef TG_CORE_BASE_POSITION_H
#define TG_CORE_BASE_POSITION_H

#include <stdbool.h>
#include <stdint.h>

#define TG_E7 10000000 /* units of a coordinate in one degree */
#define TG_LON_MAX 1800000000
#define TG_LAT_MAX 900000000
#define TG_DAY_SECONDS 86400
#define TG_SECOND INT64_C(1000000) /* microseconds */
#define TG_DAY (TG_DAY_SECONDS * TG_SECOND)
/* 0001-01-01, and the first moment after 9999-12-31 */
#define TG_DEPARTURE_MIN (INT64_C(-730119) * TG_DAY)
#define TG_DEPARTURE_END (INT64_C(2921940) * TG_DAY)
#define TG_MAX_NAME_BYTES 64 /* of a region or a datasource */

/*
 * A WGS 84 position in whole 1e-7 degrees: lon in -TG_LON_MAX..TG_LON_MAX,
 * lat in -TG_LAT_MAX..TG_LAT_MAX.
 */
typedef struct TgLonLat
{
	int32_t lon;
	int32_t lat;
} TgLonLat;

/*
 * One journey.  departure is local wall-clock time at the origin, in
 * microseconds since 2000-01-01 00:00 (PostgreSQL's timestamp).
 */
typedef struct TgTrip
{
	TgLonLat origin;
	TgLonLat destination;
	int64_t departure;
} TgTrip;

/* A closed box of positions; west <= east and south <= north. */
typedef struct TgBox
{
	int32_t west;
	int32_t south;
	int32_t east;
	int32_t north;
} TgBox;

/*
 * A closed box in five dimensions: both ends and the time of day, in whole
 * seconds 0..86399.  from > until means that the window spans midnight.
 */
typedef struct TgGroup
{
	TgBox origin;
	TgBox destination;
	int32_t from;
	int32_t until;
} TgGroup;

/* Tell whether p lies in the closed box b. */
static inline bool
tg_box_covers(const TgBox *b, TgLonLat p)
{
	return p.lon >= b->west && p.lon <= b->east && p.lat >= b->south &&
		   p.lat <= b->north;
}

/* Tell whether p is within the range of WGS 84. */
static inline bool
tg_lonlat_valid(TgLonLat p)
{
	return p.lon >= -TG_LON_MAX && p.lon <= TG_LON_MAX &&
		   p.lat >= -TG_LAT_MAX && p.lat <= TG_LAT_MAX;
}

#endif /* TG_CORE_BASE_POSITION_H */

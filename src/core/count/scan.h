/*
 * scan.h
 *	  Which trips of a segment a question asks for, and their counts.
 *
 * A segment's header says where all its trips lie; only when that leaves a
 * doubt are its columns looked at, trip by trip, into a mask of one byte
 * (0 or 1) per trip.
 */
#ifndef TG_CORE_COUNT_SCAN_H
#define TG_CORE_COUNT_SCAN_H

#include "core/base/position.h"
#include "core/base/status.h"
#include "core/column/departures.h"
#include "core/column/tripset.h"
#include "core/count/mask.h"
#include "core/count/tally.h"
#include "core/geo/area.h"

/* Which ends of a trip must lie in their areas. */
typedef enum TgMatch
{
	TG_MATCH_ORIGIN,
	TG_MATCH_DESTINATION,
	TG_MATCH_BOTH,
	TG_MATCH_ORIGIN_ONLY, /* the destination lies outside */
	TG_MATCH_DESTINATION_ONLY,
	TG_MATCH_NEITHER, /* both lie outside */
	TG_MATCH_EITHER
} TgMatch;

/* Tell whether origins must lie outside. */
static inline bool
tg_match_origin_outside(TgMatch match)
{
	return match == TG_MATCH_DESTINATION_ONLY || match == TG_MATCH_NEITHER;
}

/* Tell whether destinations must lie outside. */
static inline bool
tg_match_destination_outside(TgMatch match)
{
	return match == TG_MATCH_ORIGIN_ONLY || match == TG_MATCH_NEITHER;
}

/* What a header leaves open: which columns have to be looked at. */
typedef struct TgDoubt
{
	bool outside; /* no trip matches; nothing to look at */
	bool origins;
	bool destinations;
} TgDoubt;

/* What trips are counted by. */
typedef enum TgCountBy
{
	TG_BY_WEEK, /* key: tg_week_of */
	TG_BY_HOUR	/* key: tg_hour_of_week */
} TgCountBy;

/*
 * A span of weeks, both ends included; open at an end that is INT32_MIN or
 * INT32_MAX.
 */
typedef struct TgWeeks
{
	int32_t first;
	int32_t last;
} TgWeeks;

/* The areas that the ends of trips are asked about; often the same. */
typedef struct TgAreas
{
	const TgArea *origin;
	const TgArea *destination;
} TgAreas;

/* Tell whether one trip matches. */
extern bool tg_match_trip(TgMatch match, TgAreas areas, const TgTrip *trip);

/* Tell what the bounds of a segment say about its trips. */
extern TgDoubt tg_match_doubt(TgMatch match, TgAreas areas,
							  const TgGroup *bounds);

/*
 * The same where destinations are asked about a part of their area: of trips
 * that end in it, or that do not, and begin in the area of origins, or do not.
 */
extern TgDoubt tg_part_doubt(TgMatch match, const TgArea *origin,
							 const TgPart *part, const TgGroup *bounds);

/*
 * Add sign for each masked trip that departs within weeks; a null mask stands
 * for all.  The tally needs room for tg_scan_keys more keys.
 */
extern bool tg_scan_tally(TgTally *tally, TgCountBy by, TgWeeks weeks,
						  const int64_t *departures, const uint8_t *mask,
						  uint32_t count, int sign);

/*
 * The same for the departures of a tripset, unpacking only blocks of which the
 * mask holds any.  By week, the tripset need not be open beyond its weeks.
 */
extern bool tg_scan_departures(TgTally *tally, TgCountBy by, TgWeeks weeks,
							   const TgTripset *departures,
							   const uint8_t *mask, int sign);

/*
 * Tell whether fewer blocks have trips that the mask does not hold than trips
 * that it holds: those are cheaper to take off from the count of all.
 */
extern bool tg_scan_fewer_others(const uint8_t *mask, uint32_t count);

/* The most keys that count trips between two departures can have. */
extern uint32_t tg_scan_keys(TgCountBy by, int64_t first, int64_t last,
							 uint32_t count);

#endif /* TG_CORE_COUNT_SCAN_H */

/*
 * index_key.h
 *	  The key of both GiST operator classes: the bytes of a tripgroup.
 *
 * Over trips, a leaf holds the whole trip, so that searches are exact and the
 * trip can be given back by the index alone.  Such a key says so itself: its
 * from is EXACT_TRIP, its origin box is the origin twice, and its destination
 * box holds the destination and the two halves of the departure.
 */
#ifndef TG_INDEX_INDEX_KEY_H
#define TG_INDEX_INDEX_KEY_H

#include "postgres.h"

#include "core/geo/trip.h"

#define EXACT_TRIP (-1)

static inline TgGroup
index_key_of_trip(const TgTrip *trip)
{
	TgGroup key = {
		{trip->origin.lon, trip->origin.lat, trip->origin.lon,
		 trip->origin.lat},
		{trip->destination.lon, trip->destination.lat,
		 (int32) (trip->departure >> 32), (int32) trip->departure},
		EXACT_TRIP,
		0,
	};

	return key;
}

static inline bool
index_key_is_trip(const TgGroup *key)
{
	return key->from == EXACT_TRIP;
}

static inline TgTrip
index_key_trip(const TgGroup *key)
{
	TgTrip trip = {
		{key->origin.west, key->origin.south},
		{key->destination.west, key->destination.south},
		(int64) ((uint64) (uint32) key->destination.east << 32 |
				 (uint32) key->destination.north),
	};

	return trip;
}

/* The box that a key stands for. */
static inline TgGroup
index_key_group(const TgGroup *key)
{
	TgTrip trip;

	if (!index_key_is_trip(key))
		return *key;
	trip = index_key_trip(key);
	return tg_group_around(&trip);
}

#endif /* TG_INDEX_INDEX_KEY_H */

/*
 * places_seen.h
 *	  Names and positions that the rows of a file have together.
 *
 * They become places of the store, so that other files can do without
 * positions.  What several trips say of a name, in one voice, is believed;
 * names of streets, districts or people, whose positions differ or which
 * hardly come twice, are no places.
 */
#ifndef TG_FEED_PLACES_SEEN_H
#define TG_FEED_PLACES_SEEN_H

#include "postgres.h"

#include "core/base/position.h"
#include "feed/places.h"
#include "store/field_text.h"
#include "store/store.h"

typedef struct PlacesSeen PlacesSeen;

/* In the current memory context. */
extern PlacesSeen *places_seen_create(void);

/* An end of a trip: its name, without blanks around it or empty, and where. */
typedef struct SeenEnd
{
	FieldText name;
	TgLonLat position;
} SeenEnd;

/* Take both ends of a trip, or take them back if it did not come to be. */
extern void places_seen_trip(PlacesSeen *seen, FieldText region,
							 const SeenEnd ends[2], bool came);

/* Teach nothing. */
extern void places_seen_forget(PlacesSeen *seen);

/*
 * Write those that the store does not have as places of that load, as the
 * store's owner.  Warn of those that it has elsewhere: they stay as they are.
 */
extern void places_seen_keep(const PlacesSeen *seen, Places *places,
							 Store *store, int64 load_id);

#endif /* TG_FEED_PLACES_SEEN_H */

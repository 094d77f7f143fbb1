/*
 * map_key.h
 *	  The key of a feed's trips: what makes two rows one trip.
 */
#ifndef TG_FEED_MAP_KEY_H
#define TG_FEED_MAP_KEY_H

#include "feed/map_making.h"

/* Make the key of a definition the external_id; further columns are mapped. */
extern void map_trip_key(const Making *making);

/*
 * The key of a row whose map has one of several parts, in the current memory
 * context; null where all parts are missing.
 */
extern FieldText feed_key_of(const FeedMap *map, const FieldText *fields);

#endif /* TG_FEED_MAP_KEY_H */

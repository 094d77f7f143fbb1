/*
 * places.h
 *	  The positions of a store that have names.
 */
#ifndef TG_FEED_PLACES_H
#define TG_FEED_PLACES_H

#include "postgres.h"

#include "core/base/position.h"
#include "store/store.h"

typedef struct Places Places;

/* Read them all, in the current memory context. */
extern Places *places_read(Store *store);

/* Find the position of a name; false if there is none of that name. */
extern bool places_find(const Places *places, const char *name, size_t len,
						TgLonLat *position);

#endif /* TG_FEED_PLACES_H */

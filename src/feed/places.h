/*
 * places.h
 *	  The positions of a store that have names.
 *
 * A place is one of a region, or of any if its region is empty.  Names are
 * compared as core/text/place_name.h folds them; one that is written just so
 * comes first.  A name that several places of a region have, spelt so or so,
 * at different positions, is none.
 */
#ifndef TG_FEED_PLACES_H
#define TG_FEED_PLACES_H

#include "postgres.h"

#include "core/base/position.h"
#include "store/field_text.h"
#include "store/store.h"

#define PLACE_NAME_MAX 256 /* bytes; a longer one is none */
#define PLACE_TRIPS 3	   /* of a load, that teach a place and keep it */

typedef struct Places Places;

/* Read them all, in the current memory context. */
extern Places *places_read(Store *store);

/*
 * Find the position of a name, without blanks around it, in a region, or else
 * in any; false if there is none of that name.
 */
extern bool places_find(Places *places, FieldText name, FieldText region,
						TgLonLat *position);

/* The same of that region alone. */
extern bool places_find_in(const Places *places, FieldText name,
						   FieldText region, TgLonLat *position);

/* Add one to those that were read, not to the store. */
extern void places_add(Places *places, FieldText name, FieldText region,
					   TgLonLat position);

/* A place to be written. */
typedef struct NewPlace
{
	FieldText name;
	FieldText region;
	TgLonLat position;
	int32 reach; /* metres, within which those trips end that teach it */
} NewPlace;

/*
 * Write places, of a load or, if that is 0, of none; one that is there
 * already stays.  Gives how many were written.  The store's owner must be
 * acting.
 */
extern int64 places_write(const Store *store, const NewPlace *places,
						  int count, int64 load_id);

/*
 * A condition for places p that trips of some loads taught, which is what of a
 * load_id: fewer than PLACE_TRIPS of the load, as the store has them now, end
 * where those did that taught it.
 */
extern const char *places_untold(const char *store, const char *loads);

/*
 * The regions, all but the empty one, in no order; the texts last as long as
 * the places.
 */
extern FieldText *places_regions(const Places *places, int *count);

/* Trim a name, as one is of a place or region, in the server's encoding. */
extern void name_trim(FieldText *name);

#endif /* TG_FEED_PLACES_H */

/*
 * feed_shape.h
 *	  What create_feed and change_feed are told of a feed, as its definition.
 */
#ifndef TG_FEED_FEED_SHAPE_H
#define TG_FEED_FEED_SHAPE_H

#include "postgres.h"

#include "feed/definition.h"

/* In the order of create_feed's arguments and of what feeds() returns. */
typedef enum ShapeKey
{
	SHAPE_COLUMNS,
	SHAPE_MAPPING,
	SHAPE_CONSTANTS,
	SHAPE_DATE_FORMAT,
	SHAPE_TIME_ZONE,
	SHAPE_DECIMAL_COMMA,
	SHAPE_POSITION_ORDER,
	SHAPE_AREA,
	SHAPE_FORMAT,
	SHAPE_POSITION_FORM,
	SHAPE_POSITION_SRID,
	SHAPE_PRIVACY,
	SHAPE_CLOCK,
	SHAPE_CITIES,
	SHAPE_OF_TRIPS, /* what follows is of feeds into tables */
	SHAPE_TARGET = SHAPE_OF_TRIPS,
	SHAPE_KEY,
	SHAPE_ON_KEY,
	SHAPE_VERSION,
	SHAPE_HISTORY,
	SHAPE_KEYS
} ShapeKey;

/* Values of these keys; null: nothing is said. */
typedef struct FeedShape
{
	NullableDatum value[SHAPE_KEYS];
	Oid geometry; /* the type of the area */
} FeedShape;

/* Say nothing of any key. */
extern void shape_clear(FeedShape *shape);

/* Say what the columns are called. */
extern void shape_name_columns(FeedShape *shape, char *const *columns,
							   int count);

/* The names of the columns, empty for null; none if nothing is said. */
extern char **shape_columns(const FeedShape *shape, int *count);

/*
 * A definition of what is said or, if that is to be whole, of all keys.  An
 * empty text or an empty area takes away what may be missing.
 */
extern Jsonb *shape_definition(const FeedShape *shape, bool whole);

/*
 * What a definition says of each key, as feeds() returns it; areas are of
 * that type.
 */
extern void shape_read(const Definition *definition, Oid geometry,
					   FeedShape *shape);

#endif /* TG_FEED_FEED_SHAPE_H */

/*
 * map.h
 *	  How the columns of a feed become a trip.
 */
#ifndef TG_FEED_MAP_H
#define TG_FEED_MAP_H

#include "postgres.h"

#include "access/attnum.h"
#include "utils/rel.h"

#include "store/field_text.h"

/* What a trip is made of, in the order in which it is read. */
typedef enum FeedTarget
{
	FEED_REGION,
	FEED_ORIGIN,
	FEED_DESTINATION,
	FEED_DEPARTURE,
	FEED_DATASOURCE,
	FEED_TARGETS
} FeedTarget;

/* A further column of trips that is filled: see store/extras.h. */
typedef struct FeedExtra
{
	char *name;
	int source; /* the column that it is read from */
} FeedExtra;

typedef struct FeedMap
{
	int columns;			  /* that a row of the feed has */
	char **names;			  /* of these columns */
	AttrNumber *numbers;	  /* of these columns in the view */
	int source[FEED_TARGETS]; /* the column that a target is read from */
	int extras;				  /* further columns of trips that are filled */
	FeedExtra *extra;
	FieldText *extra_values; /* of the row read last, for extras_read */
} FeedMap;

/* Find out, in the current memory context. */
extern FeedMap *feed_map_of(Relation feed);

#endif /* TG_FEED_MAP_H */

/*
 * map.h
 *	  How the columns of a feed become a trip.
 */
#ifndef TG_FEED_MAP_H
#define TG_FEED_MAP_H

#include "postgres.h"

#include "access/attnum.h"
#include "utils/rel.h"

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

typedef struct FeedMap
{
	int columns;			  /* that a row of the feed has */
	char **names;			  /* of these columns */
	AttrNumber *numbers;	  /* of these columns in the view */
	int source[FEED_TARGETS]; /* the column that a target is read from */
} FeedMap;

/* Find out, in the current memory context. */
extern FeedMap *feed_map_of(Relation feed);

#endif /* TG_FEED_MAP_H */

/*
 * map_making.h
 *	  What is needed while a definition becomes a map.
 */
#ifndef TG_FEED_MAP_MAKING_H
#define TG_FEED_MAP_MAKING_H

#include "postgres.h"

#include "feed/definition.h"
#include "feed/map.h"
#include "store/store.h"

typedef struct Making
{
	const Definition *definition;
	FeedMap *map;
	char **columns; /* as the source calls them */
} Making;

/*
 * The number of a column by the source's name, or else the feed's, or of a
 * path of JSON; an error, which names the target, if there is none.
 */
extern int named_column(const Making *making, const char *target,
						const char *name);

/* Find out where a target comes from; false if from nowhere. */
extern bool find_source(const Making *making, const char *target,
						FeedSource *source);

/* Find out where the columns of the feed's table come from, and its key. */
extern void map_table(const Making *making, Store *store);

#endif /* TG_FEED_MAP_MAKING_H */

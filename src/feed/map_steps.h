/*
 * map_steps.h
 *	  Parts of a definition that become parts of a map, apart from where values
 *	  come from.
 */
#ifndef TG_FEED_MAP_STEPS_H
#define TG_FEED_MAP_STEPS_H

#include "feed/definition.h"
#include "feed/map.h"

/* map_forms.c: how departures, areas and positions are written. */
extern void map_forms(FeedMap *map, const Definition *definition);

/* How positions are written that are not plain degrees; ends are mapped. */
extern void map_positions(FeedMap *map, const Definition *definition);

/*
 * Trips of other known cities than that of the constant get their own; where a
 * column has regions, their clocks.  The region is mapped.
 */
extern void map_cities(FeedMap *map, const Definition *definition);

/*
 * map_privacy.c: what is made less of is not kept whole in rejects unless told
 * so; what is hashed never is.  Further columns are mapped.
 */
extern void map_privacy(FeedMap *map, const Definition *definition);

/* map_teaching.c: which ends teach where places are; all else is mapped. */
extern void map_teaching(FeedMap *map);

#endif /* TG_FEED_MAP_STEPS_H */

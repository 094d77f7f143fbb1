/*
 * far_away.h
 *	  Loads whose trips begin far from where their region is.
 */
#ifndef TG_FEED_FAR_AWAY_H
#define TG_FEED_FAR_AWAY_H

#include "feed/load.h"

/*
 * Warn if almost all of the first rows of a load, which have not been written
 * yet, lie far from a city that is known by their region's name, or from where
 * the region's trips were so far: then latitude and longitude may be swapped.
 */
extern void load_look_far_away(Load *load);

#endif /* TG_FEED_FAR_AWAY_H */

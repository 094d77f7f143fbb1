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
 * the region's trips were so far: then latitude and longitude may be swapped,
 * or a sign is lost.  A few trips that were inserted tell little, and are
 * looked at for what is swapped alone; those of a file are all there is of it.
 */
extern void load_look_far_away(Load *load, bool few);

#endif /* TG_FEED_FAR_AWAY_H */

/*
 * segments_follow.h
 *	  Segments that follow a change of trips.
 */
#ifndef TG_TRIPS_SEGMENTS_FOLLOW_H
#define TG_TRIPS_SEGMENTS_FOLLOW_H

#include "segment/batch.h"
#include "store/store.h"

/*
 * Write the segments of trips that came (sign +1) or went (-1), unless only
 * rebuild() can make them right again, and empty the batch.  It is done as the
 * store's owner, whoever is acting.
 */
extern void segments_follow(Store *store, Batch *batch, int sign);

#endif /* TG_TRIPS_SEGMENTS_FOLLOW_H */

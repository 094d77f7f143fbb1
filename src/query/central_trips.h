/*
 * central_trips.h
 *	  The trip of each cluster that is nearest to its centre.
 */
#ifndef TG_QUERY_CENTRAL_TRIPS_H
#define TG_QUERY_CENTRAL_TRIPS_H

#include "postgres.h"

#include "core/count/cluster.h"
#include "query/group_question.h"

/*
 * Find the central trip of each of count clusters.  counted is how many trips
 * the question's groups had, for choosing the way: a search for each cluster,
 * or one look at all trips for all of them.
 */
extern TgTrip *central_trips(const GroupQuestion *question,
							 const TgClusters *clusters,
							 const TgCluster *found, uint32 count,
							 int64 counted);

#endif /* TG_QUERY_CENTRAL_TRIPS_H */

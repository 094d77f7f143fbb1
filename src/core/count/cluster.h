/*
 * cluster.h
 *	  Groups that touch, joined.
 *
 * Two groups touch if their origin cells are the same or neighbours (eight of
 * them, across the antimeridian too), their destination cells likewise, and
 * their windows the same or next to each other, across midnight too.
 */
#ifndef TG_CORE_COUNT_CLUSTER_H
#define TG_CORE_COUNT_CLUSTER_H

#include <stddef.h>

#include "core/base/position.h"
#include "core/count/group_table.h"

/*
 * The groups of a grid, sorted by tg_group_count_compare, and to which cluster
 * each belongs.  The caller gives room: root for count numbers, and slots for
 * mask + 1 of them, a power of two of at least twice count, all zero.
 */
typedef struct TgClusters
{
	TgGrid grid;
	const TgGroupCount *groups;
	uint32_t count;
	uint32_t *root; /* the first, and so the strongest, of its cluster */
	uint32_t *slots;
	uint32_t mask;
} TgClusters;

/* A cluster as a whole. */
typedef struct TgCluster
{
	TgGroup bounds; /* the shortest window that covers all */
	int64_t trips;
	uint32_t groups;
	uint32_t root;
	int64_t first; /* departure */
	int64_t last;
	/*
	 * The mean of the centres of its cells and windows, each weighted by the
	 * trips of its group, in whole 1e-7 degrees and seconds (of day 0), halves
	 * rounded up; longitudes and times are taken the short way from the
	 * root's.
	 */
	TgTrip centre;
} TgCluster;

/* Each group is a cluster of its own. */
extern void tg_clusters_begin(TgClusters *clusters);

/* Join groups from..until with all that they touch. */
extern void tg_clusters_join(TgClusters *clusters, uint32_t from,
							 uint32_t until);

/* After all have been joined: let each root be the root. */
extern void tg_clusters_end(TgClusters *clusters);

/* The root of the cluster that a trip is in; false if it is in none. */
extern bool tg_clusters_find(const TgClusters *clusters, const TgTrip *trip,
							 uint32_t *root);

/*
 * Sum the clusters up, in the order of their roots, and return how many there
 * are.  found has room for each root; members and numbers are scratch, of
 * count each.
 */
extern uint32_t tg_clusters_gather(const TgClusters *clusters,
								   TgCluster *found, uint32_t *members,
								   uint32_t *numbers);

/* Most trips first, then by bounds, then by root. */
extern int tg_cluster_compare(const TgCluster *a, const TgCluster *b);

#endif /* TG_CORE_COUNT_CLUSTER_H */

/*
 * group_ranking.h
 *	  Groups put in order: most trips first.
 */
#ifndef TG_QUERY_GROUP_RANKING_H
#define TG_QUERY_GROUP_RANKING_H

#include "postgres.h"

#include "utils/tuplesort.h"
#include "utils/tuplestore.h"

#include "core/count/group_table.h"

/* Few groups are ranked in memory; too many, or all, by a sort on disk. */
typedef struct GroupRanking
{
	TgGrid grid;
	TgRowEdges edges;
	int64 min_trips;
	int64 max_groups;	  /* PG_INT64_MAX: all */
	TgGroupCount *groups; /* null if on disk */
	uint64 used;
	uint64 room;
	bool full; /* the first max_groups are sorted; worse ones are out */
	Tuplesortstate *sort;
	TupleTableSlot *slot;
} GroupRanking;

/* Prepare in the current memory context. */
extern void group_ranking_init(GroupRanking *ranking, const TgGrid *grid,
							   int64 min_trips, int64 max_groups);

/* Take a group; a GroupReport. */
extern void group_ranking_add(void *ranking, const TgGroupCount *group);

/* Put the groups into a tuplestore, in order, as rows of trip_groups. */
extern void group_ranking_put(GroupRanking *ranking, Tuplestorestate *store,
							  TupleDesc desc);

#endif /* TG_QUERY_GROUP_RANKING_H */

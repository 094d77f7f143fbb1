/*
 * trip_clusters.c
 *	  trip_clusters: groups that touch, joined.
 */
#include "compat.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "core/count/cluster.h"
#include "query/central_trips.h"
#include "query/group_sweep.h"
#include "types/types.h"

#define FIRST_ROOM 1024

/* Groups of enough trips, as they are found. */
typedef struct GroupList
{
	int64 min_trips;
	int64 trips; /* of all groups, those of too few too */
	TgGroupCount *groups;
	uint32 used;
	uint32 room;
} GroupList;

/* A GroupReport. */
static void
list_group(void *receiver, const TgGroupCount *group)
{
	GroupList *list = receiver;

	list->trips += group->trips;
	if (group->trips < list->min_trips)
		return;
	if (list->used == list->room)
	{
		if (list->room > PG_INT32_MAX / 4)
			ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
							errmsg("too many groups to join"),
							errhint("Ask for groups of more min_trips.")));
		list->room *= 2;
		list->groups =
			repalloc_huge(list->groups, list->room * sizeof(TgGroupCount));
	}
	list->groups[list->used++] = *group;
}

static int
count_order(const void *a, const void *b)
{
	CHECK_FOR_INTERRUPTS();
	return tg_group_count_compare(a, b);
}

static int
cluster_order(const void *a, const void *b)
{
	CHECK_FOR_INTERRUPTS();
	return tg_cluster_compare(a, b);
}

static void *
alloc_many(Size count, Size size)
{
	return MemoryContextAllocExtended(CurrentMemoryContext,
									  Max(count, 1) * size,
									  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
}

static void
join_groups(TgClusters *clusters, GroupList *list)
{
	qsort(list->groups, list->used, sizeof(TgGroupCount), count_order);
	clusters->groups = list->groups;
	clusters->count = list->used;
	clusters->mask = FIRST_ROOM - 1;
	while (clusters->mask / 2 < list->used)
		clusters->mask = 2 * clusters->mask + 1;
	clusters->root = alloc_many(list->used, sizeof(uint32));
	clusters->slots = alloc_many((Size) clusters->mask + 1, sizeof(uint32));
	tg_clusters_begin(clusters);
	tg_clusters_join(clusters, 0, list->used);
	tg_clusters_end(clusters);
}

static void
put_clusters(ReturnSetInfo *result, const TgCluster *found,
			 const TgTrip *central, uint32 count)
{
	for (uint32 i = 0; i < count; i++)
	{
		const TgCluster *cluster = &found[i];
		bool isnull[6] = {false};
		Datum values[6] = {
			PointerGetDatum(&cluster->bounds),
			Int64GetDatum(cluster->trips),
			Int32GetDatum((int32) cluster->groups),
			PointerGetDatum(&central[i]),
			TimestampGetDatum(cluster->first),
			TimestampGetDatum(cluster->last),
		};

		CHECK_FOR_INTERRUPTS();
		tuplestore_putvalues(result->setResult, result->setDesc, values,
							 isnull);
	}
}

/*
 * (see group_question; most is max_clusters): rows of trip_group, trips,
 * groups, central_trip, first_departure, last_departure
 */
PG_FUNCTION_INFO_V1(trip_clusters);
Datum
trip_clusters(PG_FUNCTION_ARGS)
{
	GroupQuestion question;
	GroupList list = {0};
	TgClusters clusters = {{0}};
	TgCluster *found;
	uint32 count;

	InitMaterializedSRF(fcinfo, 0);
	group_question_open(fcinfo, "max_clusters", &question);
	if (question.most == 0)
		return (Datum) 0;
	list.min_trips = question.min_trips;
	list.room = FIRST_ROOM;
	list.groups = palloc(FIRST_ROOM * sizeof(TgGroupCount));
	group_sweep(&question, list_group, &list);

	clusters.grid = question.grid;
	join_groups(&clusters, &list);
	found = alloc_many(list.used, sizeof(TgCluster));
	count = tg_clusters_gather(&clusters, found,
							   alloc_many(list.used, sizeof(uint32)),
							   alloc_many(list.used, sizeof(uint32)));
	qsort(found, count, sizeof(TgCluster), cluster_order);

	count = (uint32) Min(count, question.most);
	put_clusters((ReturnSetInfo *) fcinfo->resultinfo, found,
				 central_trips(&question, &clusters, found, count, list.trips),
				 count);
	return (Datum) 0;
}

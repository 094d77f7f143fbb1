/*
 * group_sweep.h
 *	  The groups of a store, counted in one pass over its segments.
 */
#ifndef TG_QUERY_GROUP_SWEEP_H
#define TG_QUERY_GROUP_SWEEP_H

#include "postgres.h"

#include "core/count/group_table.h"
#include "query/group_question.h"

/* Told of each group once, in no order that matters. */
typedef void (*GroupReport)(void *receiver, const TgGroupCount *group);

/*
 * Count the groups.  Memory: a table of at most work_mem, beyond which counts
 * are sorted on disk, and the segments, at most one of each run and region,
 * that the pass is within.
 */
extern void group_sweep(const GroupQuestion *question, GroupReport report,
						void *receiver);

#endif /* TG_QUERY_GROUP_SWEEP_H */

/*
 * group_counter.h
 *	  The counts of one cell's groups, in memory of bounded size.
 */
#ifndef TG_QUERY_GROUP_COUNTER_H
#define TG_QUERY_GROUP_COUNTER_H

#include "postgres.h"

#include "query/group_spill.h"
#include "query/group_sweep.h"

typedef struct GroupCounter
{
	TgGrid grid;
	TgGroupTable table;
	uint32 most; /* entries that work_mem has room for */
	GroupSpill *spill;
	GroupReport report;
	void *receiver;
} GroupCounter;

/* Prepare in the current memory context. */
extern void group_counter_init(GroupCounter *counter, const TgGrid *grid,
							   GroupReport report, void *receiver);

/* Count trips from..until of the own cell at hand. */
extern void group_counter_add(GroupCounter *counter,
							  const TgGroupColumns *columns, uint32 from,
							  uint32 until, int sign);

/* Report the groups of that own cell, and forget them. */
extern void group_counter_report(GroupCounter *counter, TgCell own);

#endif /* TG_QUERY_GROUP_COUNTER_H */

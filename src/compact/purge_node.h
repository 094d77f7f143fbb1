/*
 * purge_node.h
 *	  The segments of one node without the trips that went.
 */
#ifndef TG_COMPACT_PURGE_NODE_H
#define TG_COMPACT_PURGE_NODE_H

#include "compact/purge.h"
#include "compact/runs.h"
#include "compact/removed.h"
#include "segment/row_delete.h"
#include "segment/segment_scan.h"
#include "segment/segment_writer.h"

/* What reads the runs as they are, and what deletes rows of them. */
typedef struct PurgeTables
{
	TableScan *summaries;
	TableScan *nodes;
	TableScan *heads;		  /* of segments: where each begins */
	SegmentScan *segments[2]; /* of each projection */
	RowDelete *old_summaries;
	RowDelete *old_nodes;
	RowDelete *old_segments;
} PurgeTables;

/* One run's part of a region, in one projection. */
typedef struct PurgePlace
{
	const Store *store;
	PurgeTables tables;
	Removed *removed;
	SegmentWriter *writer; /* of the run */
	RunRegion of;
	Names *datasources;		 /* of the run's region, ranked */
	uint32 *removed_numbers; /* of each in went */
	uint32 removed_region;
	TgProjection projection;
	bool below_others; /* a node that was changed is, in its tree */
	Purged *purged;
} PurgePlace;

/* A node of such a part. */
typedef struct PurgeNode
{
	int32 first; /* segment */
	int32 segments;
	TgExtent extent;
	bool top;
	ItemPointerData place;
} PurgeNode;

static inline char
purge_letter(const PurgePlace *place)
{
	return place->projection == TG_BY_ORIGIN ? 'o' : 'd';
}

/*
 * Take trips that went out of a node; write it again, in no more segments than
 * it had, if it had any.  Tell whether it had.
 */
extern bool purge_node(const PurgePlace *place, const PurgeNode *node);

/* What the run has of the region now, from its segments. */
extern Summary *purge_summary(const PurgePlace *place);

#endif /* TG_COMPACT_PURGE_NODE_H */

/*
 * purge_node.h
 *	  The segments of one node without the trips that went.
 */
#ifndef TG_COMPACT_PURGE_NODE_H
#define TG_COMPACT_PURGE_NODE_H

#include "compact/purge.h"
#include "segment/segment_writer.h"
#include "compact/went.h"

/* One run's part of a region, in one projection. */
typedef struct PurgePlace
{
	const Store *store;
	Went *went;
	SegmentWriter *writer; /* of the run */
	Names *datasources;	   /* of the run's region, ranked */
	uint32 *went_numbers;  /* of each in went */
	Datum region;
	uint32 went_region;
	TgProjection projection;
	bool below_others; /* a node that was changed is, in its tree */
	Purged *purged;
} PurgePlace;

/*
 * Take trips that went out of a node of so many segments from first on; write
 * it again, in no more segments than it had, if it had any.  Tell whether it
 * had.
 */
extern bool purge_node(const PurgePlace *place, int32 first, int32 segments);

/* What the run has of the region now, from its segments. */
extern Summary *purge_summary(const PurgePlace *place);

#endif /* TG_COMPACT_PURGE_NODE_H */

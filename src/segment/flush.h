/*
 * flush.h
 *	  A batch of trips written to the segments of a store.
 */
#ifndef TG_SEGMENT_FLUSH_H
#define TG_SEGMENT_FLUSH_H

#include "segment/batch.h"
#include "store/store.h"

/*
 * Write one run of segments for the batch in both projections, with sign +1
 * for trips that came or -1 for trips that went, and empty the batch.  The
 * store's owner must be acting.  Return the run's number, 0 if there was
 * nothing to write.
 */
extern int64 batch_flush(Batch *batch, const Store *store, int sign);

#endif /* TG_SEGMENT_FLUSH_H */

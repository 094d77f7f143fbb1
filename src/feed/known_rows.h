/*
 * known_rows.h
 *	  Rows whose trips the store has already, rejected as they came.
 *
 * Whether a trip was loaded before shows when its batch is written, so the
 * batches of feeds with identities keep their rows.
 */
#ifndef TG_FEED_KNOWN_ROWS_H
#define TG_FEED_KNOWN_ROWS_H

#include "postgres.h"

#include "feed/reader.h"
#include "feed/rejects.h"
#include "segment/batch.h"
#include "store/store.h"

/*
 * Reject the rows of a batch whose trips were loaded before or, if twins are
 * meant, came before in it, and leave these out; return how many.  The store's
 * owner must be acting.
 */
extern int64 known_rows_reject(Batch *batch, const FeedMap *map,
							   const FeedLimits *limits, Store *store,
							   bool twins, Rejects *rejects, int64 load_id);

/* What a row that does not become a trip said of places is not believed. */
extern void known_row_take_back(const FeedMap *map, const FeedLimits *limits,
								const FieldText *fields);

#endif /* TG_FEED_KNOWN_ROWS_H */

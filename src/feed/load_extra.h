/*
 * load_extra.h
 *	  What a load brings beside trips: further columns, and their identity.
 */
#ifndef TG_FEED_LOAD_EXTRA_H
#define TG_FEED_LOAD_EXTRA_H

#include "feed/load.h"

/* Prepare for the further columns that the load's map fills, if any. */
extern void load_extra_begin(Load *load);

/* Convert the further columns of a row that was read. */
extern TgStatus load_extra_read(Load *load, FeedRow *row);

/* Give them to the trip that was added last. */
extern void load_extra_add(Load *load, const FieldText *fields);

/*
 * Reject the trips of the batch that were loaded before.  The store's owner
 * must be acting.
 */
extern void load_extra_reject(Load *load);

#endif /* TG_FEED_LOAD_EXTRA_H */

/*
 * load.h
 *	  A load: all rows that one statement puts into a feed.
 */
#ifndef TG_FEED_LOAD_H
#define TG_FEED_LOAD_H

#include "postgres.h"

#include "access/htup.h"
#include "datatype/timestamp.h"
#include "lib/ilist.h"
#include "utils/rel.h"

#include "feed/reader.h"
#include "feed/rejects.h"
#include "store/batch.h"
#include "store/store.h"

/*
 * A load lives in a child of the memory context of its statement and goes
 * with it, however the statement ends.
 */
typedef struct Load
{
	slist_node link;		 /* in the session's list of loads */
	MemoryContext statement; /* with feed, identifies the load */
	Oid feed;
	char *feed_name;
	MemoryContext context;
	MemoryContextCallback forget;
	AttrNumber column[FEED_FIELDS];
	FeedLimits limits;
	Store *store;
	Batch *batch;
	Rejects *rejects;
	int64 load_id;
	int64 rows_read;
	int64 rows_rejected;
	int64 rows_left_out; /* of these, by somebody's trigger or rule */
	TimestampTz started_at;
	HeapTupleData kept; /* see load_keep_tuple */
	Size kept_room;
} Load;

extern Load *load_begin(Relation feed, MemoryContext statement);

/* Find a load that has not ended; null if there is none (any more). */
extern Load *load_find(Oid feed, MemoryContext statement);

/* Take one row; false if it was rejected. */
extern bool load_row(Load *load, const FieldText *fields);

/* Copy a tuple; the copy lives until the next one is kept. */
extern HeapTuple load_keep_tuple(Load *load, HeapTuple tuple);

/* Write what is left, enter the load into the ledger, and forget it. */
extern void load_end(Load *load);

#endif /* TG_FEED_LOAD_H */

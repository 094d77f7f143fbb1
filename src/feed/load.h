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

#include "core/text/limit.h"
#include "feed/progress.h"
#include "feed/rejects.h"
#include "feed/sink.h"
#include "store/store.h"

/*
 * All rows that one statement puts into a feed, or a part of a longer load.
 * It lives in a child of the memory context of its statement and goes with
 * it, however the statement ends.
 */
typedef struct Load
{
	slist_node link;		 /* in the session's list of loads */
	MemoryContext statement; /* with feed, identifies the load */
	Oid feed;
	char *feed_name;
	MemoryContext context;
	MemoryContext row_context; /* of what reading a row takes */
	MemoryContextCallback forget;
	FeedMap *map;
	FieldText *fields; /* room for a row */
	Store *store;
	Sink *sink;
	Rejects *rejects;
	bool started;	/* the key is taken */
	bool keyed;		/* each row has the key: see load_key.h */
	char *row_key;	/* of the first row; empty if it has none */
	int64 key_rows; /* those looked at */
	char *key;		/* of the load, null if there is none */
	bool skipped;	/* the key was loaded before */
	TgLimit limit;	/* see load_limit.h */
	int64 load_id;
	int64 row; /* number of the row read last, for its reject */
	int64 rows_read;
	int64 rows_rejected;
	int64 rows_superseded; /* for a newer row of the same key */
	int64 rows_left_out;   /* of these, by somebody's trigger or rule, */
	int64 rows_excused;	   /* or for what the store has: see load_limit.h */
	/* of a file: the rows before this part, less those excused */
	int64 read_before;
	int64 rejected_before;
	bool judged;   /* by TG_LIMIT_AUTO, */
	bool hopeless; /* which it has passed: no more rows are read */
	TimestampTz started_at;
	Progress *progress;	   /* of the whole load; null if none is reported */
	Oid user;			   /* who loads */
	bool shares;		   /* others may join its entry: see shared_load.h */
	bool joined;		   /* it has joined another's, */
	ItemPointerData place; /* which is there */
	HeapTupleData kept;	   /* see load_keep_tuple */
	Size kept_room;
} Load;

/*
 * Begin the load of a statement, in a child of its memory context; load_end
 * enters it into the ledger.  One through a feed that has the key in a column
 * starts at its first row.
 */
extern Load *load_begin(Relation feed, MemoryContext statement);

/*
 * Begin a part of a load that has its row in the ledger already, in a child of
 * the parent context.  Its rows are numbered from load->row + 1, which the
 * caller may set.
 */
extern Load *load_part_begin(Relation feed, MemoryContext parent,
							 int64 load_id);

/*
 * Write what is left of a part.  The caller enters its counts, and deletes
 * load->context.
 */
extern void load_part_end(Load *load);

/* Take the load's key, and its number unless it is skipped. */
extern void load_start(Load *load);

/* The load of the same store that this one is a part of; null if it is none.
 */
extern const Load *load_around(const Load *load);

/* Find a load that has not ended; null if there is none (any more). */
extern Load *load_find(Oid feed, MemoryContext statement);

/* Take one row; false if it was rejected. */
extern bool load_row(Load *load, const FieldText *fields);

/*
 * Take a row that is no trip for a reason known before it is read, with so
 * many fields.
 */
extern void load_reject(Load *load, TgStatus status, const FieldText *fields,
						int count);

/* Copy a tuple; the copy lives until the next one is kept. */
extern HeapTuple load_keep_tuple(Load *load, HeapTuple tuple);

/* Write what is left, enter the load into the ledger, and forget it. */
extern void load_end(Load *load);

#endif /* TG_FEED_LOAD_H */

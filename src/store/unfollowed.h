/*
 * unfollowed.h
 *	  Changes of trips that segments have not followed yet, in this session.
 *
 * A statement writes rows of trips first and segments last.  Whoever looks in
 * between, from a trigger or a function that the statement calls, sees rows
 * that no segment holds; so does a snapshot that was taken then and is used
 * later.  Such snapshots are told by their command.
 */
#ifndef TG_STORE_UNFOLLOWED_H
#define TG_STORE_UNFOLLOWED_H

#include "postgres.h"

#include "utils/snapshot.h"

#include "store/store.h"

/* Which snapshots see what changes. */
typedef enum UnfollowedFrom
{
	FROM_NOW,		/* those of commands after this one */
	FROM_STATEMENT, /* those of commands after the one that runs statements */
	AT_ONCE			/* every one, as of a TRUNCATE */
} UnfollowedFrom;

/*
 * Rows of trips are about to change.  It ends with unfollowed_end, or with the
 * subtransaction if that is aborted.
 */
extern void unfollowed_begin(Oid trips, UnfollowedFrom from);

/* Segments have followed what began last. */
extern void unfollowed_end(Oid trips);

/* Tell whether a snapshot may see rows that no segment holds. */
extern bool unfollowed_seen(Oid trips, Snapshot snapshot);

/*
 * A statement that may change trips runs, and what it changes has that
 * command, until it is over.  It may call others before the first row.
 */
extern void unfollowed_run(Oid trips, CommandId command,
						   const void *statement);
extern void unfollowed_ran(const void *statement);

/* Statements may run that nobody has noted, until the transaction is over. */
extern void unfollowed_any(void);

/* Raise an error if a statement that changes trips of a store is not over. */
extern void unfollowed_refuse(const Store *store, const char *act);

#endif /* TG_STORE_UNFOLLOWED_H */

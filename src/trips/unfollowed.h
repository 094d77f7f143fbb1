/*
 * unfollowed.h
 *	  Changes of trips that segments have not followed yet, in this session.
 *
 * A statement writes rows of trips first and segments last.  Whoever looks in
 * between, from a trigger or a function that the statement calls, sees rows
 * that no segment holds; so does a snapshot that was taken then and is used
 * later.  Such snapshots are told by their command.
 */
#ifndef TG_TRIPS_UNFOLLOWED_H
#define TG_TRIPS_UNFOLLOWED_H

#include "postgres.h"

#include "utils/snapshot.h"

/*
 * Rows of trips are about to change; every snapshot sees it at once, as it
 * does a TRUNCATE, or as it sees what commands do.  It ends with
 * unfollowed_end, or with the subtransaction if that is aborted.
 */
extern void unfollowed_begin(Oid trips, bool at_once);

/* Segments have followed what began last. */
extern void unfollowed_end(Oid trips);

/* Tell whether a snapshot may see rows that no segment holds. */
extern bool unfollowed_seen(Oid trips, Snapshot snapshot);

#endif /* TG_TRIPS_UNFOLLOWED_H */

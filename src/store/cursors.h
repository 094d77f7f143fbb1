/*
 * cursors.h
 *	  Cursors that code of others opens or closes in a session.
 *
 * A cursor outlives the function that opens it, and whoever fetches from it
 * runs its query with his own rights.  So what a store's owner has opened, or
 * put in the place of another, is not left to the session.
 */
#ifndef TG_STORE_CURSORS_H
#define TG_STORE_CURSORS_H

#include "postgres.h"

#include "utils/portal.h"

/* The cursors that there are at some time. */
typedef struct CursorMark
{
	uint64 last; /* number of the latest */
	int count;
} CursorMark;

extern CursorMark cursors_note(void);

/* Fetch from a cursor of ours, which others may have seen. */
extern void cursor_fetch(Portal portal, long rows);

/*
 * Close all that were opened since the mark; raise an error if one that was
 * there has been closed, or moved.
 */
extern void cursors_restore(CursorMark mark);

#endif /* TG_STORE_CURSORS_H */

/*
 * cursors.h
 *	  Cursors, while code of others runs in a session.
 *
 * A cursor outlives the function that opens it, and whoever fetches from it
 * runs its query with his own rights.  So what a store's owner has opened is
 * not left to the session, and the session's cursors are held meanwhile: they
 * cannot be fetched from, moved or closed.  So are those that we have open.
 */
#ifndef TG_STORE_CURSORS_H
#define TG_STORE_CURSORS_H

#include "postgres.h"

#include "executor/spi.h"
#include "utils/portal.h"

/* The cursors that there were at some time, held since. */
typedef uint64 CursorMark;

/* Hold all that can be used. */
extern CursorMark cursors_hold(void);

/* Let go of them, and close all that were opened since. */
extern void cursors_release(CursorMark mark);

/* A cursor of ours, which nobody else can use. */
extern Portal cursor_open(SPIPlanPtr plan, Datum *values, bool read_only);

/* Fetch some rows from it, as SPI_cursor_fetch does. */
extern void cursor_fetch(Portal portal, long rows);
extern void cursor_close(Portal portal);

#endif /* TG_STORE_CURSORS_H */

/*
 * views.h
 *	  The views of a store.
 */
#ifndef TG_STORE_VIEWS_H
#define TG_STORE_VIEWS_H

#include "postgres.h"

/*
 * Make a view of a store, with a comment and the store's owner; or make it
 * anew, and it keeps these, its options, grants and triggers.  The session
 * must have the owner's rights; it runs the query's text with a safe search
 * path.
 */
extern void store_put_view(const char *store, const char *name,
						   const char *query, const char *comment);

/* Make the views of a store that are no feeds, or make them anew. */
extern void store_put_views(const char *store);

#endif /* TG_STORE_VIEWS_H */

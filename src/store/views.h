/*
 * views.h
 *	  The views of a store.
 */
#ifndef TG_STORE_VIEWS_H
#define TG_STORE_VIEWS_H

#include "postgres.h"

#include "store/store.h"

/*
 * Raise an error unless a store's owner may make views in its schema, which
 * can be another's.
 */
extern void store_require_create(const Store *store);

/*
 * Make a view of a store, with a comment; or make it anew, and it keeps its
 * comment, owner, options, grants and triggers.  The store's owner must be
 * acting: the parser evaluates literals of the query's text, in types that
 * columns may have been given.
 */
extern void store_put_view(const char *store, const char *name,
						   const char *query, const char *comment);

/*
 * Make the views of a store that are no feeds, or make them anew, as the
 * owner, whose rights the session must have.
 */
extern void store_put_views(const char *store);

#endif /* TG_STORE_VIEWS_H */

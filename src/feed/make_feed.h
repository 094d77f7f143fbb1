/*
 * make_feed.h
 *	  Feeds made, changed and dropped by a store's owner.
 */
#ifndef TG_FEED_MAKE_FEED_H
#define TG_FEED_MAKE_FEED_H

#include "postgres.h"

#include "feed/definition.h"
#include "feed/feed_shape.h"

/*
 * Make, or make anew, the view of a feed and its triggers; without a
 * definition it has the default shape.  The session must have the rights of
 * the store's owner.
 */
extern void feed_put(const char *store, const char *name,
					 const Definition *definition);

/* Make a new feed of that shape; the same holds. */
extern void feed_create(const char *store, const char *name, FeedShape *shape);

#endif /* TG_FEED_MAKE_FEED_H */

/*
 * feed_view.h
 *	  The query of a feed's view: its rows, as its source would have them.
 */
#ifndef TG_FEED_FEED_VIEW_H
#define TG_FEED_FEED_VIEW_H

#include "postgres.h"

#include "feed/definition.h"

/*
 * What the columns of a feed would be of the trips that it could have
 * brought; without a definition it has the default shape.
 */
extern char *feed_query(const char *store, const Definition *definition);

#endif /* TG_FEED_FEED_VIEW_H */

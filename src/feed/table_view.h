/*
 * table_view.h
 *	  The query of the view of a feed into a table.
 */
#ifndef TG_FEED_TABLE_VIEW_H
#define TG_FEED_TABLE_VIEW_H

#include "postgres.h"

#include "feed/definition.h"
#include "store/store.h"

/* What the columns of the feed would be of the rows of its table. */
extern char *table_feed_query(Store *store, const Definition *definition);

#endif /* TG_FEED_TABLE_VIEW_H */

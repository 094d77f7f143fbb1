/*
 * table_shape.h
 *	  What create_feed was not told of a feed into a table.
 */
#ifndef TG_FEED_TABLE_SHAPE_H
#define TG_FEED_TABLE_SHAPE_H

#include "postgres.h"

#include "feed/feed_shape.h"
#include "store/store.h"

/*
 * Name the columns of the source as the table's, unless they are named, and
 * map those that are called the same; say which of them fill nothing.  What is
 * settled so stays, whatever the table's columns are called later.
 */
extern void table_settle_shape(Store *store, FeedShape *shape, bool json);

#endif /* TG_FEED_TABLE_SHAPE_H */

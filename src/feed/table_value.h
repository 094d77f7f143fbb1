/*
 * table_value.h
 *	  Values of a feed's row as the input functions of a table's columns read
 *	  them: times and numbers are written in the feed's form.
 */
#ifndef TG_FEED_TABLE_VALUE_H
#define TG_FEED_TABLE_VALUE_H

#include "postgres.h"

#include "core/base/status.h"
#include "feed/map.h"
#include "store/extras.h"

typedef struct TableValues TableValues;

/* Find out what the columns want, in the current memory context. */
extern TableValues *table_values_create(const FeedMap *map,
										const Extras *extras);

/*
 * Rewrite the fields that need it, which live until the next row.  On failure
 * *failed says which cannot be read.
 */
extern TgStatus table_values_read(TableValues *values, FieldText *fields,
								  int *failed);

#endif /* TG_FEED_TABLE_VALUE_H */

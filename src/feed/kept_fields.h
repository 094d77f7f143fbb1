/*
 * kept_fields.h
 *	  The fields of rows that may yet be rejected, as they came.
 */
#ifndef TG_FEED_KEPT_FIELDS_H
#define TG_FEED_KEPT_FIELDS_H

#include "postgres.h"

#include "feed/map.h"
#include "store/batch_extra.h"

/* Keep those of a row. */
extern void kept_fields_put(BatchExtra *extra, uint32 row, const FeedMap *map,
							const FieldText *fields, int64 number);

/*
 * Read them back, map->columns of them or, of a JSON feed, all its values,
 * which live until the next row is read.
 */
extern const FieldText *kept_fields_get(const KeptRow *row, const FeedMap *map,
										FieldText *fields);

#endif /* TG_FEED_KEPT_FIELDS_H */

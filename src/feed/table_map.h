/*
 * table_map.h
 *	  How the columns of a feed become those of a table.
 */
#ifndef TG_FEED_TABLE_MAP_H
#define TG_FEED_TABLE_MAP_H

#include "postgres.h"

/*
 * The column of a source that is called as a table's is: so, or by the same
 * words, or by those without what all columns begin with; -1 for none.
 */
extern int table_column_match(char *const *columns, int count,
							  const char *name);

/* How many bytes all names begin with, up to a dot; none of one name. */
extern size_t table_common_prefix(char *const *names, int count);

#endif /* TG_FEED_TABLE_MAP_H */

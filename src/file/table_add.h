/*
 * table_add.h
 *	  What a file has for a table that is there.
 */
#ifndef TG_FILE_TABLE_ADD_H
#define TG_FILE_TABLE_ADD_H

#include "file/feed_for_table.h"
#include "file/table_plan.h"

/*
 * The mapping by names of a table's columns, as JSON.  An error if it has none
 * of them.
 */
extern char *table_add_matches(Store *store, const char *target,
							   const TableScan *scan, const TablePlan *plan);

/*
 * Have the feed that fits read what it knows nothing of: into columns of the
 * table that are called so and that it does not fill, else into new ones.  The
 * session must have the rights of the store's owner.
 */
extern void table_add_columns(const char *store, const FileRequest *request,
							  const TableScan *scan, const TableFit *fit);

#endif /* TG_FILE_TABLE_ADD_H */

/*
 * feed_for_table.h
 *	  The feed of a store by which a file goes into a table.
 */
#ifndef TG_FILE_FEED_FOR_TABLE_H
#define TG_FILE_FEED_FOR_TABLE_H

#include "feed/definition.h"
#include "file/table_scan.h"
#include "store/store.h"

typedef struct TableFit
{
	const char *feed; /* null: none fits */
	const Definition *definition;
	int *fresh; /* columns of the file that it knows nothing of */
	int fresh_count;
} TableFit;

/*
 * Find a feed into the table of a request that the caller may load through,
 * that reads what the file has, and as the request says.  Several that read it
 * otherwise are an error.
 */
extern TableFit feed_for_table(const Store *store, const FileRequest *request,
							   const TableScan *scan);

#endif /* TG_FILE_FEED_FOR_TABLE_H */

/*
 * table_scan.h
 *	  The columns of a file, and what all of their values may be.
 */
#ifndef TG_FILE_TABLE_SCAN_H
#define TG_FILE_TABLE_SCAN_H

#include "core/text/column_type.h"
#include "file/file_head.h"
#include "file/file_request.h"
#include "utils/hsearch.h"

/* A table has as many, and one for the load of a row. */
#define TABLE_COLUMNS_MAX (MaxHeapAttributeNumber - 1)

#define SCAN_NAME_MAX 8192 /* bytes of a name */

typedef struct ScanColumn
{
	const char *name;	/* as the file has it; empty for none */
	const char *source; /* what a feed reads it by: its name, or a path */
	TgColumnFit fit;
} ScanColumn;

typedef struct TableScan
{
	const char *path;
	FileFormat format;		   /* with its delimiter, or what holds records */
	const TgDateFormat *dates; /* that was said; or null */
	int header;				   /* as in a request; found out: 0 or 1 */
	bool header_guessed;
	bool whole; /* all of the file was looked at */
	int64 records;
	bool named_by_first; /* the first record of JSON has the names of others */
	int64 repeated;		 /* names that came twice in a record of JSON */
	int count;
	int room;
	ScanColumn *column;
	HTAB *names; /* of JSON: which column has one */
	MemoryContext context;
} TableScan;

/*
 * Look at a file of which that is the beginning: at all of it, or only at
 * that.  An error if it has more columns than a table can have, or none.
 */
extern TableScan *table_scan(const FileRequest *request, const char *path,
							 const FileHead *head, const FileFormat *format,
							 const char *date_format, bool whole);

/* A column more, in the scan's memory. */
extern ScanColumn *scan_add_column(TableScan *scan, const char *name,
								   const char *source);

/* Take the columns of CSV, whose records begin where the head does. */
extern void scan_csv(TableScan *scan, const FileRequest *request,
					 const FileHead *head);

/* The same of JSON. */
extern void scan_json(TableScan *scan, const FileHead *head);

#endif /* TG_FILE_TABLE_SCAN_H */

/*
 * table_plan.h
 *	  The table that a file would make: what its columns are called, and their
 *	  types.
 */
#ifndef TG_FILE_TABLE_PLAN_H
#define TG_FILE_TABLE_PLAN_H

#include "nodes/pg_list.h"

#include "file/table_scan.h"
#include "target/target_make.h"

typedef struct TablePlan
{
	int count;
	TargetColumn *column;	 /* of the table, in the order of the scan's */
	const char **view;		 /* how a mapping names each of the source */
	const char *date_format; /* of all of its dates; null: the usual one */
	bool decimal_comma;
	List *notes;	/* texts: what was done to names and types */
	List *warnings; /* texts: what is open, and what settles it */
} TablePlan;

/* Name the columns, and settle their types. */
extern TablePlan *table_plan(const TableScan *scan,
							 const FileRequest *request);

/*
 * The name of a column by the words of what a file calls it, without what all
 * of its names begin with; of those taken it is none.
 */
extern char *table_plan_name(const TableScan *scan, int column,
							 char *const *taken, int count);

/* The mapping of a feed, as JSON, from these columns of the table. */
extern char *table_plan_mapping(const TablePlan *plan);

/* Sentences, joined; null for none. */
extern char *table_plan_notes(const List *notes);

#endif /* TG_FILE_TABLE_PLAN_H */

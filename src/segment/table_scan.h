/*
 * table_scan.h
 *	  Rows of a store's tables, read by their indexes.
 *
 * It is done as a query does it, with the rights and the snapshot of whoever
 * asks, but without a plan: no code runs that an owner could have put into a
 * table.
 */
#ifndef TG_SEGMENT_TABLE_SCAN_H
#define TG_SEGMENT_TABLE_SCAN_H

#include "postgres.h"

#include "access/genam.h"
#include "access/htup.h"
#include "access/skey.h"
#include "access/stratnum.h"
#include "executor/tuptable.h"
#include "utils/rel.h"
#include "utils/snapshot.h"

#include "store/columns.h"

/* Rows whose column compares so to a value. */
typedef struct TableKey
{
	int column;
	StrategyNumber strategy; /* of btree */
	Datum value;
} TableKey;

#define MOST_KEYS 7

typedef struct TableScan
{
	MemoryContext context; /* that it was opened in, and lasts as long as */
	StoreRelation table;
	Relation relation;
	uint32 columns; /* that may be read */
	AttrNumber number[MOST_COLUMNS];
	Snapshot snapshot;
	TupleTableSlot *slot; /* the row at hand */
	Relation index;		  /* null: not scanned by one yet */
	IndexScanDesc scan;
	int keys;
	ScanKeyData key[MOST_KEYS];
	int key_at[MOST_KEYS]; /* which of the caller's each key is */
} TableScan;

/*
 * Among the columns: whoever opens the table answers for who may read it, and
 * that no policy hides rows.
 */
#define TABLE_VOUCHED COLUMN_BIT(31)

/*
 * Open a table of a store to read some of its columns under the active
 * snapshot.  Raise an error if the caller may not, if not all rows are his to
 * see, or if the table or a column is not what it was made as.
 */
extern TableScan *table_scan_open(Oid schema, StoreRelation table,
								  uint32 columns);

extern void table_scan_close(TableScan *scan);

/*
 * Begin to read the rows that all keys hold for, in the order of the primary
 * key.  A scan keeps to the columns and strategies that it began with; the
 * values must last as long as they are read by.
 */
extern void table_scan_begin(TableScan *scan, const TableKey *keys, int count);

/*
 * Begin to read all rows, or those of a partial index by origin, nearest to a
 * trip first.  Return false, and read by the primary key, if no index gives
 * this order.
 */
extern bool table_scan_begin_nearest(TableScan *scan, int column, Datum trip);

/* The lower bound of the distance of the row at hand; see above. */
extern double table_scan_distance(const TableScan *scan);

/* Go to the next row; false if there is none. */
extern bool table_scan_next(TableScan *scan);

/* Where the row at hand stands. */
static inline ItemPointerData
table_scan_place(const TableScan *scan)
{
	return scan->slot->tts_tid;
}

/* Tell whether this transaction has written the row at hand. */
extern bool table_scan_is_own(const TableScan *scan);

/* Go to the row at a place that the same scan has seen. */
extern void table_scan_fetch(TableScan *scan, ItemPointer place);

/*
 * A column of the row at hand, valid until the next; an error if it is null,
 * or if it may be, false.
 */
extern Datum table_scan_get(TableScan *scan, int column);
extern bool table_scan_has(TableScan *scan, int column, Datum *value);

/*
 * The elements of an array of a store's tables, of texts or of eight bytes
 * each, and how many there are; an error if one is null.
 */
extern int array_elements(Datum array, Oid type, Datum **values);

/* Tell whether two values are the same bytes. */
extern bool same_bytes(const struct varlena *a, const struct varlena *b);

/* Tell whether a text of the row at hand is that name. */
extern bool table_scan_is_name(TableScan *scan, int column, const text *name);

#endif /* TG_SEGMENT_TABLE_SCAN_H */

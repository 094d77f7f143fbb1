/*
 * target_sql.h
 *	  The statements by which rows come into a target.
 */
#ifndef TG_TARGET_TARGET_SQL_H
#define TG_TARGET_TARGET_SQL_H

#include "postgres.h"

#include "store/row_set.h"
#include "target/target_rows.h"

/* Some rows, by their numbers. */
typedef struct RowList
{
	uint32 *row;
	uint32 count;
} RowList;

/* A row with the key of one that the target has. */
typedef struct KnownRow
{
	uint32 row;
	int64 load_id; /* that brought the other one; 0: not known */
	bool newer;	   /* than the other one, or of the same version */
	bool replaced; /* and in its place */
} KnownRow;

/*
 * SPI must be connected, and the store's owner acting.  Insert gives how many
 * rows triggers and rules have let through, update which.
 */
extern uint64 target_insert(const TargetRows *rows, const TargetKey *key,
							RowList list, int64 load_id);
extern RowList target_update(const TargetRows *rows, const TargetKey *key,
							 RowList list, int64 load_id);

/*
 * The rows of a list that give way to another one of it with the same key: to
 * a newer one, or to the first.
 */
extern RowList target_find_twins(const TargetRows *rows, const TargetKey *key,
								 RowList list);

/* The rows of a list in the order of their keys, and as they came. */
extern RowList target_in_order(const TargetRows *rows, const TargetKey *key,
							   RowList list);

/* The rows of a list whose keys the target has, which are locked there. */
extern KnownRow *target_find_known(const TargetRows *rows,
								   const TargetKey *key, RowList list,
								   uint32 *count);

#endif /* TG_TARGET_TARGET_SQL_H */

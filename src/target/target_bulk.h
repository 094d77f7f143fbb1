/*
 * target_bulk.h
 *	  Rows written into a target in bulk.
 */
#ifndef TG_TARGET_TARGET_BULK_H
#define TG_TARGET_TARGET_BULK_H

#include "postgres.h"

#include "target/target_sql.h"

/*
 * Insert the rows of a list, if the table asks for nothing that SQL alone
 * does; else return false.  The store's owner must be acting.
 */
extern bool target_insert_bulk(TargetRows *rows, RowList list, int64 load_id);

#endif /* TG_TARGET_TARGET_BULK_H */

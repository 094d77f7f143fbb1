/*
 * run_records.h
 *	  The trips of a run's segment, with datasources numbered for the reader.
 */
#ifndef TG_COMPACT_RUN_RECORDS_H
#define TG_COMPACT_RUN_RECORDS_H

#include "core/order/sort.h"
#include "segment/names.h"
#include "segment/table_scan.h"

/*
 * Number the names of an array in the current context; new ones are added.
 */
extern uint32 *names_of_array(Names *names, Datum array, uint32 *count);

/* The same; it is an error if one is new. */
extern uint32 *names_known(Names *names, Datum array, uint32 *count);

/*
 * Read the trips of the segment at hand in the current context: region is 0,
 * datasource its number in names, which must know it, or may learn it.
 */
extern TgRecord *run_records(TableScan *scan, Names *names, bool may_learn,
							 uint32 *count);

#endif /* TG_COMPACT_RUN_RECORDS_H */

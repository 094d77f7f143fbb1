/*
 * group_spill.h
 *	  Counts of one cell that are too many for memory, sorted on disk.
 */
#ifndef TG_QUERY_GROUP_SPILL_H
#define TG_QUERY_GROUP_SPILL_H

#include "postgres.h"

#include "core/count/group_table.h"

typedef struct GroupSpill GroupSpill;

/* Begin in the current memory context. */
extern GroupSpill *group_spill_begin(void);
extern void group_spill_put(GroupSpill *spill, const TgGroupEntry *entry);

/* No more will be put. */
extern void group_spill_sort(GroupSpill *spill);

/* The next entry in order; equal ones come one after the other. */
extern bool group_spill_get(GroupSpill *spill, TgGroupEntry *entry);
extern void group_spill_end(GroupSpill *spill);

#endif /* TG_QUERY_GROUP_SPILL_H */

/*
 * rebuild.h
 *	  Segments written again from all trips of a store.
 */
#ifndef TG_COMPACT_REBUILD_H
#define TG_COMPACT_REBUILD_H

/* Note that the segments and trips of a new store are equal. */
extern void store_begin_fresh(const char *store);

#endif /* TG_COMPACT_REBUILD_H */

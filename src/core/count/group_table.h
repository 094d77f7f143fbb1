/*
 * group_table.h
 *	  Trips counted by group while they pass in the order of one end's cells.
 *
 * All trips of one own cell (of the end a projection is ordered by) pass one
 * after the other, so that a table of one such cell at a time is enough.
 */
#ifndef TG_CORE_COUNT_GROUP_TABLE_H
#define TG_CORE_COUNT_GROUP_TABLE_H

#include <stddef.h>

#include "core/base/position.h"
#include "core/geo/cell.h"

/* What groups are counted by: the grid, and which end comes first. */
typedef struct TgGrid
{
	int zoom;
	int32_t window; /* seconds, a divisor of a day */
	bool by_destination;
	/*
	 * Where trips can be taken off, a group's first and last departure are
	 * known only at the end: then counts are kept for each departure.
	 */
	bool by_departure;
} TgGrid;

/* A count within an own cell. */
typedef struct TgGroupEntry
{
	uint64_t other; /* cell of the other end: x in the upper half, y */
	int64_t at;		/* departure if by_departure, else 0 */
	int32_t window; /* number of the window in the day */
	int64_t trips;	/* may be negative while by_departure */
	int64_t first;	/* departure */
	int64_t last;
} TgGroupEntry;

/*
 * Hash table.  The caller gives room for entries and for twice as many slots,
 * a power of two, all zero at first.
 */
typedef struct TgGroupTable
{
	TgGroupEntry *entries;
	uint32_t *slots; /* number of an entry + 1, or 0 */
	uint32_t used;
	uint32_t room; /* entries */
	uint32_t mask; /* slots in use - 1 */
} TgGroupTable;

/* A part of a segment as it is counted: columns, all of count values. */
typedef struct TgGroupColumns
{
	const uint64_t *other;
	const int32_t *window;
	const int64_t *departure;
	const uint8_t *mask; /* null: all */
} TgGroupColumns;

/* A whole group, in cells. */
typedef struct TgGroupCount
{
	TgCell origin;
	TgCell destination;
	int32_t window;
	int64_t trips;
	int64_t first;
	int64_t last;
} TgGroupCount;

/* Compute what trips are grouped by, beside their own cell. */
extern void tg_group_cells(const TgGrid *grid, const int32_t *other_lon,
						   const int32_t *other_lat, const int64_t *departures,
						   uint32_t count, uint64_t *other, int32_t *window);

/* Forget the entries; the table is small again. */
extern void tg_group_table_reset(TgGroupTable *table);

/*
 * Add trips from..until with a sign.  Stops where there is no room for a new
 * entry, and returns the first trip that was not added.
 */
extern uint32_t tg_group_table_add(TgGroupTable *table, const TgGrid *grid,
								   const TgGroupColumns *columns,
								   uint32_t from, uint32_t until, int sign);

/* Put more room to use: entries and slots have been moved, slots are zero. */
extern void tg_group_table_rehash(TgGroupTable *table);

/* Order of entries: cell, window, departure. */
extern int tg_group_entry_compare(const TgGroupEntry *a,
								  const TgGroupEntry *b);

/*
 * Add an entry to one of the same group and departure (tg_group_entry_compare
 * is 0), or to one of the same group that has been settled.
 */
extern void tg_group_entry_merge(TgGroupEntry *entry,
								 const TgGroupEntry *added);

/* Most trips first, then by origin, destination and window, as tripgroup. */
extern int tg_group_count_compare(const TgGroupCount *a,
								  const TgGroupCount *b);

/* The tripgroup of a count; edges may be null. */
extern TgGroup tg_group_of_count(const TgGrid *grid, const TgGroupCount *count,
								 TgRowEdges *edges);

#endif /* TG_CORE_COUNT_GROUP_TABLE_H */

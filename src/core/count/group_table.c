/*
 * group_table.c
 *	  Trips counted by group while they pass in the order of one end's cells.
 */
#include "core/count/group_table.h"

#include <string.h>

#include "core/geo/trip.h"

#define SMALL_MASK 255 /* slots a table starts with - 1 */

void
tg_group_cells(const TgGrid *grid, const int32_t *other_lon,
			   const int32_t *other_lat, const int64_t *departures,
			   uint32_t count, uint64_t *other, int32_t *window)
{
	uint64_t inverse = ((UINT64_C(1) << 40) + (uint64_t) grid->window - 1) /
					   (uint64_t) grid->window;

	for (uint32_t i = 0; i < count; i++)
	{
		TgCell cell =
			tg_cell_of((TgLonLat){other_lon[i], other_lat[i]}, grid->zoom);

		other[i] = (uint64_t) cell.x << 32 | cell.y;
	}
	/* times of day are below 2^17 and so is a window: the quotient is exact */
	for (uint32_t i = 0; i < count; i++)
	{
		int64_t second = tg_time_of_day(departures[i]) / TG_SECOND;

		window[i] = (int32_t) ((uint64_t) second * inverse >> 40);
	}
}

void
tg_group_table_reset(TgGroupTable *table)
{
	if (table->used > 0)
		memset(table->slots, 0,
			   ((size_t) table->mask + 1) * sizeof *table->slots);
	table->used = 0;
	table->mask = SMALL_MASK;
}

static inline uint32_t
slot_of(const TgGroupTable *table, const TgGroupEntry *key)
{
	uint64_t hash = key->other ^ (uint64_t) key->window << 20 ^
					(uint64_t) key->at * UINT64_C(0x9E3779B97F4A7C15);

	/* the upper half of a product depends on all bits below */
	return (uint32_t) (hash * UINT64_C(0xD6E8FEB86659FD93) >> 32) &
		   table->mask;
}

static inline bool
same_key(const TgGroupEntry *a, const TgGroupEntry *b)
{
	return a->other == b->other && a->window == b->window && a->at == b->at;
}

/* Fill the slots, all zero, from the entries. */
static void
fill_slots(TgGroupTable *table)
{
	for (uint32_t i = 0; i < table->used; i++)
	{
		uint32_t slot = slot_of(table, &table->entries[i]);

		while (table->slots[slot] != 0)
			slot = (slot + 1) & table->mask;
		table->slots[slot] = i + 1;
	}
}

/* Use twice the slots. */
static void
widen(TgGroupTable *table)
{
	memset(table->slots, 0, ((size_t) table->mask + 1) * sizeof *table->slots);
	table->mask = 2 * table->mask + 1;
	fill_slots(table);
}

void
tg_group_table_rehash(TgGroupTable *table)
{
	fill_slots(table);
}

/* Find the entry of a key, or a new one; null if there is no room. */
static inline TgGroupEntry *
find_entry(TgGroupTable *table, const TgGroupEntry *key)
{
	uint32_t slot = slot_of(table, key);
	TgGroupEntry *entry;

	while (table->slots[slot] != 0)
	{
		entry = &table->entries[table->slots[slot] - 1];
		if (same_key(entry, key))
			return entry;
		slot = (slot + 1) & table->mask;
	}
	if (table->used == table->room)
		return NULL;
	if (table->used > table->mask / 2)
	{
		widen(table);
		slot = slot_of(table, key);
		while (table->slots[slot] != 0)
			slot = (slot + 1) & table->mask;
	}
	entry = &table->entries[table->used];
	*entry = *key;
	table->slots[slot] = ++table->used;
	return entry;
}

uint32_t
tg_group_table_add(TgGroupTable *table, const TgGrid *grid,
				   const TgGroupColumns *columns, uint32_t from,
				   uint32_t until, int sign)
{
	for (uint32_t i = from; i < until; i++)
	{
		int64_t departure = columns->departure[i];
		TgGroupEntry key = {
			columns->other[i],	grid->by_departure ? departure : 0,
			columns->window[i], 0,
			departure,			departure};
		TgGroupEntry *entry;

		if (columns->mask != NULL && !columns->mask[i])
			continue;
		entry = find_entry(table, &key);
		if (entry == NULL)
			return i;
		entry->trips += sign;
		entry->first = departure < entry->first ? departure : entry->first;
		entry->last = departure > entry->last ? departure : entry->last;
	}
	return until;
}

int
tg_group_entry_compare(const TgGroupEntry *a, const TgGroupEntry *b)
{
	if (a->other != b->other)
		return a->other < b->other ? -1 : 1;
	if (a->window != b->window)
		return a->window < b->window ? -1 : 1;
	return (a->at > b->at) - (a->at < b->at);
}

void
tg_group_entry_merge(TgGroupEntry *entry, const TgGroupEntry *added)
{
	entry->trips += added->trips;
	entry->first = added->first < entry->first ? added->first : entry->first;
	entry->last = added->last > entry->last ? added->last : entry->last;
}

/* In the order of their boxes: from the west, then from the south. */
static int
cell_compare(TgCell a, TgCell b)
{
	if (a.x != b.x)
		return a.x < b.x ? -1 : 1;
	return (a.y < b.y) - (a.y > b.y);
}

int
tg_group_count_compare(const TgGroupCount *a, const TgGroupCount *b)
{
	int order;

	if (a->trips != b->trips)
		return a->trips > b->trips ? -1 : 1;
	order = cell_compare(a->origin, b->origin);
	if (order == 0)
		order = cell_compare(a->destination, b->destination);
	return order != 0 ? order
					  : (a->window > b->window) - (a->window < b->window);
}

TgGroup
tg_group_of_count(const TgGrid *grid, const TgGroupCount *count,
				  TgRowEdges *edges)
{
	TgGroup group = {
		tg_cell_box_again(count->origin, edges),
		tg_cell_box_again(count->destination, edges),
		count->window * grid->window,
		(count->window + 1) * grid->window - 1,
	};

	return group;
}

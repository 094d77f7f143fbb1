/*
 * group_counter.c
 *	  The counts of one cell's groups, in memory of bounded size.
 */
#include "compat.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "query/group_counter.h"

#define FIRST_ROOM 1024 /* entries, a power of two */

void
group_counter_init(GroupCounter *counter, const TgGrid *grid,
				   GroupReport report, void *receiver)
{
	Size size = sizeof(TgGroupEntry) + 2 * sizeof(uint32);
	TgGroupTable *table = &counter->table;

	memset(counter, 0, sizeof *counter);
	counter->grid = *grid;
	counter->report = report;
	counter->receiver = receiver;
	counter->most = FIRST_ROOM;
	while (counter->most < PG_INT32_MAX / 4 &&
		   2 * counter->most * size <= work_mem * (Size) 1024)
		counter->most *= 2;
	table->room = FIRST_ROOM;
	table->entries = palloc(FIRST_ROOM * sizeof(TgGroupEntry));
	table->slots = palloc0(2 * FIRST_ROOM * sizeof(uint32));
	tg_group_table_reset(table);
}

/* Double the room, or empty the table into the spill. */
static void
make_room(GroupCounter *counter)
{
	TgGroupTable *table = &counter->table;

	if (table->room < counter->most)
	{
		MemoryContext context = GetMemoryChunkContext(table->entries);

		table->room *= 2;
		table->entries =
			repalloc_huge(table->entries, table->room * sizeof(TgGroupEntry));
		pfree(table->slots);
		table->slots = MemoryContextAllocExtended(
			context, 2 * (Size) table->room * sizeof(uint32),
			MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
		tg_group_table_rehash(table);
		return;
	}
	if (counter->spill == NULL)
	{
		MemoryContext old =
			MemoryContextSwitchTo(GetMemoryChunkContext(table->entries));

		counter->spill = group_spill_begin();
		MemoryContextSwitchTo(old);
	}
	for (uint32 i = 0; i < table->used; i++)
	{
		CHECK_FOR_INTERRUPTS();
		group_spill_put(counter->spill, &table->entries[i]);
	}
	tg_group_table_reset(table);
}

void
group_counter_add(GroupCounter *counter, const TgGroupColumns *columns,
				  uint32 from, uint32 until, int sign)
{
	for (;;)
	{
		from = tg_group_table_add(&counter->table, &counter->grid, columns,
								  from, until, sign);
		if (from == until)
			break;
		make_room(counter);
	}
}

static void
report_group(GroupCounter *counter, TgCell own, const TgGroupEntry *entry)
{
	TgCell other = {(uint32) (entry->other >> 32), (uint32) entry->other,
					own.zoom};
	TgGroupCount count = {own,			other,		  entry->window,
						  entry->trips, entry->first, entry->last};

	if (counter->grid.by_destination)
	{
		count.origin = other;
		count.destination = own;
	}
	counter->report(counter->receiver, &count);
}

/* Entries in order, on their way to becoming groups. */
typedef struct Settling
{
	TgGroupEntry group; /* trips 0: none */
	TgGroupEntry entry; /* of one departure */
	bool any;
} Settling;

/* All of the departure at hand are known: those that are left count. */
static void
settle_departure(GroupCounter *counter, TgCell own, Settling *settling)
{
	const TgGroupEntry *entry = &settling->entry;
	TgGroupEntry *group = &settling->group;

	if (!settling->any)
		return;
	if (entry->trips < 0)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("segments take off a trip that they do not have"),
				 errhint("CALL tripgrid.rebuild() makes the segments "
						 "again.")));
	if (entry->trips == 0)
		return;
	if (group->trips > 0 && group->other == entry->other &&
		group->window == entry->window)
	{
		tg_group_entry_merge(group, entry);
		return;
	}
	if (group->trips > 0)
		report_group(counter, own, group);
	*group = *entry;
}

static void
settle_entry(GroupCounter *counter, TgCell own, Settling *settling,
			 const TgGroupEntry *entry)
{
	if (settling->any && tg_group_entry_compare(&settling->entry, entry) == 0)
	{
		tg_group_entry_merge(&settling->entry, entry);
		return;
	}
	settle_departure(counter, own, settling);
	settling->entry = *entry;
	settling->any = true;
}

static void
settle_end(GroupCounter *counter, TgCell own, Settling *settling)
{
	settle_departure(counter, own, settling);
	if (settling->group.trips > 0)
		report_group(counter, own, &settling->group);
}

static void
report_spilled(GroupCounter *counter, TgCell own)
{
	Settling settling = {{0}};
	TgGroupEntry entry;

	make_room(counter);
	group_spill_sort(counter->spill);
	while (group_spill_get(counter->spill, &entry))
	{
		CHECK_FOR_INTERRUPTS();
		settle_entry(counter, own, &settling, &entry);
	}
	settle_end(counter, own, &settling);
	group_spill_end(counter->spill);
	counter->spill = NULL;
}

static int
entry_order(const void *a, const void *b)
{
	CHECK_FOR_INTERRUPTS();
	return tg_group_entry_compare(a, b);
}

static void
report_sorted(GroupCounter *counter, TgCell own)
{
	TgGroupTable *table = &counter->table;
	Settling settling = {{0}};

	qsort(table->entries, table->used, sizeof(TgGroupEntry), entry_order);
	for (uint32 i = 0; i < table->used; i++)
	{
		CHECK_FOR_INTERRUPTS();
		settle_entry(counter, own, &settling, &table->entries[i]);
	}
	settle_end(counter, own, &settling);
}

void
group_counter_report(GroupCounter *counter, TgCell own)
{
	TgGroupTable *table = &counter->table;

	if (counter->spill != NULL)
		report_spilled(counter, own);
	else if (counter->grid.by_departure)
		report_sorted(counter, own);
	else
		for (uint32 i = 0; i < table->used; i++)
		{
			CHECK_FOR_INTERRUPTS();
			report_group(counter, own, &table->entries[i]);
		}
	tg_group_table_reset(table);
}

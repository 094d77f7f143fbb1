/*
 * names.c
 *	  The distinct names (regions or datasources) of a batch, numbered.
 */
#include "compat.h"

#include "common/hashfn.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "store/names.h"

#define INITIAL_ROOM 64

static void
names_init(Names *names)
{
	MemoryContext old = MemoryContextSwitchTo(names->context);

	names->count = 0;
	names->room = INITIAL_ROOM;
	names->names = palloc(names->room * sizeof(NameEntry));
	names->mask = 2 * INITIAL_ROOM - 1;
	names->slots = palloc0((names->mask + 1) * sizeof(uint32));
	names->last = 0;
	names->bytes = 0;
	MemoryContextSwitchTo(old);
}

Names *
names_create(MemoryContext parent)
{
	Names *names = MemoryContextAlloc(parent, sizeof *names);

	names->context = AllocSetContextCreate(parent, "tripgrid names",
										   ALLOCSET_DEFAULT_SIZES);
	names_init(names);
	return names;
}

void
names_reset(Names *names)
{
	MemoryContextReset(names->context);
	names_init(names);
}

static bool
name_is(const NameEntry *name, const char *bytes, uint32 len)
{
	return VARSIZE_ANY_EXHDR(name->value) == len &&
		   memcmp(VARDATA_ANY(name->value), bytes, len) == 0;
}

static void
names_place(Names *names, uint32 number)
{
	uint32 slot = names->names[number].hash & names->mask;

	while (names->slots[slot] != 0)
		slot = (slot + 1) & names->mask;
	names->slots[slot] = number + 1;
}

/* Double the room; the hash table stays at most half full. */
static void
names_grow(Names *names)
{
	names->room *= 2;
	names->names =
		repalloc_huge(names->names, (Size) names->room * sizeof(NameEntry));
	names->mask = 2 * names->room - 1;
	pfree(names->slots);
	names->slots = MemoryContextAllocExtended(
		names->context, ((Size) names->mask + 1) * sizeof(uint32),
		MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (uint32 i = 0; i < names->count; i++)
		names_place(names, i);
}

uint32
names_number(Names *names, const char *bytes, uint32 len)
{
	uint32 hash;
	NameEntry *name;

	/* neighbours in a file are often alike */
	if (names->count > 0 && name_is(&names->names[names->last], bytes, len))
		return names->last;
	hash = hash_bytes((const unsigned char *) bytes, (int) len);
	for (uint32 slot = hash & names->mask; names->slots[slot] != 0;
		 slot = (slot + 1) & names->mask)
	{
		uint32 number = names->slots[slot] - 1;

		if (names->names[number].hash == hash &&
			name_is(&names->names[number], bytes, len))
			return names->last = number;
	}
	if (names->count == names->room)
		names_grow(names);
	name = &names->names[names->count];
	name->hash = hash;
	name->value = MemoryContextAlloc(names->context, VARHDRSZ + len);
	SET_VARSIZE(name->value, VARHDRSZ + len);
	memcpy(VARDATA(name->value), bytes, len);
	names->bytes += VARHDRSZ + len + sizeof(NameEntry);
	names_place(names, names->count);
	return names->last = names->count++;
}

static int
name_order(const void *a, const void *b, void *arg)
{
	const Names *names = arg;
	const text *left = names->names[*(const uint32 *) a].value;
	const text *right = names->names[*(const uint32 *) b].value;
	int left_len = VARSIZE_ANY_EXHDR(left);
	int right_len = VARSIZE_ANY_EXHDR(right);
	int order = memcmp(VARDATA_ANY(left), VARDATA_ANY(right),
					   Min(left_len, right_len));

	return order != 0 ? order : left_len - right_len;
}

uint32 *
names_rank(Names *names)
{
	Size size = Max(names->count, 1);
	uint32 *order = palloc_extended(size * sizeof(uint32), MCXT_ALLOC_HUGE);
	uint32 *rank = palloc_extended(size * sizeof(uint32), MCXT_ALLOC_HUGE);
	NameEntry *sorted =
		palloc_extended(size * sizeof(NameEntry), MCXT_ALLOC_HUGE);

	for (uint32 i = 0; i < names->count; i++)
		order[i] = i;
	qsort_arg(order, names->count, sizeof(uint32), name_order, names);
	for (uint32 i = 0; i < names->count; i++)
	{
		rank[order[i]] = i;
		sorted[i] = names->names[order[i]];
	}
	memcpy(names->names, sorted, names->count * sizeof(NameEntry));
	memset(names->slots, 0, ((Size) names->mask + 1) * sizeof(uint32));
	for (uint32 i = 0; i < names->count; i++)
		names_place(names, i);
	names->last = 0;
	pfree(order);
	pfree(sorted);
	return rank;
}

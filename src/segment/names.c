/*
 * names.c
 *	  The distinct names (regions or datasources) of a batch, numbered.
 */
#include "compat.h"

#include "common/hashfn.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "core/base/hot.h"
#include "segment/names.h"

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

/* Load up to eight bytes, in two parts that may overlap. */
static inline uint64
load_upto_eight(const char *bytes, uint32 len)
{
	uint32 low;
	uint32 high;

	if (len >= 8)
	{
		uint64 word;

		memcpy(&word, bytes, 8);
		return word;
	}
	if (len < 4)
		return len == 0
				   ? 0
				   : (uint64) (uint8) bytes[0] |
						 (uint64) (uint8) bytes[len / 2] << (len / 2 * 8) |
						 (uint64) (uint8) bytes[len - 1] << ((len - 1) * 8);
	memcpy(&low, bytes, 4);
	memcpy(&high, bytes + len - 4, 4);
	return low | (uint64) high << ((len - 4) * 8);
}

static inline NameHead
name_head(const char *bytes, uint32 len)
{
	NameHead head = {{load_upto_eight(bytes, len), 0}};

	if (len > 8)
		head.word[1] = load_upto_eight(bytes + 8, len - 8);
	return head;
}

/* Names that differ in their first 16 bytes are told apart without a call. */
static inline bool
name_is(const NameEntry *name, const NameHead *head, const char *bytes,
		uint32 len)
{
	return name->head.word[0] == head->word[0] &&
		   name->head.word[1] == head->word[1] && name->len == len &&
		   (len <= sizeof *head ||
			memcmp(VARDATA(name->value) + sizeof *head, bytes + sizeof *head,
				   len - sizeof *head) == 0);
}

/* Multiply and fold; what lies past the head is hashed by the server. */
static inline uint32
name_hash(const NameHead *head, const char *bytes, uint32 len)
{
	uint64 hash = (head->word[0] ^ len) * UINT64CONST(0x9E3779B97F4A7C15);

	hash = ((hash ^ hash >> 32) + head->word[1]) *
		   UINT64CONST(0xD6E8FEB86659FD93);
	if (len > sizeof *head)
		hash ^= hash_bytes((const unsigned char *) bytes + sizeof *head,
						   (int) (len - sizeof *head));
	return (uint32) (hash ^ hash >> 32);
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

TG_HOT uint32
names_number(Names *names, const char *bytes, uint32 len)
{
	NameHead head = name_head(bytes, len);
	uint32 hash = name_hash(&head, bytes, len);
	NameEntry *name;

	for (uint32 slot = hash & names->mask; names->slots[slot] != 0;
		 slot = (slot + 1) & names->mask)
	{
		uint32 number = names->slots[slot] - 1;

		if (names->names[number].hash == hash &&
			name_is(&names->names[number], &head, bytes, len))
			return number;
	}
	if (names->count == names->room)
		names_grow(names);
	name = &names->names[names->count];
	name->hash = hash;
	name->len = len;
	name->head = head;
	name->value = MemoryContextAlloc(names->context, VARHDRSZ + len);
	SET_VARSIZE(name->value, VARHDRSZ + len);
	memcpy(VARDATA(name->value), bytes, len);
	names->bytes += VARHDRSZ + len + sizeof(NameEntry);
	names_place(names, names->count);
	return names->count++;
}

static int
entry_order(const void *a, const void *b, void *arg)
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
	qsort_arg(order, names->count, sizeof(uint32), entry_order, names);
	for (uint32 i = 0; i < names->count; i++)
	{
		rank[order[i]] = i;
		sorted[i] = names->names[order[i]];
	}
	memcpy(names->names, sorted, names->count * sizeof(NameEntry));
	memset(names->slots, 0, ((Size) names->mask + 1) * sizeof(uint32));
	for (uint32 i = 0; i < names->count; i++)
		names_place(names, i);
	pfree(order);
	pfree(sorted);
	return rank;
}

int
name_order(const text *a, const text *b)
{
	Size a_length = VARSIZE_ANY_EXHDR(a);
	Size b_length = VARSIZE_ANY_EXHDR(b);
	int order =
		memcmp(VARDATA_ANY(a), VARDATA_ANY(b), Min(a_length, b_length));

	return order != 0 ? order : (a_length > b_length) - (a_length < b_length);
}

bool
same_name(const text *a, const text *b)
{
	return VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
		   memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

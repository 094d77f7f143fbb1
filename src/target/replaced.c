/*
 * replaced.c
 *	  How many rows of which loads newer ones have replaced.
 */
#include "compat.h"

#include "target/replaced.h"

HTAB *
replaced_create(MemoryContext context)
{
	HASHCTL control = {0};

	control.keysize = sizeof(int64);
	control.entrysize = sizeof(Replaced);
	control.hcxt = context;
	return hash_create("tripgrid replaced rows", 64, &control,
					   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

void
replaced_count(HTAB *replaced, int64 load_id, int64 rows)
{
	bool known;
	Replaced *entry = hash_search(replaced, &load_id, HASH_ENTER, &known);

	entry->rows = known ? entry->rows + rows : rows;
}

void
replaced_add(HTAB *replaced, HTAB *other)
{
	HASH_SEQ_STATUS scan;
	Replaced *entry;

	if (other == NULL)
		return;
	hash_seq_init(&scan, other);
	while ((entry = hash_seq_search(&scan)) != NULL)
		replaced_count(replaced, entry->load_id, entry->rows);
}

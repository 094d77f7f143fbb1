/*
 * target_write.c
 *	  Rows written into a target, under the rules that are the table's own.
 */
#include "compat.h"

#include "executor/spi.h"
#include "miscadmin.h"

#include "store/attempt.h"
#include "target/target_bulk.h"
#include "target/target_sql.h"
#include "target/target_write.h"

/* Sessions that insert the same keys all the time end each other's tries. */
#define TRIES_MAX 10

/* Some of the rows, written in a subtransaction, and what became of them. */
typedef struct Part
{
	TargetWriter *writer;
	RowList list;
	TargetCounts counts;
	RowList twins;	 /* those that give way to others among them */
	KnownRow *known; /* those of keys that the table has */
	uint32 known_count;
} Part;

bool
target_is_of_key(const TargetWriter *writer, const ErrorData *error)
{
	return writer->key.index != NULL &&
		   error->sqlerrcode == ERRCODE_UNIQUE_VIOLATION &&
		   error->constraint_name != NULL &&
		   strcmp(error->constraint_name, writer->key.index) == 0;
}

static void
insert_part(void *arg)
{
	Part *part = arg;
	TargetWriter *writer = part->writer;

	if (target_insert_bulk(writer->rows, part->list, writer->load_id))
	{
		part->counts.written = part->list.count;
		return;
	}
	SPI_connect();
	part->counts.written = (int64) target_insert(writer->rows, &writer->key,
												 part->list, writer->load_id);
	part->counts.left_out = part->list.count - part->counts.written;
	SPI_finish();
}

/* The rows of a list that are not marked. */
static RowList
rest_of(RowList list, const bool *marked)
{
	RowList rest = {palloc(list.count * sizeof *rest.row + 1), 0};

	for (uint32 i = 0; i < list.count; i++)
		if (!marked[list.row[i]])
			rest.row[rest.count++] = list.row[i];
	return rest;
}

static void
mark(const RowList *list, bool *marked)
{
	for (uint32 i = 0; i < list->count; i++)
		marked[list->row[i]] = true;
}

/* The known rows that are newer than what is there. */
static RowList
newer_of(const Part *part)
{
	RowList newer = {palloc(part->known_count * sizeof *newer.row + 1), 0};

	for (uint32 i = 0; i < part->known_count; i++)
		if (part->known[i].newer)
			newer.row[newer.count++] = part->known[i].row;
	return newer;
}

/* Keep what is found beyond the transaction in which it is looked for. */
static void *
keep(MemoryContext context, const void *found, Size size)
{
	return memcpy(MemoryContextAlloc(context, size + 1), found, size);
}

/* Write those rows that are to stay of each key. */
static void
look_and_write(Part *part, MemoryContext context)
{
	TargetWriter *writer = part->writer;
	bool *marked = palloc0(writer->rows->count * sizeof *marked);
	RowList twins = target_find_twins(writer->rows, &writer->key, part->list);
	RowList only;
	RowList newer;
	RowList fresh;
	KnownRow *known;
	int64 written;

	mark(&twins, marked);
	only = rest_of(part->list, marked);
	known = target_find_known(writer->rows, &writer->key, only,
							  &part->known_count);
	part->known =
		keep(context, known, part->known_count * sizeof *part->known);
	part->twins.count = twins.count;
	part->twins.row =
		keep(context, twins.row, twins.count * sizeof *twins.row);
	newer = newer_of(part);
	for (uint32 i = 0; i < part->known_count; i++)
		marked[part->known[i].row] = true;
	fresh = rest_of(only, marked);
	written = (int64) target_update(writer->rows, &writer->key, newer,
									writer->load_id);
	written += (int64) target_insert(writer->rows, &writer->key, fresh,
									 writer->load_id);
	part->counts.written = written;
	part->counts.left_out = (int64) newer.count + fresh.count - written;
}

static void
look_at_part(void *arg)
{
	MemoryContext context = CurrentMemoryContext;

	SPI_connect();
	look_and_write(arg, context);
	SPI_finish();
}

/* Count a row of another load that is no more. */
static void
note_replaced(TargetWriter *writer, int64 load_id)
{
	TargetReplaced *replaced;
	bool seen;

	if (writer->replaced == NULL)
	{
		HASHCTL control = {0};

		control.keysize = sizeof(int64);
		control.entrysize = sizeof(TargetReplaced);
		control.hcxt = GetMemoryChunkContext(writer->rows);
		writer->replaced = hash_create("tripgrid replaced rows", 64, &control,
									   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	replaced = hash_search(writer->replaced, &load_id, HASH_ENTER, &seen);
	if (!seen)
		replaced->rows = 0;
	replaced->rows++;
}

/* A row gives way to another one of its key. */
static void
give_way(TargetWriter *writer, uint32 row)
{
	if (writer->key.replace)
	{
		writer->counts.superseded++;
		return;
	}
	writer->counts.refused++;
	writer->refuse(writer->arg, row, NULL);
}

/* The row that was there gives way to a newer one. */
static void
replace(TargetWriter *writer, int64 load_id)
{
	if (load_id == writer->load_id)
	{
		writer->counts.written--;
		writer->counts.superseded++;
	}
	else if (load_id != 0)
		note_replaced(writer, load_id);
}

/* Add up what became of a part that is written. */
static void
count_part(TargetWriter *writer, const Part *part)
{
	writer->counts.written += part->counts.written;
	writer->counts.left_out += part->counts.left_out;
	for (uint32 i = 0; i < part->twins.count; i++)
		give_way(writer, part->twins.row[i]);
	for (uint32 i = 0; i < part->known_count; i++)
	{
		if (part->known[i].newer)
			replace(writer, part->known[i].load_id);
		else
			give_way(writer, part->known[i].row);
	}
	writer->found |= part->twins.count > 0 || part->known_count > 0;
}

/* Try to write some rows; null, or why it cannot be. */
static ErrorData *
try_rows(TargetWriter *writer, RowList list)
{
	Part part = {writer, list};
	ErrorData *error =
		attempt(writer->looks ? look_at_part : insert_part, &part);

	if (error == NULL)
		count_part(writer, &part);
	else if (!error_is_of_data(error))
		ReThrowError(error);
	return error;
}

/*
 * The same as often as there are rows of the same keys: known ones when they
 * are first met, then those that others insert meanwhile.
 */
static ErrorData *
try_again(TargetWriter *writer, RowList list)
{
	ErrorData *error = try_rows(writer, list);

	for (int i = 0;
		 i < TRIES_MAX && error != NULL && target_is_of_key(writer, error);
		 i++)
	{
		CHECK_FOR_INTERRUPTS();
		FreeErrorData(error);
		writer->looks = true;
		error = try_rows(writer, list);
	}
	return error;
}

static void
write_rows(TargetWriter *writer, RowList list)
{
	RowList first = {list.row, list.count / 2};
	RowList second = {list.row + first.count, list.count - first.count};
	ErrorData *error = try_again(writer, list);

	if (error == NULL)
		return;
	CHECK_FOR_INTERRUPTS();
	if (list.count == 1)
	{
		writer->counts.refused++;
		writer->refuse(writer->arg, list.row[0], error);
	}
	FreeErrorData(error);
	if (list.count == 1)
		return;
	write_rows(writer, first);
	write_rows(writer, second);
}

void
target_write(TargetWriter *writer)
{
	RowList all = {palloc(writer->rows->count * sizeof *all.row + 1),
				   writer->rows->count};

	for (uint32 i = 0; i < all.count; i++)
		all.row[i] = i;
	writer->found = false;
	if (all.count > 0)
		write_rows(writer, all);
	/* where there were none, none are expected */
	writer->looks &= writer->found;
	pfree(all.row);
	target_rows_reset(writer->rows);
}

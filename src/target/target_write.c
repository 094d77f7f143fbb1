/*
 * target_write.c
 *	  Rows written into a target, under the rules that are the table's own.
 */
#include "compat.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/partition.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "store/attempt.h"
#include "target/replaced.h"
#include "target/target_bulk.h"
#include "target/target_key.h"
#include "target/target_sql.h"
#include "target/target_write.h"

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

/* The index that an error names; invalid if none is. */
static Oid
index_of(const ErrorData *error)
{
	Oid schema = error->schema_name == NULL
					 ? InvalidOid
					 : get_namespace_oid(error->schema_name, true);

	return error->constraint_name == NULL || !OidIsValid(schema)
			   ? InvalidOid
			   : get_relname_relid(error->constraint_name, schema);
}

/* That of a partition is part of that of the table. */
bool
target_is_of_key(const TargetWriter *writer, const ErrorData *error)
{
	Oid index;

	if (!OidIsValid(writer->key.index) ||
		error->sqlerrcode != ERRCODE_UNIQUE_VIOLATION)
		return false;
	index = index_of(error);
	return OidIsValid(index) &&
		   (index == writer->key.index ||
			list_member_oid(get_partition_ancestors(index),
							writer->key.index));
}

/* What makes the rows one: no function of the owner has changed that. */
static void
require_key(const TargetWriter *writer)
{
	if (OidIsValid(writer->key.index) &&
		get_rel_relkind(writer->key.index) == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_IN_USE),
				 errmsg("the unique index on the key of table \"%s\" was "
						"dropped while a load was filling it",
						writer->rows->target->name)));
	if (writer->key.replace)
		target_require_update(writer->rows->target);
}

static void
insert_part(void *arg)
{
	Part *part = arg;
	TargetWriter *writer = part->writer;

	require_key(writer);
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

/* What a trigger kept from being replaced is there yet. */
static void
keep_updated(Part *part, const RowList *updated)
{
	bool *marked = palloc0(part->writer->rows->count * sizeof *marked);

	mark(updated, marked);
	for (uint32 i = 0; i < part->known_count; i++)
		part->known[i].replaced = marked[part->known[i].row];
}

/*
 * A row gives way to one that is written.  If some were not, which of them is
 * not known: smaller parts tell, and in the end a row alone.
 */
static void
require_keepers(const Part *part)
{
	if (part->twins.count > 0 && part->counts.left_out > 0)
		ereport(ERROR, (errcode(ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION),
						errmsg("rows with others of the same key were left "
							   "out")));
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
	RowList updated;
	KnownRow *known;

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
	updated =
		target_update(writer->rows, &writer->key, newer, writer->load_id);
	keep_updated(part, &updated);
	part->counts.written =
		updated.count + (int64) target_insert(writer->rows, &writer->key,
											  fresh, writer->load_id);
	part->counts.left_out =
		(int64) newer.count + fresh.count - part->counts.written;
	require_keepers(part);
}

static void
look_at_part(void *arg)
{
	MemoryContext context = CurrentMemoryContext;

	require_key(((Part *) arg)->writer);
	SPI_connect();
	look_and_write(arg, context);
	SPI_finish();
}

/* Count a row of another load that is no more. */
static void
note_replaced(TargetWriter *writer, int64 load_id)
{
	if (writer->replaced == NULL)
		writer->replaced =
			replaced_create(GetMemoryChunkContext(writer->rows));
	replaced_count(writer->replaced, load_id, 1);
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
count_part(void *arg)
{
	const Part *part = arg;
	TargetWriter *writer = part->writer;

	writer->counts.written += part->counts.written;
	writer->counts.left_out += part->counts.left_out;
	for (uint32 i = 0; i < part->twins.count; i++)
		give_way(writer, part->twins.row[i]);
	for (uint32 i = 0; i < part->known_count; i++)
	{
		if (part->known[i].replaced)
			replace(writer, part->known[i].load_id);
		else if (!part->known[i].newer)
			give_way(writer, part->known[i].row);
	}
	writer->found |= part->twins.count > 0 || part->known_count > 0;
}

/* Try to write some rows; null, or why it cannot be. */
static ErrorData *
try_rows(TargetWriter *writer, RowList list, uint32 *known)
{
	Part part = {writer, list};
	ErrorData *error = attempt_data(writer->looks ? look_at_part : insert_part,
									count_part, &part);

	*known = part.known_count;
	return error;
}

/* Rows of a key that is there, but cannot be seen, are for another try. */
static void
require_seen(const TargetWriter *writer, const ErrorData *error)
{
	if (IsolationUsesXactSnapshot() && writer->key.replace && writer->looks &&
		target_is_of_key(writer, error))
		ereport(ERROR,
				(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				 errmsg("could not serialize access due to a row of the same "
						"key that another transaction has written"),
				 errhint("The transaction might succeed if retried.")));
}

/*
 * The same with a look for rows of the same keys where there are some, and
 * again for as long as others insert such meanwhile.  Other rules may speak
 * before that of the key does.
 */
static ErrorData *
try_again(TargetWriter *writer, RowList list)
{
	bool looked = writer->looks;
	uint32 before = UINT32_MAX;
	uint32 known;
	ErrorData *error = try_rows(writer, list, &known);

	while (error != NULL && OidIsValid(writer->key.index) &&
		   (!looked || (target_is_of_key(writer, error) && known != before)))
	{
		CHECK_FOR_INTERRUPTS();
		FreeErrorData(error);
		before = looked ? known : UINT32_MAX;
		looked = writer->looks = true;
		error = try_rows(writer, list, &known);
	}
	if (error != NULL)
		require_seen(writer, error);
	return error;
}

/*
 * Rows are tried in parts: lock now what the target has of all their keys, and
 * bring the rows into the order of keys, in which everybody locks them.  Who
 * replaced some of one part, and then some of the next in another order, would
 * wait for whoever does the same.
 */
static void
prepare_parts(TargetWriter *writer, RowList list)
{
	uint32 known;
	RowList ordered;

	require_key(writer);
	SPI_connect();
	(void) target_find_known(writer->rows, &writer->key, list, &known);
	ordered = target_in_order(writer->rows, &writer->key, list);
	memcpy(list.row, ordered.row, ordered.count * sizeof *ordered.row);
	SPI_finish();
}

static void
write_rows(TargetWriter *writer, RowList list, bool prepared)
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
	if (!prepared && OidIsValid(writer->key.index))
		prepare_parts(writer, list);
	write_rows(writer, first, true);
	write_rows(writer, second, true);
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
		write_rows(writer, all, false);
	/* where there were none, none are expected */
	writer->looks &= writer->found;
	pfree(all.row);
	target_rows_reset(writer->rows);
}

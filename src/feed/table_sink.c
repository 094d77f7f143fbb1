/*
 * table_sink.c
 *	  Rows of a feed that become rows of a table.
 *
 * Each is read into values of the table's columns; what the table's own rules
 * refuse when the rows are written is rejected then.
 */
#include "compat.h"

#include "feed/kept_fields.h"
#include "feed/sink.h"
#include "feed/table_value.h"
#include "store/policy.h"
#include "target/target_deferred.h"
#include "target/target_key.h"
#include "target/target_write.h"

typedef struct TableSink
{
	Sink sink; /* must be first */
	const FeedMap *map;
	Store *store;
	TargetRows *rows;
	TableValues *values;
	TargetWriter writer;
	FieldText *room;  /* for the fields of a row that was kept */
	Rejects *rejects; /* of the flush that goes on */
	int64 known;	  /* of the rows that it refused: their keys were there */
} TableSink;

static char **
column_names_of(const FeedMap *map)
{
	char **names = palloc(map->extras * sizeof *names);

	for (int i = 0; i < map->extras; i++)
		names[i] = map->extra[i].name;
	return names;
}

/* A row has its whole key, and the table keeps it once. */
static void
begin_key(TableSink *sink)
{
	const TableFeed *table = sink->map->table;
	TargetKey *key = &sink->writer.key;
	char **names = palloc(table->keys * sizeof *names + 1);

	key->version = table->version;
	if (table->history || table->keys == 0)
		return;
	for (int i = 0; i < table->keys; i++)
	{
		names[i] = sink->map->extra[table->key[i]].name;
		sink->rows->extras->columns[table->key[i]].required = true;
	}
	key->count = table->keys;
	key->columns = table->key;
	key->replace = table->replace;
	/* who inserted first would wait for who replaces rows, and these for it */
	sink->writer.looks = table->replace;
	if (key->replace)
		target_require_update(table->target);
	key->index = target_key_index(table->target, names, table->keys);
	if (!OidIsValid(key->index))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("table \"%s\" has no unique index on the key of its "
						"feed",
						table->target->name),
				 errhint("Use tripgrid.change_feed(), which makes one.")));
}

/* A row was not let in: by a rule, or because its key was there. */
static void
refuse(void *arg, uint32 row, const ErrorData *error)
{
	TableSink *sink = arg;
	const KeptRow *kept = &sink->rows->values->rows[row];
	Fault fault = {TG_DUPLICATE_KEY, -1};

	if (error != NULL && !target_is_of_key(&sink->writer, error))
		fault = rejects_fault(sink->map, error);
	sink->known += fault.status == TG_DUPLICATE_KEY;
	if (rejects_full(sink->rejects))
		rejects_write(sink->rejects, sink->store, sink->writer.load_id);
	rejects_add(sink->rejects, kept->number, &fault,
				kept_fields_get(kept, sink->map, sink->room),
				sink->map->columns);
}

/* The fields of a row that columns are filled from. */
static void
gather(const FeedMap *map, const FieldText *fields)
{
	for (int i = 0; i < map->extras; i++)
	{
		const FeedSource *source = &map->extra[i].source;

		map->extra_values[i] =
			source->column < 0 ? source->constant : fields[source->column];
	}
}

static TgStatus
read_row(TableSink *sink, const FieldText *fields, Fault *fault, int *failed)
{
	const FeedMap *map = sink->map;
	Extras *extras = sink->rows->extras;
	TgStatus status;

	gather(map, fields);
	status = table_values_read(sink->values, map->extra_values, failed);
	if (status == TG_BAD_VALUE)
	{
		fault->sqlstate = ERRCODE_INVALID_TEXT_REPRESENTATION;
		fault->message = "number is not written with a decimal comma";
	}
	if (status != TG_OK)
		return status;
	status = extras_read(extras, map->extra_values, failed);
	fault->sqlstate = extras->sqlstate;
	fault->message = extras->message;
	return status;
}

static void
add_row(Sink *base, const FieldText *fields, int64 number, Fault *fault)
{
	TableSink *sink = (TableSink *) base;
	TargetRows *rows = sink->rows;
	int failed;

	fault->status = read_row(sink, fields, fault, &failed);
	if (fault->status != TG_OK)
	{
		fault->column = sink->map->extra[failed].source.column;
		return;
	}
	batch_extra_set(rows->values, rows->count);
	kept_fields_put(rows->values, rows->count, sink->map, fields, number);
	rows->count++;
}

static bool
reads(Sink *base, const FieldText *fields)
{
	Fault fault = {TG_OK};
	int failed;

	return read_row((TableSink *) base, fields, &fault, &failed) == TG_OK;
}

static bool
is_full(const Sink *sink)
{
	return target_rows_full(((const TableSink *) sink)->rows);
}

/* As the owner: see store_become_writer. */
static SinkLosses
flush(Sink *base, Rejects *rejects, int64 load_id)
{
	TableSink *sink = (TableSink *) base;
	SinkLosses losses = {0};
	StoreCaller caller;
	List *deferred;

	if (sink->rows->count == 0)
		return losses;
	memset(&sink->writer.counts, 0, sizeof sink->writer.counts);
	sink->known = 0;
	sink->rejects = rejects;
	sink->writer.load_id = load_id;
	caller = store_become_writer(sink->store);
	deferred =
		target_check_at_once(sink->rows->target, sink->writer.key.replace);
	target_write(&sink->writer);
	target_check_later(deferred);
	store_resume(caller);
	losses.known = sink->known;
	losses.refused = sink->writer.counts.refused - sink->known;
	losses.left_out = sink->writer.counts.left_out;
	losses.superseded = sink->writer.counts.superseded;
	return losses;
}

static HTAB *
replaced(Sink *sink)
{
	return ((TableSink *) sink)->writer.replaced;
}

static const SinkActs table_acts = {.add = add_row,
									.reads = reads,
									.full = is_full,
									.flush = flush,
									.replaced = replaced};

Sink *
table_sink_begin(const FeedMap *map, Store *store)
{
	TableSink *sink = palloc0(sizeof *sink);

	store_require_free_insert(map->table->target->table);
	sink->sink.acts = &table_acts;
	sink->map = map;
	sink->store = store;
	sink->rows = target_rows_create(map->table->target, column_names_of(map),
									map->extras);
	sink->values = table_values_create(map, sink->rows->extras);
	sink->room = palloc(map->columns * sizeof *sink->room);
	sink->writer.rows = sink->rows;
	sink->writer.refuse = refuse;
	sink->writer.arg = sink;
	begin_key(sink);
	return &sink->sink;
}

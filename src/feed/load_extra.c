/*
 * load_extra.c
 *	  What a load brings beside trips: further columns, and their identity.
 *
 * Whether a trip was loaded before shows when its batch is written, so the
 * batches of feeds with identities keep their rows as they came.
 */
#include "compat.h"

#include "access/table.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "core/text/parse.h"
#include "feed/json_row.h"
#include "feed/load_extra.h"
#include "trips/identity.h"
#include "store/secret.h"

#define NULL_FIELD UINT32_MAX /* as the length of a kept field */

void
load_extra_begin(Load *load)
{
	const FeedMap *map = load->map;
	char **names;

	if (map->extras == 0)
		return;
	names = palloc(map->extras * sizeof *names);
	for (int i = 0; i < map->extras; i++)
		names[i] = map->extra[i].name;
	if (map->hash_external_id)
	{
		load->secret = store_secret(load->store, SECRET_IDENTITIES, false);
		load->hashed = palloc(2 * SECRET_HASH_BYTES);
		if (load->secret == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("store \"%s\" has no secret to hash external_id "
							"with",
							load->store->name),
					 errhint("Restore its table secrets, or make a new one by "
							 "tripgrid.change_feed().")));
	}
	load->extras = extras_create(load->store, names, map->extras);
	load->batch->extra =
		batch_extra_create(load->context, load->extras,
						   load->extras->external_id >= 0, load->batch->room);
}

/* Put the hash of an identity into its place; none has none. */
static void
hash_external_id(const Load *load)
{
	FieldText *value =
		&load->map->extra_values[feed_map_external_id(load->map)];
	uint8 hash[SECRET_HASH_BYTES];

	if (value->bytes == NULL)
		return;
	tg_text_trim(&value->bytes, &value->len);
	if (value->len == 0)
		return;
	secret_hash(load->secret, &value->bytes, &value->len, 1, hash);
	value->len = hex_encode((const char *) hash, sizeof hash, load->hashed);
	value->bytes = load->hashed;
}

TgStatus
load_extra_read(Load *load, FeedRow *row)
{
	int failed;
	TgStatus status;

	if (load->secret != NULL)
		hash_external_id(load);
	status = extras_read(load->extras, load->map->extra_values, &failed);

	if (status != TG_OK)
		row->failed = load->map->extra[failed].source.column;
	return status;
}

/* Keep the fields of a row: each one's length, then its bytes. */
static void
keep_row(Load *load, const FieldText *fields)
{
	int columns = load->map->columns;
	Size size = columns * sizeof(uint32);
	char *at;

	for (int i = 0; i < columns; i++)
		size += fields[i].bytes == NULL ? 0 : fields[i].len;
	at = batch_extra_keep(load->batch->extra, load->batch->count - 1,
						  load->row, size);
	for (int i = 0; i < columns; i++)
	{
		uint32 len =
			fields[i].bytes == NULL ? NULL_FIELD : (uint32) fields[i].len;

		memcpy(at, &len, sizeof len);
		at += sizeof len;
		if (fields[i].bytes == NULL)
			continue;
		memcpy(at, fields[i].bytes, len);
		at += len;
	}
}

static void
read_kept(const KeptRow *row, int columns, FieldText *fields)
{
	const char *at = row->bytes;

	for (int i = 0; i < columns; i++)
	{
		uint32 len;

		memcpy(&len, at, sizeof len);
		at += sizeof len;
		fields[i].bytes = len == NULL_FIELD ? NULL : at;
		fields[i].len = len == NULL_FIELD ? 0 : len;
		at += fields[i].len;
	}
}

void
load_extra_add(Load *load, const FieldText *fields)
{
	batch_extra_set(load->batch->extra, load->batch->count - 1);
	if (load->batch->extra->rows != NULL)
		keep_row(load, fields);
}

static void
reject_marked(Load *load, const bool *marked, const bool *barred)
{
	int columns = load->map->columns;
	int column = load->map->extra[load->extras->external_id].source.column;
	FieldText *fields = palloc(columns * sizeof *fields);

	for (uint32 i = 0; i < load->batch->count; i++)
	{
		const KeptRow *row = &load->batch->extra->rows[i];

		if (!marked[i])
			continue;
		if (rejects_full(load->rejects))
			rejects_write(load->rejects, load->store, load->load_id);
		if (barred[i])
		{
			rejects_add_bare(load->rejects, row->number, TG_BARRED, column);
			continue;
		}
		read_kept(row, columns, fields);
		if (load->map->json != NULL)
			(void) json_row_read(load->map->json, fields);
		rejects_add(load->rejects, row->number, TG_DUPLICATE, column,
					load->map->json != NULL ? load->map->json->fields : fields,
					columns);
	}
	pfree(fields);
}

void
load_extra_reject(Load *load)
{
	bool *marked;
	bool *barred;
	uint32 rejected;

	if (load->extras == NULL || load->extras->external_id < 0 ||
		load->batch->count == 0)
		return;
	marked = palloc(load->batch->count * sizeof *marked);
	barred = palloc(load->batch->count * sizeof *barred);
	rejected = identity_mark(load->batch, load->store, marked, barred);
	if (rejected > 0)
	{
		load->rows_rejected += rejected;
		load->rows_excused += rejected;
		reject_marked(load, marked, barred);
		batch_leave_out(load->batch, marked);
	}
	pfree(barred);
	pfree(marked);
}

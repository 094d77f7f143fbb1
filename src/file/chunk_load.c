/*
 * chunk_load.c
 *	  One chunk of a file loaded, with its entry in the ledger.
 */
#include "compat.h"

#include "access/relation.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "feed/ledger.h"
#include "file/chunk_load.h"
#include "feed/far_away.h"
#include "feed/feed_list.h"
#include "feed/load_limit.h"
#include "file/chunk_rows.h"
#include "file/file_ledger.h"
#include "store/sql.h"
#include "tripgrid.h"
#include "target/replaced.h"

/* Pass over what goes before the first record. */
static void
read_beginning(ChunkBytes *from, uint64 data)
{
	char room[1024];

	while (from->offset < data &&
		   chunk_read(from, room, Min(sizeof room, data - from->offset)) > 0)
		;
}

/* What was read from the file has to be what was planned. */
static void
check_read(const Chunk *chunk, ChunkBytes *from)
{
	if (from->source == NULL)
		return;
	FIN_CRC32C(from->crc);
	if (!EQ_CRC32C(from->crc, chunk->crc))
		chunk_changed(from->source);
}

static void
enter_chunk(const Load *load, const Chunk *chunk)
{
	Oid types[] = {INT8OID, INT8OID, INT8OID, INT8OID, INT8OID, INT8OID,
				   INT8OID, INT8OID, INT8OID, INT8OID, INT8OID};
	Datum values[] = {
		Int64GetDatum(load->load_id),
		Int64GetDatum((int64) chunk->first),
		Int64GetDatum((int64) chunk->end - 1),
		Int64GetDatum((int64) chunk->crc),
		Int64GetDatum(chunk->first_row),
		Int64GetDatum(load->rows_read),
		Int64GetDatum(load->rows_read - load->rows_rejected -
					  load->rows_superseded),
		Int64GetDatum(load->rows_rejected),
		Int64GetDatum(load->rows_excused),
		Int64GetDatum(sink_values_left_out(load->sink)),
		Int64GetDatum(load->rows_superseded),
	};

	SPI_connect();
	sql_query(psprintf("INSERT INTO %s.chunks (load_id, first_byte, "
					   "last_byte, crc32c, first_row, rows_read, rows_loaded, "
					   "rows_rejected, rows_excused, rows_superseded) "
					   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $11)",
					   load->store->quoted),
			  lengthof(types), types, values);
	/* last, because others who load the same file wait for it */
	sql_query(psprintf("UPDATE ONLY %s.loads SET "
					   "rows_read = rows_read OPERATOR(pg_catalog.+) $6, "
					   "rows_loaded = rows_loaded OPERATOR(pg_catalog.+) $7, "
					   "rows_rejected = "
					   "rows_rejected OPERATOR(pg_catalog.+) $8, "
					   "rows_superseded = "
					   "rows_superseded OPERATOR(pg_catalog.+) $11, "
					   "values_left_out = "
					   "values_left_out OPERATOR(pg_catalog.+) $10 "
					   "WHERE load_id OPERATOR(pg_catalog.=) $1",
					   load->store->quoted),
			  lengthof(types), types, values);
	SPI_finish();
}

/*
 * Judge the rows if all before them are known: then what is found does not
 * depend on which worker was faster.  The first chunk always is.
 */
static void
begin_judging(Load *load, const Chunk *chunk)
{
	StoreCaller caller;
	FileRows before;

	if (setting_reject_limit.kind != TG_LIMIT_AUTO)
		return;
	caller = store_become_owner(load->store);
	before = ledger_rows(load->store, load->load_id, chunk->first);
	store_resume(caller);
	load->judged = before.read == chunk->first_row - 1;
	load->read_before = before.read - before.excused;
	load->rejected_before = before.rejected - before.excused;
}

/*
 * The rest of the chunk is not read, so it is no chunk of the ledger: the load
 * is marked, and whoever leads it ends it, keeping the rejects.
 */
static void
give_up(const Load *load)
{
	ledger_give_up(
		load->store, load->load_id, load->rows_read, load->rows_rejected,
		load_limit_error(
			load->rejected_before + load->rows_rejected - load->rows_excused,
			load->read_before + load->rows_read - load->rows_excused, false));
}

void
chunk_load(const FileTask *task, const Chunk *chunk, const char *bytes,
		   Source *source, Progress *progress, const volatile bool *stop,
		   HTAB *replaced)
{
	MemoryContext context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid chunk", ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	ChunkBytes from = {bytes, source, chunk->first, chunk->end,
					   0,	  stop,	  progress};
	Relation feed = feed_open(task->feed, RowExclusiveLock);
	AclResult allowed = pg_class_aclcheck(task->feed, GetUserId(), ACL_INSERT);
	StoreCaller caller;
	Load *load;

	if (allowed != ACLCHECK_OK)
		aclcheck_error(allowed, OBJECT_VIEW, RelationGetRelationName(feed));
	INIT_CRC32C(from.crc);
	if (source != NULL)
		source_skip(source, chunk->first);
	load = load_part_begin(feed, context, task->load_id);
	/* its owner may have made it anew since the file was looked at */
	if (load->map->columns != task->columns)
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("feed \"%s\" was changed while a file was "
							   "loaded through it",
							   load->feed_name)));
	load->row = chunk->first_row - 1;
	begin_judging(load, chunk);
	load->progress = progress;
	progress_part(progress);
	sink_expect_clocks(load->sink, task->clocks);
	sink_refuse_epoch(load->sink, true);
	if (task->leave_out_values)
		sink_leave_out_values(load->sink);
	if (task->region[0] != '\0')
		feed_map_constant(load->map, FEED_REGION, task->region);
	if (task->datasource[0] != '\0')
		feed_map_constant(load->map, FEED_DATASOURCE, task->datasource);
	if (feed_map_has_places(load->map))
		load->map->seen = places_seen_create();
	read_beginning(&from, chunk->data);
	if (task->format.json)
		json_rows(task, chunk, &from, load);
	else
		csv_rows(task, chunk, &from, feed, load);
	if (!load->hopeless)
		check_read(chunk, &from);
	if (load->rows_read != chunk->rows && !load->hopeless)
		elog(ERROR,
			 "chunk at byte " UINT64_FORMAT " has " INT64_FORMAT
			 " rows, but " INT64_FORMAT " were read",
			 chunk->first, chunk->rows, load->rows_read);
	if (chunk->first_row == 1)
		load_look_far_away(load, true);
	load_part_end(load);
	if (load->map->seen != NULL && !load->hopeless)
		places_seen_keep(load->map->seen, load->map->places, load->store,
						 load->load_id);
	caller = store_become_owner(load->store);
	if (load->hopeless)
		give_up(load);
	else
	{
		enter_chunk(load, chunk);
		if (replaced == NULL)
			ledger_supersede(load->store, sink_replaced(load->sink));
		else
			replaced_add(replaced, sink_replaced(load->sink));
	}
	store_resume(caller);
	relation_close(feed, NoLock);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
}

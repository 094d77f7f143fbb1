/*
 * load.c
 *	  A load: all rows that one statement puts into a feed.
 */
#include "compat.h"

#include "access/table.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "core/base/hot.h"
#include "feed/far_away.h"
#include "feed/json_row.h"
#include "feed/ledger.h"
#include "feed/load.h"
#include "feed/load_key.h"
#include "feed/load_limit.h"
#include "feed/shared_load.h"
#include "store/sql.h"
#include "store/triggers.h"
#include "tripgrid.h"

/* Loads of the session whose statements still run; usually one. */
static slist_head loads = SLIST_STATIC_INIT(loads);

static void
load_forget(void *arg)
{
	slist_delete(&loads, &((Load *) arg)->link);
}

/* Rows would be lost in a feed that nothing ends. */
static void
require_end(Relation feed)
{
	TriggerDesc *triggers = triggers_of(feed);

	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		const Trigger *trigger = &triggers->triggers[i];

		if (trigger->tgenabled != TRIGGER_DISABLED &&
			TRIGGER_FOR_AFTER(trigger->tgtype) &&
			TRIGGER_FOR_INSERT(trigger->tgtype) &&
			!TRIGGER_FOR_ROW(trigger->tgtype) &&
			trigger_calls(trigger, "feed_end"))
			return;
	}
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("feed \"%s\" has no trigger that ends a load",
					RelationGetRelationName(feed)),
			 errhint("CREATE TRIGGER ... AFTER INSERT ... FOR EACH STATEMENT "
					 "EXECUTE FUNCTION tripgrid.feed_end().")));
}

/* What all loads have in common; the context is the current one. */
static Load *
load_create(Relation feed, MemoryContext context)
{
	Load *load = palloc0(sizeof *load);

	load->feed = RelationGetRelid(feed);
	load->feed_name = pstrdup(RelationGetRelationName(feed));
	load->context = context;
	load->row_context =
		AllocSetContextCreate(context, "tripgrid row", ALLOCSET_SMALL_SIZES);
	load->map = feed_map_of(feed);
	load->fields = palloc0(load->map->columns * sizeof *load->fields);
	load->store = store_of_relation(feed);
	load->sink = sink_begin(load->map, load->store);
	load->rejects = rejects_create(context, load->map);
	load->started_at = GetCurrentTimestamp();
	load->user = GetUserId();
	return load;
}

const Load *
load_around(const Load *load)
{
	slist_iter iter;

	slist_foreach(iter, &loads)
	{
		const Load *outer = slist_container(Load, link, iter.cur);

		if (outer != load && outer->store->schema == load->store->schema)
			return outer;
	}
	return NULL;
}

void
load_start(Load *load)
{
	MemoryContext old = MemoryContextSwitchTo(load->context);
	StoreCaller caller = store_become_owner(load->store);

	load->started = true;
	load_key_take(load);
	if (!load->skipped)
		shared_load_join(load);
	if (!load->skipped && !load->joined)
	{
		load->load_id = store_next_load(load->store);
		load_limit(load);
	}
	store_resume(caller);
	if (!load->skipped)
	{
		Relation feed = table_open(load->feed, NoLock);

		load->progress = progress_begin(load->store, feed, load->load_id);
		table_close(feed, NoLock);
	}
	MemoryContextSwitchTo(old);
}

Load *
load_begin(Relation feed, MemoryContext statement)
{
	MemoryContext context = AllocSetContextCreate(statement, "tripgrid load",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	Load *load = load_create(feed, context);

	require_end(feed);
	load->statement = statement;
	load->keyed = load->map->key_column != FEED_CONSTANT;
	load->forget.func = load_forget;
	load->forget.arg = load;
	slist_push_head(&loads, &load->link);
	MemoryContextRegisterResetCallback(context, &load->forget);
	MemoryContextSwitchTo(old);
	if (!load->keyed)
		load_start(load);
	return load;
}

Load *
load_part_begin(Relation feed, MemoryContext parent, int64 load_id)
{
	MemoryContext context = AllocSetContextCreate(parent, "tripgrid load part",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	Load *load = load_create(feed, context);

	load->load_id = load_id;
	MemoryContextSwitchTo(old);
	return load;
}

Load *
load_find(Oid feed, MemoryContext statement)
{
	slist_iter iter;

	slist_foreach(iter, &loads)
	{
		Load *load = slist_container(Load, link, iter.cur);

		if (load->feed == feed && load->statement == statement)
			return load;
	}
	return NULL;
}

/* Report how far the load is. */
static inline void
load_report(Load *load)
{
	if (load->progress != NULL)
		progress_row(load->progress, load->rows_read, load->rows_rejected);
}

/* Write the rows that the sink has; those that it loses count as rejected. */
static void
flush_rows(Load *load)
{
	SinkLosses losses = sink_flush(load->sink, load->rejects, load->load_id);

	load->rows_left_out += losses.left_out;
	load->rows_superseded += losses.superseded;
	load->rows_rejected += losses.known + losses.refused + losses.left_out;
	load->rows_excused += losses.known + losses.left_out;
}

/* Write the rows and rejects gathered so far. */
static void
load_write(Load *load, bool rows, bool rejects)
{
	MemoryContext context = AllocSetContextCreate(
		load->context, "tripgrid load write", ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);

	if (rows)
		flush_rows(load);
	if (rejects)
		rejects_write(load->rejects, load->store, load->load_id);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
	load_report(load);
}

static void
refuse_row(Load *load, const Fault *fault, const FieldText *fields, int count)
{
	load->rows_rejected++;
	load->rows_excused += fault->status == TG_NO_SUCH_PLACE;
	rejects_add(load->rejects, load->row, fault, fields, count);
}

/* Look, after a row, what it has made due. */
static TG_HOT void
end_row(Load *load, const Fault *fault)
{
	load_report(load);
	if (sink_full(load->sink))
		load_write(load, true, false);
	else if (fault->status == TG_OK)
		return; /* nothing was refused */
	if (rejects_full(load->rejects))
		load_write(load, false, true);
	if (load->rows_rejected > load->rejects->most)
		load_give_up(load);
	if (load->judged && fault->status != TG_OK)
		load_judge(load);
}

/* What is said of the row lives until the next one. */
static TG_HOT void
add_row(Load *load, const FieldText *fields, Fault *fault)
{
	MemoryContext old = MemoryContextSwitchTo(load->row_context);

	if (!load->row_context->isReset)
		MemoryContextReset(load->row_context);
	sink_add(load->sink, fields, load->row, fault);
	MemoryContextSwitchTo(old);
}

TG_HOT bool
load_row(Load *load, const FieldText *fields)
{
	Fault fault = {TG_OK};

	if (load->skipped && !load->keyed)
		return false;
	if (load->map->json != NULL)
	{
		fault.status = json_row_read(load->map->json, fields);
		fields = load->map->json->fields;
	}
	if (load->keyed && !load_key_row(load, fields, fault.status))
		return false;
	load->row++;
	load->rows_read++;
	if (fault.status == TG_OK)
		add_row(load, fields, &fault);
	if (fault.status != TG_OK)
		refuse_row(load, &fault, fields, load->map->columns);
	end_row(load, &fault);
	return fault.status == TG_OK;
}

void
load_reject(Load *load, TgStatus status, const FieldText *fields, int count)
{
	Fault fault = {status, -1};

	load->row++;
	load->rows_read++;
	refuse_row(load, &fault, fields, count);
	end_row(load, &fault);
}

TG_HOT HeapTuple
load_keep_tuple(Load *load, HeapTuple tuple)
{
	HeapTupleHeader bytes = load->kept.t_data;

	if (tuple->t_len > load->kept_room)
	{
		if (bytes != NULL)
			pfree(bytes);
		load->kept_room = tuple->t_len + tuple->t_len / 2;
		bytes = MemoryContextAlloc(load->context, load->kept_room);
	}
	memcpy(bytes, tuple->t_data, tuple->t_len);
	load->kept = *tuple;
	load->kept.t_data = bytes;
	return &load->kept;
}

/* Enter the load into the ledger. */
static void
load_enter(const Load *load, const char *loaded_by)
{
	LedgerEntry entry = {0};

	entry.load_id = load->load_id;
	entry.key = load->key;
	entry.feed = load->feed_name;
	entry.loaded_by = loaded_by;
	entry.state = LEDGER_COMMITTED;
	entry.started_at = load->started_at;
	entry.rows_read = load->rows_read;
	entry.rows_rejected = load->rows_rejected;
	entry.rows_superseded = load->rows_superseded;
	if (load->map->table != NULL)
	{
		entry.target = load->map->table->target->name;
		entry.replaces =
			load->map->table->replace && !load->map->table->history;
	}
	ledger_enter(load->store, &entry);
}

void
load_part_end(Load *load)
{
	MemoryContext old = MemoryContextSwitchTo(load->context);

	/* the COPY that has shown the load may have ended */
	if (load->progress != NULL)
		progress_look();
	load_write(load, true, true);
	MemoryContextSwitchTo(old);
}

void
load_end(Load *load)
{
	MemoryContext old = MemoryContextSwitchTo(load->context);
	const char *loaded_by = GetUserNameFromId(GetUserId(), false);
	StoreCaller caller;

	if (!load->started)
		load_start(load);
	if (load->skipped)
	{
		MemoryContextSwitchTo(old);
		MemoryContextDelete(load->context);
		return;
	}
	load_check_limit(load);
	load_look_far_away(load, false);
	load_write(load, true, true);
	load_check_limit(load);
	caller = store_become_owner(load->store);
	if (load->rejects->held != NULL)
	{
		held_rejects_write(load->rejects->held, load->store, load->load_id);
		held_rejects_end(load->rejects->held);
	}
	if (load->joined)
		shared_load_add(load);
	else
	{
		load_enter(load, loaded_by);
		shared_load_offer(load);
	}
	ledger_supersede(load->store, sink_replaced(load->sink));
	store_resume(caller);
	MemoryContextSwitchTo(old);
	progress_end(load->progress);
	if (load->rows_rejected > 0)
		ereport(NOTICE,
				(errmsg(INT64_FORMAT " of " INT64_FORMAT " rows were rejected",
						load->rows_rejected, load->rows_read),
				 load->rows_left_out > 0
					 ? errdetail("A trigger or rule on %s left " INT64_FORMAT
								 " of them out; these are not kept.",
								 load->map->table == NULL
									 ? "trips"
									 : load->map->table->target->name,
								 load->rows_left_out)
					 : 0,
				 errhint("See %s.rejects, load_id " INT64_FORMAT ".",
						 load->store->quoted, load->load_id)));
	MemoryContextDelete(load->context);
}

/*
 * load_limit.c
 *	  Giving up loads with too many rejects (tripgrid.reject_limit).
 */
#include "compat.h"

#include "feed/load_limit.h"
#include "feed/reject_keep.h"
#include "tripgrid.h"

void
load_limit(Load *load)
{
	MemoryContext old;

	/* COPY has an end, and somebody who waits for it */
	if (setting_reject_limit.kind == TG_LIMIT_NONE ||
		setting_reject_limit.kind == TG_LIMIT_AUTO)
		return;
	if (setting_reject_limit.kind == TG_LIMIT_ROWS)
		load->rejects->most = setting_reject_limit.most;
	old = MemoryContextSwitchTo(load->context);
	load->limit = setting_reject_limit;
	load->rejects->held = held_rejects_create();
	MemoryContextSwitchTo(old);
}

static char *
limit_error(int64 rejected, int64 read)
{
	return psprintf(INT64_FORMAT " of " INT64_FORMAT
								 " rows were rejected, more than "
								 "tripgrid.reject_limit allows (%s)",
					rejected, read, setting_reject_limit_text);
}

void
load_check_limit(Load *load)
{
	if (tg_limit_passed(&load->limit, load->rows_rejected, load->rows_read,
						true))
		load_give_up(load);
}

static void
fill_task(KeepTask *task, const Load *load, const char *error)
{
	memset(task, 0, sizeof *task);
	task->feed = load->feed;
	task->load_id = load->load_id;
	task->rejects = load->rejects->held->count;
	task->started_at = load->started_at;
	if (load->key != NULL)
		strlcpy(task->key, load->key, sizeof task->key);
	strlcpy(task->error, error, sizeof task->error);
}

void
load_give_up(Load *load)
{
	char *error = limit_error(load->rows_rejected, load->rows_read);
	char *failure;
	KeepTask task;

	rejects_write(load->rejects, load->store, load->load_id);
	fill_task(&task, load, error);
	failure = rejects_keep(load->rejects->held, &task);
	if (failure != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_EXCEPTION), errmsg("%s", error),
				 errdetail("The load has failed, and its rejects could not be "
						   "kept: %s.",
						   failure)));
	ereport(ERROR, (errcode(ERRCODE_DATA_EXCEPTION), errmsg("%s", error),
					errdetail("The load has failed; its rejects are kept."),
					errhint("See %s.reject_summary, load_id " INT64_FORMAT ".",
							load->store->quoted, load->load_id)));
}

char *
load_limit_error(int64 rejected, int64 read, bool ended)
{
	if (!tg_limit_passed(&setting_reject_limit, rejected, read, ended))
		return NULL;
	if (setting_reject_limit.kind == TG_LIMIT_AUTO)
		return psprintf(INT64_FORMAT " of " INT64_FORMAT " rows are no trips",
						rejected, read);
	return limit_error(rejected, read);
}

void
load_judge(Load *load)
{
	load->hopeless = tg_limit_passed(
		&setting_reject_limit,
		load->rejected_before + load->rows_rejected - load->rows_excused,
		load->read_before + load->rows_read - load->rows_excused, false);
}

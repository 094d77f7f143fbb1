/*
 * merge_recent.c
 *	  Small runs merged by the statement that would leave too many of them.
 *
 * The sequence that numbers the runs tells all sessions together when to look
 * and how far back, so nothing need be counted or kept.
 *
 * Two kinds of runs can be replaced without waiting and without a conflict
 * that would fail the statement: those that this transaction has written,
 * which nobody else sees; and, if the snapshot is younger than the upkeep
 * lock, which must be free, those that are committed.
 */
#include "compat.h"

#include "utils/guc.h"

#include "access/xact.h"

#include "core/order/tiers.h"
#include "compact/merge_recent.h"
#include "compact/run_merge.h"
#include "store/sql.h"
#include "tripgrid.h"

/* The runs that may be merged: small ones, and if told so own ones only. */
static RunList
candidates(const RunList *all, bool own)
{
	RunList list = {palloc((all->count + 1) * sizeof(Run)), 0, false};
	int64 trips = 0;

	for (int i = 0; i < all->count; i++)
	{
		if (own && !all->runs[i].own)
			continue;
		trips += all->runs[i].trips;
		if (trips > setting_statement_merge)
			break;
		list.runs[list.count++] = all->runs[i];
	}
	return list;
}

static int
due(const RunList *list)
{
	return (int) tg_tiers_due(runs_trips(list), list->count,
							  setting_runs_merged);
}

static void
merge(const Store *store, int64 after)
{
	RunList all = runs_list(store, after);
	RunList list = candidates(&all, true);

	if (due(&list) == 0)
	{
		list = candidates(&all, false);
		if (due(&list) == 0 || IsolationUsesXactSnapshot() ||
			!store_lock_upkeep(store, false))
			return;
		/* others may have merged some between the snapshot and the lock */
		all = runs_list(store, after);
		list = candidates(&all, false);
	}
	if (due(&list) > 0)
		runs_merge(store, &list, due(&list));
}

void
merge_recent(const Store *store, int64 run)
{
	int64 after;
	int settings;

	/* what SERIALIZABLE reads here would conflict with every other writer */
	if (run == 0 || setting_statement_merge == 0 ||
		run % tg_tiers_period(setting_runs_merged) != 0 ||
		IsolationIsSerializable())
		return;
	after = run - Min(run, tg_tiers_depth(run, setting_runs_merged));
	SPI_connect();
	settings = NewGUCNestLevel();
	store_see_all();
	merge(store, after);
	AtEOXact_GUC(false, settings);
	SPI_finish();
}

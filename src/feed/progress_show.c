/*
 * progress_show.c
 *	  What the session that loads shows of a load: the view, and notices.
 */
#include "compat.h"

#include "commands/progress.h"
#include "miscadmin.h"
#include "utils/backend_progress.h"
#include "utils/backend_status.h"
#include "utils/timestamp.h"

#include "feed/progress.h"
#include "feed/progress_internal.h"

/*
 * What the view tripgrid.load_progress shows beyond what COPY counts; the
 * numbers are one less than those of the parameters in SQL.
 */
#define PARAM_LOAD_ID 10
#define PARAM_ROWS_READ 11
#define PARAM_ROWS_REJECTED 12
#define PARAM_BYTES 13
#define PARAM_BYTES_TOTAL 14
#define PARAM_STARTED_AT 15

/* Whether COPY counts for this load: what it reads, or what we have it show.
 */
static bool
is_our_copy(const Progress *progress)
{
	return MyBEEntry != NULL &&
		   MyBEEntry->st_progress_command == PROGRESS_COMMAND_COPY &&
		   MyBEEntry->st_progress_command_target == progress->feed;
}

void
progress_find_bytes(Progress *progress)
{
	if (progress->lasting || progress->own_command || !is_our_copy(progress))
		return;
	progress->bytes =
		&MyBEEntry->st_progress_param[PROGRESS_COPY_BYTES_PROCESSED];
	if (MyBEEntry->st_progress_param[PROGRESS_COPY_BYTES_TOTAL] > 0)
		progress->bytes_total =
			MyBEEntry->st_progress_param[PROGRESS_COPY_BYTES_TOTAL];
}

void
progress_show(Progress *progress, const ProgressTotals *totals)
{
	const int params[] = {PARAM_LOAD_ID,	   PARAM_ROWS_READ,
						  PARAM_ROWS_REJECTED, PARAM_BYTES,
						  PARAM_BYTES_TOTAL,   PARAM_STARTED_AT};
	const int64 values[] = {progress->load.load_id, totals->rows_read,
							totals->rows_rejected,	totals->bytes,
							totals->bytes_total,	progress->load.started_at};

	if (!pgstat_track_activities || MyBEEntry == NULL)
		return;
	if (MyBEEntry->st_progress_command == PROGRESS_COMMAND_INVALID)
	{
		progress->own_command = true;
		pgstat_progress_start_command(PROGRESS_COMMAND_COPY, progress->feed);
		pgstat_progress_update_param(PROGRESS_COPY_COMMAND,
									 PROGRESS_COPY_COMMAND_FROM);
		pgstat_progress_update_param(PROGRESS_COPY_TYPE,
									 PROGRESS_COPY_TYPE_CALLBACK);
	}
	if (!is_our_copy(progress))
		return;
	if (progress->own_command)
		pgstat_progress_update_param(PROGRESS_COPY_TUPLES_PROCESSED,
									 totals->rows_read);
	pgstat_progress_update_multi_param(lengthof(params), params, values);
}

void
progress_stop_showing(Progress *progress)
{
	if (progress->own_command && is_our_copy(progress))
		pgstat_progress_end_command();
	progress->own_command = false;
}

void
progress_notice(Progress *progress, const ProgressTotals *totals,
				TimestampTz now)
{
	TimestampTz end = progress_estimate(&progress->load, totals, now);
	char share[64] = "";
	char left[64] = "";

	progress->noticed_at = now;
	if (totals->bytes >= 0 && totals->bytes_total > 0)
		snprintf(share, sizeof share, ", %.0f %%",
				 100.0 * Min(totals->bytes, totals->bytes_total) /
					 totals->bytes_total);
	if (end != 0)
		snprintf(left, sizeof left, ", about " INT64_FORMAT " s left",
				 (end - now + USECS_PER_SEC - 1) / USECS_PER_SEC);
	ereport(NOTICE, (errmsg(INT64_FORMAT " rows loaded, " INT64_FORMAT
										 " rejected, %.0f rows/s%s%s",
							totals->rows_read - totals->rows_rejected,
							totals->rows_rejected,
							progress_rate(&progress->load, totals, now), share,
							left)));
}

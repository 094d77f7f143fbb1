/*
 * progress_internal.h
 *	  What the ends of loads need to know of the session's loads.
 */
#ifndef TG_FEED_PROGRESS_INTERNAL_H
#define TG_FEED_PROGRESS_INTERNAL_H

#include "postgres.h"

#include "feed/progress.h"

/* The session's loads that have not committed or failed. */
extern dlist_head progress_list;

extern bool progress_get_segment(Progress *progress, const char **why);
extern ProgressTotals progress_totals(const Progress *progress);

/* Take the totals, and let go of all else that is needed while it runs. */
extern void progress_settle(Progress *progress);
extern void progress_free(Progress *progress);

/* Whether a load is to be spoken of; of one that has ended, for good. */
extern bool progress_is_told(const Progress *progress);

/* Read the bytes that COPY counts anyway. */
extern void progress_find_bytes(Progress *progress);

/* Show the load in pg_stat_progress_copy and tripgrid.load_progress. */
extern void progress_show(Progress *progress, const ProgressTotals *totals);
extern void progress_stop_showing(Progress *progress);

/* A line for whoever loads. */
extern void progress_notice(Progress *progress, const ProgressTotals *totals,
							TimestampTz now);

#endif /* TG_FEED_PROGRESS_INTERNAL_H */

/*
 * progress_end.h
 *	  How loads end: with their transaction, or their savepoint.
 */
#ifndef TG_FEED_PROGRESS_END_H
#define TG_FEED_PROGRESS_END_H

#include "postgres.h"

#include "feed/progress.h"

/* The session's loads that have not committed or failed. */
extern dlist_head progress_list;

/* Have the ends of transactions reported. */
extern void progress_end_register(void);

extern void progress_error_set(ProgressError *error, int sqlstate,
							   const char *message);
extern bool progress_get_segment(Progress *progress, const char **why);
extern ProgressTotals progress_totals(const Progress *progress);

/* Take the totals, and let go of all else that is needed while it runs. */
extern void progress_settle(Progress *progress);
extern void progress_free(Progress *progress);

#endif /* TG_FEED_PROGRESS_END_H */

/*
 * tripgrid.h
 *	  The settings.
 */
#ifndef TG_TRIPGRID_H
#define TG_TRIPGRID_H

#include "postgres.h"

#include "core/text/limit.h"

#define LOAD_KEY_MAX 500 /* bytes, so that an index takes it */

/* What happens to a row that cannot become a trip. */
typedef enum OnReject
{
	ON_REJECT_KEEP,
	ON_REJECT_ERROR
} OnReject;

extern char *setting_store;
extern int setting_on_reject;
extern TgLimit setting_reject_limit;
extern char *setting_reject_limit_text;
extern char *setting_load_key;			 /* empty: none */
extern int64 setting_earliest_departure; /* microseconds since 2000-01-01 */
extern int setting_batch_trips;
extern int setting_chunk_bytes;
extern int setting_segment_trips;
extern int setting_runs_merged;
extern int setting_statement_merge;		/* trips */
extern double setting_similar_distance; /* metres */
extern int setting_similar_window;		/* seconds */
extern bool setting_notify;
extern bool setting_shared_loads;
extern bool setting_use_segments;
extern int setting_progress_notices; /* milliseconds */

#endif /* TG_TRIPGRID_H */

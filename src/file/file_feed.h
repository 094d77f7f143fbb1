/*
 * file_feed.h
 *	  Which feed a file goes into, and how its fields become that feed's.
 */
#ifndef TG_FILE_FILE_FEED_H
#define TG_FILE_FILE_FEED_H

#include "file/file_request.h"
#include "file/file_task.h"
#include "file/place_region.h"
#include "file/source.h"
#include "store/store.h"

/* What was settled about a file, besides its task. */
typedef struct FileFeed
{
	char *name;			/* of the feed */
	bool made;			/* for this file, */
	bool table_made;	/* as was the table that it fills: */
	int64 loads_before; /* it has no rows of loads up to this one */
	uint64 data;		/* where the records begin */
	char *region;		/* in place of the feed's constant; null: none */
	PlaceRegion places; /* that the region was found by */
	char **passed_over; /* columns of its header that the feed does not read */
	int passed_over_count;
} FileFeed;

/*
 * Read the beginning of a file and settle the task, but for the number of the
 * load.  Takes a lock on the feed.
 */
extern FileFeed file_settle(const FileRequest *request, Store *store,
							Source *source, FileTask *task);

/*
 * Raise an error unless the current user may load into the feed of that name
 * or, if it is null, into any feed of the store: who may not is told nothing
 * of what was loaded.
 */
extern void file_check_rights(const Store *store, const char *feed);

#endif /* TG_FILE_FILE_FEED_H */

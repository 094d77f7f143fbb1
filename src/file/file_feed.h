/*
 * file_feed.h
 *	  Which feed a file goes into, and how its fields become that feed's.
 */
#ifndef TG_FILE_FILE_FEED_H
#define TG_FILE_FILE_FEED_H

#include "file/file_request.h"
#include "file/file_task.h"
#include "file/source.h"
#include "store/store.h"

/*
 * Read the beginning of a file and settle the task, but for the number of the
 * load.  *data is where the records begin, *feed the name of the feed.  Takes
 * a lock on the feed.
 */
extern void file_settle(const FileRequest *request, const Store *store,
						Source *source, FileTask *task, uint64 *data,
						char **feed);

#endif /* TG_FILE_FILE_FEED_H */

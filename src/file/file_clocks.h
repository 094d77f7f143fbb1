/*
 * file_clocks.h
 *	  By which clocks the departures of a file are that goes into a feed which
 *	  was named.
 */
#ifndef TG_FILE_FILE_CLOCKS_H
#define TG_FILE_FILE_CLOCKS_H

#include "feed/map.h"
#include "file/file_head.h"
#include "file/file_task.h"

/*
 * Find out by the first records, which begin at data, where the feed does not
 * say what the others would mean; warn if they are by both.
 */
extern FeedClocks file_clocks(const FileHead *head, size_t data,
							  const FileTask *task, const FeedMap *map,
							  const char *feed);

#endif /* TG_FILE_FILE_CLOCKS_H */

/*
 * json_hours.h
 *	  The hours of a JSON file's departures.
 */
#ifndef TG_FILE_JSON_HOURS_H
#define TG_FILE_JSON_HOURS_H

#include "postgres.h"

#include "core/text/hour_look.h"
#include "feed/map.h"
#include "file/file_task.h"

/*
 * The hours of the departures that a feed reads in a file, as far as hours
 * alone may go to 24.
 */
extern TgHours json_hours(const char *path, uint64 start,
						  const FileFormat *format, const FeedMap *map);

#endif /* TG_FILE_JSON_HOURS_H */

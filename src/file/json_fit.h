/*
 * json_fit.h
 *	  Which of the ways to look at a JSON file a feed reads.
 */
#ifndef TG_FILE_JSON_FIT_H
#define TG_FILE_JSON_FIT_H

#include "core/text/json_shape.h"
#include "feed/map.h"
#include "file/file_head.h"

/*
 * What holds the records in which most of the feed's paths lead to a value,
 * the outermost of several.
 */
extern TgJsonShape json_fit(const FileHead *head, const FeedMap *map);

#endif /* TG_FILE_JSON_FIT_H */

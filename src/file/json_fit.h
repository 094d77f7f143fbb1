/*
 * json_fit.h
 *	  Which of the ways to look at a JSON file a feed reads.
 */
#ifndef TG_FILE_JSON_FIT_H
#define TG_FILE_JSON_FIT_H

#include "core/text/json_shape.h"
#include "feed/json_row.h"
#include "file/file_head.h"

/*
 * What holds the records in which most of a feed's paths lead to a value,
 * the outermost of several.
 */
extern TgJsonShape json_fit(const FileHead *head, const JsonRow *row);

#endif /* TG_FILE_JSON_FIT_H */

/*
 * path_text.h
 *	  The ends of a path, found in its text.
 */
#ifndef TG_CORE_TEXT_PATH_TEXT_H
#define TG_CORE_TEXT_PATH_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Narrow the text of a path to its first or its last position, for
 * tg_position_parse.  A path is WKT, such as LINESTRING (14.5 50, 14.6 50.1),
 * or nested lists, such as [[14.5,50],[14.6,50.1]], also within GeoJSON; text
 * without brackets is left as it is.
 */
extern void tg_path_end(const char **text, size_t *len, bool last);

#endif /* TG_CORE_TEXT_PATH_TEXT_H */

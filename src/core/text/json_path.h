/*
 * json_path.h
 *	  Values of a JSON object by their paths.
 *
 * The text must be well formed: the server's parser has checked it.
 */
#ifndef TG_CORE_TEXT_JSON_PATH_H
#define TG_CORE_TEXT_JSON_PATH_H

#include <stddef.h>

#include "core/base/status.h"

/*
 * Find a value: the member of the object that is called as the whole path, or
 * else what the path's steps lead to.  Steps are names with dots between them
 * and places in arrays, [0] the first, [-1] the last:
 * route.features[-1].geometry.coordinates[0].  Give null if there is none.
 */
extern const char *tg_json_find(const char *json, size_t len, const char *path,
								size_t path_len, size_t *value_len);

/*
 * The value that an object stands for which says its type by a name with a
 * dollar, as in MongoDB's extended JSON: {"$date": {"$numberLong": "0"}}; any
 * other value itself.
 */
extern const char *tg_json_bare(const char *value, const char *end);

/* How deep arrays and objects are nested; of any bytes at all. */
extern size_t tg_json_depth(const char *json, size_t len);

/*
 * Write what stands between a string's quotes without its escapes, as UTF-8,
 * never longer than it was.  TG_BAD_JSON if an escape stands for no character,
 * or for one that the server's text cannot hold.
 */
extern TgStatus tg_json_unescape(const char *text, size_t len, char *out,
								 size_t *out_len);

#endif /* TG_CORE_TEXT_JSON_PATH_H */

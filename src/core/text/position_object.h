/*
 * position_object.h
 *	  Positions as objects: {"lat": 48.2, "lng": 16.3}.
 */
#ifndef TG_CORE_TEXT_POSITION_OBJECT_H
#define TG_CORE_TEXT_POSITION_OBJECT_H

#include <stddef.h>

#include "core/base/position.h"
#include "core/base/status.h"

/*
 * Read an object with one latitude and one longitude among its values, at any
 * depth: of JSON, of Python, or with bare names, and = for a colon as Java
 * writes maps; numbers may stand in quotes.  They are called lat or latitude,
 * and lon, lng, long or longitude, or else y and x.  Two of a name are
 * refused.
 */
extern TgStatus tg_object_parse(const char *text, size_t len, TgLonLat *out);

#endif /* TG_CORE_TEXT_POSITION_OBJECT_H */

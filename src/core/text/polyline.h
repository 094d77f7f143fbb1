/*
 * polyline.h
 *	  The ends of an encoded polyline, with five or six decimals.
 */
#ifndef TG_CORE_TEXT_POLYLINE_H
#define TG_CORE_TEXT_POLYLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/position.h"
#include "core/base/status.h"

/*
 * Read the first or the last position; digits is 5 or 6, of a degree.  All
 * positions are checked: a text that is something else is seldom a polyline.
 */
extern TgStatus tg_polyline_parse(const char *text, size_t len, int digits,
								  bool last, TgLonLat *out);

#endif /* TG_CORE_TEXT_POLYLINE_H */

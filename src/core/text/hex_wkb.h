/*
 * hex_wkb.h
 *	  The ends of geometries in hexadecimal (E)WKB.
 */
#ifndef TG_CORE_TEXT_HEX_WKB_H
#define TG_CORE_TEXT_HEX_WKB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/position.h"
#include "core/base/status.h"

/* Tell whether a text may be one: hexadecimal digits, as many as it takes. */
extern bool tg_hex_wkb_is(const char *text, size_t len);

#define TG_ANY_SRID UINT32_MAX

/* Which positions of a geometry are wanted. */
typedef enum TgWkbEnd
{
	TG_WKB_POINT, /* the only one, of a point */
	TG_WKB_FIRST,
	TG_WKB_LAST
} TgWkbEnd;

/*
 * Read a position of a point, a line, several points or several lines, whose
 * SRID is the given one, or any, or not said; heights and measures are passed
 * over.  TG_MISSING if it is empty, TG_NOT_A_POINT if it is of another kind.
 */
extern TgStatus tg_hex_wkb_end(const char *text, size_t len, uint32_t srid,
							   TgWkbEnd which, double *x, double *y);

#endif /* TG_CORE_TEXT_HEX_WKB_H */

/*
 * plane_text.h
 *	  Positions that are not in degrees, but on some plane, as text.
 */
#ifndef TG_CORE_TEXT_PLANE_TEXT_H
#define TG_CORE_TEXT_PLANE_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "core/text/position_text.h"

/* A place on a plane: east, then north. */
typedef struct TgPlanePoint
{
	double x;
	double y;
} TgPlanePoint;

/* Read one coordinate: a number with up to 18 digits that count. */
extern TgStatus tg_plane_coordinate(const char *text, size_t len,
									unsigned style, double *out);

/*
 * Read both: WKT or hexadecimal (E)WKB of that SRID or none, or a pair as
 * tg_position_parse does; of a path the first or the last.
 */
extern TgStatus tg_plane_parse(const char *text, size_t len, unsigned style,
							   uint32_t srid, bool path, bool last,
							   TgPlanePoint *out);

#endif /* TG_CORE_TEXT_PLANE_TEXT_H */

/*
 * angle.h
 *	  Coordinates as people write them: 16.3725°, 16.3725 E, 16°22'21.0"E,
 *	  N 48° 12.508.
 */
#ifndef TG_CORE_TEXT_ANGLE_H
#define TG_CORE_TEXT_ANGLE_H

#include <stddef.h>

#include "core/text/position_text.h"

/*
 * Read one coordinate that has marks of degrees, or a letter for where it is:
 * it must be one of the axis.  O stands for east in one language and for west
 * in others: it is refused, and so are a sign and a letter.  Marks may be
 * those of any keyboard, d, m and s, or colons; minutes and seconds are below
 * 60, and only the last number has decimals.
 */
extern TgStatus tg_angle_parse(const char *text, size_t len, TgAxis axis,
							   int32_t *out);

/*
 * Read two such coordinates, with a comma, a semicolon, a stroke or blanks
 * between them or, after a letter, nothing.  Letters say which of them is
 * which; without any, the style does.
 */
extern TgStatus tg_angles_parse(const char *text, size_t len, unsigned style,
								TgLonLat *out);

#endif /* TG_CORE_TEXT_ANGLE_H */

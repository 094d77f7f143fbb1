/*
 * wkb.h
 *	  A walk over the rings of a Polygon or MultiPolygon in WKB or EWKB.
 *
 * Nothing the bytes say is trusted: a count is believed only if so many things
 * fit in the bytes that are left.  Either byte order, for each polygon of a
 * multipolygon too; Z and M by EWKB's flags or ISO's thousands; an SRID is
 * passed over, and so are the values of Z and M.
 */
#ifndef TG_CORE_GEO_WKB_H
#define TG_CORE_GEO_WKB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/status.h"

/*
 * Degrees by which an area may reach off the globe: a tenth of a metre, more
 * than arithmetic adds to 180 or 90 and less than any unit but degrees does.
 * What lies out there holds no trip; vertices are taken as they are, so that
 * slanted edges do not move.
 */
#define TG_GLOBE_SLACK 1e-6

/* Where a walk stands; the bytes must stay until it ends. */
typedef struct TgWkb
{
	const unsigned char *next; /* first byte not yet read */
	const unsigned char *end;
	uint32_t polygons; /* of the multipolygon, not yet begun */
	uint32_t rings;	   /* of the current polygon, not yet read */
	uint32_t polygon;  /* number of the current polygon, from 1 */
	uint32_t stride;   /* bytes of a point in the current polygon */
	bool big_endian;   /* as the current polygon is */
} TgWkb;

/* One ring: closed, at least four points, all of them finite. */
typedef struct TgWkbRing
{
	const unsigned char *points;
	uint32_t count;
	uint32_t stride;
	uint32_t polygon; /* number of the polygon it belongs to */
	bool big_endian;
} TgWkbRing;

/* Begin a walk: say whether the bytes begin as a polygon or multipolygon. */
extern TgStatus tg_wkb_open(const unsigned char *wkb, size_t len, TgWkb *walk);

/*
 * Give the next ring, with a count of 0 when all have been given and no byte
 * is left.  Anything but TG_OK ends the walk.
 */
extern TgStatus tg_wkb_next(TgWkb *walk, TgWkbRing *ring);

/*
 * Tell whether all vertices are longitudes within 180 and latitudes within 90
 * degrees, give or take TG_GLOBE_SLACK; if one is not, it is in *x and *y.
 */
extern TgStatus tg_wkb_on_globe(const unsigned char *wkb, size_t len,
								double *x, double *y);

/* Give point i, below the count, of a ring. */
extern void tg_wkb_point(const TgWkbRing *ring, uint32_t i, double *x,
						 double *y);

#endif /* TG_CORE_GEO_WKB_H */

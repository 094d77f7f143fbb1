/*
 * area.h
 *	  Areas on the map: boxes, polygons with holes and multipolygons, and the
 *	  exact answer to whether a position or a whole box lies in them.
 *
 * Edges are straight in longitude and latitude, as PostGIS's geometry has
 * them; the boundary, of holes too, belongs to the area.
 */
#ifndef TG_CORE_GEO_AREA_H
#define TG_CORE_GEO_AREA_H

#include <stddef.h>

#include "core/base/position.h"
#include "core/base/status.h"

typedef enum TgRelation
{
	TG_OUTSIDE, /* no position of the box lies in the area */
	TG_EDGE,	/* some may, some may not: look at each */
	TG_INSIDE	/* every position of the box lies in the area */
} TgRelation;

typedef struct TgArea TgArea;

/*
 * Say how many bytes tg_area_build needs for this WKB or EWKB, after checking
 * it whole: either byte order; Polygon or MultiPolygon (any SRID, Z and M are
 * passed over), POLYGON EMPTY included.
 */
extern TgStatus tg_area_size(const unsigned char *wkb, size_t len,
							 size_t *size);

/*
 * Build the area in the caller's memory of that size, aligned for a double.
 * The result is the start of that memory and needs the wkb no longer.
 */
extern TgStatus tg_area_build(const unsigned char *wkb, size_t len,
							  void *memory, size_t size, const TgArea **area);

/* Tell whether p lies in the area or on its boundary; exact. */
extern bool tg_area_covers(const TgArea *area, TgLonLat p);

/* Place a closed box in relation to the area; never wrong, EDGE in doubt. */
extern TgRelation tg_area_relate(const TgArea *area, const TgBox *box);

/*
 * Tell whether most of a box seems to lie in the area: a guess, by some
 * positions spread over the box.
 */
extern bool tg_area_has_most(const TgArea *area, const TgBox *box);

/*
 * If the area is one axis-parallel rectangle, give the closed box of exactly
 * those positions that lie in it (which may be empty: west > east).
 */
extern bool tg_area_rectangle(const TgArea *area, TgBox *box);

/* The closed box around every position of the area; may be empty. */
extern void tg_area_bounds(const TgArea *area, TgBox *box);

#endif /* TG_CORE_GEO_AREA_H */

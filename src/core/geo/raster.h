/*
 * raster.h
 *	  An area on a grid, to place many positions in it.
 *
 * Of a cell that lies wholly inside or outside, each position is known; only
 * in cells on the boundary the area itself is asked.  Cells are placed when a
 * position first falls into them, so that a raster costs what it is used for.
 */
#ifndef TG_CORE_GEO_RASTER_H
#define TG_CORE_GEO_RASTER_H

#include "core/geo/area.h"

#define TG_RASTER_CELLS 256 /* a side, at most */

typedef struct TgRaster
{
	const TgArea *area;
	int32_t west; /* the area's least coordinates */
	int32_t south;
	int lon_shift; /* a cell has 2^shift longitudes */
	int lat_shift;
	int32_t margin; /* around each cell that is placed with it */
	uint8_t cell[TG_RASTER_CELLS * TG_RASTER_CELLS]; /* 0: not placed yet */
} TgRaster;

/* Begin the raster of an area, which must last as long. */
extern void tg_raster_begin(const TgArea *area, TgRaster *raster);

/*
 * Begin one for tg_raster_relate, by which positions near the boundary are
 * left to others.
 */
extern void tg_raster_begin_apart(const TgArea *area, TgRaster *raster);

/*
 * Tell whether a position, and all within a unit of it, lie inside of an area
 * or outside; TG_EDGE where that is in doubt.
 */
extern TgRelation tg_raster_relate(TgRaster *raster, TgLonLat p);

/* The same for a box. */
extern TgRelation tg_area_relate_apart(const TgArea *area, const TgBox *box);

/* tg_area_covers for a position within the area's bounds. */
extern bool tg_raster_covers(TgRaster *raster, TgLonLat p);

#endif /* TG_CORE_GEO_RASTER_H */

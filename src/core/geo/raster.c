/*
 * raster.c
 *	  An area on a grid, to place many positions in it.
 */
#include "core/geo/raster.h"

#include <string.h>

#define MARGIN 1 /* units */

#define PLACED(relation) ((uint8_t) ((relation) + 1))

/* By how much to shift so that the numbers 0..span fall into that many. */
static int
shift_of(uint32_t span)
{
	int shift = 0;

	while (span >> shift >= TG_RASTER_CELLS)
		shift++;
	return shift;
}

void
tg_raster_begin(const TgArea *area, TgRaster *raster)
{
	TgBox box;

	tg_area_bounds(area, &box);
	raster->area = area;
	raster->west = box.west;
	raster->south = box.south;
	raster->lon_shift = 0;
	raster->lat_shift = 0;
	raster->margin = 0;
	if (box.west <= box.east && box.south <= box.north)
	{
		raster->lon_shift =
			shift_of((uint32_t) ((int64_t) box.east - box.west));
		raster->lat_shift =
			shift_of((uint32_t) ((int64_t) box.north - box.south));
	}
	memset(raster->cell, 0, sizeof raster->cell);
}

/* The last coordinate of a cell, which may be beyond all there are. */
static int32_t
cell_end(int32_t start, uint32_t cell, int shift)
{
	int64_t end = start + ((int64_t) (cell + 1) << shift) - 1;

	return end < INT32_MAX ? (int32_t) end : INT32_MAX - MARGIN;
}

static TgRelation
relate(const TgArea *area, const TgBox *box, int32_t margin)
{
	/* of coordinates there are few enough that none runs over */
	TgBox wide = {box->west - margin, box->south - margin, box->east + margin,
				  box->north + margin};

	return tg_area_relate(area, &wide);
}

static uint8_t
place_cell(const TgRaster *raster, uint32_t x, uint32_t y)
{
	TgBox box = {
		(int32_t) (raster->west + ((int64_t) x << raster->lon_shift)),
		(int32_t) (raster->south + ((int64_t) y << raster->lat_shift)),
		cell_end(raster->west, x, raster->lon_shift),
		cell_end(raster->south, y, raster->lat_shift),
	};

	return PLACED(relate(raster->area, &box, raster->margin));
}

bool
tg_raster_covers(TgRaster *raster, TgLonLat p)
{
	uint32_t x =
		((uint32_t) p.lon - (uint32_t) raster->west) >> raster->lon_shift;
	uint32_t y =
		((uint32_t) p.lat - (uint32_t) raster->south) >> raster->lat_shift;
	uint8_t *cell = &raster->cell[y * TG_RASTER_CELLS + x];

	if (*cell == 0)
		*cell = place_cell(raster, x, y);
	if (*cell == PLACED(TG_EDGE))
		return tg_area_covers(raster->area, p);
	return *cell == PLACED(TG_INSIDE);
}

void
tg_raster_begin_apart(const TgArea *area, TgRaster *raster)
{
	tg_raster_begin(area, raster);
	raster->margin = MARGIN;
}

TgRelation
tg_area_relate_apart(const TgArea *area, const TgBox *box)
{
	return relate(area, box, MARGIN);
}

TgRelation
tg_raster_relate(TgRaster *raster, TgLonLat p)
{
	uint32_t x =
		((uint32_t) p.lon - (uint32_t) raster->west) >> raster->lon_shift;
	uint32_t y =
		((uint32_t) p.lat - (uint32_t) raster->south) >> raster->lat_shift;
	TgBox box = {p.lon, p.lat, p.lon, p.lat};

	/* beyond the area's bounds there are no cells */
	if (x < TG_RASTER_CELLS && y < TG_RASTER_CELLS)
	{
		uint8_t *cell = &raster->cell[y * TG_RASTER_CELLS + x];

		if (*cell == 0)
			*cell = place_cell(raster, x, y);
		if (*cell != PLACED(TG_EDGE))
			return (TgRelation) (*cell - 1);
	}
	return relate(raster->area, &box, MARGIN);
}

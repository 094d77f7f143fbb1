/*
 * fuzz_cell.c
 *	  Quadbin ids: 8 bytes of one, then 8 of a position.
 */
#include "fuzz.h"

#include "core/geo/cell.h"

/* The cell's corners are in it, and its id is its own. */
static void
check_cell(TgCell cell, uint64_t quadbin)
{
	TgBox box = tg_cell_box(cell);
	TgCell corner;

	assert_in_range(cell.zoom, 0, TG_MAX_ZOOM);
	assert_true(cell.x >> cell.zoom == 0 && cell.y >> cell.zoom == 0);
	assert_true(tg_cell_to_quadbin(cell) == quadbin);
	assert_true(box.west <= box.east && box.south <= box.north);
	assert_true(tg_lonlat_valid((TgLonLat){box.west, box.south}) &&
				tg_lonlat_valid((TgLonLat){box.east, box.north}));
	corner = tg_cell_of((TgLonLat){box.west, box.south}, cell.zoom);
	assert_true(corner.x == cell.x && corner.y == cell.y);
	corner = tg_cell_of((TgLonLat){box.east, box.north}, cell.zoom);
	assert_true(corner.x == cell.x && corner.y == cell.y);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FuzzInput input = {data, size};
	uint64_t quadbin;
	TgLonLat p;
	TgCell cell;

	fuzz_take(&input, &quadbin, sizeof quadbin);
	fuzz_take(&input, &p, sizeof p);
	if (tg_cell_from_quadbin(quadbin, &cell) == TG_OK)
		check_cell(cell, quadbin);
	if (!tg_lonlat_valid(p))
		return 0;
	for (int zoom = 0; zoom <= TG_MAX_ZOOM; zoom++)
	{
		TgBox box;

		cell = tg_cell_of(p, zoom);
		box = tg_cell_box(cell);
		assert_true(tg_box_covers(&box, p));
		check_cell(cell, tg_cell_to_quadbin(cell));
	}
	return 0;
}

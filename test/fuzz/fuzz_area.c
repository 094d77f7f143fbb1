/*
 * fuzz_area.c
 *	  Areas from WKB: the area, its rectangle, its raster and its two parts
 *	  give the same answer for a position, and for boxes around it.
 */
#include "fuzz.h"

#include "core/geo/area.h"
#include "core/geo/part.h"
#include "core/geo/raster.h"

#define POSITIONS 24
#define SHIFT 20

static TgRaster raster;

/* A position within a box, or anywhere if that is empty. */
static TgLonLat
position_in(uint64_t *random, const TgBox *box)
{
	if (box->west > box->east || box->south > box->north)
		return (TgLonLat){
			(int32_t) unit_range(random, -TG_LON_MAX, TG_LON_MAX),
			(int32_t) unit_range(random, -TG_LAT_MAX, TG_LAT_MAX)};
	return (TgLonLat){(int32_t) unit_range(random, box->west, box->east),
					  (int32_t) unit_range(random, box->south, box->north)};
}

static int32_t
clamp(int64_t value, int32_t max)
{
	return (int32_t) (value < -max ? -max : value > max ? max : value);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t random = fuzz_hash(data, size);
	const TgArea *area;
	TgBox bounds;
	TgBox rectangle;
	TgPart interior;
	bool is_rectangle;
	bool is_empty;
	size_t room;
	void *memory;

	if (tg_area_size(data, size, &room) != TG_OK)
		return 0;
	/* what a few bytes claim to be is never large */
	assert_true(room <= 64 * (size + 64));
	memory = malloc(room);
	assert_non_null(memory);
	assert_int_equal(tg_area_build(data, size, memory, room, &area), TG_OK);
	tg_area_bounds(area, &bounds);
	is_empty = bounds.west > bounds.east || bounds.south > bounds.north;
	is_rectangle = tg_area_rectangle(area, &rectangle);
	if (!is_empty)
	{
		tg_raster_begin(area, &raster);
		tg_part_begin(area, SHIFT, false, &interior);
		while (tg_part_next_row(&interior))
			;
	}
	for (int i = 0; i < POSITIONS; i++)
	{
		TgLonLat p = position_in(&random, &bounds);
		bool inside = tg_area_covers(area, p);
		int64_t reach = unit_range(&random, 0, 1)
						<< unit_range(&random, 0, 28);
		TgBox box = {clamp(p.lon - reach, TG_LON_MAX),
					 clamp(p.lat - reach, TG_LAT_MAX),
					 clamp(p.lon + reach, TG_LON_MAX),
					 clamp(p.lat + reach, TG_LAT_MAX)};
		TgRelation relation = tg_area_relate(area, &box);

		assert_true(!inside || tg_box_covers(&bounds, p));
		assert_true(relation != TG_INSIDE || inside);
		assert_true(relation != TG_OUTSIDE || !inside);
		if (is_rectangle)
			assert_true(inside == tg_box_covers(&rectangle, p));
		if (is_empty)
			continue;
		assert_true(inside == tg_raster_covers(&raster, p));
		if (tg_part_has_square(&interior, tg_square_of(p, interior.shift),
							   interior.shift))
			assert_true(inside);
	}
	free(memory);
	return 0;
}

/*
 * fuzz_scan.c
 *	  Masks over stored columns of positions, damaged or not, against the
 *	  same trip by trip.  A byte and two corners of an area stand before them.
 */
#include "fuzz.h"

#include "core/column/positions.h"
#include "core/count/mask.h"
#include "unit_tripset.h"
#include "unit_wkb.h"

#define MOST 5000

static TgRaster raster;

/* A rectangle between two corners, or a triangle of them. */
static const TgArea *
make_area(const int32_t corner[4], bool triangle, void **memory)
{
	UnitWkb wkb = {0};
	const TgArea *area;
	double x[] = {corner[0] / 1e7, corner[2] / 1e7};
	double y[] = {corner[1] / 1e7, corner[3] / 1e7};
	size_t room;

	unit_wkb_header(&wkb, 3);
	unit_wkb_u32(&wkb, 1);
	unit_wkb_u32(&wkb, triangle ? 4 : 5);
	for (int i = 0; i < (triangle ? 4 : 5); i++)
	{
		int place = triangle ? i % 3 : i % 4;

		unit_wkb_double(&wkb, x[place == 1 || place == 2]);
		unit_wkb_double(&wkb, y[place >= 2]);
	}
	assert_int_equal(tg_area_size(wkb.bytes, wkb.len, &room), TG_OK);
	*memory = malloc(room);
	assert_non_null(*memory);
	assert_int_equal(tg_area_build(wkb.bytes, wkb.len, *memory, room, &area),
					 TG_OK);
	free(wkb.bytes);
	return area;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t mask[MOST + TG_BLOCK];
	static int64_t lon[MOST];
	static int64_t lat[MOST];
	FuzzInput input = {data, size};
	bool triangle = fuzz_byte(&input) & 1;
	int32_t corner[4];
	const TgArea *area;
	unsigned char *bytes;
	void *memory;
	TgTripset set;

	fuzz_take(&input, corner, sizeof corner);
	bytes = (unsigned char *) unit_exact((const char *) input.at, input.left);
	if (tg_tripset_open(bytes, input.left, &set) == TG_OK &&
		set.count <= MOST && set.columns >= 2 && tg_positions_valid(&set))
	{
		area = make_area(corner, triangle, &memory);
		tg_raster_begin(area, &raster);
		memset(mask, 1, set.count);
		tg_mask_area(area, &raster, &set, mask);
		tg_tripset_get(&set, 0, lon);
		tg_tripset_get(&set, 1, lat);
		for (uint32_t i = 0; i < set.count; i++)
		{
			TgLonLat position = {(int32_t) lon[i], (int32_t) lat[i]};

			assert_true(lon[i] <= TG_LON_MAX && lat[i] <= TG_LAT_MAX);
			assert_true(mask[i] == tg_area_covers(area, position));
		}
		free(memory);
	}
	free(bytes);
	return 0;
}

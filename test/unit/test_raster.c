/*
 * test_raster.c
 *	  What lies apart from the boundary of an area: itself and all positions
 *	  around it are inside, or outside.
 */
#include "unit.h"

#include "core/geo/raster.h"
#include "unit_shape.h"

#define ROUNDS 400
#define POSITIONS 300

static uint64_t seed;
static UnitShape shape;
static TgRaster raster;

/* Tell whether an area has a position and its eight neighbours, or none. */
static TgRelation
relation_of(const TgArea *area, TgLonLat p)
{
	int covered = 0;

	for (int i = 0; i < 9; i++)
		covered += tg_area_covers(
			area, (TgLonLat){p.lon - 1 + i % 3, p.lat - 1 + i / 3});
	return covered == 9 ? TG_INSIDE : covered == 0 ? TG_OUTSIDE : TG_EDGE;
}

/* A star around a place, of a reach in units, whose rays cross nothing. */
static void
add_star(uint64_t *random, int32_t lon, int32_t lat, int64_t reach)
{
	static const int octant[8][2] = {{1, 0},  {1, 1},	{0, 1},	 {-1, 1},
									 {-1, 0}, {-1, -1}, {0, -1}, {1, -1}};
	UnitPoint points[8];

	for (int i = 0; i < 8; i++)
	{
		int64_t ray = unit_range(random, reach / 4 + 1, reach);

		points[i].x = unit_degrees(lon + octant[i][0] * ray);
		points[i].y = unit_degrees(lat + octant[i][1] * ray);
	}
	unit_shape_add(&shape, true, points, 8);
}

static void
apart(void **state)
{
	uint64_t random = seed;
	int found[3] = {0};

	(void) state;
	for (int i = 0; i < ROUNDS; i++)
	{
		int32_t lon = (int32_t) unit_range(&random, -1700000000, 1700000000);
		int32_t lat = (int32_t) unit_range(&random, -800000000, 800000000);
		int64_t reach = INT64_C(1) << unit_range(&random, 1, 25);
		const TgArea *area;

		unit_shape_clear(&shape);
		add_star(&random, lon, lat, reach);
		area = unit_area_from_shape(&shape);
		tg_raster_begin_apart(area, &raster);
		for (int k = 0; k < POSITIONS; k++)
		{
			TgLonLat p = {
				(int32_t) (lon + unit_range(&random, -reach - 3, reach + 3)),
				(int32_t) (lat + unit_range(&random, -reach - 3, reach + 3))};
			TgRelation relation = tg_raster_relate(&raster, p);

			if (relation != TG_EDGE)
				assert_int_equal(relation, relation_of(area, p));
			found[relation]++;
		}
		free((void *) area);
	}
	/* most are told */
	assert_true(found[TG_INSIDE] > ROUNDS * POSITIONS / 20);
	assert_true(found[TG_OUTSIDE] > ROUNDS * POSITIONS / 20);
	assert_true(found[TG_EDGE] < ROUNDS * POSITIONS / 4);
}

/* At the ends of the world nothing runs over. */
static void
ends(void **state)
{
	const UnitPoint world[] = {{-180, -90}, {180, -90}, {180, 90}, {-180, 90}};
	const TgArea *area;

	(void) state;
	unit_shape_clear(&shape);
	unit_shape_add(&shape, true, world, 4);
	area = unit_area_from_shape(&shape);
	tg_raster_begin_apart(area, &raster);
	assert_int_equal(tg_raster_relate(&raster, (TgLonLat){0, 0}), TG_INSIDE);
	assert_int_not_equal(
		tg_raster_relate(&raster, (TgLonLat){TG_LON_MAX, TG_LAT_MAX}),
		TG_OUTSIDE);
	assert_int_not_equal(
		tg_raster_relate(&raster, (TgLonLat){-TG_LON_MAX, -TG_LAT_MAX}),
		TG_OUTSIDE);
	free((void *) area);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(apart),
		cmocka_unit_test(ends),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

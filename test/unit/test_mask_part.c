/*
 * test_mask_part.c
 *	  Masks and doubts of a part of an area against the same trip by trip.
 */
#include "unit.h"

#include "core/count/scan.h"
#include "core/count/square.h"
#include "core/geo/trip.h"
#include "unit_mask.h"
#include "unit_part.h"
#include "unit_tripset.h"

#define MAX_TRIPS 1100

static uint64_t seed;

/* To work in; too large for the stack. */
static TgRaster raster;
static TgPart part;
static TgLonLat ends[MAX_TRIPS];

/* A part of an area of that kind; the caller frees the area. */
static const TgArea *
random_part(uint64_t *random, int kind)
{
	int shift = (int) unit_range(random, TG_LEAST_SHIFT, TG_MOST_SHIFT);
	const TgArea *area = unit_part_area(random, kind, shift);

	memset(&part, 0xA5, sizeof part);
	unit_part_find(area, shift, unit_range(random, 0, 1) == 1, &part);
	return area;
}

/*
 * Positions near the area, in runs as long as a block or as some trips, each
 * run as near to one place as reach says; whole hundreds now and then.
 */
static void
random_ends(uint64_t *random, const TgArea *area, uint32_t count)
{
	int64_t run = unit_range(random, 0, 1) == 0 ? 256 : 20;
	int64_t unit = unit_range(random, 0, 3) == 0 ? 100 : 1;
	int64_t reach = 0;
	TgLonLat near = {0, 0};

	for (uint32_t i = 0; i < count; i++)
	{
		int64_t lon;
		int64_t lat;

		if (i % run == 0)
		{
			reach = INT64_C(1)
					<< unit_range(random, 0, part.shift + (run > 20) * 3);
			near = unit_position_near(random, area, part.shift);
		}
		lon = near.lon + unit_range(random, -reach, reach);
		lat = near.lat + unit_range(random, -reach, reach);
		lon = lon < -TG_LON_MAX ? -TG_LON_MAX : lon;
		lat = lat < -TG_LAT_MAX ? -TG_LAT_MAX : lat;
		ends[i].lon = (int32_t) (lon > TG_LON_MAX ? TG_LON_MAX : lon);
		ends[i].lat = (int32_t) (lat > TG_LAT_MAX ? TG_LAT_MAX : lat);
		ends[i].lon -= ends[i].lon % (int32_t) unit;
		ends[i].lat -= ends[i].lat % (int32_t) unit;
	}
}

static uint8_t *
copy_mask(const uint8_t *mask, uint32_t count)
{
	return (uint8_t *) unit_exact((const char *) mask, count);
}

/* The raster that a part needs; null if its area is a rectangle. */
static TgRaster *
raster_of(const TgArea *area)
{
	TgBox box;

	if (tg_area_rectangle(area, &box))
		return NULL;
	tg_raster_begin(area, &raster);
	return &raster;
}

static void
masks(void **state)
{
	uint64_t random = seed;
	int in[UNIT_AREAS][2] = {{0}}; /* by kind, in the interior and the rim */
	int all[2] = {0, 0};

	(void) state;
	for (int i = 0; i < 6000; i++)
	{
		int kind = i % UNIT_AREAS;
		const TgArea *area = random_part(&random, kind);
		uint32_t count = (uint32_t) unit_range(&random, 1, MAX_TRIPS);
		uint8_t *before = unit_mask(&random, count);
		uint8_t *mask = copy_mask(before, count);
		unsigned char *bytes;
		TgTripset set;

		random_ends(&random, area, count);
		bytes = unit_positions(ends, count, &set);
		tg_mask_part(&part, raster_of(area), &set, mask);
		for (uint32_t k = 0; k < count; k++)
		{
			bool expected = unit_in_part(&part, ends[k]);

			assert_int_equal(mask[k], before[k] && expected);
			in[kind][part.rim] += expected;
			all[part.rim]++;
		}
		free(bytes);
		free(mask);
		free(before);
		free((void *) area);
	}
	for (int kind = 0; kind < UNIT_AREAS; kind++)
	{
		assert_int_equal(in[kind][0] > 0,
						 kind != UNIT_EMPTY && kind != UNIT_SLIVER);
		assert_int_equal(in[kind][1] > 0, kind != UNIT_EMPTY);
	}
	for (int rim = 0; rim < 2; rim++)
		assert_true(in[UNIT_STAR][rim] > all[rim] / 500);
}

/* Every position along the border of an interior, in both parts. */
static void
masks_at_borders(void **state)
{
	uint64_t random = seed;
	int borders = 0;

	(void) state;
	for (int i = 0; i < 1000; i++)
	{
		const TgArea *area = random_part(&random, i % UNIT_EMPTY);
		int64_t side = INT64_C(1) << part.shift;
		TgTripset set;
		unsigned char *bytes;
		uint8_t *mask;

		for (int32_t row = 0; row < part.rows; row++)
		{
			TgSquareRun run = part.row[row];
			/* a corner of the run; its square, its neighbours in a 5x5 */
			int64_t lon = (i & 1 ? run.first : run.last + 1) * side;
			int64_t lat = (part.first_row + row + (i >> 1 & 1)) * side;

			if (run.first > run.last || lon < 4 - TG_LON_MAX ||
				lon > TG_LON_MAX - 4 || lat < 4 - TG_LAT_MAX ||
				lat > TG_LAT_MAX - 4)
				continue;
			for (int k = 0; k < 25; k++)
				ends[k] = (TgLonLat){(int32_t) (lon - 2 + k % 5),
									 (int32_t) (lat - 2 + k / 5)};
			bytes = unit_positions(ends, 25, &set);
			mask = malloc(25);
			assert_non_null(mask);
			memset(mask, 1, 25);
			tg_mask_part(&part, raster_of(area), &set, mask);
			for (int k = 0; k < 25; k++)
				assert_int_equal(mask[k], unit_in_part(&part, ends[k]));
			free(mask);
			free(bytes);
			borders++;
			row += 1 + part.rows / 8;
		}
		free((void *) area);
	}
	assert_true(borders > 1000);
}

/* Trips that begin in the area, or do not, and end in a part or do not. */
static void
doubts(void **state)
{
	static const struct
	{
		TgMatch match;
		bool origin; /* whether it must lie in the area */
		bool destination;
	} matches[] = {{TG_MATCH_BOTH, true, true},
				   {TG_MATCH_ORIGIN_ONLY, true, false},
				   {TG_MATCH_DESTINATION_ONLY, false, true},
				   {TG_MATCH_NEITHER, false, false}};
	uint64_t random = seed;
	int outside[2] = {0, 0};
	int certain[2] = {0, 0};
	int in_doubt[2] = {0, 0};

	(void) state;
	for (int i = 0; i < 20000; i++)
	{
		const TgArea *area = random_part(&random, i % UNIT_AREAS);
		uint32_t count = (uint32_t) unit_range(&random, 1, 20);
		TgTrip trips[20];
		TgGroup bounds;
		int match = i / UNIT_AREAS % 4;
		TgDoubt doubt;

		random_ends(&random, area, 40);
		for (uint32_t k = 0; k < count; k++)
		{
			trips[k] = (TgTrip){ends[k], ends[20 + k], 0};
			if (k == 0)
				bounds = tg_group_around(&trips[k]);
			tg_group_extend(&bounds, &trips[k]);
		}
		doubt = tg_part_doubt(matches[match].match, part.area, &part, &bounds);
		for (uint32_t k = 0; k < count; k++)
		{
			bool origin =
				tg_area_covers(area, trips[k].origin) == matches[match].origin;
			bool destination = unit_in_part(&part, trips[k].destination) ==
							   matches[match].destination;

			if (doubt.outside)
				assert_false(origin && destination);
			else
				assert_int_equal((!doubt.origins || origin) &&
									 (!doubt.destinations || destination),
								 origin && destination);
		}
		outside[part.rim] += doubt.outside;
		in_doubt[part.rim] +=
			!doubt.outside && (doubt.origins || doubt.destinations);
		certain[part.rim] +=
			!doubt.outside && !doubt.origins && !doubt.destinations;
		free((void *) area);
	}
	for (int rim = 0; rim < 2; rim++)
		assert_true(outside[rim] > 1000 && in_doubt[rim] > 300 &&
					certain[rim] > 50);
}

/*
 * Whatever a damaged tripset holds, masking it reads and writes nothing beyond
 * it and the mask; what it answers does not matter.
 */
static void
damaged(void **state)
{
	uint64_t random = seed;
	int opened = 0;

	(void) state;
	for (int i = 0; i < 10000; i++)
	{
		const TgArea *area = random_part(&random, i % UNIT_AREAS);
		uint32_t count = (uint32_t) unit_range(&random, 1, MAX_TRIPS);
		uint8_t *mask = unit_mask(&random, count);
		unsigned char *bytes;
		TgTripset set;
		size_t size;

		random_ends(&random, area, count);
		bytes = unit_positions(ends, count, &set);
		size = unit_tripset_size(&set);
		unit_damage(&random, bytes, size, 8, 20);
		if (tg_tripset_open(bytes, size, &set) == TG_OK)
		{
			opened++;
			tg_mask_part(&part, raster_of(area), &set, mask);
			for (uint32_t k = 0; k < count; k++)
				assert_true(mask[k] <= 1);
		}
		free(bytes);
		free(mask);
		free((void *) area);
	}
	assert_true(opened > 100);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(masks),
		cmocka_unit_test(masks_at_borders),
		cmocka_unit_test(doubts),
		cmocka_unit_test(damaged),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

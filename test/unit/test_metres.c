/*
 * test_metres.c
 *	  Trips by their length: what is told without computing it is what
 *	  computing says, to the last bit.
 */
#include "unit.h"

#include <math.h>

#include "core/count/metres.h"
#include "core/geo/distance.h"

#define TRIPS 400
#define ROUNDS 3000

static uint64_t seed;

/* The plain way. */
static bool
compares(double distance, TgMetres wanted)
{
	if (isnan(wanted.metres))
		return wanted.comparison <= TG_LESS_EQUAL;
	switch (wanted.comparison)
	{
		case TG_LESS:
			return distance < wanted.metres;
		case TG_LESS_EQUAL:
			return distance <= wanted.metres;
		case TG_EQUAL:
			return distance == wanted.metres;
		case TG_GREATER_EQUAL:
			return distance >= wanted.metres;
		default:
			return distance > wanted.metres;
	}
}

static int32_t
within(uint64_t *random, int64_t middle, int64_t reach, int64_t most)
{
	int64_t low = middle - reach;
	int64_t high = middle + reach;

	return (int32_t) unit_range(random, low < -most ? -most : low,
								high > most ? most : high);
}

static void
extend(TgBox *box, int32_t lon, int32_t lat, bool first)
{
	if (first || lon < box->west)
		box->west = lon;
	if (first || lon > box->east)
		box->east = lon;
	if (first || lat < box->south)
		box->south = lat;
	if (first || lat > box->north)
		box->north = lat;
}

static void
check(uint64_t *random)
{
	/* a room, a town, a country, the world */
	static const int64_t reaches[] = {50, 2000000, 40000000, TG_LON_MAX};
	int64_t reach = reaches[unit_range(random, 0, 3)];
	int64_t lon = unit_range(random, -TG_LON_MAX, TG_LON_MAX);
	int64_t lat = unit_range(random, -TG_LAT_MAX, TG_LAT_MAX);
	int32_t column[4][TRIPS];
	uint8_t mask[TRIPS];
	uint8_t before[TRIPS];
	TgEnds ends = {.count = TRIPS,
				   .origin = {column[0], column[1]},
				   .destination = {column[2], column[3]}};
	TgMetres wanted = {(TgComparison) unit_range(random, TG_LESS, TG_GREATER),
					   0};

	for (int i = 0; i < TRIPS; i++)
	{
		for (int k = 0; k < 4; k++)
			column[k][i] = k % 2 == 0 ? within(random, lon, reach, TG_LON_MAX)
									  : within(random, lat, reach, TG_LAT_MAX);
		extend(&ends.origins, column[0][i], column[1][i], i == 0);
		extend(&ends.destinations, column[2][i], column[3][i], i == 0);
		before[i] = mask[i] = unit_range(random, 0, 9) > 0;
	}
	switch (unit_range(random, 0, 5))
	{
		case 0:
			wanted.metres =
				(double[]){0, -1, NAN, INFINITY, -INFINITY, -0.0}[unit_range(
					random, 0, 5)];
			break;
		case 1:
			wanted.metres = (double) unit_range(random, 1, 20000000);
			break;
		default: /* what one of them has, or a little beside */
		{
			int i = (int) unit_range(random, 0, TRIPS - 1);

			wanted.metres =
				tg_lonlat_distance((TgLonLat){column[0][i], column[1][i]},
								   (TgLonLat){column[2][i], column[3][i]});
			wanted.metres *= 1 + (double) unit_range(random, -2, 2) * 1e-15;
		}
	}
	tg_mask_metres(&ends, wanted, mask);
	for (int i = 0; i < TRIPS; i++)
	{
		double distance =
			tg_lonlat_distance((TgLonLat){column[0][i], column[1][i]},
							   (TgLonLat){column[2][i], column[3][i]});

		assert_int_equal(mask[i], before[i] && compares(distance, wanted));
	}
}

static void
random_trips(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < ROUNDS; i++)
		check(&random);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_trips),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

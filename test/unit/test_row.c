/*
 * test_row.c
 *	  Rows against the inverse of the projection in long double: where each row
 *	  ends says of every latitude which row it is in.
 *
 * One edge of 64 is tried, from a random one on; all with TRIPGRID_ROWS=all.
 */
#include "unit.h"

#include <float.h>
#include <math.h>

#include "core/geo/row.h"

#define HALF ((int32_t) (TG_ROWS / 2))

static uint64_t seed;

/*
 * The last latitude that is less than so many rows from the equator; false if
 * long double cannot tell.  Its error is that of some operations on 30 bits
 * before the point, 2e-9 for x87's; no edge is nearer to a latitude than 1e-8.
 */
static bool
naive_before(int32_t rows, int32_t *lat)
{
	const long double pi = 3.14159265358979323846264338327950288L;
	long double exact = atanl(sinhl(rows * pi / HALF)) * (1.8e9L / pi);
	long double error = LDBL_EPSILON * 16 * (1 << 30);

	*lat = (int32_t) floorl(exact);
	return fabsl(exact - rintl(exact)) > error;
}

static void
assert_row(int32_t lat, int64_t row)
{
	if (tg_row_of(lat) != row)
		fail_msg("latitude %d is in row %u, not in %lld", lat, tg_row_of(lat),
				 (long long) row);
}

/* The edge so many rows from the equator, on both sides. */
static void
check_edge(int32_t rows, int32_t lat)
{
	assert_row(lat, HALF - rows);
	assert_row(lat + 1, HALF - rows - 1);
	assert_row(-lat, HALF + rows - 1);
	assert_row(-lat - 1, HALF + rows);
	assert_int_equal(tg_row_north((uint32_t) (HALF - rows)), lat);
	assert_int_equal(tg_row_north((uint32_t) (HALF + rows)), -lat - 1);
}

static void
edges(void **state)
{
	const char *chosen = getenv("TRIPGRID_ROWS");
	int32_t step = chosen != NULL && strcmp(chosen, "all") == 0 ? 1 : 64;
	uint64_t random = seed;
	int32_t tried = 0;
	int32_t doubtful = 0;

	(void) state;
	for (int32_t rows = (int32_t) unit_range(&random, 1, step); rows < HALF;
		 rows += step)
	{
		int32_t lat;

		tried++;
		if (naive_before(rows, &lat))
			check_edge(rows, lat);
		else
			doubtful++;
	}
	printf("edges: %d, too near to tell: %d\n", tried, doubtful);
	assert_true(tried >= HALF / step - 1);
	assert_true(doubtful <= (LDBL_MANT_DIG >= 64 ? 0 : tried / 1000));
}

/* Every edge of the zooms up to 14. */
static void
edges_of_low_zooms(void **state)
{
	int32_t step = HALF >> 13;

	(void) state;
	for (int32_t rows = step; rows < HALF; rows += step)
	{
		int32_t lat;

		if (naive_before(rows, &lat))
			check_edge(rows, lat);
		else
			assert_true(LDBL_MANT_DIG < 64);
	}
}

/*
 * Edges less than 2e-7 of 1e-7 degrees from a latitude: found among all, by
 * arithmetic of 113 bits.
 */
static void
edges_hard(void **state)
{
	static const struct
	{
		int32_t rows;
		int32_t lat;
	} hard[] = {
		{404664, 21702676},	   {1274694, 68218164},	  {1892321, 100985063},
		{3000937, 158905593},  {6245809, 317441581},  {6280257, 319011740},
		{9099879, 437972704},  {9383311, 448846369},  {13612030, 587596488},
		{14841335, 620150622}, {16711348, 663720412}, {17443894, 678983963},
		{19374184, 714832628}, {22131682, 756463063}, {23213407, 770164124},
		{24617194, 786042336}, {26120137, 800920831}, {28715597, 822220828},
		{33322583, 849426673},
	};

	(void) state;
	for (size_t i = 0; i < sizeof hard / sizeof hard[0]; i++)
		check_edge(hard[i].rows, hard[i].lat);
}

/*
 * The latitudes of which CARTO's formula in double, with glibc 2.36, says
 * another row: all there are.
 */
static void
differences(void **state)
{
	static const struct
	{
		int32_t lat;
		uint32_t row;
		int carto;
	} rows[] = {
		{836563627, 2656218, -1},  {678983964, 16110537, 1},
		{319011741, 27274174, 1},  {100985064, 31662110, 1},
		{21702677, 33149767, 1},   {-68218164, 34829125, 1},
		{-317441581, 39800240, 1}, {-437972704, 42654310, 1},
		{-663720412, 50265779, 1}, {-714832628, 52928615, 1},
		{-756463063, 55686113, 1}, {-836563627, 64452645, 1},
	};

	(void) state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
	{
		int32_t beyond = rows[i].carto > 0 ? -1 : 1;

		assert_row(rows[i].lat, rows[i].row);
		assert_row(rows[i].lat + beyond,
				   (int64_t) rows[i].row + rows[i].carto);
	}
}

/* From one piece of the table to the next, distances grow as within. */
static void
pieces_join(void **state)
{
	(void) state;
	for (uint32_t piece = 1; piece < TG_ROW_PIECES; piece++)
	{
		uint32_t start = piece << TG_ROW_PIECE_BITS;
		uint64_t step = tg_row_distance(start + 1) - tg_row_distance(start);
		uint64_t join = tg_row_distance(start) - tg_row_distance(start - 1);

		assert_true(join > step - step / 1000 && join < step + step / 1000);
	}
	assert_int_equal(tg_row_distance(0), 0);
}

/* A step to the south leads to the same row or to the next. */
static void
rows_follow(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 1000000; i++)
	{
		int32_t lat =
			(int32_t) unit_range(&random, -TG_LAT_MAX + 1, TG_LAT_MAX);
		int32_t south = (int32_t) unit_range(&random, -TG_LAT_MAX, lat);
		uint32_t row = tg_row_of(lat);

		assert_true(tg_row_of(lat - 1) - row <= 1);
		assert_true(tg_row_of(south) >= row);
		if (lat != 0)
			assert_row(-lat, TG_ROWS - 1 - row);
	}
}

/* Beyond the projection there is nothing but the outermost rows. */
static void
ends(void **state)
{
	static const int32_t beyond[] = {TG_ROW_LAT_MAX, TG_ROW_LAT_MAX + 1,
									 890000000, TG_LAT_MAX};

	(void) state;
	for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++)
	{
		assert_row(beyond[i], 0);
		assert_row(-beyond[i], TG_ROWS - 1);
	}
	assert_row(0, HALF);
	assert_row(1, HALF - 1);
	assert_row(-1, HALF);
	assert_int_equal(tg_row_north((uint32_t) HALF), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(edges),	   cmocka_unit_test(edges_of_low_zooms),
		cmocka_unit_test(edges_hard),  cmocka_unit_test(differences),
		cmocka_unit_test(pieces_join), cmocka_unit_test(rows_follow),
		cmocka_unit_test(ends),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_part.c
 *	  Interiors and rims of areas against a look at every square and position.
 */
#include "unit.h"

#include "core/count/square.h"
#include "unit_part.h"

static uint64_t seed;

/* Areas and both of their parts, each in memory of its own. */
typedef struct Parts
{
	const TgArea *area;
	TgPart *interior;
	TgPart *rim;
} Parts;

static TgPart *
part_of(const TgArea *area, int shift, bool rim)
{
	TgPart *part = malloc(sizeof *part);

	assert_non_null(part);
	memset(part, 0xA5, sizeof *part);
	unit_part_find(area, shift, rim, part);
	return part;
}

static Parts
parts_of(const TgArea *area, int shift)
{
	Parts parts = {.area = area};

	parts.interior = part_of(area, shift, false);
	parts.rim = part_of(area, shift, true);
	assert_int_equal(parts.interior->squares, parts.rim->squares);
	assert_false(parts.interior->rim);
	assert_true(parts.rim->rim);
	return parts;
}

static void
free_parts(Parts *parts)
{
	free((void *) parts->area);
	free(parts->interior);
	free(parts->rim);
}

/* Shifts of squares, the least and the greatest more often than others. */
static int
random_shift(uint64_t *random)
{
	int64_t shift = unit_range(random, TG_LEAST_SHIFT - 4, TG_MOST_SHIFT + 4);

	return (int) (shift < TG_LEAST_SHIFT  ? TG_LEAST_SHIFT
				  : shift > TG_MOST_SHIFT ? TG_MOST_SHIFT
										  : shift);
}

static bool
is_empty(const TgBox *box)
{
	return box->west > box->east || box->south > box->north;
}

static TgBox
square_box(int32_t lon, int32_t lat, int shift)
{
	int64_t side = INT64_C(1) << shift;

	return (TgBox){(int32_t) (lon * side), (int32_t) (lat * side),
				   (int32_t) (lon * side + side - 1),
				   (int32_t) (lat * side + side - 1)};
}

/* Tell whether all of a square lies in the area. */
static bool
square_inside(const TgArea *area, int32_t lon, int32_t lat, int shift)
{
	TgBox square = square_box(lon, lat, shift);
	TgBox box;

	if (tg_area_rectangle(area, &box))
		return square.west >= box.west && square.east <= box.east &&
			   square.south >= box.south && square.north <= box.north;
	return tg_area_relate(area, &square) == TG_INSIDE;
}

/* The first of the longest runs of a row, square by square. */
static TgSquareRun
naive_run(const TgArea *area, int32_t west, int32_t east, int32_t lat,
		  int shift)
{
	TgSquareRun longest = {0, -1};
	int32_t length = 0;

	for (int32_t lon = west; lon <= east; lon++)
	{
		length = square_inside(area, lon, lat, shift) ? length + 1 : 0;
		if (length > longest.last - longest.first + 1)
			longest = (TgSquareRun){lon - length + 1, lon};
	}
	return longest;
}

static bool
has_none(TgSquareRun run)
{
	return run.first > run.last;
}

/* The shift is the least one that will do, the rows are the naive ones. */
static void
check_rows(const Parts *parts, int shift)
{
	const TgPart *part = parts->interior;
	int64_t squares = 0;
	int32_t west;
	int32_t east;
	TgBox box;

	tg_area_bounds(parts->area, &box);
	assert_false(is_empty(&box));
	while (unit_square_number(box.north, shift) -
				   unit_square_number(box.south, shift) + 1 >
			   TG_PART_ROWS ||
		   unit_square_number(box.east, shift) -
				   unit_square_number(box.west, shift) + 1 >
			   TG_PART_COLUMNS)
		shift++;
	assert_int_equal(part->shift, shift);
	assert_int_equal(part->first_row, unit_square_number(box.south, shift));
	assert_int_equal(part->rows, unit_square_number(box.north, shift) -
									 part->first_row + 1);
	west = unit_square_number(box.west, shift);
	east = unit_square_number(box.east, shift);
	for (int32_t i = 0; i < part->rows; i++)
	{
		TgSquareRun run =
			naive_run(parts->area, west, east, part->first_row + i, shift);

		assert_int_equal(has_none(part->row[i]), has_none(run));
		if (has_none(run))
			continue;
		assert_memory_equal(&part->row[i], &run, sizeof run);
		squares += run.last - run.first + 1;
	}
	assert_int_equal(part->squares, squares);
}

static int64_t
side_or_any(uint64_t *random, int32_t low, int32_t high)
{
	switch (unit_random(random) % 3)
	{
		case 0:
			return low;
		case 1:
			return high;
		default:
			return unit_range(random, low, high);
	}
}

/* Corners, edges and middles of squares of the interior are in the area. */
static int
check_covered(uint64_t *random, const Parts *parts)
{
	const TgPart *part = parts->interior;
	int covered = 0;

	for (int i = 0; i < 40; i++)
	{
		int32_t row = (int32_t) unit_range(random, 0, part->rows - 1);
		TgSquareRun run = part->row[row];
		TgLonLat p;
		TgBox square;

		if (has_none(run))
			continue;
		square = square_box((int32_t) side_or_any(random, run.first, run.last),
							part->first_row + row, part->shift);
		p.lon = (int32_t) side_or_any(random, square.west, square.east);
		p.lat = (int32_t) side_or_any(random, square.south, square.north);
		if (!tg_lonlat_valid(p))
			continue;
		assert_true(tg_area_covers(parts->area, p));
		covered++;
	}
	return covered;
}

/* How many positions of a box are in each part. */
typedef struct Census
{
	int64_t all;
	int64_t interior;
	int64_t rim;
} Census;

static void
census_add(Census *census, const Parts *parts, TgLonLat p)
{
	bool interior = unit_in_interior(parts->interior, p);

	census->all++;
	census->interior += interior;
	census->rim += !interior && tg_area_covers(parts->area, p);
}

static TgRelation
relation_of(int64_t some, int64_t all)
{
	return some == 0 ? TG_OUTSIDE : some == all ? TG_INSIDE : TG_EDGE;
}

static void
check_claim(TgRelation claim, int64_t some, int64_t all)
{
	if (claim == TG_INSIDE)
		assert_int_equal(some, all);
	if (claim == TG_OUTSIDE)
		assert_int_equal(some, 0);
}

/* How often a relation was found. */
typedef struct Found
{
	int interior[3];
	int rim[3];
} Found;

/* Check what is said of a box by some of its positions, or all of them. */
static void
check_claims(const Parts *parts, const TgBox *box, const Census *census,
			 Found *found)
{
	TgRelation interior = tg_part_relate_interior(parts->interior, box);
	TgRelation rim = tg_part_relate(parts->rim, box);

	assert_int_equal(tg_part_relate(parts->interior, box), interior);
	assert_int_equal(tg_part_relate_interior(parts->rim, box), interior);
	check_claim(interior, census->interior, census->all);
	check_claim(rim, census->rim, census->all);
	if (interior == TG_INSIDE)
		assert_int_equal(rim, TG_OUTSIDE);
	if (interior == TG_OUTSIDE)
		assert_int_equal(rim, tg_area_relate(parts->area, box));
	found->interior[interior]++;
	found->rim[rim]++;
}

/* A coordinate of a box's other side, at most the world's. */
static int32_t
reach_to(int32_t from, int64_t by, int32_t limit)
{
	return from + by < limit ? (int32_t) (from + by) : limit;
}

/* A box that is narrow, or flat, or both, position by position. */
static void
check_small_box(uint64_t *random, const Parts *parts, Found *found)
{
	static const int sizes[][2] = {{0, 0}, {6, 6}, {40, 0}, {0, 40}, {20, 1}};
	const int *size = sizes[unit_range(random, 0, 4)];
	TgLonLat p =
		unit_position_near(random, parts->area, parts->interior->shift);
	TgBox box;
	Census census = {0, 0, 0};

	p.lon -= (int32_t) unit_range(random, 0, size[0]);
	p.lat -= (int32_t) unit_range(random, 0, size[1]);
	if (!tg_lonlat_valid(p))
		return;
	box = (TgBox){p.lon, p.lat,
				  reach_to(p.lon, unit_range(random, 0, size[0]), TG_LON_MAX),
				  reach_to(p.lat, unit_range(random, 0, size[1]), TG_LAT_MAX)};
	for (p.lat = box.south; p.lat <= box.north; p.lat++)
		for (p.lon = box.west; p.lon <= box.east; p.lon++)
			census_add(&census, parts, p);
	check_claims(parts, &box, &census, found);
	assert_int_equal(tg_part_relate_interior(parts->interior, &box),
					 relation_of(census.interior, census.all));
	/* one position is in one part, or in none */
	if (census.all == 1)
		assert_true(
			census.interior + census.rim ==
			tg_area_covers(parts->area, (TgLonLat){box.west, box.south}));
}

/* A box of several squares, square by square; the rim by some positions. */
static void
check_large_box(uint64_t *random, const Parts *parts, Found *found)
{
	const TgPart *part = parts->interior;
	int64_t side = INT64_C(1) << part->shift;
	TgLonLat p = unit_position_near(random, parts->area, part->shift);
	TgBox box = {p.lon, p.lat,
				 reach_to(p.lon, unit_range(random, 0, 6 * side), TG_LON_MAX),
				 reach_to(p.lat, unit_range(random, 0, 6 * side), TG_LAT_MAX)};
	Census squares = {0, 0, 0};
	Census positions = {0, 0, 0};

	if (unit_range(random, 0, 3) == 0)
		box.north = box.south; /* thinner than a square */
	for (int32_t lat = unit_square_number(box.south, part->shift);
		 lat <= unit_square_number(box.north, part->shift); lat++)
		for (int32_t lon = unit_square_number(box.west, part->shift);
			 lon <= unit_square_number(box.east, part->shift); lon++)
		{
			TgBox square = square_box(lon, lat, part->shift);

			squares.all++;
			squares.interior +=
				unit_in_interior(part, (TgLonLat){square.west, square.south});
		}
	for (int i = 0; i < 20; i++)
		census_add(
			&positions, parts,
			(TgLonLat){(int32_t) side_or_any(random, box.west, box.east),
					   (int32_t) side_or_any(random, box.south, box.north)});
	check_claims(parts, &box, &positions, found);
	assert_int_equal(tg_part_relate_interior(part, &box),
					 relation_of(squares.interior, squares.all));
}

/* Boxes that hold all there is, and the ends of the numbers. */
static void
check_huge_boxes(const Parts *parts)
{
	static const TgBox boxes[] = {
		{-TG_LON_MAX, -TG_LAT_MAX, TG_LON_MAX, TG_LAT_MAX},
		{INT32_MIN, INT32_MIN, INT32_MAX, INT32_MAX},
		{INT32_MIN, INT32_MIN, INT32_MIN, INT32_MIN},
		{INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX},
		{INT32_MIN, INT32_MAX, INT32_MAX, INT32_MAX},
	};
	TgRelation expected = TG_OUTSIDE;

	for (int32_t i = 0; i < parts->interior->rows; i++)
		if (!has_none(parts->interior->row[i]))
			expected = TG_EDGE;
	for (size_t i = 0; i < sizeof boxes / sizeof boxes[0]; i++)
	{
		TgRelation interior =
			tg_part_relate_interior(parts->interior, &boxes[i]);

		if (i > 1)
			assert_int_equal(interior, TG_OUTSIDE);
		else if (interior != TG_INSIDE) /* of a world and beyond */
			assert_int_equal(interior, expected);
		else
			assert_int_equal(tg_area_relate(parts->area, &boxes[0]),
							 TG_INSIDE);
		(void) tg_part_relate(parts->rim, &boxes[i]);
	}
}

/* Squares of the part's shift and of smaller ones, by one of their positions.
 */
static int
check_squares(uint64_t *random, const Parts *parts)
{
	const TgPart *part = parts->interior;
	int in = 0;

	for (int i = 0; i < 40; i++)
	{
		TgLonLat p = unit_position_near(random, parts->area, part->shift);
		int shift = (int) unit_range(random, 0, part->shift);
		TgSquare square = {unit_square_number(p.lon, shift),
						   unit_square_number(p.lat, shift)};
		TgSquare same = tg_square_of(p, shift);
		bool expected = unit_in_interior(part, p);

		assert_memory_equal(&same, &square, sizeof same);
		assert_int_equal(tg_part_has_square(part, square, shift), expected);
		assert_int_equal(tg_part_has_square(parts->rim, square, shift),
						 expected);
		in += expected;
	}
	assert_false(tg_part_has_square(part, (TgSquare){INT32_MAX, INT32_MAX},
									part->shift));
	assert_false(tg_part_has_square(part, (TgSquare){INT32_MIN, INT32_MIN},
									part->shift));
	return in;
}

/* The interior is a rectangle if all its rows are those of its box. */
static bool
check_rectangle(const Parts *parts)
{
	const TgPart *part = parts->interior;
	TgBox box = {1, 2, 3, 4};
	bool rectangle = tg_part_rectangle(part, &box);
	TgSquareRun lons = {0, -1};
	int32_t first = -1;
	int32_t last = -1;
	bool expected = false;

	for (int32_t i = 0; i < part->rows; i++)
		if (!has_none(part->row[i]))
		{
			first = first < 0 ? i : first;
			last = i;
			lons = part->row[i];
			expected = true;
		}
	for (int32_t i = first; expected && i <= last; i++)
		expected = memcmp(&part->row[i], &lons, sizeof lons) == 0;
	assert_int_equal(rectangle, expected);
	if (rectangle)
	{
		TgBox south_west =
			square_box(lons.first, part->first_row + first, part->shift);
		TgBox north_east =
			square_box(lons.last, part->first_row + last, part->shift);

		assert_int_equal(box.west, south_west.west);
		assert_int_equal(box.south, south_west.south);
		assert_int_equal(box.east, north_east.east);
		assert_int_equal(box.north, north_east.north);
	}
	assert_int_equal(tg_part_rectangle(parts->rim, &box), expected);
	return rectangle;
}

static void
parts_of_areas(void **state)
{
	uint64_t random = seed;
	Found small = {{0}, {0}};
	Found large = {{0}, {0}};
	int rectangles = 0;
	int whole = 0; /* that have whole squares */
	int raised = 0;
	int covered = 0;
	int in = 0;

	(void) state;
	for (int i = 0; i < 1500; i++)
	{
		int shift = random_shift(&random);
		const TgArea *area;
		Parts parts;
		TgBox box;

		area = unit_part_area(&random, i % UNIT_EMPTY, shift);
		tg_area_bounds(area, &box);
		if (is_empty(&box))
		{
			free((void *) area);
			continue;
		}
		parts = parts_of(area, shift);
		check_rows(&parts, shift);
		covered += check_covered(&random, &parts);
		for (int k = 0; k < 40; k++)
		{
			check_small_box(&random, &parts, &small);
			check_large_box(&random, &parts, &large);
		}
		check_huge_boxes(&parts);
		in += check_squares(&random, &parts);
		rectangles += check_rectangle(&parts);
		whole += parts.interior->squares > 0;
		raised += parts.interior->shift > shift;
		free_parts(&parts);
	}
	for (int relation = 0; relation < 3; relation++)
	{
		assert_true(small.interior[relation] > 100);
		assert_true(small.rim[relation] > 100);
		assert_true(large.interior[relation] > 100);
		assert_true(large.rim[relation] > 100);
	}
	assert_true(rectangles > 50 && rectangles < 1450);
	assert_true(whole > 50 && whole < 1450);
	assert_true(raised > 50 && raised < 1450);
	assert_true(covered > 1000 && in > 1000);
}

/* Nothing is in a part of nothing, whatever its memory held before. */
static void
parts_of_nothing(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int shift = TG_LEAST_SHIFT; shift <= TG_MOST_SHIFT; shift++)
	{
		const TgArea *area = unit_part_area(&random, UNIT_EMPTY, shift);
		Parts parts = parts_of(area, shift);
		Found found = {{0}, {0}};

		assert_int_equal(parts.interior->squares, 0);
		assert_int_equal(parts.interior->shift, shift);
		assert_int_equal(check_squares(&random, &parts), 0);
		assert_false(check_rectangle(&parts));
		check_huge_boxes(&parts);
		for (int k = 0; k < 40; k++)
		{
			check_small_box(&random, &parts, &found);
			check_large_box(&random, &parts, &found);
		}
		assert_int_equal(found.interior[TG_OUTSIDE], found.rim[TG_OUTSIDE]);
		assert_int_equal(found.rim[TG_INSIDE] + found.rim[TG_EDGE], 0);
		free_parts(&parts);
	}
}

/* Of the world, all squares but those that reach beyond it. */
static void
parts_of_world(void **state)
{
	static const struct
	{
		int shift;
		int expected;
		int rows; /* of which the first and the last one are cut */
	} rows[] = {{TG_LEAST_SHIFT, 23, 216},
				{22, 23, 216},
				{23, 23, 216},
				{TG_MOST_SHIFT, 24, 108}};
	static const TgLonLat ends[] = {{TG_LON_MAX, TG_LAT_MAX},
									{-TG_LON_MAX, TG_LAT_MAX},
									{TG_LON_MAX, -TG_LAT_MAX},
									{-TG_LON_MAX, -TG_LAT_MAX}};
	uint64_t random = seed;

	(void) state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
	{
		const TgArea *area =
			unit_part_area(&random, UNIT_WORLD, rows[i].shift);
		Parts parts = parts_of(area, rows[i].shift);
		TgBox box;

		assert_int_equal(parts.interior->shift, rows[i].expected);
		assert_int_equal(parts.interior->rows, rows[i].rows);
		assert_true(has_none(parts.interior->row[0]));
		assert_true(has_none(parts.interior->row[rows[i].rows - 1]));
		assert_true(tg_part_rectangle(parts.interior, &box));
		for (int k = 0; k < 4; k++)
		{
			TgBox end = {ends[k].lon, ends[k].lat, ends[k].lon, ends[k].lat};

			assert_false(tg_box_covers(&box, ends[k]));
			assert_int_equal(tg_part_relate_interior(parts.interior, &end),
							 TG_OUTSIDE);
			assert_int_equal(tg_part_relate(parts.rim, &end), TG_INSIDE);
		}
		free_parts(&parts);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_of_areas),
		cmocka_unit_test(parts_of_nothing),
		cmocka_unit_test(parts_of_world),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

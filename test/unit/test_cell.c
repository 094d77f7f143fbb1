/*
 * test_cell.c
 *	  Cells against the textbook formula, quadbin ids against a loop over
 *	  bits, and Hilbert keys against the classic loop over squares.
 */
#include "unit.h"

#include <math.h>

#include "core/geo/cell.h"

#define ROWS (UINT32_C(1) << TG_MAX_ZOOM)

static uint64_t seed;

static const TgLonLat corners[] = {
	{-TG_LON_MAX, -TG_LAT_MAX},
	{-TG_LON_MAX, TG_LAT_MAX},
	{TG_LON_MAX, -TG_LAT_MAX},
	{TG_LON_MAX, TG_LAT_MAX},
	{0, 0},
	{0, -1},
	{-1, 0},
	{-TG_LON_MAX, 0},
	{TG_LON_MAX, 0},
	{0, TG_LAT_MAX},
	{0, -TG_LAT_MAX},
	{0, 850511287},
	{0, 850511288},
	{0, -850511287},
	{0, -850511288},
};

#define CORNERS ((int64_t) (sizeof(corners) / sizeof(corners[0])))

/* Anywhere, a special place, or close to one. */
static TgLonLat
random_position(uint64_t *random)
{
	TgLonLat p = {(int32_t) unit_range(random, -TG_LON_MAX, TG_LON_MAX),
				  (int32_t) unit_range(random, -TG_LAT_MAX, TG_LAT_MAX)};

	if (unit_random(random) % 4 == 0)
	{
		TgLonLat near = corners[unit_range(random, 0, CORNERS - 1)];

		near.lon += (int32_t) unit_range(random, -100, 100);
		near.lat += (int32_t) unit_range(random, -100, 100);
		if (tg_lonlat_valid(near))
			p = near;
	}
	return p;
}

static TgLonLat
random_in(uint64_t *random, const TgBox *box)
{
	return (TgLonLat){(int32_t) unit_range(random, box->west, box->east),
					  (int32_t) unit_range(random, box->south, box->north)};
}

/* A cell with a random place, or one in a corner or at a side of the map. */
static TgCell
random_cell(uint64_t *random, int zoom)
{
	uint32_t last = (UINT32_C(1) << zoom) - 1;
	TgCell cell = {(uint32_t) unit_range(random, 0, last),
				   (uint32_t) unit_range(random, 0, last), zoom};

	if (unit_random(random) % 8 == 0)
		cell.x = unit_random(random) % 2 == 0 ? 0 : last;
	if (unit_random(random) % 8 == 0)
		cell.y = unit_random(random) % 2 == 0 ? 0 : last;
	return cell;
}

static void
assert_cell(TgLonLat p, TgCell cell)
{
	TgCell found = tg_cell_of(p, cell.zoom);

	if (found.x != cell.x || found.y != cell.y || found.zoom != cell.zoom)
		fail_msg("(%d,%d) is in %d/%u/%u, not in %d/%u/%u", p.lon, p.lat,
				 found.zoom, found.x, found.y, cell.zoom, cell.x, cell.y);
}

/* Halve the world's longitudes, exactly, once for each zoom. */
static uint32_t
naive_column(int32_t lon, int zoom)
{
	int64_t from_west = (int64_t) lon + TG_LON_MAX;
	int64_t column = 0;

	for (int z = 1; z <= zoom; z++)
	{
		int64_t middle = (2 * column + 1) * 2 * (int64_t) TG_LON_MAX;

		column = 2 * column + (from_west << z >= middle);
	}
	return (uint32_t) column;
}

/*
 * The row of zoom 26 by the formula of the slippy map, and false where the
 * formula comes too close to a boundary to be sure.
 */
static bool
naive_row(int32_t lat, uint32_t *row)
{
	const long double pi = 3.14159265358979323846264338327950288L;
	long double phi = lat * (pi / (180.0L * TG_E7));
	long double y;

	if (lat > 850600000 || lat < -850600000)
	{
		*row = lat > 0 ? 0 : ROWS - 1;
		return true;
	}
	y = (1 - logl(tanl(phi) + 1 / cosl(phi)) / pi) / 2 * ROWS;
	if (y < -1e-6L || y > ROWS + 1e-6L)
		y = y < 0 ? 0.5L : ROWS - 0.5L;
	*row = (uint32_t) floorl(y);
	return fabsl(y - rintl(y)) > 1e-6L;
}

static void
cell_of_random(void **state)
{
	uint64_t random = seed;
	int sure = 0;

	(void) state;
	for (int i = 0; i < 200000; i++)
	{
		TgLonLat p = random_position(&random);
		uint32_t row;

		if (!naive_row(p.lat, &row))
			continue;
		sure++;
		for (int zoom = i % 4; zoom <= TG_MAX_ZOOM; zoom += 4)
			assert_cell(p, (TgCell){naive_column(p.lon, zoom),
									row >> (TG_MAX_ZOOM - zoom), zoom});
	}
	assert_true(sure > 150000);
}

/* Poles, antimeridian, equator, and the ends of the projection. */
static void
cell_of_limits(void **state)
{
	(void) state;
	for (int zoom = 0; zoom <= TG_MAX_ZOOM; zoom++)
	{
		uint32_t last = (UINT32_C(1) << zoom) - 1;
		uint32_t middle = zoom > 0 ? UINT32_C(1) << (zoom - 1) : 0;
		uint32_t before = zoom > 0 ? middle - 1 : 0;
		const struct
		{
			TgLonLat p;
			uint32_t x;
			uint32_t y;
		} rows[] = {
			{{-TG_LON_MAX, TG_LAT_MAX}, 0, 0},
			{{TG_LON_MAX, TG_LAT_MAX}, last, 0},
			{{-TG_LON_MAX, -TG_LAT_MAX}, 0, last},
			{{TG_LON_MAX, -TG_LAT_MAX}, last, last},
			{{TG_LON_MAX, 0}, last, middle},
			{{TG_LON_MAX - 1, 0}, last, middle},
			{{0, 0}, middle, middle},
			{{-1, 1}, before, before},
			{{-1, 0}, before, middle},
			{{0, 1}, middle, before},
			{{0, 850511288}, middle, 0},
			{{0, 850511287}, middle, 0},
			{{0, -850511287}, middle, last},
			{{0, -850511288}, middle, last},
			{{0, 889999999}, middle, 0},
			{{0, 890000000}, middle, 0},
			{{0, -889999999}, middle, last},
			{{0, -890000000}, middle, last},
		};

		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
			assert_cell(rows[i].p, (TgCell){rows[i].x, rows[i].y, zoom});
	}
}

/* North is never below south. */
static void
rows_descend(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 200000; i++)
	{
		TgLonLat p = random_position(&random);
		TgLonLat north = p;
		int64_t step = INT64_C(1) << unit_range(&random, 0, 20);

		if (p.lat + step > TG_LAT_MAX)
			continue;
		north.lat += (int32_t) step;
		assert_true(tg_cell_of(north, TG_MAX_ZOOM).y <=
					tg_cell_of(p, TG_MAX_ZOOM).y);
	}
}

/* Check a box: its corners and inside are its cell's, what is beyond is not.
 */
static void
check_box(uint64_t *random, TgCell cell)
{
	TgBox box = tg_cell_box(cell);
	uint32_t last = (UINT32_C(1) << cell.zoom) - 1;
	TgLonLat p;

	assert_true(box.west <= box.east && box.south <= box.north);
	assert_true(tg_lonlat_valid((TgLonLat){box.west, box.south}));
	assert_true(tg_lonlat_valid((TgLonLat){box.east, box.north}));
	assert_cell((TgLonLat){box.west, box.south}, cell);
	assert_cell((TgLonLat){box.west, box.north}, cell);
	assert_cell((TgLonLat){box.east, box.south}, cell);
	assert_cell((TgLonLat){box.east, box.north}, cell);
	p = random_in(random, &box);
	assert_cell(p, cell);

	assert_int_equal(box.west == -TG_LON_MAX, cell.x == 0);
	assert_int_equal(box.east == TG_LON_MAX, cell.x == last);
	assert_int_equal(box.north == TG_LAT_MAX, cell.y == 0);
	assert_int_equal(box.south == -TG_LAT_MAX, cell.y == last);
	if (cell.x > 0)
	{
		TgCell next = {cell.x - 1, cell.y, cell.zoom};
		TgBox beyond = tg_cell_box(next);

		assert_cell((TgLonLat){box.west - 1, p.lat}, next);
		assert_int_equal(beyond.east, box.west - 1);
		assert_int_equal(beyond.south, box.south);
		assert_int_equal(beyond.north, box.north);
	}
	if (cell.x < last)
	{
		TgCell next = {cell.x + 1, cell.y, cell.zoom};

		assert_cell((TgLonLat){box.east + 1, p.lat}, next);
		assert_int_equal(tg_cell_box(next).west, box.east + 1);
	}
	if (cell.y > 0)
	{
		TgCell next = {cell.x, cell.y - 1, cell.zoom};
		TgBox beyond = tg_cell_box(next);

		assert_cell((TgLonLat){p.lon, box.north + 1}, next);
		assert_int_equal(beyond.south, box.north + 1);
		assert_int_equal(beyond.west, box.west);
		assert_int_equal(beyond.east, box.east);
	}
	if (cell.y < last)
	{
		TgCell next = {cell.x, cell.y + 1, cell.zoom};

		assert_cell((TgLonLat){p.lon, box.south - 1}, next);
		assert_int_equal(tg_cell_box(next).north, box.south - 1);
	}
}

static void
boxes_random(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 60000; i++)
	{
		int zoom = (int) unit_range(&random, 0, TG_MAX_ZOOM);
		TgLonLat p = random_position(&random);
		TgCell cell = tg_cell_of(p, zoom);
		TgBox box = tg_cell_box(cell);

		assert_true(tg_box_covers(&box, p));
		check_box(&random, cell);
		check_box(&random, random_cell(&random, zoom));
	}
}

/* At low zooms, every column and row from one end of the map to the other. */
static void
boxes_exhaustive(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int zoom = 0; zoom <= 10; zoom++)
		for (uint32_t i = 0; i < UINT32_C(1) << zoom; i++)
		{
			check_box(&random, (TgCell){i, i, zoom});
			check_box(&random,
					  (TgCell){i, (UINT32_C(1) << zoom) - 1 - i, zoom});
		}
}

static void
children_fill_parents(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 40000; i++)
	{
		int zoom = (int) unit_range(&random, 0, TG_MAX_ZOOM - 1);
		TgCell parent = random_cell(&random, zoom);
		TgBox box = tg_cell_box(parent);
		TgCell northwest = {2 * parent.x, 2 * parent.y, zoom + 1};
		TgCell southeast = {2 * parent.x + 1, 2 * parent.y + 1, zoom + 1};
		TgBox first = tg_cell_box(northwest);
		TgBox last = tg_cell_box(southeast);

		assert_int_equal(box.west, first.west);
		assert_int_equal(box.north, first.north);
		assert_int_equal(box.east, last.east);
		assert_int_equal(box.south, last.south);
		assert_int_equal(first.east + 1, last.west);
		assert_int_equal(last.north + 1, first.south);
	}
}

/* Build an id bit by bit: 4, 1, 0, the zoom, pairs of y and x, then ones. */
static uint64_t
naive_quadbin(TgCell cell)
{
	uint64_t id = 0x4;
	int bits = 4;

	id = id << 1 | 1;
	id = id << 2;
	id = id << 5 | (uint64_t) cell.zoom;
	bits += 1 + 2 + 5;
	for (int level = cell.zoom - 1; level >= 0; level--)
	{
		id = id << 1 | (cell.y >> level & 1);
		id = id << 1 | (cell.x >> level & 1);
		bits += 2;
	}
	while (bits++ < 64)
		id = id << 1 | 1;
	return id;
}

static bool
naive_quadbin_valid(uint64_t id)
{
	uint64_t zoom = id >> 52 & 31;
	bool valid = id >> 57 == 0x24 && zoom <= TG_MAX_ZOOM;

	for (uint64_t bit = 0; valid && bit < 52 - 2 * zoom; bit++)
		valid = id >> bit & 1;
	return valid;
}

/* The ids that CARTO publishes in documentation and tests. */
static void
quadbin_published(void **state)
{
	static const struct
	{
		TgCell cell;
		uint64_t id;
	} tiles[] = {
		{{0, 0, 0}, UINT64_C(5192650370358181887)},
		{{1, 2, 3}, UINT64_C(5202361257054699519)},
		{{9, 8, 4}, UINT64_C(5209574053332910079)},
		{{1023, 2412, 23}, UINT64_C(5291729562728627583)},
	};
	TgLonLat madrid = {-37038000, 404168000};
	TgBox box = tg_cell_box(tg_cell_of(madrid, 4));
	TgCell cell;

	(void) state;
	for (size_t i = 0; i < sizeof(tiles) / sizeof(tiles[0]); i++)
	{
		assert_true(tg_cell_to_quadbin(tiles[i].cell) == tiles[i].id);
		assert_true(naive_quadbin(tiles[i].cell) == tiles[i].id);
		assert_int_equal(tg_cell_from_quadbin(tiles[i].id, &cell), TG_OK);
		assert_memory_equal(&cell, &tiles[i].cell, sizeof(cell));
	}
	assert_true(tg_cell_to_quadbin(tg_cell_of(madrid, 4)) ==
				UINT64_C(5207251884775047167));

	/* its box: -22.5, 21.943045533438188, 0, 40.97989806962013 */
	assert_int_equal(box.west, -225000000);
	assert_int_equal(box.south, 219430456);
	assert_int_equal(box.east, -1);
	assert_int_equal(box.north, 409798980);
}

static void
quadbin_round_trip(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 200000; i++)
	{
		TgCell cell = random_cell(&random, i % (TG_MAX_ZOOM + 1));
		TgCell back;
		uint64_t id = tg_cell_to_quadbin(cell);

		assert_true(id == naive_quadbin(cell));
		assert_int_equal(tg_cell_from_quadbin(id, &back), TG_OK);
		assert_memory_equal(&back, &cell, sizeof(back));
	}
}

static void
check_quadbin(uint64_t id)
{
	bool valid = naive_quadbin_valid(id);
	TgCell cell;
	TgStatus status = tg_cell_from_quadbin(id, &cell);

	if (status != (valid ? TG_OK : TG_BAD_CELL))
		fail_msg("status of %llx is %d", (unsigned long long) id, status);
	if (valid)
		assert_true(naive_quadbin(cell) == id);
}

static void
quadbin_malformed(void **state)
{
	static const uint64_t rows[] = {
		0,
		UINT64_MAX,
		UINT64_C(1) << 63,
		UINT64_C(5209574053332910078), /* a footer bit is off */
		UINT64_C(0x400FFFFFFFFFFFFF),  /* no mode */
		UINT64_C(0x440FFFFFFFFFFFFF),
		UINT64_C(0x580FFFFFFFFFFFFF), /* mode 3 */
		UINT64_C(0xC80FFFFFFFFFFFFF), /* negative */
		UINT64_C(0x49BFFFFFFFFFFFFF), /* zoom 27 */
		UINT64_C(0x49FFFFFFFFFFFFFF), /* zoom 31 */
		UINT64_C(0x480FFFFFFFFFFFFE),
		UINT64_C(0x4807FFFFFFFFFFFF),
		UINT64_C(0x4A0FFFFFFFFFFFFF),
	};
	uint64_t random = seed;
	TgCell cell;

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		assert_int_equal(tg_cell_from_quadbin(rows[i], &cell), TG_BAD_CELL);
		assert_false(naive_quadbin_valid(rows[i]));
	}
	for (int i = 0; i < 20000; i++)
	{
		uint64_t id = naive_quadbin(random_cell(&random, i % 27));

		check_quadbin(unit_random(&random));
		check_quadbin((id & ~(UINT64_C(31) << 52)) |
					  (unit_random(&random) & UINT64_C(31) << 52));
		for (int bit = 0; bit < 64; bit++)
			check_quadbin(id ^ UINT64_C(1) << bit);
	}
}

/* The loop of Wikipedia's "Hilbert curve": turn each square into the next. */
static uint64_t
naive_hilbert(uint32_t x, uint32_t y, int zoom)
{
	uint64_t key = 0;

	for (int level = zoom - 1; level >= 0; level--)
	{
		uint32_t right = x >> level & 1;
		uint32_t up = y >> level & 1;

		key = 4 * key + ((3 * right) ^ up);
		if (up == 0)
		{
			uint32_t swap = x;

			if (right == 1)
			{
				swap = ~x;
				y = ~y;
			}
			x = y;
			y = swap;
		}
	}
	return key;
}

/* A position in a cell; the cell's, whatever tg_cell_box says, is tested. */
static TgLonLat
position_of(uint32_t x, uint32_t y, int zoom)
{
	TgBox box = tg_cell_box((TgCell){x, y, zoom});

	return (TgLonLat){box.east, box.south};
}

static void
hilbert_random(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 200000; i++)
	{
		TgLonLat p = random_position(&random);
		TgCell cell = tg_cell_of(p, TG_MAX_ZOOM);
		TgLonLat q = random_position(&random);
		uint64_t key = tg_hilbert_key(p);
		TgLonLat four[4] = {p, q, random_position(&random), p};
		uint64_t both[2];
		uint64_t keys[4];

		assert_true(key >> 52 == 0);
		assert_true(key == naive_hilbert(cell.x, cell.y, TG_MAX_ZOOM));
		tg_hilbert_keys(p, q, &both[0], &both[1]);
		assert_true(both[0] == key && both[1] == tg_hilbert_key(q));
		tg_hilbert_keys4(four, keys);
		for (int k = 0; k < 4; k++)
			assert_true(keys[k] == tg_hilbert_key(four[k]));
	}
}

/* Boxes by way of remembered edges are the same. */
static void
boxes_again(void **state)
{
	static TgRowEdges edges;
	uint64_t random = seed;

	(void) state;
	tg_row_edges_clear(&edges);
	for (int i = 0; i < 20000; i++)
	{
		TgLonLat p = random_position(&random);
		TgCell cell = tg_cell_of(p, (int) unit_range(&random, 0, TG_MAX_ZOOM));
		TgBox box = tg_cell_box(cell);

		for (int again = 0; again < 2; again++)
		{
			TgBox remembered = tg_cell_box_again(cell, &edges);

			assert_memory_equal(&remembered, &box, sizeof box);
		}
	}
}

/* On whole grids: every number once, each beside the one before. */
static void
hilbert_grids(void **state)
{
	(void) state;
	for (int zoom = 0; zoom <= 7; zoom++)
	{
		uint32_t side = UINT32_C(1) << zoom;
		size_t cells = (size_t) side * side;
		TgCell *at = calloc(cells, sizeof(*at));
		bool *seen = calloc(cells, sizeof(*seen));

		assert_non_null(at);
		assert_non_null(seen);
		for (uint32_t x = 0; x < side; x++)
			for (uint32_t y = 0; y < side; y++)
			{
				uint64_t key =
					tg_hilbert_key(position_of(x, y, zoom)) >> (52 - 2 * zoom);

				assert_true(key < cells);
				assert_false(seen[key]);
				assert_true(key == naive_hilbert(x, y, zoom));
				seen[key] = true;
				at[key] = (TgCell){x, y, zoom};
			}
		for (size_t i = 1; i < cells; i++)
			assert_int_equal(abs((int) at[i].x - (int) at[i - 1].x) +
								 abs((int) at[i].y - (int) at[i - 1].y),
							 1);
		free(at);
		free(seen);
	}
}

/* At zoom 26, exactly one of a cell's four neighbours is the next. */
static void
hilbert_next(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 30000; i++)
	{
		static const int steps[4][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
		TgCell cell = random_cell(&random, TG_MAX_ZOOM);
		uint64_t key =
			tg_hilbert_key(position_of(cell.x, cell.y, TG_MAX_ZOOM));
		int before = 0;
		int after = 0;

		for (int j = 0; j < 4; j++)
		{
			uint32_t x = cell.x + (uint32_t) steps[j][0];
			uint32_t y = cell.y + (uint32_t) steps[j][1];
			uint64_t next;

			if (x >= ROWS || y >= ROWS)
				continue;
			next = tg_hilbert_key(position_of(x, y, TG_MAX_ZOOM));
			before += next == key - 1;
			after += next == key + 1;
		}
		assert_int_equal(before, key > 0);
		assert_int_equal(after, key < (UINT64_C(1) << 52) - 1);
	}
}

/* Positions share the key's first digits exactly if they share the cell. */
static void
hilbert_prefix(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 100000; i++)
	{
		int zoom = (int) unit_range(&random, 0, TG_MAX_ZOOM);
		int shift = 52 - 2 * zoom;
		TgCell cell = random_cell(&random, zoom);
		TgBox box = tg_cell_box(cell);
		TgLonLat a = random_in(&random, &box);
		TgLonLat b = random_in(&random, &box);
		TgLonLat c = random_position(&random);
		TgCell other = tg_cell_of(c, zoom);
		bool same = other.x == cell.x && other.y == cell.y;

		assert_true(tg_hilbert_key(a) >> shift == tg_hilbert_key(b) >> shift);
		assert_int_equal(
			tg_hilbert_key(a) >> shift == tg_hilbert_key(c) >> shift, same);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(cell_of_random),
		cmocka_unit_test(cell_of_limits),
		cmocka_unit_test(rows_descend),
		cmocka_unit_test(boxes_random),
		cmocka_unit_test(boxes_exhaustive),
		cmocka_unit_test(children_fill_parents),
		cmocka_unit_test(quadbin_published),
		cmocka_unit_test(quadbin_round_trip),
		cmocka_unit_test(quadbin_malformed),
		cmocka_unit_test(hilbert_random),
		cmocka_unit_test(boxes_again),
		cmocka_unit_test(hilbert_grids),
		cmocka_unit_test(hilbert_next),
		cmocka_unit_test(hilbert_prefix),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

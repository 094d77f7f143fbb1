/*
 * test_tripset.c
 *	  Columns written and read back, and bytes that are no tripset.
 */
#include "unit.h"

#include "core/column/tripset.h"

#define OFFSET(column) (8 + 16 * (size_t) (column))

static uint64_t seed;

/* Bytes of exactly a tripset's size, and the values they hold. */
typedef struct Written
{
	unsigned char *bytes;
	size_t size;
	int columns;
	uint32_t count;
	int64_t *values[TG_MAX_COLUMNS];
} Written;

static int64_t *
values_of(uint32_t count)
{
	int64_t *values = malloc(count * sizeof(*values));

	assert_non_null(values);
	return values;
}

/* The bits of a number, by trying. */
static int
naive_width(uint64_t number)
{
	int width = 0;

	while (number != 0)
	{
		number /= 2;
		width++;
	}
	return width;
}

/* What is stored for a value. */
static uint64_t
naive_number(const TgColumn *column, int64_t value)
{
	uint64_t number = (uint64_t) value - (uint64_t) column->base;

	for (int i = 0; i < column->scale; i++)
		number /= 10;
	return number;
}

/* The bytes of a part, block by block. */
static size_t
naive_part_size(const TgColumn *column, const int64_t *values, uint32_t count,
				int part)
{
	size_t size = 0;

	for (uint32_t done = 0; done < count; done += 256)
	{
		uint32_t some = count - done < 256 ? count - done : 256;
		uint64_t least = UINT64_MAX;
		uint64_t most = 0;
		uint32_t bits;

		for (uint32_t i = done; i < done + some; i++)
		{
			uint64_t number = naive_number(column, values[i]);

			number = part == 0 ? number % (UINT64_C(1) << 32) : number >> 32;
			least = number < least ? number : least;
			most = number > most ? number : most;
		}
		bits = (some + 7) / 8 * (uint32_t) naive_width(most - least);
		size += 5 + (bits + 31) / 32 * 32;
	}
	return size;
}

/* Whether all values are whole units apart. */
static bool
naive_unit(const int64_t *values, uint32_t count, int64_t least, uint64_t unit)
{
	for (uint32_t i = 0; i < count; i++)
		if (((uint64_t) values[i] - (uint64_t) least) % unit != 0)
			return false;
	return true;
}

/* A column's plan. */
static void
check_plan(const TgColumn *column, const int64_t *values, uint32_t count)
{
	int64_t least = INT64_MAX;
	int64_t most = INT64_MIN;
	size_t size = 0;
	int scale = 0;
	int parts;

	for (uint32_t i = 0; i < count; i++)
	{
		least = values[i] < least ? values[i] : least;
		most = values[i] > most ? values[i] : most;
	}
	if (naive_unit(values, count, least, 10))
		scale = 1;
	if (naive_unit(values, count, least, 100))
		scale = 2;
	if (naive_unit(values, count, least, 1000))
		scale = 3;
	if (naive_unit(values, count, least, 1000000))
		scale = 6;
	assert_true(column->base == least);
	assert_int_equal(column->scale, least == most ? 0 : scale);
	parts = (naive_width(naive_number(column, most)) + 31) / 32;
	for (int part = 0; part < parts; part++)
		size += naive_part_size(column, values, count, part);
	assert_int_equal(column->parts, parts);
	assert_int_equal(column->size, size);
	for (int i = 0; i < 2; i++)
		assert_int_equal(column->zero[i], 0);
}

/* Write the values of w; the caller frees all with written_free. */
static void
written_finish(Written *w)
{
	TgColumn column[TG_MAX_COLUMNS];
	size_t size = OFFSET(w->columns);
	unsigned char *at;

	for (int i = 0; i < w->columns; i++)
	{
		column[i] = tg_column_plan(w->values[i], w->count);
		check_plan(&column[i], w->values[i], w->count);
		size += column[i].size;
	}
	w->size = tg_tripset_size(column, w->columns);
	assert_true(w->size == size);
	w->bytes = malloc(size);
	assert_non_null(w->bytes);
	memset(w->bytes, 0xA5, size);
	at = tg_tripset_begin(column, w->columns, w->count, w->bytes);
	assert_ptr_equal(at, w->bytes + OFFSET(w->columns));
	for (int i = 0; i < w->columns; i++)
	{
		unsigned char *next =
			tg_tripset_put(&column[i], w->values[i], w->count, at);

		assert_ptr_equal(next, at + column[i].size);
		at = next;
	}
	assert_ptr_equal(at, w->bytes + size);
}

static void
written_free(Written *w)
{
	for (int i = 0; i < w->columns; i++)
		free(w->values[i]);
	free(w->bytes);
}

/* Read a column block by block. */
static void
check_walk(const TgTripset *set, int column, const int64_t *expected)
{
	int64_t values[TG_BLOCK];
	uint32_t done = 0;
	TgValues walk;
	uint32_t some;

	tg_values_begin(set, column, &walk);
	while ((some = tg_values_next(&walk, values)) > 0)
	{
		assert_memory_equal(values, expected + done, some * sizeof(*values));
		done += some;
	}
	assert_int_equal(done, set->count);
}

/* Read everything back, each way. */
static void
check_written(const Written *w)
{
	int64_t *values = values_of(w->count);
	int32_t *values32 = malloc(w->count * sizeof(*values32));
	TgTripset set;

	assert_non_null(values32);
	assert_int_equal(tg_tripset_open(w->bytes, w->size, &set), TG_OK);
	assert_int_equal(set.count, w->count);
	assert_int_equal(set.columns, w->columns);
	for (int i = 0; i < w->columns; i++)
	{
		tg_tripset_get(&set, i, values);
		assert_memory_equal(values, w->values[i], w->count * sizeof(*values));
		check_walk(&set, i, w->values[i]);
		tg_tripset_get32(&set, i, values32);
		for (uint32_t k = 0; k < w->count; k++)
			if (values32[k] != (int32_t) (uint32_t) (uint64_t) values[k])
				fail_msg("value %u of column %d", k, i);
	}
	free(values);
	free(values32);
}

/*
 * Fill a column with numbers of a width and unit, by a number's bits; some
 * columns drift, as neighbours along a curve do.
 */
static void
random_column(uint64_t *random, int64_t *values, uint32_t count)
{
	static const uint64_t units[] = {1, 10, 100, 1000, 1000000, 7, 500, 60};
	static const int64_t bases[] = {0, -1, INT64_MIN, INT32_MIN, 144000000};
	uint64_t unit = units[unit_range(random, 0, 7)];
	uint64_t base = (uint64_t) bases[unit_range(random, 0, 4)];
	int bits = (int) unit_range(random, 0, 64);
	uint64_t mask = bits == 0 ? 0 : UINT64_MAX >> (64 - bits);
	uint64_t drift = (uint64_t) unit_range(random, -1, 1) * (mask / 100 + 1);

	if (unit_random(random) % 2 == 0)
		base = unit_random(random);
	for (uint32_t i = 0; i < count; i++)
		values[i] =
			(int64_t) (base +
					   (drift * i + (unit_random(random) & mask)) * unit);
}

/* How often columns of some parts, and blocks of some width, were read. */
static void
count_widths(const TgTripset *set, int column, int *parts, int *widths)
{
	TgBlocks blocks;

	parts[set->column[column].parts]++;
	for (int part = 0; part < 2; part++)
	{
		tg_blocks_begin(set, column, part, &blocks);
		while (tg_blocks_next(&blocks))
			widths[blocks.width]++;
	}
}

static void
round_trip_random(void **state)
{
	static const uint32_t counts[] = {1,   2,	3,	 7,	  8,	9,	 64,
									  100, 255, 256, 257, 1000, 4096};
	uint64_t random = seed;
	int widths[TG_MAX_BITS + 1] = {0};
	int parts[3] = {0};

	(void) state;
	for (int i = 0; i < 3000; i++)
	{
		Written w = {.columns = (int) unit_range(&random, 1, TG_MAX_COLUMNS),
					 .count =
						 counts[unit_range(&random, 0, i < 500 ? 12 : 10)]};
		TgTripset set;

		for (int k = 0; k < w.columns; k++)
		{
			w.values[k] = values_of(w.count);
			random_column(&random, w.values[k], w.count);
		}
		written_finish(&w);
		check_written(&w);
		assert_int_equal(tg_tripset_open(w.bytes, w.size, &set), TG_OK);
		for (int k = 0; k < w.columns; k++)
			count_widths(&set, k, parts, widths);
		written_free(&w);
	}
	for (int width = 0; width <= TG_MAX_BITS; width++)
		assert_true(widths[width] > 20);
	for (int i = 0; i <= 2; i++)
		assert_true(parts[i] > 20);
}

/* One column of few values, at and beside where parts and units change. */
static void
round_trip_table(void **state)
{
	static const struct
	{
		int64_t values[4];
		uint32_t count;
		int scale;
		int parts;
		int width; /* of the last part */
	} rows[] = {
		{{0}, 1, 0, 0, 0},
		{{INT64_MIN}, 1, 0, 0, 0},
		{{INT64_MAX}, 1, 0, 0, 0},
		{{-5, -5, -5}, 3, 0, 0, 0},
		{{0, 1}, 2, 0, 1, 1},
		{{3, 0}, 2, 0, 1, 2},
		{{4, 0}, 2, 0, 1, 3},
		{{-100, 65435}, 2, 0, 1, 16},
		{{0, 65535, 65536}, 3, 0, 1, 17},
		{{INT32_MIN, INT32_MAX}, 2, 0, 1, 32},
		{{0, INT64_C(4294967295), 3}, 3, 0, 1, 32},
		{{0, INT64_C(4294967296), 3}, 3, 0, 2, 1},
		{{INT64_MIN, INT64_MAX}, 2, 0, 2, 32},
		{{INT64_MAX, INT64_MIN, 0, -1}, 4, 0, 2, 32},
		/* a unit shifts these limits */
		{{0, 10}, 2, 1, 1, 1},
		{{0, 10, 15}, 3, 0, 1, 4},
		{{0, 300}, 2, 2, 1, 2},
		{{0, 300, 210}, 3, 1, 1, 5},
		{{0, 7000}, 2, 3, 1, 3},
		{{0, 10000}, 2, 3, 1, 4},
		{{7, 255000007}, 2, 6, 1, 8},
		{{0, 255000000, 255000}, 3, 3, 1, 18},
		{{-1, 65534999999}, 2, 6, 1, 16},
		{{0, INT64_C(4294967295000000)}, 2, 6, 1, 32},
		{{0, INT64_C(4294967296000000)}, 2, 6, 2, 1},
		{{0, INT64_C(4294967295000000), 1000}, 3, 3, 2, 10},
		{{INT64_MIN, INT64_MIN + INT64_C(4294967295000)}, 2, 3, 1, 32},
		{{INT64_MIN, INT64_MIN + 1, INT64_MAX - 1, INT64_MAX}, 4, 0, 2, 32},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		Written w = {.columns = 1, .count = rows[i].count};
		TgTripset set;
		TgBlocks blocks;

		w.values[0] = values_of(w.count);
		memcpy(w.values[0], rows[i].values, w.count * sizeof(int64_t));
		written_finish(&w);
		check_written(&w);
		assert_int_equal(tg_tripset_open(w.bytes, w.size, &set), TG_OK);
		tg_blocks_begin(&set, 0, rows[i].parts > 1, &blocks);
		assert_true(tg_blocks_next(&blocks));
		if (set.column[0].scale != rows[i].scale ||
			set.column[0].parts != rows[i].parts ||
			blocks.width != rows[i].width)
			fail_msg("row %zu: scale %d, parts %d, width %d", i,
					 set.column[0].scale, set.column[0].parts, blocks.width);
		assert_false(tg_blocks_next(&blocks));
		written_free(&w);
	}
}

static void
round_trip_large(void **state)
{
	Written w = {.columns = TG_MAX_COLUMNS, .count = 65536};
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < w.columns; i++)
	{
		w.values[i] = values_of(w.count);
		random_column(&random, w.values[i], w.count);
	}
	w.values[0][0] = INT64_MAX;
	w.values[0][w.count - 1] = INT64_MIN;
	written_finish(&w);
	check_written(&w);
	written_free(&w);
}

/*
 * Version 1 as it was written on a little-endian machine.  It must be read
 * for good: this constant never changes.
 */
static void
version_1(void **state)
{
#define WORDS_OF_8_LANES(even, odd) even odd even odd even odd even odd
	static const char bytes[] =
		"\x47\x54\x01\x04\x01\x01\x00\x00"
		/* base, size, scale, parts, zero */
		"\xFB\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x00\x00\x00\x00\x00\x00\x00\x00"
		"\x0A\x00\x00\x00\x00\x00\x00\x00\x2A\x00\x00\x00\x00\x01\x00\x00"
		"\x40\x4B\x4C\x00\x00\x00\x00\x00\x4A\x00\x00\x00\x06\x01\x00\x00"
		"\x00\x00\x00\x00\x00\x00\x00\x80\x14\x00\x00\x00\x00\x02\x00\x00"
		/* leasts, widths, blocks */
		"\x00\x00\x00\x00\xDE\x03\x00\x00\x01\x00" WORDS_OF_8_LANES(
			"\x00\x00\x00\x00",
			"\xFF\xFF\xFF\xFF") "\x00\x00\x00\x00\x04\x00\x00\x00\x02"
								"\x00" WORDS_OF_8_LANES("\x00\x00\x55\x55",
														"\x00\x00\x55\x55")
									WORDS_OF_8_LANES(
										"\xAA\xAA\xFF\xFF",
										"\xAA\xAA\xFF\xFF") "\x00\x00\x00\x00"
															"\xFF\xFF\xFF\xFF"
															"\x00\x00"
															"\x00\x00\x00\x00"
															"\xFF\xFF\xFF\xFF"
															"\x00\x00";
	Written w = {.size = sizeof(bytes) - 1, .columns = 4, .count = 257};
	Written again = {.columns = 4, .count = 257};
	const uint16_t mark = TG_TRIPSET_MARK;
	TgTripset set;

	(void) state;
	w.bytes = (unsigned char *) unit_exact(bytes, w.size);
	if (*(const unsigned char *) &mark != 0x47)
	{
		assert_int_equal(tg_tripset_open(w.bytes, w.size, &set),
						 TG_TRIPSET_BYTE_ORDER);
		free(w.bytes);
		return;
	}
	for (int i = 0; i < 4; i++)
		again.values[i] = w.values[i] = values_of(257);
	for (int i = 0; i < 257; i++)
	{
		w.values[0][i] = -5;
		w.values[1][i] = i < 256 ? 10 + i % 2 : 1000;
		w.values[2][i] = 5000000 + i / 64 * 1000000;
		w.values[3][i] = i < 256 ? INT64_MIN : INT64_MAX;
	}
	check_written(&w);

	/* it is still what is written */
	written_finish(&again);
	assert_int_equal(again.size, w.size);
	assert_memory_equal(again.bytes, w.bytes, w.size);
	free(again.bytes);
	written_free(&w);
}

/* Give a tripset with columns of no, one and two parts. */
static Written
all_widths(uint64_t *random, uint32_t count)
{
	static const uint64_t spans[] = {0,		   0xFF,	   0xFFFF,
									 0xFFFFFF, 0xFFFFFFFF, UINT64_MAX};
	Written w = {.columns = 6, .count = count};

	for (int i = 0; i < 6; i++)
	{
		w.values[i] = values_of(count);
		for (uint32_t k = 0; k < count; k++)
			w.values[i][k] = (int64_t) (unit_random(random) & spans[i]);
		w.values[i][0] = 0;
		w.values[i][count - 1] = (int64_t) spans[i];
		if (i == 5)
		{
			w.values[i][0] = INT64_MIN;
			w.values[i][count - 1] = INT64_MAX;
		}
	}
	written_finish(&w);
	return w;
}

/* Open a copy of just these bytes; read all there is if that succeeds. */
static TgStatus
open_exact(const unsigned char *bytes, size_t size)
{
	unsigned char *copy = malloc(size + (size == 0));
	TgTripset set;
	TgStatus status;

	assert_non_null(copy);
	memcpy(copy, bytes, size);
	status = tg_tripset_open(copy, size, &set);
	if (status == TG_OK)
	{
		int64_t *values;
		int32_t *values32;

		assert_in_range(set.count, 1, TG_MAX_SET);
		assert_in_range(set.columns, 1, TG_MAX_COLUMNS);
		values = values_of(set.count);
		values32 = malloc(set.count * sizeof(*values32));
		assert_non_null(values32);
		for (int i = 0; i < set.columns; i++)
		{
			tg_tripset_get(&set, i, values);
			tg_tripset_get32(&set, i, values32);
		}
		free(values);
		free(values32);
	}
	free(copy);
	return status;
}

static void
refused_table(void **state)
{
	static const struct
	{
		size_t offset;
		int size;
		uint32_t value;
		TgStatus expected;
	} rows[] = {
		{0, 2, 0x5447, TG_OK},
		{0, 2, 0x4754, TG_TRIPSET_BYTE_ORDER},
		{0, 2, 0, TG_BAD_TRIPSET},
		{0, 2, 0xFFFF, TG_BAD_TRIPSET},
		{2, 1, 0, TG_BAD_TRIPSET},
		{2, 1, 2, TG_TRIPSET_VERSION},
		{2, 1, 255, TG_TRIPSET_VERSION},
		{3, 1, 0, TG_BAD_TRIPSET},
		{3, 1, 5, TG_BAD_TRIPSET},
		{3, 1, 7, TG_BAD_TRIPSET},
		{3, 1, 8, TG_BAD_TRIPSET},
		{3, 1, 9, TG_BAD_TRIPSET},
		{3, 1, 255, TG_BAD_TRIPSET},
		{4, 4, 0, TG_BAD_TRIPSET},
		{4, 4, 10, TG_OK},
		{4, 4, 9, TG_OK}, /* as many rows of lanes */
		{4, 4, 8, TG_BAD_TRIPSET},
		{4, 4, 17, TG_BAD_TRIPSET},
		{4, 4, TG_MAX_SET + 1, TG_BAD_TRIPSET},
		{4, 4, UINT32_MAX, TG_BAD_TRIPSET},
		/* sizes: that of a column of 8 bits is 5 + 32 */
		{OFFSET(0) + 8, 4, 0, TG_OK},
		{OFFSET(0) + 8, 4, 1, TG_BAD_TRIPSET},
		{OFFSET(1) + 8, 4, 37, TG_OK},
		{OFFSET(1) + 8, 4, 36, TG_BAD_TRIPSET},
		{OFFSET(1) + 8, 4, 38, TG_BAD_TRIPSET},
		{OFFSET(1) + 8, 4, 69, TG_BAD_TRIPSET},
		{OFFSET(1) + 8, 4, UINT32_MAX, TG_BAD_TRIPSET},
		{OFFSET(5) + 8, 4, 0, TG_BAD_TRIPSET},
		{OFFSET(5) + 8, 4, UINT32_MAX, TG_BAD_TRIPSET},
		/* scales and parts */
		{OFFSET(0) + 12, 1, 6, TG_OK},
		{OFFSET(3) + 12, 1, 4, TG_OK},
		{OFFSET(3) + 12, 1, 7, TG_BAD_TRIPSET},
		{OFFSET(5) + 12, 1, 255, TG_BAD_TRIPSET},
		{OFFSET(0) + 13, 1, 1, TG_BAD_TRIPSET},
		{OFFSET(1) + 13, 1, 0, TG_BAD_TRIPSET},
		{OFFSET(1) + 13, 1, 2, TG_BAD_TRIPSET},
		{OFFSET(5) + 13, 1, 1, TG_BAD_TRIPSET},
		{OFFSET(5) + 13, 1, 2, TG_OK},
		{OFFSET(5) + 13, 1, 3, TG_BAD_TRIPSET},
		{OFFSET(5) + 13, 1, 255, TG_BAD_TRIPSET},
		{OFFSET(0) + 14, 1, 1, TG_BAD_TRIPSET},
		{OFFSET(5) + 15, 1, 128, TG_BAD_TRIPSET},
		/* the only block of column 1: least, and a width that takes 32 bytes
		 */
		{OFFSET(6), 4, UINT32_MAX, TG_OK},
		{OFFSET(6) + 4, 1, 8, TG_OK},
		{OFFSET(6) + 4, 1, 16, TG_OK},
		{OFFSET(6) + 4, 1, 17, TG_BAD_TRIPSET},
		{OFFSET(6) + 4, 1, 0, TG_BAD_TRIPSET},
		{OFFSET(6) + 4, 1, 33, TG_BAD_TRIPSET},
		{OFFSET(6) + 4, 1, 255, TG_BAD_TRIPSET},
	};
	uint64_t random = seed;
	Written w = all_widths(&random, 10);

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		unsigned char *copy =
			(unsigned char *) unit_exact((char *) w.bytes, w.size);
		uint8_t byte = (uint8_t) rows[i].value;
		uint16_t half = (uint16_t) rows[i].value;
		const void *value = rows[i].size == 1	? (const void *) &byte
							: rows[i].size == 2 ? (const void *) &half
												: &rows[i].value;

		memcpy(copy + rows[i].offset, value, (size_t) rows[i].size);
		if (open_exact(copy, w.size) != rows[i].expected)
			fail_msg("row %zu", i);
		free(copy);
	}
	written_free(&w);
}

/* As many values as may be, which are all equal and take no bytes. */
static void
most_values(void **state)
{
	static const uint32_t counts[] = {TG_MAX_SET, TG_MAX_SET + 1, UINT32_MAX};
	const TgColumn column = {.base = 7};
	unsigned char bytes[OFFSET(1)] = {0};

	(void) state;
	assert_int_equal(tg_tripset_size(&column, 1), sizeof(bytes));
	for (int i = 0; i < 3; i++)
	{
		tg_tripset_begin(&column, 1, counts[i], bytes);
		assert_int_equal(open_exact(bytes, sizeof(bytes)),
						 i == 0 ? TG_OK : TG_BAD_TRIPSET);
	}
}

/* Too few bytes by any number, or too many. */
static void
wrong_sizes(void **state)
{
	uint64_t random = seed;
	Written w = all_widths(&random, 10);
	unsigned char *longer = calloc(1, w.size + 100);

	(void) state;
	assert_non_null(longer);
	memcpy(longer, w.bytes, w.size);
	for (size_t size = 0; size < w.size + 100; size++)
		assert_int_equal(open_exact(longer, size),
						 size == w.size ? TG_OK : TG_BAD_TRIPSET);
	free(longer);
	written_free(&w);
}

static void
mutated(void **state)
{
	uint64_t random = seed;
	int accepted = 0;

	(void) state;
	for (int i = 0; i < 300; i++)
	{
		Written w =
			all_widths(&random, (uint32_t) unit_range(&random, 2,
													  i % 10 == 0 ? 600 : 40));
		unsigned char *copy = malloc(w.size);
		size_t header = OFFSET(w.columns);

		assert_non_null(copy);
		for (int k = 0; k < 300; k++)
		{
			size_t size = w.size;

			memcpy(copy, w.bytes, w.size);
			for (int64_t changes = unit_range(&random, 1, 4); changes > 0;
				 changes--)
			{
				size_t at = (size_t) unit_range(
					&random, 0, (int64_t) (k % 4 > 0 ? header : size) - 1);

				if (k % 2 == 0)
					copy[at] ^= (unsigned char) (1 << (k / 2 % 8));
				else
					copy[at] = (unsigned char) unit_range(&random, 0, 9);
			}
			if (k % 10 == 0)
				size = (size_t) unit_range(&random, 0, (int64_t) size);
			accepted += open_exact(copy, size) == TG_OK;
		}
		free(copy);
		written_free(&w);
	}
	assert_true(accepted > 1000);
}

/*
 * Write the directory of a part of random widths and whatever blocks; give
 * where the next begins.
 */
static unsigned char *
forge_part(uint64_t *random, uint32_t count, unsigned char *at)
{
	uint32_t blocks = (count + 255) / 256;
	size_t size = 0;

	for (uint32_t i = 0; i < 4 * blocks; i++)
		*at++ = (unsigned char) unit_random(random);
	for (uint32_t i = 0; i < blocks; i++)
	{
		uint32_t some = i + 1 < blocks ? 256 : count - i * 256;

		*at = (unsigned char) unit_range(random, 0, TG_MAX_BITS);
		size += tg_pack_size(some, *at++);
	}
	while (size-- > 0)
		*at++ = (unsigned char) unit_random(random);
	return at;
}

/* A header of random, but possible, columns, and bytes to suit or not. */
static void
forged(void **state)
{
	static unsigned char bytes[1 << 16];
	uint64_t random = seed;
	int accepted = 0;

	(void) state;
	for (int i = 0; i < 20000; i++)
	{
		TgColumn column[TG_MAX_COLUMNS] = {{0}};
		int columns = (int) unit_range(&random, 1, TG_MAX_COLUMNS);
		uint32_t count =
			(uint32_t) unit_range(&random, 1, i % 16 == 0 ? 600 : 30);
		unsigned char *at = bytes + OFFSET(columns);
		size_t size;

		for (int k = 0; k < columns; k++)
		{
			unsigned char *start = at;

			column[k].base = (int64_t) unit_random(&random);
			column[k].scale = (uint8_t) unit_range(&random, 0, TG_MAX_SCALE);
			column[k].parts = (uint8_t) unit_range(&random, 0, 2);
			for (int part = 0; part < column[k].parts; part++)
				at = forge_part(&random, count, at);
			column[k].size = (uint32_t) (at - start);
		}
		size = tg_tripset_size(column, columns);
		assert_ptr_equal(at, bytes + size);
		tg_tripset_begin(column, columns, count, bytes);
		size -= (size_t) unit_range(&random, 0, i % 2 * 3);
		accepted += open_exact(bytes, size) == TG_OK;
	}
	assert_true(accepted >= 10000);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(round_trip_random),
		cmocka_unit_test(round_trip_table),
		cmocka_unit_test(round_trip_large),
		cmocka_unit_test(version_1),
		cmocka_unit_test(refused_table),
		cmocka_unit_test(most_values),
		cmocka_unit_test(wrong_sizes),
		cmocka_unit_test(mutated),
		cmocka_unit_test(forged),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

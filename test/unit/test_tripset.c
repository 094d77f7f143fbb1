/*
 * test_tripset.c
 *	  Columns written and read back, and bytes that are no tripset.
 */
#include "unit.h"

#include "core/tripset.h"

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

/* The narrowest width that is stored, by trying. */
static int
naive_width(uint64_t number)
{
	static const int widths[] = {0, 1, 2, 3, 4};

	for (int i = 0; i < 5; i++)
		if (number < UINT64_C(1) << (8 * widths[i]))
			return widths[i];
	return 8;
}

/* A column's plan: units are tried only where two bytes do not do. */
static void
check_plan(const TgColumn *column, const int64_t *values, uint32_t count)
{
	int64_t least = INT64_MAX;
	int64_t most = INT64_MIN;
	uint64_t unit = 1000000;
	int width;

	for (uint32_t i = 0; i < count; i++)
	{
		least = values[i] < least ? values[i] : least;
		most = values[i] > most ? values[i] : most;
	}
	for (uint32_t i = 0; i < count; i++)
		while (((uint64_t) values[i] - (uint64_t) least) % unit != 0)
			unit /= 1000;
	width = naive_width((uint64_t) most - (uint64_t) least);
	if (width > 2)
		width = naive_width(((uint64_t) most - (uint64_t) least) / unit);
	else
		unit = 1;
	assert_true(column->base == least);
	assert_int_equal(column->unit, unit);
	assert_int_equal(column->width, width);
	for (int i = 0; i < 3; i++)
		assert_int_equal(column->zero[i], 0);
}

/* Write the values of w; the caller frees all with written_free. */
static void
written_finish(Written *w)
{
	TgColumn column[TG_MAX_COLUMNS];
	size_t size = OFFSET(w->columns) + TG_TRIPSET_TAIL;
	unsigned char *at;

	for (int i = 0; i < w->columns; i++)
	{
		column[i] = tg_column_plan(w->values[i], w->count);
		check_plan(&column[i], w->values[i], w->count);
		size += (size_t) column[i].width * w->count;
	}
	w->size = tg_tripset_size(column, w->columns, w->count);
	assert_true(w->size == size);
	w->bytes = malloc(size);
	assert_non_null(w->bytes);
	memset(w->bytes, 0xA5, size - TG_TRIPSET_TAIL);
	memset(w->bytes + size - TG_TRIPSET_TAIL, 0, TG_TRIPSET_TAIL);
	at = tg_tripset_begin(column, w->columns, w->count, w->bytes);
	assert_ptr_equal(at, w->bytes + OFFSET(w->columns));
	for (int i = 0; i < w->columns; i++)
	{
		unsigned char *next =
			tg_tripset_put(&column[i], w->values[i], w->count, at);

		assert_ptr_equal(next, at + (size_t) column[i].width * w->count);
		at = next;
	}
	assert_ptr_equal(at, w->bytes + size - TG_TRIPSET_TAIL);
}

static void
written_free(Written *w)
{
	for (int i = 0; i < w->columns; i++)
		free(w->values[i]);
	free(w->bytes);
}

/* Read everything back, twice each way. */
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
		tg_tripset_get32(&set, i, values32);
		for (uint32_t k = 0; k < w->count; k++)
			if (values32[k] != (int32_t) (uint32_t) (uint64_t) values[k])
				fail_msg("value %u of column %d", k, i);
	}
	free(values);
	free(values32);
}

/* Fill a column with numbers of a width and unit, by a number's bits. */
static void
random_column(uint64_t *random, int64_t *values, uint32_t count)
{
	static const uint64_t units[] = {1, 1000, 1000000, 7, 500};
	static const int64_t bases[] = {0, -1, INT64_MIN, INT32_MIN, 144000000};
	uint64_t unit = units[unit_range(random, 0, 4)];
	uint64_t base = (uint64_t) bases[unit_range(random, 0, 4)];
	int bits = (int) unit_range(random, 0, 64);
	uint64_t mask = bits == 0 ? 0 : UINT64_MAX >> (64 - bits);

	if (unit_random(random) % 2 == 0)
		base = unit_random(random);
	for (uint32_t i = 0; i < count; i++)
		values[i] = (int64_t) (base + (unit_random(random) & mask) * unit);
}

static void
round_trip_random(void **state)
{
	static const uint32_t counts[] = {1, 2, 3, 7, 8, 100, 1000, 4096};
	uint64_t random = seed;
	int widths[9] = {0};

	(void) state;
	for (int i = 0; i < 3000; i++)
	{
		Written w = {.columns = (int) unit_range(&random, 1, TG_MAX_COLUMNS),
					 .count = counts[unit_range(&random, 0, i < 500 ? 7 : 5)]};
		TgTripset set;

		for (int k = 0; k < w.columns; k++)
		{
			w.values[k] = values_of(w.count);
			random_column(&random, w.values[k], w.count);
		}
		written_finish(&w);
		check_written(&w);
		tg_tripset_open(w.bytes, w.size, &set);
		for (int k = 0; k < w.columns; k++)
			widths[set.column[k].width]++;
		written_free(&w);
	}
	for (int width = 0; width <= 8; width++)
		assert_int_equal(widths[width] > 100, width <= 4 || width == 8);
}

/* One column of few values, at and beside where widths and units change. */
static void
round_trip_table(void **state)
{
	static const struct
	{
		int64_t values[4];
		uint32_t count;
		uint32_t unit;
		int width;
	} rows[] = {
		{{0}, 1, 1, 0},
		{{INT64_MIN}, 1, 1, 0},
		{{INT64_MAX}, 1, 1, 0},
		{{-5, -5, -5}, 3, 1, 0},
		{{0, 1}, 2, 1, 1},
		{{255, 0}, 2, 1, 1},
		{{256, 0}, 2, 1, 2},
		{{-100, 65435}, 2, 1, 2},
		{{0, 65535, 65536}, 3, 1, 3},
		{{0, 16777215, 1}, 3, 1, 3},
		{{0, 16777216, 1}, 3, 1, 4},
		{{INT32_MIN, INT32_MAX}, 2, 1, 4},
		{{0, INT64_C(4294967295), 3}, 3, 1, 4},
		{{0, INT64_C(4294967296), 3}, 3, 1, 8},
		{{INT64_MIN, INT64_MAX}, 2, 1, 8},
		{{INT64_MAX, INT64_MIN, 0, -1}, 4, 1, 8},
		/* a unit shifts these limits */
		{{0, 1000}, 2, 1, 2},
		{{0, 65000}, 2, 1, 2},
		{{0, 66000}, 2, 1000, 1},
		{{0, 255000}, 2, 1000, 1},
		{{0, 256000}, 2, 1000, 2},
		{{0, 1000000}, 2, 1000000, 1},
		{{0, 255000000, 255000}, 3, 1000, 3},
		{{7, 255000007}, 2, 1000000, 1},
		{{-1, 65534999999}, 2, 1000000, 2},
		{{0, 65536000000}, 2, 1000000, 3},
		{{0, 16777216000000}, 2, 1000000, 4},
		{{0, INT64_C(4294967295000000)}, 2, 1000000, 4},
		{{0, INT64_C(4294967296000000)}, 2, 1000000, 8},
		{{0, INT64_C(4294967295000000), 1000}, 3, 1000, 8},
		{{INT64_MIN, INT64_MIN + INT64_C(4294967295000)}, 2, 1000, 4},
		{{INT64_MIN, INT64_MIN + 1, INT64_MAX - 1, INT64_MAX}, 4, 1, 8},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		Written w = {.columns = 1, .count = rows[i].count};
		TgColumn column = tg_column_plan(rows[i].values, rows[i].count);

		if (column.unit != rows[i].unit || column.width != rows[i].width)
			fail_msg("row %zu: unit %u, width %u", i, column.unit,
					 column.width);
		w.values[0] = values_of(w.count);
		memcpy(w.values[0], rows[i].values, w.count * sizeof(int64_t));
		written_finish(&w);
		check_written(&w);
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
	static const char bytes[] =
		"\x47\x54\x01\x07\x03\x00\x00\x00"
		/* base, unit, width, zero */
		"\xFB\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01\x00\x00\x00\x00\x00\x00\x00"
		"\x0A\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00"
		"\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00"
		"\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x03\x00\x00\x00"
		"\x40\x4B\x4C\x00\x00\x00\x00\x00\x40\x42\x0F\x00\x04\x00\x00\x00"
		"\x00\x00\x00\x00\x00\x00\x00\x80\x01\x00\x00\x00\x08\x00\x00\x00"
		"\x01\x00\x00\x00\x00\x00\x00\x00\xE8\x03\x00\x00\x01\x00\x00\x00"
		"\x00\x01\xFF"
		"\x00\x00\x02\x01\xFF\xFF"
		"\x00\x00\x03\x02\xFF\xFF\x00\x01\xFF"
		"\x00\x00\x00\x00\x04\x03\x02\x01\xFF\xFF\xFF\xFF"
		"\x00\x00\x00\x00\x00\x00\x00\x00\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"
		"\x00\x00\x00\x00\x00\x00\x00\x80"
		"\x00\x46\xFF"
		"\x00\x00\x00\x00\x00\x00\x00\x00";
	static const int64_t values[7][3] = {
		{-5, -5, -5},
		{10, 11, 265},
		{0, 0x102, 0xFFFF},
		{0, 0x10203, 0xFFFFFF},
		{5000000, INT64_C(16909065000000), INT64_C(4294967300000000)},
		{INT64_MIN, INT64_MAX, 0},
		{1, 70001, 255001},
	};
	Written w = {.size = sizeof(bytes) - 1, .columns = 7, .count = 3};
	Written again = {.columns = 7, .count = 3};
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
	for (int i = 0; i < 7; i++)
	{
		w.values[i] = values_of(3);
		memcpy(w.values[i], values[i], sizeof(values[i]));
		again.values[i] = w.values[i];
	}
	check_written(&w);

	/* it is still what is written */
	written_finish(&again);
	assert_int_equal(again.size, w.size);
	assert_memory_equal(again.bytes, w.bytes, w.size);
	free(again.bytes);
	written_free(&w);
}

/* Give a tripset with a column of each width. */
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
		{4, 4, 9, TG_BAD_TRIPSET},
		{4, 4, 11, TG_BAD_TRIPSET},
		{4, 4, TG_MAX_SET + 1, TG_BAD_TRIPSET},
		{4, 4, UINT32_MAX, TG_BAD_TRIPSET},
		{OFFSET(0) + 8, 4, 0, TG_BAD_TRIPSET},
		{OFFSET(0) + 8, 4, 1000000, TG_OK},
		{OFFSET(3) + 8, 4, 1000001, TG_BAD_TRIPSET},
		{OFFSET(5) + 8, 4, UINT32_MAX, TG_BAD_TRIPSET},
		{OFFSET(0) + 12, 1, 1, TG_BAD_TRIPSET},
		{OFFSET(4) + 12, 1, 5, TG_BAD_TRIPSET},
		{OFFSET(4) + 12, 1, 6, TG_BAD_TRIPSET},
		{OFFSET(4) + 12, 1, 7, TG_BAD_TRIPSET},
		{OFFSET(4) + 12, 1, 9, TG_BAD_TRIPSET},
		{OFFSET(4) + 12, 1, 255, TG_BAD_TRIPSET},
		{OFFSET(0) + 13, 1, 1, TG_BAD_TRIPSET},
		{OFFSET(2) + 14, 1, 1, TG_BAD_TRIPSET},
		{OFFSET(5) + 15, 1, 128, TG_BAD_TRIPSET},
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
	const TgColumn column = {.base = 7, .unit = 1};
	unsigned char bytes[OFFSET(1) + TG_TRIPSET_TAIL] = {0};

	(void) state;
	for (int i = 0; i < 3; i++)
	{
		assert_int_equal(tg_tripset_size(&column, 1, counts[i]),
						 sizeof(bytes));
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
		Written w = all_widths(&random, (uint32_t) unit_range(&random, 2, 40));
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

/* A header of random, but possible, columns, and bytes to suit or not. */
static void
forged(void **state)
{
	static const uint8_t widths[] = {0, 1, 2, 3, 4, 8};
	uint64_t random = seed;
	int accepted = 0;

	(void) state;
	for (int i = 0; i < 20000; i++)
	{
		TgColumn column[TG_MAX_COLUMNS] = {{0}};
		int columns = (int) unit_range(&random, 1, TG_MAX_COLUMNS);
		uint32_t count = (uint32_t) unit_range(&random, 1, 30);
		unsigned char *bytes;
		size_t size;

		for (int k = 0; k < columns; k++)
		{
			column[k].base = (int64_t) unit_random(&random);
			column[k].unit = (uint32_t) unit_range(&random, 1, 1000000);
			column[k].width = widths[unit_range(&random, 0, 5)];
		}
		size = tg_tripset_size(column, columns, count);
		bytes = malloc(size);
		assert_non_null(bytes);
		tg_tripset_begin(column, columns, count, bytes);
		for (size_t k = OFFSET(columns); k < size; k++)
			bytes[k] = (unsigned char) unit_random(&random);
		memset(bytes + size - TG_TRIPSET_TAIL, 0, TG_TRIPSET_TAIL);
		size -= (size_t) unit_range(&random, 0, i % 2 * 3);
		accepted += open_exact(bytes, size) == TG_OK;
		free(bytes);
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

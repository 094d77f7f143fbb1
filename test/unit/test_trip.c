/*
 * test_trip.c
 *	  Orders, hashes and times against loops over fields and days.
 */
#include "unit.h"

#include "core/geo/cell.h"
#include "core/geo/trip.h"

__extension__ typedef __int128 Wide;

#define HOUR (3600 * TG_SECOND)
#define MAX_FIELDS 10

static uint64_t seed;

/* A value as its numbers, the most significant first. */
typedef struct Fields
{
	int64_t v[MAX_FIELDS];
} Fields;

/* What the orders, hashes and so on of one type are. */
typedef struct Kind
{
	int fields;
	int (*compare)(const Fields *a, const Fields *b);
	uint64_t (*hash)(const Fields *a, uint64_t seed);
} Kind;

static TgLonLat
as_lonlat(const Fields *f)
{
	return (TgLonLat){(int32_t) f->v[0], (int32_t) f->v[1]};
}

static TgTrip
as_trip(const Fields *f)
{
	return (TgTrip){{(int32_t) f->v[0], (int32_t) f->v[1]},
					{(int32_t) f->v[2], (int32_t) f->v[3]},
					f->v[4]};
}

static TgGroup
as_group(const Fields *f)
{
	return (TgGroup){{(int32_t) f->v[0], (int32_t) f->v[1], (int32_t) f->v[2],
					  (int32_t) f->v[3]},
					 {(int32_t) f->v[4], (int32_t) f->v[5], (int32_t) f->v[6],
					  (int32_t) f->v[7]},
					 (int32_t) f->v[8],
					 (int32_t) f->v[9]};
}

static int
compare_lonlats(const Fields *a, const Fields *b)
{
	return tg_lonlat_compare(as_lonlat(a), as_lonlat(b));
}

static uint64_t
hash_lonlat(const Fields *a, uint64_t from)
{
	return tg_lonlat_hash(as_lonlat(a), from);
}

static int
compare_trips(const Fields *a, const Fields *b)
{
	TgTrip x = as_trip(a);
	TgTrip y = as_trip(b);

	return tg_trip_compare(&x, &y);
}

static uint64_t
hash_trip(const Fields *a, uint64_t from)
{
	TgTrip x = as_trip(a);

	return tg_trip_hash(&x, from);
}

static int
compare_groups(const Fields *a, const Fields *b)
{
	TgGroup x = as_group(a);
	TgGroup y = as_group(b);

	return tg_group_compare(&x, &y);
}

static uint64_t
hash_group(const Fields *a, uint64_t from)
{
	TgGroup x = as_group(a);

	return tg_group_hash(&x, from);
}

static const Kind kinds[] = {
	{2, compare_lonlats, hash_lonlat},
	{5, compare_trips, hash_trip},
	{10, compare_groups, hash_group},
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static int
sign(int order)
{
	return (order > 0) - (order < 0);
}

static int
naive_compare(const Fields *a, const Fields *b, int fields)
{
	for (int i = 0; i < fields; i++)
		if (a->v[i] != b->v[i])
			return a->v[i] < b->v[i] ? -1 : 1;
	return 0;
}

/* Any number, or one of a few, extremes among them, so that many are equal. */
static int64_t
random_number(uint64_t *random, bool wide)
{
	static const int64_t few[] = {0, 1, -1, INT32_MIN, INT32_MAX, 7};
	int64_t pick = unit_range(random, 0, 9);

	if (pick < 6)
		return few[pick];
	if (pick == 6 && wide)
		return INT64_MIN;
	if (pick == 7 && wide)
		return INT64_MAX;
	return wide ? (int64_t) unit_random(random)
				: unit_range(random, INT32_MIN, INT32_MAX);
}

/* Values that differ in no field, in one, or in any. */
static void
random_fields(uint64_t *random, Fields *f, int count, int fields)
{
	f[0] = (Fields){0};
	for (int i = 0; i < fields; i++)
		f[0].v[i] = random_number(random, fields == 5 && i == 4);
	for (int k = 1; k < count; k++)
	{
		f[k] = f[k - 1];
		for (int64_t changes = unit_range(random, 0, 2); changes > 0;
			 changes--)
		{
			int i = (int) unit_range(random, 0, fields - 1);

			f[k].v[i] = random_number(random, fields == 5 && i == 4);
		}
	}
}

static void
orders_are_total(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (size_t k = 0; k < KINDS; k++)
		for (int i = 0; i < 50000; i++)
		{
			const Kind *kind = &kinds[k];
			Fields f[3];
			int order[3][3];

			random_fields(&random, f, 3, kind->fields);
			for (int a = 0; a < 3; a++)
				for (int b = 0; b < 3; b++)
				{
					order[a][b] = sign(kind->compare(&f[a], &f[b]));
					assert_int_equal(order[a][b], naive_compare(&f[a], &f[b],
																kind->fields));
				}
			for (int a = 0; a < 3; a++)
			{
				int b = (a + 1) % 3;
				int c = (a + 2) % 3;

				assert_int_equal(order[a][a], 0);
				assert_int_equal(order[a][b], -order[b][a]);
				if (order[a][b] <= 0 && order[b][c] <= 0)
					assert_true(order[a][c] <= 0);
			}
		}
}

/* Equal values hash equal; others, this often, never. */
static void
hashes(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (size_t k = 0; k < KINDS; k++)
		for (int i = 0; i < 50000; i++)
		{
			const Kind *kind = &kinds[k];
			uint64_t from = unit_random(&random) % 3;
			Fields f[2];
			Fields copy;

			random_fields(&random, f, 2, kind->fields);
			copy = f[0];
			assert_true(kind->hash(&f[0], from) == kind->hash(&copy, from));
			assert_true(kind->hash(&f[0], from) !=
						kind->hash(&copy, from + 1));
			assert_int_equal(kind->hash(&f[0], from) ==
								 kind->hash(&f[1], from),
							 naive_compare(&f[0], &f[1], kind->fields) == 0);
		}
}

/* Neighbours on a grid spread over the buckets of a hash table. */
static void
hashes_spread(void **state)
{
	enum
	{
		SIDE = 256,
		BUCKETS = 4096
	};
	static int low[BUCKETS];
	static int high[BUCKETS];

	(void) state;
	for (int x = 0; x < SIDE; x++)
		for (int y = 0; y < SIDE; y++)
		{
			uint64_t hash =
				tg_lonlat_hash((TgLonLat){144000000 + x, 500000000 + y}, 0);

			low[hash % BUCKETS]++;
			high[hash >> 52]++;
		}
	/* 16 on average, and a deviation of 4 */
	for (int i = 0; i < BUCKETS; i++)
	{
		assert_in_range(low[i], 1, 48);
		assert_in_range(high[i], 1, 48);
	}
}

static void
trip_valid_table(void **state)
{
	static const struct
	{
		TgTrip trip;
		bool valid;
	} rows[] = {
		{{{0, 0}, {0, 0}, 0}, true},
		{{{TG_LON_MAX, TG_LAT_MAX}, {-TG_LON_MAX, -TG_LAT_MAX}, 1}, true},
		{{{TG_LON_MAX + 1, 0}, {0, 0}, 0}, false},
		{{{-TG_LON_MAX - 1, 0}, {0, 0}, 0}, false},
		{{{0, TG_LAT_MAX + 1}, {0, 0}, 0}, false},
		{{{0, 0}, {INT32_MAX, 0}, 0}, false},
		{{{0, 0}, {0, -TG_LAT_MAX - 1}, 0}, false},
		{{{0, 0}, {0, INT32_MIN}, 0}, false},
		{{{0, 0}, {0, 0}, INT64_MIN}, false},
		{{{0, 0}, {0, 0}, INT64_MAX}, false},
		{{{0, 0}, {0, 0}, TG_DEPARTURE_MIN - 1}, false},
		{{{0, 0}, {0, 0}, TG_DEPARTURE_MIN}, true},
		{{{0, 0}, {0, 0}, TG_DEPARTURE_END - 1}, true},
		{{{0, 0}, {0, 0}, TG_DEPARTURE_END}, false},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(tg_trip_valid(&rows[i].trip), rows[i].valid);
}

static void
group_valid_table(void **state)
{
	static const TgGroup good = {
		{-TG_LON_MAX, -TG_LAT_MAX, TG_LON_MAX, TG_LAT_MAX},
		{5, 6, 5, 6},
		0,
		TG_DAY_SECONDS - 1};
	static const struct
	{
		int field;
		int32_t value;
		bool valid;
	} rows[] = {
		{0, -TG_LON_MAX - 1, false}, /* west, south, east, north */
		{0, TG_LON_MAX, true},
		{1, -TG_LAT_MAX - 1, false},
		{1, TG_LAT_MAX, true},
		{2, TG_LON_MAX + 1, false},
		{2, -TG_LON_MAX, true},
		{3, TG_LAT_MAX + 1, false},
		{3, -TG_LAT_MAX, true},
		{4, 6, false},
		{4, 4, true},
		{5, 7, false},
		{6, 4, false},
		{7, 5, false},
		{7, INT32_MIN, false},
		{4, INT32_MIN, false},
		{6, INT32_MAX, false},
		{8, -1, false}, /* from, until */
		{8, TG_DAY_SECONDS - 1, true},
		{8, TG_DAY_SECONDS, false},
		{9, -1, false},
		{9, 0, true},
		{9, TG_DAY_SECONDS, false},
		{9, INT32_MAX, false},
	};
	int32_t field[10];
	TgGroup group = good;

	(void) state;
	_Static_assert(sizeof(TgGroup) == sizeof(field), "no padding");
	assert_true(tg_group_valid(&good));
	group.from = 80000; /* over midnight */
	group.until = 100;
	assert_true(tg_group_valid(&group));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		memcpy(field, &good, sizeof(field));
		field[rows[i].field] = rows[i].value;
		memcpy(&group, field, sizeof(group));
		if (tg_group_valid(&group) != rows[i].valid)
			fail_msg("row %zu", i);
	}
}

static void
check_day(int64_t day, int32_t week, int32_t weekday)
{
	static const int64_t times[] = {
		0, 1, HOUR - 1, HOUR, 12 * HOUR, 24 * HOUR - 1,
	};

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
	{
		int64_t departure = day * TG_DAY + times[i];

		assert_int_equal(tg_week_of(departure), week);
		assert_true(tg_time_of_day(departure) == times[i]);
		assert_int_equal(tg_hour_of_week(departure),
						 weekday * 24 + (int) (times[i] / HOUR));
	}
	if (weekday == 0)
		assert_true(tg_week_start(week) == day * TG_DAY);
}

/* Count the days from a Saturday, Monday being 0, there and back. */
static void
days_one_by_one(void **state)
{
	int32_t week = -1;
	int32_t weekday = 5;

	(void) state;
	for (int64_t day = 0; day < 60000; day++)
	{
		check_day(day, week, weekday);
		week += weekday == 6;
		weekday = weekday == 6 ? 0 : weekday + 1;
	}
	week = -1;
	weekday = 5;
	for (int64_t day = 0; day > -60000; day--)
	{
		check_day(day, week, weekday);
		week -= weekday == 0;
		weekday = weekday == 0 ? 6 : weekday - 1;
	}
}

static Wide
wide_floor(Wide a, int64_t b)
{
	Wide rest = (a % b + b) % b;

	return (a - rest) / b;
}

/* All of the clock, its extremes too, in wide integers. */
static void
check_moment(int64_t departure)
{
	Wide day = wide_floor(departure, TG_DAY);
	Wide week = wide_floor(day - 2, 7);
	Wide time = departure - day * TG_DAY;

	assert_true(tg_week_of(departure) == week);
	assert_true(tg_time_of_day(departure) == time);
	assert_true(tg_hour_of_week(departure) ==
				(day - 2 - week * 7) * 24 + time / HOUR);
	if ((week * 7 + 2) * TG_DAY >= INT64_MIN)
		assert_true(tg_week_start((int32_t) week) == (week * 7 + 2) * TG_DAY);
}

static void
moments(void **state)
{
	static const int64_t few[] = {
		INT64_MIN,
		INT64_MAX,
		0,
		2 * TG_DAY,
		-5 * TG_DAY,
		INT64_C(-211813488000000000), /* the first timestamp, 4714 BC */
		INT64_C(9223371331200000000), /* the end of timestamps */
	};
	uint64_t random = seed;

	(void) state;
	for (size_t i = 0; i < sizeof(few) / sizeof(few[0]); i++)
		for (int64_t step = -3; step <= 3; step++)
			check_moment((int64_t) ((uint64_t) few[i] + (uint64_t) step));
	for (int i = 0; i < 8 * 24; i++)
	{
		check_moment(INT64_MIN + i * HOUR);
		check_moment(INT64_MAX - i * HOUR);
	}
	for (int i = 0; i < 100000; i++)
	{
		int bits = (int) unit_range(&random, 0, 63);

		check_moment((int64_t) unit_random(&random) >> bits);
		check_moment(unit_range(&random, -1000000, 1000000) * HOUR -
					 unit_range(&random, 0, 1));
	}
}

static TgTrip
random_trip(uint64_t *random)
{
	TgTrip trip = {{(int32_t) unit_range(random, -TG_LON_MAX, TG_LON_MAX),
					(int32_t) unit_range(random, -TG_LAT_MAX, TG_LAT_MAX)},
				   {(int32_t) unit_range(random, -TG_LON_MAX, TG_LON_MAX),
					(int32_t) unit_range(random, -TG_LAT_MAX, TG_LAT_MAX)},
				   (int64_t) unit_random(random) >> unit_range(random, 0, 40)};

	return trip;
}

static bool
box_equal(const TgBox *a, const TgBox *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static void
check_group(const TgTrip *trip, int zoom, int32_t window)
{
	Wide day = wide_floor(trip->departure, TG_DAY);
	int32_t second = (int32_t) ((trip->departure - day * TG_DAY) / TG_SECOND);
	TgBox origin = tg_cell_box(tg_cell_of(trip->origin, zoom));
	TgBox destination = tg_cell_box(tg_cell_of(trip->destination, zoom));
	int32_t from = 0;
	TgGroup group;

	while (from + window <= second)
		from += window;
	assert_int_equal(tg_group_of(trip, zoom, window, &group), TG_OK);
	assert_true(tg_group_valid(&group));
	assert_true(box_equal(&group.origin, &origin));
	assert_true(box_equal(&group.destination, &destination));
	assert_true(tg_box_covers(&group.origin, trip->origin));
	assert_true(tg_box_covers(&group.destination, trip->destination));
	assert_int_equal(group.from, from);
	assert_int_equal(group.until, from + window - 1);
}

/* Every window there is; only those that divide a day are taken. */
static void
groups_of_windows(void **state)
{
	uint64_t random = seed;
	int windows = 0;

	(void) state;
	for (int32_t window = 1; window <= TG_DAY_SECONDS + 10; window++)
	{
		TgTrip trip = random_trip(&random);
		TgGroup group;

		if (TG_DAY_SECONDS % window != 0)
		{
			assert_int_equal(tg_group_of(&trip, 8, window, &group),
							 TG_BAD_WINDOW);
			continue;
		}
		windows++;
		for (int i = 0; i < 200; i++)
		{
			trip = random_trip(&random);
			if (i == 0)
				trip.departure = INT64_MIN;
			if (i == 1)
				trip.departure = INT64_MAX;
			check_group(&trip, i % (TG_MAX_ZOOM + 1), window);
		}
	}
	assert_int_equal(windows, 96); /* 86400 = 2^7 * 3^3 * 5^2 */
}

static void
groups_refused(void **state)
{
	static const int64_t windows[] = {
		0,
		-1,
		-3600,
		7,
		86399,
		86401,
		2 * TG_DAY_SECONDS,
		INT32_MAX,
		(INT64_C(1) << 32) + 3600,
		INT64_MAX,
		INT64_MIN,
	};
	static const int zooms[] = {-1, TG_MAX_ZOOM + 1, INT32_MIN, INT32_MAX};
	TgTrip trip = {{0, 0}, {0, 0}, 0};
	TgGroup group;

	(void) state;
	for (size_t i = 0; i < sizeof(windows) / sizeof(windows[0]); i++)
		assert_int_equal(tg_group_of(&trip, 0, windows[i], &group),
						 TG_BAD_WINDOW);
	for (size_t i = 0; i < sizeof(zooms) / sizeof(zooms[0]); i++)
		assert_int_equal(tg_group_of(&trip, zooms[i], 3600, &group),
						 TG_BAD_ZOOM);
}

static void
grow(TgBox *box, TgLonLat p)
{
	if (p.lon < box->west)
		box->west = p.lon;
	if (p.lon > box->east)
		box->east = p.lon;
	if (p.lat < box->south)
		box->south = p.lat;
	if (p.lat > box->north)
		box->north = p.lat;
}

static void
groups_grow(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 2000; i++)
	{
		TgTrip trip = random_trip(&random);
		TgGroup group = tg_group_around(&trip);
		TgBox origin = {INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};
		TgBox destination = origin;
		int32_t from = INT32_MAX;
		int32_t until = INT32_MIN;

		for (int64_t more = unit_range(&random, 0, 40); more >= 0; more--)
		{
			Wide day = wide_floor(trip.departure, TG_DAY);
			int32_t second =
				(int32_t) ((trip.departure - day * TG_DAY) / TG_SECOND);

			grow(&origin, trip.origin);
			grow(&destination, trip.destination);
			from = second < from ? second : from;
			until = second > until ? second : until;
			tg_group_extend(&group, &trip);
			assert_true(tg_group_valid(&group));
			assert_true(box_equal(&group.origin, &origin));
			assert_true(box_equal(&group.destination, &destination));
			assert_int_equal(group.from, from);
			assert_int_equal(group.until, until);
			trip = random_trip(&random);
		}
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(orders_are_total),
		cmocka_unit_test(hashes),
		cmocka_unit_test(hashes_spread),
		cmocka_unit_test(trip_valid_table),
		cmocka_unit_test(group_valid_table),
		cmocka_unit_test(days_one_by_one),
		cmocka_unit_test(moments),
		cmocka_unit_test(groups_of_windows),
		cmocka_unit_test(groups_refused),
		cmocka_unit_test(groups_grow),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

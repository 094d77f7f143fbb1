/*
 * test_scan.c
 *	  Masks, doubts and counts of a segment's trips against the same done trip
 *	  by trip.
 */
#include "unit.h"

#include <math.h>

#include "core/scan.h"
#include "core/trip.h"
#include "unit_shape.h"

#define MAX_TRIPS 200
#define HOURS 168

static uint64_t seed;

/* To work in; too large for the stack. */
static UnitShape shape;

/* What kinds of areas there are. */
enum
{
	RECTANGLE,
	STAR,
	WITH_HOLE,
	TWO_STARS,
	EMPTY,
	WORLD,
	AREAS
};

/* Add a polygon to the shape; a star may be a hole instead. */
static void
add_rectangle(double west, double south, double east, double north)
{
	const UnitPoint points[] = {
		{west, south}, {east, south}, {east, north}, {west, north}};

	unit_shape_add(&shape, true, points, 4);
}

static void
add_star(uint64_t *random, bool polygon, double x, double y, double reach)
{
	UnitPoint points[40];
	int count = (int) unit_range(random, 3, 40);

	for (int i = 0; i < count; i++)
	{
		double angle = 2 * 3.14159265358979 * i / count;
		double r = reach * (double) unit_range(random, 40, 100) / 100;

		points[i] = (UnitPoint){x + r * cos(angle), y + r * sin(angle)};
	}
	unit_shape_add(&shape, polygon, points, count);
}

/* An area about the middle of a town; the caller frees it. */
static const TgArea *
random_area(uint64_t *random, int kind)
{
	double x = 14.4 + (double) unit_range(random, -100, 100) / 1000;
	double y = 50.1 + (double) unit_range(random, -100, 100) / 1000;

	unit_shape_clear(&shape);
	switch (kind)
	{
		case EMPTY:
			break;
		case RECTANGLE:
			add_rectangle(x - 0.05, y - 0.02, x + 0.03, y + 0.04);
			break;
		case WORLD:
			add_rectangle(-180, -90, 180, 90);
			break;
		case WITH_HOLE:
			add_star(random, true, x, y, 0.1);
			add_star(random, false, x, y, 0.03);
			break;
		case TWO_STARS:
			add_star(random, true, x, y, 0.05);
			add_star(random, true, x + 0.15, y, 0.04);
			break;
		default:
			add_star(random, true, x, y, 0.08);
			break;
	}
	return unit_area_from_shape(&shape);
}

/* Positions in and around the town, as near to each other as reach says. */
static void
random_positions(uint64_t *random, TgLonLat *p, uint32_t count)
{
	int64_t reach = INT64_C(1) << unit_range(random, 0, 22);
	int64_t lon = 144000000 + unit_range(random, -2000000, 2000000);
	int64_t lat = 501000000 + unit_range(random, -2000000, 2000000);

	for (uint32_t i = 0; i < count; i++)
	{
		p[i].lon = (int32_t) (lon + unit_range(random, -reach, reach));
		p[i].lat = (int32_t) (lat + unit_range(random, -reach, reach));
	}
}

/* Positions as a segment stores them; the caller frees the bytes. */
static unsigned char *
store_positions(const TgLonLat *p, uint32_t count, TgTripset *set)
{
	int64_t values[2][MAX_TRIPS];
	TgColumn column[2];
	unsigned char *bytes;
	unsigned char *at;
	size_t size;

	for (uint32_t i = 0; i < count; i++)
	{
		values[0][i] = p[i].lon;
		values[1][i] = p[i].lat;
	}
	for (int i = 0; i < 2; i++)
		column[i] = tg_column_plan(values[i], count);
	size = tg_tripset_size(column, 2);
	bytes = calloc(1, size);
	assert_non_null(bytes);
	at = tg_tripset_begin(column, 2, count, bytes);
	for (int i = 0; i < 2; i++)
		at = tg_tripset_put(&column[i], values[i], count, at);
	assert_int_equal(tg_tripset_open(bytes, size, set), TG_OK);
	return bytes;
}

/* Mask positions in memory of just their number; the caller frees it. */
static uint8_t *
mask_of(const TgArea *area, const TgLonLat *p, uint32_t count)
{
	int32_t *lon = malloc(count * sizeof(*lon));
	int32_t *lat = malloc(count * sizeof(*lat));
	uint8_t *mask = malloc(count);
	TgTripset set;
	unsigned char *bytes = store_positions(p, count, &set);

	assert_non_null(lon);
	assert_non_null(lat);
	assert_non_null(mask);
	memset(mask, 0xA5, count);
	tg_mask_covered(area, &set, lon, lat, mask);
	for (uint32_t i = 0; i < count; i++)
	{
		assert_int_equal(lon[i], p[i].lon);
		assert_int_equal(lat[i], p[i].lat);
	}
	free(lon);
	free(lat);
	free(bytes);
	return mask;
}

static void
masks(void **state)
{
	uint64_t random = seed;
	int covered = 0;
	int all = 0;

	(void) state;
	for (int i = 0; i < 3000; i++)
	{
		const TgArea *area = random_area(&random, i % AREAS);
		uint32_t count = (uint32_t) unit_range(&random, 1, MAX_TRIPS);
		TgLonLat p[MAX_TRIPS];
		uint8_t *mask;

		random_positions(&random, p, count);
		mask = mask_of(area, p, count);
		for (uint32_t k = 0; k < count; k++)
		{
			assert_int_equal(mask[k], tg_area_covers(area, p[k]));
			covered += mask[k];
			all++;
		}
		free(mask);
		free((void *) area);
	}
	assert_true(covered > all / 10 && covered < all - all / 10);
}

/* A rectangle's sides belong to it; a unit beyond does not. */
static void
masks_at_sides(void **state)
{
	const TgArea *area;
	TgLonLat p[49];
	uint8_t *mask;

	(void) state;
	unit_shape_clear(&shape);
	add_rectangle(14.4, 50, 14.4000003, 50.0000003);
	area = unit_area_from_shape(&shape);
	for (int i = 0; i < 49; i++)
		p[i] = (TgLonLat){144000000 - 2 + i % 7, 500000000 - 2 + i / 7};
	mask = mask_of(area, p, 49);
	for (int i = 0; i < 49; i++)
		assert_int_equal(mask[i],
						 i % 7 >= 2 && i % 7 <= 5 && i / 7 >= 2 && i / 7 <= 5);
	free(mask);
	free((void *) area);
}

static void
masks_combine(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (uint32_t count = 0; count < 200; count++)
	{
		uint8_t *a = malloc(count + 1);
		uint8_t *b = malloc(count + (count == 0));
		int32_t *numbers = malloc(count * sizeof(*numbers) + (count == 0));
		uint8_t expected[200];
		int32_t wanted = (int32_t) unit_range(&random, -1, 1);

		assert_non_null(a);
		assert_non_null(b);
		assert_non_null(numbers);
		a[count] = 1; /* beyond; stays */
		for (uint32_t i = 0; i < count; i++)
		{
			a[i] = (uint8_t) unit_range(&random, 0, 1);
			b[i] = (uint8_t) unit_range(&random, 0, 1);
			numbers[i] = (int32_t) unit_range(&random, -1, 1);
			expected[i] = a[i] == 1 && b[i] == 1;
		}
		tg_mask_and(a, b, count);
		assert_memory_equal(a, expected, count);
		for (uint32_t i = 0; i < count; i++)
			expected[i] = a[i] == 1 || numbers[i] == 1;
		for (uint32_t i = 0; i < count; i++)
			b[i] = numbers[i] == 1;
		tg_mask_or(a, b, count);
		assert_memory_equal(a, expected, count);
		for (uint32_t i = 0; i < count; i++)
			expected[i] = a[i] == 1 && numbers[i] == wanted;
		tg_mask_equal(a, numbers, wanted, count);
		assert_memory_equal(a, expected, count);
		assert_int_equal(a[count], 1);
		free(a);
		free(b);
		free(numbers);
	}
}

/* What a doubt and the columns it names make of a trip. */
static bool
matches_by_doubt(TgMatch match, TgDoubt doubt, const TgArea *area,
				 const TgTrip *trip)
{
	bool origin = !doubt.origins || tg_area_covers(area, trip->origin) !=
										(match == TG_MATCH_DESTINATION_ONLY);
	bool destination =
		!doubt.destinations || tg_area_covers(area, trip->destination);

	if (doubt.outside)
		return false;
	/* of either end, one in doubt decides if the other is out of question */
	if (match == TG_MATCH_EITHER && (doubt.origins || doubt.destinations))
		return (doubt.origins && origin) ||
			   (doubt.destinations && destination);
	return origin && destination;
}

static bool
matches(TgMatch match, const TgArea *area, const TgTrip *trip)
{
	bool origin = tg_area_covers(area, trip->origin);
	bool destination = tg_area_covers(area, trip->destination);

	switch (match)
	{
		case TG_MATCH_ORIGIN:
			return origin;
		case TG_MATCH_DESTINATION:
			return destination;
		case TG_MATCH_BOTH:
			return origin && destination;
		case TG_MATCH_DESTINATION_ONLY:
			return destination && !origin;
		default:
			return origin || destination;
	}
}

static void
doubts(void **state)
{
	uint64_t random = seed;
	int outside = 0;
	int certain = 0;
	int in_doubt = 0;

	(void) state;
	for (int i = 0; i < 20000; i++)
	{
		const TgArea *area = random_area(&random, i % AREAS);
		uint32_t count = (uint32_t) unit_range(&random, 1, 20);
		TgLonLat ends[2][20];
		TgTrip trips[20];
		TgGroup bounds;

		random_positions(&random, ends[0], count);
		random_positions(&random, ends[1], count);
		for (uint32_t k = 0; k < count; k++)
		{
			trips[k] = (TgTrip){ends[0][k], ends[1][k], 0};
			if (k == 0)
				bounds = tg_group_around(&trips[k]);
			tg_group_extend(&bounds, &trips[k]);
		}
		for (int match = TG_MATCH_ORIGIN; match <= TG_MATCH_EITHER; match++)
		{
			TgDoubt doubt = tg_match_doubt((TgMatch) match, area, &bounds);

			/* no column is asked for in vain */
			if (match == TG_MATCH_ORIGIN)
				assert_false(doubt.destinations);
			if (match == TG_MATCH_DESTINATION)
				assert_false(doubt.origins);
			for (uint32_t k = 0; k < count; k++)
			{
				bool expected = matches((TgMatch) match, area, &trips[k]);

				assert_int_equal(
					matches_by_doubt((TgMatch) match, doubt, area, &trips[k]),
					expected);
				assert_int_equal(
					tg_match_trip((TgMatch) match, area, &trips[k]), expected);
			}
			outside += doubt.outside;
			in_doubt +=
				!doubt.outside && (doubt.origins || doubt.destinations);
			certain += !doubt.outside && !doubt.origins && !doubt.destinations;
		}
		free((void *) area);
	}
	assert_true(outside > 3000 && certain > 3000 && in_doubt > 3000);
}

/* A tally with room for so many entries and no byte more. */
static TgTally *
tally_of(uint32_t room)
{
	TgTally *tally =
		malloc(offsetof(TgTally, entry) + room * sizeof(TgTallyEntry));

	assert_non_null(tally);
	tally->used = 0;
	tally->room = room;
	return tally;
}

/* One question about the departures of a segment. */
typedef struct Question
{
	TgCountBy by;
	TgWeeks weeks;
	int64_t *departures;
	uint8_t *mask; /* null: all */
	uint32_t count;
	int sign;
} Question;

static bool
asked_for(const Question *q, uint32_t i)
{
	int32_t week = tg_week_of(q->departures[i]);

	if (q->mask != NULL && q->mask[i] == 0)
		return false;
	if (q->weeks.first != INT32_MIN && week < q->weeks.first)
		return false;
	return q->weeks.last == INT32_MAX || week <= q->weeks.last;
}

static int64_t
key_of(const Question *q, uint32_t i)
{
	return q->by == TG_BY_WEEK ? tg_week_of(q->departures[i])
							   : tg_hour_of_week(q->departures[i]);
}

/* Count one key, trip by trip. */
static int64_t
naive_count(const Question *q, int64_t key)
{
	int64_t count = 0;

	for (uint32_t i = 0; i < q->count; i++)
		if (asked_for(q, i) && key_of(q, i) == key)
			count++;
	return count * q->sign;
}

static uint32_t
naive_keys(const Question *q)
{
	uint32_t keys = 0;

	for (uint32_t i = 0; i < q->count; i++)
	{
		bool seen = !asked_for(q, i);

		for (uint32_t k = 0; k < i && !seen; k++)
			seen = asked_for(q, k) && key_of(q, k) == key_of(q, i);
		keys += !seen;
	}
	return keys;
}

static bool
ask(TgTally *tally, const Question *q)
{
	return tg_scan_tally(tally, q->by, q->weeks, q->departures, q->mask,
						 q->count, q->sign);
}

/* Ask with just the room needed, twice, and with one entry too few. */
static void
check_question(const Question *q)
{
	uint32_t keys = naive_keys(q);
	TgTally *tally = tally_of(keys);

	assert_true(ask(tally, q));
	assert_int_equal(tally->used, keys);
	for (uint32_t i = 0; i < keys; i++)
	{
		assert_true(tally->entry[i].count ==
					naive_count(q, tally->entry[i].key));
		if (i > 0)
			assert_true(tally->entry[i - 1].key < tally->entry[i].key);
	}
	assert_true(ask(tally, q));
	assert_int_equal(tally->used, keys);
	for (uint32_t i = 0; i < keys; i++)
		assert_true(tally->entry[i].count ==
					2 * naive_count(q, tally->entry[i].key));
	free(tally);
	if (keys > 0)
	{
		tally = tally_of(keys - 1);
		assert_false(ask(tally, q));
		assert_true(tally->used <= tally->room);
		free(tally);
	}
}

/* The room that a caller is told to reserve is enough. */
static void
check_keys(const Question *q)
{
	int64_t first = INT64_MAX;
	int64_t last = INT64_MIN;
	uint32_t room;

	for (uint32_t i = 0; i < q->count; i++)
	{
		first = q->departures[i] < first ? q->departures[i] : first;
		last = q->departures[i] > last ? q->departures[i] : last;
	}
	room = tg_scan_keys(q->by, first, last, q->count);
	assert_true(room >= naive_keys(q) && room <= q->count);
	if (q->by == TG_BY_HOUR)
		assert_true(room <= HOURS);
}

/* A span that is open at none, one or both of its ends, or holds nothing. */
static TgWeeks
random_weeks(uint64_t *random, int64_t around)
{
	static const int32_t odd[] = {INT32_MIN + 1, INT32_MAX - 1, INT32_MIN,
								  INT32_MAX,	 -15250285,		-15250284,
								  15250283,		 15250284,		15250285};
	int32_t week = tg_week_of(around);
	int64_t reach = INT64_C(1) << unit_range(random, 0, 12);
	TgWeeks weeks = {week - (int32_t) unit_range(random, -1, reach),
					 week + (int32_t) unit_range(random, -1, reach)};

	if (unit_random(random) % 3 == 0)
		weeks.first = INT32_MIN;
	if (unit_random(random) % 3 == 0)
		weeks.last = INT32_MAX;
	if (unit_random(random) % 8 == 0)
		weeks.first = odd[unit_range(random, 0, 8)];
	if (unit_random(random) % 8 == 0)
		weeks.last = odd[unit_range(random, 0, 8)];
	return weeks;
}

static void
tallies(void **state)
{
	static const int64_t reaches[] = {
		0,
		TG_DAY,
		30 * TG_DAY,
		2047 * 7 * TG_DAY, /* about as many weeks as are counted densely */
		2048 * 7 * TG_DAY,
		2049 * 7 * TG_DAY,
		5000 * 7 * TG_DAY,
		INT64_MAX / 2,
	};
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 8000; i++)
	{
		int64_t reach = reaches[i % 8];
		int64_t around = unit_range(&random, -30000, 30000) * TG_DAY;
		Question q = {.by = i % 3 == 0 ? TG_BY_HOUR : TG_BY_WEEK,
					  .count = (uint32_t) unit_range(&random, 1, 60),
					  .sign = i % 5 == 0 ? -1 : 1};

		if (i % 11 == 0)
			q.count = 200;
		if (i % 97 == 0)
			q.count = 0;
		q.departures = malloc(q.count * sizeof(int64_t) + (q.count == 0));
		assert_non_null(q.departures);
		for (uint32_t k = 0; k < q.count; k++)
		{
			q.departures[k] = around + unit_range(&random, -reach, reach) / 2;
			if (k > 0 && k % 3 == 0)
				q.departures[k] = q.departures[k - 1];
			if (unit_random(&random) % 4 == 0)
				q.departures[k] -= q.departures[k] % TG_DAY;
		}
		if (i % 13 == 0 && q.count > 0)
			q.departures[0] = INT64_MIN;
		if (i % 17 == 0 && q.count > 1)
			q.departures[1] = INT64_MAX;
		if (i % 2 == 0)
		{
			q.mask = malloc(q.count + (q.count == 0));
			assert_non_null(q.mask);
			for (uint32_t k = 0; k < q.count; k++)
				q.mask[k] = (uint8_t) unit_range(&random, 0, 1);
		}
		q.weeks = random_weeks(&random, around);
		check_question(&q);
		if (q.count > 0)
			check_keys(&q);
		free(q.departures);
		free(q.mask);
	}
}

/* The first and the last moment of a span, and those beyond. */
static void
tally_edges(void **state)
{
	int64_t monday = tg_week_start(960);
	int64_t departures[] = {monday - 1, monday, monday + 7 * TG_DAY - 1,
							monday + 7 * TG_DAY};
	static const struct
	{
		TgWeeks weeks;
		uint32_t keys;
		int64_t first;
	} rows[] = {
		{{960, 960}, 1, 960},
		{{959, 960}, 2, 959},
		{{960, 961}, 2, 960},
		{{INT32_MIN, INT32_MAX}, 3, 959},
		{{INT32_MIN, 959}, 1, 959},
		{{961, INT32_MAX}, 1, 961},
		{{962, INT32_MAX}, 0, 0},
		{{INT32_MIN, 958}, 0, 0},
		{{961, 960}, 0, 0},
		{{INT32_MAX, INT32_MAX}, 0, 0},
		{{INT32_MAX, INT32_MIN}, 0, 0},
		{{INT32_MIN, INT32_MIN}, 0, 0},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		TgTally *tally = tally_of(3);

		assert_true(tg_scan_tally(tally, TG_BY_WEEK, rows[i].weeks, departures,
								  NULL, 4, 1));
		assert_int_equal(tally->used, rows[i].keys);
		if (tally->used > 0)
			assert_true(tally->entry[0].key == rows[i].first);
		for (uint32_t k = 0; k < tally->used; k++)
			assert_true(tally->entry[k].count ==
						(tally->entry[k].key == 960 ? 2 : 1));
		free(tally);
	}
}

/* Thousands of weeks one after the other, dense or not. */
static void
tally_many_weeks(void **state)
{
	(void) state;
	for (uint32_t weeks = 2046; weeks <= 2051; weeks++)
	{
		int64_t *departures = malloc(2 * weeks * sizeof(*departures));
		TgTally *tally = tally_of(weeks);

		assert_non_null(departures);
		for (uint32_t i = 0; i < weeks; i++)
		{
			departures[2 * i] = tg_week_start(-1000 + (int32_t) i);
			departures[2 * i + 1] = departures[2 * i] + 7 * TG_DAY - 1;
		}
		assert_true(tg_scan_tally(tally, TG_BY_WEEK,
								  (TgWeeks){INT32_MIN, INT32_MAX}, departures,
								  NULL, 2 * weeks, -1));
		assert_int_equal(tally->used, weeks);
		for (uint32_t i = 0; i < weeks; i++)
		{
			assert_true(tally->entry[i].key == (int64_t) i - 1000);
			assert_true(tally->entry[i].count == -2);
		}
		free(departures);
		free(tally);
	}
}

static void
keys_table(void **state)
{
	static const struct
	{
		TgCountBy by;
		int64_t first;
		int64_t last;
		uint32_t count;
		uint32_t keys;
	} rows[] = {
		{TG_BY_HOUR, 0, 0, 5, 5},
		{TG_BY_HOUR, INT64_MIN, INT64_MAX, 65536, 168},
		{TG_BY_WEEK, 0, 0, 5, 1},
		{TG_BY_WEEK, 2 * TG_DAY - 1, 2 * TG_DAY, 5, 2},
		{TG_BY_WEEK, 2 * TG_DAY - 1, 2 * TG_DAY, 1, 1},
		{TG_BY_WEEK, 2 * TG_DAY, 9 * TG_DAY - 1, 65536, 1},
		{TG_BY_WEEK, 0, 7000 * TG_DAY, 65536, 1001},
		{TG_BY_WEEK, INT64_MIN, INT64_MAX, 65536, 65536},
		{TG_BY_WEEK, INT64_MIN, INT64_MAX, UINT32_MAX, 30500570},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(tg_scan_keys(rows[i].by, rows[i].first, rows[i].last,
									  rows[i].count),
						 rows[i].keys);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(masks),
		cmocka_unit_test(masks_at_sides),
		cmocka_unit_test(masks_combine),
		cmocka_unit_test(doubts),
		cmocka_unit_test(tallies),
		cmocka_unit_test(tally_edges),
		cmocka_unit_test(tally_many_weeks),
		cmocka_unit_test(keys_table),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

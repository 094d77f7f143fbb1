/*
 * test_scan.c
 *	  Masks, doubts and counts of a segment's trips against the same done trip
 *	  by trip.
 */
#include "unit.h"

#include <math.h>

#include "core/count/scan.h"
#include "core/geo/trip.h"
#include "unit_mask.h"
#include "unit_shape.h"
#include "unit_tripset.h"

#define MAX_TRIPS 600
#define HOURS 168

static uint64_t seed;
static TgRaster raster;

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

/* Check the mask of an area over what a mask held before. */
static void
check_mask_area(uint64_t *random, const TgArea *area, const TgLonLat *p,
				uint32_t count, int *covered)
{
	uint8_t *before = unit_mask(random, count);
	uint8_t *mask = malloc(count);
	TgTripset set;
	unsigned char *bytes = unit_positions(p, count, &set);

	assert_non_null(mask);
	memcpy(mask, before, count);
	tg_raster_begin(area, &raster);
	tg_mask_area(area, &raster, &set, mask);
	for (uint32_t i = 0; i < count; i++)
	{
		assert_int_equal(mask[i], before[i] && tg_area_covers(area, p[i]));
		*covered += tg_area_covers(area, p[i]);
	}
	free(mask);
	free(before);
	free(bytes);
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

		random_positions(&random, p, count);
		check_mask_area(&random, area, p, count, &covered);
		all += (int) count;
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
	uint8_t mask[49];
	unsigned char *bytes;
	TgTripset set;

	(void) state;
	unit_shape_clear(&shape);
	add_rectangle(14.4, 50, 14.4000003, 50.0000003);
	area = unit_area_from_shape(&shape);
	for (int i = 0; i < 49; i++)
		p[i] = (TgLonLat){144000000 - 2 + i % 7, 500000000 - 2 + i / 7};
	bytes = unit_positions(p, 49, &set);
	memset(mask, 1, sizeof(mask));
	tg_raster_begin(area, &raster);
	tg_mask_area(area, &raster, &set, mask);
	for (int i = 0; i < 49; i++)
		assert_int_equal(mask[i],
						 i % 7 >= 2 && i % 7 <= 5 && i / 7 >= 2 && i / 7 <= 5);
	free(bytes);
	free((void *) area);
}

/* Coordinates at the ends of the world, and in units that miss the sides. */
static void
masks_at_ends(void **state)
{
	static const int32_t lons[] = {-TG_LON_MAX, -1, 0, 1, TG_LON_MAX};
	static const int32_t lats[] = {-TG_LAT_MAX, -1, 0, 1, TG_LAT_MAX};
	static const double boxes[][4] = {
		{-180, -90, 180, 90},
		{-180, -90, -180, -90},
		{180, 90, 180, 90},
		{-180, -90, 0, 0},
		{0.0000001, -90, 180, -0.0000001},
		{-0.0000001, 0, 0.0000001, 90},
		{-179.9999999, -89.9999999, 179.9999999, 89.9999999},
		/* whole degrees lie on either side of these */
		{1.5, 1.5, 4.5, 3.5},
		{2, 2, 2, 3},
		{2.1, 2, 2.9, 3},
	};
	uint64_t random = seed;
	int covered = 0;

	(void) state;
	for (size_t i = 0; i < sizeof(boxes) / sizeof(boxes[0]); i++)
		for (int k = 0; k < 100; k++)
		{
			uint32_t count = (uint32_t) unit_range(&random, 1, MAX_TRIPS);
			TgLonLat p[MAX_TRIPS];
			const TgArea *area;

			for (uint32_t t = 0; t < count; t++)
				if (k % 2 == 0)
					p[t] = (TgLonLat){lons[unit_range(&random, 0, 4)],
									  lats[unit_range(&random, 0, 4)]};
				else
					p[t] = (TgLonLat){
						(int32_t) unit_range(&random, 0, 6) * TG_E7,
						(int32_t) unit_range(&random, 0, 6) * TG_E7};
			unit_shape_clear(&shape);
			add_rectangle(boxes[i][0], boxes[i][1], boxes[i][2], boxes[i][3]);
			area = unit_area_from_shape(&shape);
			check_mask_area(&random, area, p, count, &covered);
			free((void *) area);
		}
	assert_true(covered > 1000);
}

static void
masks_combine(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (uint32_t count = 1; count < MAX_TRIPS; count++)
	{
		uint8_t *before = unit_mask(&random, count);
		uint8_t *mask = unit_mask(&random, count);
		int64_t numbers[MAX_TRIPS];
		const int64_t *const values[] = {numbers};
		int64_t most = unit_range(&random, 0, 3);
		int32_t wanted = (int32_t) unit_range(&random, 0, 3);
		unsigned char *bytes;
		TgTripset set;

		for (uint32_t i = 0; i < count; i++)
			numbers[i] = unit_range(&random, 0, most);
		bytes = unit_tripset(values, 1, count, &set);
		memcpy(mask, before, count);
		tg_mask_not(mask, count);
		for (uint32_t i = 0; i < count; i++)
			assert_int_equal(mask[i], !before[i]);
		for (uint32_t i = 0; i < count; i++)
			mask[i] = numbers[i] == wanted;
		tg_mask_or(mask, before, count);
		for (uint32_t i = 0; i < count; i++)
			assert_int_equal(mask[i], before[i] || numbers[i] == wanted);
		for (uint32_t i = 0; i < count; i++)
			mask[i] = numbers[i] == wanted;
		tg_mask_take(mask, before, count);
		for (uint32_t i = 0; i < count; i++)
			assert_int_equal(mask[i], !before[i] && numbers[i] == wanted);
		memcpy(mask, before, count);
		tg_mask_number(&set, wanted, mask);
		for (uint32_t i = 0; i < count; i++)
			assert_int_equal(mask[i], before[i] && numbers[i] == wanted);
		free(before);
		free(mask);
		free(bytes);
	}
}

/* Blocks that hold some trips against blocks that lack some, one by one. */
static void
fewer_others(void **state)
{
	uint64_t random = seed;
	int fewer = 0;

	(void) state;
	for (int i = 0; i < 5000; i++)
	{
		uint32_t count = (uint32_t) unit_range(&random, 1, MAX_TRIPS);
		uint8_t *mask = unit_mask(&random, count);
		int blocks[2] = {0, 0};

		for (uint32_t first = 0; first < count; first += TG_BLOCK)
		{
			bool seen[2] = {false, false};

			for (uint32_t k = first; k < count && k < first + TG_BLOCK; k++)
				seen[mask[k]] = true;
			blocks[0] += seen[0];
			blocks[1] += seen[1];
		}
		assert_int_equal(tg_scan_fewer_others(mask, count),
						 blocks[0] < blocks[1]);
		fewer += blocks[0] < blocks[1];
		free(mask);
	}
	assert_true(fewer > 500 && fewer < 4500);
}

/* What a doubt and the columns it names make of a trip. */
static bool
matches_by_doubt(TgMatch match, TgDoubt doubt, TgAreas areas,
				 const TgTrip *trip)
{
	bool origin =
		!doubt.origins ||
		tg_area_covers(areas.origin, trip->origin) !=
			(match == TG_MATCH_DESTINATION_ONLY || match == TG_MATCH_NEITHER);
	bool destination =
		!doubt.destinations ||
		tg_area_covers(areas.destination, trip->destination) !=
			(match == TG_MATCH_ORIGIN_ONLY || match == TG_MATCH_NEITHER);

	if (doubt.outside)
		return false;
	/* of either end, one in doubt decides if the other is out of question */
	if (match == TG_MATCH_EITHER && (doubt.origins || doubt.destinations))
		return (doubt.origins && origin) ||
			   (doubt.destinations && destination);
	return origin && destination;
}

static bool
matches(TgMatch match, TgAreas areas, const TgTrip *trip)
{
	bool origin = tg_area_covers(areas.origin, trip->origin);
	bool destination = tg_area_covers(areas.destination, trip->destination);

	switch (match)
	{
		case TG_MATCH_ORIGIN:
			return origin;
		case TG_MATCH_DESTINATION:
			return destination;
		case TG_MATCH_BOTH:
			return origin && destination;
		case TG_MATCH_ORIGIN_ONLY:
			return origin && !destination;
		case TG_MATCH_DESTINATION_ONLY:
			return !origin && destination;
		case TG_MATCH_NEITHER:
			return !origin && !destination;
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
		const TgArea *other =
			i % 2 == 0 ? area : random_area(&random, i / 2 % AREAS);
		TgAreas areas = {area, other};
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
			TgDoubt doubt = tg_match_doubt((TgMatch) match, areas, &bounds);

			/* no column is asked for in vain */
			if (match == TG_MATCH_ORIGIN)
				assert_false(doubt.destinations);
			if (match == TG_MATCH_DESTINATION)
				assert_false(doubt.origins);
			for (uint32_t k = 0; k < count; k++)
			{
				bool expected = matches((TgMatch) match, areas, &trips[k]);

				assert_int_equal(
					matches_by_doubt((TgMatch) match, doubt, areas, &trips[k]),
					expected);
				assert_int_equal(
					tg_match_trip((TgMatch) match, areas, &trips[k]),
					expected);
			}
			outside += doubt.outside;
			in_doubt +=
				!doubt.outside && (doubt.origins || doubt.destinations);
			certain += !doubt.outside && !doubt.origins && !doubt.destinations;
		}
		free((void *) area);
		if (other != area)
			free((void *) other);
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
	bool stored; /* the departures are those of a tripset */
	TgTripset set;
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
	if (q->stored)
		return tg_scan_departures(tally, q->by, q->weeks, &q->set, q->mask,
								  q->sign);
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
		int64_t seconds = unit_range(&random, 0, 2);

		if (i % 11 == 0)
			q.count = i % 44 == 0 ? MAX_TRIPS : 200;
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
			if (seconds > 0)
				q.departures[k] -= q.departures[k] % TG_SECOND;
			if (seconds > 1) /* whole seconds from each other */
				q.departures[k] += 999999;
		}
		if (i % 13 == 0 && q.count > 0)
			q.departures[0] = INT64_MIN;
		if (i % 17 == 0 && q.count > 1)
			q.departures[1] = INT64_MAX;
		if (i % 2 == 0)
		{
			q.mask = unit_mask(&random, q.count);
		}
		q.weeks = random_weeks(&random, around);
		check_question(&q);
		if (q.count > 0)
		{
			int64_t columns[TG_DEPARTURE_COLUMNS][MAX_TRIPS];
			const int64_t *const values[] = {columns[0], columns[1]};
			unsigned char *bytes;

			tg_departures_split(q.departures, q.count, columns[TG_WEEKS],
								columns[TG_SINCE_MONDAY]);
			bytes =
				unit_tripset(values, TG_DEPARTURE_COLUMNS, q.count, &q.set);

			check_keys(&q);
			q.stored = true;
			check_question(&q);
			free(bytes);
		}
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

/*
 * Whatever a damaged tripset holds, scanning it reads and writes nothing
 * beyond it and the mask; what it answers does not matter.
 */
static void
damaged(void **state)
{
	const TgWeeks all = {INT32_MIN, INT32_MAX};
	uint64_t random = seed;
	int opened = 0;

	(void) state;
	for (int i = 0; i < 20000; i++)
	{
		const TgArea *area = random_area(&random, i % AREAS);
		uint32_t count = (uint32_t) unit_range(&random, 1, MAX_TRIPS);
		uint8_t *mask = unit_mask(&random, count);
		int64_t one[MAX_TRIPS];
		int64_t two[MAX_TRIPS];
		const int64_t *const values[] = {one, two};
		TgTally *tally = tally_of(HOURS);
		unsigned char *bytes;
		TgTripset set;
		size_t size;

		for (uint32_t k = 0; k < count; k++)
		{
			one[k] = unit_range(&random, 0, i % 2 == 0 ? 1 << 24 : 150);
			two[k] = unit_range(&random, 501000000, 501100000);
			if (i % 2 != 0)
				two[k] = unit_range(&random, 0, 604799) * TG_SECOND;
		}
		bytes = unit_tripset(values, 2, count, &set);
		size = unit_tripset_size(&set);
		unit_damage(&random, bytes, size, 8, 20);
		if (tg_tripset_open(bytes, size, &set) == TG_OK)
		{
			opened++;
			tg_scan_departures(tally, TG_BY_HOUR, all, &set, mask, 1);
			tally->used = 0;
			tg_scan_departures(tally, TG_BY_WEEK, all, &set, mask, 1);
			(void) tg_departures_get(&set, one);
			tg_raster_begin(area, &raster);
			tg_mask_area(area, &raster, &set, mask);
			memset(mask, 1, count);
			tg_mask_number(&set, (int32_t) unit_random(&random), mask);
		}
		free(bytes);
		free(mask);
		free(tally);
		free((void *) area);
	}
	assert_true(opened > 500);
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
		cmocka_unit_test(masks),		 cmocka_unit_test(masks_at_sides),
		cmocka_unit_test(masks_at_ends), cmocka_unit_test(masks_combine),
		cmocka_unit_test(doubts),		 cmocka_unit_test(tallies),
		cmocka_unit_test(tally_edges),	 cmocka_unit_test(tally_many_weeks),
		cmocka_unit_test(damaged),		 cmocka_unit_test(keys_table),
		cmocka_unit_test(fewer_others),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

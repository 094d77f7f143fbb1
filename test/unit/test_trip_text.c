/*
 * test_trip_text.c
 *	  The text forms of trips and groups, there and back, and what is none.
 */
#include "unit.h"

#include "core/geo/trip.h"
#include "core/text/trip_text.h"

/* The clock's microseconds of 0001-01-01 and of the end of 9999-12-31. */
#define YEAR_1 (-730119 * TG_DAY)
#define YEAR_10000 (2921940 * TG_DAY)

/* A literal and its length, NULs in it included. */
#define BYTES(literal) literal, sizeof(literal) - 1

static uint64_t seed;

/* Parse a copy of just these bytes. */
static TgStatus
parse_trip(const char *text, size_t len, TgTrip *trip)
{
	char *copy = malloc(len + (len == 0));
	TgStatus status;

	assert_non_null(copy);
	memcpy(copy, text, len);
	status = tg_trip_parse(copy, len, trip);
	free(copy);
	return status;
}

static TgStatus
parse_group(const char *text, size_t len, TgGroup *group)
{
	char *copy = malloc(len + (len == 0));
	TgStatus status;

	assert_non_null(copy);
	memcpy(copy, text, len);
	status = tg_group_parse(copy, len, group);
	free(copy);
	return status;
}

/* Format in memory of just the room that is asked for; the caller frees. */
static char *
format_trip(const TgTrip *trip)
{
	char *text = malloc(TG_TRIP_TEXT);
	size_t len;

	assert_non_null(text);
	len = tg_trip_format(trip, text);
	assert_int_equal(len, strlen(text));
	return text;
}

static char *
format_group(const TgGroup *group)
{
	char *text = malloc(TG_GROUP_TEXT);
	size_t len;

	assert_non_null(text);
	len = tg_group_format(group, text);
	assert_int_equal(len, strlen(text));
	return text;
}

static void
trip_table(void **state)
{
	static const struct
	{
		const char *text;
		TgTrip trip;
		const char *canonical; /* null: the text is */
	} rows[] = {
		{"POINT(14.5 50) POINT(14.6 50.1) 2000-01-01 00:00:00",
		 {{145000000, 500000000}, {146000000, 501000000}, 0},
		 NULL},
		{"POINT(0 0) POINT(0 0) 2018-05-28 09:03:40.5",
		 {{0, 0}, {0, 0}, INT64_C(580813420500000)},
		 NULL},
		{"POINT(-180 -90) POINT(180 90) 1999-12-31 23:59:59.999999",
		 {{-TG_LON_MAX, -TG_LAT_MAX}, {TG_LON_MAX, TG_LAT_MAX}, -1},
		 NULL},
		{"POINT(-0.0000001 0.0000001) POINT(179.9999999 -89.9999999) "
		 "0001-01-01 00:00:00",
		 {{-1, 1}, {TG_LON_MAX - 1, 1 - TG_LAT_MAX}, YEAR_1},
		 NULL},
		{"POINT(1 2) POINT(3 4) 9999-12-31 23:59:59.999999",
		 {{10000000, 20000000}, {30000000, 40000000}, YEAR_10000 - 1},
		 NULL},
		/* other ways to write one */
		{"\n point ( 1.00  2e0 )\tPoint(+3 4)2000-01-01T00:00 \v",
		 {{10000000, 20000000}, {30000000, 40000000}, 0},
		 "POINT(1 2) POINT(3 4) 2000-01-01 00:00:00"},
		{"(1,2) (3, 4) 2000-01-02 24:00:00",
		 {{10000000, 20000000}, {30000000, 40000000}, 2 * TG_DAY},
		 "POINT(1 2) POINT(3 4) 2000-01-03 00:00:00"},
		{"SRID=4326;POINT(1 2) SRID=4326;POINT(3 4) 2000-01-01 00:01",
		 {{10000000, 20000000}, {30000000, 40000000}, 60 * TG_SECOND},
		 "POINT(1 2) POINT(3 4) 2000-01-01 00:01:00"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		TgTrip trip;
		TgStatus status =
			parse_trip(rows[i].text, strlen(rows[i].text), &trip);
		char *text;

		if (status != TG_OK)
			fail_msg("row %zu: status %d", i, status);
		assert_int_equal(tg_trip_compare(&trip, &rows[i].trip), 0);
		text = format_trip(&trip);
		assert_string_equal(text, rows[i].canonical ? rows[i].canonical
													: rows[i].text);
		free(text);
	}
}

static void
trip_refused(void **state)
{
	static const struct
	{
		const char *text;
		TgStatus expected;
	} rows[] = {
		{"", TG_BAD_TRIP},
		{" ", TG_BAD_TRIP},
		{"POINT(1 2)", TG_BAD_TRIP},
		{"POINT(1 2) POINT(3 4", TG_BAD_TRIP},
		{"POINT(1 2) POINT(3 4)", TG_BAD_TRIP},
		{"POINT(1 2) POINT(3 4) \n", TG_BAD_TRIP},
		{"POINT(1 2) 2000-01-01 00:00:00", TG_BAD_TRIP},
		{"2000-01-01 00:00:00 POINT(1 2) POINT(3 4)", TG_BAD_POSITION},
		{"POINT(1 2), POINT(3 4) 2000-01-01 00:00:00", TG_BAD_POSITION},
		{"POINT(1 2) x POINT(3 4) 2000-01-01 00:00:00", TG_BAD_POSITION},
		{"POINT((1 2)) POINT(3 4) 2000-01-01 00:00:00", TG_BAD_POSITION},
		{") POINT(3 4) 2000-01-01 00:00:00", TG_BAD_POSITION},
		{"POINT(181 2) POINT(3 4) 2000-01-01 00:00:00", TG_LON_OUT_OF_RANGE},
		{"POINT(1 2) POINT(3 -91) 2000-01-01 00:00:00", TG_LAT_OUT_OF_RANGE},
		{"SRID=5514;POINT(1 2) POINT(3 4) 2000-01-01 00:00:00", TG_BAD_SRID},
		{"POINT(1 2) POINT(3 4) 2000-01-01", TG_BAD_DATETIME},
		{"POINT(1 2) POINT(3 4) 2000-02-30 00:00:00", TG_NO_SUCH_DATETIME},
		{"POINT(1 2) POINT(3 4) 2000-01-01 00:00:00 x", TG_BAD_DATETIME},
		/* a departure is local: an instant is none */
		{"POINT(1 2) POINT(3 4) 2000-01-01 00:00:00Z", TG_BAD_TRIP},
		{"POINT(1 2) POINT(3 4) 2000-01-01 00:00:00+02", TG_BAD_TRIP},
		{"POINT(1 2) POINT(3 4) 1527490000", TG_BAD_TRIP},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		TgTrip trip;
		TgStatus status =
			parse_trip(rows[i].text, strlen(rows[i].text), &trip);

		if (status != rows[i].expected)
			fail_msg("\"%s\": %d, not %d", rows[i].text, status,
					 rows[i].expected);
	}
}

/* Any, or one whose digits are few or at a limit. */
static int32_t
random_coordinate(uint64_t *random, int32_t limit)
{
	static const int32_t few[] = {0, 1, -1, 10, 1000000, -TG_E7, 145000000};

	switch (unit_random(random) % 8)
	{
		case 0:
			return limit;
		case 1:
			return -limit;
		case 2:
		case 3:
			return few[unit_range(random, 0, 6)];
		default:
			return (int32_t) unit_range(random, -limit, limit);
	}
}

static TgLonLat
random_position(uint64_t *random)
{
	return (TgLonLat){random_coordinate(random, TG_LON_MAX),
					  random_coordinate(random, TG_LAT_MAX)};
}

static TgTrip
random_trip(uint64_t *random)
{
	static const int64_t units[] = {1, 1000, TG_SECOND, 60 * TG_SECOND,
									TG_DAY};
	TgTrip trip = {random_position(random), random_position(random),
				   unit_range(random, YEAR_1, YEAR_10000 - 1)};
	int64_t unit = units[unit_range(random, 0, 4)];

	trip.departure -= trip.departure % unit;
	return trip;
}

static TgBox
random_box(uint64_t *random)
{
	TgLonLat a = random_position(random);
	TgLonLat b = random_position(random);

	return (TgBox){
		a.lon < b.lon ? a.lon : b.lon, a.lat < b.lat ? a.lat : b.lat,
		a.lon < b.lon ? b.lon : a.lon, a.lat < b.lat ? b.lat : a.lat};
}

static TgGroup
random_group(uint64_t *random)
{
	return (TgGroup){random_box(random), random_box(random),
					 (int32_t) unit_range(random, 0, TG_DAY_SECONDS - 1),
					 (int32_t) unit_range(random, 0, TG_DAY_SECONDS - 1)};
}

static void
trip_round_trip(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 100000; i++)
	{
		TgTrip trip = random_trip(&random);
		TgTrip back;
		char *text = format_trip(&trip);

		assert_int_equal(parse_trip(text, strlen(text), &back), TG_OK);
		assert_int_equal(tg_trip_compare(&back, &trip), 0);
		free(text);
	}
}

static void
group_round_trip(void **state)
{
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 100000; i++)
	{
		TgGroup group = random_group(&random);
		TgGroup back;
		char *text = format_group(&group);

		assert_true(tg_group_valid(&group));
		assert_int_equal(parse_group(text, strlen(text), &back), TG_OK);
		assert_int_equal(tg_group_compare(&back, &group), 0);
		free(text);
	}
}

static void
group_table(void **state)
{
	static const struct
	{
		const char *text;
		TgGroup group;
		const char *canonical; /* null: the text is */
	} rows[] = {
		{"BOX(14.4 50,14.5 50.1) BOX(0 0,1 1) 08:00:00-08:59:59",
		 {{144000000, 500000000, 145000000, 501000000},
		  {0, 0, 10000000, 10000000},
		  28800,
		  32399},
		 NULL},
		{"BOX(-180 -90,180 90) BOX(-0.0000001 -0.0000001,0 0) "
		 "00:00:00-23:59:59",
		 {{-TG_LON_MAX, -TG_LAT_MAX, TG_LON_MAX, TG_LAT_MAX},
		  {-1, -1, 0, 0},
		  0,
		  86399},
		 NULL},
		/* over midnight */
		{"BOX(1 2,1 2) BOX(3 4,3 4) 22:00:00-01:02:03",
		 {{10000000, 20000000, 10000000, 20000000},
		  {30000000, 40000000, 30000000, 40000000},
		  79200,
		  3723},
		 NULL},
		{"\n\tBOX( 1  2 , 1 2.0 )\v\fBOX(3 4,3 4)\r00:00:01- 00:00:02 \n",
		 {{10000000, 20000000, 10000000, 20000000},
		  {30000000, 40000000, 30000000, 40000000},
		  1,
		  2},
		 "BOX(1 2,1 2) BOX(3 4,3 4) 00:00:01-00:00:02"},
		{"BOX(1 2,1 2)BOX(3 4,3 4)00:00:01-00:00:02",
		 {{10000000, 20000000, 10000000, 20000000},
		  {30000000, 40000000, 30000000, 40000000},
		  1,
		  2},
		 "BOX(1 2,1 2) BOX(3 4,3 4) 00:00:01-00:00:02"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		TgGroup group;
		TgStatus status =
			parse_group(rows[i].text, strlen(rows[i].text), &group);
		char *text;

		if (status != TG_OK)
			fail_msg("row %zu: status %d", i, status);
		assert_int_equal(tg_group_compare(&group, &rows[i].group), 0);
		text = format_group(&group);
		assert_string_equal(text, rows[i].canonical ? rows[i].canonical
													: rows[i].text);
		free(text);
	}
}

static void
group_refused(void **state)
{
	static const struct
	{
		const char *text;
		size_t len; /* 0: to the terminator */
	} rows[] = {
		{"", 0},
		{" ", 0},
		{"BOX", 0},
		{"BOX(", 0},
		{"BOX(1 2,3 4)", 0},
		{"BOX(1 2,3 4) BOX(1 2,3 4)", 0},
		{"BOX(1 2,3 4) BOX(1 2,3 4) ", 0},
		{"BOX(1 2,3 4) BOX(1 2,3 4) 00:00:00", 0},
		{"BOX(1 2,3 4) BOX(1 2,3 4) 00:00:00-", 0},
		{"BOX(1 2,3 4) BOX(1 2,3 4) 00:00:00-00:00", 0},
		{"BOX(1 2,3 4) BOX(1 2,3 4) 00:00:00-00:00:", 0},
		{"BOX(1 2,3 4) BOX(1 2,3 4) 00:00:00-00:00:0", 0},
		{"BOX(1 2,3 4) BOX(1 2,3 4) 00:00:00-00:00:00x", 0},
		{"BOX(1 2,3 4) BOX(1 2,3 4) 00:00:00 -00:00:00", 0},
		{"BOX(1 2,3 4) BOX(1 2,3 4) 0:00:00-00:00:00", 0},
		{"BOX(1 2,3 4) BOX(1 2,3 4) 24:00:00-00:00:00", 0},
		{"BOX(1 2,3 4) BOX(1 2,3 4) 00:60:00-00:00:00", 0},
		{"BOX(1 2,3 4) BOX(1 2,3 4) 00:00:00-00:00:60", 0},
		{"BOX(1 2,3 4) BOX(1 2,3 4) 00.00.00-00:00:00", 0},
		{"BOX(1 2,3 4) BOX(1 2,3 4) 00:00:00-00:00:00 BOX", 0},
		{"box(1 2,3 4) BOX(1 2,3 4) 00:00:00-00:00:00", 0},
		{"BOX (1 2,3 4) BOX(1 2,3 4) 00:00:00-00:00:00", 0},
		{"BOX(1,2,3,4) BOX(1 2,3 4) 00:00:00-00:00:00", 0},
		{"BOX(1 2 3 4) BOX(1 2,3 4) 00:00:00-00:00:00", 0},
		{"BOX(1 2,3 4 5) BOX(1 2,3 4) 00:00:00-00:00:00", 0},
		{"BOX(1 2),3 4) BOX(1 2,3 4) 00:00:00-00:00:00", 0},
		{"BOX((1 2,3 4) BOX(1 2,3 4) 00:00:00-00:00:00", 0},
		{"BOX(,3 4) BOX(1 2,3 4) 00:00:00-00:00:00", 0},
		{"BOX(1 2,) BOX(1 2,3 4) 00:00:00-00:00:00", 0},
		{"BOX(nan 2,3 4) BOX(1 2,3 4) 00:00:00-00:00:00", 0},
		/* inside out, and out of the world */
		{"BOX(3 2,1 4) BOX(1 2,3 4) 00:00:00-00:00:00", 0},
		{"BOX(1 4,3 2) BOX(1 2,3 4) 00:00:00-00:00:00", 0},
		{"BOX(1 2,3 4) BOX(3 2,1 4) 00:00:00-00:00:00", 0},
		{"BOX(1 2,181 4) BOX(1 2,3 4) 00:00:00-00:00:00", 0},
		{"BOX(1 -91,3 4) BOX(1 2,3 4) 00:00:00-00:00:00", 0},
		/* a NUL is a byte like others, and ends nothing */
		{BYTES("BOX(1 2\0x,3 4) BOX(1 2,3 4) 00:00:00-00:00:00")},
		{BYTES("BOX(1 2,3 4\0) BOX(1 2,3 4) 00:00:00-00:00:00")},
		{BYTES("BOX(1 2,3 4) BOX(1 2,3 4) 00:00:00-00:00:00\0")},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		size_t len = rows[i].len > 0 ? rows[i].len : strlen(rows[i].text);
		TgGroup group;

		if (parse_group(rows[i].text, len, &group) != TG_BAD_TRIPGROUP)
			fail_msg("\"%s\"", rows[i].text);
	}
}

/* Whatever bits there are, their text fits. */
static void
any_bits_fit(void **state)
{
	static const int32_t few[] = {0, -1, INT32_MIN, INT32_MAX, -TG_LON_MAX};
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 20000; i++)
	{
		int32_t bits[10];
		TgTrip trip;
		TgGroup group;

		for (int k = 0; k < 10; k++)
			bits[k] = i % 2 == 0 ? (int32_t) unit_random(&random)
								 : few[unit_range(&random, 0, 4)];
		memcpy(&trip, bits, sizeof(trip));
		memcpy(&group, bits, sizeof(group));
		free(format_trip(&trip));
		free(format_group(&group));
	}
}

/* What is read of damaged text is valid, and its own text reads back. */
static void
check_damaged(const char *text, size_t len)
{
	TgTrip trip;
	TgTrip trip_back;
	TgGroup group;
	TgGroup group_back;
	char *again;

	if (parse_trip(text, len, &trip) == TG_OK)
	{
		assert_true(tg_trip_valid(&trip));
		again = format_trip(&trip);
		assert_int_equal(parse_trip(again, strlen(again), &trip_back), TG_OK);
		assert_int_equal(tg_trip_compare(&trip, &trip_back), 0);
		free(again);
	}
	if (parse_group(text, len, &group) == TG_OK)
	{
		assert_true(tg_group_valid(&group));
		again = format_group(&group);
		assert_int_equal(parse_group(again, strlen(again), &group_back),
						 TG_OK);
		assert_int_equal(tg_group_compare(&group, &group_back), 0);
		free(again);
	}
}

static void
damaged(void **state)
{
	static const char letters[] = "0123456789(),.:;- +POINTBXSRDepoint=\n\t\0";
	uint64_t random = seed;

	(void) state;
	for (int i = 0; i < 60000; i++)
	{
		TgTrip trip = random_trip(&random);
		TgGroup group = random_group(&random);
		char *text = i % 2 == 0 ? format_trip(&trip) : format_group(&group);
		size_t len = strlen(text);

		for (int64_t changes = unit_range(&random, 1, 3); changes > 0;
			 changes--)
		{
			size_t at = (size_t) unit_range(&random, 0, (int64_t) len - 1);

			switch (unit_random(&random) % 4)
			{
				case 0:
					text[at] = (char) unit_random(&random);
					break;
				case 1: /* leave a byte out */
					if (len > 1)
						memmove(text + at, text + at + 1, --len - at);
					break;
				default:
					text[at] = letters[unit_range(
						&random, 0, (int64_t) sizeof(letters) - 2)];
					break;
			}
		}
		check_damaged(text, len);
		free(text);
	}
}

/* Every beginning of a text: a trip from the minute on, a group at the end. */
static void
truncated(void **state)
{
	static const char trip_text[] =
		"POINT(14.5 50.25) POINT(-14.6 50.1) 2018-05-28 09:03:40.5";
	static const char group_text[] =
		"BOX(14.4 50,14.5 50.1) BOX(-1 -1,1 1) 08:00:00-08:59:59";
	const size_t minute = sizeof(trip_text) - 1 - strlen(":40.5");
	TgTrip trip;
	TgGroup group;

	(void) state;
	for (size_t len = 0; len < sizeof(trip_text); len++)
		check_damaged(trip_text, len);
	for (size_t len = 0; len < minute; len++)
		assert_int_not_equal(parse_trip(trip_text, len, &trip), TG_OK);
	assert_int_equal(parse_trip(trip_text, minute, &trip), TG_OK);
	for (size_t len = 0; len < sizeof(group_text); len++)
		assert_int_equal(parse_group(group_text, len, &group),
						 len == sizeof(group_text) - 1 ? TG_OK
													   : TG_BAD_TRIPGROUP);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(trip_table),	   cmocka_unit_test(trip_refused),
		cmocka_unit_test(trip_round_trip), cmocka_unit_test(group_table),
		cmocka_unit_test(group_refused),   cmocka_unit_test(group_round_trip),
		cmocka_unit_test(any_bits_fit),	   cmocka_unit_test(damaged),
		cmocka_unit_test(truncated),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

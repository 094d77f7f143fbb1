/*
 * test_path_text.c
 *	  tg_path_end: the ends of a path, in every form that a path is written.
 */
#include "unit.h"

#include "core/text/path_text.h"
#include "core/text/position_text.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static uint64_t seed;

/* Read both ends; the text ends with its memory. */
static TgStatus
parse_ends(const char *text, TgLonLat ends[2])
{
	TgStatus status = TG_OK;

	for (int last = 0; last < 2 && status == TG_OK; last++)
	{
		char *copy = unit_exact(text, strlen(text));
		const char *at = copy;
		size_t len = strlen(text);

		tg_path_end(&at, &len, last);
		status = tg_position_parse(at, len, 0, &ends[last]);
		free(copy);
	}
	return status;
}

static void
path_table(void **state)
{
	static const struct
	{
		const char *text;
		TgStatus status;
		int first;
		int last;
	} rows[] = {
		{"LINESTRING (1 2, 3 4)", TG_OK, 1, 3},
		{"linestring(1 2,9 9,3 4)", TG_OK, 1, 3},
		{"SRID=4326;LINESTRING Z (1 2 77, 3 4 88)", TG_OK, 1, 3},
		{"MULTILINESTRING ((1 2, 9 9), (9 9, 3 4))", TG_OK, 1, 3},
		{"MULTIPOINT ((1 2), (3 4))", TG_OK, 1, 3},
		{" LINESTRING ( 1  2 , 3\t4 ) ", TG_OK, 1, 3},
		{"[[1,2],[9,9],[3,4]]", TG_OK, 1, 3},
		{"[ [ 1 , 2 ] , [ 3 , 4 ] ]", TG_OK, 1, 3},
		{"[[1,2,77],[3,4,88]]", TG_OK, 1, 3},
		{"[(1, 2), (3, 4)]", TG_OK, 1, 3},
		{"((1,2),(3,4))", TG_OK, 1, 3},
		{"{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}", TG_OK, 1,
		 3},
		{"[[1,2]]", TG_OK, 1, 1},
		{"POINT (1 2)", TG_OK, 1, 1},
		{"(1,2)", TG_OK, 1, 1},
		{"1,2", TG_OK, 1, 1},
		{"", TG_MISSING, 0, 0},
		{"[]", TG_MISSING, 0, 0},
		{"[[1,2],[]]", TG_MISSING, 0, 0},
		{"[[1],[3]]", TG_BAD_POSITION, 0, 0},
		{"LINESTRING EMPTY", TG_BAD_POSITION, 0, 0},
		{"LINESTRING (1 2, x)", TG_BAD_POSITION, 0, 0},
		{"[[1,2],[3,4", TG_OK, 1, 3},
		{"LINESTRING (1 2, 3 95)", TG_LAT_OUT_OF_RANGE, 0, 0},
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		TgLonLat ends[2];
		TgStatus status = parse_ends(rows[i].text, ends);

		if (status != rows[i].status)
			fail_msg("%s: status %d", rows[i].text, status);
		if (status != TG_OK)
			continue;
		if (ends[0].lon != rows[i].first * 10000000 ||
			ends[1].lon != rows[i].last * 10000000)
			fail_msg("%s: from %d to %d", rows[i].text, ends[0].lon,
					 ends[1].lon);
	}
}

/* Paths of any length, in each form. */
static void
written_paths(void **state)
{
	static const struct
	{
		const char *open;
		const char *pair;
		const char *between;
		const char *close;
	} forms[] = {
		{"LINESTRING (", "%d.5 %d", ", ", ")"},
		{"LINESTRING Z(", "%d.5 %d 12.5", ",", ")"},
		{"[", "[%d.5,%d]", ",", "]"},
		{"{\"coordinates\": [", "[ %d.5, %d, 7 ]", ", ", "]}"},
	};

	(void) state;
	for (int round = 0; round < 2000; round++)
	{
		char text[2000];
		int form = (int) unit_range(&seed, 0, LENGTH(forms) - 1);
		int count = (int) unit_range(&seed, 1, 40);
		int len = sprintf(text, "%s", forms[form].open);
		TgLonLat expected[2] = {{0, 0}, {0, 0}};
		TgLonLat ends[2];

		for (int i = 0; i < count; i++)
		{
			int lon = (int) unit_range(&seed, 0, 340) - 170;
			int lat = (int) unit_range(&seed, 0, 180) - 90;
			TgLonLat p = {lon * 10000000, lat * 10000000};

			p.lon += lon < 0 ? -5000000 : 5000000;
			if (lon == 0)
				p.lon = 5000000;
			if (i == 0)
				expected[0] = p;
			expected[1] = p;
			len += sprintf(text + len, "%s", i > 0 ? forms[form].between : "");
			len += sprintf(text + len, forms[form].pair, lon, lat);
		}
		sprintf(text + len, "%s", forms[form].close);
		assert_int_equal(parse_ends(text, ends), TG_OK);
		assert_memory_equal(ends, expected, sizeof ends);
	}
}

/* Whatever the bytes are, an end of them is a part of them. */
static void
any_bytes(void **state)
{
	static const char alphabet[] = "lL([)], ;\t0159.-{\"}";

	(void) state;
	for (int round = 0; round < 20000; round++)
	{
		char text[40];
		size_t len = (size_t) unit_range(&seed, 0, sizeof text);
		char *copy;
		const char *at;
		size_t part = len;

		for (size_t i = 0; i < len; i++)
			text[i] = alphabet[unit_range(&seed, 0, sizeof alphabet - 2)];
		copy = unit_exact(text, len);
		at = copy;
		tg_path_end(&at, &part, round % 2 == 1);
		assert_true(at >= copy && at + part <= copy + len);
		free(copy);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(path_table),
		cmocka_unit_test(written_paths),
		cmocka_unit_test(any_bytes),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

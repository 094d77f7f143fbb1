/*
 * test_json_records.c
 *	  Files in all shapes, cut in pieces of all sizes.
 */
#include "unit.h"

#include "core/text/json_records.h"

#define ROOM 65536

/*
 * A shape from the names of what is around the records, '?' for any, and the
 * bracket of what holds them: "?/data/trips[".
 */
static TgJsonShape
shape_of(const char *steps)
{
	TgJsonShape shape = {0};
	const char *at = steps;

	while (*at != '\0')
	{
		uint32_t hash = TG_JSON_NAME_HASH;

		if (*at == '?')
			hash = 0;
		for (; strchr("/[{", *at) == NULL; at++)
			hash = *at == '?' ? 0 : tg_json_name_hash(hash, *at);
		shape.step[shape.depth++] = hash;
		shape.keyed = *at++ == '{';
	}
	return shape;
}

/*
 * The records of a text, each followed by a line's end, when its bytes come
 * in pieces of up to so many.  What is needed is never before keep.
 */
static const char *
records_of(const char *text, size_t len, size_t piece,
		   const TgJsonShape *shape)
{
	static char out[2 * ROOM];
	size_t written = 0;
	size_t at = 0;
	TgJsonRecords r;

	tg_json_records_begin(&r, shape);
	while (at < len)
	{
		size_t given = len - at < piece ? len - at : piece;
		char *bytes = unit_exact(text + at, given);
		size_t done = 0;

		while (done < given)
		{
			size_t used;
			uint64_t kept = r.keep;
			bool found =
				tg_json_records_next(&r, bytes + done, given - done, &used);

			assert_true(used <= given - done);
			assert_true(found || used == given - done);
			done += used;
			assert_true(r.offset == at + done);
			if (!found)
				continue;
			assert_true(kept <= r.first || r.first >= at);
			assert_true(r.first < r.end && r.end <= r.offset);
			memcpy(out + written, text + r.first, r.end - r.first);
			written += r.end - r.first;
			out[written++] = '\n';
		}
		free(bytes);
		at += given;
		assert_true(r.keep <= r.offset);
	}
	if (tg_json_records_end(&r))
	{
		memcpy(out + written, text + r.first, r.end - r.first);
		written += r.end - r.first;
		out[written++] = '\n';
	}
	out[written] = '\0';
	return out;
}

static void
test_shapes(void **state)
{
	static const struct
	{
		const char *shape;
		const char *text;
		const char *records;
	} cases[] = {
		{"", "", ""},
		{"", " \r\n\t", ""},
		{"", "{\"a\":1}", "{\"a\":1}\n"},
		{"", "{\"a\":1}\n{\"a\":2}\r\n", "{\"a\":1}\n{\"a\":2}\n"},
		{"", "{\"a\":1}{\"a\":2}", "{\"a\":1}\n{\"a\":2}\n"},
		{"", "{\"a\":1},\n{\"a\":2},\n", "{\"a\":1}\n{\"a\":2}\n"},
		{"", "\x1E{\"a\":1}\n\x1E{\"a\":2}\n", "{\"a\":1}\n{\"a\":2}\n"},
		{"", "[1,2]\n[3]\n", "[1,2]\n[3]\n"},
		{"?[", "[{\"a\":1},{\"a\":2}]", "{\"a\":1}\n{\"a\":2}\n"},
		{"?[", "[\n  {\"a\": [1, 2]},\n  {}\n]\n", "{\"a\": [1, 2]}\n{}\n"},
		{"?[", "[]", ""},
		{"?[", "[{}][{}]", "{}\n{}\n"},
		{"?[", "[[1,2],[3]]", "[1,2]\n[3]\n"},
		/* braces and quotes in strings */
		{"", "{\"a\":\"}{][\\\"}\"}{\"b\\\\\":1}",
		 "{\"a\":\"}{][\\\"}\"}\n{\"b\\\\\":1}\n"},
		/* within others */
		{"?/data/trips[",
		 "{\"version\":\"1.0\",\"data\":{\"trips\":[{\"a\":1},{\"a\":2}]},"
		 "\"links\":{\"next\":[{}]}}",
		 "{\"a\":1}\n{\"a\":2}\n"},
		{"?/data/trips[",
		 "{\"data\":{\"trips\":[{\"a\":1}]}}\n{\"data\":{\"trips\":[]}}\n"
		 "{\"data\":{\"trips\":[{\"a\":2}]}}",
		 "{\"a\":1}\n{\"a\":2}\n"},
		{"?/data/trips[", "{\"trips\":[{}],\"data\":{\"rows\":[{}]}}",
		 "{\"trips\":[{}],\"data\":{\"rows\":[{}]}}\n"},
		{"?/features[",
		 "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":1}]}",
		 "{\"type\":1}\n"},
		{"?/results[",
		 "{\"meta\":[1,[2]],\"results\":[ {\"a\":{\"results\":[{}]}} ]}",
		 "{\"a\":{\"results\":[{}]}}\n"},
		{"?/?[", "{\"2023\":[{\"a\":1}],\"2024\":[{\"a\":2}]}",
		 "{\"a\":1}\n{\"a\":2}\n"},
		{"?/?/trips[",
		 "[{\"page\":1,\"trips\":[{\"a\":1}]},{\"trips\":[{\"a\":2}]}]",
		 "{\"a\":1}\n{\"a\":2}\n"},
		{"?/data[", "{\"a\":\"data\",\"b\":[{}],\"data\":[{\"c\":1}]}",
		 "{\"c\":1}\n"},
		{"?/data[", "{\"a\":[\"data\",[{}]],\"data\":[{\"c\":1}]}",
		 "{\"c\":1}\n"},
		/* by keys */
		{"?{", "{\"t0\":{\"a\":1},\n\"t1\" : {\"a\":2}}",
		 "{\"a\":1}\n{\"a\":2}\n"},
		{"?{", "{\"t0\":{\"a\":1},\"n\":2,\"}\":\"{\",\"t\\\"1\":{\"a\":2}}",
		 "{\"a\":1}\n2\n\"{\"\n{\"a\":2}\n"},
		{"?/trips{", "{\"n\":1,\"trips\":{\"1\":{\"a\":1},\"2\":{}},\"m\":{}}",
		 "{\"a\":1}\n{}\n"},
		/* what has none of them is a record itself */
		{"?/data[", "{\"data\":[{\"a\":1}]}\n{\"b\":[{}]}\n",
		 "{\"a\":1}\n{\"b\":[{}]}\n"},
		{"?/data[", "{\"data\":{\"a\":1}}", "{\"data\":{\"a\":1}}\n"},
		{"?/data[", "{\"data\":[{\"a\":1}]}[2]", "{\"a\":1}\n[2]\n"},
		{"?/data[", "{\"data\":[]}{\"data\":null}", "{\"data\":null}\n"},
		/* what is no object is passed on */
		{"", "oops\n{\"a\":1}", "oops\n{\"a\":1}\n"},
		{"", "{\"a\":1}\noops, {\"a\":2}", "{\"a\":1}\noops\n{\"a\":2}\n"},
		{"?[", "[1,\"a,]\",null,[2,{}],{}]", "1\n\"a,]\"\nnull\n[2,{}]\n{}\n"},
		{"", "}\n{}", "}\n{}\n"},
		/* broken, on lines of their own */
		{"", "{\"a\":1}\n{\"a\":\n{\"a\":3}\n",
		 "{\"a\":1}\n{\"a\":\n{\"a\":3}\n"},
		{"", "{\"a\":1}\n{\"a\n{\"a\":3}\n", "{\"a\":1}\n{\"a\n{\"a\":3}\n"},
		{"?[", "[{\"a\":1},\n{\"a\":[\n{\"a\":3}]",
		 "{\"a\":1}\n{\"a\":[\n{\"a\":3}\n"},
		/* cut off */
		{"", "{\"a\":1}\n{\"a\":", "{\"a\":1}\n{\"a\":\n"},
		{"", "{\"a\":1", "{\"a\":1\n"},
		{"?/data[", "{\"data\":[{\"a\":1", "{\"a\":1\n"},
		{"?/data[", "{\"data\":[{\"a\":1}", "{\"a\":1}\n"},
		{"?/data[", "{\"data", "{\"data\n"},
		{"?[", "[nul", "nul\n"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
	{
		TgJsonShape shape = shape_of(cases[i].shape);

		for (size_t piece = 1; piece < 100; piece += piece / 2 + 1)
			assert_string_equal(records_of(cases[i].text,
										   strlen(cases[i].text), piece,
										   &shape),
								cases[i].records);
	}
}

/* What ends before its brackets do was cut off, unless a line is all. */
static void
test_cut_off(void **state)
{
	static const struct
	{
		const char *shape;
		const char *text;
		bool cut_off;
	} cases[] = {
		{"", "", false},
		{"", "{\"a\":1}\n{\"a\":2}", false},
		{"", "{\"a\":1}\n{\"a\":", false},
		{"?[", "[", true},
		{"?[", "[]", false},
		{"?[", "[{\"a\":1}", true},
		{"?[", "[{\"a\":1},\n", true},
		{"?[", "[{\"a\":1},{\"a\":", true},
		{"?[", "[{\"a\":1},{\"a\":2}]\n", false},
		{"?[", "[{\"a\":1}][{\"a\":2}", true},
		{"?[", "[{\"a\":1},\n{\"a\":[\n{\"a\":3}]", false},
		{"?[", "[{\"a\":1},nul", true},
		{"?{", "{\"x\":{\"a\":1},\"y", true},
		{"?{", "{\"x\":{\"a\":1}}", false},
		{"?/data[", "{\"data\":[{\"a\":1}", true},
		{"?/data[", "{\"data\":[{\"a\":1}]", true},
		{"?/data[", "{\"data\":[{\"a\":1}],\"next\":{\"b\":1}", true},
		{"?/data[", "{\"data\":[{\"a\":1}],\"next\":{\"b\":1}}", false},
		{"?/data[", "{\"data\":[]}{\"data\":null}", false},
	};

	(void) state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
	{
		TgJsonShape shape = shape_of(cases[i].shape);
		size_t len = strlen(cases[i].text);
		TgJsonRecords r;
		size_t used;

		tg_json_records_begin(&r, &shape);
		for (size_t at = 0; at < len; at += used)
			(void) tg_json_records_next(&r, cases[i].text + at, len - at,
										&used);
		if (tg_json_records_cut_off(&r) != cases[i].cut_off)
			fail_msg("%s", cases[i].text);
	}
}

/* Lists of objects that are passed over are counted. */
static void
test_passed(void **state)
{
	static const struct
	{
		const char *shape;
		const char *text;
		unsigned passed;
	} cases[] = {
		{"?/trips[", "{\"trips\":[{}],\"n\":[1,2],\"m\":{\"a\":{}}}", 0},
		{"?/trips[", "{\"stations\":[ {},{}],\"trips\":[{}]}", 1},
		{"?/2023[", "{\"2023\":[{}],\"2024\":[{}],\"2025\":[\n{}]}", 2},
		{"?/2023/trips[",
		 "{\"2023\":{\"trips\":[{}]},\"2024\":{\"trips\":[{}]}}", 1},
		{"?/2023{", "{\"2023\":{\"t0\":{}},\"2024\":{\"t1\":{},\"t2\":{}}}",
		 1},
		{"?[", "[{\"a\":[{}]}]", 0},
		/* of records that are arrays, lists of arrays */
		{"?/data[", "{\"columns\":[{},{}],\"data\":[[1,2]]}", 0},
		{"?/data[", "{\"2023\":[[1,2]],\"data\":[[1,2]],\"more\":[ [3]]}", 2},
	};

	(void) state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
	{
		TgJsonShape shape = shape_of(cases[i].shape);
		const char *text = cases[i].text;
		size_t len = strlen(text);
		TgJsonRecords r;

		tg_json_records_begin(&r, &shape);
		for (size_t at = 0, used; at < len; at += used)
			(void) tg_json_records_next(&r, text + at, len - at, &used);
		assert_int_equal(tg_json_lists_passed(&r), cases[i].passed);
	}
}

/* Text under construction. */
typedef struct Text
{
	char bytes[ROOM];
	size_t len;
} Text;

static void
put(Text *text, const char *more)
{
	size_t len = strlen(more);

	assert_true(text->len + len < ROOM);
	memcpy(text->bytes + text->len, more, len + 1);
	text->len += len;
}

static void
put_string(Text *text, uint64_t *seed)
{
	static const char *const parts[] = {"a",	"{",	"}", "[",	 "]",
										"\\\"", "\\\\", ",", "data", "\\u00e9",
										"\\n",	":",	"é", " "};

	put(text, "\"");
	for (int64_t n = unit_range(seed, 0, 6); n > 0; n--)
		put(text, parts[unit_range(seed, 0, 13)]);
	put(text, "\"");
}

static void
put_blanks(Text *text, uint64_t *seed, bool lines)
{
	static const char *const blanks[] = {"", "", "", " ", "\t", "\n", "\r\n"};

	put(text, blanks[unit_range(seed, 0, lines ? 6 : 4)]);
}

static void put_value(Text *text, uint64_t *seed, int depth, bool lines);

static void
put_members(Text *text, uint64_t *seed, int depth, bool lines, bool object)
{
	for (int64_t n = unit_range(seed, 0, 3), i = 0; i < n; i++)
	{
		if (i > 0)
			put(text, ",");
		put_blanks(text, seed, lines);
		if (object)
		{
			put(text, "\"_\":");
			put_blanks(text, seed, lines);
		}
		put_value(text, seed, depth + 1, lines);
		put_blanks(text, seed, lines);
	}
}

static void
put_value(Text *text, uint64_t *seed, int depth, bool lines)
{
	static const char *const scalars[] = {"1", "-2.5e9", "true", "null"};

	switch (depth > 4 ? unit_range(seed, 0, 1) : unit_range(seed, 0, 3))
	{
		case 0:
			put(text, scalars[unit_range(seed, 0, 3)]);
			break;
		case 1:
			put_string(text, seed);
			break;
		case 2:
			put(text, "[");
			put_members(text, seed, depth, lines, false);
			put(text, "]");
			break;
		case 3:
			put(text, "{");
			put_members(text, seed, depth, lines, true);
			put(text, "}");
			break;
	}
}

/*
 * Random records, written in a random shape: what comes out is what was put
 * in, whatever the pieces.  Lines within records rule out by_line, so then the
 * first record has one.
 */
static void
test_random(void **state)
{
	static Text text;
	static Text expected;
	static const char *const opening[] = {
		"", "[", "{\"x\":[{}, \"data\"],\"data\" : {\"trips\":\n[",
		"{\"features\":["};
	static const char *const shapes[] = {"", "?[", "?/data/trips[",
										 "?/features["};
	static const char *const closing[] = {"", "]", "]},\"data2\":[{}]}\n",
										  "]}"};
	uint64_t seed = unit_seed();

	(void) state;
	for (int round = 0; round < 3000; round++)
	{
		int shape = (int) unit_range(&seed, 0, 3);
		bool lines = unit_range(&seed, 0, 1) == 1;
		TgJsonShape known = shape_of(shapes[shape]);
		size_t pieces[] = {1, (size_t) unit_range(&seed, 2, 50), ROOM};

		text.len = expected.len = 0;
		text.bytes[0] = expected.bytes[0] = '\0';
		for (int page = 0; page < (shape == 2 ? 2 : 1); page++)
		{
			int64_t n = unit_range(&seed, 0, 5);

			put(&text, opening[shape]);
			for (int64_t i = 0; i < n; i++)
			{
				size_t first;

				if (i > 0 && (shape > 0 || unit_range(&seed, 0, 1) == 1))
					put(&text, ",");
				put_blanks(&text, &seed, true);
				first = text.len;
				put(&text, lines && expected.len == 0 ? "{\n" : "{");
				put_members(&text, &seed, 0, lines, true);
				put(&text, "}");
				put(&expected, text.bytes + first);
				put(&expected, "\n");
				put_blanks(&text, &seed, true);
			}
			put(&text, closing[shape]);
		}
		/* the first may be alone on its line only if all lines are whole */
		for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
			assert_string_equal(
				records_of(text.bytes, text.len, pieces[i], &known),
				expected.bytes);
	}
}

/* Any bytes at all: each byte is in one record at most, in order. */
static void
test_hostile(void **state)
{
	static const char bytes[] = "{}[]\",:\\ \n\rdata\0\xFF";
	uint64_t seed = unit_seed();

	(void) state;
	for (int round = 0; round < 20000; round++)
	{
		char text[64];
		size_t len = (size_t) unit_range(&seed, 0, sizeof text);
		char whole[2 * ROOM];
		TgJsonLooks looks;
		char *exact;

		for (size_t i = 0; i < len; i++)
			text[i] = bytes[unit_range(&seed, 0, sizeof bytes - 1)];
		exact = unit_exact(text, len);
		tg_json_looks(exact, len, &looks);
		free(exact);
		for (int i = -1; i < looks.count; i++)
		{
			const TgJsonShape *shape = i < 0 ? NULL : &looks.look[i].shape;

			strcpy(whole, records_of(text, len, ROOM, shape));
			assert_string_equal(whole, records_of(text, len, 1, shape));
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shapes),	cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_passed),	cmocka_unit_test(test_random),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_json_path.c
 *	  Values of JSON objects by their paths, against objects made with them.
 */
#include <stdbool.h>

#include "unit.h"

#include "core/text/json_path.h"

static void
check(const char *json, const char *path, const char *expected)
{
	size_t len = strlen(json);
	char *exact = unit_exact(json, len);
	size_t value_len = 0;
	const char *value =
		tg_json_find(exact, len, path, strlen(path), &value_len);

	if (expected == NULL)
		assert_null(value);
	else
	{
		assert_non_null(value);
		assert_int_equal(value_len, strlen(expected));
		assert_memory_equal(value, expected, value_len);
	}
	free(exact);
}

static void
test_find(void **state)
{
	static const char trip[] =
		" {\"trip_id\" : \"a,\\\"}\" , \"n\":null,\"empty\":{},\"list\":[ ],"
		"\"start\":{ \"lat\":1.5,\"lng\" :-2 },\r\n\"a.b\":7, \"a\":{\"b\":8},"
		"\"route\":{\"features\":[{\"c\":[1,2]},[3],{\"c\":[ 4 , 5 ]}]},"
		"\"stra\\u00dfe\":1,\"q\\\"\":2,\"\":3, \"x[0]\":4}";

	(void) state;
	check(trip, "trip_id", "\"a,\\\"}\"");
	check(trip, "n", "null");
	check(trip, "empty", "{}");
	check(trip, "empty.a", NULL);
	check(trip, "list", "[ ]");
	check(trip, "list[0]", NULL);
	check(trip, "list[-1]", NULL);
	check(trip, "start", "{ \"lat\":1.5,\"lng\" :-2 }");
	check(trip, "start.lat", "1.5");
	check(trip, "start.lng", "-2");
	check(trip, "start.l", NULL);
	check(trip, "start[0]", NULL);
	check(trip, "start.lat.x", NULL);
	check(trip, "start.", NULL);
	check(trip, ".start", "{ \"lat\":1.5,\"lng\" :-2 }");
	/* the key that is the whole path comes first */
	check(trip, "a.b", "7");
	check(trip, "x[0]", "4");
	check(trip, "", "3");
	check(trip, "route.features[0].c[0]", "1");
	check(trip, "route.features[0].c[1]", "2");
	check(trip, "route.features[1][0]", "3");
	check(trip, "route.features[-1].c[0]", "4");
	check(trip, "route.features[-1].c[-1]", "5");
	check(trip, "route.features[-3].c[-2]", "1");
	check(trip, "route.features[3]", NULL);
	check(trip, "route.features[-4]", NULL);
	check(trip, "route.features[99999999999999999999]", NULL);
	check(trip, "route.features[-99999999999999999999]", NULL);
	check(trip, "route.features[x]", NULL);
	check(trip, "route.features[0", NULL);
	check(trip, "route.features[]", NULL);
	check(trip, "straße", "1");
	check(trip, "strasse", NULL);
	check(trip, "q\"", "2");
	check("{}", "a", NULL);
	check("[1]", "[0]", "1");
	check("1", "a", NULL);
	check("", "a", NULL);
}

/* Text under construction, and a path with its value in it. */
typedef struct Document
{
	char json[20000];
	size_t len;
	char path[2000];
	size_t value;
	size_t value_len;
} Document;

static void
put(Document *doc, const char *text)
{
	size_t len = strlen(text);

	assert_true(doc->len + len < sizeof doc->json);
	memcpy(doc->json + doc->len, text, len + 1);
	doc->len += len;
}

static void
put_blanks(Document *doc, uint64_t *seed)
{
	static const char *const blanks[] = {"", "", " ", "\n", "\t \r\n"};

	put(doc, blanks[unit_range(seed, 0, 4)]);
}

/*
 * Put a random value; if wanted, choose one inside of it, or itself, as the
 * one that the path is to find.
 */
static void
put_value(Document *doc, uint64_t *seed, int depth, bool wanted)
{
	static const char *const scalars[] = {
		"1", "-0.5e+10", "true", "null", "\"\"", "\"a,]}\\\\\\\"{\"", "\"[\""};
	int64_t kind = depth > 5 ? 0 : unit_range(seed, 0, 2);
	int64_t count = unit_range(seed, 0, 4);
	int64_t chosen =
		wanted && kind > 0 && count > 0 ? unit_range(seed, 0, count - 1) : -1;
	bool itself = wanted && chosen < 0;
	size_t start = doc->len;

	if (kind == 0)
		put(doc, scalars[unit_range(seed, 0, 6)]);
	else
	{
		put(doc, kind == 1 ? "[" : "{");
		for (int64_t i = 0; i < count; i++)
		{
			char name[20];
			char step[30];

			if (i > 0)
				put(doc, ",");
			put_blanks(doc, seed);
			snprintf(name, sizeof name, "k%d", (int) i);
			if (kind == 2)
			{
				put(doc, "\"");
				/* the same name, written in another way */
				put(doc, unit_range(seed, 0, 3) == 0 ? "\\u006b" : "k");
				put(doc, name + 1);
				put(doc, "\"");
				put_blanks(doc, seed);
				put(doc, ":");
				put_blanks(doc, seed);
			}
			if (i == chosen)
			{
				if (kind == 2)
					snprintf(step, sizeof step, "%s%s",
							 doc->path[0] != '\0' ? "." : "", name);
				else if (unit_range(seed, 0, 1) == 0)
					snprintf(step, sizeof step, "[%d]", (int) i);
				else
					snprintf(step, sizeof step, "[%d]", (int) (i - count));
				strcat(doc->path, step);
			}
			put_value(doc, seed, depth + 1, i == chosen);
			put_blanks(doc, seed);
		}
		put(doc, kind == 1 ? "]" : "}");
	}
	if (itself)
	{
		doc->value = start;
		doc->value_len = doc->len - start;
	}
}

static void
test_random(void **state)
{
	static Document doc;
	uint64_t seed = unit_seed();
	int tried = 0;

	(void) state;
	for (int round = 0; round < 20000; round++)
	{
		char expected[20000];

		doc.len = 0;
		doc.path[0] = '\0';
		put_blanks(&doc, &seed);
		put_value(&doc, &seed, 0, true);
		put_blanks(&doc, &seed);
		if (doc.path[0] == '\0')
			continue;
		tried++;
		memcpy(expected, doc.json + doc.value, doc.value_len);
		expected[doc.value_len] = '\0';
		check(doc.json, doc.path, expected);
	}
	assert_true(tried > 1000);
}

/* Any bytes and any path: nothing is read or found outside of the text. */
static void
test_hostile(void **state)
{
	static const char bytes[] = "{{{[[\"\"\"}]:,:, \\uk1.-0";
	uint64_t seed = unit_seed();

	(void) state;
	for (int round = 0; round < 200000; round++)
	{
		char text[60];
		char path[20];
		size_t len = (size_t) unit_range(&seed, 0, sizeof text);
		size_t path_len = (size_t) unit_range(&seed, 0, sizeof path);
		size_t value_len = 0;
		char *exact;
		const char *value;

		for (size_t i = 0; i < len; i++)
			text[i] = bytes[unit_range(&seed, 0, sizeof bytes - 2)];
		for (size_t i = 0; i < path_len; i++)
			path[i] = bytes[unit_range(&seed, 0, sizeof bytes - 2)];
		exact = unit_exact(text, len);
		value = tg_json_find(exact, len, path, path_len, &value_len);
		if (value != NULL)
			assert_true(value >= exact && value + value_len <= exact + len);
		assert_true(tg_json_depth(exact, len) <= len);
		free(exact);
	}
}

static void
test_depth(void **state)
{
	(void) state;
	assert_int_equal(tg_json_depth("", 0), 0);
	assert_int_equal(tg_json_depth("{\"[[\":[1],\"b\":[[]]}", 19), 3);
}

static void
test_unescape(void **state)
{
	static const struct
	{
		const char *text;
		const char *plain; /* NULL: refused */
	} cases[] = {
		{"", ""},
		{"abc", "abc"},
		{"a\\\"\\\\\\/\\b\\f\\n\\r\\tz", "a\"\\/\b\f\n\r\tz"},
		{"\\u0041\\u00e9\\u20AC", "Aé€"},
		{"\\ud83d\\udeb2!", "\xF0\x9F\x9A\xB2!"},
		{"\\u0000", NULL},
		{"\\ud83d", NULL},
		{"\\ud83dx", NULL},
		{"\\ud83d\\u0041", NULL},
		{"\\udeb2", NULL},
		{"\\u12", NULL},
		{"\\u12g4", NULL},
		{"\\x", NULL},
		{"\\", NULL},
	};

	(void) state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
	{
		size_t len = strlen(cases[i].text);
		char *text = unit_exact(cases[i].text, len);
		char *out = malloc(len + 1);
		size_t out_len = 0;
		TgStatus status = tg_json_unescape(text, len, out, &out_len);

		if (cases[i].plain == NULL)
			assert_int_equal(status, TG_BAD_JSON);
		else
		{
			assert_int_equal(status, TG_OK);
			assert_int_equal(out_len, strlen(cases[i].plain));
			assert_memory_equal(out, cases[i].plain, out_len);
		}
		free(text);
		free(out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),	 cmocka_unit_test(test_random),
		cmocka_unit_test(test_hostile),	 cmocka_unit_test(test_depth),
		cmocka_unit_test(test_unescape),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

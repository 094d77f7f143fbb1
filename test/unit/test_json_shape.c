/*
 * test_json_shape.c
 *	  The ways to look at files that are built in all ways.
 */
#include "unit.h"

#include "core/text/json_shape.h"

#define ROOM 1024

/* As text: names of what is around, '+' for several records; then names. */
static const char *
looks_at(const char *text)
{
	static char out[ROOM];
	size_t len = strlen(text);
	char *exact = unit_exact(text, len);
	TgJsonLooks looks;
	size_t at = 0;

	tg_json_looks(exact, len, &looks);
	out[0] = '\0';
	for (int i = 0; i < looks.count; i++)
	{
		const TgJsonLook *look = &looks.look[i];

		for (int j = 0; j < look->shape.depth; j++)
		{
			assert_true((look->name[j] == NULL) == (look->shape.step[j] == 0));
			at += (size_t) snprintf(
				out + at, ROOM - at, "%s%.*s", j > 0 ? "/" : "",
				look->name[j] == NULL ? 1 : (int) look->name_len[j],
				look->name[j] == NULL ? "*" : look->name[j]);
		}
		at += (size_t) snprintf(out + at, ROOM - at, "%s%s%s ",
								look->shape.depth == 0 ? "."
								: look->shape.keyed	   ? "{"
													   : "[",
								look->repeated ? "+" : "",
								look->names != NULL ? "n" : "");
	}
	if (looks.by_column)
		snprintf(out + at, ROOM - at, "columns");
	else if (at > 0)
		out[at - 1] = '\0';
	free(exact);
	return out;
}

static void
test_looks(void **state)
{
	static const struct
	{
		const char *text;
		const char *looks;
	} cases[] = {
		{"", ""},
		{"17", ""},
		{"[1, 2]\n[3, 4]", ""},
		{"{\"a\": 1}", "."},
		{"{\"a\": 1}\n{\"a\": 2}", ".+"},
		{"\x1E{\"a\": 1}\n\x1E{\"a\": 2}", ".+"},
		{"[]", "*["},
		{"[{\"a\": 1}]", "*["},
		{" [{\"a\": 1}, {\"a\": 2}", "*[+"},
		{"{\"Fahrten\": [{}, {}], \"n\": 2}", ". */Fahrten[+"},
		{"{\"hits\": {\"total\": 9, \"hits\": [{}]}}", ". */hits/hits["},
		{"{\"a\": [1, 2], \"b\": [[1, 2]], \"c\": []}", "."},
		{"{\"legs\": [{}]}\n{\"legs\": [{}]}", ".+ */legs[+"},
		{"[{\"page\": 1, \"trips\": [{}, {}]}]", "*[ */*/trips[+"},
		/* the first ones have none */
		{"[{\"page\": 1, \"trips\": []}, {\"trips\": [{}]}]",
		 "*[+ */*/trips["},
		{"{\"trips\": []}\n{\"trips\": [{}]}\n{\"trips\": [{}]}",
		 ".+ */trips[+"},
		{"{\"u\": {\"trips\": []}, \"v\": {\"trips\": [{}]}}",
		 ". *{+ */*/trips["},
		/* years, each with its trips */
		{"{\"2023\": [{\"a\": 1}], \"2024\": [{\"a\": 2}]}",
		 ". */*[+ */2023[ */2024["},
		{"{\"stations\": [{\"id\": 1}], \"trips\": [{\"at\": 2}]}",
		 ". */stations[ */trips["},
		/* by keys */
		{"{\"t0\": {\"a\": 1}, \"t1\": {\"a\": 2}}", ". *{+"},
		{"{\"t0\": {\"a\": 1}, \"t1\": {\"a\": 2}, \"count\": 2}", ". *{+"},
		{"{\"a\": {\"x\": 1}, \"b\": {\"y\": 2}}", "."},
		{"{\"u\": {\"trips\": [{}]}, \"v\": {\"trips\": [{}]}}",
		 ". *{+ */*/trips[+"},
		/* an end of a trip is no record; who looks at both finds out */
		{"{\"start\": {\"lat\": 1}, \"end\": {\"lat\": 2}, \"at\": 3}",
		 ". *{+"},
		/* arrays, with names */
		{"{\"columns\": [\"a\", \"b\", \"c\"], \"data\": [[1, 2, 3], [4, 5, "
		 "6]]}",
		 ". */data[+n"},
		{"{\"meta\": {\"view\": {\"columns\": [{\"name\": \"a\"}, {\"name\": "
		 "\"b\"}, {\"id\": 1, \"name\": \"c\"}]}}, \"data\": [[1, 2, 3]]}",
		 ". */meta/view/columns[+ */data[n"},
		{"[[\"a\", \"b\", \"c\"], [1, 2, 3]]", "*[+n"},
		{"[[1, 2, 3], [4, 5, 6]]", "*[+"},
		{"[[16.3, 48.2], [16.4, 48.1]]", ""},
		/* tables column by column */
		{"{\"a\": [1, 2], \"b\": [3, 4], \"c\": [5, 6]}", ". columns"},
		{"{\"a\": {\"0\": 1}, \"b\": {\"0\": 2}, \"c\": {\"0\": 3}}",
		 ". *{+ columns"},
		{"{\"a\": [1, 2], \"b\": [3], \"c\": [5, 6]}", "."},
		/* deep, broken, cut off */
		{"[[[[[[[[[[[[{}]]]]]]]]]]]]", ""},
		{"{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":[{}]}}}}}}}"
		 "}",
		 "."},
		{"{\"a", "."},
		{"{\"a\":", "."},
		{"{\"a\"}", "."},
		{"{\"a\": [{\"b\": ", ". */a["},
		{"{]}[{", ".+"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(looks_at(cases[i].text), cases[i].looks);
}

/* What is hostile takes no time, nor ways without end. */
static void
test_many(void **state)
{
	static char text[1024 * 1024 + 1];
	TgJsonLooks looks;
	size_t at = 0;

	(void) state;
	while (at < sizeof text - 32)
		at += (size_t) snprintf(text + at, sizeof text - at,
								"%s\"%zu\":[{\"%zu\":1}]", at == 0 ? "{" : ",",
								at, at);
	tg_json_looks(text, at, &looks);
	assert_int_equal(looks.count, TG_JSON_SHAPES);
	assert_true(looks.more);
	for (at = 0; at < sizeof text - 8; at += 5)
		memcpy(text + at, "{\"a\":", 5);
	tg_json_looks(text, at, &looks);
	assert_int_equal(looks.count, 1);
}

/* Where JSON begins, if it is any. */
static void
test_begin(void **state)
{
	static const struct
	{
		const char *text;
		int at; /* -1: none */
	} cases[] = {
		{"", -1},		{"  ", -1},	   {"a,b", -1},	 {"{\"a\":1}", 0},
		{"\n\t[1]", 2}, {"\x1E{}", 1}, {"\x1E", -1}, {"\v\f\r\n \x1E[", 6},
		{"7", -1},		{"\"[\"", -1},
	};

	(void) state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
	{
		size_t len = strlen(cases[i].text);
		char *text = unit_exact(cases[i].text, len);
		const char *at = tg_json_begin(text, len);

		assert_int_equal(at == NULL ? -1 : (int) (at - text), cases[i].at);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_looks),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_csv_lines.c
 *	  Records of several lines: which quotes stray, and which lines are rows.
 */
#include "unit.h"

#include "core/text/csv_lines.h"

/*
 * The lines of a record: how many fields each has, '~' before those that have
 * delimiters in quotes; '!' at the end if a quote strays.
 */
static const char *
lines_of(const char *record, char escape)
{
	static char out[1024];
	size_t len = strlen(record);
	char *bytes = unit_exact(record, len);
	size_t written = 0;
	TgCsvLines lines;
	TgCsvLine line;

	tg_csv_lines_begin(&lines, bytes, len, ',', '"', escape);
	while (tg_csv_lines_next(&lines, &line))
	{
		assert_true(line.first + line.len <= len);
		assert_true(memchr(bytes + line.first, '\n', line.len) == NULL);
		written +=
			(size_t) snprintf(out + written, sizeof out - written, "%s%u ",
							  line.within ? "~" : "", line.fields);
	}
	if (lines.stray)
		out[written++] = '!';
	out[written] = '\0';
	free(bytes);
	return out;
}

static void
test_shapes(void **state)
{
	static const char *const cases[][2] = {
		{"", ""},
		{"a,b,c", "3 "},
		{"a,\"b,c\"", "~3 "},
		/* texts of several lines, as they are meant */
		{"1,2,\"a\nb\"", "3 1 "},
		{"1,2,\"a\r\nb\"", "3 1 "},
		{"1,2,\"a\rb\"", "3 1 "},
		{"1,2, \"a\nb\" ", "3 1 "},
		{"\"a\nb\",1,2", "1 3 "},
		{"\"a\nb\" ,1,2", "1 3 "},
		{"1,\"a\n\nb\",2", "2 1 2 "},
		{"1,\"a \"\"x\"\" \nb\",2", "2 2 "},
		{"1,\"a\"\"\nb\",2", "2 2 "},
		{"1,\"\"\"\n\"\"\",2", "2 2 "},
		{"1,\"a, \nb\",2", "~3 2 "},
		{"\"a\nb\",\"c\nd\"", "1 2 1 "},
		/* a quote amid a field that goes around no end of line */
		{"1,6\" x 5\" y,\"a\nb\"", "3 1 "},
		{"1,\"a\"b,\"a\nb\"", "3 1 "},
		/* rows between two quotes that stray */
		{"1,2,\"x\n3,4,y\n5,6,\"x", "3 ~3 ~3 !"},
		{"1,2,\"x\n3,4,y\n5,6,x\"", "3 ~3 ~3 "},
		{"\"x,1,2\ny,3,4\nz\",5,6", "~3 ~3 3 "},
		{"x \"y,1,2\ny,3,4\nx \"y,5,6", "~3 ~3 3 !"},
		{"x \"y,1\nz\",2", "~2 2 !"},
		{"1,\"x\ny\" z", "2 1 !"},
		{"1,\"x\ny\"\" z\"\"\n\"z", "2 1 1 !"},
		{"1,\"x\ny", "2 1 "},
	};

	(void) state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(lines_of(cases[i][0], '"'), cases[i][1]);
}

static void
test_escapes(void **state)
{
	static const char *const cases[][2] = {
		{"1,\"a \\\"x\\\"\nb\",2", "2 2 "},
		{"1,\"a\\\\\nb\\\\\",2", "2 2 "},
		{"1,\"a\nb\\\",2", "2 ~2 "},
		{"1,\"a\nb\"\",2", "2 ~2 !"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(lines_of(cases[i][0], '\\'), cases[i][1]);
}

/* The lines are all of the record, whatever is in it. */
static void
test_hostile(void **state)
{
	static const char marks[] = "a,\"\\ \n\r\t";
	uint64_t seed = unit_seed();

	(void) state;
	for (int round = 0; round < 20000; round++)
	{
		char text[40];
		size_t len = unit_random(&seed) % sizeof text;
		size_t at = 0;
		TgCsvLines lines;
		TgCsvLine line;
		char *bytes;

		for (size_t i = 0; i < len; i++)
			text[i] = marks[unit_random(&seed) % (sizeof marks - 1)];
		bytes = unit_exact(text, len);
		tg_csv_lines_begin(&lines, bytes, len, ',', '"',
						   round % 2 == 0 ? '"' : '\\');
		while (tg_csv_lines_next(&lines, &line))
		{
			assert_true(line.first == at);
			at = lines.at;
			assert_true(line.first + line.len <= at && at <= len);
			for (size_t i = line.first; i < at; i++)
				assert_true((bytes[i] == '\n' || bytes[i] == '\r') ==
							(i >= line.first + line.len));
		}
		assert_true(at == len);
		free(bytes);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

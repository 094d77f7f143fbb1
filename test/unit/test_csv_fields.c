/*
 * test_csv_fields.c
 *	  Fields of records that nobody has checked.
 */
#include "unit.h"

#include "core/text/csv_fields.h"

/* The fields of a record, '^' after each, '~' before one that is quoted. */
static const char *
fields_of(const char *record)
{
	static char out[1024];
	size_t len = strlen(record);
	char *bytes = unit_exact(record, len);
	size_t written = 0;

	for (size_t at = 0; at <= len;)
	{
		size_t was = at;
		TgCsvField field = tg_csv_field(bytes, len, ',', '"', &at);

		assert_true(at > was && at <= len + 1);
		assert_true(field.first >= was && field.first + field.len <= len);
		if (field.quoted)
			out[written++] = '~';
		for (size_t i = 0; i < field.len; i++)
			out[written++] = bytes[field.first + i];
		out[written++] = '^';
	}
	out[written] = '\0';
	free(bytes);
	return out;
}

static void
test_shapes(void **state)
{
	static const char *const cases[][2] = {
		{"", "^"},
		{",", "^^"},
		{"a,b", "a^b^"},
		{"a, b ,", "a^ b ^^"},
		{"\"a\",\"b,c\"", "~a^~b,c^"},
		{" \"a,b\" ,c", "~a,b^c^"},
		{"\"a\"\"b\",c", "~a\"\"b^c^"},
		{"\"\"", "~^"},
		{"\"\",a", "~^a^"},
		{"\"\"\"\"", "~\"\"^"},
		/* what follows a closing quote */
		{"\"a\"b,c", "\"a\"b^c^"},
		{"\"a,b\"c,d", "~a,b^d^"},
		/* a quote that none closes, or that opens none */
		{"\"a,b", "\"a^b^"},
		{"a\"b,c\"", "a\"b^c\"^"},
		{"\"a\"\"b,c", "\"a\"\"b^c^"},
		{"\"a,\"\"b", "~a,^"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(fields_of(cases[i][0]), cases[i][1]);
}

/* Tell whether quotes between two places come in twos. */
static bool
in_twos(const char *record, size_t from, size_t to)
{
	while (from < to)
	{
		if (record[from] != '"')
			from++;
		else if (from + 1 < to && record[from + 1] == '"')
			from += 2;
		else
			return false;
	}
	return true;
}

/* The longest reading of a field, found by trying all. */
static TgCsvField
naive_field(const char *record, size_t len, size_t *at)
{
	size_t plain = *at + strcspn(record + *at, ",");
	size_t open = *at + strspn(record + *at, " ");
	size_t longest = 0;
	TgCsvField field = {*at, plain - *at, false};

	for (size_t close = open + 1; record[open] == '"' && close < len; close++)
	{
		size_t end = close + 1 + strspn(record + close + 1, " ");

		if (record[close] == '"' && in_twos(record, open + 1, close) &&
			end >= plain && end > longest)
		{
			longest = end;
			field = (TgCsvField){open + 1, close - open - 1, true};
		}
	}
	if (field.quoted)
		plain = longest + strcspn(record + longest, ",");
	*at = plain + 1;
	return field;
}

static void
test_random(void **state)
{
	uint64_t seed = unit_seed();

	(void) state;
	for (int round = 0; round < 200000; round++)
	{
		char record[17];
		size_t len = (size_t) unit_range(&seed, 0, sizeof record - 1);
		size_t at = 0;
		size_t naive_at = 0;

		for (size_t i = 0; i < len; i++)
			record[i] = "\"\",, a"[unit_range(&seed, 0, 5)];
		record[len] = '\0';
		while (at <= len)
		{
			TgCsvField field = tg_csv_field(record, len, ',', '"', &at);
			TgCsvField naive = naive_field(record, len, &naive_at);

			assert_true(field.first == naive.first && field.len == naive.len &&
						field.quoted == naive.quoted && at == naive_at);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

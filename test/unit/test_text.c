/*
 * test_text.c
 *	  tg_text_trim, tg_is_ascii and tg_utf8_valid.
 */
#include "unit.h"

#include "core/text/text.h"

static void
trim_table(void **state)
{
	static const struct
	{
		const char *text;
		const char *trimmed;
	} rows[] = {
		{"", ""},
		{" ", ""},
		{" \t\r\n\v\f", ""},
		{"a", "a"},
		{" a", "a"},
		{"a ", "a"},
		{" \t\r\n\v\fa b\f\v\n\r\t ", "a b"},
		{"\x08"
		 "a\x0E",
		 "\x08"
		 "a\x0E"},
		{"\xC2\xA0"
		 "a\x85",
		 "\xC2\xA0"
		 "a\x85"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		size_t len = strlen(rows[i].text);
		char *copy = unit_exact(rows[i].text, len);
		const char *text = copy;

		tg_text_trim(&text, &len);
		assert_int_equal(len, strlen(rows[i].trimmed));
		if (len > 0)
			assert_memory_equal(text, rows[i].trimmed, len);
		free(copy);
	}
}

static void
trim_keeps_nul(void **state)
{
	const char *text = " \0a\0 ";
	size_t len = 5;

	(void) state;
	tg_text_trim(&text, &len);
	assert_int_equal(len, 3);
	assert_memory_equal(text, "\0a\0", 3);
}

/* Of every length, one byte at every place that is the first that is not. */
static void
ascii_ends_at_128(void **state)
{
	(void) state;
	for (size_t len = 0; len <= 40; len++)
	{
		char *text = malloc(len + 1);

		assert_non_null(text);
		memset(text, 0x7F, len + 1);
		assert_true(tg_is_ascii(text, len));
		for (size_t at = 0; at <= len; at++)
		{
			text[at] = (char) 0x80;
			assert_int_equal(tg_is_ascii(text, len), at == len);
			text[at] = 0x7F;
		}
		free(text);
	}
}

/* Decode as RFC 3629 words it: by value, then by the range of each length. */
static bool
naive_utf8(const unsigned char *s, size_t len)
{
	static const uint32_t least[] = {1, 0x80, 0x800, 0x10000};
	size_t i = 0;

	while (i < len)
	{
		size_t more = 0;
		uint32_t value = s[i];

		/* The ones before the first zero say how long it is. */
		for (uint32_t bit = 0x80; (value & bit) != 0; bit >>= 1)
		{
			value -= bit;
			more++;
		}
		if (more == 1 || more > 4)
			return false;
		more -= more > 0;
		if (len - i <= more)
			return false;
		for (size_t k = 1; k <= more; k++)
		{
			if ((s[i + k] & 0xC0) != 0x80)
				return false;
			value = value << 6 | (s[i + k] & 0x3F);
		}
		if (value < least[more] || value > 0x10FFFF ||
			(value >= 0xD800 && value <= 0xDFFF))
			return false;
		i += more + 1;
	}
	return true;
}

static bool
utf8_valid(const char *text, size_t len)
{
	char *copy = unit_exact(text, len);
	bool valid = tg_utf8_valid(copy, len);

	assert_int_equal(valid, naive_utf8((const unsigned char *) text, len));
	free(copy);
	return valid;
}

static void
utf8_table(void **state)
{
	static const struct
	{
		const char *text;
		bool valid;
	} rows[] = {
		{"", true},
		{"Prague", true},
		{"Praha a okol\xC3\xAD, 12345678", true},
		{"\x01\x7F", true},
		{"\x80", false},
		{"\xBF", false},
		{"\xC0\x80", false}, /* overlong NUL */
		{"\xC1\xBF", false},
		{"\xC2\x80", true},
		{"\xDF\xBF", true},
		{"\xC3", false},
		{"\xC3"
		 "a",
		 false},
		{"\xE0\x9F\xBF", false}, /* overlong */
		{"\xE0\xA0\x80", true},
		{"\xED\x9F\xBF", true},
		{"\xED\xA0\x80", false}, /* first surrogate */
		{"\xED\xBF\xBF", false}, /* last surrogate */
		{"\xEE\x80\x80", true},
		{"\xEF\xBF\xBF", true},
		{"\xE2\x82", false},
		{"\xF0\x8F\xBF\xBF", false}, /* overlong */
		{"\xF0\x90\x80\x80", true},
		{"\xF4\x8F\xBF\xBF", true},
		{"\xF4\x90\x80\x80", false}, /* U+110000 */
		{"\xF5\x80\x80\x80", false},
		{"\xF8\x88\x80\x80\x80", false},
		{"\xFE", false},
		{"\xFF", false},
		{"1234567\xC3\xA9", true},
		{"12345678\xC3", false},
		{"1234567890123456\xFF", false},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(utf8_valid(rows[i].text, strlen(rows[i].text)),
						 rows[i].valid);
}

/* The server's text holds no NUL: one is refused at every place. */
static void
utf8_no_nul(void **state)
{
	char text[24];

	(void) state;
	for (size_t len = 1; len <= sizeof(text); len++)
		for (size_t i = 0; i < len; i++)
		{
			memset(text, i % 2 == 0 ? 'a' : '\x01', sizeof(text));
			assert_true(utf8_valid(text, len));
			text[i] = '\0';
			assert_false(utf8_valid(text, len));
		}
}

/* Every sequence of three bytes, and of four where the first says so. */
static void
utf8_exhaustive(void **state)
{
	(void) state;
	for (uint32_t i = 0; i < 1 << 24; i++)
	{
		unsigned char s[4] = {(unsigned char) (i >> 16),
							  (unsigned char) (i >> 8), (unsigned char) i,
							  0x80};
		size_t len = s[0] >= 0xF0 ? 4 : 3;

		if (tg_utf8_valid((char *) s, len) != naive_utf8(s, len))
			fail_msg("bytes %02x %02x %02x", s[0], s[1], s[2]);
	}
}

static void
utf8_random(void **state)
{
	static const char pieces[][5] = {
		"a",
		"Z",
		"\x7F",
		"abcd",
		"\xC2\x80",
		"\xC3\xA9",
		"\xE0\xA0",
		"\x80",
		"\xED\x9F",
		"\xE2\x82\xAC",
		"\xF4\x8F",
		"\xBF\xBF",
		"\xF0\x9F\x9A\xB2",
	};
	uint64_t random = unit_seed();
	size_t valid = 0;

	(void) state;
	for (int round = 0; round < 200000; round++)
	{
		char text[64];
		size_t len = 0;
		int count = (int) unit_range(&random, 0, 12);

		while (count-- > 0)
		{
			const char *piece = pieces[unit_range(
				&random, 0,
				(int64_t) (sizeof(pieces) / sizeof(pieces[0])) - 1)];

			memcpy(text + len, piece, strlen(piece));
			len += strlen(piece);
		}
		if (len > 0 && unit_range(&random, 0, 3) == 0)
			text[unit_range(&random, 0, (int64_t) len - 1)] =
				(char) unit_random(&random);
		valid += utf8_valid(text, len);
	}
	assert_true(valid > 1000);
}

static void
utf8_trim_table(void **state)
{
	static const char *const cases[][2] = {
		{"", ""},
		{" a ", "a"},
		{"\xC2\xA0"
		 "a",
		 "a"},
		{"a\xC2\xA0", "a"},
		{" \xEF\xBB\xBF\xC2\xA0 a b \xC2\xA0 \xEF\xBB\xBF", "a b"},
		{"\xEF\xBB\xBF", ""},
		{"\xC2\xA0\xC2\xA0", ""},
		{"a\xC2\xA0"
		 "b",
		 "a\xC2\xA0"
		 "b"},
		{"\xC3\xA0", "\xC3\xA0"},
		{"\xC2", "\xC2"},
		{"\xA0", "\xA0"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
	{
		size_t len = strlen(cases[i][0]);
		char *bytes = unit_exact(cases[i][0], len);
		const char *at = bytes;

		tg_utf8_trim(&at, &len);
		assert_int_equal(len, strlen(cases[i][1]));
		assert_true(len == 0 || memcmp(at, cases[i][1], len) == 0);
		free(bytes);
	}
}

/* What may be composed, wherever it stands. */
static void
composable_table(void **state)
{
	static const char *const yes[] = {"Zu\xCC\x88rich", "o\xCD\x80",
									  "\xE1\x84\x80\xE1\x85\xA1",
									  "\xE3\x81\x8B\xE3\x82\x99"};
	static const char *const no[] = {
		"",			"Zurich",		"Z\xC3\xBCrich",
		"\xCD\xB0", "\xE3\x82\xAB", "\xE3\x81\x82",
		"\xCC"};

	(void) state;
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
	{
		char *bytes = unit_exact(yes[i], strlen(yes[i]));

		assert_true(tg_utf8_composable(bytes, strlen(yes[i])));
		free(bytes);
	}
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
	{
		char *bytes = unit_exact(no[i], strlen(no[i]));

		assert_false(tg_utf8_composable(bytes, strlen(no[i])));
		free(bytes);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trim_table),		 cmocka_unit_test(trim_keeps_nul),
		cmocka_unit_test(ascii_ends_at_128), cmocka_unit_test(utf8_table),
		cmocka_unit_test(utf8_no_nul),		 cmocka_unit_test(utf8_exhaustive),
		cmocka_unit_test(utf8_random),		 cmocka_unit_test(utf8_trim_table),
		cmocka_unit_test(composable_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

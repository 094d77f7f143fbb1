/*
 * test_unicode_form.c
 *	  UTF-16 and UTF-32: which form bytes are, and their text as UTF-8.
 */
#include "unit.h"

#include "core/text/text.h"
#include "core/text/unicode_form.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static uint64_t seed;

static const TgUnicodeForm forms[] = {TG_UNICODE_16LE, TG_UNICODE_16BE,
									  TG_UNICODE_32LE, TG_UNICODE_32BE};

static size_t
put_unit(char *out, uint32_t value, int bytes, bool le)
{
	for (int i = 0; i < bytes; i++)
		out[le ? i : bytes - 1 - i] = (char) (value >> 8 * i & 0xFF);
	return (size_t) bytes;
}

/* Write a character in a form, as its standard says. */
static size_t
put(char *out, uint32_t c, TgUnicodeForm form)
{
	bool le = form == TG_UNICODE_16LE || form == TG_UNICODE_32LE;

	if (form == TG_UNICODE_32LE || form == TG_UNICODE_32BE)
		return put_unit(out, c, 4, le);
	if (c < 0x10000)
		return put_unit(out, c, 2, le);
	c -= 0x10000;
	return put_unit(out, 0xD800 + (c >> 10), 2, le) +
		   put_unit(out + 2, 0xDC00 + (c & 0x3FF), 2, le);
}

static size_t
put_utf8(char *out, uint32_t c)
{
	static const uint32_t limits[] = {0x80, 0x800, 0x10000};
	int more = 0;

	while (more < 3 && c >= limits[more])
		more++;
	out[0] =
		(char) (more == 0 ? c
						  : (0xFF00u >> (more + 1) & 0xFF) | c >> 6 * more);
	for (int i = 1; i <= more; i++)
		out[i] = (char) (0x80 | (c >> 6 * (more - i) & 0x3F));
	return (size_t) more + 1;
}

static uint32_t
random_character(void)
{
	static const int64_t limits[] = {0x7F, 0x7FF, 0xFFFF, 0x10FFFF};
	uint32_t c;

	do
		c = (uint32_t) unit_range(&seed, 1, limits[unit_range(&seed, 0, 3)]);
	while (c >= 0xD800 && c <= 0xDFFF);
	return c;
}

/* Whatever the text, and wherever it is cut into parts. */
static void
converted(void **state)
{
	(void) state;
	for (int round = 0; round < 4000; round++)
	{
		TgUnicodeForm form = forms[round % LENGTH(forms)];
		char bytes[400];
		char expected[400];
		char got[400];
		size_t len = 0;
		size_t expected_len = 0;
		size_t got_len = 0;
		size_t begin = 0;
		size_t end = 0;

		for (int i = (int) unit_range(&seed, 0, 90); i > 0; i--)
		{
			uint32_t c = random_character();

			len += put(bytes + len, c, form);
			expected_len += put_utf8(expected + expected_len, c);
		}
		assert_true(expected_len == 0 ||
					tg_utf8_valid(expected, expected_len));
		while (begin < len)
		{
			size_t room = (size_t) unit_range(&seed, 4, 40);
			size_t used;
			bool bad;
			char *part;

			if (end < len)
				end += (size_t) unit_range(&seed, 0, (int64_t) (len - end));
			part = unit_exact(bytes + begin, end - begin);
			got_len += tg_unicode_convert(form, part, end - begin,
										  got + got_len, room, &used, &bad);
			free(part);
			assert_false(bad);
			begin += used;
		}
		assert_int_equal(got_len, expected_len);
		assert_memory_equal(got, expected, got_len);
	}
}

/* What is no character ends the text before it. */
static void
bad_text(void **state)
{
	static const struct
	{
		TgUnicodeForm form;
		const char *bytes;
		size_t len;
		size_t used;
		bool bad;
	} rows[] = {
		{TG_UNICODE_16LE, "a\0\x00\xDC", 4, 2, true},
		{TG_UNICODE_16LE, "a\0\x00\xD8\x62\0", 6, 2, true},
		{TG_UNICODE_16LE, "a\0\x00\xD8\x00\xD8", 6, 2, true},
		{TG_UNICODE_16LE, "a\0\x00\xD8", 4, 2, false},
		{TG_UNICODE_16LE, "a\0b", 3, 2, false},
		{TG_UNICODE_16BE, "\0a\xDC\0", 4, 2, true},
		{TG_UNICODE_32LE, "a\0\0\0\0\xD8\0\0", 8, 4, true},
		{TG_UNICODE_32LE, "a\0\0\0\0\0\x11\0", 8, 4, true},
		{TG_UNICODE_32BE, "\0\0\0a\x7F\xFF\xFF\xFF", 8, 4, true},
		{TG_UNICODE_32BE, "\0\0\0a\0\0\0", 7, 4, false},
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		char out[40];
		size_t used;
		bool bad;
		char *copy = unit_exact(rows[i].bytes, rows[i].len);
		size_t len = tg_unicode_convert(rows[i].form, copy, rows[i].len, out,
										sizeof out, &used, &bad);

		if (len != 1 || out[0] != 'a' || used != rows[i].used ||
			bad != rows[i].bad)
			fail_msg("row %zu: %zu bytes of %zu, bad %d", i, len, used, bad);
		free(copy);
	}
}

/* Tables in each form are found, with a mark and without one. */
static void
found(void **state)
{
	static const char *const rows[] = {
		"start_time,lon,lat\n2018-05-28 09:03,16.3725,48.2084\n",
		"a;b\n1;2\n",
	};

	(void) state;
	for (size_t f = 0; f < LENGTH(forms); f++)
		for (size_t i = 0; i < LENGTH(rows); i++)
			for (int marked = 0; marked < 2; marked++)
			{
				char bytes[400];
				size_t len = marked ? put(bytes, 0xFEFF, forms[f]) : 0;

				for (const char *at = rows[i]; *at != '\0'; at++)
					len += put(bytes + len, (uint32_t) *at, forms[f]);
				/* names of other scripts do not matter */
				for (int n = 0; n < 3; n++)
					len +=
						put(bytes + len, n == 2 ? 0x1F6B2 : 0x5317, forms[f]);
				assert_int_equal(tg_unicode_find(bytes, len), forms[f]);
				assert_int_equal(tg_unicode_marked(bytes, len),
								 marked ? forms[f] : TG_UNICODE_NONE);
			}
}

static void
not_found(void **state)
{
	static const struct
	{
		const char *bytes;
		size_t len;
	} rows[] = {
		{"", 0},
		{"a,b\n1,2\n", 8},
		{"\xEF\xBB\xBF"
		 "a,b\n1,2\n",
		 11},
		{"a,b\n1,2\n3,4\n\0\0\0\0\0\0", 18},
		{"a\0,b\n1,2\n3,4\n5,6\n", 17},
		{"\0\0\0\0\0\0\0\0\0\0\0\0", 12},
		{"a\0b", 3},
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		char *copy = unit_exact(rows[i].bytes, rows[i].len);

		if (tg_unicode_find(copy, rows[i].len) != TG_UNICODE_NONE)
			fail_msg("row %zu is found", i);
		free(copy);
	}
}

static void
named(void **state)
{
	(void) state;
	assert_int_equal(tg_unicode_named("UTF-16"), TG_UNICODE_16);
	assert_int_equal(tg_unicode_named("utf_16le"), TG_UNICODE_16LE);
	assert_int_equal(tg_unicode_named("UCS-2BE"), TG_UNICODE_16BE);
	assert_int_equal(tg_unicode_named("utf32"), TG_UNICODE_32);
	assert_int_equal(tg_unicode_named("UTF-32BE"), TG_UNICODE_32BE);
	assert_int_equal(tg_unicode_named("UTF-8"), TG_UNICODE_NONE);
	assert_int_equal(tg_unicode_named("utf16letter"), TG_UNICODE_NONE);
	assert_int_equal(tg_unicode_named(""), TG_UNICODE_NONE);
	for (size_t i = 0; i < LENGTH(forms); i++)
		assert_int_equal(tg_unicode_named(tg_unicode_name(forms[i])),
						 forms[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(converted), cmocka_unit_test(bad_text),
		cmocka_unit_test(found),	 cmocka_unit_test(not_found),
		cmocka_unit_test(named),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

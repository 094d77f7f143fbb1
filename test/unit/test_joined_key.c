/*
 * test_joined_key.c
 *	  Keys of several parts: their text, and that it gives them back.
 */
#include "unit.h"

#include "core/text/joined_key.h"

#define MOST 6

static uint64_t seed;

static void
check_text(const TgKeyPart *parts, int count, const char *expected)
{
	char *out = malloc(tg_key_room(parts, count));
	size_t len;

	assert_non_null(out);
	len = tg_key_join(parts, count, out);
	assert_true(len <= tg_key_room(parts, count));
	assert_int_equal(len, strlen(expected));
	assert_memory_equal(out, expected, len);
	free(out);
}

static void
texts(void **state)
{
	const TgKeyPart two[] = {{"7", 1}, {"A b", 3}};
	const TgKeyPart missing[] = {{NULL, 0}, {"", 0}, {"null", 4}};
	const TgKeyPart odd[] = {{"a\"b\\c\n\t\x01\x1F\x7F", 10}, {"\xC3\xA9", 2}};

	(void) state;
	check_text(two, 2, "[\"7\", \"A b\"]");
	check_text(two, 1, "[\"7\"]");
	check_text(two, 0, "[]");
	check_text(missing, 3, "[null, \"\", \"null\"]");
	check_text(odd, 2,
			   "[\"a\\\"b\\\\c\\n\\t\\u0001\\u001f\x7F\", \"\xC3\xA9\"]");
}

static int
split(const char *text, size_t len, int most)
{
	char *exact = unit_exact(text, len);
	char *bytes = malloc(len + 1);
	TgKeyPart parts[MOST];
	int count;

	assert_non_null(bytes);
	count = tg_key_split(exact, len, parts, most, bytes);
	free(exact);
	free(bytes);
	return count;
}

/* What is not written so is no key, though it may be JSON. */
static void
others(void **state)
{
	static const char *const bad[] = {"",
									  "[",
									  "]",
									  "7",
									  "[7]",
									  "[\"7\",\"A\"]",
									  "[\"7\" , \"A\"]",
									  "[\"7\", ]",
									  "[\"7\", \"A\"",
									  "[\"7\"] ",
									  "[\"7]",
									  "[\"\\u0041\"]",
									  "[\"\\u000a\"]",
									  "[\"\\u0000\"]",
									  "[\"\\u001F\"]",
									  "[\"\\x\"]",
									  "[\"\\\"]",
									  "[nul]",
									  "[null\"7\"]",
									  "[\"7\"null]",
									  "[\"a\nb\"]",
									  "[\"\\u00",
									  "[\"\\u001",
									  "[[\"7\"]]",
									  "{\"a\": 1}"};

	(void) state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(split(bad[i], strlen(bad[i]), MOST), -1);
	assert_int_equal(split("[]", 2, MOST), 0);
	assert_int_equal(split("[null, \"7\"]", 11, 2), 2);
	assert_int_equal(split("[null, \"7\"]", 11, 1), -1);
}

/* Random parts, of bytes that are escaped often. */
static void
random_parts(void **state)
{
	static const char often[] = "\"\\\b\f\n\r\t\x01\x1F ,[]nul/\x80";
	uint64_t random = seed;

	(void) state;
	for (int round = 0; round < 20000; round++)
	{
		char bytes[MOST][12];
		TgKeyPart parts[MOST];
		TgKeyPart found[MOST];
		int count = (int) unit_range(&random, 0, MOST);
		char *text;
		char *room;
		size_t len;

		for (int i = 0; i < count; i++)
		{
			parts[i].len = (size_t) unit_range(&random, 0, 12);
			parts[i].bytes = unit_range(&random, 0, 9) == 0 ? NULL : bytes[i];
			if (parts[i].bytes == NULL)
				parts[i].len = 0;
			for (size_t k = 0; k < parts[i].len; k++)
				bytes[i][k] =
					unit_range(&random, 0, 1) == 0
						? often[unit_range(&random, 0, sizeof often - 2)]
						: (char) unit_range(&random, 1, 255);
		}
		text = malloc(tg_key_room(parts, count));
		assert_non_null(text);
		len = tg_key_join(parts, count, text);
		room = malloc(len);
		assert_non_null(room);
		assert_int_equal(tg_key_split(text, len, found, MOST, room), count);
		for (int i = 0; i < count; i++)
		{
			assert_true((found[i].bytes == NULL) == (parts[i].bytes == NULL));
			assert_int_equal(found[i].len, parts[i].len);
			if (found[i].len > 0)
				assert_memory_equal(found[i].bytes, bytes[i], found[i].len);
		}
		free(text);
		free(room);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(others),
		cmocka_unit_test(random_parts),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

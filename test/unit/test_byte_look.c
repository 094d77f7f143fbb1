/*
 * test_byte_look.c
 *	  What bytes of text can be, and the names of encodings.
 */
#include "unit.h"

#include "core/text/byte_look.h"
#include "core/text/encoding_name.h"
#include "core/text/text.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static uint64_t seed;

static TgByteLook
look_at(const char *bytes, size_t len)
{
	TgByteLook look;
	char *copy = unit_exact(bytes, len);

	tg_byte_look_begin(&look);
	tg_byte_look_pass(&look, copy, len);
	tg_byte_look_end(&look);
	free(copy);
	return look;
}

static void
kinds(void **state)
{
	static const struct
	{
		const char *text;
		TgTextKind kind;
		uint64_t utf8;
		uint64_t broken;
		uint64_t broken_at;
	} rows[] = {
		{"", TG_TEXT_ASCII, 0, 0, 0},
		{"a,b\n1,2\n", TG_TEXT_ASCII, 0, 0, 0},
		{"H\xC3\xB4tel de Ville", TG_TEXT_UTF8, 1, 0, 0},
		{"\xE5\x8C\x97\xE4\xBA\xAC,\xF0\x9F\x9A\xB2", TG_TEXT_UTF8, 3, 0, 0},
		{"H\xF4tel de Ville", TG_TEXT_LATIN, 0, 1, 1},
		{"K\xF6ln,M\xFCnchen,Stra\xDF"
		 "e",
		 TG_TEXT_LATIN, 0, 3, 1},
		/* most of it is UTF-8, the end of one name is cut off */
		{"K\xC3\xB6ln,M\xC3\xBCnchen,Stra\xC3,x", TG_TEXT_BROKEN_UTF8, 2, 1,
		 19},
		{"\xC3\xB6\xFF", TG_TEXT_BROKEN_UTF8, 1, 1, 2},
		/* Cyrillic of Windows-1251, Korean of CP949, Chinese of GBK */
		{"\xCC\xEE\xF1\xEA\xE2\xE0", TG_TEXT_OTHER, 0, 6, 0},
		{"\xBC\xAD\xBF\xEF\xBF\xAA,1", TG_TEXT_OTHER, 1, 3, 0},
		{"\xB1\xB1\xBE\xA9,1", TG_TEXT_OTHER, 0, 4, 0},
		/* overlong, a surrogate, beyond Unicode */
		{"\xC0\xAF", TG_TEXT_OTHER, 0, 2, 0},
		{"a\xED\xA0\x80", TG_TEXT_OTHER, 0, 3, 1},
		{"\xF4\x90\x80\x80", TG_TEXT_OTHER, 0, 4, 0},
		{"\xE2\x82", TG_TEXT_OTHER, 0, 2, 0},
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		TgByteLook look = look_at(rows[i].text, strlen(rows[i].text));

		if (tg_byte_look_kind(&look) != rows[i].kind ||
			look.utf8 != rows[i].utf8 || look.broken != rows[i].broken ||
			look.broken_at != rows[i].broken_at)
			fail_msg("row %zu: kind %d, %llu characters, %llu bytes from %llu",
					 i, tg_byte_look_kind(&look),
					 (unsigned long long) look.utf8,
					 (unsigned long long) look.broken,
					 (unsigned long long) look.broken_at);
	}
}

/* Bytes in parts are as those in one, and as a plain loop sees them. */
static void
parts(void **state)
{
	static const char alphabet[] = "a,\n\0\x80\x8C\xA0\xB2\xBF\xC3\xE2\xED"
								   "\xF0\xF4\xFF";

	(void) state;
	for (int round = 0; round < 20000; round++)
	{
		char bytes[60];
		size_t len = (size_t) unit_range(&seed, 0, sizeof bytes);
		TgByteLook whole;
		TgByteLook look;
		uint64_t utf8 = 0;
		uint64_t broken = 0;
		uint64_t zeros = 0;

		for (size_t i = 0; i < len; i++)
			bytes[i] =
				unit_range(&seed, 0, 2) == 0
					? alphabet[unit_range(&seed, 0, sizeof alphabet - 2)]
					: 'x';
		for (size_t i = 0; i < len;)
		{
			size_t count = tg_utf8_character(bytes + i, len - i);

			utf8 += count > 1;
			broken += count == 0 && bytes[i] != '\0';
			zeros += bytes[i] == '\0';
			i += count == 0 ? 1 : count;
		}
		whole = look_at(bytes, len);
		assert_int_equal(whole.utf8, utf8);
		assert_int_equal(whole.broken, broken);
		assert_int_equal(whole.zeros, zeros);
		assert_int_equal(whole.offset, len);
		tg_byte_look_begin(&look);
		for (size_t at = 0; at < len;)
		{
			size_t part = (size_t) unit_range(&seed, 0, (int64_t) (len - at));

			tg_byte_look_pass(&look, bytes + at, part);
			at += part;
		}
		tg_byte_look_end(&look);
		/* what is kept behind its length does not count */
		memcpy(look.kept, whole.kept, sizeof look.kept);
		assert_memory_equal(&look, &whole, sizeof look);
	}
}

static void
names(void **state)
{
	static const struct
	{
		const char *name;
		const char *server;
	} rows[] = {
		{"cp1252", "WIN1252"},
		{"CP-1250", "WIN1250"},
		{"cp1251", "WIN1251"},
		{"ms949", "UHC"},
		{"EUC-KR", "UHC"},
		{"ks_c_5601-1987", "UHC"},
		{"gb2312", "GB18030"},
		{"cp936", "GBK"},
		{"Windows-31J", "SJIS"},
		{"cp950", "BIG5"},
		{"us-ascii", "UTF8"},
		{"utf-8-sig", "UTF8"},
		{"TIS-620", "WIN874"},
		{"latin1", NULL},
		{"klingon", NULL},
		{"cp12520", NULL},
		{"", NULL},
		{"cp125", NULL},
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		const char *server = tg_encoding_name(rows[i].name);

		if (server == NULL || rows[i].server == NULL)
			assert_true(server == rows[i].server);
		else
			assert_string_equal(server, rows[i].server);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds),
		cmocka_unit_test(parts),
		cmocka_unit_test(names),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

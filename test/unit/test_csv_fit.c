/*
 * test_csv_fit.c
 *	  Quotes that stand where they may, in pieces of any length.
 */
#include "unit.h"

#include "core/text/csv_fit.h"
#include "core/text/csv_quote.h"

static void
fits(void **state)
{
	static const struct
	{
		const char *text;
		bool fits;
		bool marks; /* of seconds: double ones, behind digits */
	} texts[] = {
		{"'a','b'\n'c','d'\n", true, false},
		{"'a','b''c'\n", true, false},
		{"a,'b\n,c',d\n", true, false},
		{"''\n'',''", true, false},
		{"'a','b'c'\n", false, false},
		{"it's,'b'\n", false, false},
		{"'a','b' \n", false, false},
		{"'a','b'\r\n'c','d'", true, false},
		{"16°22'21\"E,a\n", true, true},
		{"5\",5\"\"\n", false, true},
		{"5\",\"Kai\"\n", false, true},
		{"\"5\"\n", false, true},
	};

	(void) state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		for (size_t piece = 1; piece < 4; piece++)
		{
			size_t len = strlen(texts[i].text);
			TgCsvFit fit;
			bool found = true;

			tg_csv_fit_begin(&fit, ',', texts[i].marks ? TG_NO_QUOTE : '\'');
			for (size_t at = 0; at < len; at += piece)
				found = tg_csv_fit_next(&fit, texts[i].text + at,
										len - at < piece ? len - at : piece);
			assert_int_equal(found, texts[i].fits);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_place_name.c
 *	  Spellings of the name of one place are the same, those of others not.
 */
#include "unit.h"

#include "core/text/place_name.h"

static void
test_names(void **state)
{
	static const struct
	{
		const char *name;
		const char *folded;
	} cases[] = {
		{"", ""},
		{" \t ", ""},
		{"Central Park", "central park"},
		{"\tCentral  Park \r\n", "central park"},
		{"CENTRAL\tPARK", "central park"},
		{"Central\xC2\xA0Park\xC2\xA0", "central park"},
		{"Central-Park", "central-park"},
		{"072", "072"},
		{"Žižkov, NÁDRAŽÍ", "žižkov, nádraží"},
		{"ŁÓDŹ Ślad", "łódź ślad"},
		{"ÀÉÎÕÜ×Þ÷ß", "àéîõü×þ÷ß"},
		{"ŸĹŇŴŞȘ", "ÿĺňŵşș"},
		{"ΑΘΉΝΑ ΌΎΏΪΆ", "αθήνα όύώϊά"},
		{"МОСКВА Ёлка ЋЏЇ ҐӀӇ", "москва ёлка ћџї ґӀӈ"},
		{"İstanbul Iı", "İstanbul iı"},
		{"起点  A", "起点 a"},
		{"\xF0\x9F\x9A\xB2 X", "\xF0\x9F\x9A\xB2 x"},
		/* not UTF-8 */
		{"A\xC3", "a\xC3"},
		{"\xFF\xE4 X", "\xFF\xE4 x"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
	{
		size_t len = strlen(cases[i].name);
		char *name = unit_exact(cases[i].name, len);
		char out[200];
		size_t written = tg_place_name(name, len, out);

		assert_in_range(written, 0, len);
		out[written] = '\0';
		assert_string_equal(out, cases[i].folded);
		free(name);
	}
}

/* Folded once is folded, whatever the bytes, and never longer. */
static void
test_any_bytes(void **state)
{
	uint64_t seed = unit_seed();

	(void) state;
	for (int i = 0; i < 200000; i++)
	{
		char name[24];
		char once[24];
		char twice[24];
		size_t len = (size_t) unit_range(&seed, 0, sizeof name);
		size_t first;

		for (size_t k = 0; k < len; k++)
			name[k] = (char) (unit_range(&seed, 0, 2) == 0
								  ? unit_range(&seed, 0xC2, 0xD4)
								  : unit_range(&seed, 0, 0xFF));
		first = tg_place_name(name, len, once);
		assert_in_range(first, 0, len);
		assert_int_equal(tg_place_name(once, first, twice), first);
		assert_memory_equal(once, twice, first);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

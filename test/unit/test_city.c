/*
 * test_city.c
 *	  Which city a position is in, and to which a trip belongs.
 */
#include "unit.h"

#include "core/geo/city.h"

static TgLonLat
position(double lon, double lat)
{
	return (TgLonLat){(int32_t) (lon * TG_E7), (int32_t) (lat * TG_E7)};
}

static const char *
city_at(double lon, double lat)
{
	const TgCity *city = tg_city_of(position(lon, lat));

	return city == NULL ? "" : city->name;
}

static void
test_places(void **state)
{
	static const struct
	{
		double lon;
		double lat;
		const char *name;
	} cases[] = {
		{16.3725, 48.2084, "Vienna"},
		{0, 0, ""},
		{14.42, 50.09, "Prague"},
		/* within another's box */
		{-74.05, 40.72, "Jersey City"},
		{-73.98, 40.75, "New York"},
		/* on both sides of a border within both boxes */
		{114.0579, 22.5431, "Shenzhen"}, /* Futian */
		{113.92, 22.485, "Shenzhen"},	 /* Shekou */
		{114.125, 22.545, "Shenzhen"},	 /* Luohu */
		{114.158, 22.285, "Hong Kong"},	 /* Central */
		{114.125, 22.505, "Hong Kong"},	 /* Sheung Shui */
		{114.00, 22.46, "Hong Kong"},	 /* Tin Shui Wai */
	};

	(void) state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(city_at(cases[i].lon, cases[i].lat),
							cases[i].name);
}

static void
test_about(void **state)
{
	const TgCity *vienna = tg_city_named("Vienna");
	const TgCity *york = tg_city_named("New York");

	(void) state;
	assert_ptr_equal(tg_city_about(position(16.3, 48.2), vienna, 0.5), vienna);
	/* about it, but in none */
	assert_ptr_equal(tg_city_about(position(16.7, 48.3), vienna, 0.5), vienna);
	assert_null(tg_city_about(position(16.7, 48.3), vienna, 0.05));
	assert_null(tg_city_about(position(15.0, 47.0), vienna, 0.5));
	/* another city, however near or far */
	assert_string_equal(
		tg_city_about(position(17.1, 48.15), vienna, 0.5)->name, "Bratislava");
	assert_string_equal(
		tg_city_about(position(14.42, 50.09), vienna, 0.5)->name, "Prague");
	assert_string_equal(
		tg_city_about(position(-74.05, 40.72), york, 0.5)->name,
		"Jersey City");
	assert_null(tg_city_named("Nowhere"));
	assert_null(tg_city_named(NULL));
}

/* Boxes overlap only where that is said, and then the first is the narrower.
 */
static void
test_table(void **state)
{
	(void) state;
	for (const TgCity *a = tg_cities; a->name != NULL; a++)
	{
		assert_true(a->west < a->east && a->south < a->north);
		assert_ptr_equal(tg_city_named(a->name), a);
		for (const TgCity *b = tg_cities; b < a; b++)
		{
			if (a->west > b->east || b->west > a->east ||
				a->south > b->north || b->south > a->north)
				continue;
			assert_true(a->overlaps && b->overlaps);
			assert_true(b->east - b->west < a->east - a->west);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_about),
		cmocka_unit_test(test_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

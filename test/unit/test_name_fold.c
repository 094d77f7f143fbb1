/*
 * test_name_fold.c
 *	  Spellings of the same name are folded into the same words.
 */
#include "unit.h"

#include "core/text/name_fold.h"

static void
test_names(void **state)
{
	static const struct
	{
		const char *name;
		const char *words;
	} cases[] = {
		{"", ""},
		{" ", ""},
		{"start_lng", "start_lng"},
		{"Start Station Longitude", "start_station_longitude"},
		{"startStationLongitude", "start_station_longitude"},
		{"START_STATION.LONGITUDE", "start_station_longitude"},
		{"  \"Start\"  Lat. ", "start_lat"},
		{"PULocationID", "pu_location_id"},
		{"lat1", "lat1"},
		{"Dropoff Centroid  Location", "dropoff_centroid_location"},
		{"01 - Rental Details Rental ID", "01_rental_details_rental_id"},
		{"\xEF\xBB\xBFride_id", "ride_id"},
		{"Längengrad", "langengrad"},
		{"La\xCC\x88ngengrad", "langengrad"}, /* a combining accent */
		{"Straße", "strasse"},
		{"ŁÓDŹ_długość", "lodz_dlugosc"},
		{"départ", "depart"},
		{"Ægir", "aegir"},
		{"ДОЛГОТА начала", "dolgota_nachala"},
		{"Щука ё", "shchuka_e"},
		{"точкаКонца", "tochka_kontsa"},
		{"ВремяНачала2", "vremya_nachala2"},
		{"经度", "u7ecfu5ea6"},
		{"起点 lon", "u8d77u70b9_lon"},
		{"起点lon2", "u8d77u70b9_lon2"},
		{"geohash起点", "geohash_u8d77u70b9"},
		{"\xF0\x9F\x9A\xB2 x", "u01f6b2_x"},
		/* not UTF-8 */
		{"a\xFF"
		 "b",
		 "a_b"},
		{"a\xE4", "a"},
		{"a\xE4x", "a_x"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
	{
		size_t len = strlen(cases[i].name);
		char *name = unit_exact(cases[i].name, len);
		char out[200];

		assert_int_equal(tg_name_fold(name, len, out), strlen(cases[i].words));
		assert_string_equal(out, cases[i].words);
		free(name);
	}
}

/* Any bytes fit, and only letters, digits and single '_' come out. */
static void
test_hostile(void **state)
{
	uint64_t seed = unit_seed();

	(void) state;
	for (int round = 0; round < 50000; round++)
	{
		size_t len = (size_t) unit_range(&seed, 0, 40);
		char text[40];
		char *name;
		char *out = malloc(TG_NAME_FOLD_ROOM(len));
		size_t words;

		for (size_t i = 0; i < len; i++)
			text[i] = (char) (unit_range(&seed, 0, 3) == 0
								  ? unit_range(&seed, 'A', 'z')
								  : unit_range(&seed, 0x80, 0xFF));
		name = unit_exact(text, len);
		words = tg_name_fold(name, len, out);
		assert_true(words < TG_NAME_FOLD_ROOM(len));
		assert_int_equal(strlen(out), words);
		assert_int_equal(strspn(out, "abcdefghijklmnopqrstuvwxyz0123456789_"),
						 words);
		assert_null(strstr(out, "__"));
		free(out);
		free(name);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_teaching_column.c
 *	  What columns are called that teach no places.
 */
#include "unit.h"

#include "core/text/name_fold.h"
#include "core/text/teaching_column.h"

static const char *
words_of(const char *name)
{
	static char words[TG_NAME_FOLD_ROOM(100)];

	(void) tg_name_fold(name, strlen(name), words);
	return words;
}

static void
test_places(void **state)
{
	static const char *const names[] = {"start_station_name",
										"Start Station",
										"startStationName",
										"From",
										"Origen",
										"StartStation Name",
										"Abfahrtsbahnhof",
										"pickup_location",
										"Departure station name",
										"Estación de origen",
										"origin.name",
										"起点站",
										"станция отправления",
										"Nom de la station"};

	(void) state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!tg_column_names_places(words_of(names[i])))
			fail_msg("\"%s\" is a column of places", names[i]);
}

static void
test_others(void **state)
{
	static const char *const names[] = {"Begin Trip Address",
										"pickupaddress",
										"Startadresse",
										"Adresse de départ",
										"dirección_origen",
										"Endereço",
										"Indirizzo partenza",
										"Lähtöosoite",
										"adres odjazdu",
										"адрес отправления",
										"起点地址",
										"出発住所",
										"출발주소",
										"Street addr 1",
										"Start Community Area Name",
										"startcommunityarea",
										"PULocation Zone",
										"START_RENTAL_ZONE",
										"zona_origen",
										"start_district",
										"Startbezirk",
										"Stadtteil Start",
										"origin neighbourhood",
										"Pickup Neighborhood",
										"borough",
										"Municipality of origin",
										"Barrio origen",
										"bairro",
										"Quartier de départ",
										"commune",
										"comune",
										"gemeente",
										"kommun start",
										"dzielnica",
										"район начала",
										"округ",
										"起点区域",
										"출발행정동",
										"start zip",
										"Zip Code",
										"zip1",
										"post code",
										"Code postal",
										"CP_origen",
										"PLZ Start",
										"Postleitzahl",
										"Kod pocztowy",
										"Start Census Tract",
										"taz_o"};

	(void) state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (tg_column_names_places(words_of(names[i])))
			fail_msg("\"%s\" is no column of places", names[i]);
}

static void
test_positions(void **state)
{
	(void) state;
	assert_true(tg_column_locates_places(words_of("start_lat")));
	assert_true(tg_column_locates_places(words_of("Central Station lon")));
	assert_false(
		tg_column_locates_places(words_of("Pickup Centroid Latitude")));
	assert_false(tg_column_locates_places(words_of("startCentroid")));
	assert_false(tg_column_locates_places(words_of("Zentroid Start")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_positions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

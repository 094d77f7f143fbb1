/*
 * fuzz_trip_text.c
 *	  Trips and groups as text: what is read is valid, and reads back equal.
 */
#include "fuzz.h"

#include "core/geo/trip.h"
#include "core/text/trip_text.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	TgTrip trip;
	TgTrip trip_back;
	TgGroup group;
	TgGroup group_back;
	char text[TG_TRIP_TEXT + TG_GROUP_TEXT];
	size_t len;

	if (tg_trip_parse((const char *) data, size, &trip) == TG_OK)
	{
		assert_true(tg_trip_valid(&trip));
		len = tg_trip_format(&trip, text);
		assert_true(len == strlen(text) && len < TG_TRIP_TEXT);
		assert_int_equal(tg_trip_parse(text, len, &trip_back), TG_OK);
		assert_int_equal(tg_trip_compare(&trip, &trip_back), 0);
	}
	if (tg_group_parse((const char *) data, size, &group) == TG_OK)
	{
		assert_true(tg_group_valid(&group));
		len = tg_group_format(&group, text);
		assert_true(len == strlen(text) && len < TG_GROUP_TEXT);
		assert_int_equal(tg_group_parse(text, len, &group_back), TG_OK);
		assert_int_equal(tg_group_compare(&group, &group_back), 0);
	}
	return 0;
}

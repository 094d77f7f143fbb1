/*
 * fuzz_datetime.c
 *	  Departures as text: tg_datetime_parse and tg_datetime_format.
 */
#include "fuzz.h"

#include "core/text/datetime.h"
#include "core/text/zone.h"

/* A zone that has a name has it within the text. */
static void
check_name(const char *text, size_t size)
{
	size_t len;
	const char *name = tg_zone_name(text, size, &len);

	assert_true(len > 0 && name >= text && name + len <= text + size);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[TG_DATETIME_TEXT];
	TgClock clock = 7;
	TgClock again;
	int64_t moment = -7;
	int64_t back;
	size_t len;

	if (tg_datetime_parse((const char *) data, size, &moment, &clock) == TG_OK)
	{
		assert_in_range(clock, TG_CLOCK_LOCAL, TG_CLOCK_NAMED);
		if (clock == TG_CLOCK_NAMED)
			check_name((const char *) data, size);
		/* an offset may lead out of the years that are written plainly */
		assert_true(moment > TG_DEPARTURE_MIN - 2 * TG_DAY &&
					moment < TG_DEPARTURE_END + 2 * TG_DAY);
		len = tg_datetime_format(moment, text);
		assert_int_equal(len, strlen(text));
		if (moment >= TG_DEPARTURE_MIN && moment < TG_DEPARTURE_END)
		{
			assert_int_equal(tg_datetime_parse(text, len, &back, &again),
							 TG_OK);
			assert_true(back == moment && again == TG_CLOCK_LOCAL);
		}
	}
	else
		assert_true(moment == -7 && (int) clock == 7);
	if (size >= 8)
	{
		/* every integer is written */
		memcpy(&moment, data, 8);
		len = tg_datetime_format(moment, text);
		assert_true(len == strlen(text) && len < TG_DATETIME_TEXT);
		if (moment >= TG_DEPARTURE_MIN && moment < TG_DEPARTURE_END)
		{
			assert_int_equal(tg_datetime_parse(text, len, &back, &again),
							 TG_OK);
			assert_true(back == moment);
		}
	}
	return 0;
}

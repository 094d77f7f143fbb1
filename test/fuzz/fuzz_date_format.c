/*
 * fuzz_date_format.c
 *	  Departures by a template, the first line: what is read can be written,
 *	  and reads back equal, as far as the form can say it.
 */
#include "fuzz.h"

#include "core/text/date_parts.h"

/*
 * What cannot be written: under a zone minutes away from UTC a form of hours
 * alone loses minutes, and a form of days alone hours.
 */
static int64_t
precision(const TgDateFormat *format)
{
	bool hours = false;
	bool minutes = false;

	for (int i = 0; i < format->count; i++)
	{
		bool whole = format->parts[i].kind == DATE_DAY_MINUTE;

		hours |= whole || format->parts[i].kind == DATE_HOUR ||
				 format->parts[i].kind == DATE_HALF_DAY_HOUR;
		minutes |= whole || format->parts[i].kind == DATE_MINUTE;
	}
	if (format->parts[0].kind == DATE_SERIAL)
		return TG_SECOND / 1000;
	if (!tg_date_format_has_zone(format))
		return 1;
	return !hours ? TG_DAY : !minutes ? TG_DAY / 24 : 1;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FuzzInput input = {data, size};
	size_t template_len;
	const char *template = fuzz_line(&input, &template_len);
	TgDateFormat format;
	TgClock clock = 7;
	int64_t moment = -7;
	int64_t back;
	char text[TG_DATE_TEXT];
	size_t len;

	if (tg_date_format_compile(template, template_len, &format) != TG_OK)
		return 0;
	assert_in_range(format.count, 1, TG_DATE_PARTS);
	if (tg_date_format_parse(&format, (const char *) input.at, input.left,
							 &moment, &clock) != TG_OK)
	{
		assert_true(moment == -7 && (int) clock == 7);
		return 0;
	}
	assert_true(tg_date_format_has_zone(&format) == (clock != TG_CLOCK_LOCAL));
	assert_true(moment > TG_DEPARTURE_MIN - 2 * TG_DAY &&
				moment < TG_DEPARTURE_END + 2 * TG_DAY);
	len = tg_date_format_write(&format, moment, text);
	assert_true(len == strlen(text) && len < TG_DATE_TEXT);
	if (moment >= TG_DEPARTURE_MIN && moment < TG_DEPARTURE_END)
	{
		assert_int_equal(
			tg_date_format_parse(&format, text, len, &back, &clock), TG_OK);
		assert_true(back <= moment && moment - back < precision(&format));
	}
	return 0;
}

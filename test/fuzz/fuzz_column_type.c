/*
 * fuzz_column_type.c
 *	  Types of columns: values, one a line.  A date whose form is found is read
 *	  by that form, and a value more takes types away but for text.
 */
#include "fuzz.h"

#include "core/text/column_type.h"

static void
check_format(const TgColumnFound *found, const char *text, size_t len)
{
	TgDateFormat format;
	int64_t out;
	TgClock clock;

	assert_int_equal(tg_date_format_compile(found->date_format,
											strlen(found->date_format),
											&format),
					 TG_OK);
	assert_int_equal(tg_date_format_parse(&format, text, len, &out, &clock),
					 TG_OK);
	assert_int_equal(clock, TG_CLOCK_LOCAL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *at = (const char *) data;
	const char *end = at + size;
	TgColumnFit fit;
	TgColumnFound found;

	tg_column_begin(&fit, NULL);
	while (at < end)
	{
		const char *stop = memchr(at, '\n', (size_t) (end - at));
		size_t len = (size_t) ((stop == NULL ? end : stop) - at);
		uint64_t values = fit.values;

		tg_column_add(&fit, at, len);
		tg_column_find(&fit, &found);
		assert_in_range(found.type, 0, TG_COLUMN_TEXT);
		if (found.date_format[0] != '\0' && fit.values > values)
			check_format(&found, at, len);
		at += len + 1;
	}
	tg_column_add(&fit, "~", 1);
	tg_column_find(&fit, &found);
	assert_int_equal(found.type, TG_COLUMN_TEXT);
	return 0;
}

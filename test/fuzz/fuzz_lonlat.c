/*
 * fuzz_lonlat.c
 *	  Positions as text: tg_lonlat_parse, tg_position_parse, tg_degrees_parse,
 *	  tg_path_end.  The first byte is the style.
 */
#include "fuzz.h"

#include "core/text/path_text.h"
#include "core/text/position_text.h"

/* A position is valid, and its text reads back equal. */
static void
check_position(TgLonLat p)
{
	char text[TG_LONLAT_TEXT];
	size_t len = tg_lonlat_format(p, text);
	TgLonLat back;

	assert_true(tg_lonlat_valid(p));
	assert_int_equal(len, strlen(text));
	assert_true(len < TG_LONLAT_TEXT);
	assert_int_equal(tg_lonlat_parse(text, len, &back), TG_OK);
	assert_memory_equal(&back, &p, sizeof p);
	assert_int_equal(tg_position_parse(text, len, 0, &back), TG_OK);
	assert_memory_equal(&back, &p, sizeof p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *) data + 1;
	unsigned style;
	TgLonLat p;
	TgLonLat q;
	int32_t degrees;
	size_t len;

	if (size < 1)
		return 0;
	style = data[0] % 4;
	len = size - 1;
	if (tg_lonlat_parse(text, len, &p) == TG_OK)
	{
		check_position(p);
		/* the forms of a foreign file are these and more */
		assert_int_equal(tg_position_parse(text, len, 0, &q), TG_OK);
		assert_memory_equal(&p, &q, sizeof p);
	}
	if (tg_position_parse(text, len, style, &p) == TG_OK)
		check_position(p);
	for (int axis = TG_LON; axis <= TG_LAT; axis++)
		if (tg_degrees_parse(text, len, axis, style, &degrees) == TG_OK)
		{
			int32_t max = axis == TG_LON ? TG_LON_MAX : TG_LAT_MAX;

			assert_in_range((int64_t) degrees + max, 0, 2 * (int64_t) max);
		}
	for (int last = 0; last < 2; last++)
	{
		const char *end = text;
		size_t end_len = len;

		tg_path_end(&end, &end_len, last);
		assert_true(end >= text && end_len <= len &&
					end + end_len <= text + len);
		if (tg_position_parse(end, end_len, style, &p) == TG_OK)
			check_position(p);
	}
	return 0;
}

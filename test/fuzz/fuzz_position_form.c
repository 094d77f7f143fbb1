/*
 * fuzz_position_form.c
 *	  Positions in every other form: what is read is a position, and of a path
 *	  the ends of one.  The first byte is the form, and more.
 */
#include "fuzz.h"

#include <math.h>

#include "core/text/angle.h"
#include "core/text/plane_text.h"
#include "core/text/position_code.h"
#include "core/text/position_form.h"
#include "core/text/position_object.h"

static void
check(TgStatus status, TgLonLat p)
{
	if (status == TG_OK)
		assert_true(tg_lonlat_valid(p));
	else
		assert_true(p.lon == -7 && p.lat == -7);
}

/* What says itself which number is which is read whatever the style is. */
static void
check_plain(TgStatus status, const char *text, size_t len, TgLonLat p)
{
	TgLonLat q;

	check(status, p);
	if (status != TG_OK)
		return;
	assert_int_equal(tg_position_parse(text, len, 0, &q), TG_OK);
	assert_memory_equal(&p, &q, sizeof p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const TgLonLat none = {-7, -7};
	const char *text = (const char *) data + 1;
	size_t len = size - 1;
	TgPlanePoint plane = {-7, -7};
	TgLonLat p;
	int32_t e7 = -7;

	if (size < 1)
		return 0;
	for (int last = 0; last < 2; last++)
	{
		p = none;
		check(tg_path_parse(text, len, data[0] & 3, last, &p), p);
		p = none;
		check(tg_position_form_parse(data[0] % TG_FORMS, text, len, last, &p),
			  p);
		if (tg_plane_parse(text, len, data[0] & 3, data[0], data[0] & 4, last,
						   &plane) == TG_OK)
			assert_true(isfinite(plane.x) && isfinite(plane.y));
	}
	if (tg_position_form_scaled(data[0] & 1 ? TG_FORM_E6 : TG_FORM_E7, text,
								len, TG_LON, &e7) == TG_OK)
		assert_true(e7 >= -TG_LON_MAX && e7 <= TG_LON_MAX);
	p = none;
	check_plain(tg_object_parse(text, len, &p), text, len, p);
	p = none;
	check_plain(tg_olc_parse(text, len, &p), text, len, p);
	p = none;
	check(tg_angles_parse(text, len, 0, &p), p);
	return 0;
}

/*
 * position_form.c
 *	  The forms of positions that have to be said, and those of paths.
 */
#include <string.h>

#include "core/text/decimal.h"
#include "core/text/hex_wkb.h"
#include "core/text/path_text.h"
#include "core/text/polyline.h"
#include "core/text/position_code.h"
#include "core/text/position_form.h"
#include "core/text/text.h"

#define WGS84 4326

static const char *const names[TG_FORMS] = {
	[TG_FORM_DEGREES] = "degrees",
	[TG_FORM_E6] = "e6",
	[TG_FORM_E7] = "e7",
	[TG_FORM_GEOHASH] = "geohash",
	[TG_FORM_QUADKEY] = "quadkey",
	[TG_FORM_H3] = "h3",
	[TG_FORM_POLYLINE] = "polyline",
	[TG_FORM_POLYLINE6] = "polyline6",
};

const char *
tg_position_form_name(TgPositionForm form)
{
	return names[form];
}

bool
tg_position_form_find(const char *name, TgPositionForm *form)
{
	for (int i = 0; i < TG_FORMS; i++)
		if (strcmp(names[i], name) == 0)
		{
			*form = (TgPositionForm) i;
			return true;
		}
	return false;
}

bool
tg_position_form_is_text(TgPositionForm form)
{
	return form >= TG_FORM_GEOHASH;
}

bool
tg_position_form_is_path(TgPositionForm form)
{
	return form == TG_FORM_POLYLINE || form == TG_FORM_POLYLINE6;
}

TgStatus
tg_position_form_parse(TgPositionForm form, const char *text, size_t len,
					   bool last, TgLonLat *out)
{
	switch (form)
	{
		case TG_FORM_GEOHASH:
			return tg_geohash_parse(text, len, out);
		case TG_FORM_QUADKEY:
			return tg_quadkey_parse(text, len, out);
		case TG_FORM_POLYLINE:
			return tg_polyline_parse(text, len, 5, last, out);
		case TG_FORM_POLYLINE6:
			return tg_polyline_parse(text, len, 6, last, out);
		default:
			return TG_BAD_POSITION;
	}
}

TgStatus
tg_position_form_scaled(TgPositionForm form, const char *text, size_t len,
						TgAxis axis, int32_t *out)
{
	int64_t max = axis == TG_LON ? TG_LON_MAX : TG_LAT_MAX;
	int64_t value = 0;
	bool negative;
	const char *at;
	const char *end;

	tg_text_trim(&text, &len);
	if (len == 0)
		return TG_MISSING;
	at = text;
	end = text + len;
	negative = *at == '-';
	at += *at == '-' || *at == '+';
	if (at == end)
		return TG_BAD_DEGREES;
	for (; at < end && tg_is_digit(*at); at++)
		if (value <= max)
			value = value * 10 + (*at - '0');
	/* a float that was whole is written with .0 */
	if (end - at >= 2 && *at == '.')
		for (at++; at < end && *at == '0';)
			at++;
	if (at != end)
		return TG_BAD_DEGREES;
	value *= form == TG_FORM_E6 ? 10 : 1;
	if (value > max)
		return axis == TG_LON ? TG_LON_OUT_OF_RANGE : TG_LAT_OUT_OF_RANGE;
	*out = (int32_t) (negative ? -value : value);
	return TG_OK;
}

TgStatus
tg_path_parse(const char *text, size_t len, unsigned style, bool last,
			  TgLonLat *out)
{
	tg_text_trim(&text, &len);
	if (tg_hex_wkb_is(text, len))
	{
		double x;
		double y;
		TgStatus status = tg_hex_wkb_end(
			text, len, WGS84, last ? TG_WKB_LAST : TG_WKB_FIRST, &x, &y);

		return status == TG_OK ? tg_lonlat_from_degrees(x, y, out) : status;
	}
	tg_path_end(&text, &len, last);
	/* commas stand between the positions of a path */
	return tg_position_parse(text, len, style & ~(unsigned) TG_DECIMAL_COMMA,
							 out);
}

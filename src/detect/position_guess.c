/*
 * position_guess.c
 *	  Which codes, and which whole numbers, are positions.
 */
#include "compat.h"

#include <math.h>

#include "detect/detect_feed.h"
#include "detect/position_guess.h"

/* So many different values are more than chance. */
#define ENOUGH_VALUES 5

/* No plane of metres reaches farther than that of web maps. */
#define PLANE_REACH 20037509.0

/* What a column of a form is called. */
static const struct
{
	TgPositionForm form;
	const char *name;
} called[] = {
	{TG_FORM_GEOHASH, "(^|_)(geo_?hash|gh)"},
	{TG_FORM_H3, "(^|_)(h3|hex|hexagon|hex_id|hexid)(_|\\d|$)"},
	{TG_FORM_QUADKEY, "quad_?key"},
	{TG_FORM_POLYLINE6, "poly_?line_?(6|e6)|polyline.*(^|_)(6|e6|1e6)(_|$)"},
	{TG_FORM_POLYLINE, "poly_?line"},
};

#define H3_DIGITS 15
#define H3_CELLS 122 /* of the coarsest resolution */
#define H3_FINEST 15
#define H3_UNUSED 7

/*
 * Tell whether a text has the bits of a cell of H3: its mode, a base cell, and
 * no digit where its resolution has none.
 */
static bool
is_h3(const char *text)
{
	char *end;
	uint64 cell = strtou64(text, &end, 16);
	int resolution = (int) (cell >> 52 & 15);

	if (*end != '\0' || end - text != H3_DIGITS || cell >> 56 != 8 ||
		(cell >> 45 & 127) >= H3_CELLS)
		return false;
	for (int i = 1; i <= H3_FINEST; i++)
		if ((i > resolution) !=
			((cell >> (3 * (H3_FINEST - i)) & 7) == H3_UNUSED))
			return false;
	return true;
}

/* Read what a value of a form begins with; H3 has no position here. */
static bool
read_code(TgPositionForm form, const char *text, bool last, TgLonLat *position)
{
	if (form == TG_FORM_H3)
		return is_h3(text);
	return tg_position_form_parse(form, text, strlen(text), last, position) ==
		   TG_OK;
}

static int
count_codes(TgPositionForm form, Texts values)
{
	TgLonLat position;
	int count = 0;

	for (int i = 0; i < values.count; i++)
		count += read_code(form, values.text[i], false, &position);
	return count;
}

/* Tell whether some values, sorted or not, are at least so many. */
static bool
has_different(Texts values, int enough)
{
	int different = 0;

	for (int i = 0; i < values.count && different < enough; i++)
	{
		bool first = true;

		for (int k = 0; k < i && first; k++)
			first = strcmp(values.text[k], values.text[i]) != 0;
		different += first;
	}
	return different >= enough;
}

/* Tell whether every value is of a form, and in one known city. */
static bool
all_in_one_city(TgPositionForm form, Texts values)
{
	Coordinates found = {palloc(2 * values.count * sizeof(double)),
						 palloc(2 * values.count * sizeof(double)), 0};

	for (int i = 0; i < values.count; i++)
		for (int last = 0; last < 2; last++)
		{
			TgLonLat position;

			if (!read_code(form, values.text[i], last, &position))
				return false;
			found.lon[found.count] = position.lon / (double) TG_E7;
			found.lat[found.count++] = position.lat / (double) TG_E7;
		}
	return coordinates_all_in_city(&found);
}

bool
position_may_be_code(const char *class)
{
	static const char *const others[] = {"number", "epoch", "datetime"};

	for (int i = 0; class != NULL && i < lengthof(others); i++)
		if (strcmp(class, others[i]) == 0)
			return true;
	return class == NULL;
}

TgPositionForm
position_code_form(const char *name, Texts values)
{
	const char *words = name_words_of(name);

	if (values.count == 0)
		return TG_FORM_DEGREES;
	for (int i = 0; i < lengthof(called); i++)
		if (pattern_matches(called[i].name, words) &&
			count_codes(called[i].form, values) * 10 >= values.count * 6)
			return called[i].form;
	if (!has_different(values, ENOUGH_VALUES))
		return TG_FORM_DEGREES;
	for (int i = 0; i < lengthof(called); i++)
		if (called[i].form == TG_FORM_H3
				? count_codes(TG_FORM_H3, values) == values.count
				: all_in_one_city(called[i].form, values))
			return called[i].form;
	return TG_FORM_DEGREES;
}

/* Tell whether all positions of a form of whole numbers are in one city. */
static bool
numbers_in_one_city(TgPositionForm form, Texts lons, Texts lats)
{
	int count = Min(lons.count, lats.count);
	Coordinates found = {palloc(Max(count, 1) * sizeof(double)),
						 palloc(Max(count, 1) * sizeof(double)), 0};

	for (int i = 0; i < count; i++)
	{
		int32 lon;
		int32 lat;

		if (lons.text[i][0] == '\0' || lats.text[i][0] == '\0')
			continue;
		if (tg_position_form_scaled(form, lons.text[i], strlen(lons.text[i]),
									TG_LON, &lon) != TG_OK ||
			tg_position_form_scaled(form, lats.text[i], strlen(lats.text[i]),
									TG_LAT, &lat) != TG_OK)
			return false;
		found.lon[found.count] = lon / (double) TG_E7;
		found.lat[found.count++] = lat / (double) TG_E7;
	}
	return coordinates_all_in_city(&found);
}

static bool
reaches_beyond_planes(Texts numbers)
{
	for (int i = 0; i < numbers.count; i++)
		if (fabs(strtod(numbers.text[i], NULL)) > PLANE_REACH)
			return true;
	return false;
}

TgPositionForm
position_number_form(const char *lon_name, Texts lons, Texts lats)
{
	const char *words = name_words_of(lon_name);
	bool as_e6;
	bool as_e7;

	if (pattern_matches("(^|[_a-z])e7(_|$)", words))
		return TG_FORM_E7;
	if (pattern_matches("(^|[_a-z])e6(_|$)|micro", words))
		return TG_FORM_E6;
	if (!reaches_beyond_planes(lons) && !reaches_beyond_planes(lats))
		return TG_FORM_DEGREES;
	as_e6 = numbers_in_one_city(TG_FORM_E6, lons, lats);
	as_e7 = numbers_in_one_city(TG_FORM_E7, lons, lats);
	if (as_e6 == as_e7)
		return TG_FORM_DEGREES;
	return as_e6 ? TG_FORM_E6 : TG_FORM_E7;
}

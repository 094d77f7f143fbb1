/*
 * whereabouts.c
 *	  Where the positions of a sample are.
 */
#include "compat.h"

#include <math.h>

#include "mb/pg_wchar.h"
#include "pgtime.h"

#include "core/text/angle.h"
#include "core/text/hex_wkb.h"
#include "core/text/position_code.h"
#include "core/text/position_object.h"
#include "detect/detect_feed.h"
#include "types/h3_cell.h"

#define NUMBER "[-+]?\\d{1,15}(?:[.]\\d{1,30})?"
#define COMMA_NUMBER "[-+]?\\d{1,15},\\d{1,30}"
#define PAIR "(" NUMBER ")[ ,;]+(" NUMBER ")"
#define COMMA_PAIR "(" COMMA_NUMBER ") *[; ] *(" COMMA_NUMBER ")"

/* A number with a decimal point or comma. */
static double
number_of(const char *bytes, size_t len)
{
	char *text = pnstrdup(bytes, len);
	char *comma = strchr(text, ',');

	if (comma != NULL)
		*comma = '.';
	return strtod(text, NULL);
}

/* The same of a whole text; NaN for what is none. */
static double
whole_number(const char *text)
{
	const char *at = text;
	size_t digits;

	at += *at == '-' || *at == '+';
	digits = strspn(at, "0123456789");
	at += digits;
	if (digits < 1 || digits > 15)
		return NAN;
	if (*at == '.' || *at == ',')
	{
		digits = strspn(++at, "0123456789");
		at += digits;
		if (digits > 30)
			return NAN;
	}
	return *at == '\0' ? number_of(text, strlen(text)) : NAN;
}

static void
add_position(Coordinates *found, TgLonLat position)
{
	found->lon[found->count] = position.lon / (double) TG_E7;
	found->lat[found->count++] = position.lat / (double) TG_E7;
}

/* A place on a plane; one that is none has no coordinates. */
static void
add_plane_point(Coordinates *found, const PositionForm *form,
				TgPlanePoint point)
{
	TgLonLat position;

	if (projection_apply(form->projection, point, &position) == TG_OK)
		add_position(found, position);
	else
		found->count++;
}

/* A coordinate in degrees, of a column; NaN for what is none. */
static double
degrees_of(const PositionForm *form, const char *text, TgAxis axis)
{
	size_t len = strlen(text);
	double number;
	int32 e7;

	if (form->form != TG_FORM_DEGREES)
		return tg_position_form_scaled(form->form, text, len, axis, &e7) ==
					   TG_OK
				   ? e7 / (double) TG_E7
				   : NAN;
	number = whole_number(text);
	if (isnan(number) &&
		tg_degrees_parse(text, len, axis, TG_DECIMAL_COMMA, &e7) == TG_OK)
		number = e7 / (double) TG_E7;
	return number;
}

static void
add_columns(Coordinates *found, const PositionForm *form, Texts lons,
			Texts lats)
{
	for (int i = 0; i < lons.count; i++)
	{
		const char *lat = i < lats.count ? lats.text[i] : "";
		TgPlanePoint point;

		found->lon[found->count] = found->lat[found->count] = NAN;
		if (form->projection == NULL)
		{
			found->lon[found->count] = degrees_of(form, lons.text[i], TG_LON);
			found->lat[found->count++] = degrees_of(form, lat, TG_LAT);
		}
		else if (tg_plane_coordinate(lons.text[i], strlen(lons.text[i]),
									 TG_DECIMAL_COMMA, &point.x) == TG_OK &&
				 tg_plane_coordinate(lat, strlen(lat), TG_DECIMAL_COMMA,
									 &point.y) == TG_OK)
			add_plane_point(found, form, point);
		else
			found->count++;
	}
}

/*
 * Read an end that says itself which coordinate is which, or is of a form.
 */
static bool
read_plain_end(const PositionForm *form, const char *text, bool path,
			   bool last, TgLonLat *position)
{
	size_t len = strlen(text);

	if (form->form == TG_FORM_H3)
		return h3_cell_read(text, len, position) == TG_OK;
	if (form->form != TG_FORM_DEGREES)
		return tg_position_form_parse(form->form, text, len, last, position) ==
			   TG_OK;
	if (tg_hex_wkb_is(text, len))
		return tg_path_parse(text, len, 0, last, position) == TG_OK;
	/* most are points or pairs, which need no search */
	return tg_lonlat_parse(text, len, position) == TG_OK ||
		   tg_object_parse(text, len, position) == TG_OK ||
		   tg_olc_parse(text, len, position) == TG_OK ||
		   (strspn(text, "0123456789.,;+-()[] \t") < len &&
			tg_angles_parse(text, len, 0, position) == TG_OK);
}

/* A group of a match as a number. */
static double
group_number(const char *text, regmatch_t group)
{
	int len = (int) strlen(text);
	int from = pg_mbcharcliplen(text, len, (int) group.rm_so);
	int to = pg_mbcharcliplen(text, len, (int) group.rm_eo);

	return number_of(text + from, (size_t) (to - from));
}

static void
add_texts(Coordinates *found, const PositionForm *form, Texts texts, bool path,
		  bool last)
{
	for (int i = 0; i < texts.count; i++)
	{
		const char *text = texts.text[i];
		const char *pair;
		regmatch_t groups[3];
		TgLonLat position;
		TgPlanePoint point;

		if (form->projection != NULL)
		{
			if (tg_plane_parse(text, strlen(text), 0, (uint32) form->srid,
							   path, last, &point) == TG_OK)
			{
				found->lon[found->count] = found->lat[found->count] = NAN;
				add_plane_point(found, form, point);
			}
			continue;
		}
		if (read_plain_end(form, text, path, last, &position))
		{
			add_position(found, position);
			continue;
		}
		pair = pattern_matches("\\d,\\d+ *[; ] *[-+]?\\d+,\\d", text)
				   ? COMMA_PAIR
				   : PAIR;
		if (!pattern_find(pair, text, lengthof(groups), groups))
			continue;
		found->lon[found->count] = group_number(text, groups[1]);
		found->lat[found->count++] = group_number(text, groups[2]);
	}
}

/* A column that is both ends has a path. */
static bool
same_column(const Mapping *mapping)
{
	const char *origin = mapping->name[TARGET_ORIGIN];
	const char *destination = mapping->name[TARGET_DESTINATION];

	return origin != NULL && destination != NULL &&
		   strcmp(origin, destination) == 0;
}

Coordinates
coordinates_read(const Sample *sample, const Mapping *mapping,
				 const PositionForm *form)
{
	static const Target ends[] = {TARGET_ORIGIN, TARGET_DESTINATION};
	Size size = Max(2 * sample->rows, 1) * sizeof(double);
	Coordinates found = {palloc(size), palloc(size), 0, 0};

	for (int i = 0; i < lengthof(ends); i++)
	{
		const char *const *names = &mapping->name[ends[i]];
		const char *lon = names[TARGET_ORIGIN_LON - TARGET_ORIGIN];
		const char *lat = names[TARGET_ORIGIN_LAT - TARGET_ORIGIN];

		if (lon != NULL)
			add_columns(&found, form, sample_values(sample, lon),
						sample_values(sample, lat));
		else if (names[0] != NULL)
			add_texts(&found, form, sample_values(sample, names[0]),
					  same_column(mapping), ends[i] == TARGET_DESTINATION);
		if (ends[i] == TARGET_ORIGIN)
			found.origins = found.count;
	}
	return found;
}

/* Two numbers that can be degrees, and not those for nowhere. */
static bool
is_position(double lon, double lat)
{
	return !isnan(lon) && !isnan(lat) && !(lon == 0 && lat == 0) &&
		   fabs(lon) <= 180 && fabs(lat) <= 180 &&
		   (fabs(lon) <= 90 || fabs(lat) <= 90);
}

static int
count_in(const TgCity *city, const Coordinates *found, bool swapped)
{
	int votes = 0;

	for (int i = 0; i < found->count; i++)
	{
		double lon = swapped ? found->lat[i] : found->lon[i];
		double lat = swapped ? found->lon[i] : found->lat[i];

		votes += is_position(lon, lat) && tg_city_has(city, lon, lat);
	}
	return votes;
}

/* The first city that most positions are in, as they are or swapped. */
static const TgCity *
city_of_most(const Coordinates *found, int positions, bool swapped)
{
	for (const TgCity *city = tg_cities; city->name != NULL; city++)
		if (2 * count_in(city, found, swapped) > positions)
			return city;
	return NULL;
}

/*
 * Where most positions are in one city or another, the one that has more of
 * them than any other.
 */
static const TgCity *
city_of_several(const Coordinates *found, int positions, bool swapped)
{
	const TgCity *best = NULL;
	int most = 0;
	int all = 0;

	for (const TgCity *city = tg_cities; city->name != NULL; city++)
	{
		int votes = count_in(city, found, swapped);

		all += votes;
		if (votes <= most)
			continue;
		most = votes;
		best = city;
	}
	return 2 * all > positions ? best : NULL;
}

static void
find_city(const Coordinates *found, int positions, Whereabouts *where)
{
	for (int several = 0; several < 2; several++)
		for (int swapped = 0; swapped < 2; swapped++)
		{
			where->city = several ? city_of_several(found, positions, swapped)
								  : city_of_most(found, positions, swapped);
			if (where->city == NULL)
				continue;
			where->swapped = swapped;
			where->several = several;
			return;
		}
}

Whereabouts
coordinates_place(const Coordinates *found)
{
	Whereabouts where = {NULL, false, false};
	int positions = 0;
	int given = 0;
	int no_latitudes = 0;

	for (int i = 0; i < found->count; i++)
	{
		double lon = found->lon[i];
		double lat = found->lat[i];

		given += !isnan(lon) && !(lon == 0 && (lat == 0 || isnan(lat)));
		if (!is_position(lon, lat))
			continue;
		positions++;
		no_latitudes += fabs(lat) > 90;
	}
	where.possible = 2 * positions >= given;
	where.swapped = 2 * no_latitudes > positions;
	find_city(found, positions, &where);
	return where;
}

bool
coordinates_all_in_city(const Coordinates *found)
{
	Whereabouts where = coordinates_place(found);

	return where.city != NULL && !where.swapped &&
		   count_in(where.city, found, false) == found->count;
}

/* Tell whether two zones differ in winter or in summer. */
static bool
clocks_differ(const char *one, const char *other)
{
	static const pg_time_t moments[] = {1705276800, 1721001600};
	pg_tz *zones[] = {pg_tzset(one), pg_tzset(other)};

	/* not every server has all */
	if (zones[0] == NULL || zones[1] == NULL)
		return strcmp(one, other) != 0;
	for (int i = 0; i < lengthof(moments); i++)
	{
		/* the two share one room for what they return */
		long east = pg_localtime(&moments[i], zones[0])->tm_gmtoff;

		if (pg_localtime(&moments[i], zones[1])->tm_gmtoff != east)
			return true;
	}
	return false;
}

const TgCity *
coordinates_other_clock(const Coordinates *found, const TgCity *usual)
{
	Coordinates origins = {found->lon, found->lat, found->origins, 0};

	for (const TgCity *city = tg_cities; city->name != NULL; city++)
		if (city != usual && count_in(city, &origins, false) > 0 &&
			clocks_differ(city->zone, usual->zone))
			return city;
	return NULL;
}

const TgCity *
coordinates_half_swapped(const Coordinates *found)
{
	Coordinates ends[] = {{found->lon, found->lat, found->origins, 0},
						  {found->lon + found->origins,
						   found->lat + found->origins,
						   found->count - found->origins, 0}};

	for (const TgCity *city = tg_cities; city->name != NULL; city++)
		for (int i = 0; i < lengthof(ends); i++)
			if (2 * count_in(city, &ends[i], false) > ends[i].count &&
				2 * count_in(city, &ends[!i], true) > ends[!i].count &&
				count_in(city, &ends[!i], false) == 0)
				return city;
	return NULL;
}

const TgCity *
coordinates_without_signs(const Coordinates *found, const char **axis)
{
	static const struct
	{
		double lon;
		double lat;
		const char *axis;
	} turns[] = {{-1, 1, "sign of longitude"},
				 {1, -1, "sign of latitude"},
				 {-1, -1, "signs"}};
	Coordinates turned = {palloc(Max(found->count, 1) * sizeof(double)),
						  palloc(Max(found->count, 1) * sizeof(double)), 0, 0};

	for (const TgCity *city = tg_cities; city->name != NULL; city++)
		if (count_in(city, found, false) > 0)
			return NULL;
	for (int turn = 0; turn < lengthof(turns); turn++)
	{
		turned.count = 0;
		for (int i = 0; i < found->count; i++)
		{
			if (!is_position(found->lon[i], found->lat[i]))
				continue;
			turned.lon[turned.count] = turns[turn].lon * found->lon[i];
			turned.lat[turned.count++] = turns[turn].lat * found->lat[i];
		}
		*axis = turns[turn].axis;
		for (const TgCity *city = tg_cities; city->name != NULL; city++)
			if (turned.count > 0 &&
				count_in(city, &turned, false) * 20 >= turned.count * 19)
				return city;
	}
	return NULL;
}

bool
coordinates_beyond_poles(const Coordinates *found, bool lat)
{
	for (int i = 0; i < found->count; i++)
		if (is_position(found->lon[i], found->lat[i]) &&
			fabs(lat ? found->lat[i] : found->lon[i]) > 90)
			return true;
	return false;
}

bool
coordinates_within(const Coordinates *found, double west, double south,
				   double east, double north)
{
	int positions = 0;
	int within = 0;

	for (int i = 0; i < found->count; i++)
	{
		double lon = found->lon[i];
		double lat = found->lat[i];

		if (!is_position(lon, lat))
			continue;
		positions++;
		within += lon >= west && lon <= east && lat >= south && lat <= north;
	}
	return 2 * within >= positions;
}

/* How near a position is to the nearest city's corner, in some measure. */
static double
nearest_corner(double lon, double lat)
{
	double nearest = INFINITY;

	for (const TgCity *city = tg_cities; city->name != NULL; city++)
		nearest =
			fmin(nearest, fabs(lon - city->west) + fabs(lat - city->south));
	return nearest;
}

bool
coordinates_lat_first(const Coordinates *found, const char *name)
{
	const char *words = name_words_of(name);
	double straight = 0;
	double swapped = 0;

	if (pattern_matches("lat.*(lon|lng)", words))
		return true;
	if (pattern_matches("(lon|lng).*lat", words))
		return false;
	for (int i = 0; i < found->count; i++)
	{
		if (isnan(found->lon[i]) || isnan(found->lat[i]))
			continue;
		straight += nearest_corner(found->lon[i], found->lat[i]);
		swapped += nearest_corner(found->lat[i], found->lon[i]);
	}
	return swapped < straight;
}

/*
 * whereabouts.c
 *	  Where the positions of a sample are.
 */
#include "compat.h"

#include <math.h>

#include "mb/pg_wchar.h"

#include "detect/detect_feed.h"

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
add_columns(Coordinates *found, Texts lons, Texts lats)
{
	for (int i = 0; i < lons.count; i++)
	{
		found->lon[found->count] = whole_number(lons.text[i]);
		found->lat[found->count++] =
			i < lats.count ? whole_number(lats.text[i]) : NAN;
	}
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
add_texts(Coordinates *found, Texts texts)
{
	for (int i = 0; i < texts.count; i++)
	{
		const char *text = texts.text[i];
		const char *pair =
			pattern_matches("\\d,\\d+ *[; ] *[-+]?\\d+,\\d", text) ? COMMA_PAIR
																   : PAIR;
		regmatch_t groups[3];

		if (!pattern_find(pair, text, lengthof(groups), groups))
			continue;
		found->lon[found->count] = group_number(text, groups[1]);
		found->lat[found->count++] = group_number(text, groups[2]);
	}
}

Coordinates
coordinates_read(const Sample *sample, const Mapping *mapping)
{
	static const Target ends[] = {TARGET_ORIGIN, TARGET_DESTINATION};
	Size size = Max(2 * sample->rows, 1) * sizeof(double);
	Coordinates found = {palloc(size), palloc(size), 0};

	for (int i = 0; i < lengthof(ends); i++)
	{
		const char *const *names = &mapping->name[ends[i]];
		const char *lon = names[TARGET_ORIGIN_LON - TARGET_ORIGIN];
		const char *lat = names[TARGET_ORIGIN_LAT - TARGET_ORIGIN];

		if (lon != NULL)
			add_columns(&found, sample_values(sample, lon),
						sample_values(sample, lat));
		else if (names[0] != NULL)
			add_texts(&found, sample_values(sample, names[0]));
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

static bool
is_in(const KnownCity *city, double lon, double lat)
{
	return lon >= city->west && lon <= city->east && lat >= city->south &&
		   lat <= city->north;
}

static int
count_in(const KnownCity *city, const Coordinates *found, bool swapped)
{
	int votes = 0;

	for (int i = 0; i < found->count; i++)
	{
		double lon = swapped ? found->lat[i] : found->lon[i];
		double lat = swapped ? found->lon[i] : found->lat[i];

		votes += is_position(lon, lat) && is_in(city, lon, lat);
	}
	return votes;
}

/* The first city that most positions are in, as they are or swapped. */
static void
find_city(const Coordinates *found, int positions, Whereabouts *where)
{
	for (int swapped = 0; swapped < 2; swapped++)
		for (const KnownCity *city = known_cities; city->region != NULL;
			 city++)
			if (2 * count_in(city, found, swapped) > positions)
			{
				where->city = city;
				where->swapped = swapped;
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

/* How near a position is to the nearest city's corner, in some measure. */
static double
nearest_corner(double lon, double lat)
{
	double nearest = INFINITY;

	for (const KnownCity *city = known_cities; city->region != NULL; city++)
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

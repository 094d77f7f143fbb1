/*
 * doubt_degrees.c
 *	  Numbers that may be degrees, or something else.
 */
#include "compat.h"

#include <math.h>

#include "detect/detected.h"
#include "detect/doubts.h"
#include "detect/passed_over.h"

/*
 * Tell whether all positions would be in the sea about (0,0) that has no land,
 * which angles of less than half a turn, in radians, and lesser planes are.
 */
static bool
are_in_the_gulf(const Coordinates *all)
{
	int positions = 0;

	for (int i = 0; i < all->count; i++)
	{
		if (isnan(all->lon[i]) || isnan(all->lat[i]))
			continue;
		positions++;
		if (fabs(all->lon[i]) > M_PI || fabs(all->lat[i]) > M_PI_2)
			return false;
	}
	return positions > 0;
}

/* Names of columns that any plane has. */
#define PLANE                                                                 \
	"(^|_|start|end|origin|destination|dest|from|to|pickup|dropoff|[odsep])"  \
	"(x|y)_?(coord|coordinate)?s?[odse]?\\d*(_|$)"                            \
	"|east|north|(rechts|hoch|ost|nord)wert"

/* Names of coordinates on a globe, whatever else they are called. */
#define GLOBE "lon|lng|lat|breite|laenge|lange|grad"

static bool
is_of_plane(const char *name)
{
	const char *words = name_words_of(name);

	return pattern_matches(PLANE, words) && !pattern_matches(GLOBE, words);
}

/* What is called x and y is degrees only if that is where trips can be. */
static void
settle_plane(Detected *found)
{
	const char *const *names = found->mapping.name;
	const char *x = names[TARGET_ORIGIN_LON];
	const char *y = names[TARGET_ORIGIN_LAT];

	if (x == NULL || y == NULL || !is_of_plane(x) || !is_of_plane(y))
		return;
	if (pattern_count(
			"\\d[.,]\\d{4}",
			texts_joined(detected_values(found, TARGET_ORIGIN_LON),
						 detected_values(found, TARGET_ORIGIN_LAT))) > 0)
		detected_warn(found, "position_srid",
					  "columns \"%s\" and \"%s\" are taken for degrees of "
					  "longitude and latitude",
					  x, y);
	else
		detected_refuse(
			found, psprintf("Columns \"%s\" and \"%s\" have coordinates "
							"of some plane, or degrees; position_srid says "
							"of which SRID, and 4326 that they are degrees",
							x, y));
}

/* Tell whether all coordinates are whole, and whether they are one position.
 */
static bool
are_whole(const Coordinates *all, bool *one)
{
	int first = -1;

	*one = true;
	for (int i = 0; i < all->count; i++)
	{
		if (isnan(all->lon[i]) || isnan(all->lat[i]))
			continue;
		if (rint(all->lon[i]) != all->lon[i] ||
			rint(all->lat[i]) != all->lat[i])
			return false;
		if (first < 0)
			first = i;
		*one &=
			all->lon[i] == all->lon[first] && all->lat[i] == all->lat[first];
	}
	return first >= 0;
}

#define ENOUGH 3 /* whole numbers of one coordinate, which no chance has */

static bool
are_whole_numbers(const double *numbers, int count)
{
	int whole = 0;

	for (int i = 0; i < count; i++)
	{
		if (isnan(numbers[i]))
			continue;
		if (rint(numbers[i]) != numbers[i])
			return false;
		whole++;
	}
	return whole >= ENOUGH;
}

/* Whose coordinates are whole, both or one; null for none. */
static const char *
half_whole(const Coordinates *all)
{
	int origins = all->origins;
	int others = all->count - origins;
	bool first = are_whole_numbers(all->lon, origins) ||
				 are_whole_numbers(all->lat, origins);
	bool last = are_whole_numbers(all->lon + origins, others) ||
				are_whole_numbers(all->lat + origins, others);

	return first && last ? "both ends"
		   : first		 ? "origins"
		   : last		 ? "destinations"
						 : NULL;
}

#define LOST_DECIMALS                                                         \
	"are whole degrees, each up to 111 km, as if decimals were lost"

/* What is whole has lost its decimals, or is as coarse as no trip is. */
static void
settle_whole(Detected *found)
{
	const char *half = half_whole(&found->coordinates);
	bool one;

	if (!are_whole(&found->coordinates, &one))
	{
		if (half != NULL)
			detected_warn(
				found, "position_srid => 4326",
				"coordinates of %s, or one of each two, " LOST_DECIMALS, half);
	}
	else if (one && found->sample.rows > 1)
		detected_refuse(
			found, "Coordinates are whole degrees, and all positions one: "
				   "they seem to have lost their decimals; position_srid "
				   "=> 4326 says that they are meant so");
	else
		detected_warn(found, "position_srid => 4326",
					  "coordinates " LOST_DECIMALS);
}

/* What is west, or south, of where it is said to be. */
static void
settle_signs(Detected *found)
{
	const char *axis;
	const TgCity *city = coordinates_without_signs(&found->coordinates, &axis);

	if (city != NULL &&
		hemisphere_column(&found->sample, &found->mapping) == NULL)
		detected_warn(found, "a file that has them, or position_srid => 4326,",
					  "positions are taken as they are, in no known city; "
					  "with the other %s they are in %s, as if signs were "
					  "lost",
					  axis, city->name);
}

void
settle_degrees(Detected *found)
{
	if (found->source != NULL || found->form.form != TG_FORM_DEGREES ||
		found->given.position_srid != NULL || !found->where.possible ||
		found->coordinates.count == 0)
		return;
	settle_whole(found);
	if (found->where.city != NULL)
		return;
	if (are_in_the_gulf(&found->coordinates))
		detected_refuse(
			found,
			"Coordinates, as degrees, are all in the sea about (0,0): they "
			"seem to be radians, or of a plane; position_srid says of "
			"which SRID, and 4326 that they are degrees");
	else
	{
		settle_plane(found);
		settle_signs(found);
	}
}

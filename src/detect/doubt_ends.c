/*
 * doubt_ends.c
 *	  Which ends a trip has, where a file has more or fewer than two.
 */
#include "compat.h"

#include "detect/detected.h"
#include "detect/doubts.h"

void
settle_swapped_end(Detected *found)
{
	const TgCity *city = coordinates_half_swapped(&found->coordinates);

	if (city != NULL)
		detected_refuse(
			found,
			psprintf("One end of trips is in %s, and the other would be "
					 "with longitude and latitude swapped; a feed of your "
					 "own says which is which",
					 city->name));
}

/* The name of a column that says where an end is; null for none. */
static const char *
end_name(const Detected *found, Target end)
{
	const char *const *names = &found->mapping.name[end];

	if (names[0] != NULL)
		return names[0];
	if (names[TARGET_ORIGIN_LON - TARGET_ORIGIN] != NULL)
		return names[TARGET_ORIGIN_LON - TARGET_ORIGIN];
	return names[TARGET_ORIGIN_PLACE - TARGET_ORIGIN];
}

/* Where two names of one length differ in nothing but a byte; -1 if not. */
static int
only_difference(const char *one, const char *other)
{
	int at = -1;

	if (one == NULL || other == NULL || strlen(one) != strlen(other))
		return -1;
	for (int i = 0; one[i] != '\0'; i++)
	{
		if (one[i] == other[i])
			continue;
		if (at >= 0)
			return -1;
		at = i;
	}
	return at;
}

/* Points that are numbered have the ends of a trip only if they are two. */
static void
settle_numbered(Detected *found)
{
	const char *origin = end_name(found, TARGET_ORIGIN);
	const char *destination = end_name(found, TARGET_DESTINATION);
	int at =
		found->sample.headerless ? -1 : only_difference(origin, destination);

	for (int i = 0; at >= 0 && i < found->sample.names.count; i++)
	{
		const char *name = found->sample.names.text[i];
		int third = only_difference(destination, name);

		if (third != at ||
			name[at] != destination[at] + (destination[at] - origin[at]) ||
			texts_filled(found->sample.values[i]).count == 0 ||
			mapping_has(&found->mapping, name))
			continue;
		detected_refuse(
			found,
			psprintf("Columns \"%s\", \"%s\" and \"%s\" are of more than "
					 "two points; a feed of your own says which are the "
					 "ends of a trip",
					 origin, destination, name));
	}
}

#define COORDINATES ".coordinates["

/* Tell whether an end is a corner of what GeoJSON calls a polygon. */
static bool
is_of_polygon(const Detected *found, const char *name)
{
	const char *within = name == NULL ? NULL : strstr(name, COORDINATES);
	char *type;

	if (within == NULL)
		return false;
	type = psprintf("%.*s.type", (int) (within - name), name);
	return pattern_count("^(Multi)?Polygon$",
						 sample_values(&found->sample, type)) > 0;
}

/* Tell whether all trips of the sample, if there are some, end as they begin.
 */
static bool
all_return(const Detected *found)
{
	const Coordinates *all = &found->coordinates;
	int trips = all->origins;

	for (int i = 0; i < trips && all->count == 2 * trips; i++)
		if (all->lon[i] != all->lon[trips + i] ||
			all->lat[i] != all->lat[trips + i])
			return false;
	return trips > 2 && all->count == 2 * trips;
}

/* What goes around an area begins and ends at any of its corners. */
static void
settle_outlines(Detected *found)
{
	const char *name = end_name(found, TARGET_ORIGIN);

	if (is_of_polygon(found, name))
		detected_refuse(found,
						"Polygons have no beginning and no end; a file with "
						"lines, or with the points of both ends, is read");
	else if (name != NULL && strchr(name, '[') != NULL && all_return(found))
		detected_warn(found, "a feed of your own",
					  "trips from the first to the last of \"%.*s\" all end "
					  "where they begin, as outlines of areas do",
					  (int) strcspn(name, "["), name);
}

/* Several columns that may have the same end. */
static void
settle_rival_ends(Detected *found)
{
	static const Target ends[] = {TARGET_ORIGIN, TARGET_DESTINATION};

	for (int i = 0; i < lengthof(ends); i++)
	{
		const char *taken = end_name(found, ends[i]);
		const char *rival = found->mapping.rival_ends[i];

		if (rival != NULL &&
			!texts_alike(sample_values(&found->sample, taken),
						 sample_values(&found->sample, rival)))
			detected_warn(found, "a feed of your own",
						  "the %s is taken from column \"%s\", not \"%s\"",
						  target_names[ends[i]], taken, rival);
	}
}

/* Where no name says which end is which, nothing does but what is usual. */
void
settle_ends(Detected *found)
{
	const char *origin = end_name(found, TARGET_ORIGIN);
	const char *destination = end_name(found, TARGET_DESTINATION);

	if (origin == NULL || destination == NULL)
		return;
	settle_numbered(found);
	settle_outlines(found);
	settle_rival_ends(found);
	if (found->mapping.by_order)
		detected_warn(found, "a feed of your own",
					  "the origin is taken to be in column \"%s\", since it "
					  "comes before \"%s\"",
					  origin, destination);
	else if (found->mapping.turned)
		detected_warn(found, "a feed of your own",
					  "no name says which end is which: \"%s\" is taken to be "
					  "of the origin, \"%s\" of the destination",
					  origin, destination);
}

void
settle_crossed(Detected *found)
{
	const char *const *names = found->mapping.name;
	const char *departure = names[TARGET_DEPARTED_AT] != NULL
								? names[TARGET_DEPARTED_AT]
								: names[TARGET_DEPARTED_TIME];

	if (departure != NULL &&
		(found->mapping.by_order || found->mapping.turned) &&
		(same_text(found->mapping.crossed[0], departure) ||
		 same_text(found->mapping.crossed[1], departure)))
		detected_refuse(
			found,
			psprintf("Column \"%s\" of departures is called as \"%s\" is, "
					 "which would be the destination; a feed of your own "
					 "says which end is which",
					 departure, end_name(found, TARGET_DESTINATION)));
}

/*
 * passed_parts.c
 *	  Columns that say which part of a trip a row is, so that each trip would
 *	  count as several.
 */
#include "compat.h"

#include <limits.h>

#include "detect/detected.h"
#include "detect/doubts.h"
#include "detect/passed_columns.h"
#include "detect/passed_over.h"

#define MOST_PARTS                                                            \
	50 /* of a trip; what is numbered higher is something else */

#define PARTS                                                                 \
	"^((trip|journey|ride|reise|weg)_?)?(leg|stage|segment|section|hop"       \
	"|etappen?|teilweg|teilstrecke|abschnitt|tramo|etapa|trecho|etape"        \
	"|troncon|tappa|tratta|deelrit|deelverplaatsing|odcinek|etap|usek"        \
	"|delresa|delreise|delstraekning|osamatka)"                               \
	"(_?(no|nr|num|number|id|seq|sequence|index|idx|order|nummer|numero|n))?" \
	"$"

/* What numbers whole trips, of which those are parts; a tour has trips. */
#define TRIPS                                                                 \
	"(^|_)(trip|ride|journey|travel|rental|order|weg|wege|fahrt|reise|viaje"  \
	"|desplazamiento|trajet|deplacement|viagem|viaggio|spostamento|rit|reis"  \
	"|verplaatsing|podroz|cesta|resa|tur|matka)"                              \
	"(_?(id|no|nr|num|number|key|code|uuid|guid|nummer|numero|uid))?$"

static int
number_at(Texts values, int row)
{
	return (int) strtol(values.text[row], NULL, 10);
}

/* The lowest and the highest; false if they are no numbers of parts. */
static bool
find_range(Texts values, int *lowest, int *highest)
{
	if (!pattern_share("^\\d{1,3}([.]0*)?$", values, 100))
		return false;
	*lowest = INT_MAX;
	*highest = 0;
	for (int i = 0; i < values.count; i++)
	{
		*lowest = Min(*lowest, number_at(values, i));
		*highest = Max(*highest, number_at(values, i));
	}
	return *lowest <= 1 && *highest <= MOST_PARTS && *highest > *lowest;
}

/*
 * Tell whether parts count up, from the lowest, only while a column has the
 * same value.
 */
static bool
count_within(Texts parts, int lowest, Texts trips)
{
	bool counts = false;

	for (int i = 1; i < Min(parts.count, trips.count); i++)
	{
		int part = number_at(parts, i);

		if (part == lowest)
			continue;
		if (part != number_at(parts, i - 1) + 1 ||
			strcmp(trips.text[i], trips.text[i - 1]) != 0)
			return false;
		counts = true;
	}
	return counts;
}

/* The column of trips within which parts are counted; null for none. */
static const char *
find_trips(const Sample *sample, Texts parts, int lowest)
{
	for (int i = 0; i < sample->names.count; i++)
		if (pattern_matches(TRIPS, name_words_of(sample->names.text[i])) &&
			count_within(parts, lowest, sample->values[i]))
			return sample->names.text[i];
	return NULL;
}

void
passed_parts(Detected *found, const char *name, Texts values)
{
	int lowest;
	int highest;
	const char *trips;

	if (!pattern_matches(PARTS, name_words_of(name)) ||
		!find_range(texts_filled(values), &lowest, &highest))
		return;
	trips = find_trips(&found->sample, values, lowest);
	if (trips != NULL)
		passed_refuse(
			found, psprintf("Column \"%s\" counts the parts of each trip that "
							"column \"%s\" has; a feed of your own that "
							"leaves it out takes each part for a trip",
							name, trips));
	else
		detected_warn(found, "a feed of your own",
					  "column \"%s\" may say which part of a trip a row is; "
					  "each row is taken for a trip",
					  name);
}

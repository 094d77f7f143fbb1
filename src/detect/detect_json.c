/*
 * detect_json.c
 *	  Which of the ways to look at JSON finds trips.
 */
#include "compat.h"

#include "lib/stringinfo.h"
#include "types/texts.h"

#include "detect/detect_feed.h"
#include "detect/detected.h"
#include "detect/doubts.h"

/* What a trip must have: each by one of these. */
static const Target needed[][3] = {
	{TARGET_ORIGIN, TARGET_ORIGIN_LON, TARGET_ORIGIN_PLACE},
	{TARGET_DESTINATION, TARGET_DESTINATION_LON, TARGET_DESTINATION_PLACE},
	{TARGET_DEPARTED_AT, TARGET_DEPARTED_DATE, TARGET_DEPARTED_AT}};

static bool
is_within(const TgJsonLook *inner, const TgJsonLook *outer)
{
	int depth = outer->shape.depth;

	return inner->shape.depth >= depth && inner != outer &&
		   memcmp(inner->shape.step, outer->shape.step,
				  depth * sizeof *inner->shape.step) == 0;
}

/*
 * The path, within a record of the outer look, to what holds the records of
 * the inner one, as far as it has names.
 */
static char *
path_between(const TgJsonLook *outer, const TgJsonLook *inner)
{
	StringInfoData path;

	initStringInfo(&path);
	for (int i = outer->shape.depth + 1; i < inner->shape.depth; i++)
	{
		char *name = NULL;

		if (inner->name[i] != NULL)
			name = json_plain_name(inner->name[i], inner->name_len[i]);
		if (name == NULL)
			break;
		appendStringInfo(&path, "%s%s", path.len > 0 ? "." : "", name);
	}
	return path.data;
}

static bool
is_below(const char *name, const char *path)
{
	size_t len = strlen(path);

	return strncmp(name, path, len) == 0 &&
		   (len == 0 || name[len] == '[' || name[len] == '.');
}

/* How much of a trip a look finds in records that another finds, too. */
static int
taken_from(const Detected *found, const TgJsonLook *outer,
		   const TgJsonLook *inner)
{
	char *path = path_between(outer, inner);
	int count = 0;

	for (int i = 0; i < lengthof(needed); i++)
		for (int j = 0; j < lengthof(needed[i]); j++)
		{
			const char *name = found->mapping.name[needed[i][j]];

			if (name == NULL)
				continue;
			count += is_below(name, path);
			break;
		}
	return count;
}

/* The departure besides what a path leads to; null for none. */
static const char *
own_departure(const Detected *found, const char *path)
{
	Sample own = found->sample;
	Mapping mapping;
	int count = 0;

	own.names.text = palloc(found->sample.names.count * sizeof(char *));
	own.values = palloc(found->sample.names.count * sizeof(Texts));
	for (int i = 0; i < found->sample.names.count; i++)
	{
		if (is_below(found->sample.names.text[i], path))
			continue;
		own.names.text[count] = found->sample.names.text[i];
		own.values[count++] = found->sample.values[i];
	}
	own.names.count = count;
	mapping_guess(&own, &mapping);
	return mapping.name[TARGET_DEPARTED_AT];
}

static bool
is_complete(const Detected *found)
{
	return found->missing.count == 0;
}

/*
 * Tell whether what a look takes for a trip is several that it has within: its
 * ends are those of the first and of the last.
 */
static bool
has_trips_within(const TgJsonLooks *looks, Detected *found, int outer)
{
	const TgJsonLook *look = &looks->look[outer];

	for (int i = 0; i < looks->count; i++)
	{
		char *path;
		int taken;

		if (!is_complete(&found[i]) || !is_within(&looks->look[i], look))
			continue;
		taken = taken_from(&found[outer], look, &looks->look[i]);
		if (taken == 0)
			continue;
		path = path_between(look, &looks->look[i]);
		if (!look->repeated || (taken == lengthof(needed) &&
								own_departure(&found[outer], path) == NULL))
			return true;
		found[outer].refusal =
			psprintf("Each object has a list \"%s\" whose values may be trips "
					 "themselves, or the parts of one; a file of nothing but "
					 "trips says which",
					 path);
	}
	return false;
}

/*
 * Of a file with more lists than are looked at, a trip that begins or ends
 * in one of them may be several.
 */
static void
refuse_lists(Detected *found)
{
	for (int i = 0; i < lengthof(needed); i++)
		for (int j = 0; j < lengthof(needed[i]); j++)
		{
			const char *name = found->mapping.name[needed[i][j]];

			if (name != NULL && strchr(name, '[') != NULL &&
				found->refusal == NULL)
				found->refusal = psprintf(
					"The file has more lists than are compared, and \"%s\" is "
					"in one; a file of nothing but trips says which has them",
					name);
		}
}

/* The list of objects that the name of an end leads into; null for none. */
static char *
list_of_end(const Detected *found)
{
	for (int i = TARGET_ORIGIN; i <= TARGET_DESTINATION_PLACE; i++)
	{
		const char *name = found->mapping.name[i];
		const char *within = name == NULL ? NULL : strstr(name, "[0].");

		if (within == NULL && name != NULL)
			within = strstr(name, "[-1].");
		if (within != NULL)
			return pnstrdup(name, within - name);
	}
	return NULL;
}

/* What a departure is called, if it is that of a trip, and not of a list. */
#define DEPARTS                                                               \
	"start|begin|depart|pickup|abfahrt|salida|inicio|debut|partenza|partida"

/* Tell whether a trip departs by itself, whatever the list is of. */
static bool
is_trip_with_list(const Detected *found, const char *list, bool outermost)
{
	const char *departure = own_departure(found, list);

	return departure != NULL &&
		   (!outermost || pattern_matches(DEPARTS, name_words_of(departure)));
}

/*
 * The values of a list whose first and last are taken for the ends of a trip
 * may be points of it, or things of their own, such as vehicles: of one list
 * nothing says which.
 */
static void
doubt_list(const TgJsonLook *look, Detected *found)
{
	char *list = list_of_end(found);

	if (list == NULL || found->source != NULL || found->refusal != NULL ||
		!is_complete(found))
		return;
	if (look->repeated ||
		is_trip_with_list(found, list, look->shape.depth == 0))
		detected_warn(found, "a feed of your own",
					  "the first and the last of list \"%s\" are taken for "
					  "the ends of a trip",
					  list);
	else
		found->refusal = psprintf(
			"The values of list \"%s\" have one position each, and are no "
			"trips; a feed of your own makes one of the first and the last",
			list);
}

/* The outermost way to look at it whose records are trips; -1: none is. */
static int
find_trips(const TgJsonLooks *looks, Detected *found)
{
	for (int i = 0; i < looks->count; i++)
		if (is_complete(&found[i]) && !has_trips_within(looks, found, i))
			return i;
	return -1;
}

/* Where none has trips: the one that lacks least, of several records. */
static int
find_nearest(const TgJsonLooks *looks, const Detected *found)
{
	int best = 0;

	for (int i = 1; i < looks->count; i++)
	{
		int more = found[best].missing.count - found[i].missing.count;

		if (more > 0 || (more == 0 && looks->look[i].repeated &&
						 !looks->look[best].repeated))
			best = i;
	}
	return best;
}

/* A table that is written column by column has no records. */
static void
refuse_columns(Detected *found)
{
	found->refusal =
		"The file is a table, column by column; pandas writes records with "
		"to_json(orient='records', lines=True)";
}

/* Lists of one object are records alike, but may differ in what they are. */
static void
warn_of_lists(Detected *found, const TgJsonLook *look)
{
	char *one;
	char *other;

	if (look->list[0] == NULL)
		return;
	one = json_plain_name(look->list[0], look->list_len[0]);
	other = json_plain_name(look->list[1], look->list_len[1]);
	detected_warn(found, "a file of one of them",
				  "lists \"%s\" and \"%s\" are both taken for trips",
				  one == NULL ? "" : one, other == NULL ? "" : other);
}

void
detect_json(const char *whole, Detected *found, void (*find)(Detected *found))
{
	TgJsonLooks *looks = palloc(sizeof *looks);
	Detected *each = palloc(TG_JSON_SHAPES * sizeof *each);
	int best;

	tg_json_looks(whole, strlen(whole), looks);
	if (looks->count == 0)
		looks->look[looks->count++] = (TgJsonLook){{0}};
	for (int i = 0; i < looks->count; i++)
	{
		each[i] = *found;
		sample_read_json(whole, &looks->look[i], &each[i].sample);
		find(&each[i]);
	}
	best = find_trips(looks, each);
	if (best < 0)
		best = find_nearest(looks, each);
	*found = each[best];
	if (looks->more)
		refuse_lists(found);
	warn_of_lists(found, &looks->look[best]);
	doubt_list(&looks->look[best], found);
	if (looks->by_column &&
		(looks->look[best].shape.depth == 0 || looks->look[best].shape.keyed))
		refuse_columns(found);
}

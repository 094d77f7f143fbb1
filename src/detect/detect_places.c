/*
 * detect_places.c
 *	  Which columns of a list of stations say how they are called and where
 *	  they are.
 *
 * The words of names are those of 32_detect_columns.sql; see
 * detect_place_columns in 34_places.sql.
 */
#include "compat.h"

#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "fmgr.h"

#include "detect/detect_feed.h"
#include "detect/detect_places.h"
#include "detect/passed_over.h"
#include "detect/value_class.h"
#include "store/internal.h"
#include "types/texts.h"

/* What each column is, as detect_place_columns says. */
static char **
kinds_of(const Sample *sample)
{
	static const Oid types[] = {TEXTARRAYOID, TEXTARRAYOID};
	int count = sample->names.count;
	char **classes = palloc(count * sizeof *classes);
	int kinds;

	for (int i = 0; i < count; i++)
	{
		Texts values = texts_filled(sample->values[i]);
		const char *class = value_class(values);

		classes[i] = unconstify(char *, class != NULL	   ? class
										: values.count > 0 ? "text"
														   : "");
	}
	return texts_of(
		OidFunctionCall2Coll(
			internal_function("detect_place_columns", lengthof(types), types),
			DEFAULT_COLLATION_OID, texts_datum(sample->names.text, count),
			texts_datum(classes, count)),
		&kinds);
}

/* Take the first column of each kind, and all that have names. */
static void
take_kinds(char *const *kinds, PlaceColumns *found)
{
	found->lon = found->lat = found->point = -1;
	found->name = palloc0(found->count * sizeof *found->name);
	for (int i = 0; i < found->count; i++)
	{
		found->name[i] = strcmp(kinds[i], "name") == 0;
		if (found->lon < 0 && strcmp(kinds[i], "lon") == 0)
			found->lon = i;
		if (found->lat < 0 && strcmp(kinds[i], "lat") == 0)
			found->lat = i;
		if (found->point < 0 && strcmp(kinds[i], "point") == 0)
			found->point = i;
	}
}

static void
find_order(const Sample *sample, PlaceColumns *found)
{
	const char *name = sample->names.text[found->point];
	const char *words = name_words_of(name);
	Mapping mapping = {{NULL}};
	Coordinates positions;
	Whereabouts where;

	mapping.name[TARGET_ORIGIN] = name;
	positions = coordinates_read(sample, &mapping, &(PositionForm){0});
	where = coordinates_place(&positions);
	found->known = true;
	if (!value_class_is(texts_filled(sample_values(sample, name)), "pair"))
		return; /* well-known text has the longitude first */
	if (where.city != NULL || where.swapped)
		found->lat_first = where.swapped;
	else if (pattern_matches("lat.*(lon|lng)|geo_point", words))
		found->lat_first = true;
	else
		found->known = pattern_matches("(lon|lng).*lat", words);
}

static void
find_form(const Sample *sample, PlaceColumns *found)
{
	Mapping mapping = {{NULL}};
	Coordinates positions;
	Texts numbers;

	if (found->lon < 0 || found->lat < 0)
	{
		Texts texts = texts_filled(
			sample_values(sample, sample->names.text[found->point]));

		found->decimal_comma =
			pattern_count("\\d,\\d+ *[; ] *[-+]?\\d+,\\d", texts) * 2 >
			texts.count;
		find_order(sample, found);
		return;
	}
	mapping.name[TARGET_ORIGIN_LON] = sample->names.text[found->lon];
	mapping.name[TARGET_ORIGIN_LAT] = sample->names.text[found->lat];
	numbers =
		texts_joined(sample_values(sample, mapping.name[TARGET_ORIGIN_LON]),
					 sample_values(sample, mapping.name[TARGET_ORIGIN_LAT]));
	found->decimal_comma =
		pattern_count("^[-+]?\\d+,\\d+$", numbers) * 10 > numbers.count * 3;
	found->hemisphere = hemisphere_column(sample, &mapping);
	positions = coordinates_read(sample, &mapping, &(PositionForm){0});
	found->swapped = coordinates_place(&positions).swapped;
}

bool
places_detect(Datum header, Datum sample, char delimiter, char quote,
			  PlaceColumns *found)
{
	char *whole = sample_text(header, sample);
	Sample read;
	bool named = false;

	memset(found, 0, sizeof *found);
	if (sample_is_json(whole))
		return false;
	sample_read_csv(whole, delimiter, quote, &read);
	found->header = read.columns.text;
	found->count = read.columns.count;
	found->delimiter = read.delimiter;
	if (read.headerless || found->count == 0 || found->header[0] == NULL)
		return false;
	take_kinds(kinds_of(&read), found);
	for (int i = 0; i < found->count; i++)
		named |= found->name[i];
	if (!named || (found->point < 0 && (found->lon < 0 || found->lat < 0)))
		return false;
	find_form(&read, found);
	return true;
}

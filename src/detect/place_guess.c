/*
 * place_guess.c
 *	  Whose trips a file has, where they were, and how positions are written.
 */
#include "compat.h"

#include "utils/fmgrprotos.h"

#include "detect/detected.h"
#include "detect/doubts.h"
#include "detect/headerless.h"
#include "detect/position_guess.h"
#include "detect/value_class.h"
#include "types/texts.h"

/* All of a system, of which a city may be a part, and what is around it. */
static TgCity
system_of(const TgCity *part, double reach)
{
	TgCity all = *part;

	for (const TgCity *city = tg_cities; city->name != NULL; city++)
		if (same_text(city->rides, part->rides))
		{
			all.west = Min(all.west, city->west);
			all.south = Min(all.south, city->south);
			all.east = Max(all.east, city->east);
			all.north = Max(all.north, city->north);
		}
	all.west -= reach;
	all.south -= reach;
	all.east += reach;
	all.north += reach;
	return all;
}

static char *
area_of(const TgCity *box)
{
	const double degrees[4] = {box->west, box->south, box->east, box->north};
	char *edges[4];

	for (int i = 0; i < lengthof(edges); i++)
		edges[i] = DatumGetCString(DirectFunctionCall1(
			float4out, Float4GetDatum((float4) degrees[i])));
	return psprintf("SRID=4326;POLYGON((%1$s %2$s,%3$s %2$s,%3$s %4$s,"
					"%1$s %4$s,%1$s %2$s))",
					edges[0], edges[1], edges[2], edges[3]);
}

static void
read_coordinates(Detected *found)
{
	found->coordinates =
		coordinates_read(&found->sample, &found->mapping, &found->form);
	found->where = coordinates_place(&found->coordinates);
}

/* The form of the codes of both ends; they have one, or none is known. */
static TgPositionForm
form_of_codes(const Detected *found)
{
	TgPositionForm forms[2] = {TG_FORM_DEGREES, TG_FORM_DEGREES};
	static const Target ends[] = {TARGET_ORIGIN, TARGET_DESTINATION};

	for (int i = 0; i < lengthof(ends); i++)
	{
		const char *column = detected_column(found, ends[i]);
		Texts values = texts_filled(sample_values(&found->sample, column));

		forms[i] = column == NULL || !position_may_be_code(value_class(values))
					   ? TG_FORM_DEGREES
					   : position_code_form(column, values);
	}
	return forms[0] == forms[1] ? forms[0] : TG_FORM_DEGREES;
}

/* The form of two columns that have no degrees. */
static TgPositionForm
form_of_numbers(const Detected *found)
{
	return position_number_form(detected_column(found, TARGET_ORIGIN_LON),
								detected_values(found, TARGET_ORIGIN_LON),
								detected_values(found, TARGET_ORIGIN_LAT));
}

/* What positions are, where nobody has said it. */
static void
find_form(Detected *found)
{
	PositionForm *form = &found->form;

	if (form->form != TG_FORM_DEGREES || form->projection != NULL)
	{
		read_coordinates(found);
		return;
	}
	if (detected_column(found, TARGET_ORIGIN) != NULL)
		form->form = form_of_codes(found);
	read_coordinates(found);
	if (detected_column(found, TARGET_ORIGIN_LON) == NULL ||
		found->where.possible)
		return;
	form->form = form_of_numbers(found);
	if (form->form != TG_FORM_DEGREES)
		read_coordinates(found);
}

/* Of lines that are encoded nothing but where they lead to tells how. */
static void
note_decimals(Detected *found, int decimals)
{
	if (coordinates_all_in_city(&found->coordinates) ||
		found->given.position_form != NULL)
		detected_note(found, "polylines have %d decimals", decimals);
	else
		detected_warn(found, "position_form",
					  "polylines are taken to have %d decimals", decimals);
}

/* Say how positions are read, and what of it the file does not prove. */
static void
note_form(Detected *found)
{
	TgPositionForm form = found->form.form;

	if (form == TG_FORM_E6 || form == TG_FORM_E7)
		detected_note(found, "coordinates are whole %s of a degree",
					  form == TG_FORM_E6 ? "millionths" : "ten-millionths");
	else if (tg_position_form_is_path(form))
		note_decimals(found, form == TG_FORM_POLYLINE ? 5 : 6);
	else if (form != TG_FORM_DEGREES)
		detected_note(found, "positions are the middle of %s cells",
					  tg_position_form_name(form));
}

/* Tell whether a source is wherever the positions are. */
static bool
is_anywhere(const KnownSource *source)
{
	return same_text(source->dialect, "rides_2") ||
		   same_text(source->dialect, "rides_3");
}

/*
 * A header that others have, too, is a source's only where its trips are where
 * the source's are, and its values are as the source writes them.
 */
static bool
source_agrees(const Detected *found)
{
	const KnownSource *source = found->source;
	const TgCity *city = tg_city_named(source->region);
	Texts own;
	TgCity box;

	if (source->own_column != NULL)
	{
		own = texts_filled(
			sample_plain_values(&found->sample, source->own_column));
		if (own.count > 0 && !pattern_share(source->own_values, own, 90))
			return false;
	}
	if (city == NULL || source->reach == 0 || is_anywhere(source))
		return true;
	box = system_of(city, source->reach);
	return coordinates_within(&found->coordinates, box.west, box.south,
							  box.east, box.north);
}

/* Columns without names, by their values: no source is known by these. */
void
detect_unnamed(Detected *found)
{
	Unnamed unnamed = headerless_find(&found->sample);

	found->mapping = unnamed.mapping;
	found->refusal = unnamed.refusal;
	for (int i = 0; i < unnamed.guesses.count; i++)
		detected_warn(found, "a feed of your own", "%s",
					  unnamed.guesses.text[i]);
	find_form(found);
}

/* The source that the header is of, if all else agrees. */
void
detect_source(Detected *found)
{
	PositionForm given = found->form;

	found->source = mapping_find(&found->sample, &found->mapping);
	find_form(found);
	if (found->source == NULL || source_agrees(found))
		return;
	found->relative = found->source;
	found->source = NULL;
	found->form = given;
	mapping_guess(&found->sample, &found->mapping);
	find_form(found);
}

/* Where it was, and whose system it is: a system is in one city. */
void
detect_place(Detected *found)
{
	const KnownSource *source = found->source;
	const TgCity *city;

	note_form(found);
	city = source != NULL && found->where.several ? NULL : found->where.city;
	if (source != NULL)
	{
		found->region = source->region;
		found->datasource = source->datasource;
	}
	if (source != NULL && is_anywhere(source) &&
		found->coordinates.count > 0 && found->where.possible)
	{
		found->region = city == NULL ? NULL : city->name;
		found->datasource = city == NULL ? NULL : city->rides;
	}
	if (found->region == NULL && city != NULL)
	{
		found->region = city->name;
		found->cities = detected_column(found, TARGET_REGION) == NULL;
		/* whoever runs bikes there writes the header of the others */
		if (found->relative != NULL && found->relative->shared)
			found->datasource = city->rides;
	}
	found->city = tg_city_named(
		found->given.region != NULL ? found->given.region : found->region);
	if (source != NULL && source->reach > 0 && found->city != NULL)
	{
		TgCity box = system_of(found->city, source->reach);

		found->area = area_of(&box);
		found->cities = false;
	}
	if (strncmp(found->dialect, "rides_", 6) == 0 &&
		strlen(found->dialect) == 7 && found->datasource != NULL)
		found->dialect = psprintf("%s%s", name_words_of(found->datasource),
								  found->dialect + 5);
}

/* Longitudes where latitudes are thought to be, and the other way round. */
static void
swap_columns(Mapping *mapping)
{
	static const Target lons[] = {TARGET_ORIGIN_LON, TARGET_DESTINATION_LON};

	for (int i = 0; i < lengthof(lons); i++)
	{
		const char **lon = &mapping->name[lons[i]];
		const char **lat = lon + (TARGET_ORIGIN_LAT - TARGET_ORIGIN_LON);
		const char *was = *lon;

		*lon = *lat != NULL ? *lat : was;
		*lat = was != NULL ? was : *lat;
	}
}

/* Tell whether the ends are lists of two numbers each, as no standard has. */
static bool
are_lists(const Detected *found)
{
	const char *lon = found->mapping.name[TARGET_ORIGIN_LON];
	const char *lat = found->mapping.name[TARGET_ORIGIN_LAT];

	return lon != NULL && lat != NULL && pattern_matches("\\[0\\]$", lon) &&
		   pattern_matches("\\[1\\]$", lat) &&
		   !pattern_matches("coordinates\\[0\\]$", lon);
}

/* Of lists in no known city nothing but their name says which number is which.
 */
static void
settle_lists(Detected *found)
{
	const char *lon = found->mapping.name[TARGET_ORIGIN_LON];

	if (found->source != NULL || found->where.city != NULL ||
		found->where.swapped || found->given.position_order != NULL ||
		!found->where.possible || !are_lists(found))
		return;
	found->where.swapped = coordinates_lat_first(
		&found->coordinates, pnstrdup(lon, strlen(lon) - strlen("[0]")));
	detected_warn(found, "position_order",
				  "coordinates are taken to be in the order %s",
				  found->where.swapped ? "lat lon" : "lon lat");
}

static void
find_order_of_columns(Detected *found)
{
	Texts numbers = texts_joined(detected_values(found, TARGET_ORIGIN_LON),
								 detected_values(found, TARGET_ORIGIN_LAT));

	found->decimal_comma =
		pattern_count("^[-+]?\\d+,\\d+$", numbers) * 10 > numbers.count * 3;
	settle_order_of_columns(found);
	settle_lists(found);
	if (!found->where.swapped ||
		(found->source != NULL && found->given.position_order == NULL))
		return;
	swap_columns(&found->mapping);
	/* where no name says which is which none is swapped */
	if (!found->sample.headerless && !found->mapping.unnamed)
		detected_note(found, "longitudes and latitudes are swapped");
}

static void
find_order_of_texts(Detected *found)
{
	Texts texts = texts_filled(detected_values(found, TARGET_ORIGIN));
	/* those of WKT and GeoJSON have one order; lists have any */
	bool guessed =
		found->where.city == NULL &&
		(value_class_is(texts, "pair") ||
		 (value_class_is(texts, "path") && pattern_share("^\\[", texts, 60)));

	found->decimal_comma =
		pattern_count("\\d,\\d+ *[; ] *[-+]?\\d+,\\d", texts) * 2 >
		texts.count;
	if (found->given.position_order != NULL)
		found->lat_first = same_text(found->given.position_order, "lat lon");
	else if (found->where.swapped)
		found->lat_first = true;
	else if (guessed)
		found->lat_first = coordinates_lat_first(
			&found->coordinates, detected_column(found, TARGET_ORIGIN));
	if (guessed && found->given.position_order == NULL)
		detected_warn(found, "position_order",
					  "coordinates are taken to be in the order %s",
					  found->lat_first ? "lat lon" : "lon lat");
}

/* How positions are written. */
void
detect_position_form(Detected *found)
{
	settle_swapped_end(found);
	settle_degrees(found);
	if (detected_column(found, TARGET_ORIGIN_LON) != NULL)
		find_order_of_columns(found);
	else if (detected_column(found, TARGET_ORIGIN) != NULL &&
			 found->source == NULL)
		find_order_of_texts(found);
}

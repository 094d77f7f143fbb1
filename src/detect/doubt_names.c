/*
 * doubt_names.c
 *	  Names of columns, and of regions, that say two things.
 */
#include "compat.h"

#include "mb/pg_wchar.h"

#include "detect/detected.h"
#include "detect/doubts.h"

static bool
same_values(Texts a, Texts b)
{
	for (int i = 0; i < Min(a.count, b.count); i++)
		if (strcmp(a.text[i], b.text[i]) != 0)
			return false;
	return true;
}

/* A column of a trip that has another's name, but for the case of letters. */
static void
settle_case(Detected *found, const char *name)
{
	const Sample *sample = &found->sample;

	for (int i = 0; i < sample->names.count; i++)
	{
		const char *other = sample->names.text[i];

		if (pg_strcasecmp(other, name) == 0 && strcmp(other, name) != 0 &&
			texts_filled(sample->values[i]).count > 0 &&
			!same_values(sample->values[i], sample_values(sample, name)) &&
			found->refusal == NULL)
			found->refusal = psprintf(
				"Names \"%s\" and \"%s\" differ only in the case of letters; "
				"a feed of your own says which is meant",
				name, other);
	}
}

/* Regions that are none of the city in which all trips begin and end. */
static void
settle_region(Detected *found)
{
	const char *column = detected_column(found, TARGET_REGION);
	const TgCity *city = found->where.city;
	Texts regions;

	if (column == NULL || city == NULL || found->where.several ||
		found->source != NULL || found->given.region != NULL)
		return;
	regions = texts_filled(detected_values(found, TARGET_REGION));
	for (int i = 0; i < regions.count; i++)
		if (strcmp(plain_name_of(regions.text[i]),
				   plain_name_of(city->name)) == 0)
			return;
	if (regions.count > 0)
		detected_warn(
			found, "region",
			"regions are those of column \"%s\", such as \"%.*s\", "
			"where trips are in %s",
			column,
			pg_mbcliplen(regions.text[0], (int) strlen(regions.text[0]), 60),
			regions.text[0], city->name);
}

void
settle_labels(Detected *found)
{
	for (int i = 0; i < TARGET_COUNT; i++)
		if (found->mapping.name[i] != NULL)
			settle_case(found, found->mapping.name[i]);
	settle_region(found);
}

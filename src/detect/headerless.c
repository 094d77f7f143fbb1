/*
 * headerless.c
 *	  Which columns make a trip where none has a name, by their values.
 *
 * No value says which end is the origin: there the order of columns is all
 * there is, and a guess.
 */
#include "compat.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "detect/date_guess.h"
#include "detect/headerless.h"
#include "detect/value_class.h"

#define FEWEST_NAMES 3 /* that two columns have in common */
#define FEW 50		   /* of so many rows one may end before it begins */

/* Columns of a kind, by their numbers from 0. */
typedef struct Columns
{
	int *number;
	int count;
} Columns;

typedef struct Finding
{
	const Sample *sample;
	const char **class; /* of each column; null for nothing known */
	Unnamed *found;
} Finding;

static Columns
columns_of(const Finding *finding, const char *class, const char *other)
{
	int count = finding->sample->names.count;
	Columns columns = {palloc(Max(count, 1) * sizeof(int)), 0};

	for (int i = 0; i < count; i++)
		if (finding->class[i] != NULL &&
			(strcmp(finding->class[i], class) == 0 ||
			 strcmp(finding->class[i], other) == 0))
			columns.number[columns.count++] = i;
	return columns;
}

static const char *
name_of(const Finding *finding, int column)
{
	return finding->sample->names.text[column];
}

static void
map(Finding *finding, Target target, int column)
{
	finding->found->mapping.name[target] = name_of(finding, column);
}

static void
guess(Finding *finding, char *what)
{
	Texts one = {&what, 1};

	finding->found->guesses = texts_joined(finding->found->guesses, one);
}

static const char *
listed(const Finding *finding, Columns columns)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < columns.count; i++)
		appendStringInfo(&list, "%s%s",
						 i == 0					  ? ""
						 : i == columns.count - 1 ? " and "
												  : ", ",
						 name_of(finding, columns.number[i]));
	return list.data;
}

static void
refuse(Finding *finding, const char *format, Columns columns)
{
	if (finding->found->refusal == NULL)
		finding->found->refusal = psprintf(
			"%s %s; a feed of your own says which, or a header above the rows",
			listed(finding, columns), format);
}

/* The template of a column's dates; null for what has no known form. */
static const char *
format_of(Texts values, bool *known)
{
	bool open;
	const char *format = date_guess(texts_filled(values), DATES_DMY, &open);

	*known = format != NULL;
	return format == NULL || *format == '\0' ? NULL : format;
}

/*
 * How many rows have the time of one column before, and after, that of
 * another; false if they cannot be compared.
 */
static bool
compare_times(const Finding *finding, int one, int other, int *before,
			  int *after)
{
	Texts first = finding->sample->values[one];
	Texts second = finding->sample->values[other];
	bool known;
	bool other_known;
	const char *format = format_of(first, &known);
	const char *other_format = format_of(second, &other_known);

	*before = *after = 0;
	if (!known || !other_known)
		return false;
	for (int i = 0; i < Min(first.count, second.count); i++)
	{
		int64 a;
		int64 b;
		TgClock clock;

		if (departure_read(first.text[i], format, &a, &clock) != TG_OK ||
			departure_read(second.text[i], other_format, &b, &clock) != TG_OK)
			continue;
		*before += a < b;
		*after += a > b;
	}
	return true;
}

/* A trip departs before it arrives. */
static void
find_departure(Finding *finding)
{
	Columns times = columns_of(finding, "datetime", "epoch");
	int before;
	int after;

	if (times.count == 0)
	{
		Columns dates = columns_of(finding, "date", "date");
		Columns hours = columns_of(finding, "time", "time");

		if (dates.count == 1 && hours.count == 1)
		{
			map(finding, TARGET_DEPARTED_DATE, dates.number[0]);
			map(finding, TARGET_DEPARTED_TIME, hours.number[0]);
		}
		else if (hours.count > 1)
			refuse(finding, "have times, of which any can be the departure",
				   hours);
		else if (dates.count > 1)
			refuse(finding, "have dates, of which any can be the departure",
				   dates);
		else if (dates.count == 1)
			map(finding, TARGET_DEPARTED_AT, dates.number[0]);
		return;
	}
	if (times.count == 1)
	{
		map(finding, TARGET_DEPARTED_AT, times.number[0]);
		return;
	}
	if (times.count > 2 ||
		!compare_times(finding, times.number[0], times.number[1], &before,
					   &after) ||
		Min(before, after) * FEW > Max(before, after))
	{
		refuse(finding, "have times, of which any can be the departure",
			   times);
		return;
	}
	/* the other may be when the trip was ordered, if it is not its end */
	guess(finding, psprintf("%s is taken for the departure, which comes "
							"before %s",
							name_of(finding, times.number[after > before]),
							name_of(finding, times.number[after <= before])));
	map(finding, TARGET_DEPARTED_AT, times.number[after > before]);
}

/* Tell whether two columns next to each other are degrees of one city. */
static bool
is_in_city(const Finding *finding, int lon)
{
	Mapping mapping = {{NULL}};
	Coordinates coordinates;

	mapping.name[TARGET_ORIGIN_LON] = name_of(finding, lon);
	mapping.name[TARGET_ORIGIN_LAT] = name_of(finding, lon + 1);
	coordinates =
		coordinates_read(finding->sample, &mapping, &(PositionForm){0});
	return coordinates_place(&coordinates).city != NULL;
}

/* Of more than four columns of numbers those that are degrees of a city. */
static Columns
degrees_of(const Finding *finding, Columns decimals)
{
	Columns degrees = {palloc(2 * Max(decimals.count, 1) * sizeof(int)), 0};

	if (decimals.count <= 4)
		return decimals;
	for (int i = 0; i + 1 < decimals.count; i++)
		if (decimals.number[i + 1] == decimals.number[i] + 1 &&
			is_in_city(finding, decimals.number[i]))
		{
			degrees.number[degrees.count++] = decimals.number[i];
			degrees.number[degrees.count++] = decimals.number[++i];
		}
	return degrees;
}

/* Tell whether ends are in two columns with positions, or in four. */
static bool
find_positions(Finding *finding)
{
	Columns paths = columns_of(finding, "path", "path");
	Columns points = columns_of(finding, "wkt", "wkb");
	Columns pairs = columns_of(finding, "pair", "position");
	Columns decimals =
		degrees_of(finding, columns_of(finding, "decimal", "decimal"));

	if (points.count == 0)
		points = pairs;
	if (points.count == 2)
	{
		map(finding, TARGET_ORIGIN, points.number[0]);
		map(finding, TARGET_DESTINATION, points.number[1]);
		finding->found->mapping.by_order = true;
		return true;
	}
	if (points.count == 0 && paths.count == 1)
	{
		map(finding, TARGET_ORIGIN, paths.number[0]);
		map(finding, TARGET_DESTINATION, paths.number[0]);
		return true;
	}
	if (points.count == 0 && decimals.count == 4)
	{
		map(finding, TARGET_ORIGIN_LON, decimals.number[0]);
		map(finding, TARGET_ORIGIN_LAT, decimals.number[1]);
		map(finding, TARGET_DESTINATION_LON, decimals.number[2]);
		map(finding, TARGET_DESTINATION_LAT, decimals.number[3]);
		finding->found->mapping.by_order = true;
		return true;
	}
	if (points.count > 2)
		refuse(finding, "have positions, of which any two can be the ends",
			   points);
	if (points.count == 0 && decimals.count > 4)
		refuse(finding, "have degrees, of which any four can be the ends",
			   decimals);
	return points.count > 0 || decimals.count > 4;
}

static bool
is_among(Texts values, const char *value)
{
	for (int i = 0; i < values.count; i++)
		if (strcmp(values.text[i], value) == 0)
			return true;
	return false;
}

static Texts
distinct(Texts values)
{
	Texts found = {palloc(Max(values.count, 1) * sizeof(char *)), 0};

	for (int i = 0; i < values.count; i++)
		if (values.text[i][0] != '\0' && !is_among(found, values.text[i]))
			found.text[found.count++] = values.text[i];
	return found;
}

/* Tell whether two columns have names in common: of stations, say. */
static bool
have_common(Texts one, Texts other)
{
	int common = 0;

	for (int i = 0; i < one.count; i++)
		common += is_among(other, one.text[i]);
	return common >= FEWEST_NAMES &&
		   common * 10 >= Min(one.count, other.count);
}

/* The only two columns of text that have names in common. */
static void
find_places(Finding *finding)
{
	int count = finding->sample->names.count;
	Texts *names = palloc(Max(count, 1) * sizeof(Texts));
	Columns found = {palloc(2 * Max(count, 1) * sizeof(int)), 0};

	for (int i = 0; i < count; i++)
		names[i] = finding->class[i] == NULL
					   ? distinct(finding->sample->values[i])
					   : (Texts){NULL, 0};
	for (int i = 0; i < count; i++)
		for (int j = 0; j < count; j++)
		{
			CHECK_FOR_INTERRUPTS();
			if (i == j || !have_common(names[i], names[j]))
				continue;
			found.number[found.count++] = i;
			break;
		}
	if (found.count > 2)
		refuse(finding, "have names in common, of which any two can be places",
			   found);
	if (found.count != 2)
		return;
	map(finding, TARGET_ORIGIN_PLACE, found.number[0]);
	map(finding, TARGET_DESTINATION_PLACE, found.number[1]);
	finding->found->mapping.by_order = true;
}

Unnamed
headerless_find(const Sample *sample)
{
	Unnamed found = {{{NULL}}};
	Finding finding = {sample, NULL, &found};
	int count = sample->names.count;

	finding.class = palloc(Max(count, 1) * sizeof(char *));
	for (int i = 0; i < count; i++)
		finding.class[i] = column_class(sample, i);
	find_departure(&finding);
	if (!find_positions(&finding))
		find_places(&finding);
	return found;
}

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
#include "utils/timestamp.h"

#include "detect/date_guess.h"
#include "detect/headerless.h"
#include "detect/time_order.h"
#include "detect/value_class.h"

#define FEWEST_NAMES 3 /* that two columns have in common */

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

/*
 * Numbers that would be times of these decades, if they were any: ids of
 * orders may be as long, and lie beyond.
 */
static bool
are_recent(Texts values)
{
	const TimestampTz from = (TimestampTz) -10 * DAYS_PER_YEAR * USECS_PER_DAY;
	const TimestampTz until = GetCurrentTimestamp() + USECS_PER_DAY;
	int count = 0;

	for (int i = 0; i < values.count; i++)
	{
		int64 departure;
		TgClock clock;

		count += departure_read(values.text[i], NULL, &departure, &clock) ==
					 TG_OK &&
				 departure >= from && departure <= until;
	}
	return count > 0 && count == values.count;
}

/* The columns of times, which numbers are only where nothing else is. */
static Columns
find_times(Finding *finding)
{
	Columns times = columns_of(finding, "datetime", "datetime");
	Columns numbers;

	if (times.count > 0 || columns_of(finding, "date", "time").count > 0)
		return times;
	numbers = columns_of(finding, "epoch", "epoch");
	for (int i = 0; i < numbers.count; i++)
		if (are_recent(
				texts_filled(finding->sample->values[numbers.number[i]])))
			times.number[times.count++] = numbers.number[i];
	if (times.count == 1)
		guess(finding, psprintf("%s is taken for the departure, counted since "
								"1970",
								name_of(finding, times.number[0])));
	return times;
}

/* A trip departs before it arrives. */
static void
find_departure(Finding *finding)
{
	Columns times = find_times(finding);
	TimeOrder order;

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
	order = times.count > 2
				? TIMES_UNKNOWN
				: times_order(finding->sample->values[times.number[0]],
							  finding->sample->values[times.number[1]], NULL,
							  DATES_DMY);
	if (order == TIMES_UNKNOWN)
	{
		refuse(finding, "have times, of which any can be the departure",
			   times);
		return;
	}
	/* the other may be when the trip was ordered, if it is not its end */
	guess(finding,
		  psprintf("%s is taken for the departure, which comes "
				   "before %s",
				   name_of(finding, times.number[order == TIMES_SECOND]),
				   name_of(finding, times.number[order == TIMES_FIRST])));
	map(finding, TARGET_DEPARTED_AT, times.number[order == TIMES_SECOND]);
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

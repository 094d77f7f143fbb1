/*
 * weekly_trips.c
 *	  weekly_trips, weekly_avg_trips and hourly_trips: how many trips match.
 */
#include "compat.h"

#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

#include "core/geo/trip.h"
#include "query/trip_counts.h"
#include "types/status.h"

#define FIRST_MONDAY 2 /* 2000-01-03, in days of a DateADT */
#define HOURS_OF_WEEK 168

/* Nothing departs outside of the clock, and there may be no such date. */
static DateADT
monday_of(int64 week)
{
	if (week < tg_week_of(PG_INT64_MIN) || week > tg_week_of(PG_INT64_MAX))
		status_check(TG_BAD_TRIPSET);
	return (DateADT) (FIRST_MONDAY + 7 * week);
}

/*
 * (area, region, datasource, match, since, until, destination_area, weekdays,
 * hours, except_dates, store): rows of week, trips, days; weeks without a trip
 * of the region are left out
 */
PG_FUNCTION_INFO_V1(weekly_trips);
Datum
weekly_trips(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Question question;
	TgTally *trips;

	InitMaterializedSRF(fcinfo, 0);
	question_open(fcinfo, (QuestionArguments){4, 6, 10, true}, TG_BY_WEEK,
				  &question);
	trips = trip_counts(&question);
	for (uint32 i = 0; i < question.covered->used; i++)
	{
		const TgTallyEntry *week = &question.covered->entry[i];
		int64 days = question_days(&question, week->key, week->key);
		Datum values[3] = {DateADTGetDatum(monday_of(week->key)),
						   Int64GetDatum(tg_tally_count(trips, week->key)),
						   Int32GetDatum((int32) days)};
		bool isnull[3] = {false, false, false};

		if (week->count > 0 && days > 0)
			tuplestore_putvalues(result->setResult, result->setDesc, values,
								 isnull);
	}
	return (Datum) 0;
}

/* What an average is of. */
typedef enum Weeks
{
	WEEKS_COVERED,
	WEEKS_CALENDAR,
	WEEKS_ACTIVE
} Weeks;

static Weeks
weeks_argument(FunctionCallInfo fcinfo, int n)
{
	static const char *const words[] = {"covered", "calendar", "active"};
	char *word;

	if (PG_ARGISNULL(n))
		return WEEKS_COVERED;
	word = text_to_cstring(PG_GETARG_TEXT_PP(n));
	for (int i = 0; i < lengthof(words); i++)
		if (strcmp(words[i], word) == 0)
			return (Weeks) i;
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("weeks \"%s\" is unknown", word),
					errhint("Use covered, calendar or active.")));
}

/* How many days the trips are of, and how many trips these are. */
static int64
find_days(const Question *question, const TgTally *trips, Weeks weeks,
		  int64 *sum)
{
	TgWeeks asked = question->filter.weeks;
	int64 covered = 0;
	int64 active = 0;
	int64 first = asked.first;
	int64 last = asked.last;

	*sum = 0;
	for (uint32 i = 0; i < question->covered->used; i++)
	{
		const TgTallyEntry *week = &question->covered->entry[i];
		int64 days = question_days(question, week->key, week->key);
		int64 count;

		if (week->count <= 0 || days == 0)
			continue;
		count = tg_tally_count(trips, week->key);
		*sum += count;
		if (count > 0)
			active += days;
		if (covered == 0 && asked.first == PG_INT32_MIN)
			first = week->key;
		if (asked.last == PG_INT32_MAX)
			last = week->key;
		covered += days;
	}
	if (weeks == WEEKS_COVERED)
		return covered;
	if (weeks == WEEKS_ACTIVE)
		return active;
	if (covered == 0 &&
		(asked.first == PG_INT32_MIN || asked.last == PG_INT32_MAX))
		return 0;
	return question_days(question, first, last);
}

/* trips * weekdays / days, with as many digits as that takes in lowest terms.
 */
static Datum
divide(int64 trips, int64 weekdays, int64 days)
{
	int64 common = days;
	int64 rest = weekdays;

	while (rest != 0)
	{
		int64 next = common % rest;

		common = rest;
		rest = next;
	}
	return DirectFunctionCall1(
		numeric_trim_scale,
		DirectFunctionCall2(
			numeric_div,
			DirectFunctionCall2(
				numeric_mul, NumericGetDatum(int64_to_numeric(trips)),
				NumericGetDatum(int64_to_numeric(weekdays / common))),
			NumericGetDatum(int64_to_numeric(days / common))));
}

/*
 * (area, region, datasource, match, since, until, weeks, destination_area,
 * weekdays, hours, except_dates, store): trips by week, null without a day
 */
PG_FUNCTION_INFO_V1(weekly_avg_trips);
Datum
weekly_avg_trips(PG_FUNCTION_ARGS)
{
	Weeks weeks = weeks_argument(fcinfo, 6);
	Question question;
	int64 days;
	int64 trips;

	question_open(fcinfo, (QuestionArguments){4, 7, 11, true}, TG_BY_WEEK,
				  &question);
	days = find_days(&question, trip_counts(&question), weeks, &trips);
	if (days <= 0)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(
		divide(trips, tg_weekday_count(question.asked.weekdays), days));
}

/*
 * (area, region, datasource, match, since, until, destination_area, weekdays,
 * hours, except_dates, store): rows of weekday, hour, trips
 */
PG_FUNCTION_INFO_V1(hourly_trips);
Datum
hourly_trips(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Question question;
	TgTally *trips;

	InitMaterializedSRF(fcinfo, 0);
	question_open(fcinfo, (QuestionArguments){4, 6, 10, false}, TG_BY_HOUR,
				  &question);
	trips = trip_counts(&question);
	for (int hour = 0; hour < HOURS_OF_WEEK; hour++)
	{
		Datum values[3] = {Int32GetDatum(hour / 24 + 1),
						   Int32GetDatum(hour % 24),
						   Int64GetDatum(tg_tally_count(trips, hour))};
		bool isnull[3] = {false, false, false};

		tuplestore_putvalues(result->setResult, result->setDesc, values,
							 isnull);
	}
	return (Datum) 0;
}

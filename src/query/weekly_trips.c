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

/* Tell whether a week has a day that is asked for. */
static bool
is_asked(const Question *question, int64 week)
{
	return monday_of(week) + 6 >= question->since &&
		   monday_of(week) <= question->until;
}

/*
 * (area, region, datasource, match, since, until, store): rows of week, trips;
 * weeks without a trip of the region are left out
 */
PG_FUNCTION_INFO_V1(weekly_trips);
Datum
weekly_trips(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Question question;
	TgTally *trips;

	InitMaterializedSRF(fcinfo, 0);
	question_open(fcinfo, (QuestionArguments){4, 6, true}, TG_BY_WEEK,
				  &question);
	trips = trip_counts(&question);
	for (uint32 i = 0; i < question.covered->used; i++)
	{
		const TgTallyEntry *week = &question.covered->entry[i];
		Datum values[2] = {DateADTGetDatum(monday_of(week->key)),
						   Int64GetDatum(tg_tally_count(trips, week->key))};
		bool isnull[2] = {false, false};

		if (week->count > 0 && is_asked(&question, week->key))
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

/* The week of a date that was asked for, else the one found. */
static int64
week_asked(DateADT asked, int64 found)
{
	return DATE_NOT_FINITE(asked)
			   ? found
			   : (int64) floor(((double) asked - FIRST_MONDAY) / 7);
}

/* How many weeks the trips are divided by, and how many trips these are. */
static int64
find_divisor(const Question *question, const TgTally *trips, Weeks weeks,
			 int64 *sum)
{
	int64 covered = 0;
	int64 active = 0;
	int64 first = 0;
	int64 last = 0;

	*sum = 0;
	for (uint32 i = 0; i < question->covered->used; i++)
	{
		const TgTallyEntry *week = &question->covered->entry[i];
		int64 count;

		if (week->count <= 0 || !is_asked(question, week->key))
			continue;
		count = tg_tally_count(trips, week->key);
		*sum += count;
		active += count > 0;
		if (covered++ == 0)
			first = week->key;
		last = week->key;
	}
	if (weeks == WEEKS_COVERED)
		return covered;
	if (weeks == WEEKS_ACTIVE)
		return active;
	if (covered == 0 &&
		(DATE_NOT_FINITE(question->since) || DATE_NOT_FINITE(question->until)))
		return 0;
	return week_asked(question->until, last) -
		   week_asked(question->since, first) + 1;
}

/*
 * (area, region, datasource, match, since, until, weeks, store): trips by
 * week, null without a week
 */
PG_FUNCTION_INFO_V1(weekly_avg_trips);
Datum
weekly_avg_trips(PG_FUNCTION_ARGS)
{
	Weeks weeks = weeks_argument(fcinfo, 6);
	Question question;
	int64 divisor;
	int64 trips;

	question_open(fcinfo, (QuestionArguments){4, 7, true}, TG_BY_WEEK,
				  &question);
	divisor = find_divisor(&question, trip_counts(&question), weeks, &trips);
	if (divisor <= 0)
		PG_RETURN_NULL();
	return DirectFunctionCall1(
		numeric_trim_scale,
		DirectFunctionCall2(numeric_div,
							NumericGetDatum(int64_to_numeric(trips)),
							NumericGetDatum(int64_to_numeric(divisor))));
}

/*
 * (area, region, datasource, match, since, until, store): rows of weekday,
 * hour, trips
 */
PG_FUNCTION_INFO_V1(hourly_trips);
Datum
hourly_trips(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Question question;
	TgTally *trips;

	InitMaterializedSRF(fcinfo, 0);
	question_open(fcinfo, (QuestionArguments){4, 6, false}, TG_BY_HOUR,
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

/*
 * question.c
 *	  What is asked of a store: the arguments that questions have in common.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "core/geo/trip.h"
#include "core/text/day_span.h"
#include "query/known_names.h"
#include "query/question.h"
#include "query/store_name.h"
#include "types/area_check.h"
#include "types/status.h"

/* The words of SQL for matches that can be asked for. */
typedef struct MatchWord
{
	const char *word;
	TgMatch match;
} MatchWord;

static const MatchWord match_words[] = {{"origin", TG_MATCH_ORIGIN},
										{"destination", TG_MATCH_DESTINATION},
										{"both", TG_MATCH_BOTH},
										{"either", TG_MATCH_EITHER}};

TgMatch
match_argument(FunctionCallInfo fcinfo, int n)
{
	char *word;

	if (PG_ARGISNULL(n))
		return TG_MATCH_ORIGIN;
	word = text_to_cstring(PG_GETARG_TEXT_PP(n));
	for (int i = 0; i < lengthof(match_words); i++)
		if (strcmp(match_words[i].word, word) == 0)
			return match_words[i].match;
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("match \"%s\" is unknown", word),
					errhint("Use origin, destination, both or either.")));
}

void
dates_check(FunctionCallInfo fcinfo, int since)
{
	Datum first = PG_GETARG_DATUM(since);
	Datum last = PG_GETARG_DATUM(since + 1);

	if (!PG_ARGISNULL(since) && !PG_ARGISNULL(since + 1) &&
		DatumGetDateADT(first) > DatumGetDateADT(last))
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("since %s must not be after until %s",
					DatumGetCString(DirectFunctionCall1(date_out, first)),
					DatumGetCString(DirectFunctionCall1(date_out, last)))));
}

static const text *
text_argument(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NULL : PG_GETARG_TEXT_PP(n);
}

/* No trip departs before or behind these days, but dates go further. */
#define FIRST_DAY ((int32) (TG_DEPARTURE_MIN / TG_DAY - 1))
#define LAST_DAY ((int32) (TG_DEPARTURE_END / TG_DAY))

/* A day that a span begins or ends with; one without end is open. */
static int32
day_argument(FunctionCallInfo fcinfo, int n, int32 open)
{
	DateADT date;

	if (n == 0 || PG_ARGISNULL(n))
		return open;
	date = PG_GETARG_DATEADT(n);
	if (DATE_IS_NOBEGIN(date))
		return PG_INT32_MIN;
	if (DATE_IS_NOEND(date))
		return PG_INT32_MAX;
	return Max(Min(date, LAST_DAY), FIRST_DAY);
}

/* The elements of an array, none of which is null. */
static Datum *
elements_argument(FunctionCallInfo fcinfo, int n, const char *name, Oid type,
				  int *count)
{
	ArrayType *array = PG_GETARG_ARRAYTYPE_P(n);
	Datum *values;

	if (array_contains_nulls(array))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg("%s must not contain nulls", name)));
	deconstruct_array(array, type, sizeof(int32), true, TYPALIGN_INT, &values,
					  NULL, count);
	return values;
}

static uint8
weekdays_argument(FunctionCallInfo fcinfo, int n)
{
	Datum *values;
	int count;
	uint8 weekdays = 0;

	if (PG_ARGISNULL(n))
		return TG_EVERY_WEEKDAY;
	values = elements_argument(fcinfo, n, "weekdays", INT4OID, &count);
	for (int i = 0; i < count; i++)
	{
		int32 weekday = DatumGetInt32(values[i]);

		if (weekday < 1 || weekday > TG_WEEKDAYS)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("there is no weekday %d", weekday),
							errhint("Weekdays are 1, Monday, to 7, Sunday.")));
		weekdays |= 1 << (weekday - 1);
	}
	if (weekdays == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("weekdays must not be empty"),
						errhint("Leave weekdays out to ask for all.")));
	return weekdays;
}

static void
hours_argument(FunctionCallInfo fcinfo, int n, TgTimesAsked *asked)
{
	text *hours;

	if (PG_ARGISNULL(n))
		return;
	hours = PG_GETARG_TEXT_PP(n);
	if (!tg_day_span_parse(VARDATA_ANY(hours), VARSIZE_ANY_EXHDR(hours),
						   &asked->from, &asked->until))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("hours \"%s\" cannot be read", text_to_cstring(hours)),
				 errhint("Write two different times, such as 07:00-10:00, "
						 "22:00-02:00 or 20:00-24:00; the second is not part "
						 "of the span.")));
}

static void
except_argument(FunctionCallInfo fcinfo, int n, TgTimesAsked *asked)
{
	Datum *values;
	int count;
	int32 *days;

	if (PG_ARGISNULL(n))
		return;
	values = elements_argument(fcinfo, n, "except_dates", DATEOID, &count);
	days = palloc(count * sizeof *days + 1);
	for (int i = 0; i < count; i++)
	{
		DateADT date = DatumGetDateADT(values[i]);

		if (DATE_NOT_FINITE(date))
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("except_dates must be finite")));
		if (date >= FIRST_DAY && date <= LAST_DAY)
			days[asked->excepts++] = date;
	}
	asked->except = days;
}

static void
read_times(FunctionCallInfo fcinfo, QuestionArguments at, Question *question)
{
	TgTimesAsked *asked = &question->asked;
	Filter *filter = &question->filter;
	TgTimes *times;

	if (at.since != 0)
		dates_check(fcinfo, at.since);
	asked->first_day = day_argument(fcinfo, at.since, PG_INT32_MIN);
	asked->last_day =
		day_argument(fcinfo, at.since ? at.since + 1 : 0, PG_INT32_MAX);
	asked->weekdays = TG_EVERY_WEEKDAY;
	if (at.destination != 0)
	{
		asked->weekdays = weekdays_argument(fcinfo, at.destination + 1);
		hours_argument(fcinfo, at.destination + 2, asked);
		except_argument(fcinfo, at.destination + 3, asked);
	}
	filter->weeks.first = tg_week_of_day(asked->first_day);
	filter->weeks.last = tg_week_of_day(asked->last_day);
	if (tg_times_are_weeks(asked))
		return;
	times = palloc_extended(tg_times_size(asked), MCXT_ALLOC_HUGE);
	tg_times_make(asked, times);
	question->days = filter->times = times;
}

int64
question_days(const Question *question, int64 first, int64 last)
{
	TgWeeks weeks = question->filter.weeks;

	first = Max(first, weeks.first);
	last = Min(last, weeks.last);
	if (question->days != NULL)
		return tg_times_days(question->days, first, last);
	return first > last ? 0 : TG_WEEKDAYS * (last - first + 1);
}

/* Areas that ends are asked about; a second one is that of destinations. */
static void
read_areas(FunctionCallInfo fcinfo, QuestionArguments at, Filter *filter)
{
	const bytea *area = PG_ARGISNULL(0) ? NULL : area_argument(fcinfo, 0);
	const bytea *destination =
		at.destination == 0 || PG_ARGISNULL(at.destination)
			? NULL
			: area_argument(fcinfo, at.destination);

	if (destination != NULL)
	{
		if (filter->match == TG_MATCH_DESTINATION ||
			filter->match == TG_MATCH_EITHER)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("destination_area is for trips that begin in "
							"area"),
					 errhint("Leave match out.")));
		if (area == NULL && filter->match == TG_MATCH_BOTH)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("match both needs an area where trips begin")));
		filter->match = area == NULL ? TG_MATCH_DESTINATION : TG_MATCH_BOTH;
	}
	if (area != NULL)
		filter_set_areas(filter, area, destination);
	else if (destination != NULL)
		filter_set_areas(filter, destination, NULL);
}

char
question_projection(TgMatch match)
{
	return match == TG_MATCH_DESTINATION ? 'd' : 'o';
}

void
question_open(FunctionCallInfo fcinfo, QuestionArguments at, TgCountBy by,
			  Question *question)
{
	Filter *filter = &question->filter;

	memset(question, 0, sizeof *question);
	question->store = question_store(
		PG_ARGISNULL(at.store) ? NULL : PG_GETARG_NAME(at.store),
		&question->schema);
	question->region = text_argument(fcinfo, 1);
	filter->datasource = text_argument(fcinfo, 2);
	filter->match = match_argument(fcinfo, 3);
	filter->count_by = by;
	read_times(fcinfo, at, question);
	question->covered =
		names_require(question->schema, question->store, question->region,
					  filter->datasource, at.covered);
	read_areas(fcinfo, at, filter);
}

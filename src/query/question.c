/*
 * question.c
 *	  What is asked of a store: the arguments that questions have in common.
 */
#include "compat.h"

#include "utils/builtins.h"

#include "core/geo/trip.h"
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

/* The week of a date; one without end is before or after all. */
static int32
week_of_date(DateADT date)
{
	if (DATE_IS_NOBEGIN(date))
		return PG_INT32_MIN;
	if (DATE_IS_NOEND(date))
		return PG_INT32_MAX;
	/* no trip departs beyond these days, but dates go further */
	date = Max(Min(date, TG_DEPARTURE_END / TG_DAY),
			   TG_DEPARTURE_MIN / TG_DAY - 1);
	return tg_week_of(date * TG_DAY);
}

static const text *
text_argument(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NULL : PG_GETARG_TEXT_PP(n);
}

static DateADT
date_argument(FunctionCallInfo fcinfo, int n, DateADT open)
{
	return n == 0 || PG_ARGISNULL(n) ? open : PG_GETARG_DATEADT(n);
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
	if (at.since != 0)
		dates_check(fcinfo, at.since);
	question->since = date_argument(fcinfo, at.since, DATEVAL_NOBEGIN);
	question->until =
		date_argument(fcinfo, at.since ? at.since + 1 : 0, DATEVAL_NOEND);
	filter->weeks.first = week_of_date(question->since);
	filter->weeks.last = week_of_date(question->until);
	question->covered =
		names_require(question->schema, question->store, question->region,
					  filter->datasource, at.covered);
	if (!PG_ARGISNULL(0))
		filter_set_area(filter, area_argument(fcinfo, 0));
}

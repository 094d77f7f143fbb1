/*
 * group_question.c
 *	  The arguments that questions about groups have in common.
 */
#include "compat.h"

#include "utils/timestamp.h"

#include "core/geo/trip.h"
#include "query/group_question.h"
#include "types/status.h"
#include "types/types.h"

#define ARG_ZOOM 4
#define ARG_WINDOW 5
#define ARG_MIN_TRIPS 6
#define ARG_MOST 7
#define ARG_STORE 8

void
group_question_open(FunctionCallInfo fcinfo, const char *most_name,
					GroupQuestion *question)
{
	int64 window;

	question_open(fcinfo, (QuestionArguments){0, 0, ARG_STORE, false},
				  TG_BY_WEEK, &question->question);
	if (PG_ARGISNULL(ARG_ZOOM) || PG_ARGISNULL(ARG_WINDOW) ||
		PG_ARGISNULL(ARG_MIN_TRIPS))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("zoom, time_window and min_trips must not be null")));
	question->min_trips = PG_GETARG_INT64(ARG_MIN_TRIPS);
	question->most =
		PG_ARGISNULL(ARG_MOST) ? PG_INT64_MAX : PG_GETARG_INT32(ARG_MOST);
	if (question->min_trips < 1)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("min_trips %lld must be at least 1",
							   (long long) question->min_trips)));
	if (question->most < 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("%s %lld must not be negative", most_name,
							   (long long) question->most)));
	window = interval_window(PG_GETARG_INTERVAL_P(ARG_WINDOW));
	status_check(tg_grid_check(PG_GETARG_INT32(ARG_ZOOM), window));
	question->grid = (TgGrid){
		PG_GETARG_INT32(ARG_ZOOM), (int32) window,
		question->question.filter.match == TG_MATCH_DESTINATION, false};
}

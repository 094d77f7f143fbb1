/*
 * trip_groups.c
 *	  trip_groups: how many trips each group of a store has.
 */
#include "compat.h"

#include "funcapi.h"
#include "utils/timestamp.h"

#include "core/trip.h"
#include "query/group_ranking.h"
#include "query/group_sweep.h"
#include "types/status.h"
#include "types/types.h"

/* Make a question of the arguments; false if one is null that must not be. */
static bool
group_question(FunctionCallInfo fcinfo, GroupQuestion *question)
{
	int64 window;

	for (int i = 0; i < PG_NARGS(); i++)
		if (PG_ARGISNULL(i) && i != 2 && i != 6)
			return false;
	window = interval_window(PG_GETARG_INTERVAL_P(4));
	status_check(tg_grid_check(PG_GETARG_INT32(3), window));
	question->filter = PG_GETARG_VARLENA_P(0);
	question->grid =
		(TgGrid){PG_GETARG_INT32(3), (int32) window, PG_GETARG_BOOL(1), false};
	question->region = PG_ARGISNULL(2) ? NULL : PG_GETARG_TEXT_PP(2);
	question->store = NameStr(*PG_GETARG_NAME(7));
	return true;
}

/*
 * (filter, by_destination, region, zoom, time_window, min_trips, max_groups,
 * store): rows of trip_group, trips, first_departure, last_departure
 */
PG_FUNCTION_INFO_V1(trip_groups);
Datum
trip_groups(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	int64 max_groups = PG_ARGISNULL(6) ? PG_INT64_MAX : PG_GETARG_INT32(6);
	GroupQuestion question;
	GroupRanking ranking;

	InitMaterializedSRF(fcinfo, 0);
	if (!group_question(fcinfo, &question) || max_groups <= 0)
		return (Datum) 0;
	group_ranking_init(&ranking, &question.grid, PG_GETARG_INT64(5),
					   max_groups, result->setDesc);
	group_sweep(&question, group_ranking_add, &ranking);
	group_ranking_put(&ranking, result->setResult, result->setDesc);
	return (Datum) 0;
}

/*
 * trip_groups.c
 *	  trip_groups: how many trips each group of a store has.
 */
#include "compat.h"

#include "funcapi.h"

#include "query/group_question.h"
#include "query/group_ranking.h"
#include "query/group_sweep.h"

/*
 * (see group_question; most is max_groups): rows of trip_group, trips,
 * first_departure, last_departure
 */
PG_FUNCTION_INFO_V1(trip_groups);
Datum
trip_groups(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	GroupQuestion question;
	GroupRanking ranking;

	InitMaterializedSRF(fcinfo, 0);
	group_question_open(fcinfo, "max_groups", &question);
	if (question.most == 0)
		return (Datum) 0;
	group_ranking_init(&ranking, &question.grid, question.min_trips,
					   question.most);
	group_sweep(&question, group_ranking_add, &ranking);
	group_ranking_put(&ranking, result->setResult, result->setDesc);
	return (Datum) 0;
}

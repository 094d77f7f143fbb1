/*
 * group_question.h
 *	  The arguments that questions about groups have in common.
 */
#ifndef TG_QUERY_GROUP_QUESTION_H
#define TG_QUERY_GROUP_QUESTION_H

#include "postgres.h"

#include "fmgr.h"

#include "core/count/group_table.h"
#include "query/question.h"

typedef struct GroupQuestion
{
	Question question;
	TgGrid grid;
	int64 min_trips;
	int64 most; /* groups or clusters; PG_INT64_MAX: all */
} GroupQuestion;

/*
 * Find out what is asked by (area, region, datasource, match, zoom,
 * time_window, min_trips, most, store); most_name is what that one is called.
 */
extern void group_question_open(FunctionCallInfo fcinfo, const char *most_name,
								GroupQuestion *question);

#endif /* TG_QUERY_GROUP_QUESTION_H */

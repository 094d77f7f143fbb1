/*
 * group_question.h
 *	  The arguments that questions about groups have in common.
 */
#ifndef TG_QUERY_GROUP_QUESTION_H
#define TG_QUERY_GROUP_QUESTION_H

#include "postgres.h"

#include "fmgr.h"

#include "query/group_sweep.h"

/*
 * Make a question of (filter, by_destination, region, zoom, time_window,
 * min_trips, most, store), of which region and most may be null; false if
 * another is.  min_trips and most are for the caller.
 */
extern bool group_question(FunctionCallInfo fcinfo, GroupQuestion *question);

#endif /* TG_QUERY_GROUP_QUESTION_H */

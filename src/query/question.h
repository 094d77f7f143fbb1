/*
 * question.h
 *	  What is asked of a store: the arguments that questions have in common.
 */
#ifndef TG_QUERY_QUESTION_H
#define TG_QUERY_QUESTION_H

#include "postgres.h"

#include "fmgr.h"
#include "utils/date.h"

#include "segment/filter.h"

typedef struct Question
{
	Oid schema; /* of the store */
	const char *store;
	const text *region; /* null: all */
	Filter filter;
	TgTimesAsked asked;
	const TgTimes *days; /* which count; null: all of the weeks asked for */
	TgTally *covered; /* trips of the region by week, if they were asked for */
} Question;

/* Where the arguments are; 0 for what a question does not have. */
typedef struct QuestionArguments
{
	int since;		 /* until follows */
	int destination; /* weekdays, hours and except_dates follow */
	int store;
	bool covered; /* find the weeks in which the region has trips */
} QuestionArguments;

/*
 * Find out what is asked by (area, region, datasource, match, ...), or raise
 * an error for what no question can mean.
 */
extern void question_open(FunctionCallInfo fcinfo, QuestionArguments at,
						  TgCountBy by, Question *question);

/* The projection that answers a match. */
extern char question_projection(TgMatch match);

/* The match that a word stands for; null is origin. */
extern TgMatch match_argument(FunctionCallInfo fcinfo, int n);

/* How many days that are asked for a span of weeks has; both ends are open at
 * most where the question is. */
extern int64 question_days(const Question *question, int64 first, int64 last);

/* Raise an error if no day can be in a span of which neither end is null. */
extern void dates_check(FunctionCallInfo fcinfo, int since);

#endif /* TG_QUERY_QUESTION_H */

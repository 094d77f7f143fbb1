/*
 * trip_counts.h
 *	  The trips of a store that match a question, by week or hour.
 */
#ifndef TG_QUERY_TRIP_COUNTS_H
#define TG_QUERY_TRIP_COUNTS_H

#include "postgres.h"

#include "query/question.h"

/* Count them into a tally in the current memory context. */
extern TgTally *trip_counts(const Question *question);

#endif /* TG_QUERY_TRIP_COUNTS_H */

/*
 * value_counts.h
 *	  The sorted values of a column, counted.
 */
#ifndef TG_QUERY_VALUE_COUNTS_H
#define TG_QUERY_VALUE_COUNTS_H

#include "postgres.h"

#include "store/store.h"

#define TOP_VALUES 5

/* A value as text, and how many rows have it; none: rows = 0. */
typedef struct ValueText
{
	char *value;
	int64 rows;
} ValueText;

typedef struct ValueCounts
{
	int64 nulls;
	int64 empty; /* of no bytes */
	int64 distinct;
	ValueText least;
	ValueText greatest;
	ValueText top[TOP_VALUES]; /* most rows first, then in order */
	int tops;
} ValueCounts;

/*
 * Count the values of a query's first column, in the order of which its rows
 * come; the second, if there is one, says how many rows a value stands for.
 */
extern ValueCounts value_counts(const Store *store, const char *query);

#endif /* TG_QUERY_VALUE_COUNTS_H */

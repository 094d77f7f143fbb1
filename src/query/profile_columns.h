/*
 * profile_columns.h
 *	  The columns of a table, as SQL reads them.
 */
#ifndef TG_QUERY_PROFILE_COLUMNS_H
#define TG_QUERY_PROFILE_COLUMNS_H

#include "postgres.h"

typedef struct ProfileColumn
{
	char *name;
	Oid type;		  /* that of a domain's values */
	char *expression; /* the value, or its text where its type has no order */
	char *seconds;	  /* how long a trip takes; null: it does not say that */

	/*
	 * Whether to sort all values, which is cheapest where they are small or
	 * mostly different; else equal ones are counted before.
	 */
	bool sort;
} ProfileColumn;

/* Find the columns of a table, in their order. */
extern int profile_columns(Oid table, ProfileColumn **columns);

#endif /* TG_QUERY_PROFILE_COLUMNS_H */

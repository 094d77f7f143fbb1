/*
 * profile_rows.h
 *	  The rows that a profile consists of.
 */
#ifndef TG_QUERY_PROFILE_ROWS_H
#define TG_QUERY_PROFILE_ROWS_H

#include "postgres.h"

#include "nodes/execnodes.h"

#include "store/store.h"

#define NONE (-1)

typedef struct Profile
{
	ReturnSetInfo *result;
	Store *store;
	Oid table;			/* which it is a profile of */
	const char *rows;	/* the same, as it stands behind FROM */
	const char *target; /* as the ledger calls it, a literal */
	int64 total;		/* rows of it */
} Profile;

/* A row; what it has none of is NONE, or null. */
typedef struct Measure
{
	const char *topic;
	const char *item;
	const char *measure;
	int64 rows;
	int64 whole; /* that rows are a share of */
	const char *value;
} Measure;

extern void profile_put(const Profile *profile, Measure row);

/*
 * Put the rows of a query; item: if it gives none.  Gives the number of rows
 * that the last of them tells.
 */
extern int64 profile_query(const Profile *profile, const char *topic,
						   const char *item, const char *query);

/* A number as text, with so many digits after the point. */
extern char *profile_rounded(double value, int digits);

#endif /* TG_QUERY_PROFILE_ROWS_H */

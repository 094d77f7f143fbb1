/*
 * signs.h
 *	  What tells that trips may have changed without their segments.
 */
#ifndef TG_STORE_SIGNS_H
#define TG_STORE_SIGNS_H

#include "postgres.h"

#include "store/handle.h"

/* Why answers may be wrong, and what to do if it is not to rebuild. */
typedef struct Staleness
{
	const char *detail;
	const char *hint; /* null: rebuild */
} Staleness;

/*
 * Signs are recorded as text, one for each of these.  Those of another place
 * (a dump restored, an upgraded or copied database, a publisher) say nothing
 * here.
 */
typedef enum Sign
{
	SIGN_PLACE,	   /* cluster, database, segments */
	SIGN_TABLES,   /* tables and, new after each rewrite, their TOAST */
	SIGN_COLUMNS,  /* where the columns are */
	SIGN_TRIGGERS, /* triggers and the transactions that changed them */
	SIGN_COUNT
} Sign;

/*
 * Read the signs of now of a store that has the tables which answers depend
 * on, in the current memory context.  Return false, and why, if questions
 * cannot be answered as things stand.
 */
extern bool signs_read(const StoreHandle *store, const char **signs,
					   Staleness *why);

/* The sign of the place alone. */
extern const char *signs_place(const StoreHandle *store);

/*
 * Tell whether tables are such that what changes them does so by their
 * triggers and lasts; if not, why.
 */
extern bool signs_lasting(const StoreHandle *store, Staleness *why);

/* Say what it means that a sign is another one than was recorded. */
extern const char *signs_meaning(Sign sign);

#endif /* TG_STORE_SIGNS_H */

/*
 * signs.h
 *	  What tells that trips may have changed without their segments.
 */
#ifndef TG_STORE_SIGNS_H
#define TG_STORE_SIGNS_H

#include "postgres.h"

/* The relations that answers depend on: trips, and what is derived of them. */
typedef enum FreshTable
{
	FRESH_TRIPS,
	FRESH_SEGMENTS,
	FRESH_NODES,
	FRESH_SUMMARIES,
	FRESH_TABLES
} FreshTable;

typedef struct FreshStore
{
	Oid schema;
	Oid tables[FRESH_TABLES];
} FreshStore;

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

/* Find the tables of a store; an error if one is missing. */
extern FreshStore signs_store(Oid schema);

/*
 * Read the signs of now, in the current memory context.  Return false, and
 * why, if questions cannot be answered as things stand.
 */
extern bool signs_read(const FreshStore *store, const char **signs,
					   Staleness *why);

/* The sign of the place alone. */
extern const char *signs_place(const FreshStore *store);

/*
 * Tell whether tables are such that what changes them does so by their
 * triggers and lasts; if not, why.
 */
extern bool signs_lasting(const FreshStore *store, Staleness *why);

/* Say what it means that a sign is another one than was recorded. */
extern const char *signs_meaning(Sign sign);

#endif /* TG_STORE_SIGNS_H */

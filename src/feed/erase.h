/*
 * erase.h
 *	  Trips erased from every place of a store that tells of them.
 */
#ifndef TG_FEED_ERASE_H
#define TG_FEED_ERASE_H

#include "postgres.h"

/* How many rows were erased or written again. */
enum
{
	ERASED_TRIPS,
	ERASED_SEGMENTS,
	ERASED_NODES,
	ERASED_SUMMARIES,
	ERASED_REJECTS,
	ERASED_LOADS,
	ERASED_BARRED,
	ERASED_PLACES,
	ERASED_COLUMNS
};

typedef struct Erasure
{
	const char *trips;	  /* condition for trips t; null: none */
	const char *rejects;  /* condition for rejects r; null: none */
	Datum ids;			  /* external_ids, text[]; 0: none */
	const int64 *load_id; /* of the load that is locked; null: none */
	bool bar;			  /* identities from being loaded again, */
	Datum datasource;	  /* of this one if it is not 0, or of the trips */
} Erasure;

/*
 * Erase the trips and the rejects that conditions find, rejects that hold one
 * of the trips' external_ids or of those given, and all that the store derives
 * from them or says of them.  For the store's owner, with a safe search path.
 */
extern void trips_erase(const char *store, const Erasure *erasure,
						Datum *counts);

/*
 * What an identity stands as in a store, as text[]: as it is, without blanks
 * around it, and hashed if the store has a secret.  For the store's owner.
 */
extern Datum erased_identities(const char *store, const text *given);

#endif /* TG_FEED_ERASE_H */

/*
 * nearest_search.h
 *	  The trips of a store that are nearest to one, best first.
 */
#ifndef TG_QUERY_NEAREST_SEARCH_H
#define TG_QUERY_NEAREST_SEARCH_H

#include "postgres.h"

#include "core/geo/nearest.h"
#include "segment/names.h"

/* Tell whether a trip may be in the answer at all. */
typedef bool (*NearestAccept)(void *judge, const TgNearTrip *near);

typedef struct NearestSearch
{
	TgTrip target;
	NearestAccept accept; /* null: all */
	void *judge;
	Names *names;	 /* what the trips' names point into */
	TgNearest added; /* of positive segments */
	TgNearTrip *removed;
	size_t removed_used;
	size_t removed_room;
	size_t found; /* trips of came that are the answer, nearest first */
} NearestSearch;

/*
 * Find the trips of a store nearest to search->target, of those accepted, at
 * most wanted (at least 1).  What is not of the question must be zero.
 * Memory, of the current context: the answer, and the trips taken off within
 * its reach.
 */
extern void nearest_search(NearestSearch *search, Oid schema, size_t wanted);

#endif /* TG_QUERY_NEAREST_SEARCH_H */

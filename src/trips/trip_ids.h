/*
 * trip_ids.h
 *	  Numbers for many trips at once, from the sequence of trip_id.
 */
#ifndef TG_TRIPS_TRIP_IDS_H
#define TG_TRIPS_TRIP_IDS_H

#include "postgres.h"

#include "utils/rel.h"

/*
 * Take count consecutive numbers of the sequence behind an identity column,
 * and return the first.  Nobody else gets any of them, whether or not the
 * transaction commits, as with nextval; currval and lastval know nothing of
 * them.  False if the sequence does not count by ones or has not so many left:
 * then nextval must say.
 */
extern bool trip_ids_take(Relation trips, AttrNumber column, uint32 count,
						  int64 *first);

#endif /* TG_TRIPS_TRIP_IDS_H */

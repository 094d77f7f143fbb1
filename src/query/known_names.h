/*
 * known_names.h
 *	  What summaries know of a store's regions and datasources.
 */
#ifndef TG_QUERY_KNOWN_NAMES_H
#define TG_QUERY_KNOWN_NAMES_H

#include "postgres.h"

#include "core/count/tally.h"

/*
 * Raise an error that tells the closest names if there is no trip of a region
 * or a datasource (null: none is asked for).  Return the trips of the region,
 * or all, by week if they are wanted, else null.
 */
extern TgTally *names_require(Oid schema, const char *store,
							  const text *region, const text *datasource,
							  bool weeks);

#endif /* TG_QUERY_KNOWN_NAMES_H */

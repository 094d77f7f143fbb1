/*
 * reader.h
 *	  One row of a feed, read into a trip.
 */
#ifndef TG_FEED_READER_H
#define TG_FEED_READER_H

#include "postgres.h"

#include "core/base/position.h"
#include "core/base/status.h"
#include "feed/map.h"
#include "store/field_text.h"

typedef struct FeedRow
{
	TgTrip trip;
	FieldText region;	/* trimmed */
	const TgCity *city; /* where the map asks for one; or null */
	FieldText datasource;
	FieldText also_missing; /* the other place of a row that lacks both */
	int failed; /* the column that was at fault, -1 if it was no single one */
} FeedRow;

/*
 * By which clocks departures may be.  Where nobody has said what others would
 * mean, those of one file are all local times, or all of them are instants.
 */
typedef enum FeedClocks
{
	CLOCKS_ANY,
	CLOCKS_LOCAL,
	CLOCKS_INSTANTS,
	CLOCKS_SETTLED /* the feed says of both what they are */
} FeedClocks;

/* The departures that a load accepts, in microseconds since 2000-01-01. */
typedef struct FeedLimits
{
	int64 earliest;
	int64 latest;
	bool check_utf8; /* the server's encoding does not */
	FeedClocks clocks;
	int64 missing; /* what is written for none, as far as anything is */
} FeedLimits;

/* Nothing, and the beginning of 1970. */
#define NO_DEPARTURE PG_INT64_MIN
#define FIRST_OF_1970                                                         \
	((UNIX_EPOCH_JDATE - POSTGRES_EPOCH_JDATE) * USECS_PER_DAY)

/* The limits of a statement that starts now. */
extern FeedLimits feed_limits(const FeedMap *map);

/* Read a row of map->columns fields; on failure row->failed is set. */
extern TgStatus feed_read(const FeedMap *map, const FieldText *fields,
						  const FeedLimits *limits, FeedRow *row);

/*
 * Note where the ends of a trip are that have names, for a map that gathers
 * them; or take back what was noted of one that did not come to be.
 */
extern void feed_note_places(const FeedMap *map, const FieldText *fields,
							 const FeedRow *row, bool came);

#endif /* TG_FEED_READER_H */

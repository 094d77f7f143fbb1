/*
 * reader.h
 *	  One row of a feed, read into a trip.
 */
#ifndef TG_FEED_READER_H
#define TG_FEED_READER_H

#include "postgres.h"

#include "core/position.h"
#include "core/status.h"

/* The columns of a feed. */
typedef enum FeedField
{
	FEED_REGION,
	FEED_ORIGIN,
	FEED_DESTINATION,
	FEED_DATETIME,
	FEED_DATASOURCE,
	FEED_FIELDS
} FeedField;

extern const char *const feed_field_names[FEED_FIELDS];

/* Text as it came, or null bytes for SQL's null. */
typedef struct FieldText
{
	const char *bytes;
	size_t len;
} FieldText;

typedef struct FeedRow
{
	TgTrip trip;
	FieldText region; /* trimmed */
	FieldText datasource;
	FeedField failed; /* the field that was at fault */
} FeedRow;

/* The departures that a load accepts, in microseconds since 2000-01-01. */
typedef struct FeedLimits
{
	int64 earliest;
	int64 latest;
	bool check_utf8; /* the server's encoding does not */
} FeedLimits;

/* The limits of a statement that starts now. */
extern FeedLimits feed_limits(void);

/* Read a row; on failure row->failed names the field. */
extern TgStatus feed_read(const FieldText *fields, const FeedLimits *limits,
						  FeedRow *row);

#endif /* TG_FEED_READER_H */

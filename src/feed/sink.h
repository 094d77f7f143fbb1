/*
 * sink.h
 *	  Where the rows of a feed go.
 *
 * A load numbers and counts the rows of a feed, and keeps those that are
 * refused.  What a row becomes, when that is written, and with whose rights,
 * is its sink's.  There is one, of trips (trips_sink.c); that it is one of
 * several would be said where the load begins it.
 */
#ifndef TG_FEED_SINK_H
#define TG_FEED_SINK_H

#include "postgres.h"

#include "feed/map.h"
#include "feed/reader.h"
#include "feed/rejects.h"
#include "store/store.h"

typedef struct Sink Sink;

/* Rows that were taken, but did not get where they were to go. */
typedef struct SinkLosses
{
	int64 known; /* it has them already: they are among the rejects */
	int64
		left_out; /* by somebody's trigger or rule: nothing of them is kept */
} SinkLosses;

/*
 * Begin to take rows that are mapped so, in the current memory context, with
 * which the sink ends.  An error if the current user's rows cannot go there.
 */
extern Sink *sink_begin(const FeedMap *map, Store *store);

/*
 * Take the row of that number, or say why not.  Nothing of the fields is
 * needed afterwards.
 */
extern void sink_add(Sink *sink, const FieldText *fields, int64 number,
					 Fault *fault);

/*
 * The region and the trip of a row that was taken and is not written yet, by
 * its number from 0; false if there is none.
 */
extern bool sink_trip(const Sink *sink, int number, FieldText *region,
					  TgTrip *trip);

/*
 * Leave out of rows, rather than rows, what further columns cannot take; and
 * how many such values there were.
 */
extern void sink_leave_out_values(Sink *sink);
extern int64 sink_values_left_out(const Sink *sink);

/* Take from now on no departures that are by other clocks. */
extern void sink_expect_clocks(Sink *sink, FeedClocks clocks);

/* Tell whether it is time to flush. */
extern bool sink_full(const Sink *sink);

/* Write all that was taken, as rows of that load. */
extern SinkLosses sink_flush(Sink *sink, Rejects *rejects, int64 load_id);

#endif /* TG_FEED_SINK_H */

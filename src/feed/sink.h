/*
 * sink.h
 *	  Where the rows of a feed go.
 *
 * A load numbers and counts the rows of a feed, and keeps those that are
 * refused.  What a row becomes, when that is written, and with whose rights,
 * is its sink's: trips (trips_sink.c) or rows of a table (table_sink.c).
 */
#ifndef TG_FEED_SINK_H
#define TG_FEED_SINK_H

#include "postgres.h"

#include "feed/map.h"
#include "feed/reader.h"
#include "feed/rejects.h"
#include "store/store.h"
#include "utils/hsearch.h"

typedef struct Sink Sink;

/* Rows that were taken, but did not get where they were to go. */
typedef struct SinkLosses
{
	int64 known;	  /* it has them already: they are among the rejects */
	int64 refused;	  /* by a rule of the table: they are, too */
	int64 left_out;	  /* by somebody's trigger or rule, or */
	int64 superseded; /* for a newer one of the same key: nothing is kept */
} SinkLosses;

/* What a kind of sink does; see the functions below. */
typedef struct SinkActs
{
	void (*add)(Sink *sink, const FieldText *fields, int64 number,
				Fault *fault);
	bool (*reads)(Sink *sink, const FieldText *fields);
	bool (*full)(const Sink *sink);
	SinkLosses (*flush)(Sink *sink, Rejects *rejects, int64 load_id);
	/* null: there are no trips; what is not taken is refused */
	bool (*trip)(const Sink *sink, int number, FieldText *region,
				 TgTrip *trip);
	void (*leave_out_values)(Sink *sink);
	int64 (*values_left_out)(const Sink *sink);
	void (*expect_clocks)(Sink *sink, FeedClocks clocks);
	void (*refuse_epoch)(Sink *sink, bool refuse);
	/* Replaced of other loads, so far; null: there are none */
	HTAB *(*replaced)(Sink *sink);
} SinkActs;

struct Sink
{
	const SinkActs *acts;
};

/*
 * Begin to take rows that are mapped so, in the current memory context, with
 * which the sink ends.  An error if the current user's rows cannot go there.
 */
extern Sink *sink_begin(const FeedMap *map, Store *store);
extern Sink *trips_sink_begin(const FeedMap *map, Store *store);
extern Sink *table_sink_begin(const FeedMap *map, Store *store);

/*
 * Take the row of that number, or say why not.  Nothing of the fields is
 * needed afterwards.
 */
static inline void
sink_add(Sink *sink, const FieldText *fields, int64 number, Fault *fault)
{
	sink->acts->add(sink, fields, number, fault);
}

/*
 * Tell whether fields are a row as far as can be seen of it alone, whether or
 * not it may come in.  Nothing of them is kept.
 */
static inline bool
sink_reads(Sink *sink, const FieldText *fields)
{
	return sink->acts->reads(sink, fields);
}

/* Tell whether it is time to flush. */
static inline bool
sink_full(const Sink *sink)
{
	return sink->acts->full(sink);
}

/* Write all that was taken, as rows of that load. */
static inline SinkLosses
sink_flush(Sink *sink, Rejects *rejects, int64 load_id)
{
	return sink->acts->flush(sink, rejects, load_id);
}

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

/*
 * Refuse from now on departures at the beginning of 1970, which files have
 * where there is none; not where the setting lets earlier ones in.
 */
extern void sink_refuse_epoch(Sink *sink, bool refuse);

/*
 * A table of Replaced, of the rows of other loads that are no more, or
 * null for none.
 */
extern HTAB *sink_replaced(Sink *sink);

#endif /* TG_FEED_SINK_H */

/*
 * sink.c
 *	  Where the rows of a feed go.
 */
#include "compat.h"

#include "feed/sink.h"

Sink *
sink_begin(const FeedMap *map, Store *store)
{
	return map->table != NULL ? table_sink_begin(map, store)
							  : trips_sink_begin(map, store);
}

bool
sink_trip(const Sink *sink, int number, FieldText *region, TgTrip *trip)
{
	return sink->acts->trip != NULL &&
		   sink->acts->trip(sink, number, region, trip);
}

void
sink_leave_out_values(Sink *sink)
{
	if (sink->acts->leave_out_values != NULL)
		sink->acts->leave_out_values(sink);
}

int64
sink_values_left_out(const Sink *sink)
{
	return sink->acts->values_left_out == NULL
			   ? 0
			   : sink->acts->values_left_out(sink);
}

HTAB *
sink_replaced(Sink *sink)
{
	return sink->acts->replaced == NULL ? NULL : sink->acts->replaced(sink);
}

void
sink_expect_clocks(Sink *sink, FeedClocks clocks)
{
	if (sink->acts->expect_clocks != NULL)
		sink->acts->expect_clocks(sink, clocks);
}

void
sink_refuse_epoch(Sink *sink, bool refuse)
{
	if (sink->acts->refuse_epoch != NULL)
		sink->acts->refuse_epoch(sink, refuse);
}

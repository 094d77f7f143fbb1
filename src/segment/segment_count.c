/*
 * segment_count.c
 *	  The trips of segments that match a question, counted by week or hour.
 *
 * A segment that its header puts outside is skipped; one that it puts inside
 * adds its header's week counts; only of the others are columns read, and of
 * these only the columns in doubt.
 */
#include "compat.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/geo/trip.h"
#include "segment/segment_count.h"
#include "segment/tally.h"
#include "types/tripset.h"

static void
require_agreement(bool agrees)
{
	if (!agrees)
		ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
						errmsg("departures of a segment do not agree with "
							   "its header"),
						errhint("CALL tripgrid.rebuild() makes the segments "
								"again.")));
}

/* Count the masked trips of a segment, whose departures are open. */
static void
add_departures(const Filter *filter, const SegmentRow *row,
			   const TgTripset *set, const uint8 *mask, int sign,
			   TgTally **tally)
{
	*tally = tally_reserve(*tally, tg_scan_keys(filter->count_by, row->first,
												row->last, row->count));
	require_agreement(tg_scan_departures(*tally, filter->count_by,
										 filter->weeks, set, mask, sign));
}

/* Count the masked trips one by one. */
static void
add_trips(const Filter *filter, const SegmentRow *row, const uint8 *mask,
		  int sign, TgTally **tally)
{
	TgTripset set;

	if (mask != NULL && memchr(mask, 1, row->count) == NULL)
		return;
	if (filter->count_by == TG_BY_WEEK)
		weeks_open(row->departures, row->count, row->first, row->last, &set);
	else
		departures_open(row->departures, row->count, &set);
	add_departures(filter, row, &set, mask, sign, tally);
}

/* The same of those that depart when it counts. */
static void
add_timely(const Filter *filter, const SegmentRow *row, uint8 *mask, int sign,
		   TgTally **tally)
{
	TgTripset set;

	if (memchr(mask, 1, row->count) == NULL)
		return;
	departures_open(row->departures, row->count, &set);
	require_agreement(tg_mask_times(filter->times, &set, mask));
	add_departures(filter, row, &set, mask, sign, tally);
}

/*
 * Count the masked trips, or where most are, all but the others: these take
 * less, since whole blocks of them need not be read.
 */
static void
add_masked(const Filter *filter, const SegmentRow *row, uint8 *mask, int sign,
		   TgTally **tally)
{
	if (filter->count_by == TG_BY_WEEK &&
		tg_scan_fewer_others(mask, row->count))
	{
		tally_add_column(tally, row->weeks, filter->weeks, sign);
		tg_mask_not(mask, row->count);
		sign = -sign;
	}
	add_trips(filter, row, mask, sign, tally);
}

static void
count_segment(const Filter *filter, const SegmentRow *row,
			  SegmentCounter *counter, MemoryContext home, int sign,
			  TgTally **tally)
{
	SegmentDoubt doubt;

	if (tg_week_of(row->first) > filter->weeks.last ||
		tg_week_of(row->last) < filter->weeks.first)
		return;
	doubt = segment_doubt(filter, row);
	if (doubt.outside)
		return;
	if (filter->times != NULL)
		add_timely(filter, row,
				   segment_mask(filter, row, &doubt, &counter->masks, home),
				   sign, tally);
	else if (doubt.inside && filter->count_by == TG_BY_WEEK)
		tally_add_column(tally, row->weeks, filter->weeks, sign);
	else if (doubt.inside)
		add_trips(filter, row, NULL, sign, tally);
	else
		add_masked(filter, row,
				   segment_mask(filter, row, &doubt, &counter->masks, home),
				   sign, tally);
}

void
segments_count(const Filter *filter, SegmentScan *scan,
			   SegmentCounter *counter, int sign, TgTally **tally)
{
	MemoryContext home = CurrentMemoryContext;

	if (counter->context == NULL)
		counter->context = AllocSetContextCreate(home, "tripgrid segment",
												 ALLOCSET_DEFAULT_SIZES);
	while (segment_scan_next(scan))
	{
		SegmentRow row = segment_row(scan->scan);

		CHECK_FOR_INTERRUPTS();
		MemoryContextSwitchTo(counter->context);
		count_segment(filter, &row, counter, home, sign * row.sign, tally);
		MemoryContextSwitchTo(home);
		MemoryContextReset(counter->context);
	}
}

/*
 * times.h
 *	  Days of the calendar and times of day in which trips count.
 *
 * What a trip's moment in its week says is looked up by the minute; what its
 * week says, by the week.  Weeks that lie wholly before or behind a span of
 * days are not told apart from others: who has the span passes them over.
 *
 * Days are counted from 2000-01-01, as departures are; weekdays are bits, the
 * first of which is Monday.
 */
#ifndef TG_CORE_COUNT_TIMES_H
#define TG_CORE_COUNT_TIMES_H

#include "core/column/departures.h"

#define TG_WEEKDAYS 7
#define TG_EVERY_WEEKDAY 0x7F
#define TG_DAY_MINUTES 1440
#define TG_WEEK_MINUTES (TG_WEEKDAYS * TG_DAY_MINUTES)

/* What is asked for.  Both ends of a span of days belong to it. */
typedef struct TgTimesAsked
{
	int32_t first_day; /* INT32_MIN: open */
	int32_t last_day;  /* INT32_MAX: open */
	uint8_t weekdays;
	/* minutes of the day, half-open, over midnight if from > until; both 0:
	 * all day */
	int32_t from;
	int32_t until; /* up to TG_DAY_MINUTES */
	const int32_t *except;
	uint32_t excepts;
} TgTimesAsked;

/* The same, to look trips up in; without pointers. */
typedef struct TgTimes
{
	int32_t first_week; /* of those that have days of their own */
	uint32_t weeks;
	uint8_t other;					  /* days of all other weeks */
	uint8_t minutes[TG_WEEK_MINUTES]; /* the bit of its weekday, or 0 */
	uint8_t days[];					  /* of each of the weeks */
} TgTimes;

/* Tell whether all times of whole weeks are asked for, and which. */
extern bool tg_times_are_weeks(const TgTimesAsked *asked);

/* Tell whether but for the first and the last week, whole weeks are. */
extern bool tg_times_have_weeks(const TgTimesAsked *asked);

/* The weeks of a day; INT32_MIN and INT32_MAX stay. */
extern int32_t tg_week_of_day(int32_t day);

/*
 * The bytes of what is asked for, and make it there.  The first day and the
 * last, where they are not open, and exceptions lie in the years that trips
 * may depart in, or next to them.
 */
extern size_t tg_times_size(const TgTimesAsked *asked);
extern void tg_times_make(const TgTimesAsked *asked, TgTimes *times);

/* The bytes of such. */
extern size_t tg_times_bytes(const TgTimes *times);

/*
 * Leave of the weeks the first and the last that are asked for, if they are
 * not whole.
 */
extern void tg_times_leave_ends(const TgTimesAsked *asked, TgTimes *times);

/* The days of a week that count, as bits. */
extern uint8_t tg_times_days_of(const TgTimes *times, int64_t week);

/* How many days of a span of weeks count. */
extern int64_t tg_times_days(const TgTimes *times, int64_t first_week,
							 int64_t last_week);

extern int tg_weekday_count(uint8_t weekdays);

/* Tell whether a departure counts. */
extern bool tg_times_pass(const TgTimes *times, int64_t departure);

/*
 * Clear mask where a departure does not count.  False if the tripset has
 * moments beyond a week.
 */
extern bool tg_mask_times(const TgTimes *times, const TgTripset *departures,
						  uint8_t *mask);

#endif /* TG_CORE_COUNT_TIMES_H */

/*
 * times.c
 *	  Days of the calendar and times of day in which trips count.
 */
#include "core/count/times.h"

#include <string.h>

#include "core/geo/trip.h"

#define FIRST_MONDAY 2 /* 2000-01-03 */
#define MINUTE (60 * TG_SECOND)

static int32_t
floor_divide(int32_t a, int32_t b)
{
	return a / b - (a % b != 0 && a < 0);
}

int32_t
tg_week_of_day(int32_t day)
{
	if (day == INT32_MIN || day == INT32_MAX)
		return day;
	return floor_divide(day - FIRST_MONDAY, TG_WEEKDAYS);
}

/* The number of a day in its week: 0 is Monday. */
static int
weekday_of(int32_t day)
{
	return day - FIRST_MONDAY - TG_WEEKDAYS * tg_week_of_day(day);
}

static bool
is_open(int32_t day)
{
	return day == INT32_MIN || day == INT32_MAX;
}

bool
tg_times_have_weeks(const TgTimesAsked *asked)
{
	return asked->weekdays == TG_EVERY_WEEKDAY && asked->excepts == 0 &&
		   asked->from == 0 && asked->until % TG_DAY_MINUTES == 0;
}

static bool
begins_week(const TgTimesAsked *asked)
{
	return is_open(asked->first_day) || weekday_of(asked->first_day) == 0;
}

static bool
ends_week(const TgTimesAsked *asked)
{
	return is_open(asked->last_day) ||
		   weekday_of(asked->last_day) == TG_WEEKDAYS - 1;
}

bool
tg_times_are_weeks(const TgTimesAsked *asked)
{
	return tg_times_have_weeks(asked) && begins_week(asked) &&
		   ends_week(asked);
}

/* The weeks that have days of their own; first > last: none. */
static void
own_weeks(const TgTimesAsked *asked, int32_t *first, int32_t *last)
{
	*first = INT32_MAX;
	*last = INT32_MIN;
	for (int i = -2; i < (int) asked->excepts; i++)
	{
		int32_t day = i == -2	? asked->first_day
					  : i == -1 ? asked->last_day
								: asked->except[i];
		int32_t week = tg_week_of_day(day);

		if (is_open(day))
			continue;
		*first = week < *first ? week : *first;
		*last = week > *last ? week : *last;
	}
}

static uint32_t
count_own(const TgTimesAsked *asked)
{
	int32_t first;
	int32_t last;

	own_weeks(asked, &first, &last);
	return first > last ? 0 : (uint32_t) (last - first) + 1;
}

size_t
tg_times_size(const TgTimesAsked *asked)
{
	return sizeof(TgTimes) + count_own(asked);
}

size_t
tg_times_bytes(const TgTimes *times)
{
	return sizeof(TgTimes) + times->weeks;
}

static bool
is_asked_minute(const TgTimesAsked *asked, int32_t minute)
{
	if (asked->from < asked->until)
		return minute >= asked->from && minute < asked->until;
	if (asked->from > asked->until)
		return minute >= asked->from || minute < asked->until;
	return true;
}

/* Take the days before and behind those asked for from the weeks they are in.
 */
static void
cut_ends(const TgTimesAsked *asked, TgTimes *times)
{
	for (uint32_t i = 0; i < times->weeks; i++)
	{
		int32_t monday =
			FIRST_MONDAY + TG_WEEKDAYS * (times->first_week + (int32_t) i);

		for (int weekday = 0; weekday < TG_WEEKDAYS; weekday++)
			if (monday + weekday < asked->first_day ||
				monday + weekday > asked->last_day)
				times->days[i] &= (uint8_t) ~(1 << weekday);
	}
}

void
tg_times_make(const TgTimesAsked *asked, TgTimes *times)
{
	int32_t last;

	own_weeks(asked, &times->first_week, &last);
	times->weeks = count_own(asked);
	times->other = asked->weekdays;
	for (int minute = 0; minute < TG_WEEK_MINUTES; minute++)
		times->minutes[minute] =
			is_asked_minute(asked, minute % TG_DAY_MINUTES)
				? (uint8_t) (1 << minute / TG_DAY_MINUTES)
				: 0;
	memset(times->days, asked->weekdays, times->weeks);
	cut_ends(asked, times);
	for (uint32_t i = 0; i < asked->excepts; i++)
		times->days[tg_week_of_day(asked->except[i]) - times->first_week] &=
			(uint8_t) ~(1 << weekday_of(asked->except[i]));
}

void
tg_times_leave_ends(const TgTimesAsked *asked, TgTimes *times)
{
	int32_t first =
		begins_week(asked) ? INT32_MIN : tg_week_of_day(asked->first_day);
	int32_t last =
		ends_week(asked) ? INT32_MAX : tg_week_of_day(asked->last_day);

	times->other = 0;
	for (uint32_t i = 0; i < times->weeks; i++)
	{
		int32_t week = times->first_week + (int32_t) i;

		if (week != first && week != last)
			times->days[i] = 0;
	}
}

uint8_t
tg_times_days_of(const TgTimes *times, int64_t week)
{
	uint64_t at = (uint64_t) (week - times->first_week);

	return at < times->weeks ? times->days[at] : times->other;
}

int
tg_weekday_count(uint8_t weekdays)
{
	int count = 0;

	for (; weekdays != 0; weekdays &= (uint8_t) (weekdays - 1))
		count++;
	return count;
}

int64_t
tg_times_days(const TgTimes *times, int64_t first_week, int64_t last_week)
{
	int64_t days;

	if (first_week > last_week)
		return 0;
	days = (last_week - first_week + 1) * tg_weekday_count(times->other);
	for (uint32_t i = 0; i < times->weeks; i++)
	{
		int64_t week = (int64_t) times->first_week + i;

		if (week >= first_week && week <= last_week)
			days += tg_weekday_count(times->days[i]) -
					tg_weekday_count(times->other);
	}
	return days;
}

bool
tg_times_pass(const TgTimes *times, int64_t departure)
{
	int32_t week = tg_week_of(departure);
	/* the week of the clock's first moment has begun before it */
	uint64_t since = (uint64_t) departure - (uint64_t) tg_week_start(week);

	return times->minutes[since / MINUTE] & tg_times_days_of(times, week);
}

/* Whether moments of a week are in whole seconds, and the second of the first.
 */
typedef struct Seconds
{
	uint32_t first;
	bool whole;
} Seconds;

static Seconds
seconds_of(const TgTripset *set)
{
	const TgColumn *column = &set->column[TG_SINCE_MONDAY];
	Seconds seconds = {0, false};

	if (column->base < 0 || column->base >= TG_WEEKDAYS * TG_DAY ||
		column->parts > 1 || (column->parts == 1 && column->scale != 6))
		return seconds;
	seconds.first = (uint32_t) (column->base / TG_SECOND);
	seconds.whole = true;
	return seconds;
}

static bool
mask_values(const TgTimes *times, const int64_t *weeks, const int64_t *since,
			uint32_t count, uint8_t *mask)
{
	for (uint32_t i = 0; i < count; i++)
	{
		uint64_t minute = (uint64_t) since[i] / MINUTE;

		if (minute >= TG_WEEK_MINUTES)
			return false;
		mask[i] &=
			(times->minutes[minute] & tg_times_days_of(times, weeks[i])) != 0;
	}
	return true;
}

static bool
any(const uint8_t *mask, uint32_t count)
{
	return memchr(mask, 1, count) != NULL;
}

/* With departures of any kind. */
static bool
mask_all(const TgTimes *times, const TgTripset *set, uint8_t *mask)
{
	int64_t weeks[TG_BLOCK];
	int64_t since[TG_BLOCK];
	TgValues walk[2];
	uint32_t count;

	tg_values_begin(set, TG_WEEKS, &walk[0]);
	tg_values_begin(set, TG_SINCE_MONDAY, &walk[1]);
	while ((count = tg_values_next(&walk[0], weeks)) > 0)
	{
		tg_values_next(&walk[1], since);
		if (!mask_values(times, weeks, since, count, mask))
			return false;
		mask += count;
	}
	return true;
}

/* The days that count of the weeks of a block. */
static void
days_of_block(const TgTimes *times, const TgTripset *set,
			  const TgBlocks *blocks, uint8_t *days)
{
	const TgColumn *column = &set->column[TG_WEEKS];
	int64_t unit = tg_column_unit(column);
	int64_t base = column->base + unit * blocks->least - times->first_week;
	uint32_t numbers[TG_BLOCK];

	if (times->weeks == 0)
	{
		memset(days, times->other, blocks->count);
		return;
	}
	tg_blocks_read(blocks, numbers);
	for (uint32_t i = 0; i < blocks->count; i++)
	{
		uint64_t at = (uint64_t) (base + unit * numbers[i]);

		days[i] = at < times->weeks ? times->days[at] : times->other;
	}
}

/* With departures in whole seconds, of weeks of one part. */
static bool
mask_seconds(const TgTimes *times, const TgTripset *set, uint32_t first,
			 uint8_t *mask)
{
	uint32_t numbers[TG_BLOCK];
	uint8_t days[TG_BLOCK];
	TgBlocks week;
	TgBlocks blocks;

	tg_blocks_begin(set, TG_WEEKS, 0, &week);
	tg_blocks_begin(set, TG_SINCE_MONDAY, 0, &blocks);
	while (tg_blocks_next(&blocks) && tg_blocks_next(&week))
	{
		uint32_t count = blocks.count;

		if (any(mask, count))
		{
			days_of_block(times, set, &week, days);
			tg_blocks_read(&blocks, numbers);
			for (uint32_t i = 0; i < count; i++)
			{
				uint64_t minute =
					((uint64_t) numbers[i] + blocks.least + first) / 60;

				if (minute >= TG_WEEK_MINUTES)
					return false;
				mask[i] &= (times->minutes[minute] & days[i]) != 0;
			}
		}
		mask += count;
	}
	return true;
}

bool
tg_mask_times(const TgTimes *times, const TgTripset *departures, uint8_t *mask)
{
	Seconds seconds = seconds_of(departures);

	if (!seconds.whole || departures->column[TG_WEEKS].parts > 1)
		return mask_all(times, departures, mask);
	return mask_seconds(times, departures, seconds.first, mask);
}

/*
 * calendar.c
 *	  The Gregorian calendar, and the parts of a departure's text that all
 *	  its forms share.
 */
#include <stddef.h>

#include "core/base/hot.h"
#include "core/text/calendar.h"

#define MINUTE (60 * TG_SECOND)
#define HOUR (60 * MINUTE)

/* Days from 0001-01-01 to 2000-01-01. */
#define DAYS_SINCE_YEAR_1 730119

#define MAX_OFFSET_HOUR 15

/*
 * Read the digits of a fraction, at least one, and round them half up to so
 * many places; the result may be a whole one.
 */
const char *
tg_fraction_read(const char *at, const char *end, int places, uint32_t *out)
{
	uint32_t value = 0;

	if (at == end || !tg_is_digit(*at))
		return NULL;
	for (; places > 0; places--)
	{
		value *= 10;
		if (at < end && tg_is_digit(*at))
			value += (uint32_t) (*at++ - '0');
	}
	/* The first digit dropped decides, whatever follows it. */
	if (at < end && *at >= '5' && *at <= '9')
		value++;
	while (at < end && tg_is_digit(*at))
		at++;
	*out = value;
	return at;
}

static inline bool
is_leap_year(uint32_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Find the microseconds of what was read, if there is such a moment. */
TG_HOT TgStatus
tg_moment_find(const TgMoment *f, int64_t *out)
{
	static const uint8_t length[] = {31, 28, 31, 30, 31, 30,
									 31, 31, 30, 31, 30, 31};
	static const uint16_t before[] = {0,   31,	59,	 90,  120, 151,
									  181, 212, 243, 273, 304, 334};
	bool leap = is_leap_year(f->year);
	uint32_t past = f->year - 1;
	int64_t days;
	int64_t time;
	int64_t offset;

	if (f->year < 1 || f->month < 1 || f->month > 12 || f->day < 1 ||
		f->day > length[f->month - 1] + (uint32_t) (f->month == 2 && leap))
		return TG_NO_SUCH_DATETIME;
	if (f->minute > 59 || f->second > 60 || f->offset_hour > MAX_OFFSET_HOUR ||
		f->offset_minute > 59)
		return TG_NO_SUCH_DATETIME;

	/*
	 * Second 60 is the next minute's 0, and hour 24 the next day's 0; like
	 * the server, take nothing that would lie beyond that midnight.
	 */
	time = f->hour * HOUR + f->minute * MINUTE + f->second * TG_SECOND +
		   f->micros;
	if (time > TG_DAY)
		return TG_NO_SUCH_DATETIME;

	days = (int64_t) past * 365 + past / 4 - past / 100 + past / 400 +
		   before[f->month - 1] + (f->month > 2 && leap) + f->day - 1 -
		   DAYS_SINCE_YEAR_1;
	offset = f->offset_hour * HOUR + f->offset_minute * MINUTE;
	*out = days * TG_DAY + time + (f->west ? offset : -offset);
	return TG_OK;
}

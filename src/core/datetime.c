/*
 * datetime.c
 *	  Departures as text, and the Gregorian calendar for them.
 *
 * The readers below take where to start and where the text ends, and return
 * where they stopped, or NULL if what they read is not there.
 */
#include <stdint.h>
#include <string.h>

#include "core/parse.h"

#define MINUTE (60 * TG_SECOND)
#define HOUR (60 * MINUTE)

/* Seconds from 1970-01-01, where epochs begin, to 2000-01-01. */
#define UNIX_EPOCH_AGE INT64_C(946684800)

/* Days from 0001-01-01, and from 0000-03-01, to 2000-01-01. */
#define DAYS_SINCE_YEAR_1 730119
#define DAYS_SINCE_MARCH_0 730425
#define DAYS_IN_400_YEARS 146097

#define DATE_MINUTE_LENGTH 16 /* of "2018-05-28 09:03" */
#define MAX_OFFSET_HOUR 15

/* What a text says, before anyone asks the calendar. */
typedef struct Fields
{
	uint32_t year;
	uint32_t month;
	uint32_t day;
	uint32_t hour;
	uint32_t minute;
	uint32_t second;
	uint32_t micros; /* 1000000 if the fraction was rounded up to it */
	uint32_t offset_hour;
	uint32_t offset_minute;
	bool west; /* of Greenwich: the offset is negative */
} Fields;

static inline bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The number that two digits make; *good becomes false without them. */
static inline uint32_t
two_digits(const char *at, bool *good)
{
	uint32_t tens = (uint32_t) at[0] - '0';
	uint32_t ones = (uint32_t) at[1] - '0';

	*good &= (tens <= 9) & (ones <= 9);
	return tens * 10 + ones;
}

/*
 * Read the digits of a fraction, at least one, and round them half up to so
 * many places; the result may be a whole one.
 */
static const char *
read_fraction(const char *at, const char *end, int places, uint32_t *out)
{
	uint32_t value = 0;

	if (at == end || !is_digit(*at))
		return NULL;
	for (; places > 0; places--)
	{
		value *= 10;
		if (at < end && is_digit(*at))
			value += (uint32_t) (*at++ - '0');
	}
	/* The first digit dropped decides, whatever follows it. */
	if (at < end && *at >= '5' && *at <= '9')
		value++;
	while (at < end && is_digit(*at))
		at++;
	*out = value;
	return at;
}

/* Read Z, UTC, GMT or an offset from UTC. */
static const char *
read_zone(const char *at, const char *end, Fields *f)
{
	bool good = true;

	if ((*at | 0x20) == 'z')
		return at + 1;
	if (end - at < 3)
		return NULL;
	if (*at != '+' && *at != '-')
	{
		char a = (char) (at[0] | 0x20);
		char b = (char) (at[1] | 0x20);
		char c = (char) (at[2] | 0x20);

		if ((a == 'u' && b == 't' && c == 'c') ||
			(a == 'g' && b == 'm' && c == 't'))
			return at + 3;
		return NULL;
	}

	f->west = *at == '-';
	f->offset_hour = two_digits(at + 1, &good);
	at += 3;
	if (at < end)
	{
		at += *at == ':';
		if (end - at < 2)
			return NULL;
		f->offset_minute = two_digits(at, &good);
		at += 2;
	}
	return good ? at : NULL;
}

static inline bool
is_leap_year(uint32_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Find the microseconds of what was read, if there is such a moment. */
static TgStatus
find_moment(const Fields *f, int64_t *out)
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

/* Read seconds or milliseconds since 1970, whole. */
static TgStatus
read_epoch(const char *at, const char *end, int64_t *out)
{
	const char *start = at;
	int64_t whole = 0;
	uint32_t fraction = 0;
	size_t digits;
	bool seconds;

	for (; at < end && is_digit(*at) && at - start < 14; at++)
		whole = whole * 10 + (*at - '0');
	digits = (size_t) (at - start);
	seconds = digits == 9 || digits == 10;
	if (!seconds && digits != 12 && digits != 13)
		return TG_BAD_DATETIME;
	if (at < end && *at == '.')
		at = read_fraction(at + 1, end, seconds ? 6 : 3, &fraction);
	if (at != end)
		return TG_BAD_DATETIME;
	*out = whole * (seconds ? TG_SECOND : TG_SECOND / 1000) + fraction -
		   UNIX_EPOCH_AGE * TG_SECOND;
	return TG_OK;
}

/*
 * Read a date and time.  These forms are taken, with blanks around them:
 *
 *	YYYY-MM-DD HH:MM[:SS[.fraction]][zone]
 *		The year is 0001 to 9999 and every other field has two digits.
 *		Blanks or a T stand before the time.  A fraction has any number of
 *		digits.  Second 60 and 24:00:00 mean what follows them.
 *	zone: Z, UTC, GMT, or +HH, +HHMM, +HH:MM, or the same with -
 *		Blanks may stand before it.  With a zone the result is UTC.
 *	123456789[.fraction], 1234567890[.fraction]
 *		Seconds since 1970-01-01 00:00 UTC.
 *	123456789012[.fraction], 1234567890123[.fraction]
 *		Milliseconds since then.  Other numbers of digits are not taken, so
 *		that 20180528 or 20180528090340 is never mistaken for an epoch.
 *
 * Letters may be of either case; fractions are rounded to microseconds, half
 * up.  TG_NO_SUCH_DATETIME means that the form is right and the value is not.
 * Leave *out and *clock alone unless TG_OK.
 */
TgStatus
tg_datetime_parse(const char *text, size_t len, int64_t *out, TgClock *clock)
{
	const char *at;
	const char *end;
	Fields f = {0};
	TgClock named = TG_CLOCK_LOCAL;
	TgStatus status;
	bool good = true;

	tg_text_trim(&text, &len);
	if (len == 0)
		return TG_MISSING;
	end = text + len;
	if (len < DATE_MINUTE_LENGTH || text[4] != '-')
	{
		status = read_epoch(text, end, out);
		if (status == TG_OK)
			*clock = TG_CLOCK_INSTANT;
		return status;
	}

	f.year = two_digits(text, &good) * 100 + two_digits(text + 2, &good);
	f.month = two_digits(text + 5, &good);
	f.day = two_digits(text + 8, &good);
	if (!good || text[7] != '-')
		return TG_BAD_DATETIME;
	at = text + 10;
	if ((*at | 0x20) == 't')
		at++;
	else if (is_blank(*at))
	{
		/* The text is trimmed: something stands behind the blanks. */
		while (is_blank(*at))
			at++;
	}
	else
		return TG_BAD_DATETIME;

	if (end - at < 5 || at[2] != ':')
		return TG_BAD_DATETIME;
	f.hour = two_digits(at, &good);
	f.minute = two_digits(at + 3, &good);
	at += 5;
	if (at < end && *at == ':')
	{
		if (end - at < 3)
			return TG_BAD_DATETIME;
		f.second = two_digits(at + 1, &good);
		at += 3;
		if (at < end && *at == '.')
			at = read_fraction(at + 1, end, 6, &f.micros);
	}
	if (!good || at == NULL)
		return TG_BAD_DATETIME;

	if (at < end)
	{
		while (is_blank(*at))
			at++;
		named = TG_CLOCK_INSTANT;
		if (read_zone(at, end, &f) != end)
			return TG_BAD_DATETIME;
	}
	status = find_moment(&f, out);
	if (status == TG_OK)
		*clock = named;
	return status;
}

/* Write two digits, and return where they end. */
static inline char *
put_two(char *out, uint32_t value)
{
	out[0] = (char) ('0' + value / 10);
	out[1] = (char) ('0' + value % 10);
	return out + 2;
}

/* Write a year's digits, at least four. */
static char *
put_year(char *out, uint32_t year)
{
	uint32_t above = year / 10000;

	/* No timestamp's year has more than six digits. */
	if (above >= 10)
		out = put_two(out, above);
	else if (above > 0)
		*out++ = (char) ('0' + above);
	out = put_two(out, year / 100 % 100);
	return put_two(out, year % 100);
}

/*
 * Write a departure as the server's ISO style does, BC included, with a
 * terminator, and return the length without it.  out has room for
 * TG_DATETIME_TEXT bytes; every integer is something: the extremes are the
 * two infinities.
 */
size_t
tg_datetime_format(int64_t departure, char *out)
{
	int64_t days = departure / TG_DAY;
	int64_t time = departure % TG_DAY;
	int32_t cycle;
	int32_t year;
	uint32_t day;
	uint32_t month;
	uint32_t seconds;
	uint32_t micros;
	char *at = out;

	if (departure == INT64_MAX || departure == INT64_MIN)
	{
		const char *name = departure > 0 ? "infinity" : "-infinity";
		size_t length = strlen(name);

		memcpy(out, name, length + 1);
		return length;
	}
	if (time < 0)
	{
		time += TG_DAY;
		days--;
	}

	/*
	 * Count years from March, so that the leap day ends one, in cycles of
	 * 400 years.  Within a cycle, take away the leap days before a day to
	 * find its year; months from March on begin at (153 * month + 2) / 5.
	 */
	days += DAYS_SINCE_MARCH_0;
	cycle = (int32_t) (days / DAYS_IN_400_YEARS);
	if (days % DAYS_IN_400_YEARS < 0)
		cycle--;
	day = (uint32_t) (days - (int64_t) cycle * DAYS_IN_400_YEARS);
	year = (int32_t) ((day - day / 1460 + day / 36524 - day / 146096) / 365);
	day -= (uint32_t) (year * 365 + year / 4 - year / 100);
	month = (5 * day + 2) / 153;
	day -= (153 * month + 2) / 5;
	year += cycle * 400;
	year += month >= 10;
	month = month >= 10 ? month - 9 : month + 3;

	at = put_year(at, (uint32_t) (year > 0 ? year : 1 - year));
	*at++ = '-';
	at = put_two(at, month);
	*at++ = '-';
	at = put_two(at, day + 1);
	*at++ = ' ';
	seconds = (uint32_t) (time / TG_SECOND);
	micros = (uint32_t) (time % TG_SECOND);
	at = put_two(at, seconds / 3600);
	*at++ = ':';
	at = put_two(at, seconds / 60 % 60);
	*at++ = ':';
	at = put_two(at, seconds % 60);
	if (micros != 0)
	{
		*at++ = '.';
		for (uint32_t unit = 100000; micros != 0; unit /= 10)
		{
			*at++ = (char) ('0' + micros / unit);
			micros %= unit;
		}
	}
	if (year <= 0)
	{
		memcpy(at, " BC", 3);
		at += 3;
	}
	*at = '\0';
	return (size_t) (at - out);
}

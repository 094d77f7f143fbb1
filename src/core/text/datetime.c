/*
 * datetime.c
 *	  Departures as text, and the Gregorian calendar for them.
 *
 * The readers below take where to start and where the text ends, and return
 * where they stopped, or NULL if what they read is not there.
 */
#include <stdint.h>
#include <string.h>

#include "core/base/hot.h"
#include "core/text/ascii.h"
#include "core/text/calendar.h"
#include "core/text/datetime.h"
#include "core/text/text.h"
#include "core/text/zone.h"

/* Seconds from 1970-01-01, where epochs begin, to 2000-01-01. */
#define UNIX_EPOCH_AGE INT64_C(946684800)

/* Days from 0000-03-01 to 2000-01-01. */
#define DAYS_SINCE_MARCH_0 730425
#define DAYS_IN_400_YEARS 146097

#define EPOCH_DIGITS 32
#define EXPONENT_DIGITS 6 /* at least, before an exponent */

#define DATE_MINUTE_LENGTH 16 /* of "2018-05-28 09:03" */

/* The digits of a number, of which those before the point are whole. */
typedef struct Digits
{
	char digit[EPOCH_DIGITS];
	int count;
	int whole;
} Digits;

/* Read an exponent, at being its e, and move the point. */
static const char *
read_exponent(const char *at, const char *end, Digits *d)
{
	bool negative;
	int power = 0;
	int zeros = 0;

	at++;
	negative = at < end && *at == '-';
	at += at < end && (*at == '-' || *at == '+');
	if (at == end || end - at > 3)
		return NULL;
	for (; at < end && tg_is_digit(*at); at++)
		power = power * 10 + (*at - '0');
	d->whole += negative ? -power : power;
	while (zeros < d->count && d->digit[zeros] == '0')
		zeros++;
	/* what few digits are left of is no moment */
	if (d->count - zeros < EXPONENT_DIGITS)
		return NULL;
	d->count -= zeros;
	d->whole -= zeros;
	memmove(d->digit, d->digit + zeros, (size_t) d->count);
	return at;
}

/* Read a number without a sign, whole. */
static bool
read_digits(const char *at, const char *end, Digits *d)
{
	d->count = 0;
	d->whole = -1;
	for (; at < end && (tg_is_digit(*at) || *at == '.'); at++)
	{
		if (*at == '.')
		{
			if (d->whole >= 0)
				return false;
			d->whole = d->count;
		}
		else if (d->count < EPOCH_DIGITS)
			d->digit[d->count++] = *at;
		else if (d->whole < 0)
			return false;
	}
	if (d->count == d->whole)
		return false; /* nothing behind the point */
	if (d->whole < 0)
		d->whole = d->count;
	if (d->count > 0 && at < end && (*at | 0x20) == 'e')
		at = read_exponent(at, end, d);
	return at == end;
}

/*
 * Read seconds, milliseconds, microseconds or nanoseconds since 1970, whole:
 * all of them have 15 or 16 digits before those that are dropped.
 */
static TgStatus
read_epoch(const char *at, const char *end, int64_t *out)
{
	Digits d;
	int64_t micros = 0;
	int kept;

	if (!read_digits(at, end, &d))
		return TG_BAD_DATETIME;
	switch (d.whole)
	{
		case 9:
		case 12:
			kept = 15;
			break;
		case 10:
		case 13:
		case 16:
		case 19:
			kept = 16;
			break;
		default:
			return TG_BAD_DATETIME;
	}
	for (int i = 0; i < kept; i++)
		micros = micros * 10 + (i < d.count ? d.digit[i] - '0' : 0);
	/* The first digit dropped decides, whatever follows it. */
	micros += d.count > kept && d.digit[kept] >= '5';
	*out = micros - UNIX_EPOCH_AGE * TG_SECOND;
	return TG_OK;
}

/*
 * Read a date and time.  These forms are taken, with blanks around them:
 *
 *	YYYY-MM-DD HH:MM[:SS[.fraction]][zone]
 *		The year is 0001 to 9999 and every other field has two digits.
 *		Blanks or a T stand before the time.  A fraction has any number of
 *		digits, after a point or a comma.  Second 60 and 24:00:00 mean what
 *		follows them.
 *	zone: Z, UTC, GMT, +HH, +HHMM, +HH:MM, or the same with -, or any other
 *		that zone.h tells of
 *		Blanks may stand before it.  With a zone the result is UTC, or not
 *		known yet.
 *	123456789[.fraction], 1234567890[.fraction]
 *		Seconds since 1970-01-01 00:00 UTC.
 *	123456789012[.fraction], 1234567890123[.fraction]
 *		Milliseconds since then.
 *	1234567890123456[.fraction], 1234567890123456789[.fraction]
 *		Microseconds and nanoseconds.  Other numbers of digits are not taken,
 *		so that 20180528 or 20180528090340 is never mistaken for an epoch.
 *	1.23456789e9
 *		Any of these with an exponent, by the digits that its integer part
 *		then has; six of them are written.
 *
 * Letters may be of either case; fractions are rounded to microseconds, half
 * up.  TG_NO_SUCH_DATETIME means that the form is right and the value is not.
 * Leave *out and *clock alone unless TG_OK.
 */
TG_HOT TgStatus
tg_datetime_parse(const char *text, size_t len, int64_t *out, TgClock *clock)
{
	const char *at;
	const char *end;
	TgMoment f = {0};
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

	f.year = tg_two_digits(text, &good) * 100 + tg_two_digits(text + 2, &good);
	f.month = tg_two_digits(text + 5, &good);
	f.day = tg_two_digits(text + 8, &good);
	if (!good || text[7] != '-')
		return TG_BAD_DATETIME;
	at = text + 10;
	if ((*at | 0x20) == 't')
		at++;
	else if (tg_is_blank(*at))
	{
		/* The text is trimmed: something stands behind the blanks. */
		while (tg_is_blank(*at))
			at++;
	}
	else
		return TG_BAD_DATETIME;

	if (end - at < 5 || at[2] != ':')
		return TG_BAD_DATETIME;
	f.hour = tg_two_digits(at, &good);
	f.minute = tg_two_digits(at + 3, &good);
	at += 5;
	if (at < end && *at == ':')
	{
		if (end - at < 3)
			return TG_BAD_DATETIME;
		f.second = tg_two_digits(at + 1, &good);
		at += 3;
		if (at < end && (*at == '.' || *at == ','))
			at = tg_fraction_read(at + 1, end, 6, &f.micros);
	}
	if (!good || at == NULL)
		return TG_BAD_DATETIME;

	if (at < end)
	{
		while (tg_is_blank(*at))
			at++;
		if (tg_zone_read(at, end, &f) != end)
			return TG_BAD_DATETIME;
		named = f.named ? TG_CLOCK_NAMED : TG_CLOCK_INSTANT;
	}
	status = tg_moment_find(&f, out);
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
			/* there are less than ten units: none are left when it gets 0 */
			/* cppcheck-suppress zerodivcond */
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

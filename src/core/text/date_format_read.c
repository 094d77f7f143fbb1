/*
 * date_format_read.c
 *	  Departures read in the form of a template.
 */
#include <string.h>

#include "core/text/calendar.h"
#include "core/text/date_parts.h"
#include "core/text/text.h"
#include "core/text/zone.h"

#define SERIAL_DIGITS 10 /* of a fraction that are read */
#define SERIAL_SECONDS 8 /* characters of one that tells no milliseconds */

/* Read a number of one or two digits. */
static const char *
read_number(const char *at, const char *end, bool exact, uint32_t *out)
{
	if (at == end || !tg_is_digit(*at))
		return NULL;
	*out = (uint32_t) (*at++ - '0');
	if (at < end && tg_is_digit(*at))
		*out = *out * 10 + (uint32_t) (*at++ - '0');
	else if (exact)
		return NULL;
	return at;
}

static const char *
read_year(const char *at, const char *end, uint32_t *out)
{
	bool good = true;

	if (end - at < 4)
		return NULL;
	*out = tg_two_digits(at, &good) * 100 + tg_two_digits(at + 2, &good);
	return good ? at + 4 : NULL;
}

static bool
is_in_word(char c)
{
	return tg_is_letter(c) || (unsigned char) c >= 0x80;
}

static const char *
read_month_name(const char *at, const char *end, uint32_t *out)
{
	const char *start = at;

	while (at < end && is_in_word(*at))
		at++;
	if (at - start < 3 || !tg_month_find(start, (size_t) (at - start), out))
		return NULL;
	return at < end && *at == '.' ? at + 1 : at;
}

/* Pass over what makes an ordinal number, if it is there. */
static const char *
read_ordinal(const char *at, const char *end)
{
	static const char *const endings[] = {"st", "nd", "rd", "th", "er"};

	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
		if (end - at >= 2 && tg_lower(at[0]) == endings[i][0] &&
			tg_lower(at[1]) == endings[i][1])
			return at + 2;
	return at;
}

/* Pass over a word, which may have letters beyond ASCII. */
static const char *
read_word(const char *at, const char *end)
{
	const char *start = at;

	while (at < end && is_in_word(*at))
		at++;
	if (at == start)
		return NULL;
	return at < end && *at == '.' ? at + 1 : at;
}

/* Read minutes since midnight. */
static const char *
read_day_minute(const char *at, const char *end, TgMoment *f)
{
	const char *start = at;
	uint32_t minutes = 0;

	for (; at < end && at - start < 4 && tg_is_digit(*at); at++)
		minutes = minutes * 10 + (uint32_t) (*at - '0');
	f->hour = minutes / 60;
	f->minute = minutes % 60;
	return at == start ? NULL : at;
}

/* Read seconds, if they are there, and their fraction. */
static const char *
read_seconds(const TgDatePart *part, const char *at, const char *end,
			 TgMoment *f)
{
	if (part->literal != 0)
	{
		if (at == end || *at != part->literal)
			return at;
		at++;
	}
	at = read_number(at, end, part->exact, &f->second);
	if (at != NULL && !part->no_fraction && at < end &&
		(*at == '.' || *at == ','))
		at = tg_fraction_read(at + 1, end, 6, &f->micros);
	return at;
}

/* Pass over blanks, also those that do not break, in UTF-8. */
static const char *
read_blanks(const char *at, const char *end, bool needed)
{
	const char *start = at;

	while (at < end)
		if (tg_is_blank(*at))
			at++;
		else if (end - at >= 2 && memcmp(at, "\xC2\xA0", 2) == 0)
			at += 2;
		else if (end - at >= 3 && memcmp(at, "\xE2\x80\xAF", 3) == 0)
			at += 3;
		else
			break;
	return at == start && needed ? NULL : at;
}

/* Halves of the day in other letters, in UTF-8. */
static const struct
{
	const char *word;
	bool afternoon;
} half_days[] = {
	{"上午", false}, {"下午", true}, {"午前", false}, {"午後", true},
	{"오전", false}, {"오후", true}, {"πμ", false},	  {"μμ", true},
	{"π.μ.", false}, {"μ.μ.", true}, {"ΠΜ", false},	  {"ΜΜ", true},
};

/* Read AM or PM, and put the hour into its half of the day. */
static const char *
read_meridiem(const char *at, const char *end, bool *afternoon)
{
	bool points;

	for (size_t i = 0; i < sizeof half_days / sizeof half_days[0]; i++)
	{
		size_t len = strlen(half_days[i].word);

		if ((size_t) (end - at) < len ||
			memcmp(at, half_days[i].word, len) != 0)
			continue;
		*afternoon = half_days[i].afternoon;
		return at + len;
	}
	if (at == end || (tg_lower(*at) != 'a' && tg_lower(*at) != 'p'))
		return NULL;
	*afternoon = tg_lower(*at++) == 'p';
	points = at < end && *at == '.';
	at += points;
	at = points ? read_blanks(at, end, false) : at;
	if (at == end || tg_lower(*at) != 'm')
		return NULL;
	at++;
	return points && at < end && *at == '.' ? at + 1 : at;
}

/*
 * Read a number of days since 1899-12-30, whole.  Ten digits of a fraction are
 * more than a double has at such a number.
 */
static TgStatus
read_serial(const char *at, const char *end, int64_t *out)
{
	const int64_t day_millis = TG_DAY / 1000;
	const char *point;
	int64_t days = 0;
	int64_t fraction = 0;
	int64_t whole = 1;
	int64_t millis;
	bool mark;

	for (point = at; point < end && tg_is_digit(*point); point++)
		days = point - at < 8 ? days * 10 + (*point - '0') : days;
	if (point == at || point - at > 7)
		return TG_BAD_DATETIME;
	mark = point < end && (*point == '.' || *point == ',');
	at = point + mark;
	for (; at < end && tg_is_digit(*at); at++)
		if (at - point <= SERIAL_DIGITS)
		{
			fraction = fraction * 10 + (*at - '0');
			whole *= 10;
		}
	if (at != end || (mark && at == point + 1))
		return TG_BAD_DATETIME;
	millis = (fraction * day_millis + whole / 2) / whole;
	if (at - point <= SERIAL_SECONDS)
		millis = (millis + 500) / 1000 * 1000;
	millis += (days - TG_SERIAL_2000) * day_millis;
	if (days < 1 || millis >= TG_DEPARTURE_END / 1000)
		return TG_NO_SUCH_DATETIME;
	*out = millis * 1000;
	return TG_OK;
}

TgStatus
tg_date_format_parse(const TgDateFormat *format, const char *text, size_t len,
					 int64_t *out, TgClock *clock)
{
	const char *at;
	const char *end;
	TgMoment f = {0};
	TgClock named = TG_CLOCK_LOCAL;
	TgStatus status;
	bool half = false;
	bool afternoon = false;

	tg_text_trim(&text, &len);
	if (len == 0)
		return TG_MISSING;
	at = text;
	end = text + len;
	if (format->parts[0].kind == DATE_SERIAL)
	{
		status = read_serial(at, end, out);
		if (status == TG_OK)
			*clock = TG_CLOCK_LOCAL;
		return status;
	}
	for (int i = 0; i < format->count && at != NULL; i++)
	{
		const TgDatePart *part = &format->parts[i];
		int next = i + 1 < format->count ? part[1].kind : DATE_KINDS;

		switch (part->kind)
		{
			case DATE_LITERAL:
				at = at < end && tg_lower(*at) == tg_lower(part->literal)
						 ? at + 1
						 : NULL;
				break;
			case DATE_BLANKS:
				at = read_blanks(at, end,
								 next != DATE_MERIDIEM && next != DATE_ZONE);
				break;
			case DATE_YEAR:
				at = read_year(at, end, &f.year);
				break;
			case DATE_SHORT_YEAR:
				at = read_number(at, end, true, &f.year);
				f.year += f.year < 70 ? 2000 : 1900;
				break;
			case DATE_MONTH:
				at = read_number(at, end, part->exact, &f.month);
				break;
			case DATE_MONTH_NAME:
				at = read_month_name(at, end, &f.month);
				break;
			case DATE_DAY:
				at = read_number(at, end, part->exact, &f.day);
				if (at != NULL &&
					(next == DATE_BLANKS ||
					 (next == DATE_LITERAL && part[1].literal == ',')))
					at = read_ordinal(at, end);
				break;
			case DATE_WEEKDAY:
				at = read_word(at, end);
				break;
			case DATE_HALF_DAY_HOUR:
				half = true;
				at = read_number(at, end, part->exact, &f.hour);
				break;
			case DATE_HOUR:
				at = read_number(at, end, part->exact, &f.hour);
				break;
			case DATE_DAY_MINUTE:
				at = read_day_minute(at, end, &f);
				break;
			case DATE_MINUTE:
				at = read_number(at, end, part->exact, &f.minute);
				break;
			case DATE_SECOND:
				at = read_seconds(part, at, end, &f);
				break;
			case DATE_FRACTION:
				at = tg_fraction_read(at, end, 6, &f.micros);
				break;
			case DATE_MERIDIEM:
				at = read_meridiem(at, end, &afternoon);
				break;
			default:
				at = tg_zone_read(at, end, &f);
				named = f.named ? TG_CLOCK_NAMED : TG_CLOCK_INSTANT;
				break;
		}
	}
	if (at != end)
		return TG_BAD_DATETIME;
	if (half && (f.hour < 1 || f.hour > 12))
		return TG_NO_SUCH_DATETIME;
	if (half)
		f.hour = f.hour % 12 + (afternoon ? 12 : 0);
	status = tg_moment_find(&f, out);
	if (status == TG_OK)
		*clock = named;
	return status;
}

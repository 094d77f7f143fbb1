/*
 * date_format.c
 *	  Departures in the form that a template describes, as to_char's do.
 */
#include <string.h>

#include "core/calendar.h"
#include "core/date_format.h"

enum
{
	LITERAL,
	BLANKS,
	YEAR,
	SHORT_YEAR,
	MONTH,
	MONTH_NAME,
	DAY,
	WEEKDAY,
	HOUR,
	HALF_DAY_HOUR,
	MINUTE,
	SECOND,
	FRACTION,
	MERIDIEM,
	ZONE,
	IGNORED,
	KINDS
};

/* No element is the beginning of one after it. */
static const struct
{
	const char *name; /* in lower case */
	uint8_t kind;
	uint8_t whole;
} elements[] = {
	{"yyyy", YEAR, 0},
	{"yy", SHORT_YEAR, 0},
	{"month", MONTH_NAME, 1},
	{"mon", MONTH_NAME, 0},
	{"mm", MONTH, 0},
	{"mi", MINUTE, 0},
	{"ms", FRACTION, 0},
	{"us", FRACTION, 0},
	{"day", WEEKDAY, 1},
	{"dd", DAY, 0},
	{"dy", WEEKDAY, 0},
	{"hh24", HOUR, 0},
	{"hh12", HALF_DAY_HOUR, 0},
	{"hh", HALF_DAY_HOUR, 0},
	{"ss", SECOND, 0},
	{"am", MERIDIEM, 0},
	{"pm", MERIDIEM, 0},
	{"a.m.", MERIDIEM, 0},
	{"p.m.", MERIDIEM, 0},
	{"tzh:tzm", ZONE, 0},
	{"tz", ZONE, 0},
	{"of", ZONE, 0},
	{"z", ZONE, 0},
	{"fm", IGNORED, 0},
};

static const char *const month_names[] = {
	"january", "february", "march",		"april",   "may",	   "june",
	"july",	   "august",   "september", "october", "november", "december"};

static const char *const day_names[] = {"monday",	"tuesday", "wednesday",
										"thursday", "friday",  "saturday",
										"sunday"};

static inline bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
}

/* Tell whether a word, given in lower case, begins here. */
static bool
begins(const char *at, const char *end, const char *word)
{
	for (; *word != '\0'; word++, at++)
		if (at == end || lower(*at) != *word)
			return false;
	return true;
}

static bool
is_number(int kind)
{
	return (kind >= YEAR && kind <= MONTH) || kind == DAY ||
		   (kind >= HOUR && kind <= FRACTION);
}

static bool
add_part(TgDateFormat *format, int kind, char literal)
{
	TgDatePart *part = &format->parts[format->count];

	if (format->count == TG_DATE_PARTS)
		return false;
	*part = (TgDatePart){(uint8_t) kind, 0, 0, literal, 0};
	format->count++;
	return true;
}

/*
 * Seconds take the separator before them, without which they may be left out,
 * and a fraction after them, which may be left out, too.
 */
static const char *
add_seconds(TgDateFormat *format, const char *at, const char *end)
{
	char separator = 0;
	bool fraction = false;
	bool point = at < end && (*at == '.' || *at == ',');

	if (point)
		fraction = begins(at + 1, end, "ms") || begins(at + 1, end, "us");
	if (format->count > 0)
	{
		TgDatePart *last = &format->parts[format->count - 1];

		if (last->kind == LITERAL &&
			(last->literal == ':' || last->literal == '.'))
		{
			separator = last->literal;
			format->count--;
		}
	}
	if (!add_part(format, SECOND, separator))
		return NULL;
	format->parts[format->count - 1].no_fraction = point && !fraction;
	return fraction ? at + 3 : at;
}

/* Add an element that a word of the template names; NULL if none does. */
static const char *
add_element(TgDateFormat *format, const char *at, const char *end)
{
	size_t i = 0;

	while (i < sizeof elements / sizeof elements[0] &&
		   !begins(at, end, elements[i].name))
		i++;
	if (i == sizeof elements / sizeof elements[0])
		return lower(*at) == 't' && add_part(format, LITERAL, *at) ? at + 1
																   : NULL;
	at += strlen(elements[i].name);
	if (elements[i].kind == IGNORED)
		return at;
	if (elements[i].kind == SECOND)
		return add_seconds(format, at, end);
	if (!add_part(format, elements[i].kind, 0))
		return NULL;
	format->parts[format->count - 1].whole = elements[i].whole;
	return at;
}

/* Add what stands between double quotes. */
static const char *
add_quoted(TgDateFormat *format, const char *at, const char *end)
{
	for (at++; at < end && *at != '"'; at++)
		if (!add_part(format, LITERAL, *at))
			return NULL;
	return at < end ? at + 1 : NULL;
}

/* Check that a date can be made of it, and find where digits touch. */
static TgStatus
check_parts(TgDateFormat *format)
{
	int count[KINDS] = {0};

	for (int i = 0; i < format->count; i++)
	{
		TgDatePart *part = &format->parts[i];
		int next = i + 1 < format->count ? part[1].kind : LITERAL;

		count[part->kind]++;
		/* what seconds may be left out with keeps them apart */
		part->exact =
			is_number(next) && (next != SECOND || part[1].literal == 0);
		if (part->kind == FRACTION && part->exact)
			return TG_BAD_DATE_FORMAT; /* where would it end? */
	}
	for (int i = 0; i < format->count; i++)
		format->parts[i].no_fraction |=
			count[FRACTION] > 0 || format->parts[i].exact;
	for (int kind = YEAR; kind < KINDS; kind++)
		if (count[kind] > 1 && kind != WEEKDAY)
			return TG_BAD_DATE_FORMAT;
	if (count[YEAR] + count[SHORT_YEAR] != 1 ||
		count[MONTH] + count[MONTH_NAME] != 1 || count[DAY] != 1 ||
		count[HOUR] + count[HALF_DAY_HOUR] > 1 ||
		count[HALF_DAY_HOUR] != count[MERIDIEM])
		return TG_BAD_DATE_FORMAT;
	return TG_OK;
}

/*
 * Compile a template of these elements, in either case:
 *
 *	YYYY				four digits
 *	YY					two digits: 00 to 69 are of 2000, 70 to 99 of 1900
 *	MM, DD				month and day; like all below, numbers have one or two
 *						digits, but two where another number follows directly
 *	Mon, Month			the month's English name, whole or its first letters,
 *						three at least, with or without a point
 *	Day, Dy				any word, which is passed over
 *	HH24				0 to 24
 *	HH12, HH			1 to 12, with AM
 *	MI, SS				a separator of : or . before SS may be missing in the
 *						text together with the seconds
 *	MS, US				any digits, as a decimal fraction of a second; one
 *after SS and a point or comma may stand there or not, whether or not the
 *template has it AM, PM, A.M., P.M.	either, with or without points TZ, OF,
 *Z			Z, UTC, GMT or an offset from UTC FM					nothing
 *
 * Blanks stand for one or more blanks; before AM and TZ for none, too.  What
 * stands between double quotes, a T, and what is no letter, stands for itself.
 * Without hours, the departure is at midnight.
 */
TgStatus
tg_date_format_compile(const char *text, size_t len, TgDateFormat *format)
{
	const char *at;
	const char *end;

	tg_text_trim(&text, &len);
	at = text;
	end = text + len;
	format->count = 0;
	while (at < end)
	{
		if (is_letter(*at))
			at = add_element(format, at, end);
		else if (*at == '"')
			at = add_quoted(format, at, end);
		else if (is_blank(*at))
		{
			while (is_blank(*at))
				at++;
			if (!add_part(format, BLANKS, 0))
				at = NULL;
		}
		else
			at = add_part(format, LITERAL, *at) ? at + 1 : NULL;
		if (at == NULL)
			return TG_BAD_DATE_FORMAT;
	}
	return check_parts(format);
}

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

static const char *
read_month_name(const char *at, const char *end, uint32_t *out)
{
	const char *start = at;
	size_t len;

	while (at < end && is_letter(*at))
		at++;
	len = (size_t) (at - start);
	if (len < 3)
		return NULL;
	for (uint32_t month = 0; month < 12; month++)
	{
		const char *name = month_names[month];
		size_t i = 0;

		while (i < len && lower(start[i]) == name[i])
			i++;
		if (i < len)
			continue;
		*out = month + 1;
		return at < end && *at == '.' ? at + 1 : at;
	}
	return NULL;
}

/* Pass over a word, which may have letters beyond ASCII. */
static const char *
read_word(const char *at, const char *end)
{
	const char *start = at;

	while (at < end && (is_letter(*at) || (unsigned char) *at >= 0x80))
		at++;
	if (at == start)
		return NULL;
	return at < end && *at == '.' ? at + 1 : at;
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

/* Read AM or PM, and put the hour into its half of the day. */
static const char *
read_meridiem(const char *at, const char *end, bool *afternoon)
{
	bool points;

	if (at == end || (lower(*at) != 'a' && lower(*at) != 'p'))
		return NULL;
	*afternoon = lower(*at++) == 'p';
	points = at < end && *at == '.';
	at += points;
	if (at == end || lower(*at) != 'm')
		return NULL;
	at++;
	return points && at < end && *at == '.' ? at + 1 : at;
}

static const char *
read_blanks(const char *at, const char *end, bool needed)
{
	const char *start = at;

	while (at < end && is_blank(*at))
		at++;
	return at == start && needed ? NULL : at;
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
	for (int i = 0; i < format->count && at != NULL; i++)
	{
		const TgDatePart *part = &format->parts[i];
		int next = i + 1 < format->count ? part[1].kind : LITERAL;

		switch (part->kind)
		{
			case LITERAL:
				at = at < end && lower(*at) == lower(part->literal) ? at + 1
																	: NULL;
				break;
			case BLANKS:
				at = read_blanks(at, end, next != MERIDIEM && next != ZONE);
				break;
			case YEAR:
				at = read_year(at, end, &f.year);
				break;
			case SHORT_YEAR:
				at = read_number(at, end, true, &f.year);
				f.year += f.year < 70 ? 2000 : 1900;
				break;
			case MONTH:
				at = read_number(at, end, part->exact, &f.month);
				break;
			case MONTH_NAME:
				at = read_month_name(at, end, &f.month);
				break;
			case DAY:
				at = read_number(at, end, part->exact, &f.day);
				break;
			case WEEKDAY:
				at = read_word(at, end);
				break;
			case HALF_DAY_HOUR:
				half = true;
				at = read_number(at, end, part->exact, &f.hour);
				break;
			case HOUR:
				at = read_number(at, end, part->exact, &f.hour);
				break;
			case MINUTE:
				at = read_number(at, end, part->exact, &f.minute);
				break;
			case SECOND:
				at = read_seconds(part, at, end, &f);
				break;
			case FRACTION:
				at = tg_fraction_read(at, end, 6, &f.micros);
				break;
			case MERIDIEM:
				at = read_meridiem(at, end, &afternoon);
				break;
			default:
				named = TG_CLOCK_INSTANT;
				at = at < end ? tg_zone_read(at, end, &f) : NULL;
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

bool
tg_date_format_has_zone(const TgDateFormat *format)
{
	for (int i = 0; i < format->count; i++)
		if (format->parts[i].kind == ZONE)
			return true;
	return false;
}

static char *
put_bytes(char *out, const char *bytes, size_t len)
{
	memcpy(out, bytes, len);
	return out + len;
}

/* Write a name in its usual case. */
static char *
put_name(char *out, const char *name, bool whole)
{
	size_t len = whole ? strlen(name) : 3;

	put_bytes(out, name, len);
	out[0] = (char) (out[0] - ('a' - 'A'));
	return out + len;
}

/* Write the digits of a fraction, so many at least. */
static char *
put_fraction(char *out, const char *digits, size_t len, size_t least)
{
	out = put_bytes(out, digits, len);
	for (; len < least; len++)
		*out++ = '0';
	return out;
}

static char *
put_seconds(char *out, const TgDatePart *part, const char *text, size_t len)
{
	if (part->literal != 0)
		*out++ = part->literal;
	out = put_bytes(out, text + 17, 2);
	if (len > 19 && !part->no_fraction)
		out = put_bytes(out, text + 19, len - 19);
	return out;
}

static char *
put_half_day_hour(char *out, unsigned hour)
{
	hour = hour % 12 == 0 ? 12 : hour % 12;
	*out++ = (char) ('0' + hour / 10);
	*out++ = (char) ('0' + hour % 10);
	return out;
}

/* The departure is taken apart by writing it as YYYY-MM-DD HH:MM:SS.ssssss. */
size_t
tg_date_format_write(const TgDateFormat *format, int64_t departure, char *out)
{
	char text[TG_DATETIME_TEXT];
	size_t len = tg_datetime_format(departure, text);
	unsigned month;
	unsigned hour;
	char *at = out;

	if (departure < TG_DEPARTURE_MIN || departure >= TG_DEPARTURE_END)
	{
		memcpy(out, text, len + 1);
		return len;
	}
	month = (unsigned) ((text[5] - '0') * 10 + (text[6] - '0'));
	hour = (unsigned) ((text[11] - '0') * 10 + (text[12] - '0'));
	for (int i = 0; i < format->count; i++)
	{
		const TgDatePart *part = &format->parts[i];

		switch (part->kind)
		{
			case LITERAL:
				*at++ = part->literal;
				break;
			case BLANKS:
				*at++ = ' ';
				break;
			case YEAR:
				at = put_bytes(at, text, 4);
				break;
			case SHORT_YEAR:
				at = put_bytes(at, text + 2, 2);
				break;
			case MONTH:
				at = put_bytes(at, text + 5, 2);
				break;
			case MONTH_NAME:
				at = put_name(at, month_names[month - 1], part->whole);
				break;
			case DAY:
				at = put_bytes(at, text + 8, 2);
				break;
			case WEEKDAY:
				/* counted from 0001-01-01, a Monday */
				at = put_name(
					at, day_names[(departure - TG_DEPARTURE_MIN) / TG_DAY % 7],
					part->whole);
				break;
			case HOUR:
				at = put_bytes(at, text + 11, 2);
				break;
			case HALF_DAY_HOUR:
				at = put_half_day_hour(at, hour);
				break;
			case MINUTE:
				at = put_bytes(at, text + 14, 2);
				break;
			case SECOND:
				at = put_seconds(at, part, text, len);
				break;
			case FRACTION:
				at = len > 20 ? put_fraction(at, text + 20, len - 20, 3)
							  : put_fraction(at, text, 0, 3);
				break;
			case MERIDIEM:
				at = put_bytes(at, hour < 12 ? "AM" : "PM", 2);
				break;
			default:
				*at++ = 'Z';
				break;
		}
	}
	*at = '\0';
	return (size_t) (at - out);
}

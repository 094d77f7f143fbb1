/*
 * date_format.c
 *	  Templates of departures, as to_char's are, compiled.
 */
#include <string.h>

#include "core/text/date_parts.h"
#include "core/text/text.h"

/* No element is the beginning of one after it. */
static const struct
{
	const char *name; /* in lower case */
	uint8_t kind;
	uint8_t whole;
} elements[] = {
	{"yyyy", DATE_YEAR, 0},
	{"yy", DATE_SHORT_YEAR, 0},
	{"month", DATE_MONTH_NAME, 1},
	{"mon", DATE_MONTH_NAME, 0},
	{"mm", DATE_MONTH, 0},
	{"minutes", DATE_DAY_MINUTE, 0}, /* mi is its beginning */
	{"mi", DATE_MINUTE, 0},
	{"ms", DATE_FRACTION, 0},
	{"us", DATE_FRACTION, 0},
	{"day", DATE_WEEKDAY, 1},
	{"dd", DATE_DAY, 0},
	{"dy", DATE_WEEKDAY, 0},
	{"hh24", DATE_HOUR, 0},
	{"hh12", DATE_HALF_DAY_HOUR, 0},
	{"hh", DATE_HALF_DAY_HOUR, 0},
	{"serial", DATE_SERIAL, 0},
	{"ss", DATE_SECOND, 0},
	{"am", DATE_MERIDIEM, 0},
	{"pm", DATE_MERIDIEM, 0},
	{"a.m.", DATE_MERIDIEM, 0},
	{"p.m.", DATE_MERIDIEM, 0},
	{"tzh:tzm", DATE_ZONE, 0},
	{"tz", DATE_ZONE, 0},
	{"of", DATE_ZONE, 0},
	{"z", DATE_ZONE, 0},
	{"fm", DATE_IGNORED, 0},
};

static const char *const month_names[] = {
	"january", "february", "march",		"april",   "may",	   "june",
	"july",	   "august",   "september", "october", "november", "december"};

const char *
tg_month_name(uint32_t month)
{
	return month_names[month];
}

/* Tell whether a word, given in lower case, begins here. */
static bool
begins(const char *at, const char *end, const char *word)
{
	for (; *word != '\0'; word++, at++)
		if (at == end || tg_lower(*at) != *word)
			return false;
	return true;
}

static bool
is_number(int kind)
{
	return (kind >= DATE_YEAR && kind <= DATE_MONTH) || kind == DATE_DAY ||
		   (kind >= DATE_HOUR && kind <= DATE_FRACTION);
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

		if (last->kind == DATE_LITERAL &&
			(last->literal == ':' || last->literal == '.'))
		{
			separator = last->literal;
			format->count--;
		}
	}
	if (!add_part(format, DATE_SECOND, separator))
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
		return tg_lower(*at) == 't' && add_part(format, DATE_LITERAL, *at)
				   ? at + 1
				   : NULL;
	at += strlen(elements[i].name);
	if (elements[i].kind == DATE_IGNORED)
		return at;
	if (elements[i].kind == DATE_SECOND)
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
		if (!add_part(format, DATE_LITERAL, *at))
			return NULL;
	return at < end ? at + 1 : NULL;
}

/* Check that a date can be made of it, and find where digits touch. */
static TgStatus
check_parts(TgDateFormat *format)
{
	int count[DATE_KINDS] = {0};

	for (int i = 0; i < format->count; i++)
	{
		TgDatePart *part = &format->parts[i];
		int next = i + 1 < format->count ? part[1].kind : DATE_LITERAL;

		count[part->kind]++;
		/* what seconds may be left out with keeps them apart */
		part->exact =
			is_number(next) && (next != DATE_SECOND || part[1].literal == 0);
		if ((part->kind == DATE_FRACTION || part->kind == DATE_DAY_MINUTE) &&
			part->exact)
			return TG_BAD_DATE_FORMAT; /* where would it end? */
	}
	for (int i = 0; i < format->count; i++)
		format->parts[i].no_fraction |=
			count[DATE_FRACTION] > 0 || format->parts[i].exact;
	for (int kind = DATE_YEAR; kind < DATE_KINDS; kind++)
		if (count[kind] > 1 && kind != DATE_WEEKDAY)
			return TG_BAD_DATE_FORMAT;
	if (count[DATE_SERIAL] > 0)
		return format->count == 1 ? TG_OK : TG_BAD_DATE_FORMAT;
	if (count[DATE_YEAR] + count[DATE_SHORT_YEAR] != 1 ||
		count[DATE_MONTH] + count[DATE_MONTH_NAME] != 1 ||
		count[DATE_DAY] != 1 ||
		count[DATE_HOUR] + count[DATE_HALF_DAY_HOUR] > 1 ||
		count[DATE_HALF_DAY_HOUR] != count[DATE_MERIDIEM] ||
		(count[DATE_DAY_MINUTE] > 0 &&
		 count[DATE_HOUR] + count[DATE_HALF_DAY_HOUR] + count[DATE_MINUTE] +
				 count[DATE_SECOND] + count[DATE_FRACTION] >
			 0))
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
 *	MINUTES				in place of hours and all below: those since midnight,
 *						of one to four digits
 *	MI, SS				a separator of : or . before SS may be missing in the
 *						text together with the seconds
 *	MS, US				any digits, as a decimal fraction of a second; one
 *						after SS and a point or comma may stand there or not,
 *						whether or not the template has it
 *	AM, PM, A.M., P.M.	either, with or without points
 *	TZ, OF, Z			Z, UTC, GMT, an offset from UTC, or another of zone.h
 *	FM					nothing
 *	SERIAL				alone: days since 1899-12-30 and a fraction of one, as
 *						spreadsheets count them; to the second or, with eight
 *						digits after the point or comma, the millisecond
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
		if (tg_is_letter(*at))
			at = add_element(format, at, end);
		else if (*at == '"')
			at = add_quoted(format, at, end);
		else if (tg_is_blank(*at))
		{
			while (tg_is_blank(*at))
				at++;
			if (!add_part(format, DATE_BLANKS, 0))
				at = NULL;
		}
		else
			at = add_part(format, DATE_LITERAL, *at) ? at + 1 : NULL;
		if (at == NULL)
			return TG_BAD_DATE_FORMAT;
	}
	return check_parts(format);
}

bool
tg_date_format_has_zone(const TgDateFormat *format)
{
	for (int i = 0; i < format->count; i++)
		if (format->parts[i].kind == DATE_ZONE)
			return true;
	return false;
}

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

/*
 * The same in German, French, Spanish, Portuguese, Italian and Dutch, where
 * the first three letters are others, and short forms that are no beginning.
 */
static const struct
{
	const char *name; /* in UTF-8 and lower case */
	uint32_t month;
} other_months[] = {
	{"jänner", 0},	   {"jaenner", 0},	 {"feber", 1},		{"januar", 0},
	{"janvier", 0},	   {"enero", 0},	 {"janeiro", 0},	{"gennaio", 0},
	{"januari", 0},	   {"februar", 1},	 {"février", 1},	{"fevrier", 1},
	{"febrero", 1},	   {"fevereiro", 1}, {"febbraio", 1},	{"februari", 1},
	{"märz", 2},	   {"maerz", 2},	 {"mrz", 2},		{"mars", 2},
	{"marzo", 2},	   {"março", 2},	 {"marco", 2},		{"maart", 2},
	{"mrt", 2},		   {"avril", 3},	 {"abril", 3},		{"aprile", 3},
	{"mai", 4},		   {"mayo", 4},		 {"maio", 4},		{"maggio", 4},
	{"mei", 4},		   {"juni", 5},		 {"juin", 5},		{"junio", 5},
	{"junho", 5},	   {"giugno", 5},	 {"juli", 6},		{"juillet", 6},
	{"julio", 6},	   {"julho", 6},	 {"luglio", 6},		{"août", 7},
	{"aout", 7},	   {"agosto", 7},	 {"augustus", 7},	{"septembre", 8},
	{"septiembre", 8}, {"setiembre", 8}, {"setembro", 8},	{"settembre", 8},
	{"oktober", 9},	   {"octobre", 9},	 {"octubre", 9},	{"outubro", 9},
	{"ottobre", 9},	   {"novembre", 10}, {"noviembre", 10}, {"novembro", 10},
	{"dezember", 11},  {"décembre", 11}, {"decembre", 11},	{"diciembre", 11},
	{"dezembro", 11},  {"dicembre", 11}};

const char *
tg_month_name(uint32_t month)
{
	return month_names[month];
}

/* A byte in lower case; of a letter such as Ä the second, in UTF-8. */
static unsigned char
lower_byte(const char *word, size_t i)
{
	unsigned char byte = (unsigned char) word[i];

	return byte >= 0x80 && byte < 0x9F && i > 0 &&
				   (unsigned char) word[i - 1] == 0xC3
			   ? byte + 0x20
			   : (unsigned char) tg_lower(word[i]);
}

static bool
is_beginning(const char *word, size_t len, const char *name)
{
	size_t i = 0;

	while (i < len && name[i] != '\0' &&
		   lower_byte(word, i) == (unsigned char) name[i])
		i++;
	return i == len;
}

bool
tg_month_find(const char *word, size_t len, uint32_t *month)
{
	for (uint32_t i = 0; i < 12; i++)
		if (is_beginning(word, len, month_names[i]))
		{
			*month = i + 1;
			return true;
		}
	/* jui may be June or July */
	for (size_t i = 0; i < sizeof other_months / sizeof other_months[0]; i++)
		if (is_beginning(word, len, other_months[i].name) &&
			!is_beginning(word, len, "jui"))
		{
			*month = other_months[i].month + 1;
			return true;
		}
	return false;
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
 *	Mon, Month			the month's name, whole or its first letters, three at
 *						least, with or without a point: in English, German,
 *						French, Spanish, Portuguese, Italian or Dutch
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
 *	AM, PM, A.M., P.M.	either, with or without points, and blanks between its
 *						letters; or the same in Chinese, Japanese, Korean or
 *						Greek
 *	TZ, OF, Z			Z, UTC, GMT, an offset from UTC, or another of zone.h
 *	FM					nothing
 *	SERIAL				alone: days since 1899-12-30 and a fraction of one, as
 *						spreadsheets count them; to the second or, with eight
 *						digits after the point or comma, the millisecond
 *
 * Blanks stand for one or more blanks; before AM and TZ for none, too.  A day
 * before blanks may be an ordinal number (3rd, 1er).  What
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

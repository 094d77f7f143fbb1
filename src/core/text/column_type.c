/*
 * column_type.c
 *	  Which type a column of texts has.
 *
 * A type fits a value if the server's text of it, by the usual settings, is
 * the value again, or says the same: a time with its seconds, a UUID in small
 * letters, an instant by another clock.
 */
#include "core/text/column_type.h"

#include <string.h>

#include "core/text/ascii.h"
#include "core/text/calendar.h"
#include "core/text/date_parts.h"
#include "core/text/grouped_number.h"
#include "core/text/text.h"

#define BIT(type) (UINT32_C(1) << (type))
#define MOMENTS                                                               \
	(BIT(TG_COLUMN_DATE) | BIT(TG_COLUMN_TIMESTAMP) |                         \
	 BIT(TG_COLUMN_TIMESTAMPTZ))
#define NUMBERS (BIT(TG_COLUMN_BIGINT) | BIT(TG_COLUMN_NUMERIC))

#define BIGINT_DIGITS 19
#define NUMBER_DIGITS 1000 /* on either side of the point */
#define UUID_LENGTH 36
#define MOMENT_ROOM 64 /* no moment that is read is longer */

/* Points of numbers with a decimal comma, which may be decimal points. */
enum
{
	POINTS_NONE,
	POINTS_OPEN,   /* some number has one such point, and no comma, */
	POINTS_PROVEN, /* and some has several, or a comma after one */
};

/* Years that whole numbers are taken for dates of, if somebody says so. */
#define PLAIN_FIRST 1800
#define PLAIN_LAST 2200

/* The time of day after a date in numbers. */
enum
{
	CLOCK_NONE,
	CLOCK_24,
	CLOCK_12, /* with AM or PM */
};

/*
 * Words that the server reads as true and false.  But for the first, both of
 * a pair have to come: alone, "no" may be Norway.
 */
static const char *const words[][2] = {
	{"true", "false"}, {"t", "f"}, {"yes", "no"}, {"y", "n"}, {"on", "off"}};

#define WORD_PAIRS (sizeof words / sizeof words[0])

static const char *const type_names[TG_COLUMN_TYPES] = {
	[TG_COLUMN_BOOLEAN] = "boolean",
	[TG_COLUMN_BIGINT] = "bigint",
	[TG_COLUMN_NUMERIC] = "numeric",
	[TG_COLUMN_DATE] = "date",
	[TG_COLUMN_TIMESTAMP] = "timestamp",
	[TG_COLUMN_TIMESTAMPTZ] = "timestamptz",
	[TG_COLUMN_UUID] = "uuid",
	[TG_COLUMN_JSONB] = "jsonb",
	[TG_COLUMN_TEXT] = "text"};

const char *
tg_column_type_name(TgColumnType type)
{
	return type_names[type];
}

/* What a template has dates, times or instants of. */
static TgColumnType
moment_of(const TgDateFormat *format)
{
	if (tg_date_format_has_zone(format))
		return TG_COLUMN_TIMESTAMPTZ;
	for (int i = 0; i < format->count; i++)
		if ((format->parts[i].kind >= DATE_HOUR &&
			 format->parts[i].kind <= DATE_MERIDIEM) ||
			format->parts[i].kind == DATE_SERIAL)
			return TG_COLUMN_TIMESTAMP;
	return TG_COLUMN_DATE;
}

void
tg_column_begin(TgColumnFit *fit, const TgDateFormat *format)
{
	memset(fit, 0, sizeof *fit);
	fit->fits = BIT(TG_COLUMN_TYPES) - 1;
	fit->words = BIT(WORD_PAIRS) - 1;
	fit->format = format;
	fit->custom = format != NULL;
	fit->dated = format == NULL;
	fit->comma = fit->thousands = true;
	tg_date_orders_begin(&fit->days);
	fit->orders = TG_FIT_DMY | TG_FIT_MDY | TG_FIT_YMD;
	if (format != NULL)
	{
		fit->moment = moment_of(format);
		fit->fits &= ~MOMENTS;
	}
}

static bool
is_word(const char *text, size_t len, const char *word)
{
	if (strlen(word) != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (tg_lower(text[i]) != word[i])
			return false;
	return true;
}

static bool
fit_boolean(TgColumnFit *fit, const char *text, size_t len)
{
	for (size_t i = 0; i < WORD_PAIRS; i++)
		for (int k = 0; k < 2; k++)
			if (is_word(text, len, words[i][k]))
			{
				fit->words &= (uint16_t) BIT(i);
				fit->said |= (uint16_t) (1 << (2 * i + (size_t) k));
				return fit->words != 0;
			}
	return false;
}

/* A number, and where its parts are. */
typedef struct Number
{
	size_t sign;
	size_t whole; /* digits */
	char mark;	  /* before the fraction; '\0': it has none */
	size_t fraction;
} Number;

/*
 * Read a number as it is printed: without leading zeros, and with a digit on
 * both sides of a mark.  Zero has no minus.
 */
static bool
read_number(const char *text, size_t len, Number *n)
{
	size_t at;
	bool zero = true;

	*n = (Number){0};
	n->sign = len > 0 && text[0] == '-';
	at = n->sign;
	while (at < len && tg_is_digit(text[at]))
		zero &= text[at++] == '0';
	n->whole = at - n->sign;
	if (n->whole == 0 || n->whole > NUMBER_DIGITS ||
		(n->whole > 1 && text[n->sign] == '0'))
		return false;
	if (at < len)
	{
		if (text[at] != '.' && text[at] != ',')
			return false;
		n->mark = text[at++];
		while (at < len && tg_is_digit(text[at]))
		{
			zero &= text[at++] == '0';
			n->fraction++;
		}
		if (n->fraction == 0 || n->fraction > NUMBER_DIGITS)
			return false;
	}
	return at == len && !(zero && n->sign == 1);
}

/* Tell whether a whole number is one of eight bytes. */
static bool
is_bigint(const char *text, const Number *n)
{
	const char *most =
		n->sign == 1 ? "9223372036854775808" : "9223372036854775807";

	return n->whole < BIGINT_DIGITS ||
		   (n->whole == BIGINT_DIGITS &&
			memcmp(text + n->sign, most, BIGINT_DIGITS) <= 0);
}

/* Take points for those between thousands, where a comma is or may be one. */
static void
fit_points(TgColumnFit *fit, const char *text, size_t len)
{
	TgGrouped g;

	if (!fit->comma)
		return;
	fit->comma = tg_grouped_read(text, len, &g) && g.groups > 0 &&
				 g.mark == '.' && g.point != '.';
	fit->comma_proven |= fit->comma && g.point == ',';
	if (g.groups > 1 || g.point == ',')
		fit->points = POINTS_PROVEN;
	else if (fit->points == POINTS_NONE)
		fit->points = POINTS_OPEN;
}

static void
fit_thousands(TgColumnFit *fit, const char *text, size_t len)
{
	TgGrouped g;

	fit->thousands = tg_grouped_read(text, len, &g);
	fit->marked |= g.groups > 1 ||
				   (g.groups == 1 &&
					(g.point != '\0' || (g.mark != '.' && g.mark != ',')));
}

/* 1,234 may be a number of thousands; 1,5 and 0,125 and 1234,567 are none. */
static bool
proves_comma(const char *text, const Number *n)
{
	return n->mark == ',' &&
		   (n->fraction != 3 || n->whole > 3 || text[n->sign] == '0');
}

static void
fit_number(TgColumnFit *fit, const char *text, size_t len)
{
	Number n;

	if (!read_number(text, len, &n))
	{
		fit->fits &= ~NUMBERS;
		fit_points(fit, text, len);
		return;
	}
	if (n.mark != '\0' || !is_bigint(text, &n))
		fit->fits &= ~BIT(TG_COLUMN_BIGINT);
	if (n.mark == ',')
		fit->fits &= ~BIT(TG_COLUMN_NUMERIC);
	if (n.mark == '.')
	{
		fit->pointed = true;
		fit_points(fit, text, len);
	}
	fit->comma_proven |= proves_comma(text, &n);
}

static bool
is_uuid(const char *text, size_t len)
{
	if (len != UUID_LENGTH)
		return false;
	for (size_t i = 0; i < len; i++)
	{
		char c = tg_lower(text[i]);

		if (i == 8 || i == 13 || i == 18 || i == 23
				? c != '-'
				: !tg_is_digit(c) && (c < 'a' || c > 'f'))
			return false;
	}
	return true;
}

/* Read a number of so many digits at most; false without one. */
static bool
read_digits(const char **at, const char *end, int most, uint32_t *out)
{
	int digits = 0;

	*out = 0;
	while (*at < end && tg_is_digit(**at) && digits < most)
	{
		*out = *out * 10 + (uint32_t) (*(*at)++ - '0');
		digits++;
	}
	return digits > 0;
}

/* Pass over the digits of a fraction that microseconds hold. */
static bool
pass_fraction(const char **at, const char *end)
{
	const char *first = *at;

	for (; *at < end && tg_is_digit(**at); (*at)++)
		if (*at - first >= 6 && **at != '0')
			return false;
	return *at > first;
}

/*
 * Read a time of day, whose minutes have two digits, as have its seconds if
 * there are any.
 */
static bool
read_clock(const char **at, const char *end, TgMoment *f)
{
	const char *from;

	if (!read_digits(at, end, 2, &f->hour) || *at == end || *(*at)++ != ':')
		return false;
	from = *at;
	if (!read_digits(at, end, 2, &f->minute) || *at - from != 2)
		return false;
	if (*at < end && **at == ':')
	{
		from = ++*at;
		if (!read_digits(at, end, 2, &f->second) || *at - from != 2)
			return false;
		if (*at < end && (**at == '.' || **at == ','))
		{
			(*at)++;
			if (!pass_fraction(at, end))
				return false;
		}
	}
	return f->hour < 24 && f->minute < 60 && f->second < 60;
}

static bool
is_real(const TgMoment *f)
{
	int64_t out;

	return tg_moment_find(f, &out) == TG_OK;
}

/* Tell whether an offset, or a word for none, is all there is. */
static bool
is_offset(const char *at, const char *end)
{
	size_t len;

	at += at < end && *at == ' ';
	len = (size_t) (end - at);
	if (is_word(at, len, "z") || is_word(at, len, "utc"))
		return true;
	if (len < 3 || (*at != '+' && *at != '-') || !tg_is_digit(at[1]) ||
		!tg_is_digit(at[2]))
		return false;
	at += 3;
	if (at == end)
		return true;
	at += *at == ':';
	return end - at == 2 && tg_is_digit(at[0]) && tg_is_digit(at[1]);
}

/*
 * Read a date as the standard writes it, or with a month, a day or an hour of
 * one digit, which feeds read, too.  TG_COLUMN_TEXT if it is none.
 */
static TgColumnType
iso_moment(const char *text, size_t len)
{
	const char *at = text;
	const char *end = text + len;
	TgMoment f = {0};
	char whole[MOMENT_ROOM];
	size_t rest;
	int64_t out;
	TgClock clock;

	if (len < 8 || len > MOMENT_ROOM - 24 || !tg_is_digit(*at))
		return TG_COLUMN_TEXT;
	if (!read_digits(&at, end, 4, &f.year) || at - text != 4 || *at++ != '-' ||
		!read_digits(&at, end, 2, &f.month) || at == end || *at++ != '-' ||
		!read_digits(&at, end, 2, &f.day) || !is_real(&f))
		return TG_COLUMN_TEXT;
	if (at == end)
		return TG_COLUMN_DATE;
	if (*at != ' ' && *at != 'T')
		return TG_COLUMN_TEXT;
	at++;
	if (!read_clock(&at, end, &f))
		return TG_COLUMN_TEXT;
	if (at == end)
		return TG_COLUMN_TIMESTAMP;
	if (!is_offset(at, end))
		return TG_COLUMN_TEXT;
	/* whether there is such an offset is for its reader to say */
	memcpy(whole, "2000-01-02 00:00", 16);
	rest = (size_t) (end - at);
	memcpy(whole + 16, at, rest);
	return tg_datetime_parse(whole, 16 + rest, &out, &clock) == TG_OK &&
				   clock == TG_CLOCK_INSTANT
			   ? TG_COLUMN_TIMESTAMPTZ
			   : TG_COLUMN_TEXT;
}

/* The time of day after a date in numbers; -1 if it is none. */
static int
read_day_clock(const char *at, const char *end, TgMoment *f)
{
	if (at == end)
		return CLOCK_NONE;
	if (*at++ != ' ' || !read_clock(&at, end, f))
		return -1;
	if (at == end)
		return CLOCK_24;
	at += *at == ' ';
	return end - at == 2 && (tg_lower(*at) == 'a' || tg_lower(*at) == 'p') &&
				   tg_lower(at[1]) == 'm' && f->hour >= 1 && f->hour <= 12
			   ? CLOCK_12
			   : -1;
}

/* The orders in which three numbers are a day. */
static uint8_t
orders_of(const uint32_t n[3], bool year_first)
{
	uint8_t orders = 0;

	if (year_first)
		return is_real(&(TgMoment){.year = n[0], .month = n[1], .day = n[2]})
				   ? TG_FIT_YMD
				   : 0;
	if (is_real(&(TgMoment){.year = n[2], .month = n[1], .day = n[0]}))
		orders |= TG_FIT_DMY;
	if (is_real(&(TgMoment){.year = n[2], .month = n[0], .day = n[1]}))
		orders |= TG_FIT_MDY;
	return orders;
}

/* A date in numbers, with a year of four digits; all of a column are alike. */
static bool
fit_dated(TgColumnFit *fit, const char *text, size_t len)
{
	const char *at = text;
	const char *end = text + len;
	uint32_t n[3];
	size_t digits[3];
	char mark = '\0';
	TgMoment f = {0};
	int clock;

	for (int i = 0; i < 3; i++)
	{
		const char *first = at;

		if (!read_digits(&at, end, 4, &n[i]))
			return false;
		digits[i] = (size_t) (at - first);
		if (i == 2)
			break;
		if (at == end || (*at != '/' && *at != '.' && *at != '-') ||
			(i > 0 && *at != mark))
			return false;
		mark = *at++;
	}
	if (digits[1] > 2 || (digits[0] == 4) == (digits[2] == 4) ||
		digits[0] == 3 || digits[2] == 3)
		return false;
	clock = read_day_clock(at, end, &f);
	if (clock < 0 || (fit->mark != '\0' &&
					  (fit->mark != mark || fit->clock != (uint8_t) clock)))
		return false;
	fit->mark = mark;
	fit->clock = (uint8_t) clock;
	fit->orders &= orders_of(n, digits[0] == 4);
	tg_date_orders_add(&fit->days, text, len);
	return fit->orders != 0;
}

static bool
fit_custom(const TgColumnFit *fit, const char *text, size_t len)
{
	int64_t out;
	TgClock clock = TG_CLOCK_NAMED;

	return tg_date_format_parse(fit->format, text, len, &out, &clock) ==
			   TG_OK &&
		   clock != TG_CLOCK_NAMED;
}

/* A date that is a whole number, too, is one of our times. */
static bool
is_plain_year(const TgColumnFit *fit, const char *text, size_t len)
{
	const int64_t year = INT64_C(31556952) * TG_SECOND;
	int64_t out = 0;
	TgClock clock;

	return tg_date_format_parse(fit->format, text, len, &out, &clock) ==
			   TG_OK &&
		   out / year > PLAIN_FIRST - 2000 && out / year < PLAIN_LAST - 2000;
}

void
tg_column_add(TgColumnFit *fit, const char *text, size_t len)
{
	tg_text_trim(&text, &len);
	if (len == 0)
		return;
	fit->values++;
	fit->fits &= ~BIT(TG_COLUMN_JSONB);
	if (fit->fits & BIT(TG_COLUMN_BOOLEAN) && !fit_boolean(fit, text, len))
		fit->fits &= ~BIT(TG_COLUMN_BOOLEAN);
	if (fit->fits & NUMBERS || fit->comma)
		fit_number(fit, text, len);
	if (fit->thousands)
		fit_thousands(fit, text, len);
	if (fit->fits & BIT(TG_COLUMN_UUID) && !is_uuid(text, len))
		fit->fits &= ~BIT(TG_COLUMN_UUID);
	if (fit->fits & MOMENTS)
		fit->fits &= ~MOMENTS | BIT(iso_moment(text, len));
	if (fit->dated)
		fit->dated = fit_dated(fit, text, len);
	if (fit->custom)
		fit->custom =
			fit_custom(fit, text, len) &&
			(!(fit->fits & NUMBERS) || is_plain_year(fit, text, len));
}

void
tg_column_add_string(TgColumnFit *fit, const char *text, size_t len)
{
	uint64_t values = fit->values;

	tg_column_add(fit, text, len);
	if (fit->values == values)
		return;
	fit->fits &= ~(NUMBERS | BIT(TG_COLUMN_BOOLEAN));
	fit->comma = fit->thousands = false;
}

void
tg_column_add_nested(TgColumnFit *fit, bool keeps)
{
	fit->values++;
	fit->fits &= BIT(TG_COLUMN_TEXT) | (keeps ? BIT(TG_COLUMN_JSONB) : 0);
	fit->dated = fit->custom = fit->comma = fit->thousands = false;
}

/* Tell whether words are of one pair, and say which they are. */
static bool
is_boolean(const TgColumnFit *fit)
{
	for (size_t i = 0; i < WORD_PAIRS; i++)
		if (fit->words == BIT(i))
			return i == 0 || (fit->said >> 2 * i & 3) == 3;
	return false;
}

static void
write_format(const TgColumnFit *fit, uint8_t order, char *out)
{
	static const char *const clocks[] = {"", " HH24:MI:SS", " HH12:MI:SS AM"};
	static const char *const orders[][3] = {
		{"DD", "MM", "YYYY"}, {"MM", "DD", "YYYY"}, {"YYYY", "MM", "DD"}};
	const char *const *parts = orders[order == TG_FIT_DMY	? 0
									  : order == TG_FIT_MDY ? 1
															: 2];
	char mark[] = {fit->mark, '\0'};

	strcpy(out, parts[0]);
	strcat(out, mark);
	strcat(out, parts[1]);
	strcat(out, mark);
	strcat(out, parts[2]);
	strcat(out, clocks[fit->clock]);
}

/* Which order dates have that could have two; 0 where nothing tells. */
static uint8_t
likely_order(const TgColumnFit *fit, TgColumnFound *found)
{
	TgDateOrder order;

	if (tg_date_orders_by_dots(&fit->days))
	{
		found->by_dots = true;
		return TG_FIT_DMY;
	}
	if (!tg_date_orders_likely(&fit->days, &order) || order == TG_YMD)
		return 0;
	found->by_days = true;
	return order == TG_DMY ? TG_FIT_DMY : TG_FIT_MDY;
}

static void
find_dates(const TgColumnFit *fit, TgColumnFound *found)
{
	bool open = (fit->orders & (fit->orders - 1)) != 0;
	uint8_t order = open ? likely_order(fit, found) : fit->orders;

	found->open_order = order == 0;
	if (order == 0)
		return;
	found->turned = !open && order != TG_FIT_YMD &&
					tg_date_orders_broken(
						&fit->days, order == TG_FIT_DMY ? TG_DMY : TG_MDY);
	write_format(fit, order, found->date_format);
	found->type =
		fit->clock == CLOCK_NONE ? TG_COLUMN_DATE : TG_COLUMN_TIMESTAMP;
}

/* What is left of numbers whose dates or commas are not known to be such. */
static void
find_other(const TgColumnFit *fit, TgColumnFound *found)
{
	if (fit->dated)
		find_dates(fit, found);
	else if (fit->comma && fit->points != POINTS_OPEN &&
			 (fit->comma_proven || fit->points == POINTS_NONE))
	{
		found->decimal_comma = fit->comma_proven;
		found->open_comma = !fit->comma_proven;
		if (found->decimal_comma)
			found->type = TG_COLUMN_NUMERIC;
	}
	else
	{
		found->thousands = fit->thousands && fit->marked;
		found->open_comma = fit->comma && !found->thousands;
	}
}

void
tg_column_find(const TgColumnFit *fit, TgColumnFound *found)
{
	uint32_t fits = fit->fits;

	memset(found, 0, sizeof *found);
	found->type = TG_COLUMN_TEXT;
	if (fit->values == 0)
		return;
	if (!is_boolean(fit))
		fits &= ~BIT(TG_COLUMN_BOOLEAN);
	if (fit->custom)
	{
		found->type = fit->moment;
		return;
	}
	/* the first that fits, of their order; text always does */
	found->type = TG_COLUMN_BOOLEAN;
	while (!(fits & BIT(found->type)))
		found->type++;
	if (found->type == TG_COLUMN_TEXT)
		find_other(fit, found);
}

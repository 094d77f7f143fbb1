/*
 * test_datetime.c
 *	  tg_datetime_parse and tg_datetime_format.
 */
#include "unit.h"

#include <ctype.h>

#include <regex.h>

#include "core/text/datetime.h"
#include "core/text/zone.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#define MINUTE (60 * TG_SECOND)
#define HOUR (60 * MINUTE)
#define UNIX_TO_2000 INT64_C(946684800)

/* The syntax once more, as one regular expression for all forms. */
#define B "[[:space:]]*"
#define B1 "[[:space:]]+"
#define OFFSET "[+-][0-9]{2}(:?[0-9]{2})?"
#define ZONE_WORDS "[a-z0-9_+-]*(/[a-z][a-z0-9_+-]*)+"
#define BRACKETS "(" B "(\\[[^]]*\\]|\\([^)]*\\)))?"
static const char datetime_syntax[] =
	"^" B "("
	"[0-9]{4}-[0-9]{2}-[0-9]{2}(" B1 "|t)"
	"[0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?"
	"(" B "((z|(utc|gmt)(" OFFSET "|[+-][0-9])?)" BRACKETS "|" OFFSET
	"(" BRACKETS "|" B1 "(utc|gmt|[+-][a-z0-9_+-]*))|"
	"([a-y]|z[a-z])" ZONE_WORDS "|\\[[a-z]" ZONE_WORDS "\\]))?"
	"|([0-9]{9,10}|[0-9]{12,13}|[0-9]{16}|[0-9]{19})([.][0-9]+)?"
	")" B "$";

static TgStatus
parse_bytes(const char *text, size_t len, int64_t *out, TgClock *clock)
{
	char *copy = unit_exact(text, len);
	TgStatus status;

	*out = -7;
	*clock = (TgClock) 7;
	status = tg_datetime_parse(copy, len, out, clock);
	if (status != TG_OK)
	{
		assert_true(*out == -7);
		assert_int_equal(*clock, 7);
	}
	free(copy);
	return status;
}

static TgStatus
parse(const char *text, int64_t *out, TgClock *clock)
{
	return parse_bytes(text, strlen(text), out, clock);
}

static bool
naive_leap_year(int year)
{
	if (year % 400 == 0)
		return true;
	return year % 4 == 0 && year % 100 != 0;
}

static int
naive_month_length(int year, int month)
{
	switch (month)
	{
		case 2:
			return naive_leap_year(year) ? 29 : 28;
		case 4:
		case 6:
		case 9:
		case 11:
			return 30;
		default:
			return 31;
	}
}

/* A day of the calendar; year 0 is 1 BC. */
typedef struct Day
{
	int year;
	int month;
	int day;
} Day;

static void
next_day(Day *d)
{
	if (++d->day > naive_month_length(d->year, d->month))
	{
		d->day = 1;
		if (++d->month > 12)
		{
			d->month = 1;
			d->year++;
		}
	}
}

static void
previous_day(Day *d)
{
	if (--d->day < 1)
	{
		if (--d->month < 1)
		{
			d->month = 12;
			d->year--;
		}
		d->day = naive_month_length(d->year, d->month);
	}
}

static void
print_moment(char *out, const Day *d, const char *time)
{
	if (d->year > 0)
		sprintf(out, "%04d-%02d-%02d %s", d->year, d->month, d->day, time);
	else
		sprintf(out, "%04d-%02d-%02d %s BC", 1 - d->year, d->month, d->day,
				time);
}

static void
check_format(int64_t departure, const char *expected)
{
	char text[TG_DATETIME_TEXT];
	size_t len = tg_datetime_format(departure, text);

	if (strcmp(text, expected) != 0 || len != strlen(expected))
		fail_msg("%lld: \"%s\" for \"%s\"", (long long) departure, text,
				 expected);
}

/* Days from 2000-01-01 to the first of each month, counted one by one. */
static int32_t month_start[10000][13];

static int
count_days(void **state)
{
	Day d = {2000, 1, 1};

	(void) state;
	for (int32_t days = 0; d.year < 10000; days++, next_day(&d))
		if (d.day == 1)
			month_start[d.year][d.month] = days;
	d = (Day){2000, 1, 1};
	for (int32_t days = 0; d.year > 0; days--, previous_day(&d))
		if (d.day == 1)
			month_start[d.year][d.month] = days;
	return 0;
}

static void
accepted(void **state)
{
	static const struct
	{
		const char *text;
		TgClock clock;
		const char *moment; /* as the formatter writes it */
	} rows[] = {
		{"2018-05-28 09:03:40", TG_CLOCK_LOCAL, "2018-05-28 09:03:40"},
		{" 2018-05-28 \t 09:03:40\r\n", TG_CLOCK_LOCAL, "2018-05-28 09:03:40"},
		{"2018-05-28T09:03:40", TG_CLOCK_LOCAL, "2018-05-28 09:03:40"},
		{"2018-05-28t09:03", TG_CLOCK_LOCAL, "2018-05-28 09:03:00"},
		{"2018-05-28 09:03", TG_CLOCK_LOCAL, "2018-05-28 09:03:00"},
		{"2000-01-01 00:00", TG_CLOCK_LOCAL, "2000-01-01 00:00:00"},
		{"0001-01-01 00:00", TG_CLOCK_LOCAL, "0001-01-01 00:00:00"},
		{"9999-12-31 23:59:59.999999", TG_CLOCK_LOCAL,
		 "9999-12-31 23:59:59.999999"},
		{"2016-02-29 12:00", TG_CLOCK_LOCAL, "2016-02-29 12:00:00"},
		{"2000-02-29 12:00", TG_CLOCK_LOCAL, "2000-02-29 12:00:00"},

		/* fractions */
		{"2018-05-28 09:03:40.5", TG_CLOCK_LOCAL, "2018-05-28 09:03:40.5"},
		{"2018-05-28 09:03:40.000001", TG_CLOCK_LOCAL,
		 "2018-05-28 09:03:40.000001"},
		{"2018-05-28 09:03:40.0000005", TG_CLOCK_LOCAL,
		 "2018-05-28 09:03:40.000001"},
		{"2018-05-28 09:03:40.00000049999999999999999999999", TG_CLOCK_LOCAL,
		 "2018-05-28 09:03:40"},
		{"2018-05-28 09:03:40.12345650000", TG_CLOCK_LOCAL,
		 "2018-05-28 09:03:40.123457"},
		{"2018-05-28 09:03:40.9999995", TG_CLOCK_LOCAL, "2018-05-28 09:03:41"},
		{"2018-12-31 23:59:59.9999995", TG_CLOCK_LOCAL, "2019-01-01 00:00:00"},
		{"1900-05-28 09:03:40.9999995", TG_CLOCK_LOCAL, "1900-05-28 09:03:41"},

		/* second 60 and hour 24 */
		{"2016-12-31 23:59:60", TG_CLOCK_LOCAL, "2017-01-01 00:00:00"},
		{"2018-05-28 09:03:60", TG_CLOCK_LOCAL, "2018-05-28 09:04:00"},
		{"2018-05-28 09:03:60.25", TG_CLOCK_LOCAL, "2018-05-28 09:04:00.25"},
		{"2018-05-28 24:00", TG_CLOCK_LOCAL, "2018-05-29 00:00:00"},
		{"2018-05-31 24:00:00.000", TG_CLOCK_LOCAL, "2018-06-01 00:00:00"},
		{"2018-05-31 24:00:00.0000004", TG_CLOCK_LOCAL, "2018-06-01 00:00:00"},
		{"9999-12-31 24:00:00", TG_CLOCK_LOCAL, "10000-01-01 00:00:00"},

		/* zones */
		{"2018-05-28 09:03:40Z", TG_CLOCK_INSTANT, "2018-05-28 09:03:40"},
		{"2018-05-28T09:03:40.5z", TG_CLOCK_INSTANT, "2018-05-28 09:03:40.5"},
		{"2018-05-28 09:03 Z", TG_CLOCK_INSTANT, "2018-05-28 09:03:00"},
		{"2018-05-28 09:03:40 UTC", TG_CLOCK_INSTANT, "2018-05-28 09:03:40"},
		{"2018-05-28 09:03:40  utc ", TG_CLOCK_INSTANT, "2018-05-28 09:03:40"},
		{"2018-05-28 09:03:40 Gmt", TG_CLOCK_INSTANT, "2018-05-28 09:03:40"},
		{"2018-05-28 09:03:40UTC", TG_CLOCK_INSTANT, "2018-05-28 09:03:40"},
		{"2018-05-28 09:03:40+02", TG_CLOCK_INSTANT, "2018-05-28 07:03:40"},
		{"2018-05-28 09:03:40 -0530", TG_CLOCK_INSTANT, "2018-05-28 14:33:40"},
		{"2018-05-28T09:03:40.25+05:45", TG_CLOCK_INSTANT,
		 "2018-05-28 03:18:40.25"},
		{"2018-05-28 09:03+0000", TG_CLOCK_INSTANT, "2018-05-28 09:03:00"},
		{"2018-05-28 09:03-00", TG_CLOCK_INSTANT, "2018-05-28 09:03:00"},
		{"2018-05-28 00:00+15:59", TG_CLOCK_INSTANT, "2018-05-27 08:01:00"},
		{"2018-05-28 24:00-1559", TG_CLOCK_INSTANT, "2018-05-29 15:59:00"},
		{"0001-01-01 00:00+01", TG_CLOCK_INSTANT, "0001-12-31 23:00:00 BC"},

		/* zones that are called something */
		{"2018-05-28 09:03:40 CEST", TG_CLOCK_NAMED, "2018-05-28 09:03:40"},
		{"2018-05-28 09:03:40 nzst", TG_CLOCK_NAMED, "2018-05-28 09:03:40"},
		{"2018-05-28 09:03:40 NPT", TG_CLOCK_NAMED, "2018-05-28 09:03:40"},
		{"2018-05-28 09:03:40 BRT", TG_CLOCK_NAMED, "2018-05-28 09:03:40"},
		{"2018-05-28 09:03:40 UTC+2", TG_CLOCK_INSTANT, "2018-05-28 07:03:40"},
		{"2018-05-28 09:03:40 GMT-03:30", TG_CLOCK_INSTANT,
		 "2018-05-28 12:33:40"},
		{"2018-05-28 09:03:40 +0000 UTC", TG_CLOCK_INSTANT,
		 "2018-05-28 09:03:40"},
		{"2018-05-28 09:03:40.5 +0200 CEST", TG_CLOCK_INSTANT,
		 "2018-05-28 07:03:40.5"},
		{"2018-05-28 09:03:40 +0300 +03", TG_CLOCK_INSTANT,
		 "2018-05-28 06:03:40"},
		/* an offset settles what the name leaves open */
		{"2018-05-28 09:03:40 -0500 CST", TG_CLOCK_INSTANT,
		 "2018-05-28 14:03:40"},
		{"2018-05-28T09:03:40+02:00[Europe/Vienna]", TG_CLOCK_INSTANT,
		 "2018-05-28 07:03:40"},
		{"2018-05-28T09:03:40Z[UTC]", TG_CLOCK_INSTANT, "2018-05-28 09:03:40"},
		{"2018-05-28T09:03:40 GMT+0200 (Central European Summer Time)",
		 TG_CLOCK_INSTANT, "2018-05-28 07:03:40"},
		{"2018-05-28 09:03:40 Europe/Vienna", TG_CLOCK_NAMED,
		 "2018-05-28 09:03:40"},
		{"2018-05-28T09:03:40[America/Argentina/Buenos_Aires]", TG_CLOCK_NAMED,
		 "2018-05-28 09:03:40"},
		{"2018-05-28 09:03:40 CST", TG_CLOCK_NAMED, "2018-05-28 09:03:40"},
		{"2018-05-28 09:03:40 ist", TG_CLOCK_NAMED, "2018-05-28 09:03:40"},
		{"2018-05-28 09:03:40,25", TG_CLOCK_LOCAL, "2018-05-28 09:03:40.25"},

		/* epochs */
		{"1527498220123456", TG_CLOCK_INSTANT, "2018-05-28 09:03:40.123456"},
		{"1527498220123456.5", TG_CLOCK_INSTANT, "2018-05-28 09:03:40.123457"},
		{"1527498220123456789", TG_CLOCK_INSTANT,
		 "2018-05-28 09:03:40.123457"},
		{"1527498220123456499.9", TG_CLOCK_INSTANT,
		 "2018-05-28 09:03:40.123456"},
		{"1.52749822e+09", TG_CLOCK_INSTANT, "2018-05-28 09:03:40"},
		{"1.5274982205E9", TG_CLOCK_INSTANT, "2018-05-28 09:03:40.5"},
		{"1.527498220123e12", TG_CLOCK_INSTANT, "2018-05-28 09:03:40.123"},
		{"1.527498220123456e+15", TG_CLOCK_INSTANT,
		 "2018-05-28 09:03:40.123456"},
		{"1527498220123e-3", TG_CLOCK_INSTANT, "2018-05-28 09:03:40.123"},
		{"0.152749822e+010", TG_CLOCK_INSTANT, "2018-05-28 09:03:40"},
		{"1527498220", TG_CLOCK_INSTANT, "2018-05-28 09:03:40"},
		{" 1527498220.5 ", TG_CLOCK_INSTANT, "2018-05-28 09:03:40.5"},
		{"1527498220.9999995", TG_CLOCK_INSTANT, "2018-05-28 09:03:41"},
		{"1527498220123", TG_CLOCK_INSTANT, "2018-05-28 09:03:40.123"},
		{"1527498220123.4564999", TG_CLOCK_INSTANT,
		 "2018-05-28 09:03:40.123456"},
		{"1527498220999.9995", TG_CLOCK_INSTANT, "2018-05-28 09:03:41"},
		{"123456789", TG_CLOCK_INSTANT, "1973-11-29 21:33:09"},
		{"000000000", TG_CLOCK_INSTANT, "1970-01-01 00:00:00"},
		{"9999999999", TG_CLOCK_INSTANT, "2286-11-20 17:46:39"},
		{"123456789012", TG_CLOCK_INSTANT, "1973-11-29 21:33:09.012"},
		{"9999999999999", TG_CLOCK_INSTANT, "2286-11-20 17:46:39.999"},
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		int64_t departure;
		TgClock clock;

		if (parse(rows[i].text, &departure, &clock) != TG_OK ||
			clock != rows[i].clock)
			fail_msg("\"%s\"", rows[i].text);
		check_format(departure, rows[i].moment);
	}
}

static void
refused(void **state)
{
	static const struct
	{
		const char *text;
		TgStatus status;
	} rows[] = {
		{"", TG_MISSING},
		{" \t\r\n\v\f", TG_MISSING},

		{"0000-01-01 00:00", TG_NO_SUCH_DATETIME},
		{"2018-00-28 09:03", TG_NO_SUCH_DATETIME},
		{"2018-13-28 09:03", TG_NO_SUCH_DATETIME},
		{"2018-99-99 99:99:99", TG_NO_SUCH_DATETIME},
		{"2018-05-00 09:03", TG_NO_SUCH_DATETIME},
		{"2018-05-32 09:03", TG_NO_SUCH_DATETIME},
		{"2018-04-31 09:03", TG_NO_SUCH_DATETIME},
		{"2018-02-29 09:03", TG_NO_SUCH_DATETIME},
		{"1900-02-29 09:03", TG_NO_SUCH_DATETIME},
		{"2018-05-28 25:00", TG_NO_SUCH_DATETIME},
		{"2018-05-28 24:01", TG_NO_SUCH_DATETIME},
		{"2018-05-28 24:00:01", TG_NO_SUCH_DATETIME},
		{"2018-05-28 24:00:00.0000005", TG_NO_SUCH_DATETIME},
		{"2018-05-28 23:59:60.5", TG_NO_SUCH_DATETIME},
		{"2018-05-28 24:00:60", TG_NO_SUCH_DATETIME},
		{"2018-05-28 09:60", TG_NO_SUCH_DATETIME},
		{"2018-05-28 09:03:61", TG_NO_SUCH_DATETIME},
		{"2018-05-28 09:03+16", TG_NO_SUCH_DATETIME},
		{"2018-05-28 09:03-99:00", TG_NO_SUCH_DATETIME},
		{"2018-05-28 09:03+0160", TG_NO_SUCH_DATETIME},

		/* no time of day, or no date */
		{"2018-05-28", TG_BAD_DATETIME},
		{"2018-02-30", TG_BAD_DATETIME},
		{"2018-05-28T", TG_BAD_DATETIME},
		{"2018-05-28 09", TG_BAD_DATETIME},
		{"2018-05-28 09:", TG_BAD_DATETIME},
		{"2018-05-28 Z         ", TG_BAD_DATETIME},
		{"2018-05-28 UTC+00:00", TG_BAD_DATETIME},
		{"09:03:40", TG_BAD_DATETIME},
		{"2018-05", TG_BAD_DATETIME},

		/* other widths */
		{"18-05-28 09:03:40", TG_BAD_DATETIME},
		{"12018-05-28 09:03:40", TG_BAD_DATETIME},
		{"-2018-05-28 09:03:40", TG_BAD_DATETIME},
		{"2018-5-28 09:03:40", TG_BAD_DATETIME},
		{"2018-05-8 09:03:40", TG_BAD_DATETIME},
		{"2018-05-028 09:03:40", TG_BAD_DATETIME},
		{"2018-05-28 9:03:40", TG_BAD_DATETIME},
		{"2018-05-28 09:3:40", TG_BAD_DATETIME},
		{"2018-05-28 09:03:4", TG_BAD_DATETIME},
		{"2018-05-28 09:03:", TG_BAD_DATETIME},
		{"2018-05-28 09:03:400", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40.", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40. 5", TG_BAD_DATETIME},
		{"2018-05-28 09:03.5", TG_BAD_DATETIME},
		{"2018-05-28  T09:03:40", TG_BAD_DATETIME},
		{"2018-05-28T 09:03:40", TG_BAD_DATETIME},
		{"2018-05-2809:03:40", TG_BAD_DATETIME},
		{"2018-05-28_09:03:40", TG_BAD_DATETIME},

		/* other zones */
		{"2018-05-28 09:03:40+2", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40+", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40 + 02", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40+02:", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40+02:0", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40+020", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40+02000", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40+02:00:00", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40 UT", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40 UTCX", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40 GTC", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40 Europe", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40 Europe/", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40 28/May", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40+02:00[Europe/Vienna", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40+02:00[]x", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40 +0000 noon", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40 CEST2", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40 UTC +02", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40Z +02", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40 UTC+123", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40 ZZ", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40 Z+02", TG_BAD_DATETIME},

		/* other styles */
		{"2018/05/28 09:03:40", TG_BAD_DATETIME},
		{"2018-05/28 09:03:40", TG_BAD_DATETIME},
		{"28.05.2018 09:03:40", TG_BAD_DATETIME},
		{"05/28/2018 09:03:40 AM", TG_BAD_DATETIME},
		{"2018-05-28 09:03:40 AM", TG_BAD_DATETIME},
		{"2018-05-28 09:03 pm", TG_BAD_DATETIME},
		{"Mon, 28 May 2018 09:03:40 GMT", TG_BAD_DATETIME},
		{"2018-May-28 09:03:40", TG_BAD_DATETIME},
		{"20180528T090340Z", TG_BAD_DATETIME},
		{"0044-03-15 12:00:00 BC", TG_BAD_DATETIME},
		{"infinity", TG_BAD_DATETIME},
		{"now", TG_BAD_DATETIME},
		{"\xFF\xFF\xFF\xFF-\xFF\xFF-\xFF\xFF \xFF\xFF:\xFF\xFF",
		 TG_BAD_DATETIME},

		/* numbers that are no epochs */
		{"0", TG_BAD_DATETIME},
		{"20180528", TG_BAD_DATETIME},
		{"20180528090", TG_BAD_DATETIME},
		{"20180528090340", TG_BAD_DATETIME},
		{"152749822012345", TG_BAD_DATETIME},
		{"15274982201234567", TG_BAD_DATETIME},
		{"99999999999999999999999999999999", TG_BAD_DATETIME},
		{"-1527498220", TG_BAD_DATETIME},
		{"+1527498220", TG_BAD_DATETIME},
		{"1527498220.", TG_BAD_DATETIME},
		{"1527498220.5.5", TG_BAD_DATETIME},
		{"1527498220Z", TG_BAD_DATETIME},
		{"1527498220 UTC", TG_BAD_DATETIME},
		{"1.527498220e", TG_BAD_DATETIME},
		{"1.527498220e7", TG_BAD_DATETIME},
		{"1.527498220e+0009", TG_BAD_DATETIME},
		{"1.e9", TG_BAD_DATETIME},
		{"e9", TG_BAD_DATETIME},
		{"0e9", TG_BAD_DATETIME},
		{"1.5e9", TG_BAD_DATETIME},
		{"000001.5e9", TG_BAD_DATETIME},
		{"1.5274e9.5", TG_BAD_DATETIME},
		{"15274 98220", TG_BAD_DATETIME},

		/* the form is judged before the value */
		{"2018-02-30 25:61:61 x", TG_BAD_DATETIME},
		{"2018-13-28 09:03:4", TG_BAD_DATETIME},
	};
	int64_t departure;
	TgClock clock;

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		TgStatus status = parse(rows[i].text, &departure, &clock);

		if (status != rows[i].status)
			fail_msg("\"%s\": status %d", rows[i].text, status);
	}
	assert_int_equal(
		parse_bytes("2018-05-28 09:03:40\0", 20, &departure, &clock),
		TG_BAD_DATETIME);
	assert_int_equal(parse_bytes("2018-05-28\0"
								 "09:03:40",
								 19, &departure, &clock),
					 TG_BAD_DATETIME);
	assert_int_equal(parse_bytes("1527498220\0", 11, &departure, &clock),
					 TG_BAD_DATETIME);
}

static void
format_table(void **state)
{
	(void) state;
	check_format(0, "2000-01-01 00:00:00");
	check_format(1, "2000-01-01 00:00:00.000001");
	check_format(-1, "1999-12-31 23:59:59.999999");
	check_format(100000, "2000-01-01 00:00:00.1");
	check_format(120, "2000-01-01 00:00:00.00012");
	check_format(-TG_DAY, "1999-12-31 00:00:00");
	check_format(580813420 * TG_SECOND, "2018-05-28 09:03:40");
	check_format(-63082281600 * TG_SECOND, "0001-01-01 00:00:00");
	check_format(-63082281600 * TG_SECOND - 1,
				 "0001-12-31 23:59:59.999999 BC");
	/* the server's own earliest and latest */
	check_format(-INT64_C(211813488000000000), "4714-11-24 00:00:00 BC");
	check_format(INT64_C(9223371331199999999), "294276-12-31 23:59:59.999999");
	check_format(INT64_MAX, "infinity");
	check_format(INT64_MIN, "-infinity");
	check_format(INT64_MAX - 1, "294277-01-09 04:00:54.775806");
	check_format(INT64_MIN + 1, "290279-12-22 19:59:05.224193 BC");
}

/* Every day of the years that can be read, there and back. */
static void
every_day(void **state)
{
	Day d = {1, 1, 1};
	int64_t departure = -63082281600 * TG_SECOND;

	(void) state;
	for (; d.year < 10000; next_day(&d), departure += TG_DAY)
	{
		char text[64];
		int64_t out;
		TgClock clock;

		print_moment(text, &d, "00:00:00");
		check_format(departure, text);
		if (tg_datetime_parse(text, strlen(text), &out, &clock) != TG_OK ||
			out != departure || clock != TG_CLOCK_LOCAL)
			fail_msg("\"%s\" was read as %lld", text, (long long) out);
	}
}

/* Every day number of every month that is not in the calendar. */
static void
every_missing_day(void **state)
{
	(void) state;
	for (int year = 0; year < 10000; year++)
		for (int month = 0; month <= 13; month++)
			for (int day = 0; day <= 32; day++)
			{
				char text[64];
				int64_t out;
				TgClock clock;

				if (year > 0 && month >= 1 && month <= 12 && day == 1)
					day = naive_month_length(year, month) + 1;
				sprintf(text, "%04d-%02d-%02dT00:00", year, month, day);
				if (tg_datetime_parse(text, strlen(text), &out, &clock) !=
					TG_NO_SUCH_DATETIME)
					fail_msg("\"%s\" was read", text);
			}
}

/* Years before and after those, and on to both ends by whole cycles. */
static void
every_other_year(void **state)
{
	const int64_t cycle = 146097 * TG_DAY;
	Day d = {1, 1, 1};
	int64_t departure = -63082281600 * TG_SECOND;
	char text[64];

	(void) state;
	while (d.year > -1200)
	{
		previous_day(&d);
		departure -= TG_DAY;
		print_moment(text, &d, "00:00:00");
		check_format(departure, text);
	}
	for (int i = 0; i < 146097; i++, next_day(&d), departure += TG_DAY)
	{
		int64_t back = (departure - INT64_MIN) / cycle;
		int64_t forth = INT64_MAX / cycle;
		Day far = d;

		far.year = d.year - (int) back * 400;
		print_moment(text, &far, "00:00:00");
		check_format(departure - back * cycle, text);
		far.year = d.year + (int) forth * 400;
		print_moment(text, &far, "00:00:00");
		check_format(departure + forth * cycle, text);
	}
	d = (Day){9999, 12, 31};
	departure = month_start[9999][12] * TG_DAY + 30 * TG_DAY;
	for (; d.year < 10500; next_day(&d), departure += TG_DAY)
	{
		print_moment(text, &d, "00:00:00");
		check_format(departure, text);
	}
}

/* Round digits half up to so many places, on paper; they may become 10^n. */
static int64_t
naive_fraction(const char *digits, int places)
{
	int paper[64] = {0};
	int64_t value = 0;

	for (int i = 0; digits[i] != '\0'; i++)
		paper[i + 1] = digits[i] - '0';
	paper[places + 1] += 5;
	for (int i = places + 1; i > 0; i--)
		if (paper[i] >= 10)
		{
			paper[i] -= 10;
			paper[i - 1]++;
		}
	for (int i = 0; i <= places; i++)
		value = value * 10 + paper[i];
	return value;
}

static void
random_fraction(uint64_t *random, char *out)
{
	int64_t count = unit_range(random, 1, 30);
	bool nines = unit_range(random, 0, 4) == 0;

	for (int64_t i = 0; i < count; i++)
		*out++ = (char) ('0' + (nines ? 9 : unit_range(random, 0, 9)));
	*out = '\0';
}

static char *
put_blanks(uint64_t *random, char *out, int64_t least)
{
	for (int64_t n = unit_range(random, least, least + 2); n > 0; n--)
		*out++ = " \t\r\n\v\f"[unit_range(random, 0, 5)];
	return out;
}

/* A number mostly within bounds, and now and then anything of two digits. */
static int
random_field(uint64_t *random, int lo, int hi)
{
	if (unit_range(random, 0, 19) == 0)
		return (int) unit_range(random, 0, 99);
	return (int) unit_range(random, lo, hi);
}

/* Every form with any numbers in it, against the counted calendar. */
static void
parse_random(void **state)
{
	uint64_t random = unit_seed();
	regex_t syntax;
	size_t good = 0;

	(void) state;
	assert_int_equal(regcomp(&syntax, datetime_syntax,
							 REG_EXTENDED | REG_ICASE | REG_NOSUB),
					 0);
	for (int round = 0; round < 300000; round++)
	{
		int year = (int) unit_range(&random, 0, 9999);
		int month = random_field(&random, 1, 12);
		int day = random_field(&random, 1, 31);
		int hour = random_field(&random, 0, 24);
		int minute = random_field(&random, 0, 59);
		int second = 0;
		int offset_hour = 0;
		int offset_minute = 0;
		int sign = 0;
		int64_t fraction = 0;
		char digits[40];
		char text[200];
		char *at = put_blanks(&random, text, 0);
		int64_t expected = 0;
		int64_t time;
		TgClock expected_clock = TG_CLOCK_LOCAL;
		TgStatus expected_status = TG_OK;
		int64_t out;
		TgClock clock;
		TgStatus status;

		if (unit_range(&random, 0, 9) == 0)
			minute = 0;
		at += sprintf(at, "%04d-%02d-%02d", year, month, day);
		if (unit_range(&random, 0, 1) == 0)
			*at++ = "Tt"[unit_range(&random, 0, 1)];
		else
			at = put_blanks(&random, at, 1);
		at += sprintf(at, "%02d:%02d", hour, minute);
		if (unit_range(&random, 0, 3) > 0)
		{
			if (unit_range(&random, 0, 9) > 0)
				second = random_field(&random, 0, 60);
			at += sprintf(at, ":%02d", second);
			if (unit_range(&random, 0, 1) == 0)
			{
				random_fraction(&random, digits);
				fraction = naive_fraction(digits, 6);
				at += sprintf(at, ".%s", digits);
			}
		}
		if (unit_range(&random, 0, 1) == 0)
		{
			static const char *const names[] = {"Z",   "z",	  "UTC",
												"utc", "GMT", "gMt"};
			int64_t style = unit_range(&random, 0, 3);

			expected_clock = TG_CLOCK_INSTANT;
			at = put_blanks(&random, at, 0);
			if (style == 0)
				at += sprintf(at, "%s", names[unit_range(&random, 0, 5)]);
			else
			{
				sign = unit_range(&random, 0, 1) == 0 ? -1 : 1;
				offset_hour = random_field(&random, 0, 15);
				at += sprintf(at, "%c%02d", sign < 0 ? '-' : '+', offset_hour);
				if (style > 1)
				{
					offset_minute = random_field(&random, 0, 59);
					at += sprintf(at, style == 2 ? "%02d" : ":%02d",
								  offset_minute);
				}
			}
		}
		at = put_blanks(&random, at, 0);
		*at = '\0';

		time = hour * HOUR + minute * MINUTE + second * TG_SECOND + fraction;
		if (year < 1 || month < 1 || month > 12 || day < 1 ||
			day > naive_month_length(year, month) || minute > 59 ||
			second > 60 || offset_hour > 15 || offset_minute > 59 ||
			time > TG_DAY)
			expected_status = TG_NO_SUCH_DATETIME;
		else
			expected = (month_start[year][month] + day - 1) * TG_DAY + time -
					   sign * (offset_hour * HOUR + offset_minute * MINUTE);
		good += expected_status == TG_OK;

		status = parse_bytes(text, (size_t) (at - text), &out, &clock);
		if (status != expected_status ||
			(status == TG_OK && (out != expected || clock != expected_clock)))
			fail_msg("\"%s\": status %d for %d, %lld for %lld", text, status,
					 expected_status, (long long) out, (long long) expected);
		if (round % 100 == 0)
			assert_int_equal(regexec(&syntax, text, 0, NULL, 0), 0);
	}
	assert_true(good > 100000);
	regfree(&syntax);
}

/* What a zone that is named is called, and how far from UTC it is. */
static void
zone_names(void **state)
{
	static const struct
	{
		const char *text;
		const char *name;
		int east; /* minutes; -1: one cannot tell */
	} rows[] = {
		{"2018-05-28 09:03:40 CEST", "CEST", 120},
		{"2018-05-28 09:03:40npt", "npt", 345},
		{"Mon May 28 09:03:40 BRT 2018", "BRT", -180},
		{"Mon May 28 09:03:40 CST 2018", "CST", -1},
		{"2018-05-28 09:03:40 Europe/Vienna", "Europe/Vienna", -1},
		{"2018-05-28T09:03:40[America/Argentina/Buenos_Aires]",
		 "America/Argentina/Buenos_Aires", -1},
		{"28/May/2018 09:03:40 Etc/GMT+5", "Etc/GMT+5", -1},
		{"2018-05-28 09:03:40 UTC", "", -1},
		{"28/May/2018 09:03:40", "", -1},
	};

	(void) state;
	for (size_t i = 0; i < LENGTH(rows); i++)
	{
		char *copy = unit_exact(rows[i].text, strlen(rows[i].text));
		size_t len;
		const char *name = tg_zone_name(copy, strlen(rows[i].text), &len);
		int east = -1;

		assert_int_equal(len, strlen(rows[i].name));
		assert_memory_equal(name, rows[i].name, len);
		assert_true(tg_zone_minutes(name, len, &east) == (east != -1));
		assert_int_equal(east, rows[i].east);
		free(copy);
	}
}

/* Digits in any number, with a fraction or without. */
static void
epoch_random(void **state)
{
	uint64_t random = unit_seed();

	(void) state;
	for (int round = 0; round < 200000; round++)
	{
		char text[100];
		char digits[40] = "";
		int count = (int) unit_range(&random, 1, 16);
		bool seconds = count == 9 || count == 10;
		int places = seconds ? 6 : count == 16 ? 0 : 3;
		int64_t whole = 0;
		char *at = text;
		int64_t expected;
		int64_t out;
		TgClock clock;
		TgStatus status;

		for (int i = 0; i < count; i++)
		{
			*at++ = (char) ('0' + unit_range(&random, 0, 9));
			whole = whole * 10 + (at[-1] - '0');
		}
		if (unit_range(&random, 0, 1) == 0)
		{
			random_fraction(&random, digits);
			at += sprintf(at, ".%s", digits);
		}
		status = parse_bytes(text, (size_t) (at - text), &out, &clock);
		if (!seconds && count != 12 && count != 13 && count != 16)
		{
			assert_int_equal(status, TG_BAD_DATETIME);
			continue;
		}
		expected = whole * (seconds		  ? 1000000
							: count == 16 ? 1
										  : 1000) +
				   naive_fraction(digits, places) - UNIX_TO_2000 * TG_SECOND;
		assert_int_equal(status, TG_OK);
		assert_int_equal(clock, TG_CLOCK_INSTANT);
		assert_true(out == expected);
	}
}

/* What is written of the years 1 to 9999 reads back equal. */
static void
format_random(void **state)
{
	const int64_t first = month_start[1][1] * TG_DAY;
	const int64_t last = (month_start[9999][12] + 31) * TG_DAY - 1;
	static const int64_t units[] = {1,		   10,	   1000, 100000,
									TG_SECOND, MINUTE, HOUR, TG_DAY};
	uint64_t random = unit_seed();

	(void) state;
	for (int round = 0; round < 300000; round++)
	{
		char text[TG_DATETIME_TEXT];
		int64_t unit = units[unit_range(&random, 0, LENGTH(units) - 1)];
		int64_t departure =
			unit_range(&random, first / unit, last / unit) * unit;
		int64_t out;
		TgClock clock;
		size_t len = tg_datetime_format(departure, text);

		assert_int_equal(len, strlen(text));
		assert_true(strchr(text, '.') == NULL || text[len - 1] != '0');
		assert_int_equal(parse(text, &out, &clock), TG_OK);
		assert_int_equal(clock, TG_CLOCK_LOCAL);
		assert_true(out == departure);
	}
}

/* Any integer is written within bounds, in order, in the expected shape. */
static void
format_total(void **state)
{
	uint64_t random = unit_seed();
	regex_t shape;

	(void) state;
	assert_int_equal(
		regcomp(&shape,
				"^([0-9]{4}|[1-9][0-9]{4,5})-(0[1-9]|1[0-2])-"
				"(0[1-9]|[12][0-9]|3[01]) ([01][0-9]|2[0-3]):[0-5][0-9]:"
				"[0-5][0-9]([.][0-9]{0,5}[1-9])?( BC)?$",
				REG_EXTENDED | REG_NOSUB),
		0);
	for (int round = 0; round < 100000; round++)
	{
		char *text = malloc(TG_DATETIME_TEXT);
		int64_t departure =
			(int64_t) unit_random(&random) >> unit_range(&random, 0, 40);

		size_t len;

		assert_non_null(text);
		len = tg_datetime_format(departure, text);
		assert_int_equal(len, strlen(text));
		if (round % 10 == 0 && regexec(&shape, text, 0, NULL, 0) != 0)
			fail_msg("%lld: \"%s\"", (long long) departure, text);
		free(text);
	}
	regfree(&shape);
}

/*
 * Damaged texts in memory of their exact size: only what the syntax allows
 * is read.
 */
static void
parse_mutated(void **state)
{
	static const char *const seeds[] = {
		"2018-05-28 09:03:40",
		"2018-05-28T09:03:40.123456789+05:30",
		"2018-05-28 09:03 -0800",
		"2018-05-28 24:00:00 UTC",
		"2018-02-29 23:59:60.9999999gmt",
		"2018-05-28 09:03Z",
		"1527498220.5",
		"1527498220123",
	};
	static const char letters[] =
		"0123456789::--++..,TtZzUTCutcGMTgmt \t\n/B[]()\xFF";
	uint64_t random = unit_seed();
	regex_t syntax;
	size_t good = 0;

	(void) state;
	assert_int_equal(regcomp(&syntax, datetime_syntax,
							 REG_EXTENDED | REG_ICASE | REG_NOSUB),
					 0);
	for (int round = 0; round < 200000; round++)
	{
		char text[80];
		size_t len;
		int64_t out;
		TgClock clock;
		TgStatus status;

		strcpy(text, seeds[unit_range(&random, 0, LENGTH(seeds) - 1)]);
		len = strlen(text);
		for (int64_t n = unit_range(&random, 0, 3); n > 0; n--)
		{
			size_t place = (size_t) unit_range(&random, 0, (int64_t) len);
			char letter = letters[unit_range(&random, 0, sizeof(letters) - 2)];

			switch (unit_range(&random, 0, 7))
			{
				case 0:
				case 1:
					if (place < len)
						text[place] = letter;
					break;
				case 2:
				case 3:
					memmove(text + place + 1, text + place, len - place);
					text[place] = letter;
					len++;
					break;
				case 4:
				case 5:
					if (place < len)
					{
						memmove(text + place, text + place + 1,
								len - place - 1);
						len--;
					}
					break;
				case 6:
					len = place;
					break;
				case 7:
					if (place < len)
						text[place] = (char) unit_random(&random);
					/* other letters make names of zones */
					if (place < len && isalpha((unsigned char) text[place]))
						text[place] = letter;
					break;
			}
		}
		status = parse_bytes(text, len, &out, &clock);
		text[len] = '\0';
		if (strlen(text) != len)
			assert_int_equal(status, TG_BAD_DATETIME);
		else if (strspn(text, " \t\r\n\v\f") == len)
			assert_int_equal(status, TG_MISSING);
		/* epochs with exponents have a table of their own */
		else if (strpbrk(text, "eE") == NULL &&
				 (status == TG_OK || status == TG_NO_SUCH_DATETIME) !=
					 (regexec(&syntax, text, 0, NULL, 0) == 0))
			fail_msg("\"%s\": status %d", text, status);
		good += status == TG_OK;
	}
	assert_true(good > 1000);
	regfree(&syntax);
}

/* Letters of the right kind in no order. */
static void
parse_noise(void **state)
{
	uint64_t random = unit_seed();

	(void) state;
	for (int round = 0; round < 200000; round++)
	{
		static const char shape[] = "0000-00-00 00:00:00.000000+00:00";
		char text[sizeof(shape)];
		size_t len = (size_t) unit_range(&random, 0, sizeof(shape) - 1);
		int64_t out;
		TgClock clock;

		for (size_t i = 0; i < len; i++)
		{
			text[i] = shape[i];
			if (text[i] == '0')
				text[i] = (char) ('0' + unit_range(&random, 0, 9));
			if (unit_range(&random, 0, 40) == 0)
				text[i] = (char) unit_random(&random);
		}
		parse_bytes(text, len, &out, &clock);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepted),
		cmocka_unit_test(refused),
		cmocka_unit_test(format_table),
		cmocka_unit_test(every_day),
		cmocka_unit_test(every_missing_day),
		cmocka_unit_test(every_other_year),
		cmocka_unit_test(parse_random),
		cmocka_unit_test(zone_names),
		cmocka_unit_test(epoch_random),
		cmocka_unit_test(format_random),
		cmocka_unit_test(format_total),
		cmocka_unit_test(parse_mutated),
		cmocka_unit_test(parse_noise),
	};

	return cmocka_run_group_tests(tests, count_days, NULL);
}

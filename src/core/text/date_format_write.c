/*
 * date_format_write.c
 *	  Departures written in the form of a template.
 */
#include <stdio.h>
#include <string.h>

#include "core/base/position.h"
#include "core/text/date_parts.h"

static const char *const day_names[] = {"monday",	"tuesday", "wednesday",
										"thursday", "friday",  "saturday",
										"sunday"};

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

/* Write days since 1899-12-30, to the millisecond. */
static char *
put_serial(char *out, int64_t departure)
{
	const int64_t fractions = INT64_C(10000000000);
	const int64_t day_millis = TG_DAY / 1000;
	int64_t day = departure / TG_DAY;
	int64_t time = departure % TG_DAY;
	int64_t fraction;

	if (time < 0)
	{
		time += TG_DAY;
		day--;
	}
	fraction = ((time + 500) / 1000 * fractions + day_millis / 2) / day_millis;
	day += fraction / fractions;
	fraction %= fractions;
	return out + sprintf(out, "%lld.%010lld",
						 (long long) (day + TG_SERIAL_2000),
						 (long long) fraction);
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
	if (format->parts[0].kind == DATE_SERIAL)
	{
		if (departure < (1 - TG_SERIAL_2000) * TG_DAY)
			memcpy(out, text, len + 1);
		else
			len = (size_t) (put_serial(out, departure) - out);
		return len;
	}
	month = (unsigned) ((text[5] - '0') * 10 + (text[6] - '0'));
	hour = (unsigned) ((text[11] - '0') * 10 + (text[12] - '0'));
	for (int i = 0; i < format->count; i++)
	{
		const TgDatePart *part = &format->parts[i];

		switch (part->kind)
		{
			case DATE_LITERAL:
				*at++ = part->literal;
				break;
			case DATE_BLANKS:
				*at++ = ' ';
				break;
			case DATE_YEAR:
				at = put_bytes(at, text, 4);
				break;
			case DATE_SHORT_YEAR:
				at = put_bytes(at, text + 2, 2);
				break;
			case DATE_MONTH:
				at = put_bytes(at, text + 5, 2);
				break;
			case DATE_MONTH_NAME:
				at = put_name(at, tg_month_name(month - 1), part->whole);
				break;
			case DATE_DAY:
				at = put_bytes(at, text + 8, 2);
				break;
			case DATE_WEEKDAY:
				/* counted from 0001-01-01, a Monday */
				at = put_name(
					at, day_names[(departure - TG_DEPARTURE_MIN) / TG_DAY % 7],
					part->whole);
				break;
			case DATE_HOUR:
				at = put_bytes(at, text + 11, 2);
				break;
			case DATE_HALF_DAY_HOUR:
				at = put_half_day_hour(at, hour);
				break;
			case DATE_DAY_MINUTE:
				at += sprintf(at, "%u",
							  60 * hour + (unsigned) ((text[14] - '0') * 10 +
													  (text[15] - '0')));
				break;
			case DATE_MINUTE:
				at = put_bytes(at, text + 14, 2);
				break;
			case DATE_SECOND:
				at = put_seconds(at, part, text, len);
				break;
			case DATE_FRACTION:
				at = len > 20 ? put_fraction(at, text + 20, len - 20, 3)
							  : put_fraction(at, text, 0, 3);
				break;
			case DATE_MERIDIEM:
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

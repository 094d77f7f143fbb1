/*
 * plain_value.c
 *	  Texts of numbers and times that every reader of such takes, and takes
 *	  alike.
 */
#include <string.h>

#include "core/text/ascii.h"
#include "core/text/calendar.h"
#include "core/text/plain_value.h"

#define DATE_LENGTH 10	  /* of 2018-05-28 */
#define MINUTE_LENGTH 16  /* of 2018-05-28 09:03 */
#define ZONE_LENGTH 3	  /* of +00 */
#define FRACTION_DIGITS 6 /* at most */

/* Digits from a place on, up to one that is none. */
static size_t
count_digits(const char *text, size_t len)
{
	size_t count = 0;

	while (count < len && tg_is_digit(text[count]))
		count++;
	return count;
}

static size_t
sign_length(const char *text, size_t len)
{
	return len > 0 && text[0] == '-';
}

bool
tg_plain_integer(const char *text, size_t len, size_t digits, int64_t *out)
{
	size_t sign = sign_length(text, len);
	size_t count = count_digits(text + sign, len - sign);
	int64_t number = 0;

	if (count == 0 || count > digits || sign + count != len)
		return false;
	for (size_t i = sign; i < len; i++)
		number = number * 10 + (text[i] - '0');
	*out = sign ? -number : number;
	return true;
}

bool
tg_plain_decimal(const char *text, size_t len, size_t digits)
{
	size_t sign = sign_length(text, len);
	size_t whole = count_digits(text + sign, len - sign);
	size_t at = sign + whole;
	size_t fraction;

	if (whole == 0 || at == len)
		return whole > 0 && whole <= digits;
	if (text[at] != '.')
		return false;
	fraction = count_digits(text + at + 1, len - at - 1);
	return fraction > 0 && whole + fraction <= digits &&
		   at + 1 + fraction == len;
}

/* Two digits at a place as a number; false unless from first to last. */
static bool
read_two(const char *at, uint32_t first, uint32_t last, uint32_t *out)
{
	bool good = true;

	*out = tg_two_digits(at, &good);
	return good && *out >= first && *out <= last;
}

static bool
read_date(const char *text, size_t len, TgMoment *f)
{
	uint32_t century;
	uint32_t year;

	if (len < DATE_LENGTH || !read_two(text, 19, 21, &century) ||
		!read_two(text + 2, 0, 99, &year) || text[4] != '-' ||
		!read_two(text + 5, 1, 12, &f->month) || text[7] != '-' ||
		!read_two(text + 8, 1, 28, &f->day))
		return false;
	f->year = century * 100 + year;
	return true;
}

/* Up to six digits after a point as microseconds; false if more, or none. */
static bool
read_fraction(const char *text, size_t len, uint32_t *out)
{
	size_t digits =
		len > 0 && text[0] == '.' ? count_digits(text + 1, len - 1) : 0;

	if (digits == 0 || digits > FRACTION_DIGITS || digits + 1 != len)
		return false;
	*out = 0;
	for (size_t i = 1; i <= FRACTION_DIGITS; i++)
		*out = *out * 10 + (i <= digits ? (uint32_t) (text[i] - '0') : 0);
	return true;
}

/* What follows the minute: nothing, or a second and perhaps its fraction. */
static bool
read_second(const char *text, size_t len, TgMoment *f)
{
	if (len == 0)
		return true;
	return len >= 3 && text[0] == ':' &&
		   read_two(text + 1, 0, 59, &f->second) &&
		   (len == 3 || read_fraction(text + 3, len - 3, &f->micros));
}

bool
tg_plain_date(const char *text, size_t len, int64_t *out)
{
	TgMoment f = {0};

	return len == DATE_LENGTH && read_date(text, len, &f) &&
		   tg_moment_find(&f, out) == TG_OK;
}

bool
tg_plain_time(const char *text, size_t len, int64_t *out, bool *utc)
{
	TgMoment f = {0};
	bool zone = len >= ZONE_LENGTH &&
				memcmp(text + len - ZONE_LENGTH, "+00", ZONE_LENGTH) == 0;

	if (zone)
		len -= ZONE_LENGTH;
	if (len < MINUTE_LENGTH || !read_date(text, len, &f) ||
		text[DATE_LENGTH] != ' ' ||
		!read_two(text + DATE_LENGTH + 1, 0, 23, &f.hour) ||
		text[DATE_LENGTH + 3] != ':' ||
		!read_two(text + DATE_LENGTH + 4, 0, 59, &f.minute) ||
		!read_second(text + MINUTE_LENGTH, len - MINUTE_LENGTH, &f))
		return false;
	*utc = zone;
	return tg_moment_find(&f, out) == TG_OK;
}

/*
 * plain_value.c
 *	  Texts of numbers and times that every reader of such takes.
 */
#include "core/text/ascii.h"
#include "core/text/plain_value.h"

#define DATE_LENGTH 10	  /* of 2018-05-28 */
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
tg_plain_integer(const char *text, size_t len, size_t digits)
{
	size_t sign = sign_length(text, len);
	size_t count = count_digits(text + sign, len - sign);

	return count > 0 && count <= digits && sign + count == len;
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

/* Tell whether two digits are a number from first to last. */
static bool
is_between(const char *text, int first, int last)
{
	int number;

	if (!tg_is_digit(text[0]) || !tg_is_digit(text[1]))
		return false;
	number = (text[0] - '0') * 10 + (text[1] - '0');
	return number >= first && number <= last;
}

bool
tg_plain_date(const char *text, size_t len)
{
	return len == DATE_LENGTH && is_between(text, 19, 21) &&
		   is_between(text + 2, 0, 99) && text[4] == '-' &&
		   is_between(text + 5, 1, 12) && text[7] == '-' &&
		   is_between(text + 8, 1, 28);
}

bool
tg_plain_time(const char *text, size_t len)
{
	size_t at = DATE_LENGTH + 6; /* of 2018-05-28 09:03 */
	size_t fraction;

	if (len >= 3 && text[len - 3] == '+' && text[len - 2] == '0' &&
		text[len - 1] == '0')
		len -= 3;
	if (len < at || !tg_plain_date(text, DATE_LENGTH) ||
		text[DATE_LENGTH] != ' ' || !is_between(text + 11, 0, 23) ||
		text[13] != ':' || !is_between(text + 14, 0, 59))
		return false;
	if (at == len)
		return true;
	if (len < at + 3 || text[at] != ':' || !is_between(text + at + 1, 0, 59))
		return false;
	at += 3;
	if (at == len)
		return true;
	fraction = text[at] == '.' ? count_digits(text + at + 1, len - at - 1) : 0;
	return fraction > 0 && fraction <= FRACTION_DIGITS &&
		   at + 1 + fraction == len;
}

/*
 * angle.c
 *	  Coordinates with marks of degrees, minutes and seconds, or with the
 *	  letter of a hemisphere.
 *
 * The readers take where to start and where the text ends, and return where
 * they stopped, or NULL if what they read is not there.
 */
#include <string.h>

#include "core/text/angle.h"
#include "core/text/decimal.h"
#include "core/text/text.h"

#define NANO INT64_C(1000000000)
#define MOST_DEGREES 1000

#define PRIME "\xE2\x80\xB2"
#define CLOSING "\xE2\x80\x99" /* a single quotation mark */

/* What stands behind a number: which unit it is of, and how long it is. */
typedef enum Unit
{
	UNIT_DEGREES,
	UNIT_MINUTES,
	UNIT_SECONDS,
	UNIT_COLON,
	UNIT_NONE
} Unit;

typedef struct Mark
{
	const char *bytes;
	Unit unit;
} Mark;

/* Those that others begin with come after them; those of one byte are Latin-1.
 */
static const Mark marks[] = {
	{"\xC2\xB0", UNIT_DEGREES},
	{"\xC2\xBA", UNIT_DEGREES},
	{"\xCB\x9A", UNIT_DEGREES},
	{"\xB0", UNIT_DEGREES},
	{"\xBA", UNIT_DEGREES},
	{"deg", UNIT_DEGREES},
	{"d", UNIT_DEGREES},
	{"''", UNIT_SECONDS},
	{"\"\"", UNIT_SECONDS},
	{PRIME PRIME, UNIT_SECONDS},
	{CLOSING CLOSING, UNIT_SECONDS},
	{"\xE2\x80\xB3", UNIT_SECONDS},
	{"\xE2\x80\x9D", UNIT_SECONDS},
	{"\xE2\x80\x9C", UNIT_SECONDS},
	{"\"", UNIT_SECONDS},
	{PRIME, UNIT_MINUTES},
	{CLOSING, UNIT_MINUTES},
	{"\xE2\x80\x98", UNIT_MINUTES},
	{"\xC2\xB4", UNIT_MINUTES},
	{"'", UNIT_MINUTES},
	{"`", UNIT_MINUTES},
	{"m", UNIT_MINUTES},
	{":", UNIT_COLON},
};

/* A coordinate as it is written. */
typedef struct Angle
{
	int64_t e7;
	char letter; /* in upper case; 0: none */
	bool leads;	 /* the letter came first */
	bool marked; /* something says that it is an angle */
} Angle;

/* Skip a mark of some unit, and blanks before it. */
static const char *
skip_mark(const char *at, const char *end, Unit *unit)
{
	const char *mark_at = tg_skip_blanks(at, end);

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
	{
		size_t len = strlen(marks[i].bytes);

		if ((size_t) (end - mark_at) >= len &&
			memcmp(mark_at, marks[i].bytes, len) == 0)
		{
			*unit = marks[i].unit;
			return mark_at + len;
		}
	}
	*unit = UNIT_NONE;
	return at;
}

/* Read the letter of a hemisphere, in upper case, or none. */
static const char *
read_letter(const char *at, const char *end, char *letter)
{
	const char *next = tg_skip_blanks(at, end);
	char c = next < end ? (char) (*next & ~0x20) : 0;

	*letter = 0;
	if (c != 'N' && c != 'S' && c != 'E' && c != 'W')
		return at;
	if (next + 1 < end && tg_is_letter(next[1]))
		return at; /* a word */
	*letter = c;
	return next + 1;
}

/* Read digits and decimals, into billionths. */
static const char *
read_billionths(const char *at, const char *end, int64_t *value,
				bool *decimals)
{
	const char *start = at;
	int64_t unit = NANO;

	*value = 0;
	for (; at < end && tg_is_digit(*at); at++)
		if (*value < MOST_DEGREES * NANO)
			*value = *value * 10 + (*at - '0') * NANO;
	if (at == start)
		return NULL;
	*decimals = at + 1 < end && *at == '.' && tg_is_digit(at[1]);
	if (!*decimals)
		return at;
	for (at++; at < end && tg_is_digit(*at); at++)
	{
		unit /= 10;
		*value += (*at - '0') * unit;
	}
	return at;
}

/* Round billionths of a part of a degree to 1e-7 degrees. */
static int64_t
in_e7(int64_t billionths, int64_t parts)
{
	int64_t divisor = parts * (NANO / TG_E7);

	return (billionths + divisor / 2) / divisor;
}

/*
 * Read up to three numbers with their marks.  Numbers without marks count in
 * their order, as those with colons do.
 */
static const char *
read_parts(const char *at, const char *end, Angle *angle)
{
	static const int64_t parts[] = {1, 60, 3600};
	int64_t sum = 0;
	bool decimals = false;
	bool colons = false;
	bool letters = false;
	int count = 0;

	while (count < 3 && !decimals)
	{
		const char *next = count > 0 ? tg_skip_blanks(at, end) : at;
		int64_t value;
		Unit unit;

		if (count > 0 && (next == end || !tg_is_digit(*next)))
			break;
		next = read_billionths(next, end, &value, &decimals);
		if (next == NULL)
			return NULL;
		if (count > 0 && value >= 60 * NANO)
			return NULL;
		at = skip_mark(next, end, &unit);
		if (count == 2 && next < end && *next == 's' && letters)
		{
			/* where m was one of minutes, s is not south */
			unit = UNIT_SECONDS;
			at = next + 1;
		}
		letters |= unit == UNIT_MINUTES && at[-1] == 'm';
		if (unit == UNIT_COLON && (count == 2 || decimals))
			return NULL;
		if (unit != UNIT_NONE && unit != UNIT_COLON && unit != (Unit) count)
			return NULL;
		angle->marked |= unit != UNIT_NONE && unit != UNIT_COLON;
		colons |= unit == UNIT_COLON;
		sum = sum * 60 + value;
		count++;
	}
	if (count == 0 || (colons && count < 3))
		return NULL;
	angle->marked |= colons;
	angle->e7 = in_e7(sum, parts[count - 1]);
	return at;
}

static const char *
read_angle(const char *at, const char *end, Angle *angle)
{
	bool sign;
	bool negative;

	memset(angle, 0, sizeof *angle);
	at = read_letter(at, end, &angle->letter);
	angle->leads = angle->letter != 0;
	if (angle->leads)
		at = tg_skip_blanks(at, end);
	sign = at < end && (*at == '-' || *at == '+');
	negative = sign && *at == '-';
	at = read_parts(at + sign, end, angle);
	if (at == NULL)
		return NULL;
	if (!angle->leads)
		at = read_letter(at, end, &angle->letter);
	if (sign && angle->letter != 0)
		return NULL;
	if (negative || angle->letter == 'S' || angle->letter == 'W')
		angle->e7 = -angle->e7;
	angle->marked |= angle->letter != 0;
	return at;
}

static bool
is_of_latitude(char letter)
{
	return letter == 'N' || letter == 'S';
}

TgStatus
tg_angle_parse(const char *text, size_t len, TgAxis axis, int32_t *out)
{
	int64_t max = axis == TG_LON ? TG_LON_MAX : TG_LAT_MAX;
	Angle angle;

	tg_text_trim(&text, &len);
	if (len == 0)
		return TG_MISSING;
	if (read_angle(text, text + len, &angle) != text + len || !angle.marked)
		return TG_BAD_DEGREES;
	if (angle.letter != 0 && is_of_latitude(angle.letter) != (axis == TG_LAT))
		return TG_BAD_DEGREES;
	if (angle.e7 < -max || angle.e7 > max)
		return axis == TG_LON ? TG_LON_OUT_OF_RANGE : TG_LAT_OUT_OF_RANGE;
	*out = (int32_t) angle.e7;
	return TG_OK;
}

/* Skip what stands between two coordinates. */
static const char *
skip_between(const char *at, const char *end, bool needed)
{
	const char *next = tg_skip_blanks(at, end);

	if (next < end && (*next == ',' || *next == ';' || *next == '/'))
		return tg_skip_blanks(next + 1, end);
	return next == at && needed ? NULL : next;
}

TgStatus
tg_angles_parse(const char *text, size_t len, unsigned style, TgLonLat *out)
{
	Angle first;
	Angle second;
	const char *end;
	const char *at;
	bool lat_first = style & TG_LAT_FIRST;

	tg_text_trim(&text, &len);
	if (len == 0)
		return TG_MISSING;
	if (len > 2 && *text == '(' && text[len - 1] == ')')
	{
		text++;
		len -= 2;
		tg_text_trim(&text, &len);
	}
	end = text + len;
	at = read_angle(text, end, &first);
	if (at == NULL)
		return TG_BAD_POSITION;
	at = skip_between(at, end, first.letter == 0 || first.leads);
	if (at == NULL || read_angle(at, end, &second) != end)
		return TG_BAD_POSITION;
	if (!first.marked || !second.marked ||
		(first.letter == 0) != (second.letter == 0))
		return TG_BAD_POSITION;
	if (first.letter != 0)
	{
		lat_first = is_of_latitude(first.letter);
		if (is_of_latitude(second.letter) == lat_first)
			return TG_BAD_POSITION;
	}
	return lat_first ? make_position(second.e7, first.e7, out)
					 : make_position(first.e7, second.e7, out);
}

/*
 * zone.c
 *	  What stands after a time of day: how far from UTC its clock is.
 *
 * The readers take where to start and where the text ends, and return where
 * they stopped, or NULL if what they read is not there.
 */
#include <string.h>

#include "core/text/zone.h"

#define LONGEST_NAME 64

/*
 * Abbreviations of zones.  Those that clocks far from each other share have no
 * offset: CST is that of Chicago, Shanghai and Havana, IST that of Dublin,
 * Delhi and Jerusalem; EST was that of Sydney, too, and PST is of Manila.
 */
#define SHARED INT8_MIN
static const struct
{
	char name[6];
	int8_t quarters; /* of an hour, east of Greenwich */
} abbreviations[] = {
	{"utc", 0},		 {"gmt", 0},	   {"wet", 0},		{"west", 4},
	{"cet", 4},		 {"cest", 8},	   {"mez", 4},		{"mesz", 8},
	{"eet", 8},		 {"eest", 12},	   {"msk", 12},		{"jst", 36},
	{"kst", 36},	 {"hkt", 32},	   {"sgt", 32},		{"pkt", 20},
	{"npt", 23},	 {"wib", 28},	   {"wita", 32},	{"wit", 36},
	{"sast", 8},	 {"wat", 4},	   {"eat", 12},		{"brt", -12},
	{"art", -12},	 {"nzst", 48},	   {"nzdt", 52},	{"aest", 40},
	{"aedt", 44},	 {"acst", 38},	   {"acdt", 42},	{"awst", 32},
	{"akst", -36},	 {"akdt", -32},	   {"hst", -40},	{"pdt", -28},
	{"mdt", -24},	 {"adt", -12},	   {"nst", -14},	{"ndt", -10},
	{"est", SHARED}, {"edt", SHARED},  {"cst", SHARED}, {"cdt", SHARED},
	{"mst", SHARED}, {"pst", SHARED},  {"ast", SHARED}, {"bst", SHARED},
	{"ist", SHARED}, {"sst", SHARED},  {"cat", SHARED}, {"gst", SHARED},
	{"idt", SHARED}, {"wast", SHARED}, {"clt", SHARED}, {"clst", SHARED},
	{"ict", SHARED}, {"pht", SHARED},  {"myt", SHARED},
};

#define OF_UTC 2 /* of these are no one's own */
#define ABBREVIATIONS (sizeof abbreviations / sizeof abbreviations[0])

/* The number of an abbreviation, or how many there are. */
static size_t
find_abbreviation(const char *word, size_t len)
{
	size_t i = 0;

	for (; i < ABBREVIATIONS; i++)
	{
		const char *name = abbreviations[i].name;
		size_t at = 0;

		while (at < len && name[at] != '\0' && tg_lower(word[at]) == name[at])
			at++;
		if (at == len && name[at] == '\0')
			break;
	}
	return i;
}

/* Read +HH, +HHMM, +HH:MM, or the same with -; one digit only where allowed.
 */
static const char *
read_offset(const char *at, const char *end, bool short_hour, TgMoment *f)
{
	bool good = true;

	f->west = *at++ == '-';
	f->offset_minute = 0;
	if (short_hour && at < end && tg_is_digit(*at) &&
		(at + 1 == end || !tg_is_digit(at[1])))
		f->offset_hour = (uint32_t) (*at++ - '0');
	else if (end - at >= 2)
	{
		f->offset_hour = tg_two_digits(at, &good);
		at += 2;
	}
	else
		return NULL;
	if (at < end && (*at == ':' || tg_is_digit(*at)))
	{
		at += *at == ':';
		if (end - at < 2)
			return NULL;
		f->offset_minute = tg_two_digits(at, &good);
		at += 2;
	}
	/* no more digits: +02000 is no offset */
	return good && (at == end || !tg_is_digit(*at)) ? at : NULL;
}

static bool
is_of_name(char c)
{
	return tg_is_letter(c) || tg_is_digit(c) || c == '_' || c == '-' ||
		   c == '+';
}

/*
 * Read the name of a zone, words with strokes between them that begin with
 * letters: 28/May is none.
 */
static const char *
read_name(const char *at, const char *end)
{
	const char *start = at;
	int words = 0;

	do
	{
		at += words++ > 0;
		if (at == end || !tg_is_letter(*at))
			return NULL;
		while (at < end && is_of_name(*at))
			at++;
	} while (at < end && *at == '/');
	return words > 1 && at - start <= LONGEST_NAME ? at : NULL;
}

/*
 * Pass over another name in brackets.  After an offset it may be a word: after
 * a name an offset would say something else.
 */
static const char *
skip_comment(const char *at, const char *end, bool offset)
{
	const char *next = tg_skip_blanks(at, end);
	char closing;

	if (next == end)
		return at;
	if (*next == '[' || *next == '(')
	{
		closing = *next == '[' ? ']' : ')';
		next = memchr(next, closing, (size_t) (end - next));
		return next == NULL ? NULL : next + 1;
	}
	if (next == at || !offset)
		return at;
	/* Go writes +0200 CEST, and +0300 +03 where the zone has no name */
	if (tg_is_letter(*next) || *next == '+' || *next == '-')
	{
		const char *word = next;

		while (word < end && is_of_name(*word))
			word++;
		if (find_abbreviation(next, (size_t) (word - next)) < ABBREVIATIONS ||
			*next == '+' || *next == '-')
			return word;
	}
	return at;
}

/* Read a word that is an abbreviation, and what may stand after UTC or GMT. */
static const char *
read_abbreviation(const char *at, const char *end, TgMoment *f)
{
	const char *word = at;
	size_t found;

	while (at < end && tg_is_letter(*at))
		at++;
	if (at < end && tg_is_digit(*at))
		return NULL;
	found = find_abbreviation(word, (size_t) (at - word));
	if (found == ABBREVIATIONS)
		return NULL;
	f->named = found >= OF_UTC;
	if (!f->named && at < end && (*at == '+' || *at == '-'))
		at = read_offset(at, end, true, f);
	return at == NULL ? NULL : skip_comment(at, end, false);
}

const char *
tg_zone_read(const char *at, const char *end, TgMoment *f)
{
	const char *name;

	if (at == end)
		return NULL;
	if (*at == '+' || *at == '-')
	{
		at = read_offset(at, end, false, f);
		return at == NULL ? NULL : skip_comment(at, end, true);
	}
	if ((*at | 0x20) == 'z' && (at + 1 == end || !tg_is_letter(at[1])))
		return skip_comment(at + 1, end, false);
	name = read_name(at + (*at == '['), end);
	if (name != NULL && *at == '[')
		name = name < end && *name == ']' ? name + 1 : NULL;
	if (name != NULL)
	{
		f->named = true;
		return name;
	}
	return tg_is_letter(*at) ? read_abbreviation(at, end, f) : NULL;
}

bool
tg_zone_minutes(const char *name, size_t len, int *east)
{
	size_t found = find_abbreviation(name, len);

	if (found == ABBREVIATIONS || abbreviations[found].quarters == SHARED)
		return false;
	*east = abbreviations[found].quarters * 15;
	return true;
}

const char *
tg_zone_name(const char *text, size_t text_len, size_t *len)
{
	const char *end = text + text_len;
	const char *at = text;

	for (; at < end; at++)
	{
		const char *name;
		const char *word = at;
		size_t found;

		if (!tg_is_letter(*at) ||
			(at > text && is_of_name(at[-1]) && !tg_is_digit(at[-1])))
			continue;
		name = read_name(at, end);
		if (name != NULL)
		{
			*len = (size_t) (name - at);
			return at;
		}
		while (word < end && tg_is_letter(*word))
			word++;
		found = find_abbreviation(at, (size_t) (word - at));
		if (found >= OF_UTC && found < ABBREVIATIONS)
		{
			*len = (size_t) (word - at);
			return at;
		}
	}
	*len = 0;
	return text;
}

/*
 * name_fold.c
 *	  Names of columns as words of plain letters, so that they can be compared.
 */
#include "core/text/name_fold.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/text/ascii.h"

/* U+00C0 to U+017F */
static const char latin[][3] = {
	"a", "a", "a",	"a",  "a", "a", "ae", "c",	"e", "e", "e",	"e", "i", "i",
	"i", "i", "d",	"n",  "o", "o", "o",  "o",	"o", "",  "o",	"u", "u", "u",
	"u", "y", "th", "ss", "a", "a", "a",  "a",	"a", "a", "ae", "c", "e", "e",
	"e", "e", "i",	"i",  "i", "i", "d",  "n",	"o", "o", "o",	"o", "o", "",
	"o", "u", "u",	"u",  "u", "y", "th", "y",	"a", "a", "a",	"a", "a", "a",
	"c", "c", "c",	"c",  "c", "c", "c",  "c",	"d", "d", "d",	"d", "e", "e",
	"e", "e", "e",	"e",  "e", "e", "e",  "e",	"g", "g", "g",	"g", "g", "g",
	"g", "g", "h",	"h",  "h", "h", "i",  "i",	"i", "i", "i",	"i", "i", "i",
	"i", "i", "ij", "ij", "j", "j", "k",  "k",	"k", "l", "l",	"l", "l", "l",
	"l", "l", "l",	"l",  "l", "n", "n",  "n",	"n", "n", "n",	"n", "n", "n",
	"o", "o", "o",	"o",  "o", "o", "oe", "oe", "r", "r", "r",	"r", "r", "r",
	"s", "s", "s",	"s",  "s", "s", "s",  "s",	"t", "t", "t",	"t", "t", "t",
	"u", "u", "u",	"u",  "u", "u", "u",  "u",	"u", "u", "u",	"u", "w", "w",
	"y", "y", "y",	"z",  "z", "z", "z",  "z",	"z", "s"};

/* U+0430 to U+044F; upper case is 32 before */
static const char cyrillic[][5] = {
	"a",  "b",	"v",  "g",	  "d", "e", "zh", "z", "i",	 "y", "k",
	"l",  "m",	"n",  "o",	  "p", "r", "s",  "t", "u",	 "f", "kh",
	"ts", "ch", "sh", "shch", "",  "y", "",	  "e", "yu", "ya"};

/* What letters are of; a word is of one kind. */
typedef enum Kind
{
	LATIN,
	CYRILLIC_SMALL,
	CYRILLIC_BIG,
	OTHER /* that have a number */
} Kind;

/* Where a name is being written. */
typedef struct Words
{
	char *out;
	size_t len;
	bool open; /* the last word may go on */
	Kind last; /* of its last letter */
} Words;

static void
put(Words *words, Kind kind, const char *letters)
{
	/* a hump, or another script; a number goes on with any */
	if (kind != words->last && !tg_is_digit(*letters) &&
		!(kind == CYRILLIC_SMALL && words->last == CYRILLIC_BIG))
		words->open = false;
	if (!tg_is_digit(*letters))
		words->last = kind;
	if (*letters == '\0')
		return; /* a letter without a sound */
	if (!words->open && words->len > 0)
		words->out[words->len++] = '_';
	words->open = true;
	while (*letters != '\0')
		words->out[words->len++] = *letters++;
}

/* Read a character; what is not UTF-8 counts as a blank. */
static uint32_t
next_character(const unsigned char **at, const unsigned char *end)
{
	uint32_t c = *(*at)++;
	int more = c < 0x80 ? 0 : c < 0xC0 ? -1 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;

	if (more < 0 || end - *at < more)
		return ' ';
	if (more > 0)
		c &= 0x3Fu >> more;
	for (; more > 0; more--)
	{
		if ((**at & 0xC0) != 0x80)
			return ' ';
		c = c << 6 | (*(*at)++ & 0x3F);
	}
	return c;
}

static void
put_number(Words *words, uint32_t c)
{
	char text[8] = "u";
	int len = 1;

	for (int shift = c > 0xFFFF ? 20 : 12; shift >= 0; shift -= 4)
		text[len++] = "0123456789abcdef"[c >> shift & 0xF];
	text[len] = '\0';
	put(words, OTHER, text);
}

size_t
tg_name_fold(const char *text, size_t len, char *out)
{
	const unsigned char *start = (const unsigned char *) text;
	const unsigned char *at = start;
	const unsigned char *end = start + len;
	Words words = {out, 0, false, LATIN};

	while (at < end)
	{
		const unsigned char *here = at;
		uint32_t c = next_character(&at, end);
		char letter[2] = {(char) c, '\0'};

		if (c < 0x80 && tg_is_upper((char) c))
		{
			/* a hump: of startTime, and the T of PUTime */
			bool after_small = here > start && tg_is_lower((char) here[-1]);
			bool before_small = here > start && tg_is_upper((char) here[-1]) &&
								at < end && tg_is_lower((char) *at);

			if (after_small || before_small)
				words.open = false;
			letter[0] = (char) (c | 0x20);
			put(&words, LATIN, letter);
		}
		else if (c < 0x80 && (tg_is_lower((char) c) || tg_is_digit((char) c)))
			put(&words, LATIN, letter);
		else if (c >= 0xC0 && c < 0x180)
			put(&words, LATIN, latin[c - 0xC0]);
		else if (c >= 0x410 && c < 0x430)
			put(&words, CYRILLIC_BIG, cyrillic[c - 0x410]);
		else if (c >= 0x430 && c < 0x450)
			put(&words, CYRILLIC_SMALL, cyrillic[c - 0x430]);
		else if (c == 0x401 || c == 0x451)
			put(&words, c == 0x401 ? CYRILLIC_BIG : CYRILLIC_SMALL, "e");
		else if (c < 0x370 || (c >= 0x2000 && c < 0x3040) || c == 0xFEFF)
		{
			/* a combining accent goes on with its letter */
			if (c < 0x300)
				words.open = false;
		}
		else
			put_number(&words, c);
	}
	out[words.len] = '\0';
	return words.len;
}

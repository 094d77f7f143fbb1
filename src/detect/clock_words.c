/*
 * clock_words.c
 *	  Whose clock departures are by, as names and titles say it.
 */
#include "compat.h"

#include "mb/pg_wchar.h"

#include "detect/clock_words.h"
#include "detect/detect_feed.h"

#define MOST_WEST 12 /* hours from UTC that zones are called by */
#define MOST_EAST 14

/* The number that some digits are. */
static int
number_of(const char *digits, int count)
{
	int number = 0;

	for (int i = 0; i < count; i++)
		number = 10 * number + (digits[i] - '0');
	return number;
}

/*
 * The zone whose clock a column's name says it has: UTC, or so many hours from
 * it, as in "start (UTC+02:00)"; null for none.
 */
const char *
clock_of_name(const char *column)
{
	const char *words;
	regmatch_t at[4];

	if (column == NULL)
		return NULL;
	words = name_words_of(column);
	if (pattern_find("(?:utc|gmt)[^[:alnum:]+-]*([+-]) *([0-9]{1,2})"
					 "(?::?([0-9]{2}))?(?![0-9])",
					 column, lengthof(at), at))
	{
		/* the regular expressions count characters */
		const char *sign =
			column +
			pg_mbcharcliplen(column, (int) strlen(column), (int) at[1].rm_so);
		int hours = number_of(sign + (at[2].rm_so - at[1].rm_so),
							  (int) (at[2].rm_eo - at[2].rm_so));
		int minutes = at[3].rm_so < 0
						  ? 0
						  : number_of(sign + (at[3].rm_so - at[1].rm_so), 2);

		if (minutes != 0 || hours > (*sign == '+' ? MOST_EAST : MOST_WEST))
			return ""; /* that is none */
		return hours == 0
				   ? "UTC"
				   : psprintf("Etc/GMT%c%d", *sign == '+' ? '-' : '+', hours);
	}
	return pattern_matches("(^|_)(utc|gmt|zulu|universal)|(utc|gmt)(_|$)|_z$",
						   words)
			   ? "UTC"
			   : NULL;
}

#define LOCAL "local|lokal|locaux|ortszeit"
#define UTC_WORD "(^|[^[:alpha:]])(utc|gmt|zulu)(?![[:alpha:]])"

bool
name_says_local(const char *column)
{
	return pattern_matches("(^|_)(" LOCAL ")", name_words_of(column));
}

bool
line_names_clock(const char *line)
{
	return pattern_matches(UTC_WORD, line);
}

/* A time of day before it is one when the file was made. */
const char *
clock_of_line(const char *line)
{
	const char *clock =
		pattern_matches(LOCAL "|\\d:\\d\\d[:.0-9]* *[[(]?(utc|gmt)", line)
			? NULL
			: clock_of_name(line);

	return clock == NULL || *clock == '\0' ? NULL : clock;
}

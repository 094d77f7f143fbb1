/*
 * path_text.c
 *	  Where the first and the last position of a path are in its text.
 */
#include <string.h>

#include "core/text/ascii.h"
#include "core/text/path_text.h"
#include "core/text/text.h"

static bool
is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

/* The first place that has one of some characters, or the end. */
static const char *
find_first(const char *at, const char *end, const char *set)
{
	while (at < end && !is_one_of(*at, set))
		at++;
	return at;
}

/* The last place that has one of some characters, or NULL. */
static const char *
find_last(const char *start, const char *end, const char *set)
{
	while (end > start)
		if (is_one_of(*--end, set))
			return end;
	return NULL;
}

/* Leave out what follows two numbers: a height, or a measure. */
static const char *
cut_height(const char *at, const char *end)
{
	for (int number = 0; number < 2; number++)
	{
		at = find_first(at, end, "0123456789");
		while (at < end && !is_one_of(*at, " \t\r\n,;"))
			at++;
	}
	return at;
}

void
tg_path_end(const char **text, size_t *len, bool last)
{
	const char *start = *text;
	const char *end = start + *len;
	const char *open;
	bool wkt;

	tg_text_trim(text, len);
	wkt = *len > 0 && tg_is_letter(**text);
	start = *text;
	end = start + *len;
	open = find_first(start, end, wkt ? "(" : "[(");
	if (open == end)
		return;
	if (last)
		open = find_last(open, end, wkt ? "(," : "[(");
	else
		while (open + 1 < end && is_one_of(open[1], "[( \t\r\n"))
			open++;
	start = open + 1;
	end = find_first(start, end, wkt ? ",)" : "])");
	*text = start;
	*len = (size_t) (cut_height(start, end) - start);
	tg_text_trim(text, len);
}

/*
 * csv_lines.c
 *	  The lines of a record of CSV that has several, because quotes go around
 *	  their ends.
 */
#include "core/text/csv_lines.h"

#include <string.h>

void
tg_csv_lines_begin(TgCsvLines *lines, const char *record, size_t len,
				   char delimiter, char quote, char escape)
{
	memset(lines, 0, sizeof *lines);
	lines->record = record;
	lines->len = len;
	lines->delimiter = delimiter;
	lines->quote = quote;
	lines->escape = escape;
}

static bool
is_blank(const TgCsvLines *lines, char c)
{
	return (c == ' ' || c == '\t') && c != lines->delimiter;
}

/* Tell whether a field ends at a place, or there are but blanks up to there.
 */
static bool
field_ends(const TgCsvLines *lines, size_t at)
{
	while (at < lines->len && is_blank(lines, lines->record[at]))
		at++;
	return at >= lines->len || lines->record[at] == lines->delimiter;
}

/* Pass a byte within quotes; gives where the next one is. */
static size_t
pass_quoted(TgCsvLines *lines, size_t at)
{
	char c = lines->record[at];
	char next = at + 1 < lines->len ? lines->record[at + 1] : '\0';

	if (c == lines->escape && at + 1 < lines->len &&
		(next == lines->quote || next == lines->escape))
		return at + 2;
	if (c == lines->quote)
	{
		lines->in_quote = false;
		if (lines->spans && (lines->opened_amid || !field_ends(lines, at + 1)))
			lines->stray = true;
	}
	return at + 1;
}

static void
pass_plain(TgCsvLines *lines, char c)
{
	if (c == lines->quote)
	{
		lines->in_quote = true;
		lines->spans = false;
		lines->opened_amid = lines->amid;
		lines->amid = true;
	}
	else if (c == lines->delimiter)
		lines->amid = false;
	else if (!is_blank(lines, c))
		lines->amid = true;
}

bool
tg_csv_lines_next(TgCsvLines *lines, TgCsvLine *line)
{
	size_t at = lines->at;

	if (at >= lines->len)
		return false;
	*line = (TgCsvLine){at, 0, 1, false};
	while (at < lines->len)
	{
		char c = lines->record[at];

		if (c == '\n' || c == '\r')
			break;
		if (c == lines->delimiter)
		{
			line->fields++;
			line->within |= lines->in_quote;
		}
		if (lines->in_quote)
			at = pass_quoted(lines, at);
		else
		{
			pass_plain(lines, c);
			at++;
		}
	}
	line->len = at - line->first;
	if (at < lines->len)
	{
		lines->spans |= lines->in_quote;
		at += lines->record[at] == '\r' && at + 1 < lines->len &&
					  lines->record[at + 1] == '\n'
				  ? 2
				  : 1;
	}
	lines->at = at;
	return true;
}

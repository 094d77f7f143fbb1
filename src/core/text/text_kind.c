/*
 * text_kind.c
 *	  What a text is, by its beginning.
 */
#include "core/text/text_kind.h"

#include <string.h>

static bool
begins_with(const char *line, size_t len, const char *word)
{
	size_t count = strlen(word);

	return len >= count && memcmp(line, word, count) == 0;
}

TgTextKind
tg_sql_kind(const char *text, size_t len)
{
	static const char *const starts[] = {"--",	  "/*",		 "SET ",
										 "BEGIN", "CREATE ", "INSERT INTO ",
										 "COPY ", "DROP ",	 "START "};
	size_t at = 0;
	bool sql = false;

	while (at < len && strchr(" \t\r\n", text[at]) != NULL && text[at] != '\0')
		at++;
	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
		sql |= begins_with(text + at, len - at, starts[i]);
	while (sql && at < len)
	{
		size_t end = tg_line_end(text, len, at);
		size_t line = tg_bare_len(text + at, end - at);

		if (begins_with(text + at, line, "INSERT INTO "))
			return TG_TEXT_INSERT;
		if (begins_with(text + at, line, "COPY ") && line > 12 &&
			memcmp(text + at + line - 12, " FROM stdin;", 12) == 0)
			return TG_TEXT_COPY;
		at = end;
	}
	return TG_TEXT_RECORDS;
}

bool
tg_has_columns(const TgCsvRecords *records)
{
	int counts[TG_MOST_RECORDS];

	for (int i = 0; i < records->count; i++)
	{
		const char *bytes = records->text + records->first[i];
		size_t len = records->len[i];
		int blanks = 2; /* before this byte */

		counts[i] = 0;
		for (size_t at = 0; at < len; at++)
		{
			counts[i] += bytes[at] != ' ' && blanks >= 2;
			blanks = bytes[at] == ' ' ? blanks + 1 : 0;
		}
	}
	for (int i = 0; i < records->count; i++)
	{
		int agree = 0;

		for (int j = 0; j < records->count; j++)
			agree += counts[j] == counts[i];
		if (counts[i] >= 3 && agree > 1 && agree * 10 >= records->count * 8)
			return true;
	}
	return false;
}

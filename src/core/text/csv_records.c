/*
 * csv_records.c
 *	  Records of a text whose end may be cut off, and their fields, before
 *	  anybody has checked them.
 */
#include "core/text/csv_records.h"

#include <string.h>

#include "core/text/csv_fields.h"

#define MOST_JOINED 20 /* lines, while a quote is open */
#define CUT_OFF 20	   /* of more records the last may be cut off */

size_t
tg_line_end(const char *text, size_t len, size_t at)
{
	while (at < len && text[at] != '\n' && text[at] != '\r')
		at++;
	if (at + 1 < len && text[at] == '\r' && text[at + 1] == '\n')
		at++;
	return at < len ? at + 1 : len;
}

size_t
tg_bare_len(const char *line, size_t len)
{
	while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
		len--;
	return len;
}

bool
tg_csv_is_rule(const char *line, size_t len)
{
	int dashes = 0;

	len = tg_bare_len(line, len);
	for (size_t i = 0; i < len; i++)
	{
		if (strchr("-=+|: ", line[i]) == NULL || line[i] == '\0')
			return false;
		dashes += line[i] == '-' || line[i] == '=';
	}
	return dashes >= 3;
}

static bool
is_blank(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] != ' ' && text[i] != '\t')
			return false;
	return true;
}

static bool
quotes_even(const char *text, size_t len, char quote)
{
	bool even = true;

	for (size_t i = 0; i < len; i++)
		even ^= text[i] == quote;
	return even;
}

/* Lines are joined as long as a quote is open. */
void
tg_csv_records_find(const char *text, size_t len, char quote,
					TgCsvRecords *records)
{
	size_t at = 0;

	records->text = text;
	records->count = 0;
	while (at < len && records->count < TG_MOST_RECORDS)
	{
		size_t first = at;
		int joined = 0;

		do
			at = tg_line_end(text, len, at);
		while (++joined < MOST_JOINED && at < len &&
			   !quotes_even(text + first, at - first, quote));
		records->first[records->count] = first;
		records->len[records->count] = tg_bare_len(text + first, at - first);
		if (!is_blank(text + first, records->len[records->count]))
			records->count++;
	}
	if (records->count > CUT_OFF)
		records->count--;
}

TgCsvText
tg_csv_records_field(const TgCsvRecords *records, int record, char delimiter,
					 char quote, size_t *at)
{
	const char *bytes = records->text + records->first[record];
	TgCsvField found =
		tg_csv_field(bytes, records->len[record], delimiter, quote, at);
	TgCsvText field = {bytes + found.first, found.len, found.quoted};

	while (field.len > 0 && (*field.text == ' ' || *field.text == '\t'))
	{
		field.text++;
		field.len--;
	}
	while (field.len > 0 && (field.text[field.len - 1] == ' ' ||
							 field.text[field.len - 1] == '\t'))
		field.len--;
	return field;
}

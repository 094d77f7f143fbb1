/*
 * csv_quote.c
 *	  What stands around fields, where nobody has said it.
 */
#include "core/text/csv_quote.h"

#include <stdbool.h>
#include <string.h>

#include "core/text/ascii.h"
#include "core/text/csv_records.h"

/*
 * Tell whether single quotes enclose fields: in most records but the first
 * they do, nowhere do they stand amid a field, and no other quotes are there.
 */
static bool
has_single_quotes(const char *text, size_t len, char delimiter)
{
	TgCsvRecords records;
	int with = 0;

	if (memchr(text, '"', len) != NULL || memchr(text, '\'', len) == NULL)
		return false;
	tg_csv_records_find(text, len, '"', &records);
	for (int i = 1; i < records.count; i++)
	{
		size_t at = 0;
		bool found = false;

		while (at <= records.len[i])
		{
			TgCsvText field =
				tg_csv_records_field(&records, i, delimiter, '\'', &at);

			if (!field.quoted && memchr(field.text, '\'', field.len) != NULL)
				return false;
			found |= field.quoted;
		}
		with += found;
	}
	return with > 0 && with * 10 >= (records.count - 1) * 9;
}

/*
 * Tell whether double quotes are marks of seconds, or of inches: each stands
 * behind a digit, so that no field begins with one.
 */
static bool
has_marks(const char *text, size_t len)
{
	bool any = false;

	for (size_t i = 0; i < len; i++)
	{
		if (text[i] != '"')
			continue;
		if (i == 0 || !tg_is_digit(text[i - 1]))
			return false;
		any = true;
	}
	return any;
}

char
tg_csv_find_quote(const char *text, size_t len, const char *delimiters)
{
	bool given = delimiters[0] != '\0' && delimiters[1] == '\0';

	for (const char *c = delimiters; *c != '\0'; c++)
		if ((given || memchr(text, *c, len) != NULL) &&
			has_single_quotes(text, len, *c))
			return '\'';
	return has_marks(text, len) ? TG_NO_QUOTE : '"';
}

/*
 * csv_fields.c
 *	  The fields of a record of CSV that nobody has checked.
 */
#include "core/text/csv_fields.h"

static size_t
pass_blanks(const char *record, size_t len, size_t at)
{
	while (at < len && record[at] == ' ')
		at++;
	return at;
}

static size_t
pass_to(const char *record, size_t len, size_t at, char mark)
{
	while (at < len && record[at] != mark)
		at++;
	return at;
}

/*
 * Find the quote that closes one that was opened before at: the last that can,
 * where two in a row are one within.  Give len if there is none.
 */
static size_t
closing_quote(const char *record, size_t len, char mark, size_t at)
{
	size_t last = len;

	for (at = pass_to(record, len, at, mark); at < len;
		 at = pass_to(record, len, at, mark))
	{
		size_t run = 1;

		while (at + run < len && record[at + run] == mark)
			run++;
		/* an even run may be within, or close with its last but one */
		last = run % 2 == 1 ? at + run - 1 : at + run - 2;
		if (run % 2 == 1)
			break;
		at += run;
	}
	return last;
}

TgCsvField
tg_csv_field(const char *record, size_t len, char delimiter, char mark,
			 size_t *at)
{
	size_t begin = *at;
	size_t plain_end = pass_to(record, len, begin, delimiter);
	size_t quote = delimiter == ' ' ? begin : pass_blanks(record, len, begin);
	TgCsvField field = {begin, plain_end - begin, false};

	if (quote < len && record[quote] == mark)
	{
		size_t close = closing_quote(record, len, mark, quote + 1);
		size_t end = close >= len		? 0
					 : delimiter == ' ' ? close + 1
										: pass_blanks(record, len, close + 1);

		/* the longer one of both readings */
		if (close < len && end >= plain_end)
		{
			field = (TgCsvField){quote + 1, close - quote - 1, true};
			plain_end = pass_to(record, len, end, delimiter);
		}
	}
	*at = plain_end + 1;
	return field;
}

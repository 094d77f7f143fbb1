/*
 * csv_column.c
 *	  One column of CSV, which comes in pieces of any size.
 */
#include "core/text/csv_column.h"

#include <string.h>

void
tg_csv_column_begin(TgCsvColumn *column, uint32_t wanted, char delimiter,
					char quote, char escape)
{
	memset(column, 0, sizeof *column);
	column->wanted = wanted;
	column->delimiter = delimiter;
	column->quote = quote;
	column->escape = escape;
}

static void
keep(TgCsvColumn *column, char c)
{
	if (column->field == column->wanted && column->len < TG_CSV_COLUMN_MOST)
		column->bytes[column->len++] = c;
}

/* Take a byte within quotes. */
static void
take_quoted(TgCsvColumn *column, char c)
{
	if (column->escaped)
	{
		column->escaped = false;
		keep(column, c);
	}
	else if (c == column->escape && column->escape != column->quote)
		column->escaped = true;
	else if (c == column->quote)
		column->in_quotes = false;
	else
		keep(column, c);
}

bool
tg_csv_column_next(TgCsvColumn *column, const char *bytes, size_t len,
				   size_t *used)
{
	if (column->found)
		column->len = 0;
	column->found = false;
	for (size_t i = 0; i < len; i++)
	{
		char c = bytes[i];
		bool line_ends = c == '\n' || c == '\r';

		if (column->in_quotes)
			take_quoted(column, c);
		else if (c == column->quote)
			column->in_quotes = true;
		else if (c == column->delimiter || line_ends)
		{
			column->found = column->field == column->wanted && column->len > 0;
			column->field = line_ends ? 0 : column->field + 1;
			if (column->found)
			{
				*used = i + 1;
				return true;
			}
		}
		else
			keep(column, c);
	}
	*used = len;
	return false;
}

/*
 * csv_fit.c
 *	  Whether quotes stand where a shape says they do, all through a text.
 */
#include "core/text/csv_fit.h"

#include <string.h>

#include "core/text/ascii.h"
#include "core/text/csv_quote.h"

void
tg_csv_fit_begin(TgCsvFit *fit, char delimiter, char quote)
{
	memset(fit, 0, sizeof *fit);
	fit->delimiter = delimiter;
	fit->quote = quote;
	fit->at_start = true;
}

/* Where there is no quote, double ones are marks: each behind a digit. */
static bool
marks_fit(TgCsvFit *fit, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len && !fit->amid; i++)
	{
		fit->amid = bytes[i] == '"' && !tg_is_digit(fit->last);
		fit->last = bytes[i];
	}
	return !fit->amid;
}

bool
tg_csv_fit_next(TgCsvFit *fit, const char *bytes, size_t len)
{
	if (fit->quote == TG_NO_QUOTE)
		return marks_fit(fit, bytes, len);
	for (size_t i = 0; i < len && !fit->amid; i++)
	{
		char c = bytes[i];
		bool ends = c == fit->delimiter || c == '\n' || c == '\r';

		if (fit->closing)
		{
			/* a quote in quotes is written twice */
			fit->closing = false;
			fit->in_quote = c == fit->quote;
			fit->at_start = ends;
			fit->amid = !ends && !fit->in_quote;
		}
		else if (fit->in_quote)
			fit->closing = c == fit->quote;
		else if (c == fit->quote)
		{
			fit->in_quote = fit->at_start;
			fit->amid = !fit->at_start;
		}
		else
			fit->at_start = ends;
	}
	return !fit->amid;
}

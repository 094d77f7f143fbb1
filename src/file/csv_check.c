/*
 * csv_check.c
 *	  Records of CSV that are not what they seem.
 */
#include "compat.h"

#include "utils/builtins.h"

#include "core/text/csv_fields.h"
#include "core/text/csv_lines.h"
#include "core/text/text.h"
#include "file/csv_check.h"

/* Tell whether a line within quotes has what makes a row. */
static bool
line_is_row(const CsvCheck *check, const char *line, size_t len)
{
	FieldText *fields = palloc(check->fields * sizeof *fields);
	int count = 0;
	bool is_row;

	for (size_t at = 0; at <= len; count++)
	{
		TgCsvField field = tg_csv_field(line, len, check->format->delimiter,
										check->format->quote, &at);

		if (count < check->fields)
			fields[count] = (FieldText){line + field.first, field.len};
	}
	is_row = count == check->fields &&
			 (check->is_row == NULL ? count > 3
									: check->is_row(check->arg, fields));
	pfree(fields);
	return is_row;
}

static void
refuse(CsvCheck *check, bool stray)
{
	char quote[] = {check->format->quote, '\0'};

	check->warned = true;
	ereport(check->format->quote_said ? WARNING : ERROR,
			(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			 stray ? errmsg("a quote amid a field goes around the end of a "
							"line")
				   : errmsg("text in quotes has a line that is a row"),
			 errdetail("Perhaps a quote is not closed, and rows are between "
					   "it and another."),
			 check->format->quote_said
				 ? 0
				 : errhint("A quote within a field is written twice, in "
						   "quotes. If all is meant as it stands, say quote "
						   "=> %s.",
						   quote_literal_cstr(quote))));
}

void
csv_check_lines(CsvCheck *check, const char *record, size_t len)
{
	const FileFormat *format = check->format;
	bool is_row = false;
	TgCsvLines lines;
	TgCsvLine line;

	if (check->warned || (memchr(record, '\n', len) == NULL &&
						  memchr(record, '\r', len) == NULL))
		return;
	tg_csv_lines_begin(&lines, record, len, format->delimiter, format->quote,
					   format->escape);
	while (!is_row && tg_csv_lines_next(&lines, &line))
		is_row = line.within && line.fields == (unsigned) check->fields &&
				 line_is_row(check, record + line.first, line.len);
	if (is_row || lines.stray)
		refuse(check, !is_row);
}

static bool
is_name(const char *name, FieldText field)
{
	size_t len = strlen(name);

	tg_text_trim(&name, &len);
	tg_text_trim(&field.bytes, &field.len);
	return len > 0 && len == field.len &&
		   pg_strncasecmp(name, field.bytes, len) == 0;
}

void
csv_check_names(char *const *names, const int *place, int columns,
				const FieldText *fields, int count)
{
	const char *first = NULL;
	int filled = 0;
	int named = 0;
	int moved = 0;

	for (int i = 0; i < count; i++)
		filled += fields[i].len > 0;
	for (int i = 0; i < columns; i++)
		for (int j = 0; place[i] >= 0 && j < count; j++)
			if (fields[j].len > 0 && is_name(names[i], fields[j]))
			{
				named++;
				moved += j != place[i];
				if (j != place[i] && first == NULL)
					first = names[i];
				break;
			}
	if (moved < 2 || named * 2 < filled)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			 errmsg("a row has the names of columns in another order"),
			 errdetail("Column \"%s\", for example, is another one from here "
					   "on.",
					   first),
			 errhint("Load files that were put together one by one.")));
}

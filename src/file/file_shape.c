/*
 * file_shape.c
 *	  How a file of CSV is written, as far as nobody has said it.
 */
#include "compat.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "core/text/csv_fit.h"
#include "core/text/csv_shape.h"
#include "file/file_shape.h"

#define SAMPLE (64 * 1024)

/* A path as a shell takes it, whatever is in it. */
static char *
shell_quoted(const char *path)
{
	StringInfoData quoted;

	initStringInfo(&quoted);
	appendStringInfoChar(&quoted, '\'');
	for (; *path != '\0'; path++)
		if (*path == '\'')
			appendStringInfoString(&quoted, "'\\''");
		else
			appendStringInfoChar(&quoted, *path);
	appendStringInfoChar(&quoted, '\'');
	return quoted.data;
}

/* A file that has its rows in SQL, or as a table that is drawn. */
static void
refuse(const char *path, TgTextKind is)
{
	switch (is)
	{
		case TG_TEXT_COLUMNS:
			ereport(
				ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("file \"%s\" has columns of fixed width", path),
				 errhint("Put a tab between them, and load what comes of it: "
						 "sed -E 's/ {2,}/\\t/g' %s > trips.tsv",
						 shell_quoted(path))));
			break;
		case TG_TEXT_COPY:
			ereport(
				ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("file \"%s\" is SQL that pg_dump wrote", path),
				 errhint("Take the rows of its first table, and load them "
						 "with null_text => '\\N': awk -F '[()]' '/^COPY .* "
						 "FROM stdin;$/ && !n++ { gsub(\", \", \"\\t\", $2); "
						 "print $2; rows = 1; next } /^\\\\\\.$/ { rows = 0 } "
						 "rows' %s > trips.tsv",
						 shell_quoted(path))));
			break;
		case TG_TEXT_INSERT:
			ereport(ERROR,
					(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
					 errmsg("file \"%s\" is SQL with INSERT statements", path),
					 errhint("Run it in a database, and have COPY (SELECT * "
							 "FROM its table) TO a CSV file with a "
							 "header.")));
			break;
		case TG_TEXT_RECORDS:
			break;
	}
}

static void
pass_titles(const FileRequest *request, const char *path,
			const TgCsvShape *shape, FileHead *head)
{
	/* where a feed is named, rows may be its own, whatever is before them */
	if (shape->titles == 0 || request->header == 0 ||
		(request->feed != NULL && !shape->header))
		return;
	for (unsigned i = 0; i < shape->titles; i++)
		head->start = tg_line_end(head->bytes, head->len, head->start);
	ereport(NOTICE,
			(errmsg_plural("%u line above the %s of file \"%s\" was passed "
						   "over",
						   "%u lines above the %s of file \"%s\" were passed "
						   "over",
						   shape->titles, shape->titles,
						   shape->header ? "header" : "first row", path)));
}

void
file_shape_find(const FileRequest *request, const char *path, FileHead *head,
				FileFormat *format)
{
	TgCsvShape shape;
	char *beginning;

	if (format->json || head->len == head->start)
		return;
	/* a delimiter is one in the server's encoding */
	beginning = TextDatumGetCString(
		file_head_text(head, head->start,
					   file_head_lines(head, head->start, SAMPLE), format));
	tg_csv_shape(beginning, strlen(beginning),
				 request->delimiter != NULL ? format->delimiter : '\0',
				 request->quote != NULL ? format->quote : '\0', &shape);
	if (request->feed == NULL)
		refuse(path, shape.is);
	if (request->quote == NULL)
	{
		if (format->escape == format->quote)
			format->escape = shape.quote;
		format->quote = shape.quote;
	}
	head->row_names = shape.row_names && request->header != 0;
	pass_titles(request, path, &shape, head);
	pfree(beginning);
}

void
file_shape_check(const FileRequest *request, const char *path,
				 const FileHead *head, const FileFormat *format)
{
	Source *source;
	char *room;
	TgCsvFit fit;
	size_t len;

	if (format->json || request->quote != NULL || format->quote == '"')
		return;
	source = source_open_as(path, format->unicode);
	room = palloc(SOURCE_INPUT);
	tg_csv_fit_begin(&fit, format->delimiter, format->quote);
	source_skip(source, head->start);
	do
	{
		CHECK_FOR_INTERRUPTS();
		len = source_read(source, room, SOURCE_INPUT);
	} while (tg_csv_fit_next(&fit, room, len) && len > 0);
	source_close(source);
	pfree(room);
	if (fit.amid && format->quote == TG_NO_QUOTE)
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("file \"%s\" has double quotes behind digits, as "
						"marks of seconds have them, and others",
						path),
				 errhint("With quote => '\"' they are around fields; without "
						 "those marks it is read so.")));
	if (fit.amid)
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("file \"%s\" has fields in single quotes, and others "
						"with an apostrophe in them",
						path),
				 errhint("Where quote => '\"' or quote => '''' is said, it is "
						 "read as that has it.")));
}

/*
 * sample.c
 *	  The columns of a sample, and the values that they have in it.
 */
#include "compat.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "core/text/csv_fields.h"
#include "core/text/csv_shape.h"
#include "core/text/name_fold.h"
#include "detect/column_names.h"
#include "detect/detect_feed.h"
#include "detect/value_class.h"

/* What is looked at of a header, and of a sample, in bytes. */
#define MOST_HEAD (64 * 1024)
#define MOST_JSON (1024 * 1024)
#define MOST_COLUMNS 1600 /* that a view has */
#define MOST_RECORDS 202
#define MOST_VALUES 20000
#define MOST_JOINED 20 /* lines, while a quote is open */
#define CUT_OFF 20	   /* of more records the last may be cut off */

/*
 * The beginning of a text, of whole characters and, where it has several
 * lines, of whole lines: however long it is, no more is read.
 */
static char *
head_of(Datum sample, int most)
{
	text *head = DatumGetTextPSlice(sample, 0, most + 1);
	const char *bytes = VARDATA_ANY(head);
	int len = VARSIZE_ANY_EXHDR(head);
	int end;

	if (len <= most)
		return text_to_cstring(head);
	len = pg_mbcliplen(bytes, len, most);
	end = len;
	while (end > 0 && bytes[end - 1] != '\n' && bytes[end - 1] != '\r')
		end--;
	return pnstrdup(bytes, end > 0 ? end : len);
}

static char *
beginning(Datum header, Datum sample, int most)
{
	char *whole =
		psprintf("%s\n%s", head_of(header, most),
				 DatumGetPointer(sample) == NULL ? "" : head_of(sample, most));

	if (GetDatabaseEncoding() == PG_UTF8)
		while (strncmp(whole, "\xEF\xBB\xBF", 3) == 0)
			whole += 3; /* a byte order mark */
	return whole;
}

char *
sample_text(Datum header, Datum sample)
{
	char *whole = beginning(header, sample, MOST_HEAD);

	/* what is said of the records may come before them, and be long */
	return sample_is_json(whole) ? beginning(header, sample, MOST_JSON)
								 : whole;
}

bool
sample_is_json(const char *whole)
{
	return tg_json_begin(whole, strlen(whole)) != NULL;
}

static void
add_text(Texts *texts, int *room, char *text)
{
	if (texts->count == *room)
	{
		*room = Max(*room * 2, 16);
		texts->text = texts->text == NULL
						  ? palloc(*room * sizeof(char *))
						  : repalloc(texts->text, *room * sizeof(char *));
	}
	texts->text[texts->count++] = text;
}

/* Cut the ends off that are of some characters. */
static char *
trimmed(const char *text, size_t len, const char *blanks)
{
	while (len > 0 && strchr(blanks, *text) != NULL)
	{
		text++;
		len--;
	}
	while (len > 0 && strchr(blanks, text[len - 1]) != NULL)
		len--;
	return pnstrdup(text, len);
}

/* The next line of *rest, which is null after the last. */
static size_t
next_line(const char **rest)
{
	size_t len = strcspn(*rest, "\r\n");
	const char *end = *rest + len;

	if (*end == '\0')
		*rest = NULL;
	else
		*rest = end + (end[0] == '\r' && end[1] == '\n' ? 2 : 1);
	return len;
}

static bool
quotes_even(const char *record, char quote)
{
	bool even = true;

	for (; *record != '\0'; record++)
		even ^= *record == quote;
	return even;
}

/*
 * The first records: lines, joined as long as a quote is open, but not for
 * ever.
 */
static Texts
csv_records(const char *csv, char quote)
{
	Texts records = {NULL, 0};
	StringInfoData record;
	int room = 0;
	int joined = 0;

	initStringInfo(&record);
	while (csv != NULL && records.count < MOST_RECORDS)
	{
		const char *line = csv;
		size_t len = next_line(&csv);

		if (joined == 0 &&
			(strspn(line, " ") >= len || tg_csv_is_rule(line, len)))
			continue;
		if (joined > 0)
			appendStringInfoChar(&record, '\n');
		appendBinaryStringInfo(&record, line, (int) len);
		if (++joined < MOST_JOINED && !quotes_even(record.data, quote))
			continue;
		add_text(&records, &room, pstrdup(record.data));
		resetStringInfo(&record);
		joined = 0;
	}
	if (joined > 0)
		add_text(&records, &room, record.data);
	return records;
}

static char *
field_text(const char *record, TgCsvField field, char quote)
{
	char *text = pnstrdup(record + field.first, field.len);

	if (field.quoted)
	{
		char *to = text;

		for (const char *from = text; *from != '\0'; from++)
		{
			*to++ = *from;
			if (from[0] == quote && from[1] == quote)
				from++;
		}
		*to = '\0';
	}
	return trimmed(text, strlen(text), " \t\r");
}

/* The fields of a record; the whole of it without a delimiter. */
static Texts
csv_fields(const char *record, char delimiter, char quote, const char *blanks)
{
	Texts fields = {NULL, 0};
	size_t len = strlen(record);
	size_t at = 0;
	int room = 0;

	if (delimiter == '\0')
		add_text(&fields, &room, trimmed(record, len, blanks));
	else
		while (at <= len)
			add_text(
				&fields, &room,
				field_text(record,
						   tg_csv_field(record, len, delimiter, quote, &at),
						   quote));
	return fields;
}

/*
 * Tell whether the first line has values rather than names: one that no name
 * is like, or several.
 */
static bool
has_values(Texts columns)
{
	static const struct
	{
		const char *class;
		int weight;
	} classes[] = {
		{"wkt", 2},	  {"wkb", 2},	   {"path", 2}, {"position", 2},
		{"pair", 1},  {"datetime", 2}, {"date", 1}, {"time", 1},
		{"epoch", 1}, {"decimal", 1},
	};
	int weight = 0;

	for (int i = 0; i < columns.count; i++)
	{
		const char *class = value_class((Texts){&columns.text[i], 1});

		for (int j = 0; class != NULL && j < lengthof(classes); j++)
			if (strcmp(class, classes[j].class) == 0)
				weight += classes[j].weight;
	}
	return weight > 1;
}

static bool
is_first(Texts columns, int n)
{
	for (int i = 0; i < n; i++)
		if (strcmp(columns.text[i], columns.text[n]) == 0)
			return false;
	return true;
}

/* As create_feed calls what has no name, or that of another. */
static Texts
names_of(Texts columns)
{
	Texts names = {name_columns(columns.text, columns.count), columns.count};

	for (int i = 0; i < columns.count; i++)
		if (columns.text[i][0] != '\0' && is_first(columns, i))
			names.text[i] = columns.text[i];
	return names;
}

char *
sample_value(char *value)
{
	static const char *const nothing[] = {
		"null", "\\n",	"nan",	  "na",	  "n/a",	 "none",	 "-",
		"--",	"<na>", "<null>", "nil",  "nat",	 "(null)",	 "#n/a",
		"?",	".",	"(none)", "n.a.", "missing", "undefined"};

	for (int i = 0; i < lengthof(nothing); i++)
		if (pg_strcasecmp(value, nothing[i]) == 0)
			return "";
	return value;
}

static void
read_values(Texts records, Sample *read)
{
	int columns = read->columns.count;

	read->values = palloc0(Max(columns, 1) * sizeof(Texts));
	for (int n = 0; n < columns; n++)
		read->values[n].text = palloc(Max(records.count, 1) * sizeof(char *));
	for (int i = 0; i < records.count; i++)
	{
		Texts fields =
			csv_fields(records.text[i], read->delimiter, read->quote, " \t\"");

		CHECK_FOR_INTERRUPTS();
		if (fields.count < Min(columns, 3))
			continue;
		for (int n = 0; n < columns; n++)
			read->values[n].text[read->rows] =
				n < fields.count ? sample_value(fields.text[n]) : "";
		read->rows++;
	}
	for (int n = 0; n < columns; n++)
		read->values[n].count = read->rows;
}

static Texts
numbered_columns(int count)
{
	Texts columns = {palloc(count * sizeof(char *)), count};

	for (int i = 0; i < count; i++)
		columns.text[i] = psprintf("column_%d", i + 1);
	return columns;
}

/* The fields of a header; those of rows have names that it does not. */
static Texts
header_fields(const char *header, bool row_names, const Sample *read)
{
	Texts fields = csv_fields(header, read->delimiter, read->quote, " \"");
	Texts name = {(char *[]){""}, 1};

	return row_names ? texts_joined(name, fields) : fields;
}

void
sample_read_csv(char *whole, char delimiter, char quote, Sample *read)
{
	TgCsvShape shape;
	Texts records;
	Texts rest = {NULL, 0};
	const char *header;

	memset(read, 0, sizeof *read);
	tg_csv_shape(whole, strlen(whole), delimiter, quote, &shape);
	read->titles = pnstrdup(whole, shape.start);
	records = csv_records(whole + shape.start, shape.quote);
	header = records.count > 0 ? records.text[0] : "";
	if (records.count > CUT_OFF)
		records.count--;
	if (records.count > 0)
		rest = (Texts){records.text + 1, records.count - 1};
	read->delimiter = shape.delimiter;
	read->quote = shape.quote;
	read->columns = header_fields(header, shape.row_names, read);
	if (read->columns.count > MOST_COLUMNS)
		read->columns.count = rest.count = records.count = 0;
	read->headerless = has_values(read->columns);
	if (read->headerless)
	{
		read->columns = numbered_columns(read->columns.count);
		read->names = read->columns;
		rest = records;
	}
	else
		read->names = names_of(read->columns);
	rest.count =
		Min(rest.count, MOST_VALUES / Max(read->columns.count, 1) + 1);
	read_values(rest, read);
	if (header[0] == '\0' && read->columns.count == 1)
		read->columns.text[0] = NULL;
}

Texts
sample_values(const Sample *sample, const char *name)
{
	for (int i = 0; name != NULL && i < sample->names.count; i++)
		if (strcmp(sample->names.text[i], name) == 0)
			return sample->values[i];
	return (Texts){NULL, 0};
}

Texts
sample_plain_values(const Sample *sample, const char *plain)
{
	for (int i = 0; i < sample->names.count; i++)
		if (strcmp(plain_name_of(sample->names.text[i]), plain) == 0)
			return sample->values[i];
	return (Texts){NULL, 0};
}

char *
name_words_of(const char *name)
{
	size_t len = strlen(name);
	char *utf8 = pg_server_to_any(name, (int) len, PG_UTF8);
	char *words;

	len = strlen(utf8);
	words = palloc(TG_NAME_FOLD_ROOM(len));
	words[tg_name_fold(utf8, len, words)] = '\0';
	return words;
}

/* (name): the same in SQL */
PG_FUNCTION_INFO_V1(name_words);
Datum
name_words(PG_FUNCTION_ARGS)
{
	char *name = text_to_cstring(PG_GETARG_TEXT_PP(0));

	return CStringGetTextDatum(name_words_of(name));
}

char *
plain_name_of(const char *name)
{
	char *words = name_words_of(name);
	char *to = words;

	for (const char *from = words; *from != '\0'; from++)
		if (*from != '_')
			*to++ = *from;
	*to = '\0';
	return words;
}

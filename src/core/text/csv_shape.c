/*
 * csv_shape.c
 *	  How a text of records is written, where nobody has said it.
 *
 * Each of the usual delimiters is tried: it separates the fields of a text if
 * most records have as many of them, and few have a quote amid a field.
 */
#include "core/text/csv_shape.h"

#include <string.h>

#include "core/text/ascii.h"
#include "core/text/csv_fields.h"

#define MOST_RECORDS 202
#define MOST_TITLES 30
#define MOST_JOINED 20 /* lines, while a quote is open */
#define CUT_OFF 20	   /* of more records the last may be cut off */
#define MOST_FIELDS 1600

/* Records, without their ends of line; a quoted one may span lines. */
typedef struct Records
{
	const char *text;
	size_t first[MOST_RECORDS];
	size_t len[MOST_RECORDS];
	int count;
} Records;

/* What a delimiter makes of records. */
typedef struct Trial
{
	int counts[MOST_RECORDS]; /* of fields, of each record */
	int fields;				  /* that most records have */
	bool clean;				  /* few have a quote amid a field */
	int start;				  /* record */
	bool header;
	bool row_names;
} Trial;

/* A field, without its quotes. */
typedef struct Field
{
	const char *text;
	size_t len;
	bool quoted;
} Field;

size_t
tg_line_end(const char *text, size_t len, size_t at)
{
	while (at < len && text[at] != '\n' && text[at] != '\r')
		at++;
	if (at + 1 < len && text[at] == '\r' && text[at + 1] == '\n')
		at++;
	return at < len ? at + 1 : len;
}

/* The length of a line without its end. */
static size_t
bare_len(const char *line, size_t len)
{
	while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
		len--;
	return len;
}

bool
tg_csv_is_rule(const char *line, size_t len)
{
	int dashes = 0;

	len = bare_len(line, len);
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

/* Empty lines are no records; lines are joined as long as a quote is open. */
static void
find_records(const char *text, size_t len, char quote, Records *records)
{
	size_t at = 0;

	records->text = text;
	records->count = 0;
	while (at < len && records->count < MOST_RECORDS)
	{
		size_t first = at;
		int joined = 0;

		do
			at = tg_line_end(text, len, at);
		while (++joined < MOST_JOINED && at < len &&
			   !quotes_even(text + first, at - first, quote));
		records->first[records->count] = first;
		records->len[records->count] = bare_len(text + first, at - first);
		if (!is_blank(text + first, records->len[records->count]))
			records->count++;
	}
	if (records->count > CUT_OFF)
		records->count--;
}

static Field
next_field(const Records *records, int record, char delimiter, char quote,
		   size_t *at)
{
	const char *bytes = records->text + records->first[record];
	TgCsvField found =
		tg_csv_field(bytes, records->len[record], delimiter, quote, at);
	Field field = {bytes + found.first, found.len, found.quoted};

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

/* What the fields of a record are. */
typedef struct Look
{
	int fields;
	int filled;
	int values; /* begin as numbers and points do */
	bool odd;	/* a quote stands amid a field that is not quoted */
	Field first;
} Look;

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_value(Field field)
{
	const char *text = field.text;
	const char *bracket = memchr(text, '(', field.len);

	return field.len > 1
			   ? is_digit(text[0]) ||
					 (strchr("-+.([", text[0]) != NULL && is_digit(text[1])) ||
					 (bracket != NULL && bracket + 1 < text + field.len &&
					  (bracket[1] == '-' || is_digit(bracket[1])))
			   : field.len == 1 && is_digit(text[0]);
}

static Look
look_at(const Records *records, int record, char delimiter, char quote)
{
	Look look = {0};
	Field field = {0};
	size_t at = 0;

	while (at <= records->len[record] && look.fields < MOST_FIELDS)
	{
		field = next_field(records, record, delimiter, quote, &at);

		if (look.fields++ == 0)
			look.first = field;
		look.filled += field.len > 0;
		look.values += is_value(field);
		if (!field.quoted && memchr(field.text, quote, field.len) != NULL)
			look.odd = true;
	}
	/* a table that is drawn has bars on both sides */
	if (delimiter == '|' && look.filled > 0 && look.first.len == 0 &&
		field.len == 0)
		look.filled += 2;
	return look;
}

/*
 * The number of fields that most records have: of those with one, which may be
 * titles and remarks, there can be more.
 */
static void
find_fields(const Records *records, char delimiter, char quote, Trial *trial)
{
	int odd = 0;
	int most = 0;

	for (int i = 0; i < records->count; i++)
	{
		Look look = look_at(records, i, delimiter, quote);

		trial->counts[i] = look.fields;
		odd += look.odd;
	}
	for (int i = 0; i < records->count; i++)
	{
		int agree = 0;

		for (int j = 0; j < records->count; j++)
			agree += trial->counts[j] == trial->counts[i];
		if (trial->counts[i] > 1 &&
			(agree > most ||
			 (agree == most && trial->counts[i] > trial->fields)))
		{
			most = agree;
			trial->fields = trial->counts[i];
		}
	}
	trial->clean = odd * 10 <= records->count;
}

/*
 * Tell whether records agree on how many fields they have, but for remarks
 * with one.
 */
static bool
agrees(const Records *records, const Trial *trial)
{
	int agree = 0;
	int others = 0;

	for (int i = trial->start; i < records->count; i++)
	{
		agree += trial->counts[i] == trial->fields;
		others += trial->counts[i] > 1 && trial->counts[i] != trial->fields;
	}
	return trial->fields > 1 && trial->clean &&
		   agree * 2 >= records->count - trial->start &&
		   others * 4 <= agree + trial->row_names * 3;
}

static bool
read_number(Field field, long *number)
{
	*number = 0;
	if (field.len == 0 || field.len > 9)
		return false;
	for (size_t i = 0; i < field.len; i++)
	{
		if (!is_digit(field.text[i]))
			return false;
		*number = *number * 10 + (field.text[i] - '0');
	}
	return true;
}

/*
 * Tell whether all records after a header begin with the name of a row, as R
 * writes it: one field more than the header has, numbers that count or texts
 * that are quoted as the header is.
 */
static bool
has_row_names(const Records *records, int header, char delimiter, char quote,
			  int fields)
{
	bool quoted = look_at(records, header, delimiter, quote).first.quoted;
	long before = 0;

	for (int i = header + 1; i < records->count; i++)
	{
		Look look = look_at(records, i, delimiter, quote);
		long number;
		bool counts = read_number(look.first, &number) &&
					  (i == header + 1 || number == before + 1);

		if (look.fields != fields ||
			(!counts && !(quoted && look.first.quoted)))
			return false;
		before = number;
	}
	return header + 1 < records->count;
}

/*
 * Find the first record, behind titles: these have at most half of the fields,
 * and a header follows them, which has none that is empty but one; or data, if
 * no title has as many.
 */
static void
find_start(const Records *records, char delimiter, char quote, Trial *trial)
{
	bool plain = true; /* no title has as many fields as records have */

	for (int i = 0; i < records->count && i <= MOST_TITLES; i++)
	{
		Look look = look_at(records, i, delimiter, quote);
		bool whole = look.fields >= trial->fields - 1 &&
					 look.filled >= trial->fields - 1;
		bool names = whole && look.values * 4 <= look.fields;

		if (names && look.fields == trial->fields - 1 &&
			has_row_names(records, i, delimiter, quote, trial->fields))
			trial->row_names = true;
		if (look.fields < trial->fields && !trial->row_names)
			whole = names = false;
		if (whole && (names || plain))
		{
			trial->start = i;
			trial->header = names;
			return;
		}
		if (look.filled * 2 > trial->fields)
			return;
		plain &= look.fields < trial->fields;
	}
}

static Trial
try_delimiter(const Records *records, char delimiter, char quote)
{
	Trial trial = {0};

	find_fields(records, delimiter, quote, &trial);
	if (trial.fields > 1)
		find_start(records, delimiter, quote, &trial);
	return trial;
}

/*
 * Tell whether blanks separate fields: all records have as many, but for a
 * header whose rows have names, and none is empty.
 */
static bool
try_blanks(const Records *records, char quote, Trial *trial)
{
	*trial = try_delimiter(records, ' ', quote);
	if (trial->fields < 4 || trial->start > 0 || records->count < 2)
		return false;
	for (int i = 0; i < records->count; i++)
	{
		Look look = look_at(records, i, ' ', quote);

		if (look.filled != look.fields ||
			look.fields != trial->fields - (i == 0 && trial->row_names))
			return false;
	}
	return true;
}

/*
 * Tell whether most lines have as many columns, at least three, with two or
 * more blanks between them.
 */
static bool
has_columns(const Records *records)
{
	int counts[MOST_RECORDS];

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

/*
 * Tell whether single quotes enclose fields: in most records but the first
 * they do, nowhere do they stand amid a field, and no other quotes are there.
 */
static bool
has_single_quotes(const char *text, size_t len, char delimiter)
{
	Records records;
	int with = 0;

	if (memchr(text, '"', len) != NULL || memchr(text, '\'', len) == NULL)
		return false;
	find_records(text, len, '"', &records);
	for (int i = 1; i < records.count; i++)
	{
		size_t at = 0;
		bool found = false;

		while (at <= records.len[i])
		{
			Field field = next_field(&records, i, delimiter, '\'', &at);

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

static const char delimiters[] = "\t|;,";

static char
find_quote(const char *text, size_t len, char delimiter)
{
	for (const char *c = delimiters; delimiter == '\0' && *c != '\0'; c++)
		if (memchr(text, *c, len) != NULL && has_single_quotes(text, len, *c))
			return '\'';
	if (delimiter != '\0' && has_single_quotes(text, len, delimiter))
		return '\'';
	return has_marks(text, len) ? TG_NO_QUOTE : '"';
}

/*
 * Find the delimiter with which the fewest lines go before the first record;
 * if no one separates most records alike, one that the first has.
 */
static char
find_delimiter(const Records *records, char quote, Trial *best)
{
	char found = '\0';
	char other = '\0';
	Trial trial;

	for (const char *c = delimiters; *c != '\0'; c++)
	{
		trial = try_delimiter(records, *c, quote);
		if (agrees(records, &trial) &&
			(found == '\0' || trial.start < best->start))
		{
			found = *c;
			*best = trial;
		}
		if (other == '\0' && records->count > 0 && trial.counts[0] > 1)
			other = *c;
	}
	if (found == '\0' && other == '\0' && try_blanks(records, quote, &trial))
	{
		found = ' ';
		*best = trial;
	}
	return found == '\0' ? other : found;
}

static bool
begins_with(const char *line, size_t len, const char *word)
{
	size_t count = strlen(word);

	return len >= count && memcmp(line, word, count) == 0;
}

/* A dump in SQL begins with a comment or a statement; what rows does it have?
 */
static TgTextShape
shape_of_sql(const char *text, size_t len)
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
		size_t line = bare_len(text + at, end - at);

		if (begins_with(text + at, line, "INSERT INTO "))
			return TG_SHAPE_INSERT;
		if (begins_with(text + at, line, "COPY ") && line > 12 &&
			memcmp(text + at + line - 12, " FROM stdin;", 12) == 0)
			return TG_SHAPE_COPY;
		at = end;
	}
	return TG_SHAPE_RECORDS;
}

void
tg_csv_shape(const char *text, size_t len, char delimiter, char quote,
			 TgCsvShape *shape)
{
	Records records;
	Trial trial = {0};

	memset(shape, 0, sizeof *shape);
	shape->is = shape_of_sql(text, len);
	shape->quote = quote != '\0' ? quote : find_quote(text, len, delimiter);
	find_records(text, len, shape->quote, &records);
	shape->delimiter = delimiter;
	if (delimiter != '\0')
		trial = try_delimiter(&records, delimiter, shape->quote);
	else
		shape->delimiter = find_delimiter(&records, shape->quote, &trial);
	if (shape->delimiter == '\0' && shape->is == TG_SHAPE_RECORDS &&
		has_columns(&records))
		shape->is = TG_SHAPE_COLUMNS;
	shape->header = trial.header;
	shape->row_names = trial.row_names;
	if (trial.start == 0)
		return;
	shape->start = records.first[trial.start];
	for (size_t at = 0; at < shape->start; at = tg_line_end(text, len, at))
		shape->titles++;
}

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

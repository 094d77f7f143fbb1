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
#include "core/text/csv_quote.h"
#include "core/text/csv_records.h"

#define MOST_TITLES 30
#define MOST_FIELDS 1600

/* What a delimiter makes of records. */
typedef struct Trial
{
	int counts[TG_MOST_RECORDS]; /* of fields, of each record */
	int fields;					 /* that most records have */
	bool clean;					 /* few have a quote amid a field */
	int start;					 /* record */
	bool header;
	bool row_names;
} Trial;

/* What the fields of a record are. */
typedef struct Look
{
	int fields;
	int filled;
	int values; /* begin as numbers and points do */
	bool odd;	/* a quote stands amid a field that is not quoted */
	TgCsvText first;
} Look;

static bool
is_value(TgCsvText field)
{
	const char *text = field.text;
	const char *bracket = memchr(text, '(', field.len);

	return field.len > 1
			   ? tg_is_digit(text[0]) ||
					 (strchr("-+.([", text[0]) != NULL &&
					  tg_is_digit(text[1])) ||
					 (bracket != NULL && bracket + 1 < text + field.len &&
					  (bracket[1] == '-' || tg_is_digit(bracket[1])))
			   : field.len == 1 && tg_is_digit(text[0]);
}

static Look
look_at(const TgCsvRecords *records, int record, char delimiter, char quote)
{
	Look look = {0};
	TgCsvText field = {0};
	size_t at = 0;

	while (at <= records->len[record] && look.fields < MOST_FIELDS)
	{
		field = tg_csv_records_field(records, record, delimiter, quote, &at);

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
find_fields(const TgCsvRecords *records, char delimiter, char quote,
			Trial *trial)
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
agrees(const TgCsvRecords *records, const Trial *trial)
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
read_number(TgCsvText field, long *number)
{
	*number = 0;
	if (field.len == 0 || field.len > 9)
		return false;
	for (size_t i = 0; i < field.len; i++)
	{
		if (!tg_is_digit(field.text[i]))
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
has_row_names(const TgCsvRecords *records, int header, char delimiter,
			  char quote, int fields)
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
find_start(const TgCsvRecords *records, char delimiter, char quote,
		   Trial *trial)
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
try_delimiter(const TgCsvRecords *records, char delimiter, char quote)
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
try_blanks(const TgCsvRecords *records, char quote, Trial *trial)
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

static const char delimiters[] = "\t|;,";

/*
 * Find the delimiter with which the fewest lines go before the first record;
 * if no one separates most records alike, one that the first has.
 */
static char
find_delimiter(const TgCsvRecords *records, char quote, Trial *best)
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

void
tg_csv_shape(const char *text, size_t len, char delimiter, char quote,
			 TgCsvShape *shape)
{
	const char given[] = {delimiter, '\0'};
	TgCsvRecords records;
	Trial trial = {0};

	memset(shape, 0, sizeof *shape);
	shape->is = tg_sql_kind(text, len);
	shape->quote =
		quote != '\0' ? quote
					  : tg_csv_find_quote(
							text, len, delimiter != '\0' ? given : delimiters);
	tg_csv_records_find(text, len, shape->quote, &records);
	shape->delimiter = delimiter;
	if (delimiter != '\0')
		trial = try_delimiter(&records, delimiter, shape->quote);
	else
		shape->delimiter = find_delimiter(&records, shape->quote, &trial);
	if (shape->delimiter == '\0' && shape->is == TG_TEXT_RECORDS &&
		tg_has_columns(&records))
		shape->is = TG_TEXT_COLUMNS;
	shape->header = trial.header;
	shape->row_names = trial.row_names;
	if (trial.start == 0)
		return;
	shape->start = records.first[trial.start];
	for (size_t at = 0; at < shape->start; at = tg_line_end(text, len, at))
		shape->titles++;
}

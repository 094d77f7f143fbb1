/*
 * guess_feed.c
 *	  The feed for what the first lines of a file say: one that the store has,
 *	  or a new one.
 */
#include "compat.h"

#include "mb/pg_wchar.h"

#include "detect/detect_feed.h"
#include "file/date_order.h"
#include "file/feed_for_guess.h"
#include "file/further_columns.h"
#include "file/guess_feed.h"
#include "file/guessing.h"
#include "file/json_fit.h"
#include "store/handle.h"
#include "types/texts.h"

/* how detection notes a column that may have days of a spreadsheet */
#define SERIAL_READS "date_format => 'SERIAL' reads them"

/* Tell whether text has no delimiter, nor an end of a trip. */
static bool
is_prose(const Guessing *guessing)
{
	const char *mapping = guessed_mapping(guessing);

	return !is_text(guessed_text(guessing, SHAPE_FORMAT + 1), "json") &&
		   guessed_text(guessing, GUESSED_DELIMITER) == NULL &&
		   strstr(mapping, "\"origin") == NULL &&
		   strstr(mapping, "\"destination") == NULL;
}

/* Tell whether rows may be no trips: an end of one is missing. */
static bool
lacks_an_end(const Guessing *guessing)
{
	const char *missing = guessed_text(guessing, GUESSED_MISSING);

	return strstr(missing, "origin") != NULL ||
		   strstr(missing, "destination") != NULL;
}

/* What there is to read: JSON has one column, and its members go unsaid. */
static const char *
what_it_has(const Guessing *guessing)
{
	if (is_text(guessed_text(guessing, SHAPE_FORMAT + 1), "json"))
		return psprintf("Of its objects these members were understood: %s",
						guessed_mapping(guessing));
	return psprintf("Its columns are: %s",
					guessed_text(guessing, GUESSED_COLUMNS));
}

/* What to do about what is missing. */
static const char *
hint_of(const Guessing *guessing)
{
	const char *columns = guessed_text(guessing, SHAPE_COLUMNS + 1);

	/* a feed of what was found would take dates for midnight */
	if (strstr(guessed_note(guessing), NO_TIME_OF_DAY) != NULL)
		return "Make a feed whose mapping has departed_date, and "
			   "departed_time of a column with times such as 08:15, and load "
			   "with feed => its name.";
	if (guessed_flag(guessing, GUESSED_LACKS_ONE) &&
		strstr(guessed_note(guessing), NO_DAY) != NULL)
		return "Write the day into the rows; or, for the files of one day, "
			   "make a feed that has the times in its mapping, "
			   "{\"departed_time\": ...}, and the day in its constants, "
			   "{\"departed_date\": \"2024-06-03\"}, and load with feed => "
			   "its name.";
	if (guessed_flag(guessing, GUESSED_LACKS_ONE) &&
		strstr(guessed_note(guessing), SERIAL_READS) != NULL)
		return "Load with date_format => 'SERIAL' if they are.";
	/* nor are lines of prose the columns of one */
	return psprintf(
		"Make a feed whose mapping says where, and load with feed => its "
		"name.%s%s",
		columns == NULL || pg_mbstrlen(columns) > 8000 || is_prose(guessing)
			? ""
			: psprintf(" To begin with: %s;", feed_call_for_guess(guessing)),
		lacks_an_end(guessing) && !is_prose(guessing)
			? " If its rows are no trips, load them into a table with "
			  "target => its name."
			: "");
}

/* how detection says that positions may be on a plane */
#define SRID_SAYS "position_srid says"

/* How to follow an advice to make a feed; 0 where there is none. */
static int
own_feed_hint(const char *advice)
{
	return strstr(advice, "a feed of your own") == NULL &&
				   strstr(advice, "a feed with") == NULL
			   ? 0
			   : errhint("Make one by tripgrid.create_feed(name, columns, "
						 "mapping => ...), and load with feed => its name.");
}

/* What to do about a refusal; 0 where it says so itself. */
static int
refusal_hint(const Guessing *guessing, const char *refusal)
{
	if (strstr(refusal, IN_SEVERAL_CITIES) != NULL)
		return errhint("Load with feed => the name of the one that this "
					   "makes: %s;",
					   feed_call_for_guess(guessing));
	if (strstr(refusal, SRID_SAYS) != NULL)
		return errhint("Load with position_srid => the number that "
					   "spatial_ref_sys has for them, such as 25832 for zone "
					   "32 of UTM; who made the file knows which it is.");
	return own_feed_hint(refusal);
}

static void
require_complete(const Guessing *guessing)
{
	const char *refusal = guessed_text(guessing, GUESSED_REFUSAL);

	if (guessed_flag(guessing, GUESSED_COMPLETE))
		return;
	if (refusal != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_AMBIGUOUS_COLUMN),
				 errmsg("cannot tell how to read file \"%s\"", guessing->path),
				 errdetail("%s.", refusal), refusal_hint(guessing, refusal)));
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_COLUMN),
			 errmsg("cannot find out where %s of a trip %s in file \"%s\"",
					guessed_text(guessing, GUESSED_MISSING),
					guessed_flag(guessing, GUESSED_LACKS_ONE) ? "is" : "are",
					guessing->path),
			 errdetail("%s.%s", what_it_has(guessing), guessed_note(guessing)),
			 errhint("%s", hint_of(guessing))));
}

/* Fill columns that were added to trips, too, where the file has them. */
static void
add_further(Guessing *guessing)
{
	StoreHandle handle = store_handle(guessing->schema);
	bool isnull;
	Datum columns = SPI_getbinval(guessing->found, guessing->desc,
								  SHAPE_COLUMNS + 1, &isnull);

	if (isnull || is_text(guessed_text(guessing, SHAPE_FORMAT + 1), "json"))
		return;
	guessing->mapping = further_columns(guessing->detected, columns,
										handle_table(&handle, REL_TRIPS));
	guessing->further = guessing->mapping != guessing->detected;
}

/* What holds the records of JSON in which trips were found. */
static TgJsonShape
known_shape(const Guessing *guessing, const FileHead *head)
{
	JsonRow *row = json_row_create("object");
	bool isnull;
	int count;
	char **paths = texts_of(
		SPI_getbinval(guessing->found, guessing->desc, GUESSED_PATHS, &isnull),
		&count);

	for (int i = 0; i < count; i++)
		json_row_path(row, paths[i]);
	return json_fit(head, row);
}

/* The format of a file's records, as far as it is known by now. */
static FileFormat
known_format(const Guessing *guessing, const FileSample *sample)
{
	const char *delimiter = guessed_text(guessing, GUESSED_DELIMITER);
	FileFormat format = *sample->format;

	if (sample->request->delimiter == NULL && delimiter != NULL)
		format.delimiter = *delimiter;
	if (format.json)
		format.shape = known_shape(guessing, sample->head);
	return format;
}

/*
 * Read on where the sample has no time of a clock of 24 hours, or has hours
 * alone, of which one may be 24.
 */
static void
settle_hours(const Guessing *guessing, const FileSample *sample)
{
	const char *field = guessed_text(guessing, GUESSED_TIME_FIELD);
	FileFormat format;
	TgHours hours;

	if (!guessed_flag(guessing, GUESSED_OPEN_HOURS) || field == NULL)
		return;
	format = known_format(guessing, sample);
	hours = file_hours(sample->path, sample->head->start, &format, field);
	if (tg_hours_to_24(&hours))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_DATETIME_FORMAT),
				 errmsg("hours of file \"%s\" go to 24, not from 0 to 23",
						sample->path),
				 errhint("Nothing says whether 1 is the first hour of a day, "
						 "or begins at one o'clock: write hours from 0 to "
						 "23.")));
	if (tg_hours_halved(&hours))
		ereport(WARNING, (errmsg("file \"%s\": " HOURS_ARE_HALVED
								 "; date_format settles it",
								 sample->path)));
}

/* Read on where the sample has letters of clocks that are right so far. */
static void
settle_letters(const Guessing *guessing, const FileSample *sample)
{
	const char *field = guessed_text(guessing, GUESSED_TIME_FIELD);
	const char *zone = guessed_text(guessing, SHAPE_TIME_ZONE + 1);
	FileFormat format;
	char *off;

	if (!is_text(guessed_text(guessing, GUESSED_CLOCKS), "named") ||
		field == NULL ||
		strstr(guessed_mapping(guessing), "\"departed_at\"") == NULL)
		return;
	format = known_format(guessing, sample);
	off =
		file_letters_off(sample->path, sample->head->start, &format, field,
						 guessed_text(guessing, SHAPE_DATE_FORMAT + 1), zone);
	if (off != NULL)
		ereport(WARNING,
				(errmsg("file \"%s\": " LETTERS_ARE_OFF "; " LETTERS_SETTLED_BY
						" settles it",
						sample->path, pg_mbcliplen(off, (int) strlen(off), 40),
						off, zone)));
}

/* Read on where the sample leaves the order of dates open. */
static void
settle_dates(Guessing *guessing, const FileSample *sample)
{
	const char *field = guessed_text(guessing, GUESSED_DATE_FIELD);
	FileFormat format;
	FileDates dates;

	if (!guessed_flag(guessing, GUESSED_OPEN_DATES) || field == NULL)
		return;
	format = known_format(guessing, sample);
	dates = file_date_order(sample->path, sample->head->start, &format, field);
	if (dates.mixed)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_DATETIME_FORMAT),
				 errmsg("file \"%s\" has dates with the day first and with "
						"the month first",
						sample->path),
				 errhint("Load it in parts, or give date_format.")));
	if (dates.order == NULL)
		return;
	guess_detect(guessing, sample, dates.order);
	if (dates.broken)
		ereport(WARNING, (errmsg("file \"%s\": " DATES_ARE_TURNED
								 "; date_format settles it",
								 sample->path)));
	if (!dates.proven)
		ereport(WARNING,
				(errmsg("dates of file \"%s\" are taken for %s, by how they "
						"follow each other",
						sample->path,
						guessed_text(guessing, SHAPE_DATE_FORMAT + 1)),
				 errhint("date_format settles it.")));
}

static void
report_warnings(const Guessing *guessing)
{
	bool isnull;
	Datum warnings = SPI_getbinval(guessing->found, guessing->desc,
								   GUESSED_WARNINGS, &isnull);
	int count;
	char **texts = texts_of(warnings, &count);

	for (int i = 0; i < count; i++)
		ereport(WARNING, (errmsg("file \"%s\": %s", guessing->path, texts[i]),
						  own_feed_hint(texts[i])));
}

static FeedClocks
clocks_of(const char *clocks)
{
	return clocks == NULL			  ? CLOCKS_ANY
		   : is_text(clocks, "local") ? CLOCKS_LOCAL
									  : CLOCKS_INSTANTS;
}

FileGuess
guess_feed(const FileSample *sample, const char *store)
{
	MemoryContext caller = CurrentMemoryContext;
	Guessing guessing = {sample->path, store, store_schema(store)};
	const char *delimiter;
	FileGuess guess;

	SPI_connect();
	guess_detect(&guessing, sample, NULL);
	settle_dates(&guessing, sample);
	add_further(&guessing);
	require_complete(&guessing);
	report_warnings(&guessing);
	settle_hours(&guessing, sample);
	settle_letters(&guessing, sample);
	guess.feed =
		MemoryContextStrdup(caller, feed_for_guess(&guessing, &guess.made));
	delimiter = guessed_text(&guessing, GUESSED_DELIMITER);
	guess.delimiter = delimiter == NULL ? '\0' : delimiter[0];
	guess.header = guessed_flag(&guessing, GUESSED_HEADER);
	guess.clocks = clocks_of(guessed_text(&guessing, GUESSED_CLOCKS));
	SPI_finish();
	return guess;
}

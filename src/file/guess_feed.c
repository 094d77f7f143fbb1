/*
 * guess_feed.c
 *	  The feed for what the first lines of a file say: one that the store has,
 *	  or a new one.
 */
#include "compat.h"

#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "detect/detect_feed.h"
#include "feed/feed_list.h"
#include "feed/make_feed.h"
#include "file/date_order.h"
#include "file/further_columns.h"
#include "file/guess_feed.h"
#include "store/handle.h"
#include "store/sql.h"
#include "types/texts.h"

/* Columns of what was detected, after those that make a feed's shape. */
enum
{
	FOUND_DIALECT = SHAPE_KEYS + 1,
	FOUND_DELIMITER,
	FOUND_COMPLETE,
	FOUND_MISSING,
	FOUND_LACKS_ONE,
	FOUND_COLUMNS,
	FOUND_NOTE,
	FOUND_HEADER,
	FOUND_OPEN_DATES,
	FOUND_WARNINGS,
	FOUND_REFUSAL,
	FOUND_DATE_FIELD,
	FOUND_OPEN_HOURS,
	FOUND_TIME_FIELD,
	FOUND_CLOCKS
};

static const char detect_query[] =
	"SELECT columns, mapping, constants, date_format, time_zone, "
	"decimal_comma, position_order, area, format, position_form, "
	"position_srid, NULL::pg_catalog.jsonb, clock, cities, dialect, "
	"delimiter, complete, pg_catalog.array_to_string(missing, ', '), "
	"pg_catalog.cardinality(missing) OPERATOR(pg_catalog.=) 1, "
	"pg_catalog.left(pg_catalog.array_to_string(columns, ', '), 1000), note, "
	"has_header, open_dates, warnings, refusal, "
	"pg_catalog.array_position(columns, coalesce("
	"mapping OPERATOR(pg_catalog.->>) 'departed_at', "
	"mapping OPERATOR(pg_catalog.->>) 'departed_date')) "
	"OPERATOR(pg_catalog.-) 1, open_hours, "
	"pg_catalog.array_position(columns, coalesce("
	"mapping OPERATOR(pg_catalog.->>) 'departed_at', "
	"mapping OPERATOR(pg_catalog.->>) 'departed_time')) "
	"OPERATOR(pg_catalog.-) 1, clocks "
	"FROM tripgrid.detect_feed($1, $2, "
	"pg_catalog.jsonb_object('{region,date_format,time_zone,position_order,"
	"date_order,position_form,position_srid,delimiter,quote}', $3))";

/* A file, and what was detected of it. */
typedef struct Guessing
{
	const char *path;
	const char *store;
	Oid schema;
	HeapTuple found;
	TupleDesc desc;
	Datum detected; /* mapping, */
	Datum mapping;	/* and with columns that were added to trips */
	bool further;	/* there are some */
} Guessing;

/* A column of what was detected, as text; null for none. */
static char *
found_text(const Guessing *guessing, int column)
{
	return SPI_getvalue(guessing->found, guessing->desc, column);
}

static bool
found_flag(const Guessing *guessing, int column)
{
	bool isnull;

	return DatumGetBool(
		SPI_getbinval(guessing->found, guessing->desc, column, &isnull));
}

static bool
is_text(const char *string, const char *other)
{
	return string != NULL && strcmp(string, other) == 0;
}

/* A note at the end of a message, empty for none. */
static const char *
found_note(const Guessing *guessing)
{
	const char *note = found_text(guessing, FOUND_NOTE);

	return note == NULL ? "" : psprintf(" Note: %s.", note);
}

static FeedShape
found_shape(const Guessing *guessing)
{
	FeedShape shape;

	shape_clear(&shape);
	for (int i = 0; i < SHAPE_KEYS; i++)
		shape.value[i].value = SPI_getbinval(guessing->found, guessing->desc,
											 i + 1, &shape.value[i].isnull);
	shape.value[SHAPE_MAPPING].value = guessing->mapping;
	shape.geometry = SPI_gettypeid(guessing->desc, SHAPE_AREA + 1);
	return shape;
}

/* One more argument of a call, unless it is null. */
static void
append_argument(StringInfo call, const char *name, const char *value)
{
	if (value != NULL)
		appendStringInfo(call, ", %s => %s", name, quote_literal_cstr(value));
}

static char *
mapping_text(const Guessing *guessing)
{
	return DatumGetCString(DirectFunctionCall1(jsonb_out, guessing->mapping));
}

/* The call that makes a feed as detected, for a hint. */
static const char *
create_feed_call(const Guessing *guessing, const char *feed)
{
	StringInfoData call;

	initStringInfo(&call);
	appendStringInfo(&call, "SELECT tripgrid.create_feed(%s",
					 quote_literal_cstr(feed));
	for (int i = SHAPE_COLUMNS; i <= SHAPE_CONSTANTS; i++)
	{
		const char *value = i == SHAPE_MAPPING ? mapping_text(guessing)
											   : found_text(guessing, i + 1);

		appendStringInfo(&call, ", %s",
						 value == NULL ? "NULL" : quote_literal_cstr(value));
	}
	append_argument(&call, "date_format",
					found_text(guessing, SHAPE_DATE_FORMAT + 1));
	append_argument(&call, "time_zone",
					found_text(guessing, SHAPE_TIME_ZONE + 1));
	if (found_flag(guessing, SHAPE_DECIMAL_COMMA + 1))
		appendStringInfoString(&call, ", decimal_comma => true");
	if (is_text(found_text(guessing, SHAPE_POSITION_ORDER + 1), "lat lon"))
		append_argument(&call, "position_order", "lat lon");
	append_argument(&call, "position_form",
					found_text(guessing, SHAPE_POSITION_FORM + 1));
	append_argument(&call, "position_srid",
					found_text(guessing, SHAPE_POSITION_SRID + 1));
	if (is_text(found_text(guessing, SHAPE_FORMAT + 1), "json"))
		append_argument(&call, "format", "json");
	append_argument(&call, "clock", found_text(guessing, SHAPE_CLOCK + 1));
	if (found_flag(guessing, SHAPE_CITIES + 1))
		appendStringInfoString(&call, ", cities => true");
	appendStringInfoChar(&call, ')');
	return call.data;
}

static char *
replaced(const char *string, const char *pattern, const char *with,
		 const char *flags)
{
	return TextDatumGetCString(DirectFunctionCall4Coll(
		textregexreplace, DEFAULT_COLLATION_OID, CStringGetTextDatum(string),
		CStringGetTextDatum(pattern), CStringGetTextDatum(with),
		CStringGetTextDatum(flags)));
}

/* A file's name as that of a feed: without what numbers it; may be empty. */
static char *
name_of_path(const char *path)
{
	char *name = replaced(path, "^.*/", "", "");

	name = replaced(name,
					"([.](csv|tsv|txt|dat|json|jsonl|ndjson|geojson|geojsonl|"
					"gz|zst|bz2|xz|lz4|lz|z|zip))+$",
					"", "i");
	name = replaced(name, "[^[:alnum:]]+", "_", "g");
	name = TextDatumGetCString(DirectFunctionCall1Coll(
		lower, DEFAULT_COLLATION_OID, CStringGetTextDatum(name)));
	name = replaced(name, "^[_0-9]+|((^|_)[0-9]*|[0-9]{4,})+$", "", "g");
	name[pg_mbcharcliplen(name, (int) strlen(name),
						  strlen(name) > 50 ? 12 : 50)] = '\0';
	return name;
}

static bool
name_is_taken(const Guessing *guessing, const char *name)
{
	return OidIsValid(get_relname_relid(name, guessing->schema));
}

/*
 * The name of a new feed: the dialect's or, if that is none, the file's.  No
 * relation of the store has it.
 */
static char *
new_feed_name(const Guessing *guessing)
{
	char *dialect = found_text(guessing, FOUND_DIALECT);
	char *base = dialect;
	char *name;

	if (is_text(dialect, "other") || is_text(dialect, "headerless"))
	{
		base = name_of_path(guessing->path);
		if (base[0] == '\0')
			base = dialect;
		if (name_is_taken(guessing, base))
		{
			Feed *feed = feed_named(guessing->schema, base);

			if (feed == NULL || !feed_allows(feed, ACL_SELECT | ACL_INSERT))
				base = psprintf("%s_feed", base);
		}
	}
	name = base;
	for (int n = 2; name_is_taken(guessing, name); n++)
		name = psprintf("%s_%d", base, n);
	return name;
}

static void
require_complete(const Guessing *guessing)
{
	const char *columns = found_text(guessing, SHAPE_COLUMNS + 1);
	const char *refusal = found_text(guessing, FOUND_REFUSAL);
	const char *beginning = "";

	if (found_flag(guessing, FOUND_COMPLETE))
		return;
	if (refusal != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_AMBIGUOUS_COLUMN),
				 errmsg("cannot tell how to read file \"%s\"", guessing->path),
				 errdetail("%s.", refusal)));
	if (columns != NULL && pg_mbstrlen(columns) <= 8000)
		beginning =
			psprintf(" To begin with: %s;",
					 create_feed_call(guessing, new_feed_name(guessing)));
	ereport(
		ERROR,
		(errcode(ERRCODE_UNDEFINED_COLUMN),
		 errmsg("cannot find out where %s of a trip %s in file \"%s\"",
				found_text(guessing, FOUND_MISSING),
				found_flag(guessing, FOUND_LACKS_ONE) ? "is" : "are",
				guessing->path),
		 errdetail("Its columns are: %s.%s",
				   found_text(guessing, FOUND_COLUMNS), found_note(guessing)),
		 errhint("Make a feed whose mapping says where, and name it.%s",
				 beginning)));
}

/* Who makes the same feed at once makes it once. */
static void
lock_feeds(const char *store)
{
	text *what = cstring_to_text(psprintf("tripgrid feeds of %s", store));

	(void) DirectFunctionCall1(
		pg_advisory_xact_lock_int8,
		DirectFunctionCall2Coll(hashtextextended, DEFAULT_COLLATION_OID,
								PointerGetDatum(what), Int64GetDatum(0)));
}

/* A definition with what it does not say, and without its privacy. */
static Jsonb *
plain_definition(const Feed *feed)
{
	static const char *const open = "{\"privacy\": {}}";
	FeedShape none;
	Datum usual;
	Datum said;

	shape_clear(&none);
	usual = JsonbPGetDatum(shape_definition(&none, true));
	said = JsonbPGetDatum(feed_definition(feed)->document);
	return DatumGetJsonbP(DirectFunctionCall2(
		jsonb_concat, DirectFunctionCall2(jsonb_concat, usual, said),
		DirectFunctionCall1(jsonb_in, CStringGetDatum(open))));
}

static bool
keeps_less(const Feed *feed)
{
	int count;

	(void) definition_keys(feed_definition(feed), "privacy", &count);
	return count > 0;
}

typedef struct Fitting
{
	const Feed *feed;
	Jsonb *wanted;
	int fits;
} Fitting;

/*
 * How well a feed fits one that is wanted: not at all, or as well as others;
 * better if it is the usual one, and best if it was made to keep less.
 */
static void
find_fitness(void *arg)
{
	Fitting *fitting = arg;
	const Feed *feed = fitting->feed;

	if (compareJsonbContainers(&plain_definition(feed)->root,
							   &fitting->wanted->root) == 0)
		fitting->fits =
			1 + 2 * keeps_less(feed) + (strcmp(feed->name, "feed") == 0);
}

/* The feed that the store has for it; null if it has none. */
static const char *
find_feed(Oid schema, Jsonb *wanted)
{
	const char *best = NULL;
	int best_fitness = 0;
	ListCell *cell;

	foreach (cell, feeds_of(schema))
	{
		Fitting fitting = {lfirst(cell), wanted};

		if (feed_allows(fitting.feed, ACL_SELECT | ACL_INSERT) &&
			feed_attempt(fitting.feed, find_fitness, &fitting) &&
			fitting.fits > best_fitness)
		{
			best = fitting.feed->name;
			best_fitness = fitting.fits;
		}
	}
	return best;
}

static bool
is_owner(const Guessing *guessing)
{
	StoreHandle handle = store_handle(guessing->schema);

	(void) handle_table(&handle, REL_TRIPS);
	return has_privs_of_role(GetUserId(), handle.owner[REL_TRIPS]);
}

static void
require_owner(const Guessing *guessing, const char *feed)
{
	if (!is_owner(guessing))
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("store \"%s\" has no feed for file \"%s\" that "
							   "you may load through",
							   guessing->store, guessing->path),
						errhint("Ask its owner to GRANT SELECT, INSERT on the "
								"feed that reads such files, if there is one, "
								"or to make one: %s;",
								create_feed_call(guessing, feed))));
}

/* Tell whether a constant of a feed stands for what nothing says. */
static bool
is_unknown(const Definition *definition, const char *constant)
{
	return is_text(definition_within(definition, "constants", constant),
				   "unknown");
}

static void
report_made(const Guessing *guessing, const Definition *made)
{
	bool unknown =
		is_unknown(made, "region") || is_unknown(made, "datasource");

	ereport(NOTICE,
			(errmsg("feed \"%s\" was made for file \"%s\"", made->feed,
					guessing->path),
			 errdetail("It reads %s, and takes %s as constant.%s%s",
					   mapping_text(guessing),
					   found_text(guessing, SHAPE_CONSTANTS + 1),
					   found_note(guessing),
					   unknown ? " Arguments region and datasource of the "
								 "call give them for one file, "
								 "tripgrid.change_feed() for all."
							   : "")));
}

/* Find the feed, or make it; *made tells which. */
static const char *
find_or_make(const Guessing *guessing, bool *made)
{
	FeedShape shape = found_shape(guessing);
	Jsonb *wanted = shape_definition(&shape, true);
	const char *feed;

	lock_feeds(guessing->store);
	feed = find_feed(guessing->schema, wanted);
	if (feed == NULL && guessing->further && !is_owner(guessing))
	{
		/* who cannot make a feed takes one that fills less */
		FeedShape less = shape;

		less.value[SHAPE_MAPPING].value = guessing->detected;
		feed = find_feed(guessing->schema, shape_definition(&less, true));
	}
	*made = feed == NULL;
	if (feed != NULL)
		return feed;
	feed = new_feed_name(guessing);
	require_owner(guessing, feed);
	feed_create(guessing->store, feed, &shape);
	report_made(guessing, definition_from(feed, wanted));
	return feed;
}

static Datum
text_or_null(const char *value, bool *isnull)
{
	*isnull = value == NULL;
	return value == NULL ? (Datum) 0 : CStringGetTextDatum(value);
}

/* Detect, with what the caller has said, and what order dates are known by. */
static void
detect(Guessing *guessing, const FileSample *sample, const char *date_order)
{
	const FileRequest *request = sample->request;
	const char *const given[] = {request->region,
								 request->date_format,
								 request->time_zone,
								 request->position_order,
								 date_order,
								 request->position_form,
								 request->position_srid == 0
									 ? NULL
									 : psprintf("%d", request->position_srid),
								 request->delimiter,
								 psprintf("%c", sample->format->quote)};
	Datum texts[lengthof(given)];
	bool isnull[lengthof(given)];
	int count = lengthof(given);
	int first = 1;
	Oid types[] = {TEXTOID, TEXTOID, TEXTARRAYOID};
	Datum values[] = {sample->first_line, sample->lines, (Datum) 0};

	for (int i = 0; i < count; i++)
		texts[i] = text_or_null(given[i], &isnull[i]);
	values[2] = PointerGetDatum(construct_md_array(
		texts, isnull, 1, &count, &first, TEXTOID, -1, false, TYPALIGN_INT));
	sql_query(detect_query, lengthof(types), types, values);
	guessing->found = SPI_tuptable->vals[0];
	guessing->desc = SPI_tuptable->tupdesc;
	guessing->detected = guessing->mapping = SPI_getbinval(
		guessing->found, guessing->desc, SHAPE_MAPPING + 1, &isnull[0]);
}

/* Fill columns that were added to trips, too, where the file has them. */
static void
add_further(Guessing *guessing)
{
	StoreHandle handle = store_handle(guessing->schema);
	bool isnull;
	Datum columns = SPI_getbinval(guessing->found, guessing->desc,
								  SHAPE_COLUMNS + 1, &isnull);

	if (isnull || is_text(found_text(guessing, SHAPE_FORMAT + 1), "json"))
		return;
	guessing->mapping = further_columns(guessing->detected, columns,
										handle_table(&handle, REL_TRIPS));
	guessing->further = guessing->mapping != guessing->detected;
}

/* The format of a file's records, as far as it is known by now. */
static FileFormat
known_format(const Guessing *guessing, const FileSample *sample)
{
	const char *delimiter = found_text(guessing, FOUND_DELIMITER);
	FileFormat format = *sample->format;

	if (sample->request->delimiter == NULL && delimiter != NULL)
		format.delimiter = *delimiter;
	return format;
}

/* Read on where the sample has no time of a clock of 24 hours. */
static void
settle_hours(const Guessing *guessing, const FileSample *sample)
{
	const char *field = found_text(guessing, FOUND_TIME_FIELD);
	FileFormat format = known_format(guessing, sample);

	if (found_flag(guessing, FOUND_OPEN_HOURS) && !format.json &&
		field != NULL &&
		file_hours_are_halved(sample->path, sample->start, &format,
							  atoi(field)))
		ereport(WARNING, (errmsg("file \"%s\": " HOURS_ARE_HALVED
								 "; date_format settles it",
								 sample->path)));
}

/* Read on where the sample leaves the order of dates open. */
static void
settle_dates(Guessing *guessing, const FileSample *sample)
{
	const char *field = found_text(guessing, FOUND_DATE_FIELD);
	FileFormat format = known_format(guessing, sample);
	FileDates dates;

	if (!found_flag(guessing, FOUND_OPEN_DATES) || format.json ||
		field == NULL)
		return;
	dates = file_date_order(sample->path, sample->start, &format, atoi(field));
	if (dates.mixed)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_DATETIME_FORMAT),
				 errmsg("file \"%s\" has dates with the day first and with "
						"the month first",
						sample->path),
				 errhint("Load it in parts, or give date_format.")));
	if (dates.order == NULL)
		return;
	detect(guessing, sample, dates.order);
	if (!dates.proven)
		ereport(
			WARNING,
			(errmsg("dates of file \"%s\" are taken for %s, by how they "
					"follow each other",
					sample->path, found_text(guessing, SHAPE_DATE_FORMAT + 1)),
			 errhint("date_format settles it.")));
}

static void
report_warnings(const Guessing *guessing)
{
	bool isnull;
	Datum warnings = SPI_getbinval(guessing->found, guessing->desc,
								   FOUND_WARNINGS, &isnull);
	int count;
	char **texts = texts_of(warnings, &count);

	for (int i = 0; i < count; i++)
		ereport(WARNING,
				(errmsg("file \"%s\": %s", guessing->path, texts[i])));
}

static FeedClocks
clocks_of(const char *clocks)
{
	return is_text(clocks, "local")		 ? CLOCKS_LOCAL
		   : is_text(clocks, "instants") ? CLOCKS_INSTANTS
										 : CLOCKS_ANY;
}

FileGuess
guess_feed(const FileSample *sample, const char *store)
{
	MemoryContext caller = CurrentMemoryContext;
	Guessing guessing = {sample->path, store, store_schema(store)};
	const char *delimiter;
	FileGuess guess;

	SPI_connect();
	detect(&guessing, sample, NULL);
	settle_dates(&guessing, sample);
	add_further(&guessing);
	require_complete(&guessing);
	report_warnings(&guessing);
	settle_hours(&guessing, sample);
	guess.feed =
		MemoryContextStrdup(caller, find_or_make(&guessing, &guess.made));
	delimiter = found_text(&guessing, FOUND_DELIMITER);
	guess.delimiter = delimiter == NULL ? '\0' : delimiter[0];
	guess.header = found_flag(&guessing, FOUND_HEADER);
	guess.clocks = clocks_of(found_text(&guessing, FOUND_CLOCKS));
	SPI_finish();
	return guess;
}

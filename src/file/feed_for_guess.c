/*
 * feed_for_guess.c
 *	  The feed of a store for what was detected of a file: one that it has, or
 *	  a new one.
 */
#include "compat.h"

#include "catalog/pg_collation.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "feed/feed_list.h"
#include "feed/make_feed.h"
#include "file/feed_for_guess.h"
#include "store/handle.h"

static FeedShape
found_shape(const Guessing *guessing)
{
	FeedShape shape;

	shape_clear(&shape);
	for (int i = 0; i < SHAPE_OF_TRIPS; i++)
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

static const char *
create_feed_call(const Guessing *guessing, const char *feed)
{
	StringInfoData call;

	initStringInfo(&call);
	appendStringInfo(&call, "SELECT tripgrid.create_feed(%s",
					 quote_literal_cstr(feed));
	for (int i = SHAPE_COLUMNS; i <= SHAPE_CONSTANTS; i++)
	{
		const char *value = i == SHAPE_MAPPING ? guessed_mapping(guessing)
											   : guessed_text(guessing, i + 1);

		appendStringInfo(&call, ", %s",
						 value == NULL ? "NULL" : quote_literal_cstr(value));
	}
	append_argument(&call, "date_format",
					guessed_text(guessing, SHAPE_DATE_FORMAT + 1));
	append_argument(&call, "time_zone",
					guessed_text(guessing, SHAPE_TIME_ZONE + 1));
	if (guessed_flag(guessing, SHAPE_DECIMAL_COMMA + 1))
		appendStringInfoString(&call, ", decimal_comma => true");
	if (is_text(guessed_text(guessing, SHAPE_POSITION_ORDER + 1), "lat lon"))
		append_argument(&call, "position_order", "lat lon");
	append_argument(&call, "position_form",
					guessed_text(guessing, SHAPE_POSITION_FORM + 1));
	append_argument(&call, "position_srid",
					guessed_text(guessing, SHAPE_POSITION_SRID + 1));
	if (is_text(guessed_text(guessing, SHAPE_FORMAT + 1), "json"))
		append_argument(&call, "format", "json");
	append_argument(&call, "clock", guessed_text(guessing, SHAPE_CLOCK + 1));
	if (guessed_flag(guessing, SHAPE_CITIES + 1))
		appendStringInfoString(&call, ", cities => true");
	append_argument(&call, "store", guessing->store);
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
	char *dialect = guessed_text(guessing, GUESSED_DIALECT);
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

const char *
feed_call_for_guess(const Guessing *guessing)
{
	return create_feed_call(guessing, new_feed_name(guessing));
}

void
feeds_lock(const char *store)
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
	const char *constants = guessed_text(guessing, SHAPE_CONSTANTS + 1);
	bool unknown =
		is_unknown(made, "region") || is_unknown(made, "datasource");

	ereport(NOTICE,
			(errmsg("feed \"%s\" was made for file \"%s\"", made->feed,
					guessing->path),
			 errdetail("It reads %s%s.%s%s", guessed_mapping(guessing),
					   is_text(constants, "{}")
						   ? ""
						   : psprintf(", and takes %s as constant", constants),
					   guessed_note(guessing),
					   unknown ? " Arguments region and datasource of the "
								 "call give them for one file, "
								 "tripgrid.change_feed() for all."
							   : "")));
}

const char *
feed_for_guess(const Guessing *guessing, bool *made)
{
	FeedShape shape = found_shape(guessing);
	Jsonb *wanted = shape_definition(&shape, true);
	const char *feed;

	feeds_lock(guessing->store);
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

/*
 * table_guess.c
 *	  The table and the feed of a file for which a table is named.
 *
 * The file is read before the lock is taken that all take who make feeds; then
 * everything is looked at again, as another session may have made it.
 */
#include "compat.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"

#include "feed/make_feed.h"
#include "feed/table_map.h"
#include "file/feed_for_guess.h"
#include "file/feed_for_table.h"
#include "file/file_guess.h"
#include "file/file_ledger.h"
#include "file/table_add.h"
#include "file/table_guess.h"
#include "file/table_plan.h"
#include "target/target.h"
#include "types/texts.h"

#define TRIES 5

typedef struct Guess
{
	const FileRequest *request;
	const char *path;
	const FileHead *head;
	const FileFormat *format;
	Store *store;
	TableScan *scan; /* of as much as is needed so far */
	Oid table;		 /* invalid: it is not there */
	TableFit fit;
	bool adds; /* columns that the file has and the feed has not */
} Guess;

static void
scan_more(Guess *guess, bool whole)
{
	const char *dates =
		guess->fit.feed == NULL
			? guess->request->date_format
			: definition_text(guess->fit.definition, "date_format");

	guess->scan = table_scan(guess->request, guess->path, guess->head,
							 guess->format, dates, whole);
}

/* Look at what there is; more of it may come to be until the lock is taken. */
static void
look(Guess *guess)
{
	const FileRequest *request = guess->request;

	guess->table = get_relname_relid(request->target, guess->store->schema);
	memset(&guess->fit, 0, sizeof guess->fit);
	if (OidIsValid(guess->table))
		guess->fit = feed_for_table(guess->store, request, guess->scan);
	guess->adds = guess->fit.feed != NULL && request->add_columns &&
				  guess->scan->header != 0 &&
				  (guess->fit.fresh_count > 0 || guess->scan->format.json);
}

static bool
makes(const Guess *guess)
{
	return guess->fit.feed == NULL || guess->adds;
}

/* What there is not is made by the store's owner alone. */
static void
require_owner(const Guess *guess)
{
	const char *target = guess->request->target;
	const char *store = guess->store->name;

	if (!makes(guess) || has_privs_of_role(GetUserId(), guess->store->owner))
		return;
	if (!OidIsValid(guess->table))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("store \"%s\" has no table \"%s\"", store, target),
				 errhint("The store's owner has it made by loading the "
						 "file.")));
	if (guess->fit.feed == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("store \"%s\" has no feed into table \"%s\" for file "
						"\"%s\" that you may load through",
						store, target, guess->path),
				 errhint("Ask its owner to GRANT SELECT, INSERT on one, or "
						 "to make it with tripgrid.create_feed().")));
	if (guess->fit.fresh_count > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("only the owner of store \"%s\" adds columns to its "
						"tables",
						store),
				 errhint("Leave out new_columns, and what is new is passed "
						 "over.")));
}

/* Who names a schema, too, means no table of that whole name. */
static void
check_name(const Guess *guess)
{
	const char *target = guess->request->target;
	const char *store = guess->store->name;
	size_t len = strlen(store);

	if (OidIsValid(get_relname_relid(target, guess->store->schema)) ||
		strncmp(target, store, len) != 0 || target[len] != '.')
		return;
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("target is a table of store \"%s\"", store),
					errhint("Name it without its schema: target => %s.",
							quote_literal_cstr(target + len + 1))));
}

/* The name of a new feed; no relation of the store has it. */
static const char *
new_feed_name(const Guess *guess)
{
	const char *target = guess->request->target;
	char *name = psprintf(
		"%.*s_feed",
		pg_mbcliplen(target, (int) strlen(target), NAMEDATALEN - 12), target);
	char *base = name;

	for (int n = 2; OidIsValid(get_relname_relid(name, guess->store->schema));
		 n++)
		name = psprintf("%s_%d", base, n);
	return name;
}

static void
say(FeedShape *shape, ShapeKey key, const char *value)
{
	shape->value[key].isnull = value == NULL;
	if (value != NULL)
		shape->value[key].value = CStringGetTextDatum(value);
}

/* Make a feed that has that mapping. */
static const char *
make_feed(const Guess *guess, const TablePlan *plan, const char *mapping)
{
	const FileRequest *request = guess->request;
	const TableScan *scan = guess->scan;
	const char *name = new_feed_name(guess);
	char **names = palloc(scan->count * sizeof *names);
	FeedShape shape;

	shape_clear(&shape);
	for (int i = 0; i < scan->count; i++)
		names[i] = unconstify(char *, scan->column[i].name);
	if (!scan->format.json)
		shape_name_columns(&shape, names, scan->count);
	shape.value[SHAPE_MAPPING] = (NullableDatum){
		DirectFunctionCall1(jsonb_in, CStringGetDatum(mapping)), false};
	say(&shape, SHAPE_DATE_FORMAT, plan->date_format);
	say(&shape, SHAPE_TIME_ZONE, request->time_zone);
	shape.value[SHAPE_DECIMAL_COMMA] =
		(NullableDatum){BoolGetDatum(plan->decimal_comma), false};
	say(&shape, SHAPE_FORMAT, scan->format.json ? "json" : NULL);
	say(&shape, SHAPE_TARGET, request->target);
	if (request->key_count > 0)
		shape.value[SHAPE_KEY] = (NullableDatum){
			texts_datum(request->key_columns, request->key_count), false};
	say(&shape, SHAPE_ON_KEY, request->on_key);
	say(&shape, SHAPE_VERSION, request->version);
	target_lock(store_owned(guess->store->name), request->target);
	feed_create(guess->store->name, name, &shape);
	return name;
}

static void
warn(const Guess *guess, const TablePlan *plan)
{
	ListCell *cell;

	foreach (cell, plan->warnings)
		ereport(WARNING, (errmsg("file \"%s\": %s", guess->path,
								 (char *) lfirst(cell))));
}

/* Without values nothing is known of types. */
static TablePlan *
plan_table(const Guess *guess)
{
	if (guess->scan->records == 0)
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("file \"%s\" has no rows", guess->path),
				 errdetail("Types of a table's columns are found out from "
						   "their values."),
				 errhint("Make the table, or load a file with rows first.")));
	return table_plan(guess->scan, guess->request);
}

static const char *
make_table(Guess *guess, TableGuess *result)
{
	const char *target = guess->request->target;
	TablePlan *plan = plan_table(guess);
	char *statement = target_table_sql(guess->store->name, target,
									   plan->column, plan->count);
	char *notes = table_plan_notes(plan->notes);
	const char *feed;
	StoreCaller caller;

	if (!target_make_table(guess->store, target, statement))
		return NULL;
	result->table_made = true;
	caller = store_become_owner(guess->store);
	result->loads_before = ledger_last(guess->store);
	store_resume(caller);
	/* an error of what is said of the feed takes the table back, too */
	feed = make_feed(guess, plan, table_plan_mapping(plan));
	ereport(NOTICE, (errmsg("table \"%s\" was made for file \"%s\": %s",
							target, guess->path, statement),
					 notes != NULL ? errdetail("%s", notes) : 0));
	warn(guess, plan);
	ereport(NOTICE, (errmsg("feed \"%s\" was made for file \"%s\"", feed,
							guess->path)));
	return feed;
}

/* A feed into a table that is there, by names. */
static const char *
make_named_feed(Guess *guess)
{
	TablePlan *plan = table_plan(guess->scan, guess->request);
	char *mapping =
		table_add_matches(store_owned(guess->store->name),
						  guess->request->target, guess->scan, plan);
	const char *feed;

	feed = make_feed(guess, plan, mapping);
	ereport(NOTICE,
			(errmsg("feed \"%s\" was made for file \"%s\"", feed, guess->path),
			 errdetail("It fills columns of table \"%s\" by their names: %s.",
					   guess->request->target, mapping)));
	return feed;
}

/* Do what is to be done; null where another session was first. */
static const char *
settle(Guess *guess, TableGuess *result)
{
	result->feed_made = guess->fit.feed == NULL;
	if (!OidIsValid(guess->table))
		return make_table(guess, result);
	if (guess->fit.feed == NULL)
		return make_named_feed(guess);
	if (guess->adds && guess->fit.fresh_count > 0)
		table_add_columns(guess->store->name, guess->request, guess->scan,
						  &guess->fit);
	return guess->fit.feed;
}

TableGuess
table_guess(const Source *source, const FileHead *head,
			const FileFormat *format, const FileRequest *request, Store *store)
{
	Guess guess = {request, source->path, head, format, store};
	TableGuess result = {0};

	check_name(&guess);
	file_check_empty(source, head);
	scan_more(&guess, false);
	look(&guess);
	require_owner(&guess);
	if (makes(&guess))
		scan_more(&guess, true);
	feeds_lock(store->name);
	for (int i = 0; i < TRIES && result.feed == NULL; i++)
	{
		AcceptInvalidationMessages();
		look(&guess);
		require_owner(&guess);
		if (makes(&guess) && !guess.scan->whole)
		{
			scan_more(&guess, true);
			look(&guess);
		}
		result.feed = settle(&guess, &result);
	}
	if (result.feed == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_IN_USE),
				 errmsg("table \"%s\" of store \"%s\" was made and dropped "
						"by others meanwhile",
						request->target, store->name),
				 errhint("Load the file again.")));
	result.format = guess.scan->format;
	result.header = guess.scan->header != 0;
	return result;
}

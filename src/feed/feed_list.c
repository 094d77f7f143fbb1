/*
 * feed_list.c
 *	  Everything in a store that takes rows.
 *
 * No feed is locked, so that the list is there while one is changed: it is
 * read from the catalog, not from descriptors of relations.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/relation.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/pg_class.h"
#include "catalog/pg_trigger.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"

#include "feed/feed_list.h"
#include "feed/feed_shape.h"
#include "store/attempt.h"
#include "store/handle.h"
#include "store/owned.h"
#include "store/readable.h"
#include "store/triggers.h"

static const char default_definition[] =
	"{\"columns\": [\"region\", \"origin_coord\", \"destination_coord\", "
	"\"datetime\", \"datasource\"], "
	"\"mapping\": {\"region\": \"region\", \"origin\": \"origin_coord\", "
	"\"destination\": \"destination_coord\", \"departed_at\": \"datetime\", "
	"\"datasource\": \"datasource\"}, "
	"\"position_order\": \"lon lat\", \"format\": \"csv\"}";

/* The first argument of a trigger, null if it has none. */
static const char *
first_argument(HeapTuple trigger, TupleDesc desc)
{
	bool isnull;
	Datum arguments;

	if (((Form_pg_trigger) GETSTRUCT(trigger))->tgnargs == 0)
		return NULL;
	arguments = heap_getattr(trigger, Anum_pg_trigger_tgargs, desc, &isnull);
	return VARDATA_ANY(DatumGetByteaPP(arguments));
}

/* A feed, of its trigger's argument; null for the default shape. */
static Feed *
make_feed(Form_pg_class view, const char *argument)
{
	Feed *feed = palloc(sizeof(Feed));

	feed->name = pstrdup(NameStr(view->relname));
	feed->relation = view->oid;
	feed->owner = view->relowner;
	feed->argument = argument == NULL ? NULL : pstrdup(argument);
	return feed;
}

/* The feed that a view is, null if none of its triggers takes rows. */
static Feed *
feed_of(Form_pg_class view, Relation triggers)
{
	Feed *feed = NULL;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple tuple;

	ScanKeyInit(&key, Anum_pg_trigger_tgrelid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(view->oid));
	scan = systable_beginscan(triggers, TriggerRelidNameIndexId, true, NULL, 1,
							  &key);
	while (feed == NULL && HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_trigger trigger = (Form_pg_trigger) GETSTRUCT(tuple);

		if (TRIGGER_FOR_ROW(trigger->tgtype) &&
			function_is_ours(trigger->tgfoid, "feed_row"))
			feed = make_feed(
				view, first_argument(tuple, RelationGetDescr(triggers)));
	}
	systable_endscan(scan);
	return feed;
}

static int
compare_names(const ListCell *a, const ListCell *b)
{
	return strcmp(((const Feed *) lfirst(a))->name,
				  ((const Feed *) lfirst(b))->name);
}

List *
feeds_of(Oid schema)
{
	Relation classes = table_open(RelationRelationId, AccessShareLock);
	Relation triggers = table_open(TriggerRelationId, AccessShareLock);
	List *feeds = NIL;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple tuple;

	ScanKeyInit(&key, Anum_pg_class_relnamespace, BTEqualStrategyNumber,
				F_OIDEQ, ObjectIdGetDatum(schema));
	scan = systable_beginscan(classes, InvalidOid, false, NULL, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_class relation = (Form_pg_class) GETSTRUCT(tuple);
		Feed *feed;

		CHECK_FOR_INTERRUPTS();
		if (relation->relkind != RELKIND_VIEW)
			continue;
		feed = feed_of(relation, triggers);
		if (feed != NULL)
			feeds = lappend(feeds, feed);
	}
	systable_endscan(scan);
	table_close(triggers, AccessShareLock);
	table_close(classes, AccessShareLock);
	list_sort(feeds, compare_names);
	return feeds;
}

Feed *
feed_named(Oid schema, const char *name)
{
	ListCell *cell;

	foreach (cell, feeds_of(schema))
	{
		Feed *feed = lfirst(cell);

		if (strcmp(feed->name, name) == 0)
			return feed;
	}
	return NULL;
}

Relation
feed_open(Oid feed, LOCKMODE mode)
{
	Relation relation = try_relation_open(feed, mode);

	if (relation == NULL)
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_TABLE),
						errmsg("feed was dropped while rows were loaded "
							   "through it")));
	return relation;
}

bool
feed_allows(const Feed *feed, AclMode rights)
{
	Oid schema = get_rel_namespace(feed->relation);

	/* it may have been dropped since it was listed */
	return OidIsValid(schema) && TgMayUseSchema(schema, GetUserId()) &&
		   store_may_use(feed->relation, rights);
}

const Definition *
feed_definition(const Feed *feed)
{
	return definition_parse(feed->name, feed->argument != NULL
											? feed->argument
											: default_definition);
}

typedef struct Reading
{
	const Feed *feed;
	Oid geometry;
	FeedShape shape;
} Reading;

static void
read_shape(void *arg)
{
	Reading *reading = arg;

	shape_read(feed_definition(reading->feed), reading->geometry,
			   &reading->shape);
}

/* Tell whether an error is about what a definition says. */
static bool
is_about_definition(int code)
{
	int category = ERRCODE_TO_CATEGORY(code);

	return category == ERRCODE_DATA_EXCEPTION ||
		   category == ERRCODE_FEATURE_NOT_SUPPORTED ||
		   (category == ERRCODE_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION &&
			code != ERRCODE_INSUFFICIENT_PRIVILEGE);
}

bool
feed_attempt(const Feed *feed, void (*run)(void *arg), void *arg)
{
	ErrorData *error = attempt(run, arg);

	if (error == NULL)
		return true;
	if (!is_about_definition(error->sqlerrcode))
		ReThrowError(error);
	ereport(WARNING, (errcode(error->sqlerrcode),
					  errmsg("feed \"%s\" is passed over: %s", feed->name,
							 error->message)));
	return false;
}

/* Of a feed whose definition cannot be read there is the name. */
static void
put_row(ReturnSetInfo *result, const Feed *feed)
{
	Oid geometry = TupleDescAttr(result->setDesc, 1 + SHAPE_AREA)->atttypid;
	Datum values[1 + SHAPE_KEYS];
	bool isnull[1 + SHAPE_KEYS] = {false};
	Reading reading = {feed, geometry};
	const FeedShape *shape = &reading.shape;

	if (!feed_attempt(feed, read_shape, &reading))
		shape_clear(&reading.shape);
	values[0] = DirectFunctionCall1(namein, CStringGetDatum(feed->name));
	for (int i = 0; i < SHAPE_KEYS; i++)
	{
		values[1 + i] = shape->value[i].value;
		isnull[1 + i] = shape->value[i].isnull;
	}
	tuplestore_putvalues(result->setResult, result->setDesc, values, isnull);
}

/*
 * (store): rows of feed, columns, mapping, constants, date_format, time_zone,
 * decimal_comma, position_order, area, format, privacy
 */
PG_FUNCTION_INFO_V1(feeds);
Datum
feeds(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	const char *store =
		store_existing(PG_ARGISNULL(0) ? NULL : PG_GETARG_NAME(0));
	ListCell *cell;

	InitMaterializedSRF(fcinfo, 0);
	foreach (cell, feeds_of(store_schema(store)))
	{
		const Feed *feed = lfirst(cell);

		if (feed_allows(feed, ACL_SELECT | ACL_INSERT))
			put_row(result, feed);
	}
	return (Datum) 0;
}

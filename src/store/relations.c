/*
 * relations.c
 *	  What a store is made of: its tables, sequences and triggers.
 */
#include "compat.h"

#include "catalog/pg_trigger.h"
#include "commands/trigger.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "store/relations.h"

/* Users add columns to those tables whose columns are listed. */
static const char *const trips_columns[] = {
	"trip_id",	   "load_id", "departed_at", "origin",
	"destination", "region",  "datasource",	 NULL};

static const char *const loads_columns[] = {
	"load_id",	   "load_key",		"feed",		   "loaded_by", "state",
	"error",	   "path",			"file_bytes",  "sha256",	"region",
	"datasource",  "started_at",	"finished_at", "duration",	"rows_read",
	"rows_loaded", "rows_rejected", NULL};

static const char *const rejects_columns[] = {
	"load_id",		   "lineno",	  "fields",	   "colname",
	"raw_field_value", "err_message", "errorcode", NULL};

static const char *const freshness_columns[] = {"signs", "behind", NULL};

#define CHANGED "FOR EACH STATEMENT EXECUTE FUNCTION tripgrid.trips_changed()"
#define APPLIED                                                               \
	"FOR EACH ROW WHEN (tripgrid._applies_rows()) "                           \
	"EXECUTE FUNCTION tripgrid.trips_applied()"

/*
 * Statement triggers fire always; an apply worker fires those of rows alone.
 * Transition tables tell trips_applied who changed a row; row triggers that
 * have them also keep trips from becoming a child or partition.
 */
static const OurTrigger trips_triggers[] = {
	{"trips_deleted", TRIGGER_FIRES_ALWAYS, "AFTER DELETE",
	 "REFERENCING OLD TABLE AS went " CHANGED},
	{"trips_deletion_applied", TRIGGER_FIRES_ON_REPLICA, "AFTER DELETE",
	 "REFERENCING OLD TABLE AS went " APPLIED},
	{"trips_inserted", TRIGGER_FIRES_ALWAYS, "AFTER INSERT",
	 "REFERENCING NEW TABLE AS came " CHANGED},
	{"trips_insertion_applied", TRIGGER_FIRES_ON_REPLICA, "AFTER INSERT",
	 "REFERENCING NEW TABLE AS came " APPLIED},
	{"trips_truncated", TRIGGER_FIRES_ALWAYS, "AFTER TRUNCATE",
	 "FOR EACH STATEMENT EXECUTE FUNCTION tripgrid.trips_truncated()"},
	{"trips_update_applied", TRIGGER_FIRES_ON_REPLICA, "AFTER UPDATE",
	 "REFERENCING OLD TABLE AS went NEW TABLE AS came " APPLIED},
	{"trips_updated", TRIGGER_FIRES_ALWAYS, "AFTER UPDATE",
	 "REFERENCING OLD TABLE AS went NEW TABLE AS came " CHANGED}};

static const OurTrigger derived_triggers[] = {
	{"derived_applied", TRIGGER_FIRES_ON_REPLICA,
	 "AFTER INSERT OR UPDATE OR DELETE",
	 "FOR EACH ROW WHEN (tripgrid._applies_rows()) "
	 "EXECUTE FUNCTION tripgrid.derived_changed()"},
	{"derived_changed", TRIGGER_FIRES_ALWAYS,
	 "AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE",
	 "FOR EACH STATEMENT EXECUTE FUNCTION tripgrid.derived_changed()"}};

#define DERIVED                                                               \
	.derived = true, .readable = READ_SEGMENTS, .taking_back = CMD_DELETE,    \
	.triggers = derived_triggers, .trigger_count = lengthof(derived_triggers)

const StoreRelationInfo store_relations[REL_COUNT] = {
	[REL_TRIPS] = {.name = "trips",
				   .comment = "the trips; change them as you like, the "
							  "segments follow",
				   .readable = READ_ALL,
				   .optional = true,
				   .columns = trips_columns,
				   .taking_back = CMD_DELETE,
				   .sequence = "trips_trip_id_seq",
				   .number = "trip_id",
				   .triggers = trips_triggers,
				   .trigger_count = lengthof(trips_triggers)},
	[REL_LOADS] = {.name = "loads",
				   .comment = "the ledger: every COPY, INSERT or file loaded "
							  "through a feed",
				   .readable = READ_ALL,
				   .optional = true,
				   .columns = loads_columns,
				   .taking_back = CMD_UPDATE,
				   .sequence = "loads_load_id_seq",
				   .number = "load_id"},
	[REL_CHUNKS] = {.name = "chunks",
					.comment = "the parts of files that were loaded, bytes "
							   "first to last, each in a transaction of its "
							   "own",
					.taking_back = CMD_DELETE},
	[REL_REJECTS] = {.name = "rejects",
					 .comment = "rows that could not become trips, with "
								"their reasons",
					 .readable = READ_ALL,
					 .optional = true,
					 .columns = rejects_columns,
					 .taking_back = CMD_DELETE},
	[REL_SUMMARIES] = {.name = "summaries",
					   .comment = "what each run of segments holds of each "
								  "region",
					   .sequence = "runs",
					   .number = "run_id",
					   DERIVED},
	[REL_NODES] = {.name = "segment_nodes",
				   .comment = "headers over neighbouring segments, so that "
							  "questions look at few of them",
				   DERIVED},
	[REL_SEGMENTS] = {.name = "segments",
					  .comment = "the same trips, sorted and compressed, in "
								 "two projections; kept by triggers on trips",
					  DERIVED},
	[REL_FRESHNESS] = {.name = "freshness",
					   .comment = "when segments and trips were known to be "
								  "equal, and what may have made them differ "
								  "since",
					   .readable = READ_SEGMENTS,
					   .optional = true,
					   .columns = freshness_columns},
	[REL_PLACES] = {.name = "places",
					.comment = "positions by name, for feeds whose files "
							   "have no coordinates"},
	[REL_SECRETS] = {.name = "secrets",
					 .comment = "what identities are hashed with; whoever "
								"reads it can tell whose the hashes are"},
	[REL_ERASED] = {.name = "erased",
					.comment = "hashes of identities that were erased and "
							   "are not to be loaded again"}};

/* A name; no value for none. */
static Datum
name_datum(const char *name)
{
	return name == NULL ? (Datum) 0
						: DirectFunctionCall1(namein, CStringGetDatum(name));
}

/* Return a row; columns without a value are null. */
static void
put_row(FunctionCallInfo fcinfo, Datum *values, int count)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	bool isnull[4];

	Assert(count <= (int) lengthof(isnull));
	for (int i = 0; i < count; i++)
		isnull[i] = values[i] == (Datum) 0;
	tuplestore_putvalues(result->setResult, result->setDesc, values, isnull);
}

/* (): the tables of a store and what numbers their rows, in SQL */
PG_FUNCTION_INFO_V1(store_tables);
Datum
store_tables(PG_FUNCTION_ARGS)
{
	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < REL_COUNT; i++)
	{
		const StoreRelationInfo *info = &store_relations[i];
		Datum values[] = {
			name_datum(info->name), CStringGetTextDatum(info->comment),
			name_datum(info->sequence), name_datum(info->number)};

		put_row(fcinfo, values, lengthof(values));
	}
	return (Datum) 0;
}

/* How ALTER TABLE says when a trigger fires. */
static const char *
enabled_text(char enabled)
{
	return enabled == TRIGGER_FIRES_ALWAYS ? "ALWAYS" : "REPLICA";
}

/* (): the triggers that keep segments equal to trips, in SQL */
PG_FUNCTION_INFO_V1(store_triggers);
Datum
store_triggers(PG_FUNCTION_ARGS)
{
	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < REL_COUNT; i++)
		for (int j = 0; j < store_relations[i].trigger_count; j++)
		{
			const OurTrigger *trigger = &store_relations[i].triggers[j];
			Datum values[] = {
				name_datum(store_relations[i].name), name_datum(trigger->name),
				CStringGetTextDatum(enabled_text(trigger->enabled)),
				CStringGetTextDatum(psprintf(
					"%s ON %%I.%%I %s", trigger->event, trigger->action))};

			put_row(fcinfo, values, lengthof(values));
		}
	return (Datum) 0;
}

/*
 * relation_lists.c
 *	  The lists of what a store is made of, in SQL.
 */
#include "compat.h"

#include "catalog/pg_trigger.h"
#include "commands/trigger.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "store/relations.h"

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

static const char *
treatment(const StoreRelationInfo *table, const StoreColumn *column)
{
	switch (table->personal)
	{
		case PERSONAL_TRIP:
			return "trip";
		case PERSONAL_DERIVED:
			return "derived";
		case PERSONAL_REJECT:
			return "reject";
		case PERSONAL_PLACE:
			return "place";
		default:
			return column->quotes ? "text" : "none";
	}
}

/* (): the columns of a store, and what becomes of each when trips are erased
 */
PG_FUNCTION_INFO_V1(store_columns);
Datum
store_columns(PG_FUNCTION_ARGS)
{
	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < REL_COUNT; i++)
		for (int j = 0; j < store_relations[i].count; j++)
		{
			const StoreColumn *column = &store_relations[i].columns[j];
			Datum values[] = {
				name_datum(store_relations[i].name), name_datum(column->name),
				CStringGetTextDatum(treatment(&store_relations[i], column))};

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

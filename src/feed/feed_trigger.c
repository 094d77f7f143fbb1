/*
 * feed_trigger.c
 *	  The triggers of a feed: one that takes each row instead of the view,
 *	  one that ends the load when its statement ends.
 *
 * Both find their load by the feed and by the memory context in which the
 * server keeps the statement's triggers (fn_mcxt): nested and failed
 * statements have contexts of their own.
 */
#include "compat.h"

#include "commands/trigger.h"
#include "executor/tuptable.h"
#include "utils/rel.h"

#include "core/base/hot.h"
#include "feed/load.h"

static void
require(bool fired_right, const char *message)
{
	if (!fired_right)
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("%s", message)));
}

/* The text of a field, in place if it is stored so. */
static FieldText
field_text(TupleTableSlot *slot, AttrNumber column)
{
	FieldText field = {NULL, 0};
	text *value;

	if (slot->tts_isnull[column - 1])
		return field;
	value = DatumGetTextPP(slot->tts_values[column - 1]);
	field.bytes = VARDATA_ANY(value);
	field.len = VARSIZE_ANY_EXHDR(value);
	return field;
}

/*
 * Take one row: return null if it is rejected, so that an INSERT counts the
 * loaded.  Otherwise return a copy, for RETURNING: the server frees the tuple
 * that it gave us only if it gets another one back, or COPY would grow with
 * the file.  The fields are read from the slot, where COPY has just put them.
 */
PG_FUNCTION_INFO_V1(feed_row);
TG_HOT Datum
feed_row(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;
	Load *load = fcinfo->flinfo->fn_extra;
	TupleTableSlot *slot;
	const FeedMap *map;

	require(CALLED_AS_TRIGGER(fcinfo) &&
				TRIGGER_FIRED_BY_INSERT(data->tg_event) &&
				TRIGGER_FIRED_FOR_ROW(data->tg_event) &&
				TRIGGER_FIRED_INSTEAD(data->tg_event),
			"feed_row must be called by an INSTEAD OF INSERT row trigger");
	if (load == NULL)
		load = fcinfo->flinfo->fn_extra =
			load_begin(data->tg_relation, fcinfo->flinfo->fn_mcxt);
	slot = data->tg_trigslot;
	slot_getallattrs(slot);
	map = load->map;
	for (int i = 0; i < map->columns; i++)
		load->fields[i] = field_text(slot, map->numbers[i]);
	if (!load_row(load, load->fields))
		return PointerGetDatum(NULL);
	return PointerGetDatum(load_keep_tuple(load, data->tg_trigtuple));
}

/* End the load; a statement without rows is a load, too. */
PG_FUNCTION_INFO_V1(feed_end);
Datum
feed_end(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;
	MemoryContext statement = fcinfo->flinfo->fn_mcxt;
	Oid feed;
	Load *load;

	require(CALLED_AS_TRIGGER(fcinfo) &&
				TRIGGER_FIRED_BY_INSERT(data->tg_event) &&
				TRIGGER_FIRED_FOR_STATEMENT(data->tg_event) &&
				TRIGGER_FIRED_AFTER(data->tg_event),
			"feed_end must be called by an AFTER INSERT statement trigger");
	feed = RelationGetRelid(data->tg_relation);
	load = load_find(feed, statement);
	if (load == NULL)
		load = load_begin(data->tg_relation, statement);
	for (; load != NULL; load = load_find(feed, statement))
		load_end(load);
	return PointerGetDatum(NULL);
}

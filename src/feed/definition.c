/*
 * definition.c
 *	  The document that defines a feed of another shape than the default one.
 */
#include "compat.h"

#include "catalog/pg_trigger.h"
#include "commands/trigger.h"
#include "utils/builtins.h"

#include "feed/definition.h"
#include "store/kept.h"
#include "store/triggers.h"

/* The argument of the trigger that takes the feed's rows. */
static const char *
find_argument(Relation feed)
{
	const TriggerDesc *triggers = triggers_of(feed);

	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		const Trigger *trigger = &triggers->triggers[i];

		if (trigger->tgnargs > 0 && TRIGGER_FOR_INSTEAD(trigger->tgtype) &&
			TRIGGER_FOR_ROW(trigger->tgtype) &&
			trigger_calls(trigger, "feed_row"))
			return trigger->tgargs[0];
	}
	return NULL;
}

static void
require(bool good, const Definition *definition, const char *key)
{
	if (!good)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("definition of feed \"%s\" has no proper \"%s\"",
						definition->feed, key),
				 errhint("Use tripgrid.create_feed() or "
						 "tripgrid.change_feed().")));
}

Definition *
definition_from(const char *feed, Jsonb *document)
{
	Definition *definition = palloc(sizeof *definition);

	definition->feed = pstrdup(feed);
	definition->document = document;
	definition->root = &document->root;
	require(JsonContainerIsObject(definition->root), definition, "columns");
	return definition;
}

static Jsonb *
parse(const char *text)
{
	return DatumGetJsonbP(
		DirectFunctionCall1(jsonb_in, CStringGetDatum(text)));
}

Definition *
definition_parse(const char *feed, const char *text)
{
	return definition_from(feed, parse(text));
}

/* The document is kept parsed; null if the feed has none. */
static const Jsonb *
find_document(Relation feed)
{
	Kept *kept = kept_find(RelationGetRelid(feed), KEPT_DEFINITION);
	const char *argument;

	if (kept != NULL)
		return kept->value;
	kept = kept_begin(RelationGetRelid(feed), KEPT_DEFINITION);
	argument = find_argument(feed);
	if (argument != NULL)
	{
		MemoryContext old = MemoryContextSwitchTo(kept->context);

		kept->value = parse(argument);
		MemoryContextSwitchTo(old);
	}
	kept_whole(kept);
	return kept->value;
}

Definition *
definition_of(Relation feed)
{
	const Jsonb *document = find_document(feed);
	Jsonb *own;

	if (document == NULL)
		return NULL;
	own = palloc(VARSIZE(document));
	memcpy(own, document, VARSIZE(document));
	return definition_from(RelationGetRelationName(feed), own);
}

/* Find what a key has; false if it is missing or null. */
static bool
find_value(JsonbContainer *object, const char *key, JsonbValue *value)
{
	return getKeyJsonValueFromContainer(object, key, (int) strlen(key),
										value) != NULL &&
		   value->type != jbvNull;
}

static char *
find_text(const Definition *definition, JsonbContainer *object,
		  const char *key)
{
	JsonbValue value;

	if (!find_value(object, key, &value))
		return NULL;
	require(value.type == jbvString, definition, key);
	return pnstrdup(value.val.string.val, value.val.string.len);
}

char *
definition_text(const Definition *definition, const char *key)
{
	return find_text(definition, definition->root, key);
}

bool
definition_flag(const Definition *definition, const char *key)
{
	JsonbValue value;

	if (!find_value(definition->root, key, &value))
		return false;
	require(value.type == jbvBool, definition, key);
	return value.val.boolean;
}

int32
definition_number(const Definition *definition, const char *key)
{
	JsonbValue value;

	if (!find_value(definition->root, key, &value))
		return 0;
	require(value.type == jbvNumeric, definition, key);
	return DatumGetInt32(
		DirectFunctionCall1(numeric_int4, NumericGetDatum(value.val.numeric)));
}

/* The object or array of a key, or null. */
static JsonbContainer *
find_container(const Definition *definition, const char *key, bool object)
{
	JsonbValue value;

	if (!find_value(definition->root, key, &value))
		return NULL;
	require(value.type == jbvBinary &&
				JsonContainerIsObject(value.val.binary.data) == object,
			definition, key);
	return value.val.binary.data;
}

Jsonb *
definition_object(const Definition *definition, const char *key)
{
	JsonbValue value;

	if (find_container(definition, key, true) == NULL ||
		!find_value(definition->root, key, &value))
		return DatumGetJsonbP(
			DirectFunctionCall1(jsonb_in, CStringGetDatum("{}")));
	return JsonbValueToJsonb(&value);
}

char *
definition_within(const Definition *definition, const char *object,
				  const char *key)
{
	JsonbContainer *container = find_container(definition, object, true);

	return container == NULL ? NULL : find_text(definition, container, key);
}

char *
definition_option(const Definition *definition, const char *object,
				  const char *key)
{
	JsonbContainer *container = find_container(definition, object, true);
	JsonbValue value;

	if (container == NULL || !find_value(container, key, &value))
		return NULL;
	if (value.type == jbvNumeric)
		return DatumGetCString(DirectFunctionCall1(
			numeric_out, NumericGetDatum(value.val.numeric)));
	if (value.type == jbvBool)
		return pstrdup(value.val.boolean ? "true" : "false");
	return find_text(definition, container, key);
}

/* The texts of a kind of token in an object or array. */
static char **
find_texts(const Definition *definition, const char *key, bool object,
		   JsonbIteratorToken kind, int *count)
{
	JsonbContainer *container = find_container(definition, key, object);
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue value;
	char **texts;

	*count = 0;
	if (container == NULL)
		return NULL;
	texts = palloc(Max(JsonContainerSize(container), 1) * sizeof *texts);
	iterator = JsonbIteratorInit(container);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		if (token != kind)
			continue;
		require(value.type == jbvString, definition, key);
		texts[(*count)++] =
			pnstrdup(value.val.string.val, value.val.string.len);
	}
	return texts;
}

char **
definition_texts(const Definition *definition, const char *key, int *count)
{
	return find_texts(definition, key, false, WJB_ELEM, count);
}

char **
definition_keys(const Definition *definition, const char *object, int *count)
{
	return find_texts(definition, object, true, WJB_KEY, count);
}

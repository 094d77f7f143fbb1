/*
 * feed_shape.c
 *	  What create_feed and change_feed are told of a feed, as its definition.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/lsyscache.h"

#include "feed/feed_shape.h"
#include "types/area_check.h"
#include "types/texts.h"

/* What a value is: a text[], a jsonb, a text, a boolean, an int, a geometry.
 */
typedef enum KeyKind
{
	KEY_TEXTS,
	KEY_OBJECT,
	KEY_TEXT,
	KEY_OPTION, /* a text that may be missing */
	KEY_FLAG,
	KEY_NUMBER, /* that may be missing, or 0 for none */
	KEY_AREA
} KeyKind;

typedef struct Key
{
	const char *name;
	KeyKind kind;
	const char *missing; /* what stands for it, as JSON */
} Key;

static const Key keys[SHAPE_KEYS] = {
	[SHAPE_COLUMNS] = {"columns", KEY_TEXTS, "null"},
	[SHAPE_MAPPING] = {"mapping", KEY_OBJECT, "{}"},
	[SHAPE_CONSTANTS] = {"constants", KEY_OBJECT, "{}"},
	[SHAPE_DATE_FORMAT] = {"date_format", KEY_OPTION, "null"},
	[SHAPE_TIME_ZONE] = {"time_zone", KEY_OPTION, "null"},
	[SHAPE_DECIMAL_COMMA] = {"decimal_comma", KEY_FLAG, "false"},
	[SHAPE_POSITION_ORDER] = {"position_order", KEY_TEXT, "\"lon lat\""},
	[SHAPE_AREA] = {"area", KEY_AREA, "null"},
	[SHAPE_FORMAT] = {"format", KEY_TEXT, "\"csv\""},
	[SHAPE_POSITION_FORM] = {"position_form", KEY_OPTION, "null"},
	[SHAPE_POSITION_SRID] = {"position_srid", KEY_NUMBER, "null"},
	[SHAPE_PRIVACY] = {"privacy", KEY_OBJECT, "{}"},
	[SHAPE_CLOCK] = {"clock", KEY_OPTION, "null"},
	[SHAPE_CITIES] = {"cities", KEY_FLAG, "false"},
	[SHAPE_TARGET] = {"target", KEY_OPTION, "null"},
	[SHAPE_KEY] = {"key", KEY_TEXTS, "null"},
	[SHAPE_ON_KEY] = {"on_key", KEY_OPTION, "\"reject\""},
	[SHAPE_VERSION] = {"version_by", KEY_OPTION, "null"},
	[SHAPE_HISTORY] = {"history", KEY_FLAG, "false"}};

void
shape_clear(FeedShape *shape)
{
	memset(shape, 0, sizeof *shape);
	for (int i = 0; i < SHAPE_KEYS; i++)
		shape->value[i].isnull = true;
}

void
shape_name_columns(FeedShape *shape, char *const *columns, int count)
{
	shape->value[SHAPE_COLUMNS].value = texts_datum(columns, count);
	shape->value[SHAPE_COLUMNS].isnull = false;
}

char **
shape_columns(const FeedShape *shape, int *count)
{
	const NullableDatum *columns = &shape->value[SHAPE_COLUMNS];

	*count = 0;
	return columns->isnull ? NULL : texts_of(columns->value, count);
}

static bool
is_object_or_null(const FeedShape *shape, ShapeKey key)
{
	return shape->value[key].isnull ||
		   JsonContainerIsObject(
			   &DatumGetJsonbP(shape->value[key].value)->root);
}

static void
require_objects(const FeedShape *shape)
{
	if (!is_object_or_null(shape, SHAPE_MAPPING) ||
		!is_object_or_null(shape, SHAPE_CONSTANTS))
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("mapping and constants must be JSON objects"),
			 errhint("Write for example {\"origin_lon\": \"start_lng\"}.")));
	if (!is_object_or_null(shape, SHAPE_PRIVACY))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("privacy must be a JSON object"),
						errhint("Write for example {\"position_grid\": 200, "
								"\"time_grid\": \"15 min\"}.")));
}

static void
append_texts(StringInfo json, Datum array)
{
	int count;
	char **texts = texts_of(array, &count);

	appendStringInfoChar(json, '[');
	for (int i = 0; i < count; i++)
	{
		if (i > 0)
			appendStringInfoString(json, ", ");
		escape_json(json, texts[i]);
	}
	appendStringInfoChar(json, ']');
}

/* Keys that are null are as good as missing. */
static void
append_object(StringInfo json, Datum value)
{
	/* 18: the second argument says of arrays what it has always been */
	Jsonb *object = DatumGetJsonbP(
		DirectFunctionCall2(jsonb_strip_nulls, value, BoolGetDatum(false)));

	(void) JsonbToCString(json, &object->root, VARSIZE(object));
}

static void
append_area(StringInfo json, Datum area, Oid geometry)
{
	bytea *ewkb = area_ewkb(area, geometry);
	size_t len = VARSIZE_ANY_EXHDR(ewkb);
	char *hex = palloc(2 * len + 1);

	(void) area_check((const unsigned char *) VARDATA_ANY(ewkb), len);
	hex[hex_encode(VARDATA_ANY(ewkb), len, hex)] = '\0';
	escape_json(json, hex);
}

static void
append_value(StringInfo json, const FeedShape *shape, ShapeKey key)
{
	Datum value = shape->value[key].value;
	const char *string;

	switch (keys[key].kind)
	{
		case KEY_TEXTS:
			append_texts(json, value);
			break;
		case KEY_OBJECT:
			append_object(json, value);
			break;
		case KEY_TEXT:
		case KEY_OPTION:
			string = TextDatumGetCString(value);
			if (keys[key].kind == KEY_OPTION && string[0] == '\0')
				appendStringInfoString(json, keys[key].missing);
			else
				escape_json(json, string);
			break;
		case KEY_FLAG:
			appendStringInfoString(json,
								   DatumGetBool(value) ? "true" : "false");
			break;
		case KEY_NUMBER:
			if (DatumGetInt32(value) == 0)
				appendStringInfoString(json, keys[key].missing);
			else
				appendStringInfo(json, "%d", DatumGetInt32(value));
			break;
		case KEY_AREA:
			append_area(json, value, shape->geometry);
			break;
	}
}

Jsonb *
shape_definition(const FeedShape *shape, bool whole)
{
	StringInfoData json;
	const char *before = "{";

	require_objects(shape);
	initStringInfo(&json);
	if (whole)
	{
		appendStringInfoString(&json, "{\"version\": 1");
		before = ", ";
	}
	for (int i = 0; i < SHAPE_KEYS; i++)
	{
		if (shape->value[i].isnull && !whole)
			continue;
		appendStringInfo(&json, "%s\"%s\": ", before, keys[i].name);
		before = ", ";
		if (shape->value[i].isnull)
			appendStringInfoString(&json, keys[i].missing);
		else
			append_value(&json, shape, i);
	}
	appendStringInfoString(&json, json.len == 0 ? "{}" : "}");
	return DatumGetJsonbP(
		DirectFunctionCall1(jsonb_in, CStringGetDatum(json.data)));
}

/* A value of the type of a geometry, from EWKB in hex. */
static Datum
read_area(const char *hex, Oid geometry)
{
	Oid input;
	Oid io_param;

	getTypeInputInfo(geometry, &input, &io_param);
	return OidInputFunctionCall(input, pstrdup(hex), io_param, -1);
}

static NullableDatum
read_value(const Definition *definition, const Key *key, Oid geometry)
{
	NullableDatum value = {0, false};
	char **texts;
	char *string;
	int count;

	switch (key->kind)
	{
		case KEY_TEXTS:
			texts = definition_texts(definition, key->name, &count);
			value.value = texts_datum(texts, count);
			break;
		case KEY_OBJECT:
			value.value =
				JsonbPGetDatum(definition_object(definition, key->name));
			break;
		case KEY_FLAG:
			value.value = BoolGetDatum(definition_flag(definition, key->name));
			break;
		case KEY_NUMBER:
			value.value =
				Int32GetDatum(definition_number(definition, key->name));
			value.isnull = DatumGetInt32(value.value) == 0;
			break;
		default:
			string = definition_text(definition, key->name);
			value.isnull = string == NULL;
			if (string != NULL)
				value.value = key->kind == KEY_AREA
								  ? read_area(string, geometry)
								  : CStringGetTextDatum(string);
	}
	return value;
}

void
shape_read(const Definition *definition, Oid geometry, FeedShape *shape)
{
	shape->geometry = geometry;
	for (int i = 0; i < SHAPE_KEYS; i++)
		shape->value[i] = read_value(definition, &keys[i], geometry);
}

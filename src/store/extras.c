/*
 * extras.c
 *	  Columns of a table that a feed fills, and their values from text.
 */
#include "compat.h"

#include "access/table.h"
#include "access/transam.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "core/text/text.h"
#include "store/attempt.h"
#include "store/extra_plain.h"
#include "store/extras.h"
#include "store/trips_columns.h"

/* Tell whether the server's own code alone makes values of a type. */
static bool
is_built_in(Oid type)
{
	Oid element = get_element_type(type);
	char kind = get_typtype(type);
	Oid input;
	Oid io_param;

	if (OidIsValid(element))
		return is_built_in(element);
	getTypeInputInfo(type, &input, &io_param);
	return (kind == TYPTYPE_BASE || kind == TYPTYPE_ENUM) &&
		   input < FirstNormalObjectId;
}

static ExtraKind
extra_kind(Oid type, int32 typmod)
{
	if ((type == TEXTOID || type == VARCHAROID) && typmod < 0)
		return EXTRA_TEXT;
	return is_built_in(type) ? EXTRA_BUILT_IN : EXTRA_FOREIGN;
}

/* Find a column of a table, which may be trips. */
static void
find_column(ExtraColumn *column, Relation table, bool trips, const char *name)
{
	AttrNumber number = get_attnum(RelationGetRelid(table), name);
	Form_pg_attribute attribute;
	Oid input;

	if (number == InvalidAttrNumber)
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
						errmsg("table \"%s\" has no column \"%s\"",
							   RelationGetRelationName(table), name)));
	attribute = number < 0 ? NULL : TupleDescAttr(table->rd_att, number - 1);
	if (attribute == NULL || attribute->attgenerated ||
		attribute->attidentity == ATTRIBUTE_IDENTITY_ALWAYS ||
		(trips && trips_column_is_ours(name)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_COLUMN_REFERENCE),
				 errmsg("column \"%s\" of %s cannot be filled by a feed", name,
						RelationGetRelationName(table))));
	column->name = pstrdup(name);
	column->number = number;
	column->type = attribute->atttypid;
	column->typmod = attribute->atttypmod;
	column->len = attribute->attlen;
	column->by_value = attribute->attbyval;
	column->required = attribute->attnotnull;
	column->kind = extra_kind(column->type, column->typmod);
	getTypeInputInfo(column->type, &input, &column->io_param);
	fmgr_info(input, &column->input);
}

/* It is compared, hashed and looked up as text. */
void
extras_require_identity(Oid type)
{
	if (type != TEXTOID)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("column \"external_id\" of trips is of type %s, not "
						"text",
						format_type_be(type)),
				 errhint("Rename that column, or do not map external_id.")));
}

Extras *
extras_create(Store *store, Oid oid, char *const *names, int count)
{
	Extras *extras =
		palloc0(offsetof(Extras, columns) + count * sizeof(ExtraColumn));
	Relation table = table_open(oid, RowExclusiveLock);
	bool trips = oid == store->tables.oid[REL_TRIPS];

	extras->store = store;
	extras->count = count;
	extras->external_id = -1;
	for (int i = 0; i < count; i++)
	{
		ExtraColumn *column = &extras->columns[i];

		find_column(column, table, trips, names[i]);
		if (trips && strcmp(names[i], "external_id") == 0)
		{
			extras_require_identity(column->type);
			extras->external_id = i;
		}
		extras->guarded |=
			column->kind == EXTRA_FOREIGN ||
			(column->kind == EXTRA_BUILT_IN && !TG_INPUT_IS_SOFT);
	}
	extras->values = palloc0(count * sizeof *extras->values);
	extras->isnull = palloc0(count * sizeof *extras->isnull);
	extras->done = palloc0(count * sizeof *extras->done);
	extras->scratch = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid extra values", ALLOCSET_SMALL_SIZES);
	table_close(table, NoLock);
	return extras;
}

/*
 * The lock that extras_create took keeps other sessions from altering the
 * table; a function of the store's owner may have done so in this one.
 */
void
extras_check(const Extras *extras, Relation table)
{
	for (int i = 0; i < extras->count; i++)
	{
		const ExtraColumn *column = &extras->columns[i];
		Form_pg_attribute attribute;

		attribute = column->number > RelationGetNumberOfAttributes(table)
						? NULL
						: TupleDescAttr(table->rd_att, column->number - 1);
		if (attribute == NULL || attribute->attisdropped ||
			attribute->atttypid != column->type ||
			attribute->atttypmod != column->typmod)
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_IN_USE),
					 errmsg("column \"%s\" of %s was altered while a load was "
							"filling it",
							column->name, RelationGetRelationName(table))));
	}
}

/*
 * What a function says of a value, without the value: reasons are to be
 * counted, and the row has the value beside them.
 */
static char *
plain_message(const char *message, const FieldText *text)
{
	char *value = psprintf("\"%.*s\"", (int) text->len, text->bytes);
	const char *found = strstr(message, value);
	int before;
	char *plain;

	if (found == NULL)
		plain = pstrdup(message);
	else
	{
		before = (int) (found - message);
		if (before > 0 && message[before - 1] == ' ')
			before--;
		if (before > 0 && message[before - 1] == ':')
			before--;
		plain = psprintf("%.*s%s", before, message, found + strlen(value));
	}
	plain[pg_mbcliplen(plain, (int) strlen(plain), EXTRA_MESSAGE_MAX)] = '\0';
	pfree(value);
	return plain;
}

static TgStatus
refuse(Extras *extras, const FieldText *text, const ErrorData *error)
{
	extras->sqlstate = error->sqlerrcode;
	extras->message =
		plain_message(error->message ? error->message : "", text);
	return TG_BAD_VALUE;
}

/*
 * Convert what needs no input function, and say what does: the number of
 * columns, and whether one of them may raise an error.
 */
static int
read_plain(Extras *extras, const FieldText *texts, bool *may_raise)
{
	int left = 0;

	*may_raise = false;
	for (int i = 0; i < extras->count; i++)
	{
		const ExtraColumn *column = &extras->columns[i];
		const FieldText *text = &texts[i];

		extras->isnull[i] = text->bytes == NULL;
		/* a domain may refuse null */
		if (extras->isnull[i])
			extras->done[i] =
				!column->required && column->kind != EXTRA_FOREIGN;
		else
			extras->done[i] =
				(i != extras->external_id ||
				 text->len <= EXTRA_ID_BYTES_MAX) &&
				extra_read_plain(column, text, &extras->values[i]);
		if (extras->done[i])
			continue;
		left++;
		*may_raise |= extras->guarded && !extra_is_sure(column, text);
	}
	return left;
}

/* Convert one value, which may be null. */
static TgStatus
read_value(Extras *extras, int i, const FieldText *text)
{
	ExtraColumn *column = &extras->columns[i];
	char *string = NULL;
	ErrorData *error;

	if (extras->isnull[i] && column->required)
		return TG_MISSING;
	if (i == extras->external_id && text->len > EXTRA_ID_BYTES_MAX)
		return TG_ID_TOO_LONG;
	if (!extras->isnull[i])
		string = pnstrdup(text->bytes, text->len);
	if (TgInputFunctionCall(&column->input, string, column->io_param,
							column->typmod, &extras->values[i], &error))
		return TG_OK;
	return refuse(extras, text, error);
}

/* Convert the other values, of users' types or of all others. */
static TgStatus
read_values(Extras *extras, const FieldText *texts, bool foreign, int *failed)
{
	for (*failed = 0; *failed < extras->count; (*failed)++)
	{
		TgStatus status;

		if (extras->done[*failed] ||
			(extras->columns[*failed].kind == EXTRA_FOREIGN) != foreign)
			continue;
		status = read_value(extras, *failed, &texts[*failed]);
		if (status != TG_OK)
			return status;
	}
	return TG_OK;
}

static bool
has_foreign(const Extras *extras)
{
	for (int i = 0; i < extras->count; i++)
		if (extras->columns[i].kind == EXTRA_FOREIGN)
			return true;
	return false;
}

static TgStatus
read_others(Extras *extras, const FieldText *texts, int *failed)
{
	TgStatus status = read_values(extras, texts, false, failed);
	StoreCaller caller;

	if (status != TG_OK || !has_foreign(extras))
		return status;
	caller = store_become_writer(extras->store);
	status = read_values(extras, texts, true, failed);
	store_resume(caller);
	return status;
}

typedef struct Reading
{
	Extras *extras;
	const FieldText *texts;
	int *failed;
	TgStatus status;
} Reading;

static void
read_them(void *arg)
{
	Reading *reading = arg;

	reading->status =
		read_others(reading->extras, reading->texts, reading->failed);
}

/* The same where errors are raised. */
static TgStatus
read_guarded(Extras *extras, const FieldText *texts, int *failed)
{
	Reading reading = {extras, texts, failed, TG_OK};
	ErrorData *error = attempt(read_them, &reading);

	if (error == NULL)
		return reading.status;
	/* that it cannot act as the owner is no fault of a value */
	if (*failed == extras->count || !error_is_of_data(error))
		ReThrowError(error);
	return refuse(extras, &texts[*failed], error);
}

/* Cut blanks off; what is nothing else is null. */
static FieldText
trimmed(FieldText text)
{
	if (text.bytes != NULL)
		tg_text_trim(&text.bytes, &text.len);
	if (text.len == 0)
		text.bytes = NULL;
	return text;
}

static TgStatus
read_row(Extras *extras, const FieldText *texts, int *failed)
{
	bool may_raise;

	if (read_plain(extras, texts, &may_raise) == 0)
		return TG_OK;
	return may_raise ? read_guarded(extras, texts, failed)
					 : read_others(extras, texts, failed);
}

/* Tell whether to go on without a value that a column cannot take. */
static bool
can_leave_out(const Extras *extras, TgStatus status, int column,
			  const FieldText *texts)
{
	return extras->lenient && status == TG_BAD_VALUE &&
		   column != extras->external_id && texts[column].bytes != NULL &&
		   !extras->columns[column].required;
}

TgStatus
extras_read(Extras *extras, const FieldText *texts, int *failed)
{
	MemoryContext old;
	FieldText *values;
	TgStatus status;

	MemoryContextReset(extras->scratch);
	old = MemoryContextSwitchTo(extras->scratch);
	values = palloc(extras->count * sizeof *values);
	for (int i = 0; i < extras->count; i++)
		values[i] = trimmed(texts[i]);
	status = read_row(extras, values, failed);
	while (can_leave_out(extras, status, *failed, values))
	{
		values[*failed] = (FieldText){NULL, 0};
		extras->left_out++;
		status = read_row(extras, values, failed);
	}
	MemoryContextSwitchTo(old);
	return status;
}

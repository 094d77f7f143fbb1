/*
 * rejects.c
 *	  Rows that could not become trips, kept with their reasons.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "feed/rejects.h"
#include "store/extras.h"
#include "tripgrid.h"
#include "types/status.h"

#define WAITING_MAX 1000
#define WAITING_BYTES_MAX (4 * 1024 * 1024)
#define SHOWN_BYTES 200 /* of a value in an error message */

Rejects *
rejects_create(MemoryContext parent, const FeedMap *map)
{
	Rejects *rejects = MemoryContextAllocZero(parent, sizeof *rejects);

	rejects->map = map;
	rejects->most = PG_INT64_MAX;
	rejects->context = AllocSetContextCreate(parent, "tripgrid rejects",
											 ALLOCSET_DEFAULT_SIZES);
	rejects->waiting =
		MemoryContextAlloc(parent, WAITING_MAX * sizeof(Reject));
	return rejects;
}

static void
raise_reject(int64 row, int sqlstate, const char *message, const char *column,
			 const FieldText *value)
{
	int shown =
		value == NULL || value->bytes == NULL
			? 0
			: pg_mbcliplen(value->bytes, (int) value->len, SHOWN_BYTES);

	ereport(
		ERROR,
		(errcode(sqlstate), errmsg("%s", message),
		 column == NULL ? errdetail("Row " INT64_FORMAT ".", row)
		 : value == NULL
			 ? errdetail("Row " INT64_FORMAT ", column \"%s\".", row, column)
			 : errdetail("Row " INT64_FORMAT ", column \"%s\": \"%.*s\".", row,
						 column, shown, shown ? value->bytes : ""),
		 errhint("Set tripgrid.on_reject to \"keep\" to load the other "
				 "rows.")));
}

/* Make room for a row, without its fields if bare, or raise its error. */
static Reject *
add(Rejects *rejects, int64 row, int sqlstate, const char *message, int column,
	const FieldText *fields, int count, bool bare)
{
	const FeedMap *map = rejects->map;
	MemoryContext old;
	Reject *reject;

	if (setting_on_reject == ON_REJECT_ERROR)
		raise_reject(row, sqlstate, message,
					 column < 0 ? NULL : feed_map_name(map, column),
					 column < 0 || bare ? NULL : &fields[column]);
	old = MemoryContextSwitchTo(rejects->context);
	reject = &rejects->waiting[rejects->count++];
	reject->row = row;
	reject->sqlstate = sqlstate;
	reject->message = message;
	reject->column = column;
	if (bare)
		count = 0;
	reject->count = count;
	reject->fields = palloc0(count * sizeof *reject->fields);
	reject->isnull = palloc(count * sizeof *reject->isnull);
	rejects->bytes += count * sizeof *reject->fields;
	for (int i = 0; i < count; i++)
	{
		reject->isnull[i] = fields[i].bytes == NULL;
		if (reject->isnull[i])
			continue;
		reject->fields[i] = PointerGetDatum(
			cstring_to_text_with_len(fields[i].bytes, (int) fields[i].len));
		rejects->bytes += fields[i].len;
	}
	reject->also_missing = 0;
	reject->no_value = bare || column < 0 || fields[column].bytes == NULL;
	if (!reject->no_value && column < count)
		reject->value = reject->fields[column];
	else if (!reject->no_value) /* a value in a JSON object */
		reject->value = PointerGetDatum(cstring_to_text_with_len(
			fields[column].bytes, (int) fields[column].len));
	MemoryContextSwitchTo(old);
	return reject;
}

static Datum
kept_text(Rejects *rejects, FieldText text)
{
	MemoryContext old = MemoryContextSwitchTo(rejects->context);
	Datum kept =
		PointerGetDatum(cstring_to_text_with_len(text.bytes, (int) text.len));

	MemoryContextSwitchTo(old);
	rejects->bytes += text.len;
	return kept;
}

void
rejects_add(Rejects *rejects, int64 row, const Fault *fault,
			const FieldText *fields, int count)
{
	const StatusText *text = status_text(fault->status);
	bool bare = rejects->map->bare_rejects;
	Reject *reject;

	if (fault->status != TG_BAD_VALUE)
	{
		reject = add(rejects, row, text->sqlstate, text->message,
					 fault->column, fields, count, bare);
		if (fault->also_missing.bytes != NULL && !bare)
			reject->also_missing = kept_text(rejects, fault->also_missing);
		return;
	}
	/* what an input function says as a rule quotes the value */
	reject = add(rejects, row, fault->sqlstate,
				 bare ? text->message : fault->message, fault->column, fields,
				 count, bare);
	reject->message = MemoryContextStrdup(rejects->context, reject->message);
	rejects->bytes += strlen(reject->message);
}

void
rejects_add_bare(Rejects *rejects, int64 row, TgStatus status, int column)
{
	const StatusText *text = status_text(status);

	(void) add(rejects, row, text->sqlstate, text->message, column, NULL, 0,
			   true);
}

Fault
rejects_fault(const FeedMap *map, const ErrorData *error)
{
	/* a trigger may say as much as it likes, an error may say nothing */
	char *message = pstrdup(error->message == NULL ? "" : error->message);
	Fault fault = {TG_BAD_VALUE, -1, error->sqlerrcode, message};

	message[pg_mbcliplen(message, (int) strlen(message), EXTRA_MESSAGE_MAX)] =
		'\0';

	for (int i = 0; error->column_name != NULL && i < map->extras; i++)
		if (strcmp(map->extra[i].name, error->column_name) == 0 &&
			map->extra[i].source.column >= 0)
			fault.column = map->extra[i].source.column;
	return fault;
}

bool
rejects_full(const Rejects *rejects)
{
	return rejects->count == WAITING_MAX ||
		   rejects->bytes >= WAITING_BYTES_MAX;
}

/* A reject as the columns of its row. */
static void
fill_row(const FeedMap *map, const Reject *reject, RejectRow *row)
{
	int column = reject->column;
	int dimensions[] = {reject->count};
	int from[] = {1};

	memset(row, 0, sizeof *row);
	row->values[REJECT_LINENO] = Int64GetDatum(reject->row);
	row->values[REJECT_FIELDS] = PointerGetDatum(
		construct_md_array(reject->fields, reject->isnull, 1, dimensions, from,
						   TEXTOID, -1, false, TYPALIGN_INT));
	row->isnull[REJECT_COLNAME] = column < 0;
	if (column >= 0)
		row->values[REJECT_COLNAME] =
			CStringGetTextDatum(feed_map_name(map, column));
	row->isnull[REJECT_VALUE] = reject->no_value;
	if (!row->isnull[REJECT_VALUE])
		row->values[REJECT_VALUE] = reject->value;
	row->isnull[REJECT_ALSO_MISSING] = reject->also_missing == 0;
	row->values[REJECT_ALSO_MISSING] = reject->also_missing;
	row->values[REJECT_MESSAGE] = CStringGetTextDatum(reject->message);
	row->values[REJECT_CODE] =
		CStringGetTextDatum(unpack_sql_state(reject->sqlstate));
}

void
rejects_write(Rejects *rejects, Store *store, int64 load_id)
{
	HeldRejects *held = rejects->held;
	RejectRow row;

	if (rejects->count == 0)
		return;
	if (held == NULL)
		held = held_rejects_create();
	for (int i = 0; i < rejects->count; i++)
	{
		fill_row(rejects->map, &rejects->waiting[i], &row);
		held_rejects_add(held, &row);
		pfree(DatumGetPointer(row.values[REJECT_FIELDS]));
	}
	if (rejects->held == NULL)
	{
		StoreCaller caller = store_become_owner(store);

		held_rejects_write(held, store, load_id);
		held_rejects_end(held);
		store_resume(caller);
	}
	rejects->count = 0;
	rejects->bytes = 0;
	MemoryContextReset(rejects->context);
}

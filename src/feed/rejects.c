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
#include "store/sql.h"
#include "tripgrid.h"
#include "types/status.h"

#define WAITING_MAX 1000
#define WAITING_BYTES_MAX (4 * 1024 * 1024)
#define SHOWN_BYTES 200 /* of a value in an error message */

Rejects *
rejects_create(MemoryContext parent)
{
	Rejects *rejects = MemoryContextAllocZero(parent, sizeof *rejects);

	rejects->context = AllocSetContextCreate(parent, "tripgrid rejects",
											 ALLOCSET_DEFAULT_SIZES);
	rejects->waiting =
		MemoryContextAlloc(parent, WAITING_MAX * sizeof(Reject));
	return rejects;
}

static void
raise_reject(int64 line, TgStatus status, FeedField field,
			 const FieldText *value)
{
	const StatusText *text = status_text(status);
	int shown =
		value->bytes == NULL
			? 0
			: pg_mbcliplen(value->bytes, (int) value->len, SHOWN_BYTES);

	ereport(ERROR,
			(errcode(text->sqlstate), errmsg("%s", text->message),
			 errdetail("Row " INT64_FORMAT ", column \"%s\": \"%.*s\".", line,
					   feed_field_names[field], shown,
					   value->bytes ? value->bytes : ""),
			 errhint("Set tripgrid.on_reject to \"keep\" to load the other "
					 "rows.")));
}

void
rejects_add(Rejects *rejects, int64 line, TgStatus status, FeedField field,
			const FieldText *fields)
{
	MemoryContext old;
	Reject *reject;

	if (setting_on_reject == ON_REJECT_ERROR)
		raise_reject(line, status, field, &fields[field]);
	old = MemoryContextSwitchTo(rejects->context);
	reject = &rejects->waiting[rejects->count++];
	reject->line = line;
	reject->status = status;
	reject->field = field;
	for (int i = 0; i < FEED_FIELDS; i++)
	{
		reject->isnull[i] = fields[i].bytes == NULL;
		if (reject->isnull[i])
			continue;
		reject->fields[i] = PointerGetDatum(
			cstring_to_text_with_len(fields[i].bytes, (int) fields[i].len));
		rejects->bytes += fields[i].len;
	}
	MemoryContextSwitchTo(old);
}

bool
rejects_full(const Rejects *rejects)
{
	return rejects->count == WAITING_MAX ||
		   rejects->bytes >= WAITING_BYTES_MAX;
}

static SPIPlanPtr
prepare_reject(const Store *store)
{
	Oid types[] = {INT8OID, INT8OID, TEXTARRAYOID, TEXTOID,
				   TEXTOID, TEXTOID, TEXTOID};
	return sql_prepare(
		psprintf("INSERT INTO %s.rejects (load_id, lineno, fields, colname, "
				 "raw_field_value, err_message, errorcode) "
				 "VALUES ($1, $2, $3, $4, $5, $6, $7)",
				 store->quoted),
		lengthof(types), types);
}

static void
write_reject(SPIPlanPtr plan, Reject *reject, int64 load_id)
{
	const StatusText *text = status_text(reject->status);
	int dimensions[] = {FEED_FIELDS};
	int from[] = {1};
	ArrayType *fields =
		construct_md_array(reject->fields, reject->isnull, 1, dimensions, from,
						   TEXTOID, -1, false, TYPALIGN_INT);
	Datum values[] = {
		Int64GetDatum(load_id),
		Int64GetDatum(reject->line),
		PointerGetDatum(fields),
		CStringGetTextDatum(feed_field_names[reject->field]),
		reject->fields[reject->field],
		CStringGetTextDatum(text->message),
		CStringGetTextDatum(unpack_sql_state(text->sqlstate)),
	};
	char nulls[] = "       ";

	if (reject->isnull[reject->field])
		nulls[4] = 'n';
	sql_run(plan, values, nulls);
	pfree(fields);
}

void
rejects_write(Rejects *rejects, const Store *store, int64 load_id)
{
	SPIPlanPtr plan;

	if (rejects->count == 0)
		return;
	SPI_connect();
	plan = prepare_reject(store);
	for (int i = 0; i < rejects->count; i++)
		write_reject(plan, &rejects->waiting[i], load_id);
	SPI_finish();
	rejects->count = 0;
	rejects->bytes = 0;
	MemoryContextReset(rejects->context);
}

/*
 * profile_rows.c
 *	  The rows that a profile consists of.
 */
#include "compat.h"

#include "executor/tuptable.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "tcop/dest.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "query/profile_rows.h"
#include "store/select.h"

#define MOST_TEXT 200 /* characters of a value that are shown */

static Datum
share(int64 rows, int64 whole)
{
	Datum quotient = DirectFunctionCall2(
		numeric_div, NumericGetDatum(int64_to_numeric(rows)),
		NumericGetDatum(int64_to_numeric(whole)));

	return DirectFunctionCall2(numeric_round, quotient, Int32GetDatum(6));
}

char *
profile_rounded(double value, int digits)
{
	Datum numeric = DirectFunctionCall1(float8_numeric, Float8GetDatum(value));

	return DatumGetCString(DirectFunctionCall1(
		numeric_out,
		DirectFunctionCall2(numeric_round, numeric, Int32GetDatum(digits))));
}

static Datum
shown(const char *value)
{
	int len = (int) strlen(value);

	if (pg_mbstrlen_with_len(value, len) <= MOST_TEXT)
		return CStringGetTextDatum(value);
	len = pg_mbcharcliplen(value, len, MOST_TEXT - 3);
	return CStringGetTextDatum(psprintf("%.*s...", len, value));
}

static Datum
text_or_null(const char *text, bool *isnull)
{
	*isnull = text == NULL;
	return text == NULL ? (Datum) 0 : CStringGetTextDatum(text);
}

void
profile_put(const Profile *profile, Measure row)
{
	bool shared = row.rows != NONE && row.whole > 0;
	bool isnull[6] = {
		[3] = row.rows == NONE, [4] = !shared, [5] = row.value == NULL};
	Datum values[6] = {
		CStringGetTextDatum(row.topic),
		text_or_null(row.item, &isnull[1]),
		CStringGetTextDatum(row.measure),
		Int64GetDatum(row.rows),
		shared ? share(row.rows, row.whole) : (Datum) 0,
		row.value == NULL ? (Datum) 0 : shown(row.value),
	};

	tuplestore_putvalues(profile->result->setResult, profile->result->setDesc,
						 values, isnull);
}

typedef struct MeasureReceiver
{
	DestReceiver receiver;
	const Profile *profile;
	const char *topic;
	const char *item;	   /* where rows have none */
	MemoryContext context; /* of a row */
	int64 rows;			   /* of the last of them */
} MeasureReceiver;

static int64
number_or_none(TupleTableSlot *slot, int column)
{
	bool isnull;
	Datum value = slot_getattr(slot, column, &isnull);

	return isnull ? NONE : DatumGetInt64(value);
}

static const char *
text_or_none(TupleTableSlot *slot, int column)
{
	bool isnull;
	Datum value = slot_getattr(slot, column, &isnull);
	Oid output;
	bool is_varlena;

	if (isnull)
		return NULL;
	/* an owner may have made a column of a table another type's */
	getTypeOutputInfo(
		TupleDescAttr(slot->tts_tupleDescriptor, column - 1)->atttypid,
		&output, &is_varlena);
	return OidOutputFunctionCall(output, value);
}

static bool
receive_measure(TupleTableSlot *slot, DestReceiver *self)
{
	MeasureReceiver *measures = (MeasureReceiver *) self;
	MemoryContext before = MemoryContextSwitchTo(measures->context);
	const char *item = text_or_none(slot, 1);

	measures->rows = number_or_none(slot, 3);
	profile_put(measures->profile,
				(Measure){
					.topic = measures->topic,
					.item = item == NULL ? measures->item : item,
					.measure = text_or_none(slot, 2),
					.rows = measures->rows,
					.whole = number_or_none(slot, 4),
					.value = text_or_none(slot, 5),
				});
	MemoryContextSwitchTo(before);
	MemoryContextReset(measures->context);
	return true;
}

static void
startup(DestReceiver *self, int operation, TupleDesc desc)
{
}

static void
shutdown(DestReceiver *self)
{
}

int64
profile_query(const Profile *profile, const char *topic, const char *item,
			  const char *query)
{
	MeasureReceiver measures = {
		.receiver = {.receiveSlot = receive_measure,
					 .rStartup = startup,
					 .rShutdown = shutdown,
					 .rDestroy = shutdown,
					 .mydest = DestNone},
		.profile = profile,
		.topic = topic,
		.item = item,
		.context =
			AllocSetContextCreate(CurrentMemoryContext, "tripgrid profile row",
								  ALLOCSET_SMALL_SIZES),
	};

	store_select(profile->store, query, &measures.receiver);
	MemoryContextDelete(measures.context);
	return measures.rows;
}

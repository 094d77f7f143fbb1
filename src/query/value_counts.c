/*
 * value_counts.c
 *	  The sorted values of a column: how many there are, which are the least
 *	  and the greatest, and which are the most common ones.
 *
 * Equal values come one after the other, so one pass counts them in the memory
 * of a few values, however many there are; the server sorts.
 */
#include "compat.h"

#include "executor/tuptable.h"
#include "tcop/dest.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "query/value_counts.h"
#include "store/select.h"

/* A value, and how many rows have it. */
typedef struct ValueRows
{
	Datum value;
	int64 rows;
} ValueRows;

typedef struct ValueReceiver
{
	DestReceiver receiver;
	MemoryContext context; /* of the values */
	TypeCacheEntry *type;
	FunctionCallInfo equal; /* a call prepared, but for its arguments */
	ValueRows current;		/* rows = 0: no value yet */
	ValueRows least;
	ValueRows top[TOP_VALUES];
	int tops;
	int64 distinct;
	int64 empty;
	int64 nulls;
} ValueReceiver;

static void
startup(DestReceiver *self, int operation, TupleDesc desc)
{
	ValueReceiver *counts = (ValueReceiver *) self;
	Form_pg_attribute column = TupleDescAttr(desc, 0);

	counts->type = lookup_type_cache(column->atttypid, TYPECACHE_EQ_OPR_FINFO);
	if (!OidIsValid(counts->type->eq_opr_finfo.fn_oid))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FUNCTION),
				 errmsg("could not identify an equality operator for type %s",
						format_type_be(column->atttypid))));
	counts->equal =
		MemoryContextAllocZero(counts->context, SizeForFunctionCallInfo(2));
	InitFunctionCallInfoData(*counts->equal, &counts->type->eq_opr_finfo, 2,
							 column->attcollation, NULL, NULL);
}

static bool
is_current(ValueReceiver *counts, Datum value)
{
	bool equal;

	if (counts->current.rows == 0)
		return false;
	if (counts->type->typbyval && counts->current.value == value)
		return true;
	counts->equal->args[0].value = counts->current.value;
	counts->equal->args[1].value = value;
	counts->equal->isnull = false;
	equal = DatumGetBool(FunctionCallInvoke(counts->equal));
	return equal && !counts->equal->isnull;
}

/* The place of the current value among the most common ones, or TOP_VALUES. */
static int
rank_current(const ValueReceiver *counts)
{
	int rank = counts->tops;

	while (rank > 0 && counts->top[rank - 1].rows < counts->current.rows)
		rank--;
	return rank;
}

/* The current value has no more rows. */
static void
finish_current(ValueReceiver *counts)
{
	const ValueRows *current = &counts->current;
	bool by_value = counts->type->typbyval;
	int rank = rank_current(counts);
	bool kept = rank < TOP_VALUES;

	if (current->rows == 0)
		return;
	if (counts->type->typlen == -1 &&
		VARSIZE_ANY_EXHDR(DatumGetPointer(current->value)) == 0)
		counts->empty += current->rows;
	if (counts->distinct++ == 0)
	{
		counts->least.value =
			datumCopy(current->value, by_value, counts->type->typlen);
		counts->least.rows = current->rows;
	}
	if (!kept)
	{
		if (!by_value)
			pfree(DatumGetPointer(current->value));
		return;
	}
	if (counts->tops == TOP_VALUES)
	{
		if (!by_value)
			pfree(DatumGetPointer(counts->top[TOP_VALUES - 1].value));
		counts->tops--;
	}
	memmove(&counts->top[rank + 1], &counts->top[rank],
			sizeof(ValueRows) * (counts->tops - rank));
	counts->top[rank] = *current;
	counts->tops++;
}

static void
add_value(ValueReceiver *counts, Datum value, int64 rows)
{
	if (is_current(counts, value))
	{
		counts->current.rows += rows;
		return;
	}
	finish_current(counts);
	if (counts->type->typlen == -1)
		value = PointerGetDatum(PG_DETOAST_DATUM_COPY(value));
	else
		value = datumCopy(value, counts->type->typbyval, counts->type->typlen);
	counts->current.value = value;
	counts->current.rows = rows;
}

static bool
receive(TupleTableSlot *slot, DestReceiver *self)
{
	ValueReceiver *counts = (ValueReceiver *) self;
	MemoryContext before = MemoryContextSwitchTo(counts->context);
	bool isnull;
	Datum value;
	int64 rows = 1;

	if (slot->tts_tupleDescriptor->natts > 1)
		rows = DatumGetInt64(slot_getattr(slot, 2, &isnull));
	value = slot_getattr(slot, 1, &isnull);
	if (isnull)
		counts->nulls += rows;
	else
		add_value(counts, value, rows);
	MemoryContextSwitchTo(before);
	return true;
}

static void
shutdown(DestReceiver *self)
{
}

static ValueText
as_text(FmgrInfo *output, const ValueRows *value)
{
	if (value->rows == 0)
		return (ValueText){NULL, 0};
	return (ValueText){OutputFunctionCall(output, value->value), value->rows};
}

ValueCounts
value_counts(const Store *store, const char *query)
{
	ValueReceiver counts = {
		.receiver = {.receiveSlot = receive,
					 .rStartup = startup,
					 .rShutdown = shutdown,
					 .rDestroy = shutdown,
					 .mydest = DestNone},
		.context = CurrentMemoryContext,
	};
	ValueCounts texts = {0};
	ValueRows greatest;
	FmgrInfo output;
	Oid output_function;
	bool is_varlena;

	store_select(store, query, &counts.receiver);
	greatest = counts.current;
	if (greatest.rows > 0)
		greatest.value = datumCopy(greatest.value, counts.type->typbyval,
								   counts.type->typlen);
	finish_current(&counts);
	getTypeOutputInfo(counts.type->type_id, &output_function, &is_varlena);
	fmgr_info(output_function, &output);
	texts.nulls = counts.nulls;
	texts.empty = counts.empty;
	texts.distinct = counts.distinct;
	texts.least = as_text(&output, &counts.least);
	texts.greatest = as_text(&output, &greatest);
	texts.tops = counts.tops;
	for (int i = 0; i < counts.tops; i++)
		texts.top[i] = as_text(&output, &counts.top[i]);
	return texts;
}

/*
 * count_values.c
 *	  Aggregates over the sorted values of a column: how many there are, which
 *	  are the least and the greatest, and which are the most common ones.
 *
 * Equal values come one after the other, so one pass counts them in the memory
 * of a few values, however many there are; the server sorts.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#define TOP_VALUES 5

/* A value, and how many rows have it. */
typedef struct ValueRows
{
	Datum value;
	int64 rows;
} ValueRows;

typedef struct ValueCounts
{
	TypeCacheEntry *type;
	FunctionCallInfo equal; /* a call prepared, but for its arguments */
	ValueRows current;		/* rows = 0: no value yet */
	ValueRows least;
	ValueRows top[TOP_VALUES]; /* most rows first, then in order */
	int tops;
	int64 distinct;
	int64 empty; /* of no bytes */
	int64 nulls;
} ValueCounts;

static ValueCounts *
value_counts_create(FunctionCallInfo fcinfo)
{
	Oid type = get_fn_expr_argtype(fcinfo->flinfo, 1);
	ValueCounts *counts = palloc0(sizeof *counts);

	if (!OidIsValid(type))
		ereport(ERROR, (errcode(ERRCODE_INDETERMINATE_DATATYPE),
						errmsg("could not determine the type of the values")));
	counts->type = lookup_type_cache(type, TYPECACHE_EQ_OPR_FINFO);
	if (!OidIsValid(counts->type->eq_opr_finfo.fn_oid))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FUNCTION),
				 errmsg("could not identify an equality operator for type %s",
						format_type_be(type))));
	counts->equal = palloc0(SizeForFunctionCallInfo(2));
	InitFunctionCallInfoData(*counts->equal, &counts->type->eq_opr_finfo, 2,
							 PG_GET_COLLATION(), NULL, NULL);
	return counts;
}

static bool
is_current(ValueCounts *counts, Datum value)
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
rank_current(const ValueCounts *counts)
{
	int rank = counts->tops;

	while (rank > 0 && counts->top[rank - 1].rows < counts->current.rows)
		rank--;
	return rank;
}

/* The current value has no more rows. */
static void
finish_current(ValueCounts *counts)
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

/* (state internal, value anyelement[, rows bigint]) */
PG_FUNCTION_INFO_V1(count_values_step);
Datum
count_values_step(PG_FUNCTION_ARGS)
{
	MemoryContext context;
	MemoryContext before;
	ValueCounts *counts;
	int64 rows = 1;

	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "count_values_step called outside of an aggregate");
	before = MemoryContextSwitchTo(context);
	counts = PG_ARGISNULL(0) ? value_counts_create(fcinfo)
							 : (ValueCounts *) PG_GETARG_POINTER(0);
	if (PG_NARGS() > 2)
		rows = PG_ARGISNULL(2) ? 0 : PG_GETARG_INT64(2);
	if (rows <= 0)
		; /* no row has it */
	else if (PG_ARGISNULL(1))
		counts->nulls += rows;
	else if (is_current(counts, PG_GETARG_DATUM(1)))
		counts->current.rows += rows;
	else
	{
		Datum value = PG_GETARG_DATUM(1);

		finish_current(counts);
		if (counts->type->typlen == -1)
			value = PointerGetDatum(PG_DETOAST_DATUM_COPY(value));
		else
			value =
				datumCopy(value, counts->type->typbyval, counts->type->typlen);
		counts->current.value = value;
		counts->current.rows = rows;
	}
	MemoryContextSwitchTo(before);
	PG_RETURN_POINTER(counts);
}

/* A value as text, and its rows, into two columns of the result. */
static void
put_value(const ValueCounts *counts, FmgrInfo *output, const ValueRows *value,
		  Datum *values, bool *nulls)
{
	nulls[0] = nulls[1] = value->rows == 0;
	if (value->rows == 0)
		return;
	values[0] = CStringGetTextDatum(OutputFunctionCall(output, value->value));
	values[1] = Int64GetDatum(value->rows);
}

/* The result, a tripgrid._value_counts. */
PG_FUNCTION_INFO_V1(count_values_final);
Datum
count_values_final(PG_FUNCTION_ARGS)
{
	ValueCounts counts;
	Datum values[9];
	bool nulls[9] = {false};
	Datum top[TOP_VALUES];
	Datum top_rows[TOP_VALUES];
	FmgrInfo output;
	Oid output_function;
	bool is_varlena;
	TupleDesc desc;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "count_values_final does not return a row");

	/* the state may get more rows, in a window */
	counts = *(ValueCounts *) PG_GETARG_POINTER(0);
	if (counts.current.rows > 0)
		counts.current.value = datumCopy(
			counts.current.value, counts.type->typbyval, counts.type->typlen);
	for (int i = 0; i < counts.tops; i++)
		counts.top[i].value = datumCopy(
			counts.top[i].value, counts.type->typbyval, counts.type->typlen);
	finish_current(&counts);

	getTypeOutputInfo(counts.type->type_id, &output_function, &is_varlena);
	fmgr_info(output_function, &output);
	values[0] = Int64GetDatum(counts.nulls);
	values[1] = Int64GetDatum(counts.empty);
	values[2] = Int64GetDatum(counts.distinct);
	put_value(&counts, &output, &counts.least, &values[3], &nulls[3]);
	put_value(&counts, &output,
			  &((ValueCounts *) PG_GETARG_POINTER(0))->current, &values[5],
			  &nulls[5]);
	for (int i = 0; i < counts.tops; i++)
	{
		top[i] = CStringGetTextDatum(
			OutputFunctionCall(&output, counts.top[i].value));
		top_rows[i] = Int64GetDatum(counts.top[i].rows);
	}
	values[7] = PointerGetDatum(
		construct_array(top, counts.tops, TEXTOID, -1, false, TYPALIGN_INT));
	values[8] = PointerGetDatum(construct_array(
		top_rows, counts.tops, INT8OID, sizeof(int64), true, TYPALIGN_DOUBLE));
	PG_RETURN_DATUM(HeapTupleGetDatum(
		heap_form_tuple(BlessTupleDesc(desc), values, nulls)));
}

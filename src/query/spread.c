/*
 * spread.c
 *	  How lengths and speeds of trips are spread.
 *
 * Each trip's length is found once, where SQL would find it once for each
 * count; all of them are sorted, on disk if they are many.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_operator.h"
#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "tcop/dest.h"
#include "utils/tuplesort.h"

#include "query/spread.h"
#include "store/select.h"

#define KM_H 3.6 /* of a metre a second */
#define DAY_SECONDS 86400
#define FAST_KM_H 200

typedef struct SpreadReceiver
{
	DestReceiver receiver;
	Tuplesortstate *sort;
	int64 sorted;
	Spread spread;
} SpreadReceiver;

static void
startup(DestReceiver *self, int operation, TupleDesc desc)
{
}

static void
shutdown(DestReceiver *self)
{
}

static void
sort_value(SpreadReceiver *lengths, double value)
{
	tuplesort_putdatum(lengths->sort, Float8GetDatum(value), false);
	lengths->sorted++;
}

static bool
receive_length(TupleTableSlot *slot, DestReceiver *self)
{
	SpreadReceiver *lengths = (SpreadReceiver *) self;
	int64 *counts = lengths->spread.counts;
	bool isnull;
	double metres = DatumGetFloat8(slot_getattr(slot, 1, &isnull));

	lengths->spread.rows++;
	if (isnull)
		return true;
	counts[0] += metres == 0;
	counts[1] += metres > 100 * 1000;
	counts[2] += metres > 1000 * 1000;
	sort_value(lengths, metres);
	return true;
}

static bool
receive_speed(TupleTableSlot *slot, DestReceiver *self)
{
	SpreadReceiver *speeds = (SpreadReceiver *) self;
	int64 *counts = speeds->spread.counts;
	bool no_length;
	bool no_time;
	double metres = DatumGetFloat8(slot_getattr(slot, 1, &no_length));
	double seconds = DatumGetFloat8(slot_getattr(slot, 2, &no_time));

	speeds->spread.rows++;
	counts[0] += no_time;
	if (no_time)
		return true;
	counts[1] += seconds <= 0;
	counts[2] += seconds > DAY_SECONDS;
	if (no_length || seconds <= 0)
		return true;
	counts[3] += metres * KM_H > FAST_KM_H * seconds;
	sort_value(speeds, metres * KM_H / seconds);
	return true;
}

/* Find the values that shares of all are not above, as percentile_disc does.
 */
static void
find_values(SpreadReceiver *sorted)
{
	static const double shares[SPREAD_SHARES] = {0, 0.5, 0.9, 0.99, 1};
	int64 at = 0;
	double value = 0;

	sorted->spread.any = sorted->sorted > 0;
	for (int i = 0; sorted->spread.any && i < SPREAD_SHARES; i++)
	{
		int64 wanted = (int64) ceil(shares[i] * (double) sorted->sorted);
		Datum datum;
		bool isnull;

		wanted = Max(wanted, 1);
		if (wanted > at)
		{
			if (!tuplesort_skiptuples(sorted->sort, wanted - at - 1, true) ||
				!TgTuplesortGetDatum(sorted->sort, &datum, &isnull))
				elog(ERROR, "sorted lengths have gone");
			value = DatumGetFloat8(datum);
			at = wanted;
		}
		sorted->spread.value[i] = value;
	}
}

static Spread
find_spread(const Store *store, const char *query,
			bool (*receive)(TupleTableSlot *, DestReceiver *))
{
	SpreadReceiver lengths = {
		.receiver = {.receiveSlot = receive,
					 .rStartup = startup,
					 .rShutdown = shutdown,
					 .rDestroy = shutdown,
					 .mydest = DestNone},
		.sort =
			tuplesort_begin_datum(FLOAT8OID, Float8LessOperator, InvalidOid,
								  false, work_mem, NULL, TUPLESORT_NONE),
	};

	store_select(store, query, &lengths.receiver);
	tuplesort_performsort(lengths.sort);
	find_values(&lengths);
	tuplesort_end(lengths.sort);
	return lengths.spread;
}

Spread
spread_of_lengths(const Store *store, const char *query)
{
	return find_spread(store, query, receive_length);
}

Spread
spread_of_speeds(const Store *store, const char *query)
{
	return find_spread(store, query, receive_speed);
}

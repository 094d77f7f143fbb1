/*
 * rebuild.c
 *	  Segments written again from all trips of a store.
 */
#include "compat.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "store/flush.h"
#include "store/sql.h"
#include "types/types.h"

#define FETCH_ROWS 10000

static void
add_tuple(Batch *batch, HeapTuple tuple, TupleDesc desc)
{
	TgTrip trip;
	bool isnull;
	text *region;
	text *datasource;

	trip.origin = DatumGetLonLat(SPI_getbinval(tuple, desc, 1, &isnull));
	trip.destination = DatumGetLonLat(SPI_getbinval(tuple, desc, 2, &isnull));
	trip.departure = DatumGetTimestamp(SPI_getbinval(tuple, desc, 3, &isnull));
	region = DatumGetTextPP(SPI_getbinval(tuple, desc, 4, &isnull));
	datasource = DatumGetTextPP(SPI_getbinval(tuple, desc, 5, &isnull));
	batch_add(batch, &trip, VARDATA_ANY(region), VARSIZE_ANY_EXHDR(region),
			  VARDATA_ANY(datasource), VARSIZE_ANY_EXHDR(datasource));
}

/* (store): write segments of all trips; there must be none so far */
PG_FUNCTION_INFO_V1(write_segments);
Datum
write_segments(PG_FUNCTION_ARGS)
{
	Store *store = store_by_name(NameStr(*PG_GETARG_NAME(0)));
	Batch *batch = batch_create(CurrentMemoryContext);
	Portal portal;
	SPIPlanPtr plan;

	SPI_connect();
	plan = sql_prepare(psprintf("SELECT origin, destination, departed_at, "
								"region, datasource FROM %s.trips",
								store->quoted),
					   0, NULL);
	portal = SPI_cursor_open(NULL, plan, NULL, NULL, true);
	for (;;)
	{
		SPI_cursor_fetch(portal, true, FETCH_ROWS);
		if (SPI_processed == 0)
			break;
		for (uint64 i = 0; i < SPI_processed; i++)
		{
			CHECK_FOR_INTERRUPTS();
			add_tuple(batch, SPI_tuptable->vals[i], SPI_tuptable->tupdesc);
		}
		SPI_freetuptable(SPI_tuptable);
		if (batch_full(batch))
			batch_flush(batch, store, 1);
	}
	SPI_cursor_close(portal);
	SPI_finish();
	batch_flush(batch, store, 1);
	PG_RETURN_VOID();
}

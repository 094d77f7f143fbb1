/*
 * group_sweep.c
 *	  The groups of a store, counted in one pass over its segments.
 *
 * The segments of all runs and regions come in the order of their first
 * trip's Hilbert key, and each holds its trips in that order.  A cell's trips
 * have keys side by side, so at any moment only the segments that reach into
 * the cell at hand are in memory, and its groups are complete when the last
 * of them has left it.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/pairingheap.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "query/group_counter.h"
#include "query/segment_mask.h"
#include "store/sql.h"
#include "store/store.h"
#include "types/status.h"
#include "types/tripset.h"
#include "types/types.h"

#define FETCH_SEGMENTS 16

/* The columns of a row of the sweep. */
enum
{
	COL_START_KEY,
	COL_SIGN,
	COL_TRIPS,
	COL_BOUNDS,
	COL_DATASOURCES,
	COL_ORIGINS,
	COL_DESTINATIONS,
	COL_DEPARTURES,
	COL_DATASOURCE_NOS,
	COL_COUNT
};

/* A segment that reaches into the cell at hand, or beyond it. */
typedef struct Stream
{
	pairingheap_node node;
	struct Stream *next_free;
	MemoryContext context;
	int sign;
	uint32 count;
	uint32 at;	 /* the first trip not counted yet */
	uint64 cell; /* Hilbert number of its own cell */
	TgCell own;
	int32 *lon; /* of the own end */
	int32 *lat;
	TgGroupColumns columns;
} Stream;

typedef struct Sweep
{
	const GroupQuestion *question;
	const Filter *filter;
	MemoryContext context;
	MaskRoom masks;
	Portal portal;
	SPITupleTable *rows;	 /* fetched */
	uint64 row;				 /* the next of them */
	Datum column[COL_COUNT]; /* its columns */
	bool any;				 /* there is a next row */
	uint64 cell;			 /* at hand */
	uint64 next_cell;		 /* in which it begins */
	pairingheap *streams;	 /* the first cell first */
	Stream *free;
	GroupCounter counter;
	TgRowKnots knots;
} Sweep;

static uint64
cell_number(const Sweep *sweep, uint64 key)
{
	return key >> 2 * (TG_MAX_ZOOM - sweep->question->grid.zoom);
}

/* Look at the next row. */
static void
look_ahead(Sweep *sweep)
{
	if (sweep->rows != NULL && ++sweep->row == sweep->rows->numvals)
	{
		SPI_freetuptable(sweep->rows);
		sweep->rows = NULL;
	}
	if (sweep->rows == NULL)
	{
		SPI_cursor_fetch(sweep->portal, true, FETCH_SEGMENTS);
		sweep->rows = SPI_tuptable;
		sweep->row = 0;
	}
	sweep->any = sweep->rows->numvals > 0;
	if (!sweep->any)
		return;
	sql_row(sweep->rows->vals[sweep->row], sweep->rows->tupdesc, COL_COUNT,
			sweep->column);
	sweep->next_cell = cell_number(
		sweep, (uint64) DatumGetInt64(sweep->column[COL_START_KEY]));
}

static Stream *
new_stream(Sweep *sweep)
{
	Stream *stream = sweep->free;

	if (stream == NULL)
	{
		stream = MemoryContextAllocZero(sweep->context, sizeof *stream);
		stream->context = AllocSetContextCreate(
			sweep->context, "tripgrid sweep", ALLOCSET_DEFAULT_SIZES);
	}
	else
		sweep->free = stream->next_free;
	return stream;
}

static void
end_stream(Sweep *sweep, Stream *stream)
{
	MemoryContextReset(stream->context);
	stream->next_free = sweep->free;
	sweep->free = stream;
}

static int32 *
read_coordinates(const TgTripset *set, int number)
{
	int32 *values = palloc(set->count * sizeof(int32));

	tg_tripset_get32(set, number, values);
	return values;
}

/* Read what is grouped by from a row's columns. */
static void
read_stream(Sweep *sweep, Stream *stream, const SegmentRow *row)
{
	const TgGrid *grid = &sweep->question->grid;
	Datum own = grid->by_destination ? row->destinations : row->origins;
	Datum far = grid->by_destination ? row->origins : row->destinations;
	int64 *departures = palloc(row->count * sizeof(int64));
	uint64 *other = palloc(row->count * sizeof(uint64));
	int32 *window = palloc(row->count * sizeof(int32));
	TgTripset set;

	positions_open(own, row->count, &set);
	stream->lon = read_coordinates(&set, 0);
	stream->lat = read_coordinates(&set, 1);
	departures_open(sweep->column[COL_DEPARTURES], row->count, &set);
	status_check(tg_departures_get(&set, departures));
	positions_open(far, row->count, &set);
	tg_group_cells(grid, &sweep->knots, read_coordinates(&set, 0),
				   read_coordinates(&set, 1), departures, row->count, other,
				   window);
	stream->columns.other = other;
	stream->columns.window = window;
	stream->columns.departure = departures;
}

/* Go to the next trip that counts, and find its cell; false at the end. */
static bool
find_cell(const Sweep *sweep, Stream *stream)
{
	const uint8 *mask = stream->columns.mask;
	TgLonLat own;

	while (stream->at < stream->count && mask != NULL && !mask[stream->at])
		stream->at++;
	if (stream->at == stream->count)
		return false;
	own = (TgLonLat){stream->lon[stream->at], stream->lat[stream->at]};
	stream->cell = cell_number(sweep, tg_hilbert_key(own));
	stream->own = tg_cell_of(own, sweep->question->grid.zoom);
	if (stream->cell < sweep->cell)
		ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
						errmsg("segments are not in the order of their keys"),
						errhint("CALL tripgrid.rebuild() makes the segments "
								"again.")));
	return true;
}

/* For a pairing heap, whose first is the greatest. */
static int
stream_order(const pairingheap_node *a, const pairingheap_node *b, void *arg)
{
	uint64 left = pairingheap_const_container(Stream, node, a)->cell;
	uint64 right = pairingheap_const_container(Stream, node, b)->cell;

	return (left < right) - (left > right);
}

/* The stream that is in the first cell of all; null if there is none. */
static Stream *
first_stream(const Sweep *sweep)
{
	if (pairingheap_is_empty(sweep->streams))
		return NULL;
	return pairingheap_container(Stream, node,
								 pairingheap_first(sweep->streams));
}

/* Make a stream of the next row, if any of its trips passes the filter. */
static void
open_next(Sweep *sweep)
{
	SegmentRow row = {(uint32) DatumGetInt32(sweep->column[COL_TRIPS]),
					  DatumGetTripGroupP(sweep->column[COL_BOUNDS]),
					  sweep->column[COL_DATASOURCES],
					  sweep->column[COL_ORIGINS],
					  sweep->column[COL_DESTINATIONS],
					  sweep->column[COL_DATASOURCE_NOS]};
	Stream *stream = new_stream(sweep);
	MemoryContext old = MemoryContextSwitchTo(stream->context);
	SegmentDoubt doubt = segment_doubt(sweep->filter, &row);
	bool open = false;

	CHECK_FOR_INTERRUPTS();
	if (row.count < 1 || row.count > TG_MAX_SET)
		status_check(TG_BAD_TRIPSET);
	if (!doubt.outside)
	{
		stream->sign = DatumGetInt16(sweep->column[COL_SIGN]);
		stream->count = row.count;
		stream->at = 0;
		stream->columns.mask = NULL;
		if (!doubt.inside)
		{
			const uint8 *mask = segment_mask(sweep->filter, &row, &doubt,
											 &sweep->masks, sweep->context);

			stream->columns.mask = memcpy(palloc(row.count), mask, row.count);
		}
		read_stream(sweep, stream, &row);
		open = find_cell(sweep, stream);
	}
	MemoryContextSwitchTo(old);
	if (open)
		pairingheap_add(sweep->streams, &stream->node);
	else
		end_stream(sweep, stream);
	look_ahead(sweep);
}

/* Count the trips of the first stream that are in its cell, and pass them. */
static void
count_cell(Sweep *sweep, Stream *stream)
{
	TgBox box = tg_cell_box(stream->own);
	uint32 until = stream->at + 1;

	while (until < stream->count &&
		   tg_box_covers(&box,
						 (TgLonLat){stream->lon[until], stream->lat[until]}))
		until++;
	group_counter_add(&sweep->counter, &stream->columns, stream->at, until,
					  stream->sign);
	stream->at = until;
	pairingheap_remove_first(sweep->streams);
	if (find_cell(sweep, stream))
		pairingheap_add(sweep->streams, &stream->node);
	else
		end_stream(sweep, stream);
}

static void
sweep_cells(Sweep *sweep)
{
	Stream *stream = NULL;

	look_ahead(sweep);
	while (sweep->any || stream != NULL)
	{
		uint64 cell = Min(stream ? stream->cell : PG_UINT64_MAX,
						  sweep->any ? sweep->next_cell : PG_UINT64_MAX);
		TgCell own;
		bool counted = false;

		sweep->cell = cell;

		/* what begins in this cell is read one by one, as late as can be */
		for (;;)
		{
			if (stream != NULL && stream->cell <= cell)
			{
				own = stream->own;
				counted = true;
				count_cell(sweep, stream);
			}
			else if (sweep->any && sweep->next_cell <= cell)
				open_next(sweep);
			else
				break;
			stream = first_stream(sweep);
		}
		if (counted)
			group_counter_report(&sweep->counter, own);
	}
}

/* Whether any trips were taken off. */
static bool
has_negatives(const GroupQuestion *question)
{
	Oid types[] = {TEXTOID};
	Datum region[] = {PointerGetDatum(question->region)};
	bool any;

	sql_read(psprintf("SELECT FROM %s.summaries WHERE sign < 0%s LIMIT 1",
					  quote_identifier(question->store),
					  question->region ? " AND region = $1" : ""),
			 question->region ? 1 : 0, types, region);
	any = SPI_processed > 0;
	SPI_freetuptable(SPI_tuptable);
	return any;
}

static Portal
open_segments(const Sweep *sweep)
{
	const GroupQuestion *question = sweep->question;
	Oid types[] = {CHAROID, store_type("tripgroup"), TEXTOID};
	TgGroup window;
	Datum values[] = {CharGetDatum(question->grid.by_destination ? 'd' : 'o'),
					  PointerGetDatum(&window),
					  PointerGetDatum(question->region)};
	char nulls[] = {' ', ' ', question->region ? ' ' : 'n', '\0'};
	bool everywhere = !filter_window(sweep->filter, &window);

	return SPI_cursor_open_with_args(
		NULL,
		psprintf("SELECT start_key::bigint, sign::smallint, trips::int, "
				 "bounds::tripgrid.tripgroup, datasources::text[], "
				 "origins::tripgrid.tripset, "
				 "destinations::tripgrid.tripset, "
				 "departures::tripgrid.tripset, "
				 "datasource_nos::tripgrid.tripset FROM %s.segments WHERE "
				 "projection = $1%s%s "
				 "ORDER BY start_key",
				 quote_identifier(question->store),
				 everywhere ? "" : " AND bounds OPERATOR(tripgrid.&&) $2",
				 question->region ? " AND region = $3" : ""),
		lengthof(types), types, values, nulls, true, 0);
}

void
group_sweep(const GroupQuestion *question, GroupReport report, void *receiver)
{
	Sweep sweep;
	TgGrid grid = question->grid;
	void *cache = NULL;

	memset(&sweep, 0, sizeof sweep);
	tg_row_knots_clear(&sweep.knots);
	sweep.question = question;
	sweep.context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid groups", ALLOCSET_DEFAULT_SIZES);
	sweep.filter = filter_open(question->filter, &cache, sweep.context);
	SPI_connect();
	sweep.streams = pairingheap_allocate(stream_order, NULL);
	grid.by_departure = has_negatives(question);
	group_counter_init(&sweep.counter, &grid, report, receiver);
	sweep.portal = open_segments(&sweep);
	sweep_cells(&sweep);
	SPI_finish();
	MemoryContextDelete(sweep.context);
}

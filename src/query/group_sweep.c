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

#include "access/stratnum.h"
#include "lib/pairingheap.h"
#include "miscadmin.h"
#include "storage/itemptr.h"
#include "utils/memutils.h"

#include "query/group_counter.h"
#include "segment/segment_mask.h"
#include "types/status.h"
#include "types/tripset.h"

#define FIRST_ROOM 256

/* Where a segment is, and the Hilbert key of its first trip. */
typedef struct SegmentPlace
{
	uint64 key;
	ItemPointerData place;
} SegmentPlace;

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
	SegmentScan *scan;
	SegmentPlace *places; /* of the segments, in the order of their keys */
	Size count;
	Size room;
	Size next;			  /* of the places */
	bool any;			  /* there is a next one */
	uint64 cell;		  /* at hand */
	uint64 next_cell;	  /* in which the next begins */
	pairingheap *streams; /* the first cell first */
	Stream *free;
	GroupCounter counter;
} Sweep;

static uint64
cell_number(const Sweep *sweep, uint64 key)
{
	return key >> 2 * (TG_MAX_ZOOM - sweep->question->grid.zoom);
}

/* Look at the next place. */
static void
look_ahead(Sweep *sweep)
{
	sweep->any = sweep->next < sweep->count;
	if (sweep->any)
		sweep->next_cell = cell_number(sweep, sweep->places[sweep->next].key);
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
	departures_open(row->departures, row->count, &set);
	status_check(tg_departures_get(&set, departures));
	positions_open(far, row->count, &set);
	tg_group_cells(grid, read_coordinates(&set, 0), read_coordinates(&set, 1),
				   departures, row->count, other, window);
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

/* Make a stream of the next segment, if any of its trips passes the filter. */
static void
open_next(Sweep *sweep)
{
	TableScan *scan = sweep->scan->scan;
	Stream *stream = new_stream(sweep);
	MemoryContext old = MemoryContextSwitchTo(stream->context);
	SegmentRow row;
	SegmentDoubt doubt;
	bool open = false;

	table_scan_fetch(scan, &sweep->places[sweep->next++].place);
	row = segment_row(scan);
	doubt = segment_doubt(sweep->filter, &row);
	if (!doubt.outside)
	{
		stream->sign = row.sign;
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
			CHECK_FOR_INTERRUPTS();
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
has_negatives(const Question *question)
{
	TableScan *scan = table_scan_open(question->schema, REL_SUMMARIES,
									  COLUMN_BIT(COL_SUMMARY_SIGN) |
										  COLUMN_BIT(COL_SUMMARY_REGION));
	bool any = false;

	table_scan_begin(scan, NULL, 0);
	while (!any && table_scan_next(scan))
		any = DatumGetInt16(table_scan_get(scan, COL_SUMMARY_SIGN)) < 0 &&
			  (question->region == NULL ||
			   table_scan_is_name(scan, COL_SUMMARY_REGION, question->region));
	table_scan_close(scan);
	return any;
}

static void
add_place(Sweep *sweep)
{
	TableScan *scan = sweep->scan->scan;

	if (sweep->count == sweep->room)
	{
		sweep->room = Max(2 * sweep->room, FIRST_ROOM);
		sweep->places =
			sweep->places == NULL
				? palloc(sweep->room * sizeof(SegmentPlace))
				: repalloc_huge(sweep->places,
								sweep->room * sizeof(SegmentPlace));
	}
	sweep->places[sweep->count++] = (SegmentPlace){
		(uint64) DatumGetInt64(table_scan_get(scan, COL_SEGMENT_START_KEY)),
		scan->slot->tts_tid};
}

static int
place_order(const void *a, const void *b)
{
	const SegmentPlace *left = a;
	const SegmentPlace *right = b;

	CHECK_FOR_INTERRUPTS();
	return (left->key > right->key) - (left->key < right->key);
}

/* Find the segments that may have trips which pass, in their order. */
static void
find_segments(Sweep *sweep)
{
	const GroupQuestion *question = sweep->question;
	char projection = question_projection(sweep->filter->match);
	SegmentRanges ranges = {0};
	NodeList nodes = leaves_read(sweep->filter, question->question.schema,
								 projection, question->question.region);

	for (uint64 i = 0; i < nodes.count; i++)
		ranges_add(&ranges, &nodes.rows[i]);
	sweep->scan = segment_scan_open(question->question.schema, projection,
									COLUMN_BIT(COL_SEGMENT_START_KEY));
	segment_scan_begin(sweep->scan, ranges.ranges, ranges.used);
	while (segment_scan_next(sweep->scan))
	{
		CHECK_FOR_INTERRUPTS();
		add_place(sweep);
	}
	nodes_close(&nodes);
	qsort(sweep->places, sweep->count, sizeof(SegmentPlace), place_order);
}

void
group_sweep(const GroupQuestion *question, GroupReport report, void *receiver)
{
	Sweep sweep;
	TgGrid grid = question->grid;
	MemoryContext old;

	memset(&sweep, 0, sizeof sweep);
	sweep.question = question;
	sweep.filter = &question->question.filter;
	sweep.context = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid groups", ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(sweep.context);
	sweep.streams = pairingheap_allocate(stream_order, NULL);
	grid.by_departure = has_negatives(&question->question);
	group_counter_init(&sweep.counter, &grid, report, receiver);
	find_segments(&sweep);
	MemoryContextSwitchTo(old);
	sweep_cells(&sweep);
	segment_scan_close(sweep.scan);
	MemoryContextDelete(sweep.context);
}

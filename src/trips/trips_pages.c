/*
 * trips_pages.c
 *	  Trips written into their table as whole pages.
 *
 * A page is put together in its buffer and goes to the WAL as it is, which
 * costs a fraction of forming, inserting and logging its rows one by one.
 * Pages with room come first, then new ones at the table's end.
 */
#include "compat.h"

#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/xact.h"
#include "access/xloginsert.h"
#include "catalog/catalog.h"
#include "catalog/pg_am.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "storage/predicate.h"

#include "trips/free_pages.h"
#include "store/trips_columns.h"
#include "trips/trips_key.h"
#include "trips/trips_minmax.h"
#include "trips/trips_pages.h"
#include "types/types.h"

#define TRIPS_COLUMNS (TRIP_ID_COLUMN + COLUMN_COUNT)

/*
 * The fixed part of a row as the heap lays it out.  The names follow, each
 * behind a header of one byte, which needs no alignment.
 */
typedef struct RowHead
{
	char header[MAXALIGN(SizeofHeapTupleHeader)]; /* HeapTupleHeaderData */
	int64 trip_id;
	int64 load_id;
	int64 departed_at;
	Datum origin;
	Datum destination;
} RowHead;

StaticAssertDecl(offsetof(RowHead, trip_id) == MAXALIGN(SizeofHeapTupleHeader),
				 "data follow the header of a row");
StaticAssertDecl(TG_MAX_NAME_BYTES + VARHDRSZ_SHORT <= VARATT_SHORT_MAX,
				 "names have short headers");

typedef struct PageWriter
{
	Relation trips;
	const Batch *batch;
	BufferAccessStrategy strategy;
	RowHead head; /* what all rows share is filled in */
	Size spare;	  /* bytes that the fillfactor leaves free */
	FreePages free;
	Minmax *minmax;
	TripsKey *key;
	int64 first_id; /* of the batch's first trip; the others follow */
	OffsetNumber numbers[MaxHeapTuplesPerPage]; /* of a page's new rows */
} PageWriter;

static bool
columns_as_made(Relation trips)
{
	TupleDesc desc = RelationGetDescr(trips);

	if (desc->natts != TRIPS_COLUMNS ||
		TupleDescAttr(desc, TRIP_ID_COLUMN - 1)->atttypid != INT8OID ||
		TupleDescAttr(desc, TRIP_ID_COLUMN - 1)->attidentity == '\0')
		return false;
	for (int i = 0; i < COLUMN_COUNT; i++)
		if (column_number(trips, (FeedColumn) i) != TRIP_ID_COLUMN + 1 + i)
			return false;
	return desc->constr == NULL || desc->constr->num_check == 0;
}

/* The part of all rows that is the same. */
static RowHead
row_head(int64 load_id)
{
	RowHead head;
	HeapTupleHeader header = (HeapTupleHeader) head.header;

	memset(&head, 0, sizeof head);
	HeapTupleHeaderSetXmin(header, GetCurrentTransactionId());
	HeapTupleHeaderSetCmin(header, GetCurrentCommandId(true));
	HeapTupleHeaderSetNatts(header, TRIPS_COLUMNS);
	header->t_infomask |= HEAP_HASVARWIDTH | HEAP_XMAX_INVALID;
	header->t_hoff = offsetof(RowHead, trip_id);
	head.load_id = load_id;
	return head;
}

static inline char *
put_name(char *at, const text *name)
{
	Size len = VARSIZE(name) - VARHDRSZ;

	SET_VARSIZE_SHORT(at, len + VARHDRSZ_SHORT);
	memcpy(at + VARHDRSZ_SHORT, VARDATA(name), len);
	return at + VARHDRSZ_SHORT + len;
}

/* The next line pointer that is free, or new after the last of the page. */
static inline OffsetNumber
free_number(Page page, OffsetNumber number, OffsetNumber last)
{
	do
		number++;
	while (number <= last && ItemIdIsUsed(PageGetItemId(page, number)));
	return number;
}

/*
 * Put trips from first on into a page until it is full, and return how many.
 * Nothing here may fail.
 */
static uint32
fill_page(PageWriter *writer, Page page, BlockNumber block, uint32 first)
{
	const Batch *batch = writer->batch;
	PageHeader header = (PageHeader) page;
	RowHead head = writer->head;
	OffsetNumber last = PageGetMaxOffsetNumber(page);
	OffsetNumber number = InvalidOffsetNumber;
	uint32 count = 0;

	for (; first + count < batch->count; count++)
	{
		const TgRecord *record = &batch->records[first + count];
		const text *region = batch->regions->names[record->region].value;
		const text *datasource =
			batch->datasources->names[record->datasource].value;
		Size len = sizeof head + VARSIZE(region) + VARSIZE(datasource) -
				   2 * (VARHDRSZ - VARHDRSZ_SHORT);
		char *at;

		number = free_number(page, number, last);
		if (number > MaxHeapTuplesPerPage ||
			header->pd_upper - header->pd_lower <
				MAXALIGN(len) + sizeof(ItemIdData) +
					(count ? writer->spare : 0))
			break;
		header->pd_upper -= MAXALIGN(len);
		if (number > last)
			header->pd_lower += sizeof(ItemIdData);
		ItemIdSetNormal(PageGetItemId(page, number), header->pd_upper, len);
		ItemPointerSet(&((HeapTupleHeader) head.header)->t_ctid, block,
					   number);
		head.trip_id = writer->first_id + first + count;
		head.departed_at = record->trip.departure;
		head.origin = LonLatGetDatum(record->trip.origin);
		head.destination = LonLatGetDatum(record->trip.destination);
		at = (char *) page + header->pd_upper;
		memcpy(at, &head, sizeof head);
		at = put_name(at + sizeof head, region);
		put_name(at, datasource);
		writer->numbers[count] = number;
	}
	return count;
}

/* Fill a page that has room. */
static uint32
refill_page(PageWriter *writer, Buffer buffer, uint32 first)
{
	Page page = BufferGetPage(buffer);
	uint32 count;

	START_CRIT_SECTION();
	if (writer->free.empty)
		PageInit(page, BufferGetPageSize(buffer), 0);
	count = fill_page(writer, page, BufferGetBlockNumber(buffer), first);
	MarkBufferDirty(buffer);
	free_pages_log(&writer->free, buffer);
	END_CRIT_SECTION();
	free_pages_release(&writer->free, buffer);
	return count;
}

/* Fill a page at the table's end. */
static uint32
append_page(PageWriter *writer, Buffer buffer, uint32 first)
{
	Page page = BufferGetPage(buffer);
	uint32 count;

	START_CRIT_SECTION();
	PageInit(page, BufferGetPageSize(buffer), 0);
	count = fill_page(writer, page, BufferGetBlockNumber(buffer), first);
	MarkBufferDirty(buffer);
	if (RelationNeedsWAL(writer->trips))
		log_newpage_buffer(buffer, true);
	END_CRIT_SECTION();
	UnlockReleaseBuffer(buffer);
	return count;
}

/* Write the trips from first on that fit a page, and return how many. */
static uint32
write_page(PageWriter *writer, uint32 first, BlockNumber *block)
{
	Buffer buffer = free_pages_next(&writer->free);

	if (BufferIsValid(buffer))
	{
		*block = BufferGetBlockNumber(buffer);
		return refill_page(writer, buffer, first);
	}
	buffer = TgExtendRelation(writer->trips, writer->strategy);
	*block = BufferGetBlockNumber(buffer);
	return append_page(writer, buffer, first);
}

/* Note the trips of a page for the index of extremes. */
static void
note_page(PageWriter *writer, uint32 first, uint32 count, BlockNumber block)
{
	Minmax *minmax = writer->minmax;
	/* of the columns that come first in a row, all of them 64-bit integers */
	int64 row[] = {writer->first_id + first, writer->head.load_id, 0};
	int64 values[INDEX_MAX_KEYS];

	for (uint32 i = 0; i < count; i++, row[0]++)
	{
		ItemPointerData tid;

		ItemPointerSet(&tid, block, writer->numbers[i]);
		row[2] = writer->batch->records[first + i].trip.departure;
		for (int k = 0; k < minmax->columns; k++)
			values[k] = row[minmax->column[k] - 1];
		minmax_add(minmax, &tid, values);
	}
}

static void
write_pages(PageWriter *writer)
{
	for (uint32 first = 0, count; first < writer->batch->count; first += count)
	{
		BlockNumber block;

		CHECK_FOR_INTERRUPTS();
		count = write_page(writer, first, &block);
		if (writer->minmax != NULL)
			note_page(writer, first, count, block);
		if (writer->key != NULL)
			trips_key_add(writer->key, block, writer->numbers, count,
						  writer->first_id + first);
	}
}

static int
count_indexes(Relation trips)
{
	List *indexes = RelationGetIndexList(trips);
	int count = list_length(indexes);

	list_free(indexes);
	return count;
}

static void
open_indexes(PageWriter *writer)
{
	writer->minmax = minmax_begin(writer->trips);
	writer->key = trips_key_begin(writer->trips, TRIP_ID_COLUMN);
}

static void
close_indexes(PageWriter *writer)
{
	if (writer->minmax != NULL)
		minmax_end(writer->minmax);
	if (writer->key != NULL)
		trips_key_end(writer->key);
}

/* Tell whether the indexes that are open are all there are. */
static bool
indexes_as_made(Relation trips)
{
	PageWriter writer = {.trips = trips};
	bool as_made;

	open_indexes(&writer);
	as_made = count_indexes(trips) ==
			  (writer.minmax == NULL ? 0 : 1) + (writer.key == NULL ? 0 : 1);
	close_indexes(&writer);
	return as_made;
}

/* Logical decoding reads rows, not pages. */
bool
trips_take_pages(Relation trips)
{
	return columns_as_made(trips) &&
		   trips->rd_rel->relam == HEAP_TABLE_AM_OID &&
		   !RelationIsLogicallyLogged(trips) && indexes_as_made(trips);
}

void
trips_write_pages(const Batch *batch, Relation trips, int64 load_id,
				  int64 first_id)
{
	PageWriter writer = {.trips = trips, .batch = batch, .first_id = first_id};

	open_indexes(&writer);
	CheckForSerializableConflictIn(trips, NULL, InvalidBlockNumber);
	writer.head = row_head(load_id);
	writer.spare =
		RelationGetTargetPageFreeSpace(trips, HEAP_DEFAULT_FILLFACTOR);
	writer.strategy = GetAccessStrategy(BAS_BULKWRITE);
	free_pages_begin(&writer.free, trips, writer.spare, writer.strategy);
	write_pages(&writer);
	free_pages_end(&writer.free);
	/* a reader may have come since the first check: see heap_multi_insert */
	CheckForSerializableConflictIn(trips, NULL, InvalidBlockNumber);
	FreeAccessStrategy(writer.strategy);
	close_indexes(&writer);
	pgstat_count_heap_insert(trips, (int) batch->count);
}

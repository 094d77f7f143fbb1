/*
 * free_pages.c
 *	  Pages of a table that have room again, as VACUUM has noted them.
 *
 * The free space map is a hint: it is not logged, and others fill pages, too.
 * So a page is looked at once more when it is locked, and the map corrected.
 */
#include "compat.h"

#include "access/heapam_xlog.h"
#include "access/htup_details.h"
#include "access/visibilitymap.h"
#include "access/xloginsert.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "storage/freespace.h"

#include "trips/free_pages.h"

/*
 * A page is logged as a whole, so it has to take some rows.  A quarter of it
 * takes twenty, and few pages stay emptier than that for long.
 */
#define WORTH_IT (BLCKSZ / 4)

/* The greatest room that the map tells apart is that of an empty page. */
#define EMPTY_PAGE MaxHeapTupleSize

/* After a crash or on a former standby the map may be wrong about many. */
#define MAX_FUTILE 64

void
free_pages_begin(FreePages *pages, Relation table, Size spare,
				 BufferAccessStrategy strategy)
{
	memset(pages, 0, sizeof *pages);
	pages->table = table;
	pages->strategy = strategy;
	pages->wanted = Min(WORTH_IT + spare, EMPTY_PAGE);
	pages->map = InvalidBuffer;
	pages->block = GetPageWithFreeSpace(table, pages->wanted);
}

/* Tell whether nothing is left of what a page has held. */
static bool
is_empty(Page page)
{
	if (PageIsNew(page))
		return true;
	for (OffsetNumber number = FirstOffsetNumber;
		 number <= PageGetMaxOffsetNumber(page); number++)
		if (ItemIdIsUsed(PageGetItemId(page, number)))
			return false;
	return true;
}

static Size
room_of(const FreePages *pages, Page page)
{
	return pages->empty ? EMPTY_PAGE : PageGetHeapFreeSpace(page);
}

/* Correct the map, and ask it for another page. */
static void
look_further(FreePages *pages, Size room)
{
	if (pages->futile <= MAX_FUTILE)
		pages->block = RecordAndGetPageWithFreeSpace(
			pages->table, pages->block, room, pages->wanted);
	else
	{
		RecordPageWithFreeSpace(pages->table, pages->block, room);
		pages->block = InvalidBlockNumber;
	}
}

/* The map may know blocks that a crash has taken off the table's end. */
static bool
block_exists(FreePages *pages)
{
	if (pages->block >= pages->count)
		pages->count = RelationGetNumberOfBlocks(pages->table);
	return pages->block < pages->count;
}

static Buffer
lock_block(FreePages *pages)
{
	Buffer buffer = ReadBufferExtended(
		pages->table, MAIN_FORKNUM, pages->block, RBM_NORMAL, pages->strategy);

	/* reading the map's page is nothing to do under a lock */
	visibilitymap_pin(pages->table, pages->block, &pages->map);
	LockBuffer(buffer, BUFFER_LOCK_EXCLUSIVE);
	pages->empty = is_empty(BufferGetPage(buffer));
	pages->all_visible = PageIsAllVisible(BufferGetPage(buffer));
	return buffer;
}

Buffer
free_pages_next(FreePages *pages)
{
	while (BlockNumberIsValid(pages->block))
	{
		Size room = 0;

		CHECK_FOR_INTERRUPTS();
		if (block_exists(pages))
		{
			Buffer buffer = lock_block(pages);

			room = room_of(pages, BufferGetPage(buffer));
			if (room >= pages->wanted)
				return buffer;
			UnlockReleaseBuffer(buffer);
		}
		pages->futile++;
		look_further(pages, room);
	}
	return InvalidBuffer;
}

/*
 * The record is that of rows inserted in bulk, none of them, with an image of
 * the page: unlike the record of an image alone it tells a server that replays
 * it to clear the page's bits in the visibility map.
 */
void
free_pages_log(FreePages *pages, Buffer buffer)
{
	xl_heap_multi_insert record = {0};
	Page page = BufferGetPage(buffer);
	XLogRecPtr end;

	if (pages->all_visible)
	{
		PageClearAllVisible(page);
		visibilitymap_clear(pages->table, pages->block, pages->map,
							VISIBILITYMAP_VALID_BITS);
		record.flags = XLH_INSERT_ALL_VISIBLE_CLEARED;
	}
	if (!RelationNeedsWAL(pages->table))
		return;
	XLogBeginInsert();
	XLogRegisterData((char *) &record, SizeOfHeapMultiInsert);
	XLogRegisterBuffer(0, buffer, REGBUF_FORCE_IMAGE | REGBUF_STANDARD);
	end = XLogInsert(RM_HEAP2_ID, XLOG_HEAP2_MULTI_INSERT);
	PageSetLSN(page, end);
}

void
free_pages_release(FreePages *pages, Buffer buffer)
{
	Size room = PageGetHeapFreeSpace(BufferGetPage(buffer));

	UnlockReleaseBuffer(buffer);
	pages->futile = 0;
	look_further(pages, room);
}

void
free_pages_end(FreePages *pages)
{
	if (BufferIsValid(pages->map))
		ReleaseBuffer(pages->map);
}

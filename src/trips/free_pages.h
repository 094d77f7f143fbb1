/*
 * free_pages.h
 *	  Pages of a table that have room again.
 */
#ifndef TG_TRIPS_FREE_PAGES_H
#define TG_TRIPS_FREE_PAGES_H

#include "postgres.h"

#include "storage/buf.h"
#include "utils/rel.h"

typedef struct FreePages
{
	Relation table;
	BufferAccessStrategy strategy;
	Size wanted;	   /* the least room of a page that is worth it */
	BlockNumber block; /* where to look next; invalid: there are no more */
	BlockNumber count; /* of the table's blocks, when last asked */
	int futile;		   /* looks in a row that found no room */
	Buffer map;		   /* the page of the visibility map for block */
	bool empty;		   /* the page that is locked holds nothing */
	bool all_visible;  /* it is marked so */
} FreePages;

/*
 * Begin to look for pages of a heap that have, by the free space map, room for
 * some rows besides the room that is to be spared.  If the map knows none,
 * that is all that it costs.
 */
extern void free_pages_begin(FreePages *pages, Relation table, Size spare,
							 BufferAccessStrategy strategy);

/*
 * The next page with room, locked for who is to fill it, or InvalidBuffer.  It
 * may be new to the server; if pages->empty it has to be initialized.
 */
extern Buffer free_pages_next(FreePages *pages);

/*
 * Log a page that has been filled, in the critical section in which that was
 * done; afterwards, outside of it, release it.
 */
extern void free_pages_log(FreePages *pages, Buffer buffer);
extern void free_pages_release(FreePages *pages, Buffer buffer);

extern void free_pages_end(FreePages *pages);

#endif /* TG_TRIPS_FREE_PAGES_H */

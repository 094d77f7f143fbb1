/*
 * merge.h
 *	  Several sorted streams of records, read as one.
 */
#ifndef TG_CORE_ORDER_MERGE_H
#define TG_CORE_ORDER_MERGE_H

#include "core/order/sort.h"

/* A sorted stream, of which some records are at hand. */
typedef struct TgStream
{
	const TgRecord *records;
	uint32_t count;
	uint32_t at;   /* the current record; at == count: more must be fetched */
	uint64_t near; /* Hilbert key of the current record */
} TgStream;

/* The streams that have a current record, as a heap by their order. */
typedef struct TgMerge
{
	TgProjection projection;
	TgStream *streams;
	uint32_t *heap; /* numbers of streams; room for all of them */
	uint32_t used;
} TgMerge;

/* Let a stream that has a current record (again) take part. */
extern void tg_merge_add(TgMerge *merge, uint32_t stream);

/* The stream whose current record is the first of all; used must not be 0. */
static inline uint32_t
tg_merge_first(const TgMerge *merge)
{
	return merge->heap[0];
}

/*
 * Go past the current record of the first stream.  False if that was the last
 * at hand: the stream has left the merge until it is added again.
 */
extern bool tg_merge_advance(TgMerge *merge);

#endif /* TG_CORE_ORDER_MERGE_H */

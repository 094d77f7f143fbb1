/*
 * merge.c
 *	  Several sorted streams of records, read as one: a binary heap.
 */
#include "core/order/merge.h"

#include "core/geo/cell.h"

static void
find_key(const TgMerge *merge, TgStream *stream)
{
	const TgTrip *trip = &stream->records[stream->at].trip;

	stream->near = tg_hilbert_key(
		merge->projection == TG_BY_ORIGIN ? trip->origin : trip->destination);
}

/* Tell whether stream a's current record comes before stream b's. */
static bool
comes_before(const TgMerge *merge, uint32_t a, uint32_t b)
{
	const TgStream *left = &merge->streams[a];
	const TgStream *right = &merge->streams[b];

	if (left->near != right->near)
		return left->near < right->near;
	return tg_record_compare(&left->records[left->at],
							 &right->records[right->at],
							 merge->projection) < 0;
}

static void
sift_down(TgMerge *merge, uint32_t at)
{
	uint32_t stream = merge->heap[at];

	for (;;)
	{
		uint32_t child = 2 * at + 1;

		if (child >= merge->used)
			break;
		if (child + 1 < merge->used &&
			comes_before(merge, merge->heap[child + 1], merge->heap[child]))
			child++;
		if (!comes_before(merge, merge->heap[child], stream))
			break;
		merge->heap[at] = merge->heap[child];
		at = child;
	}
	merge->heap[at] = stream;
}

void
tg_merge_add(TgMerge *merge, uint32_t stream)
{
	uint32_t at = merge->used++;

	find_key(merge, &merge->streams[stream]);
	while (at > 0 && comes_before(merge, stream, merge->heap[(at - 1) / 2]))
	{
		merge->heap[at] = merge->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	merge->heap[at] = stream;
}

bool
tg_merge_advance(TgMerge *merge)
{
	TgStream *stream = &merge->streams[merge->heap[0]];
	bool more = ++stream->at < stream->count;

	if (more)
		find_key(merge, stream);
	else
		merge->heap[0] = merge->heap[--merge->used];
	if (merge->used > 0)
		sift_down(merge, 0);
	return more;
}

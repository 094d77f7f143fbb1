/*
 * flush.c
 *	  A batch of trips written to the segments of a store.
 */
#include "compat.h"

#include "miscadmin.h"

#include "core/order/segment.h"
#include "segment/flush.h"
#include "segment/segment_writer.h"

/* Cut the sorted records of one region into segments about as long. */
static void
write_region(SegmentWriter *writer, TgProjection projection, Datum region,
			 const Batch *batch, const TgSortItem *items, size_t count,
			 Summary *summary)
{
	size_t cuts = tg_segment_cuts(count, writer->room);

	for (size_t cut = 0; cut < cuts; cut++)
	{
		size_t first = count * cut / cuts;
		size_t next = count * (cut + 1) / cuts;

		CHECK_FOR_INTERRUPTS();
		/* gathered once, for all the passes over them */
		for (size_t i = first; i < next; i++)
			writer->records[i - first] = batch->records[items[i].record];
		segment_write(writer, projection, region, writer->records,
					  (uint32) (next - first), summary);
	}
	segments_end(writer, projection, region);
}

/* Write all segments of a projection, and the summaries if one is given. */
static void
write_projection(SegmentWriter *writer, TgProjection projection, Batch *batch,
				 Summary *summary)
{
	const TgSortItem *items;

	batch_sort(batch, projection);
	items = batch->items;
	writer->segment_no = 0;
	for (uint32 first = 0, next; first < batch->count; first = next)
	{
		uint32 number = items[first].region;
		Datum region = PointerGetDatum(batch->regions->names[number].value);

		for (next = first + 1;
			 next < batch->count && items[next].region == number; next++)
			;
		if (summary != NULL)
			summary_reset(summary);
		write_region(writer, projection, region, batch, items + first,
					 next - first, summary);
		if (summary != NULL)
			summary_write(writer, region, summary);
	}
}

int64
batch_flush(Batch *batch, const Store *store, int sign)
{
	SegmentWriter *writer;
	int64 run;

	if (batch->count == 0)
		return 0;
	SPI_connect();
	batch_prepare(batch);
	writer =
		segment_writer_begin(store, sign, batch->datasources, batch->count);
	run = writer->run;
	write_projection(writer, TG_BY_ORIGIN, batch,
					 summary_create(CurrentMemoryContext));
	write_projection(writer, TG_BY_DESTINATION, batch, NULL);
	segment_writer_end(writer);
	SPI_finish();
	batch_reset(batch);
	return run;
}

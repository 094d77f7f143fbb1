/*
 * flush.c
 *	  A batch of trips written to the segments of a store.
 */
#include "compat.h"

#include "miscadmin.h"

#include "core/segment.h"
#include "store/flush.h"
#include "store/segment_writer.h"

/* Cut the sorted records of one region into segments about as long. */
static void
write_region(SegmentWriter *writer, TgProjection projection, Datum region,
			 const TgRecord *records, const TgSortItem *items, size_t count)
{
	size_t cuts = tg_segment_cuts(count, writer->room);

	for (size_t cut = 0; cut < cuts; cut++)
	{
		size_t first = count * cut / cuts;
		size_t next = count * (cut + 1) / cuts;

		CHECK_FOR_INTERRUPTS();
		segment_write(writer, projection, region, records, items + first,
					  (uint32) (next - first));
	}
}

static void
summarise_region(SegmentWriter *writer, Summary *summary, Datum region,
				 const TgRecord *records, const TgSortItem *items,
				 size_t count)
{
	summary_reset(summary);
	for (size_t i = 0; i < count; i++)
		summary_add(summary, &records[items[i].record]);
	summary_write(writer, region, summary);
}

static void
write_projection(SegmentWriter *writer, TgProjection projection,
				 const Batch *batch, const TgSortItem *items,
				 Summary *summary)
{
	writer->segment_no = 0;
	for (uint32 first = 0, next; first < batch->count; first = next)
	{
		uint32 number = items[first].region;
		Datum region = PointerGetDatum(batch->regions->names[number].value);

		for (next = first + 1;
			 next < batch->count && items[next].region == number; next++)
			;
		write_region(writer, projection, region, batch->records,
					 items + first, next - first);
		if (projection == TG_BY_ORIGIN)
			summarise_region(writer, summary, region, batch->records,
							 items + first, next - first);
	}
}

void
batch_flush(Batch *batch, const Store *store, int sign)
{
	static const TgProjection projections[] = {TG_BY_ORIGIN,
											   TG_BY_DESTINATION};
	TgSortItem *items;
	TgSortItem *scratch;
	Size size = batch->count * sizeof(TgSortItem);

	if (batch->count == 0)
		return;
	SPI_connect();
	batch_rank(batch);
	items = MemoryContextAllocHuge(CurrentMemoryContext, size);
	scratch = MemoryContextAllocHuge(CurrentMemoryContext, size);
	{
		SegmentWriter *writer =
			segment_writer_begin(store, sign, batch->datasources);
		Summary *summary = summary_create(CurrentMemoryContext);

		for (int i = 0; i < lengthof(projections); i++)
		{
			tg_records_sort(batch->records, batch->count, projections[i],
							items, scratch);
			write_projection(writer, projections[i], batch, items, summary);
		}
	}
	SPI_finish();
	batch_reset(batch);
}

/*
 * segment_writer.h
 *	  Rows of a store's segments and summaries, written from sorted records.
 */
#ifndef TG_SEGMENT_SEGMENT_WRITER_H
#define TG_SEGMENT_SEGMENT_WRITER_H

#include "postgres.h"

#include "core/order/sort.h"
#include "segment/names.h"
#include "segment/node_writer.h"
#include "store/row_insert.h"
#include "store/store.h"
#include "segment/summary.h"

typedef struct SegmentWriter
{
	MemoryContext context; /* reset with each row */
	RowInsert *insert_segment;
	RowInsert *insert_summary;
	NodeWriter *nodes;
	const Names *datasources; /* ranked; records refer to them */
	int64 run;
	int32 segment_no; /* of the next segment, in each projection */
	int16 sign;
	uint32 room;	   /* records in a segment */
	TgRecord *records; /* of a segment, for the caller to gather */
	int64 *values[2];  /* columns in the making */
	uint32 *ranks;	   /* datasources of a segment */
	TgTally *weeks;
	Datum *names;
} SegmentWriter;

/*
 * Begin a new run in the store, of no more than so many trips.  SPI must be
 * connected and the store's owner be acting; the writer lives in the current
 * memory context.
 */
extern SegmentWriter *segment_writer_begin(const Store *store, int sign,
										   const Names *datasources,
										   uint32 trips);

/*
 * The same for runs that are there, with room for segments of so many trips:
 * the caller sets run, datasources and the number of the next segment.
 */
extern SegmentWriter *segment_writer_resume(const Store *store, int sign,
											uint32 room);

/* End a run that was begun, when all of its regions have ended. */
extern void segment_writer_end(SegmentWriter *writer);

/*
 * Write one segment of count (at most room) records of one region, and add it
 * to the summary if there is one.
 */
extern void segment_write(SegmentWriter *writer, TgProjection projection,
						  Datum region, const TgRecord *records, uint32 count,
						  Summary *summary);

/* Hilbert key by which a segment begins in the order of its projection. */
extern int64 segment_start_key(TgProjection projection,
							   const TgRecord *records);

/* End the segments of one region and projection. */
extern void segments_end(SegmentWriter *writer, TgProjection projection,
						 Datum region);

/* Write what a run holds of one region. */
extern void summary_write(SegmentWriter *writer, Datum region,
						  Summary *summary);

#endif /* TG_SEGMENT_SEGMENT_WRITER_H */

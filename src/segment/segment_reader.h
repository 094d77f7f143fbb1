/*
 * segment_reader.h
 *	  The trips of a segment, read back from its columns.
 */
#ifndef TG_SEGMENT_SEGMENT_READER_H
#define TG_SEGMENT_SEGMENT_READER_H

#include "postgres.h"

#include "core/order/sort.h"

/* The columns of a row of segments that hold its trips. */
typedef struct SegmentColumns
{
	Datum origins;
	Datum destinations;
	Datum departures;
	Datum datasource_nos;
} SegmentColumns;

/*
 * Read all trips into memory of the current context: region is 0, datasource
 * the number within the segment, less than datasources.
 */
extern TgRecord *segment_read(const SegmentColumns *columns,
							  uint32 datasources, uint32 *count);

#endif /* TG_SEGMENT_SEGMENT_READER_H */

/*
 * segment_reader.c
 *	  The trips of a segment, read back from its columns.
 */
#include "compat.h"

#include "segment/segment_reader.h"
#include "types/status.h"
#include "types/tripset.h"

TgRecord *
segment_read(const SegmentColumns *columns, uint32 datasources, uint32 *count)
{
	TgTripset origins;
	TgTripset destinations;
	TgTripset departures;
	TgTripset numbers;
	TgRecord *records;
	int64 *values;
	int32 *column;

	departures_open(columns->departures, 0, &departures);
	*count = departures.count;
	positions_open(columns->origins, *count, &origins);
	positions_open(columns->destinations, *count, &destinations);
	tripset_open(columns->datasource_nos, 1, *count, &numbers);

	records = palloc0(*count * sizeof(TgRecord));
	values = palloc(*count * sizeof(int64));
	column = palloc(*count * sizeof(int32));

#define READ_COLUMN(set, number, member)                                      \
	do                                                                        \
	{                                                                         \
		tg_tripset_get32(&(set), (number), column);                           \
		for (uint32 i = 0; i < *count; i++)                                   \
			records[i].member = column[i];                                    \
	} while (0)

	READ_COLUMN(origins, 0, trip.origin.lon);
	READ_COLUMN(origins, 1, trip.origin.lat);
	READ_COLUMN(destinations, 0, trip.destination.lon);
	READ_COLUMN(destinations, 1, trip.destination.lat);
	READ_COLUMN(numbers, 0, datasource);
	status_check(tg_departures_get(&departures, values));
	for (uint32 i = 0; i < *count; i++)
	{
		records[i].trip.departure = values[i];
		if (records[i].datasource >= datasources)
			status_check(TG_BAD_TRIPSET);
	}
	pfree(values);
	pfree(column);
	return records;
}

/*
 * run_records.c
 *	  The trips of a run's segment, with datasources numbered for the reader.
 */
#include "compat.h"

#include "catalog/pg_type.h"

#include "compact/run_records.h"
#include "segment/segment_reader.h"
#include "segment/segment_scan.h"

uint32 *
names_of_array(Names *names, Datum array, uint32 *count)
{
	Datum *values;
	int length = array_elements(array, TEXTOID, &values);
	uint32 *numbers = palloc((length + 1) * sizeof(uint32));

	for (int i = 0; i < length; i++)
		numbers[i] = names_number(names, VARDATA_ANY(values[i]),
								  VARSIZE_ANY_EXHDR(values[i]));
	*count = (uint32) length;
	return numbers;
}

uint32 *
names_known(Names *names, Datum array, uint32 *count)
{
	uint32 known = names->count;
	uint32 *numbers = names_of_array(names, array, count);

	if (names->count != known)
		ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
						errmsg("a segment has a datasource that its summary "
							   "does not have"),
						errhint("CALL tripgrid.rebuild() makes the segments "
								"again.")));
	return numbers;
}

TgRecord *
run_records(TableScan *scan, Names *names, bool may_learn, uint32 *count)
{
	SegmentRow row = segment_row(scan);
	uint32 length;
	uint32 *numbers = may_learn
						  ? names_of_array(names, row.datasources, &length)
						  : names_known(names, row.datasources, &length);
	TgRecord *records =
		segment_read(&(SegmentColumns){row.origins, row.destinations,
									   row.departures, row.datasource_nos},
					 length, count);

	for (uint32 i = 0; i < *count; i++)
		records[i].datasource = numbers[records[i].datasource];
	pfree(numbers);
	return records;
}

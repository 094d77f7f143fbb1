/*
 * json_hours.c
 *	  The hours of a JSON file's departures.
 */
#include "compat.h"

#include "mb/pg_wchar.h"

#include "core/text/json_records.h"
#include "feed/json_row.h"
#include "file/json_hours.h"
#include "file/source.h"

/* Take the time of a record; true if enough is known then. */
static bool
take(TgHours *hours, const char *record, size_t len, const FileFormat *format,
	 const FeedMap *map)
{
	const FeedPart *part = &map->parts[FEED_DEPARTURE];
	int column = part->split ? part->second.column : part->first.column;
	char *text = pg_any_to_server(record, (int) len, format->encoding);
	FieldText field = {text, text == record ? len : strlen(text)};

	if (json_row_read(map->json, &field) == TG_OK)
		tg_hours_add(hours, map->json->fields[column].bytes,
					 map->json->fields[column].len);
	if (text != record)
		pfree(text);
	/* times with minutes do not go to 24 */
	return tg_hours_known(hours) || (hours->times > 0 && !hours->alone);
}

TgHours
json_hours(const char *path, uint64 start, const FileFormat *format,
		   const FeedMap *map)
{
	Source *source = source_open_as(path, format->unicode);
	TgHours hours = {false};
	TgJsonRecords records;
	uint64 first = start; /* of the bytes that are held */
	size_t room = SOURCE_INPUT;
	char *bytes = palloc(room);
	size_t len = 0;
	size_t count;
	bool known = false;

	tg_json_records_begin(&records, &format->shape);
	records.offset = records.keep = start;
	source_skip(source, start);
	do
	{
		size_t gone = records.keep - first;

		memmove(bytes, bytes + gone, len - gone);
		first += gone;
		len -= gone;
		if (room < len + SOURCE_INPUT)
			bytes = repalloc(bytes, room = 2 * len + SOURCE_INPUT);
		count = source_read(source, bytes + len, SOURCE_INPUT);
		len += count;
		while (!known && records.offset < first + len)
		{
			size_t at = records.offset - first;
			size_t used;

			if (tg_json_records_next(&records, bytes + at, len - at, &used))
				known = take(&hours, bytes + (records.first - first),
							 records.end - records.first, format, map);
		}
		/* of a record that is too long, the load tells */
	} while (!known && count > 0 && len <= FILE_RECORD_MAX_JSON);
	if (!known && tg_json_records_end(&records))
		(void) take(&hours, bytes + (records.first - first),
					records.end - records.first, format, map);
	source_close(source);
	pfree(bytes);
	return hours;
}

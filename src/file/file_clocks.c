/*
 * file_clocks.c
 *	  By which clocks the departures of a file are that goes into a feed which
 *	  was named.
 */
#include "compat.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "core/text/csv_fields.h"
#include "core/text/json_records.h"
#include "core/text/text.h"
#include "feed/json_row.h"
#include "feed/reader.h"
#include "file/file_clocks.h"

#define MOST_RECORDS 1000
#define FEW(n, of) ((n) *20 <= (of)) /* which are rejects */

typedef struct Clocks
{
	const FeedMap *map;
	FeedLimits limits;
	int local;
	int instants;
} Clocks;

/* A departure is by the clock that is another one for those of the other. */
static void
count_row(Clocks *clocks, const FieldText *fields)
{
	FeedRow row;

	clocks->limits.clocks = CLOCKS_LOCAL;
	if (feed_read(clocks->map, fields, &clocks->limits, &row) ==
		TG_OTHER_CLOCK)
	{
		clocks->instants++;
		return;
	}
	clocks->limits.clocks = CLOCKS_INSTANTS;
	clocks->local += feed_read(clocks->map, fields, &clocks->limits, &row) ==
					 TG_OTHER_CLOCK;
}

/* Whatever is wrong with other fields, the clock is looked at. */
static bool
is_of_departure(const FeedMap *map, int column)
{
	const FeedPart *part = &map->parts[FEED_DEPARTURE];

	return map->plain ? column == FEED_DEPARTURE
					  : column == part->first.column ||
							(part->split && column == part->second.column);
}

/* Take what a line has of a departure; other letters would be no figures. */
static void
count_line(Clocks *clocks, const char *line, size_t len, const FileTask *task,
		   FieldText *row)
{
	size_t at = 0;

	memset(row, 0, task->columns * sizeof *row);
	for (int i = 0; at <= len; i++)
	{
		TgCsvField field = tg_csv_field(line, len, task->format.delimiter,
										task->format.quote, &at);

		for (int k = 0; k < task->columns; k++)
			if (task->field_of[k] == i && is_of_departure(clocks->map, k) &&
				tg_is_ascii(line + field.first, field.len))
				row[k] = (FieldText){line + field.first, field.len};
	}
	count_row(clocks, row);
}

static void
count_lines(Clocks *clocks, const FileHead *head, size_t data,
			const FileTask *task)
{
	const char *at = head->bytes + data;
	const char *end = head->bytes + head->len;
	FieldText *row = palloc(Max(task->columns, 1) * sizeof *row);

	for (int i = 0; at < end && i < MOST_RECORDS; i++)
	{
		const char *line = at;

		CHECK_FOR_INTERRUPTS();
		while (at < end && *at != '\n' && *at != '\r')
			at++;
		/* what goes on behind the beginning is no whole line */
		if (at == end && head->len > FILE_RECORD_MAX)
			break;
		if (at > line)
			count_line(clocks, line, (size_t) (at - line), task, row);
		at++;
	}
	pfree(row);
}

static void
count_records(Clocks *clocks, const FileHead *head, const FileTask *task)
{
	size_t at = head->start;
	int count = 0;
	TgJsonRecords records;

	tg_json_records_begin(&records, &task->format.shape);
	records.offset = at;
	while (at < head->len && count < MOST_RECORDS)
	{
		FieldText record;
		size_t used;

		CHECK_FOR_INTERRUPTS();
		if (tg_json_records_next(&records, head->bytes + at, head->len - at,
								 &used))
		{
			record = (FieldText){head->bytes + records.first,
								 records.end - records.first};
			count++;
			if (tg_is_ascii(record.bytes, record.len) &&
				json_row_read(clocks->map->json, &record) == TG_OK)
				count_row(clocks, clocks->map->json->fields);
		}
		at += used;
	}
}

FeedClocks
file_clocks(const FileHead *head, size_t data, const FileTask *task,
			const FeedMap *map, const char *feed)
{
	Clocks clocks = {map};
	int all;

	if (map->table != NULL || map->clock != NULL)
		return CLOCKS_ANY;
	clocks.limits = feed_limits(map);
	if (task->format.json)
		count_records(&clocks, head, task);
	else
		count_lines(&clocks, head, data, task);
	all = clocks.local + clocks.instants;
	if (!FEW(Min(clocks.local, clocks.instants), all))
	{
		ereport(WARNING,
				(errmsg("some departures of file \"%s\" are local times, and "
						"others say when they were",
						task->path),
				 errdetail("Feed \"%s\" does not say by which clock the "
						   "former are: they are taken as they stand, and "
						   "the latter become local time.",
						   feed),
				 errhint("clock and time_zone of the feed say what they "
						 "are.")));
		return CLOCKS_ANY;
	}
	if (clocks.instants > clocks.local)
		return CLOCKS_INSTANTS;
	/* the zone of a feed says what instants become */
	return clocks.local > 0 && map->zone == NULL ? CLOCKS_LOCAL : CLOCKS_ANY;
}

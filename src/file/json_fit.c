/*
 * json_fit.c
 *	  Which of the ways to look at a JSON file a feed reads.
 */
#include "compat.h"

#include "miscadmin.h"

#include "core/text/json_path.h"
#include "file/json_fit.h"

#define MOST_RECORDS 100

/* How many of a feed's paths lead to a value in a record. */
static int
count_values(const char *record, size_t len, const JsonRow *row)
{
	int count = 0;

	for (int i = 1; i < row->count; i++)
	{
		size_t value_len;
		const char *value = tg_json_find(record, len, row->names[i],
										 strlen(row->names[i]), &value_len);

		count += value != NULL && strncmp(value, "null", value_len) != 0;
	}
	return count;
}

/* How many do so in the first records, on average. */
static double
fit_of(const FileHead *head, const TgJsonLook *look, const JsonRow *row)
{
	size_t at = head->start;
	int count = 0;
	int values = 0;
	TgJsonRecords records;

	tg_json_records_begin(&records, &look->shape);
	records.offset = at;
	while (at < head->len && count < MOST_RECORDS)
	{
		size_t used;

		CHECK_FOR_INTERRUPTS();
		if (tg_json_records_next(&records, head->bytes + at, head->len - at,
								 &used))
		{
			values += count_values(head->bytes + records.first,
								   records.end - records.first, row);
			count++;
		}
		at += used;
	}
	return count == 0 ? 0 : (double) values / count;
}

TgJsonShape
json_fit(const FileHead *head, const JsonRow *row)
{
	TgJsonLooks *looks = palloc(sizeof *looks);
	TgJsonShape shape = {0};
	double best = -1;

	tg_json_looks(head->bytes + head->start, head->len - head->start, looks);
	for (int i = 0; i < looks->count; i++)
	{
		double fit = fit_of(head, &looks->look[i], row);

		/* where nothing fits, there are several records at least */
		if (fit <= best || (fit == 0 && i > 0 && !looks->look[i].repeated))
			continue;
		best = fit;
		shape = looks->look[i].shape;
	}
	pfree(looks);
	return shape;
}

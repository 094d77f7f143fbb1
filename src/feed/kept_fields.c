/*
 * kept_fields.c
 *	  The fields of rows that may yet be rejected, as they came.
 */
#include "compat.h"

#include "feed/json_row.h"
#include "feed/kept_fields.h"

#define NULL_FIELD UINT32_MAX /* as the length of a kept field */

/* Each field's length, then its bytes. */
void
kept_fields_put(BatchExtra *extra, uint32 row, const FeedMap *map,
				const FieldText *fields, int64 number)
{
	Size size = map->columns * sizeof(uint32);
	char *at;

	for (int i = 0; i < map->columns; i++)
		size += fields[i].bytes == NULL ? 0 : fields[i].len;
	at = batch_extra_keep(extra, row, number, size);
	for (int i = 0; i < map->columns; i++)
	{
		uint32 len =
			fields[i].bytes == NULL ? NULL_FIELD : (uint32) fields[i].len;

		memcpy(at, &len, sizeof len);
		at += sizeof len;
		if (fields[i].bytes == NULL)
			continue;
		memcpy(at, fields[i].bytes, len);
		at += len;
	}
}

const FieldText *
kept_fields_get(const KeptRow *row, const FeedMap *map, FieldText *fields)
{
	const char *at = row->bytes;

	for (int i = 0; i < map->columns; i++)
	{
		uint32 len;

		memcpy(&len, at, sizeof len);
		at += sizeof len;
		fields[i].bytes = len == NULL_FIELD ? NULL : at;
		fields[i].len = len == NULL_FIELD ? 0 : len;
		at += fields[i].len;
	}
	if (map->json == NULL)
		return fields;
	(void) json_row_read(map->json, fields);
	return map->json->fields;
}

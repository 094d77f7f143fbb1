/*
 * place_region.c
 *	  The region of a file that has names of places and nothing else of where
 *	  it was.
 */
#include "compat.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "core/text/csv_fields.h"
#include "core/text/text.h"
#include "file/place_region.h"

#define MOST_RECORDS 2000
#define MOST_NAMES 200
#define MANY_NAMES 5 /* that cannot all be of another region by chance */

/* The names of a sample, each once. */
typedef struct Names
{
	FieldText name[MOST_NAMES];
	int count;
} Names;

static bool
is_open(const FeedMap *map)
{
	const FeedSource *region = &map->parts[FEED_REGION].first;

	return region->column == FEED_CONSTANT && region->constant.len == 7 &&
		   memcmp(region->constant.bytes, "unknown", 7) == 0 &&
		   map->parts[FEED_ORIGIN].form == FEED_PLACE &&
		   map->parts[FEED_DESTINATION].form == FEED_PLACE;
}

static void
add_name(Names *names, FieldText name)
{
	name_trim(&name);
	if (name.len == 0 || names->count == MOST_NAMES)
		return;
	for (int i = 0; i < names->count; i++)
		if (names->name[i].len == name.len &&
			memcmp(names->name[i].bytes, name.bytes, name.len) == 0)
			return;
	names->name[names->count++] = name;
}

/* A field of a line, in the server's encoding. */
static FieldText
field_of(const char *line, size_t len, const FileFormat *format, int number)
{
	FieldText text = {"", 0};
	size_t at = 0;

	for (int i = 0; at <= len; i++)
	{
		TgCsvField field =
			tg_csv_field(line, len, format->delimiter, format->quote, &at);
		char *converted;

		if (i < number)
			continue;
		text = (FieldText){line + field.first, field.len};
		converted =
			pg_any_to_server(text.bytes, (int) text.len, format->encoding);
		if (converted != text.bytes)
			text = (FieldText){converted, strlen(converted)};
		break;
	}
	return text;
}

/* The names of both ends in the whole lines of a file's beginning. */
static void
read_names(const FileHead *head, size_t data, const FileTask *task,
		   const FeedMap *map, Names *names)
{
	const char *at = head->bytes + data;
	const char *end = head->bytes + head->len;

	for (int i = 0; at < end && i < MOST_RECORDS; i++)
	{
		const char *line = at;

		CHECK_FOR_INTERRUPTS();
		while (at < end && *at != '\n' && *at != '\r')
			at++;
		/* what goes on behind the beginning is no whole line */
		if (at == end && head->len > FILE_RECORD_MAX)
			break;
		for (int k = 0; k < 2; k++)
		{
			FeedTarget target = k == 0 ? FEED_ORIGIN : FEED_DESTINATION;
			int column = map->parts[target].first.column;

			if (column >= 0 && task->field_of[column] >= 0 && at > line)
				add_name(names,
						 field_of(line, (size_t) (at - line), &task->format,
								  task->field_of[column]));
		}
		at++;
	}
}

/* Leave out the names that are of any region: they tell none. */
static void
leave_out_common(const Places *places, Names *names)
{
	static const FieldText any = {"", 0};
	int left = 0;
	TgLonLat position;

	for (int i = 0; i < names->count; i++)
		if (!places_find_in(places, names->name[i], any, &position))
			names->name[left++] = names->name[i];
	names->count = left;
}

static int
count_found(const Places *places, const Names *names, FieldText region)
{
	TgLonLat position;
	int found = 0;

	for (int i = 0; i < names->count; i++)
		found += places_find_in(places, names->name[i], region, &position);
	return found;
}

void
place_region_tell(const PlaceRegion *places, const char *path)
{
	if (places->region == NULL)
		return;
	ereport(places->found < MANY_NAMES ? WARNING : NOTICE,
			(errmsg("file \"%s\" is taken to be of region \"%s\"", path,
					places->region),
			 errdetail("Of %d names of places at its beginning %d are places "
					   "of that region, and of no other as many.",
					   places->names, places->found),
			 errhint("Argument region says of which one it is.")));
}

PlaceRegion
place_region(const FileHead *head, size_t data, const FileTask *task,
			 const FeedMap *map)
{
	Names *names;
	FieldText *regions;
	const FieldText *best = NULL;
	PlaceRegion settled = {NULL};
	int best_found = 0;
	int second = 0;
	int count;
	char *region;

	if (task->format.json || !is_open(map))
		return settled;
	regions = places_regions(map->places, &count);
	if (count == 0)
		return settled;
	names = palloc0(sizeof *names);
	read_names(head, data, task, map, names);
	leave_out_common(map->places, names);
	for (int i = 0; i < count; i++)
	{
		int found = count_found(map->places, names, regions[i]);

		if (found > best_found)
		{
			second = best_found;
			best_found = found;
			best = &regions[i];
		}
		else
			second = Max(second, found);
	}
	if (best == NULL || best_found * 10 < names->count * 8 ||
		2 * second > best_found)
		return settled;
	region = pnstrdup(best->bytes, best->len);
	if (best->len > TG_MAX_NAME_BYTES || strcmp(region, "unknown") == 0)
		return settled;
	settled = (PlaceRegion){region, best_found, names->count};
	return settled;
}

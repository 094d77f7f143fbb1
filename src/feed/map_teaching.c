/*
 * map_teaching.c
 *	  Ends of a feed whose names and positions teach where places are.
 */
#include "compat.h"

#include "core/text/name_fold.h"
#include "core/text/teaching_column.h"
#include "feed/map_steps.h"

/* The words of what a source is called; none for a constant. */
static const char *
source_words(const FeedMap *map, const FeedSource *source)
{
	const char *name;
	char *words;

	if (source->column < 0)
		return "";
	name = feed_map_name(map, source->column);
	words = palloc(TG_NAME_FOLD_ROOM(strlen(name)));
	(void) tg_name_fold(name, strlen(name), words);
	return words;
}

/* Tell whether the names of an end teach where places are. */
static bool
teaches(const FeedMap *map, const FeedPart *part)
{
	return part->named && part->name.column >= 0 &&
		   tg_column_names_places(source_words(map, &part->name)) &&
		   tg_column_locates_places(source_words(map, &part->first)) &&
		   (!part->split ||
			tg_column_locates_places(source_words(map, &part->second)));
}

void
map_teaching(FeedMap *map)
{
	for (int end = FEED_ORIGIN; end <= FEED_DESTINATION; end++)
		map->parts[end].teaches = teaches(map, &map->parts[end]);
}

bool
feed_map_has_places(const FeedMap *map)
{
	return (map->parts[FEED_ORIGIN].teaches ||
			map->parts[FEED_DESTINATION].teaches) &&
		   map->position_grid == 0 && map->time_grid == 0 &&
		   !map->hash_external_id && !map->bare_rejects;
}

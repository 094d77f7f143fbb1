/*
 * map.c
 *	  How the columns of a feed become a trip.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/lsyscache.h"

#include "feed/map.h"

static const char *const default_columns[FEED_TARGETS] = {
	"region", "origin_coord", "destination_coord", "datetime", "datasource"};

static AttrNumber
feed_column(Relation feed, const char *name)
{
	AttrNumber number = get_attnum(RelationGetRelid(feed), name);

	if (number == InvalidAttrNumber ||
		TupleDescAttr(RelationGetDescr(feed), number - 1)->atttypid != TEXTOID)
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
						errmsg("feed \"%s\" has no text column \"%s\"",
							   RelationGetRelationName(feed), name)));
	return number;
}

FeedMap *
feed_map_of(Relation feed)
{
	FeedMap *map = palloc0(sizeof *map);

	map->columns = FEED_TARGETS;
	map->names = palloc(map->columns * sizeof *map->names);
	map->numbers = palloc(map->columns * sizeof *map->numbers);
	for (int i = 0; i < map->columns; i++)
	{
		map->names[i] = pstrdup(default_columns[i]);
		map->numbers[i] = feed_column(feed, map->names[i]);
		map->source[i] = i;
	}
	return map;
}

/*
 * check_feed.c
 *	  Whether the definition of a feed makes sense.
 */
#include "compat.h"

#include "access/table.h"
#include "fmgr.h"
#include "utils/rel.h"

#include "feed/map.h"
#include "store/extras.h"

/* (feed regclass): raise an error if it does not */
PG_FUNCTION_INFO_V1(check_feed);
Datum
check_feed(PG_FUNCTION_ARGS)
{
	Relation feed = table_open(PG_GETARG_OID(0), AccessShareLock);
	FeedMap *map = feed_map_of(feed);
	char **names = palloc(Max(map->extras, 1) * sizeof *names);

	for (int i = 0; i < map->extras; i++)
		names[i] = map->extra[i].name;
	if (map->extras > 0)
		(void) extras_create(store_of_relation(feed), names, map->extras);
	table_close(feed, AccessShareLock);
	PG_RETURN_VOID();
}

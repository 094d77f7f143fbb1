/*
 * check_feed.c
 *	  Whether the definition of a feed makes sense.
 */
#include "compat.h"

#include "access/relation.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/rel.h"

#include "feed/map.h"
#include "store/extras.h"

/* The caller's own view, locked, whatever he has sent. */
static Relation
open_feed(Oid oid)
{
	Relation feed = try_relation_open(oid, AccessShareLock);

	if (feed == NULL)
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_TABLE),
						errmsg("feed with OID %u does not exist", oid)));
	if (!TgOwnsRelation(oid, GetUserId()))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_VIEW,
					   RelationGetRelationName(feed));
	if (feed->rd_rel->relkind != RELKIND_VIEW)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("\"%s\" is not a feed",
							   RelationGetRelationName(feed))));
	return feed;
}

/* (feed regclass): raise an error if it does not */
PG_FUNCTION_INFO_V1(check_feed);
Datum
check_feed(PG_FUNCTION_ARGS)
{
	Relation feed = open_feed(PG_GETARG_OID(0));
	FeedMap *map = feed_map_of(feed);
	char **names = palloc(Max(map->extras, 1) * sizeof *names);

	for (int i = 0; i < map->extras; i++)
		names[i] = map->extra[i].name;
	if (map->extras > 0)
		(void) extras_create(store_of_relation(feed), names, map->extras);
	relation_close(feed, AccessShareLock);
	PG_RETURN_VOID();
}

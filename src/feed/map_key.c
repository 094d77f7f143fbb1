/*
 * map_key.c
 *	  The key of a feed's trips: what makes two rows one trip.
 *
 * A key of one column is the external_id of a trip.  One of several is so,
 * joined to one text: see core/text/joined_key.h.
 */
#include "compat.h"

#include "core/text/joined_key.h"
#include "core/text/text.h"
#include "feed/map_key.h"

/* What only tables do with rows of one key. */
static void
require_first_wins(const Definition *definition)
{
	const char *on_key = definition_text(definition, "on_key");

	if ((on_key == NULL || strcmp(on_key, "reject") == 0) &&
		definition_text(definition, "version_by") == NULL &&
		!definition_flag(definition, "history"))
		return;
	ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					errmsg("trips cannot be replaced by newer ones"),
					errdetail("on_key => 'replace', version and history are "
							  "of feeds into tables."),
					errhint("The trip that comes first stays; undo_load() or "
							"erase_trips() makes room for another.")));
}

static void
require_new(const FeedMap *map, const char *column, int part)
{
	for (int i = 0; i < part; i++)
		if (map->key[i].column == map->key[part].column)
			ereport(ERROR,
					(errcode(ERRCODE_DUPLICATE_COLUMN),
					 errmsg("column \"%s\" is twice in the key", column)));
}

void
map_trip_key(const Making *making)
{
	FeedMap *map = making->map;
	char **names = definition_texts(making->definition, "key", &map->keys);
	FeedExtra *extra;

	require_first_wins(making->definition);
	if (map->keys == 0)
		return;
	if (feed_map_external_id(map) >= 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("feed \"%s\" has both a key and an external_id",
							   making->definition->feed),
						errhint("The key of a trip is its external_id: give "
								"one of them.")));
	map->key = palloc0(map->keys * sizeof *map->key);
	for (int i = 0; i < map->keys; i++)
	{
		map->key[i].column = named_column(making, NULL, names[i]);
		require_new(map, names[i], i);
	}
	map->extra = repalloc(map->extra, (map->extras + 1) * sizeof *map->extra);
	map->extra_values =
		repalloc(map->extra_values, (map->extras + 1) * sizeof(FieldText));
	extra = &map->extra[map->extras++];
	extra->name = "external_id";
	extra->source = map->key[0];
	if (map->keys > 1)
		extra->source.column = FEED_CONSTANT;
}

FieldText
feed_key_of(const FeedMap *map, const FieldText *fields)
{
	TgKeyPart *parts = palloc(map->keys * sizeof *parts);
	bool missing = true;
	char *text;

	for (int i = 0; i < map->keys; i++)
	{
		FieldText field = fields[map->key[i].column];

		if (field.bytes != NULL)
			tg_text_trim(&field.bytes, &field.len);
		if (field.len == 0)
			field.bytes = NULL;
		parts[i] = (TgKeyPart){field.bytes, field.len};
		missing &= field.bytes == NULL;
	}
	if (missing)
		return (FieldText){NULL, 0};
	text = palloc(tg_key_room(parts, map->keys));
	return (FieldText){text, tg_key_join(parts, map->keys, text)};
}

/*
 * json_row.h
 *	  The values of a JSON object that a feed reads.
 *
 * A row of a JSON feed has one field, the object; its values are fields
 * after that one, each with its path as its name.
 */
#ifndef TG_FEED_JSON_ROW_H
#define TG_FEED_JSON_ROW_H

#include "postgres.h"

#include "utils/hsearch.h"

#include "core/base/status.h"
#include "feed/map.h"

struct JsonRow
{
	int count; /* of fields: the object and the values of all paths */
	int room;
	char **names;		   /* the object's column, then the paths */
	FieldText *fields;	   /* of the row read last */
	MemoryContext context; /* of that row */
	bool arrays;		   /* records may be arrays */
	HTAB *paths;	/* where they are many: the field of each, or null */
	Oid conversion; /* from UTF-8, if the server has another encoding */
};

extern JsonRow *json_row_create(const char *column);

/* The number of the field with what a path leads to. */
extern int json_row_path(JsonRow *row, const char *path);

/*
 * Read an object into row->fields, which live until the next one is read; a
 * comma after it is passed over.
 */
extern TgStatus json_row_read(JsonRow *row, const FieldText *object);

#endif /* TG_FEED_JSON_ROW_H */

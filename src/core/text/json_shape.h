/*
 * json_shape.h
 *	  What holds the records of a JSON file, found by how it is built.
 *
 * Whatever the names are: values one after the other, an array, an object
 * whose members are alike, or one of these within others.  A file may be
 * looked at in several ways; which is right is told by what the records hold.
 */
#ifndef TG_CORE_TEXT_JSON_SHAPE_H
#define TG_CORE_TEXT_JSON_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TG_JSON_STEPS 8	  /* values around a record */
#define TG_JSON_SHAPES 16 /* ways to look at a file */

/*
 * The value that holds the records: how many are open with it, and a hash of
 * the name of each within the one before; 0 for one that may have any name.
 */
typedef struct TgJsonShape
{
	uint8_t depth; /* 0: the file itself does */
	bool keyed;	   /* it is an object; else an array */
	uint32_t step[TG_JSON_STEPS];
} TgJsonShape;

/* A way to look at a file. */
typedef struct TgJsonLook
{
	TgJsonShape shape;
	bool repeated;	   /* there is more than one record */
	const char *first; /* the first record */
	/* two lists of one object, alike, whose names are no ids or dates; or null
	 */
	const char *list[2];
	size_t list_len[2];
	/* the names of the steps in the text; null: any */
	const char *name[TG_JSON_STEPS];
	size_t name_len[TG_JSON_STEPS];
	/* what names the values of records that are arrays: an array; or null */
	const char *names;
} TgJsonLook;

typedef struct TgJsonLooks
{
	int count;
	TgJsonLook look[TG_JSON_SHAPES]; /* those around others first */
	bool by_column; /* it may be a table, one value for each column */
	bool more;		/* there are more than these */
} TgJsonLooks;

/*
 * Where the first value of JSON begins that holds records, behind blanks and
 * what RFC 7464 puts before values; null if the text is none, or is empty:
 * it may be null itself then.
 */
extern const char *tg_json_begin(const char *text, size_t len);

/* Find the ways to look at a file by its beginning. */
extern void tg_json_looks(const char *text, size_t len, TgJsonLooks *looks);

/* The hash of a name as it is written, between its quotes; never 0. */
extern uint32_t tg_json_name_hash(uint32_t hash, char c);
#define TG_JSON_NAME_HASH UINT32_C(0x811C9DC5) /* of no character */

/* The text of an item of names; false if it has none. */
extern bool tg_json_item_name(const char *value, const char *end,
							  const char **name, size_t *len);

#endif /* TG_CORE_TEXT_JSON_SHAPE_H */

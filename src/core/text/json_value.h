/*
 * json_value.h
 *	  Where values of JSON begin and end.
 *
 * Readers take where a value begins and where the text ends.  They never read
 * past the end, whatever the text is; what is cut off ends with it.
 */
#ifndef TG_CORE_TEXT_JSON_VALUE_H
#define TG_CORE_TEXT_JSON_VALUE_H

#include <stdbool.h>
#include <stddef.h>

/* Skip a string, at being its first quote. */
extern const char *tg_json_skip_string(const char *at, const char *end);

/* Skip any value. */
extern const char *tg_json_skip(const char *at, const char *end);

/* A value within an array or an object. */
typedef struct TgJsonItem
{
	const char
		*name; /* between its quotes, as it is written; null in arrays */
	size_t name_len;
	const char *value;
	const char *next; /* where to look for the next one */
} TgJsonItem;

/* The first value of an array or an object; false if there is none. */
extern bool tg_json_first(const char *container, const char *end,
						  TgJsonItem *item);

/* The one after it. */
extern bool tg_json_next(const char *container, const char *end,
						 TgJsonItem *item);

#endif /* TG_CORE_TEXT_JSON_VALUE_H */

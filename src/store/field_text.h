/*
 * field_text.h
 *	  The text of a field as it came.
 */
#ifndef TG_STORE_FIELD_TEXT_H
#define TG_STORE_FIELD_TEXT_H

#include <stddef.h>

/* Text as it came, or null bytes for SQL's null. */
typedef struct FieldText
{
	const char *bytes;
	size_t len;
} FieldText;

#endif /* TG_STORE_FIELD_TEXT_H */

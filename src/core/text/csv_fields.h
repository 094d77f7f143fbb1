/*
 * csv_fields.h
 *	  The fields of a record of CSV that nobody has checked.
 */
#ifndef TG_CORE_TEXT_CSV_FIELDS_H
#define TG_CORE_TEXT_CSV_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

/* A field's bytes as they stand, without quotes around it, if it has some. */
typedef struct TgCsvField
{
	size_t first;
	size_t len;
	bool quoted; /* a quote in it is written twice */
} TgCsvField;

/*
 * Find the field that begins at *at, and go on to the next; at the record's
 * end *at is beyond its length.  Blanks around quotes are passed over, unless
 * they are the delimiter; what follows a closing quote belongs to the field,
 * and the quotes with it, unless the delimiter is within them.
 */
extern TgCsvField tg_csv_field(const char *record, size_t len, char delimiter,
							   char quote, size_t *at);

#endif /* TG_CORE_TEXT_CSV_FIELDS_H */

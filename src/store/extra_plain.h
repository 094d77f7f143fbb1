/*
 * extra_plain.h
 *	  Values that the commonest texts of the commonest types make, without
 *	  their input functions.
 */
#ifndef TG_STORE_EXTRA_PLAIN_H
#define TG_STORE_EXTRA_PLAIN_H

#include "postgres.h"

#include "store/extras.h"
#include "store/field_text.h"

/*
 * Make of a text what its column's input function would make of it, in the
 * current memory context; false if that function has to be asked.
 */
extern bool extra_read_plain(const ExtraColumn *column, const FieldText *text,
							 Datum *out);

/* Tell whether that function is sure to take a text, which may be null. */
extern bool extra_is_sure(const ExtraColumn *column, const FieldText *text);

#endif /* TG_STORE_EXTRA_PLAIN_H */

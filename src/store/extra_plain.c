/*
 * extra_plain.c
 *	  Values that the commonest texts of the commonest types make, without
 *	  their input functions.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "core/text/plain_value.h"
#include "store/extra_plain.h"

#define NUMBER_DIGITS_MAX 100 /* of what numeric and float8 surely take */

/* Text, with a short header where one will do: it packs best. */
static Datum
text_value(const FieldText *text)
{
	char *value;

	if (text->len <= VARATT_SHORT_MAX - VARHDRSZ_SHORT)
	{
		value = palloc(VARHDRSZ_SHORT + text->len);
		SET_VARSIZE_SHORT(value, VARHDRSZ_SHORT + text->len);
		memcpy(value + VARHDRSZ_SHORT, text->bytes, text->len);
		return PointerGetDatum(value);
	}
	return PointerGetDatum(
		cstring_to_text_with_len(text->bytes, (int) text->len));
}

bool
extra_read_plain(const ExtraColumn *column, const FieldText *text, Datum *out)
{
	int64 number;
	bool utc;

	if (column->kind == EXTRA_TEXT)
	{
		*out = text_value(text);
		return true;
	}
	if (column->typmod >= 0)
		return false;
	switch (column->type)
	{
		case INT2OID:
			if (!tg_plain_integer(text->bytes, text->len, 4, &number))
				return false;
			*out = Int16GetDatum((int16) number);
			return true;
		case INT4OID:
			if (!tg_plain_integer(text->bytes, text->len, 9, &number))
				return false;
			*out = Int32GetDatum((int32) number);
			return true;
		case INT8OID:
			if (!tg_plain_integer(text->bytes, text->len, 18, &number))
				return false;
			*out = Int64GetDatum(number);
			return true;
		case DATEOID:
			if (!tg_plain_date(text->bytes, text->len, &number))
				return false;
			*out = DateADTGetDatum((DateADT) (number / USECS_PER_DAY));
			return true;
		case TIMESTAMPOID:
			if (!tg_plain_time(text->bytes, text->len, &number, &utc))
				return false;
			*out = TimestampGetDatum(number);
			return true;
		case TIMESTAMPTZOID:
			/* else it depends on the session's time zone */
			if (!tg_plain_time(text->bytes, text->len, &number, &utc) || !utc)
				return false;
			*out = TimestampTzGetDatum(number);
			return true;
		default:
			return false;
	}
}

bool
extra_is_sure(const ExtraColumn *column, const FieldText *text)
{
	if (column->kind == EXTRA_FOREIGN || column->typmod >= 0)
		return false;
	return text->bytes == NULL ||
		   ((column->type == NUMERICOID || column->type == FLOAT8OID) &&
			tg_plain_decimal(text->bytes, text->len, NUMBER_DIGITS_MAX));
}

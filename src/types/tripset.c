/*
 * tripset.c
 *	  The type tripset: opaque input and output, making and opening.
 */
#include "compat.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "core/column/positions.h"
#include "types/status.h"
#include "types/tripset.h"

Datum
tripset_make(const int64 *const *values, int columns, uint32 count)
{
	TgColumn column[TG_MAX_COLUMNS] = {{0}};
	size_t size;
	struct varlena *result;
	unsigned char *out;

	for (int i = 0; i < columns; i++)
		column[i] = tg_column_plan(values[i], count);
	size = tg_tripset_size(column, columns);
	result = palloc(VARHDRSZ + size);
	SET_VARSIZE(result, VARHDRSZ + size);
	out = tg_tripset_begin(column, columns, count,
						   (unsigned char *) VARDATA(result));
	for (int i = 0; i < columns; i++)
		out = tg_tripset_put(&column[i], values[i], count, out);
	return PointerGetDatum(result);
}

void
tripset_open(Datum datum, int columns, uint32 count, TgTripset *set)
{
	struct varlena *value = PG_DETOAST_DATUM_PACKED(datum);

	status_check(tg_tripset_open((unsigned char *) VARDATA_ANY(value),
								 VARSIZE_ANY_EXHDR(value), set));
	if ((columns != 0 && set->columns != columns) ||
		(count != 0 && set->count != count))
		status_check(TG_BAD_TRIPSET);
}

void
positions_open(Datum datum, uint32 count, TgTripset *set)
{
	tripset_open(datum, 2, count, set);
	if (!tg_positions_valid(set))
		status_check(TG_BAD_TRIPSET);
}

Datum
departures_make(const int64 *departures, uint32 count)
{
	int64 *columns[TG_DEPARTURE_COLUMNS];

	for (int i = 0; i < TG_DEPARTURE_COLUMNS; i++)
		columns[i] = palloc(count * sizeof(int64));
	tg_departures_split(departures, count, columns[TG_WEEKS],
						columns[TG_SINCE_MONDAY]);
	return tripset_make((const int64 *const *) columns, TG_DEPARTURE_COLUMNS,
						count);
}

void
departures_open(Datum datum, uint32 count, TgTripset *set)
{
	tripset_open(datum, TG_DEPARTURE_COLUMNS, count, set);
}

void
weeks_open(Datum datum, uint32 count, Timestamp first, Timestamp last,
		   TgTripset *set)
{
	size_t size = tg_departures_weeks_size(first, last, count);
	struct varlena *value = PG_DETOAST_DATUM_SLICE(datum, 0, (int32) size);

	status_check(tg_tripset_open_first((unsigned char *) VARDATA_ANY(value),
									   VARSIZE_ANY_EXHDR(value), TG_WEEKS + 1,
									   set));
	if (set->count != count)
		status_check(TG_BAD_TRIPSET);
}

static TgStatus
tripset_status(const struct varlena *value)
{
	TgTripset set;

	return tg_tripset_open((const unsigned char *) VARDATA_ANY(value),
						   VARSIZE_ANY_EXHDR(value), &set);
}

/* The text form is that of bytea in hex, whatever bytea_output says. */
PG_FUNCTION_INFO_V1(tripset_in);
Datum
tripset_in(PG_FUNCTION_ARGS)
{
	char *text = PG_GETARG_CSTRING(0);
	size_t digits = strlen(text);
	struct varlena *value = palloc(VARHDRSZ + digits / 2);
	TgStatus status = TG_BAD_TRIPSET;

	if (digits >= 2 && digits % 2 == 0 && text[0] == '\\' && text[1] == 'x')
	{
		uint64 size;

		if (!TgHexDecode(text + 2, digits - 2, VARDATA(value), &size,
						 TG_SOFT_CONTEXT(fcinfo)))
			PG_RETURN_NULL();
		/* blanks between the digits are no bytes */
		SET_VARSIZE(value, VARHDRSZ + size);
		status = tripset_status(value);
	}
	if (status != TG_OK)
		ereturn(TG_SOFT_CONTEXT(fcinfo), (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s", "tripset"),
				 errdetail("The %s.", status_text(status)->message)));
	PG_RETURN_POINTER(value);
}

PG_FUNCTION_INFO_V1(tripset_out);
Datum
tripset_out(PG_FUNCTION_ARGS)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);
	size_t size = VARSIZE_ANY_EXHDR(value);
	char *text = palloc(2 * size + 3);

	text[0] = '\\';
	text[1] = 'x';
	hex_encode(VARDATA_ANY(value), size, text + 2);
	text[2 * size + 2] = '\0';
	PG_RETURN_CSTRING(text);
}

PG_FUNCTION_INFO_V1(tripset_recv);
Datum
tripset_recv(PG_FUNCTION_ARGS)
{
	StringInfo buffer = (StringInfo) PG_GETARG_POINTER(0);
	int size = buffer->len - buffer->cursor;
	struct varlena *value = palloc(VARHDRSZ + size);
	TgStatus status;

	SET_VARSIZE(value, VARHDRSZ + size);
	pq_copymsgbytes(buffer, VARDATA(value), size);
	/* what a client sends is no damage of ours */
	status = tripset_status(value);
	if (status != TG_OK)
		ereport(ERROR, (errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
						errmsg("invalid binary form of type %s", "tripset"),
						errdetail("The %s.", status_text(status)->message)));
	PG_RETURN_POINTER(value);
}

PG_FUNCTION_INFO_V1(tripset_send);
Datum
tripset_send(PG_FUNCTION_ARGS)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);
	StringInfoData buffer;

	pq_begintypsend(&buffer);
	pq_sendbytes(&buffer, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
	PG_RETURN_BYTEA_P(pq_endtypsend(&buffer));
}

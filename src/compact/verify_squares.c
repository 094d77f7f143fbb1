/*
 * verify_squares.c
 *	  Checksums of trips by square and week: of segments, and of their nodes.
 */
#include "compat.h"

#include "core/count/square_hash.h"
#include "types/status.h"
#include "types/tripset.h"

/* (destinations, departures, shift): the checksum of a segment's trips */
PG_FUNCTION_INFO_V1(segment_square_checksum);
Datum
segment_square_checksum(PG_FUNCTION_ARGS)
{
	TgTripset destinations;
	TgTripset departures;
	uint64 sum = 0;

	departures_open(PG_GETARG_DATUM(1), 0, &departures);
	positions_open(PG_GETARG_DATUM(0), departures.count, &destinations);
	/* a node of another shift is at fault, not its segments */
	if (tg_square_hash_trips(&destinations, &departures, PG_GETARG_INT16(2),
							 &sum) != TG_OK)
		PG_RETURN_NULL();
	PG_RETURN_INT64((int64) sum);
}

static bool
is_tripset(Datum datum, TgTripset *set)
{
	struct varlena *value = PG_DETOAST_DATUM_PACKED(datum);

	return tg_tripset_open((unsigned char *) VARDATA_ANY(value),
						   VARSIZE_ANY_EXHDR(value), set) == TG_OK;
}

/*
 * (weeks, shift, squares, square_weeks): the checksum of a node's counts, or
 * null if they cannot be read
 */
PG_FUNCTION_INFO_V1(node_square_checksum);
Datum
node_square_checksum(PG_FUNCTION_ARGS)
{
	TgTripset weeks;
	TgTripset squares;
	TgTripset counts;
	int64 *keys;
	uint64 sum = 0;

	if (!is_tripset(PG_GETARG_DATUM(0), &weeks) ||
		!is_tripset(PG_GETARG_DATUM(2), &squares) ||
		!is_tripset(PG_GETARG_DATUM(3), &counts))
		PG_RETURN_NULL();
	keys = palloc_extended(weeks.count * sizeof(int64), MCXT_ALLOC_HUGE);
	tg_tripset_get(&weeks, 0, keys);
	if (tg_square_hash_counts(&squares, &counts, PG_GETARG_INT16(1), keys,
							  weeks.count, &sum) != TG_OK)
		PG_RETURN_NULL();
	PG_RETURN_INT64((int64) sum);
}

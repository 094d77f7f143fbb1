/*
 * types.h
 *	  How the types of core travel as Datums.
 */
#ifndef TG_TYPES_H
#define TG_TYPES_H

#include "postgres.h"

#include "datatype/timestamp.h"
#include "fmgr.h"

#include "core/base/position.h"

/* lonlat: by value, longitude in the upper half. */
static inline Datum
LonLatGetDatum(TgLonLat p)
{
	return UInt64GetDatum((uint64) (uint32) p.lon << 32 | (uint32) p.lat);
}

static inline TgLonLat
DatumGetLonLat(Datum d)
{
	uint64 bits = DatumGetUInt64(d);
	TgLonLat p = {(int32) (bits >> 32), (int32) bits};

	return p;
}

#define PG_GETARG_LONLAT(n) DatumGetLonLat(PG_GETARG_DATUM(n))
#define PG_RETURN_LONLAT(p) return LonLatGetDatum(p)

/* trip and tripgroup: by reference, fixed length. */
#define DatumGetTripP(d) ((TgTrip *) DatumGetPointer(d))
#define PG_GETARG_TRIP_P(n) DatumGetTripP(PG_GETARG_DATUM(n))

#define DatumGetTripGroupP(d) ((TgGroup *) DatumGetPointer(d))
#define PG_GETARG_TRIPGROUP_P(n) DatumGetTripGroupP(PG_GETARG_DATUM(n))

/*
 * Whole seconds of an interval that can be a time window; 0, which can be
 * none, for one of months or of parts of seconds.
 */
extern int64 interval_window(const Interval *interval);

#endif /* TG_TYPES_H */

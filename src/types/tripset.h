/*
 * tripset.h
 *	  The type tripset as a Datum: made from columns, opened for reading.
 */
#ifndef TG_TYPES_TRIPSET_H
#define TG_TYPES_TRIPSET_H

#include "postgres.h"

#include "datatype/timestamp.h"
#include "fmgr.h"

#include "core/column/departures.h"

/* Make a tripset of columns of count values each, in the current context. */
extern Datum tripset_make(const int64 *const *values, int columns,
						  uint32 count);

/*
 * Open a tripset of that many columns and values (0: any number) or raise an
 * error.  Detoasts into the current context.
 */
extern void tripset_open(Datum datum, int columns, uint32 count,
						 TgTripset *set);

/* Open a tripset of longitudes and latitudes. */
extern void positions_open(Datum datum, uint32 count, TgTripset *set);

/* Make a tripset of departures. */
extern Datum departures_make(const int64 *departures, uint32 count);

extern void departures_open(Datum datum, uint32 count, TgTripset *set);

/*
 * Open the weeks of a tripset of departures from first to last; no more than
 * these is read.
 */
extern void weeks_open(Datum datum, uint32 count, Timestamp first,
					   Timestamp last, TgTripset *set);

#endif /* TG_TYPES_TRIPSET_H */

/*
 * area_check.h
 *	  The check of areas that come from users.
 */
#ifndef TG_TYPES_AREA_CHECK_H
#define TG_TYPES_AREA_CHECK_H

#include "postgres.h"

#include "fmgr.h"

/*
 * Raise an error unless these bytes are an area on the globe; give what
 * tg_area_size does.
 */
extern size_t area_check(const unsigned char *wkb, size_t len);

/* The EWKB of a geometry of that type, of SRID 4326 or none. */
extern bytea *area_ewkb(Datum area, Oid type);

/* The same of argument n of a function. */
extern bytea *area_argument(FunctionCallInfo fcinfo, int n);

/* The type of a function's argument, whatever the call. */
extern Oid argument_type(FunctionCallInfo fcinfo, int n);

#endif /* TG_TYPES_AREA_CHECK_H */

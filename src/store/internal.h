/*
 * internal.h
 *	  Functions in SQL that only C calls.
 */
#ifndef TG_STORE_INTERNAL_H
#define TG_STORE_INTERNAL_H

#include "postgres.h"

/*
 * The OID of a function of the schema tripgrid_internal, which whoever calls
 * need not be able to see.
 */
extern Oid internal_function(const char *name, int args, const Oid *types);

#endif /* TG_STORE_INTERNAL_H */

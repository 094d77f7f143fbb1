/*
 * load_elsewhere.h
 *	  Tables that have rows of a load besides its target.
 */
#ifndef TG_TARGET_LOAD_ELSEWHERE_H
#define TG_TARGET_LOAD_ELSEWHERE_H

#include "postgres.h"

#include "target/target.h"

/* Names of tables, quoted and with commas; null for none. */
typedef struct LoadElsewhere
{
	char *rows;	  /* that have rows of the load */
	char *alike;  /* that have such, but copies or others of that number */
	char *locked; /* that may have some, and were not looked at */
} LoadElsewhere;

/*
 * Look for rows of a load, of which so many are missing in its target, which
 * is null if it is gone, in the tables of the store's owner.  Nothing that is
 * written of a table is evaluated, and none is waited for.  SPI must be
 * connected.
 */
extern LoadElsewhere load_elsewhere(const Store *store,
									const TargetTable *target, int64 load_id,
									int64 missing);

#endif /* TG_TARGET_LOAD_ELSEWHERE_H */

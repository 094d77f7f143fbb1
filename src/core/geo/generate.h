/*
 * generate.h
 *	  Trips as people might make them: for demonstrations and measurements.
 */
#ifndef TG_CORE_GEO_GENERATE_H
#define TG_CORE_GEO_GENERATE_H

#include "core/base/position.h"
#include "core/base/status.h"

/* A made-up trip; the names are constants. */
typedef struct TgGenerated
{
	const char *region;
	const char *datasource;
	TgTrip trip;
} TgGenerated;

/*
 * Make the trip of that number among those of a seed, departing at a whole
 * second after since and before until.  Three cities with hot spots, rush
 * hours from Monday to Friday, late evenings at weekends, five datasources,
 * one of which has docks.
 *
 * A trip depends on the arguments alone, and on nothing but whole numbers: it
 * is the same on every machine, whichever trips are made before it.
 *
 * TG_NO_SUCH_DATETIME: until is not after since, or either is no departure.
 */
extern TgStatus tg_generate_trip(uint64_t seed, uint64_t number, int64_t since,
								 int64_t until, TgGenerated *out);

#endif /* TG_CORE_GEO_GENERATE_H */

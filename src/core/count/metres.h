/*
 * metres.h
 *	  Which trips of a segment are longer or shorter than so many metres.
 */
#ifndef TG_CORE_COUNT_METRES_H
#define TG_CORE_COUNT_METRES_H

#include <stdint.h>

#include "core/base/position.h"

/* How the metres between both ends are to compare with a number. */
typedef enum TgComparison
{
	TG_LESS = 1, /* as strategies of btree are numbered */
	TG_LESS_EQUAL,
	TG_EQUAL,
	TG_GREATER_EQUAL,
	TG_GREATER
} TgComparison;

typedef struct TgMetres
{
	TgComparison comparison;
	double metres; /* any double: NaN is greater than all numbers */
} TgMetres;

/* The ends of trips: longitudes and latitudes. */
typedef struct TgEnds
{
	const int32_t *origin[2];
	const int32_t *destination[2];
	uint32_t count;
	TgBox origins; /* around all of them */
	TgBox destinations;
} TgEnds;

/*
 * Clear mask where tg_lonlat_distance of the ends does not compare so.  For
 * most trips it need not be computed.
 */
extern void tg_mask_metres(const TgEnds *ends, TgMetres wanted, uint8_t *mask);

#endif /* TG_CORE_COUNT_METRES_H */

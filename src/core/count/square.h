/*
 * square.h
 *	  Trips counted by the square that one of their ends lies in, and by week.
 *
 * A square of shift s has 2^s longitudes and 2^s latitudes; its numbers are
 * those of any of its positions, shifted right by s bits.  So a square of a
 * greater shift is made of whole squares of smaller ones.
 */
#ifndef TG_CORE_COUNT_SQUARE_H
#define TG_CORE_COUNT_SQUARE_H

#include <stddef.h>

#include "core/column/tripset.h"
#include "core/geo/part.h"

#define TG_LEAST_SHIFT 16 /* 0.0066 degrees a side */
#define TG_MOST_SHIFT 24  /* 1.7 degrees */

/* The trips that are counted. */
typedef struct TgSquareTrips
{
	const TgLonLat *ends;
	const uint32_t *weeks; /* places in a list of week_count weeks */
	uint32_t count;
	uint32_t week_count;
} TgSquareTrips;

/* The squares that trips lie in, and room to find them. */
typedef struct TgSquares
{
	int shift;
	uint32_t used;
	uint32_t most;	  /* room in square */
	TgSquare *square; /* in the order in which trips come upon them */
	uint32_t *number; /* of each trip, which square; room for all trips */
	uint32_t *slots;  /* of a hash table: a square's number + 1, or 0 */
	uint32_t mask;	  /* a power of two of them, at least 2 * most; less 1 */
} TgSquares;

/*
 * The most squares by which so many trips of at least one week are counted, so
 * that a count stands for two trips or more on average; 0 if that is too few
 * to be of use.
 */
extern uint32_t tg_squares_most(uint32_t trips, uint32_t weeks);

/*
 * Find the squares, of the least shift that makes them few enough; false if
 * none does.  Where destinations were chosen to make that slow, the shift may
 * be greater, or none may do.
 */
extern bool tg_squares_find(const TgSquareTrips *trips, TgSquares *squares);

/* Count: counts receives used * week_count, square by square. */
extern void tg_squares_count(const TgSquareTrips *trips,
							 const TgSquares *squares, int64_t *counts);

/*
 * Sum up by week what was counted of the squares in the interior of a part,
 * whose shift is not smaller.  squares has the columns lon and lat; wanted has
 * room for as many, sums for week_count.
 */
extern TgStatus tg_squares_sum(const TgTripset *squares,
							   const TgTripset *counts, int shift,
							   const TgPart *part, uint32_t week_count,
							   uint8_t *wanted, uint32_t *sums);

#endif /* TG_CORE_COUNT_SQUARE_H */

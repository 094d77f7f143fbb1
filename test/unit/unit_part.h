/*
 * unit_part.h
 *	  Areas for tests of their parts, and which positions these have.
 */
#ifndef TG_TEST_UNIT_PART_H
#define TG_TEST_UNIT_PART_H

#include "core/geo/part.h"

/* What kinds of areas there are. */
enum
{
	UNIT_RECTANGLE,
	UNIT_ALIGNED, /* a rectangle on the borders of squares */
	UNIT_STEPS,	  /* no rectangle, on the borders of squares */
	UNIT_STAR,
	UNIT_HOLE,
	UNIT_TWO_STARS,
	UNIT_SLIVER, /* thinner than a square */
	UNIT_TALL,	 /* of more rows than a part has */
	UNIT_WIDE,	 /* of about as many columns as a part has */
	UNIT_WORLD,
	UNIT_BEYOND, /* reaches out of the world */
	UNIT_EMPTY,
	UNIT_AREAS
};

/*
 * An area of that kind, some squares of that shift wide, anywhere, often where
 * coordinates change their sign or end.  The caller frees it.
 */
extern const TgArea *unit_part_area(uint64_t *random, int kind, int shift);

/* Find a part of an area. */
extern void unit_part_find(const TgArea *area, int shift, bool rim,
						   TgPart *part);

/* A valid position in or near an area, or anywhere if it is empty. */
extern TgLonLat unit_position_near(uint64_t *random, const TgArea *area,
								   int shift);

/* The number of the square that a coordinate is in, by division. */
extern int32_t unit_square_number(int32_t coordinate, int shift);

/* Tell whether a position is in the interior, by the rows of the part. */
extern bool unit_in_interior(const TgPart *part, TgLonLat p);

/* Tell whether a position is in the part. */
extern bool unit_in_part(const TgPart *part, TgLonLat p);

#endif /* TG_TEST_UNIT_PART_H */

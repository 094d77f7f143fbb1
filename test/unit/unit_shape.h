/*
 * unit_shape.h
 *	  Polygons for tests of areas, and an oracle that checks an area against
 *	  the polygons it was made of, edge by edge in wide integers.
 */
#ifndef TG_TEST_UNIT_SHAPE_H
#define TG_TEST_UNIT_SHAPE_H

#include "core/geo/area.h"
#include "unit_wkb.h"

#define UNIT_POINTS 20000
#define UNIT_RINGS 2000

typedef struct UnitPoint
{
	double x;
	double y;
} UnitPoint;

/*
 * Rings, each of one polygon; polygons are numbered as they come.  Too large
 * for the stack.
 */
typedef struct UnitShape
{
	int rings;
	int start[UNIT_RINGS + 1];
	int polygon[UNIT_RINGS];
	UnitPoint points[UNIT_POINTS];
} UnitShape;

typedef struct UnitBox
{
	double west;
	double south;
	double east;
	double north;
} UnitBox;

/* The degrees of a coordinate, and about the coordinate, within a limit. */
extern double unit_degrees(int64_t e7);
extern int32_t unit_e7(double v, int32_t limit);

/* Which side of the line from a to b is p?  As tg_orient tells it. */
extern int unit_side(UnitPoint a, UnitPoint b, TgLonLat p);

extern void unit_shape_clear(UnitShape *s);

/* Add a ring, closing it, as a polygon or to the last polygon. */
extern void unit_shape_add(UnitShape *s, bool polygon, const UnitPoint *points,
						   int count);

/* Write a shape as a multipolygon, or as a polygon if it is one. */
extern UnitWkb unit_shape_wkb(const UnitShape *s, bool multi, bool big_endian);

/* Build in memory of exactly the size asked for; the caller frees it. */
extern const TgArea *unit_area_from_bytes(const unsigned char *bytes,
										  size_t len);
extern const TgArea *unit_area_from_shape(const UnitShape *s);

/* Check what the area says of one position, if it is one. */
extern void unit_check_covers(const TgArea *area, const UnitShape *s,
							  TgLonLat p);

/* Check a box's relation, and that of some or all of its positions. */
extern void unit_check_relate(const TgArea *area, const UnitShape *s,
							  const TgBox *box, uint64_t *random);

/* Positions at, near and between vertices, and anywhere; boxes there too. */
extern void unit_check_shape(const UnitShape *s, uint64_t *random, int rounds);

#endif /* TG_TEST_UNIT_SHAPE_H */

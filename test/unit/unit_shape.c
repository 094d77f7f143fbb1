/*
 * unit_shape.c
 *	  Polygons for tests of areas, and an oracle for them.
 */
#include "unit_shape.h"

#include <math.h>

#include "core/geo/orient.h"

__extension__ typedef __int128 Wide;

#define LATTICE 78125 /* positions of which are 1/128 degree: no rounding */

double
unit_degrees(int64_t e7)
{
	return (double) e7 / 1e7;
}

void
unit_shape_clear(UnitShape *s)
{
	s->rings = 0;
	s->start[0] = 0;
}

static bool
is_whole(double v)
{
	return fabs(v) < 9e8 && unit_degrees(llround(v * 1e7)) == v;
}

void
unit_shape_add(UnitShape *s, bool polygon, const UnitPoint *points, int count)
{
	int at = s->start[s->rings];

	assert_true(s->rings < UNIT_RINGS && at + count + 1 <= UNIT_POINTS);
	memcpy(&s->points[at], points, (size_t) count * sizeof(*points));
	s->points[at + count] = points[0];
	s->polygon[s->rings] =
		(s->rings > 0 ? s->polygon[s->rings - 1] : 0) + polygon;
	s->start[++s->rings] = at + count + 1;
}

UnitWkb
unit_shape_wkb(const UnitShape *s, bool multi, bool big_endian)
{
	UnitWkb wkb = {.big_endian = big_endian};
	int polygons = s->rings > 0 ? s->polygon[s->rings - 1] : 0;

	if (multi)
	{
		unit_wkb_header(&wkb, 6);
		unit_wkb_u32(&wkb, (uint32_t) polygons);
	}
	for (int i = 0; i < s->rings; i++)
	{
		if (i == 0 || s->polygon[i] != s->polygon[i - 1])
		{
			uint32_t rings = 0;

			for (int j = i; j < s->rings; j++)
				rings += s->polygon[j] == s->polygon[i];
			unit_wkb_header(&wkb, 3);
			unit_wkb_u32(&wkb, rings);
		}
		unit_wkb_u32(&wkb, (uint32_t) (s->start[i + 1] - s->start[i]));
		for (int j = s->start[i]; j < s->start[i + 1]; j++)
		{
			unit_wkb_double(&wkb, s->points[j].x);
			unit_wkb_double(&wkb, s->points[j].y);
		}
	}
	return wkb;
}

const TgArea *
unit_area_from_bytes(const unsigned char *bytes, size_t len)
{
	const TgArea *area = NULL;
	size_t size;
	void *memory;

	assert_int_equal(tg_area_size(bytes, len, &size), TG_OK);
	memory = malloc(size);
	assert_non_null(memory);
	memset(memory, 0xA5, size);
	assert_int_equal(tg_area_build(bytes, len, memory, size - 1, &area),
					 TG_NO_SPACE);
	assert_int_equal(tg_area_build(bytes, len, memory, size, &area), TG_OK);
	assert_ptr_equal(area, memory);
	return area;
}

const TgArea *
unit_area_from_shape(const UnitShape *s)
{
	bool multi = s->rings == 0 || s->polygon[s->rings - 1] != 1;
	UnitWkb wkb = unit_shape_wkb(s, multi, s->rings % 2 == 0);
	const TgArea *area = unit_area_from_bytes(wkb.bytes, wkb.len);

	free(wkb.bytes);
	return area;
}

/*
 * Which side of the line from a to b is p?  In wide integers: of 1e-7 degrees
 * if all six coordinates are the doubles of such, else if they are multiples
 * of 2^-52 below 256.
 */
static int
side(UnitPoint a, UnitPoint b, UnitPoint p)
{
	const double v[6] = {a.x, a.y, b.x, b.y, p.x, p.y};
	int64_t k[6];
	bool whole = true;
	Wide det;

	for (int i = 0; i < 6; i++)
		whole = whole && is_whole(v[i]);
	for (int i = 0; i < 6; i++)
	{
		if (whole)
		{
			k[i] = llround(v[i] * 1e7);
			continue;
		}
		if (fabs(v[i]) < 256)
			k[i] = (int64_t) (v[i] * 0x1p52);
		if (fabs(v[i]) >= 256 || (double) k[i] != v[i] * 0x1p52)
			return tg_orient(a.x, a.y, b.x, b.y, p.x, p.y);
	}
	det = (Wide) (k[0] - k[4]) * (k[3] - k[5]) -
		  (Wide) (k[1] - k[5]) * (k[2] - k[4]);
	return (det > 0) - (det < 0);
}

int
unit_side(UnitPoint a, UnitPoint b, TgLonLat p)
{
	return side(a, b, (UnitPoint){unit_degrees(p.lon), unit_degrees(p.lat)});
}

static bool
between(double a, double b, double v)
{
	return (v >= a && v <= b) || (v >= b && v <= a);
}

static bool
on_segment(UnitPoint a, UnitPoint b, UnitPoint p)
{
	return between(a.x, b.x, p.x) && between(a.y, b.y, p.y) &&
		   side(a, b, p) == 0;
}

/* The oracle: a ray to the north, every edge, polygon by polygon. */
static bool
naive_covers(const UnitShape *s, TgLonLat position)
{
	UnitPoint p = {unit_degrees(position.lon), unit_degrees(position.lat)};
	bool odd = false;

	for (int i = 0; i < s->rings; i++)
	{
		if (i > 0 && s->polygon[i] != s->polygon[i - 1])
		{
			if (odd)
				return true;
			odd = false;
		}
		for (int j = s->start[i]; j + 1 < s->start[i + 1]; j++)
		{
			UnitPoint a = s->points[j];
			UnitPoint b = s->points[j + 1];

			if (on_segment(a, b, p))
				return true;
			if (a.x < p.x && b.x >= p.x)
				odd ^= side(a, b, p) < 0;
			else if (b.x < p.x && a.x >= p.x)
				odd ^= side(a, b, p) > 0;
		}
	}
	return odd;
}

static bool
segments_touch(UnitPoint a, UnitPoint b, UnitPoint c, UnitPoint d)
{
	if (on_segment(a, b, c) || on_segment(a, b, d) || on_segment(c, d, a) ||
		on_segment(c, d, b))
		return true;
	return side(a, b, c) * side(a, b, d) < 0 &&
		   side(c, d, a) * side(c, d, b) < 0;
}

/* The oracle: has any edge an end in the box, or does it cross a side? */
static bool
naive_touches(const UnitShape *s, const UnitBox *box)
{
	const UnitPoint corners[5] = {{box->west, box->south},
								  {box->east, box->south},
								  {box->east, box->north},
								  {box->west, box->north},
								  {box->west, box->south}};

	for (int i = 0; i < s->rings; i++)
	{
		for (int j = s->start[i]; j + 1 < s->start[i + 1]; j++)
		{
			UnitPoint a = s->points[j];

			if (a.x >= box->west && a.x <= box->east && a.y >= box->south &&
				a.y <= box->north)
				return true;
			for (int k = 0; k < 4; k++)
			{
				if (segments_touch(a, s->points[j + 1], corners[k],
								   corners[k + 1]))
					return true;
			}
		}
	}
	return false;
}

void
unit_check_covers(const TgArea *area, const UnitShape *s, TgLonLat p)
{
	bool expected;
	TgBox bounds;

	if (!tg_lonlat_valid(p))
		return;
	expected = naive_covers(s, p);
	if (tg_area_covers(area, p) != expected)
		fail_msg("(%d,%d) should %sbe covered", p.lon, p.lat,
				 expected ? "" : "not ");
	tg_area_bounds(area, &bounds);
	if (expected)
		assert_true(tg_box_covers(&bounds, p));
}

void
unit_check_relate(const TgArea *area, const UnitShape *s, const TgBox *box,
				  uint64_t *random)
{
	int64_t width = (int64_t) box->east - box->west + 1;
	int64_t height = (int64_t) box->north - box->south + 1;
	bool all = width * height <= 49;
	int64_t samples = all ? width * height : 20;
	TgRelation relation = tg_area_relate(area, box);
	UnitBox sides = {unit_degrees(box->west), unit_degrees(box->south),
					 unit_degrees(box->east), unit_degrees(box->north)};
	TgBox rectangle;
	int64_t covered = 0;

	for (int64_t i = 0; i < samples; i++)
	{
		int64_t at = all ? i : unit_range(random, 0, width * height - 1);
		TgLonLat p = {(int32_t) (box->west + at % width),
					  (int32_t) (box->south + at / width)};

		covered += naive_covers(s, p);
	}
	if (relation == TG_INSIDE)
		assert_int_equal(covered, samples);
	if (relation == TG_OUTSIDE)
		assert_int_equal(covered, 0);
	if (!tg_area_rectangle(area, &rectangle))
		assert_int_equal(relation == TG_EDGE, naive_touches(s, &sides));
	else if (all && relation == TG_EDGE)
		assert_in_range(covered, 1, samples - 1);
}

int32_t
unit_e7(double v, int32_t limit)
{
	v *= 1e7;
	return v >= limit ? limit : v <= -limit ? -limit : (int32_t) v;
}

void
unit_check_shape(const UnitShape *s, uint64_t *random, int rounds)
{
	const TgArea *area = unit_area_from_shape(s);
	int points = s->start[s->rings];

	for (int i = 0; i < rounds; i++)
	{
		const UnitPoint *v = &s->points[unit_range(random, 0, points - 1)];
		const UnitPoint *w = v + 1 < &s->points[points] ? v + 1 : v;
		double t = (double) unit_range(random, 0, 8) / 8;
		int64_t reach = INT64_C(1) << unit_range(random, 0, 26);
		TgLonLat at[3];
		TgBox box;

		at[0].lon = unit_e7(v->x, TG_LON_MAX);
		at[0].lat = unit_e7(v->y, TG_LAT_MAX);
		at[1].lon = unit_e7((1 - t) * v->x + t * w->x, TG_LON_MAX);
		at[1].lat = unit_e7((1 - t) * v->y + t * w->y, TG_LAT_MAX);
		at[2].lon = at[1].lon + (int32_t) unit_range(random, -reach, reach);
		at[2].lat = at[1].lat + (int32_t) unit_range(random, -reach, reach);
		if (i % 2 == 0)
		{
			at[2].lon -= at[2].lon % LATTICE;
			at[2].lat -= at[2].lat % LATTICE;
		}
		for (int j = 0; j < 3; j++)
		{
			unit_check_covers(area, s, at[j]);
			for (int k = 0; k < 9; k++)
				unit_check_covers(
					area, s,
					(TgLonLat){at[j].lon - 1 + k % 3, at[j].lat - 1 + k / 3});
		}

		box.west = at[i % 3].lon - (int32_t) unit_range(random, 0, 6);
		box.south = at[i % 3].lat - (int32_t) unit_range(random, 0, 6);
		box.east = box.west + (int32_t) unit_range(random, 0, 6);
		box.north = box.south + (int32_t) unit_range(random, 0, 6);
		if (tg_lonlat_valid((TgLonLat){box.west, box.south}) &&
			tg_lonlat_valid((TgLonLat){box.east, box.north}))
			unit_check_relate(area, s, &box, random);
		box.east += (int32_t) unit_range(random, 0, reach);
		box.north += (int32_t) unit_range(random, 0, reach);
		if (tg_lonlat_valid((TgLonLat){box.west, box.south}) &&
			tg_lonlat_valid((TgLonLat){box.east, box.north}))
			unit_check_relate(area, s, &box, random);
	}
	free((void *) area);
}

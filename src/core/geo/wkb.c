/*
 * wkb.c
 *	  A bounds-checked reader of polygons in WKB and EWKB.
 *
 * OGC 06-103r4, "Simple feature access", part 1, clause 8 (WKB and its
 * thousands for Z and M); PostGIS's EWKB puts three flags in the type's high
 * bits instead, and the SRID after it.
 */
#include "core/geo/wkb.h"

#include <math.h>
#include <string.h>

#include "core/base/pause.h"

#define WKB_Z UINT32_C(0x80000000)
#define WKB_M UINT32_C(0x40000000)
#define WKB_SRID UINT32_C(0x20000000)
#define WKB_FLAGS (WKB_Z | WKB_M | WKB_SRID)

#define WKB_POLYGON 3
#define WKB_MULTIPOLYGON 6
#define WKB_CIRCULARSTRING 8
#define WKB_MULTISURFACE 12
#define WKB_TRIANGLE 17 /* the last code there is */

/* The least a polygon (header, no rings) and a ring (four points) can take. */
#define MIN_POLYGON_BYTES 9
#define MIN_RING_BYTES(stride) (4 + 4 * (size_t) (stride))

static inline size_t
bytes_left(const TgWkb *walk)
{
	return (size_t) (walk->end - walk->next);
}

static bool
read_u32(TgWkb *walk, uint32_t *v)
{
	const unsigned char *at = walk->next;

	if (bytes_left(walk) < 4)
		return false;
	if (walk->big_endian)
		*v = (uint32_t) at[0] << 24 | (uint32_t) at[1] << 16 |
			 (uint32_t) at[2] << 8 | at[3];
	else
		*v = (uint32_t) at[3] << 24 | (uint32_t) at[2] << 16 |
			 (uint32_t) at[1] << 8 | at[0];
	walk->next += 4;
	return true;
}

static double
double_at(const unsigned char *at, bool big_endian)
{
	uint64_t bits = 0;
	double v;

	for (int i = 0; i < 8; i++)
		bits |= (uint64_t) at[i] << 8 * (big_endian ? 7 - i : i);
	memcpy(&v, &bits, sizeof(v));
	return v;
}

/* Read byte order, type and SRID; set order and stride of what follows. */
static TgStatus
read_header(TgWkb *walk, uint32_t *type)
{
	uint32_t code;
	uint32_t srid;
	uint32_t thousands; /* of ISO: 1 is Z, 2 is M, 3 is both */
	uint32_t dimensions = 2;

	if (bytes_left(walk) < 1 || *walk->next > 1)
		return TG_BAD_WKB;
	walk->big_endian = *walk->next++ == 0;
	if (!read_u32(walk, &code))
		return TG_BAD_WKB;
	if (code & WKB_SRID && !read_u32(walk, &srid))
		return TG_BAD_WKB;

	thousands = (code & ~WKB_FLAGS) / 1000;
	if (thousands > 3)
		return TG_BAD_WKB;
	if (code & WKB_Z || thousands & 1)
		dimensions++;
	if (code & WKB_M || thousands & 2)
		dimensions++;
	walk->stride = dimensions * (uint32_t) sizeof(double);
	*type = (code & ~WKB_FLAGS) % 1000;
	return TG_OK;
}

/* Read how many things of at least so many bytes follow. */
static TgStatus
read_count(TgWkb *walk, size_t least, uint32_t *count)
{
	if (!read_u32(walk, count) || *count > bytes_left(walk) / least)
		return TG_BAD_WKB;
	return TG_OK;
}

/* Go on to the body of a polygon whose header has been read. */
static TgStatus
begin_polygon(TgWkb *walk)
{
	walk->polygon++;
	return read_count(walk, MIN_RING_BYTES(walk->stride), &walk->rings);
}

TgStatus
tg_wkb_open(const unsigned char *wkb, size_t len, TgWkb *walk)
{
	uint32_t type;
	TgStatus status;

	memset(walk, 0, sizeof(*walk));
	walk->next = wkb;
	walk->end = wkb + len;
	status = read_header(walk, &type);
	if (status != TG_OK)
		return status;
	if (type == WKB_POLYGON)
		return begin_polygon(walk);
	if (type == WKB_MULTIPOLYGON)
		return read_count(walk, MIN_POLYGON_BYTES, &walk->polygons);
	if (type == 0 || type > WKB_TRIANGLE)
		return TG_BAD_WKB;
	return type >= WKB_CIRCULARSTRING && type <= WKB_MULTISURFACE
			   ? TG_CURVED_AREA
			   : TG_NOT_AN_AREA;
}

/* Check what every user of a ring relies on. */
static TgStatus
check_ring(const TgWkbRing *ring)
{
	double first[2];
	double last[2] = {0, 0};

	for (uint32_t i = 0; i < ring->count; i++)
	{
		tg_step();
		tg_wkb_point(ring, i, &last[0], &last[1]);
		if (!isfinite(last[0]) || !isfinite(last[1]))
			return TG_NOT_FINITE;
	}
	tg_wkb_point(ring, 0, &first[0], &first[1]);
	return first[0] == last[0] && first[1] == last[1] ? TG_OK : TG_BAD_WKB;
}

TgStatus
tg_wkb_next(TgWkb *walk, TgWkbRing *ring)
{
	TgStatus status;

	while (walk->rings == 0 && walk->polygons > 0)
	{
		uint32_t type;

		tg_step();
		walk->polygons--;
		status = read_header(walk, &type);
		if (status == TG_OK && type != WKB_POLYGON)
			status = TG_BAD_WKB;
		if (status == TG_OK)
			status = begin_polygon(walk);
		if (status != TG_OK)
			return status;
	}

	memset(ring, 0, sizeof(*ring));
	if (walk->rings == 0)
		return bytes_left(walk) == 0 ? TG_OK : TG_BAD_WKB;

	walk->rings--;
	status = read_count(walk, walk->stride, &ring->count);
	if (status != TG_OK)
		return status;
	if (ring->count < 4)
		return TG_BAD_WKB;
	ring->points = walk->next;
	ring->stride = walk->stride;
	ring->polygon = walk->polygon;
	ring->big_endian = walk->big_endian;
	walk->next += (size_t) ring->count * ring->stride;
	return check_ring(ring);
}

void
tg_wkb_point(const TgWkbRing *ring, uint32_t i, double *x, double *y)
{
	const unsigned char *at = ring->points + (size_t) i * ring->stride;

	*x = double_at(at, ring->big_endian);
	*y = double_at(at + sizeof(double), ring->big_endian);
}

TgStatus
tg_wkb_on_globe(const unsigned char *wkb, size_t len, double *x, double *y)
{
	TgWkb walk;
	TgWkbRing ring;
	TgStatus status = tg_wkb_open(wkb, len, &walk);

	for (;;)
	{
		if (status == TG_OK)
			status = tg_wkb_next(&walk, &ring);
		if (status != TG_OK || ring.count == 0)
			return status;
		for (uint32_t i = 0; i < ring.count; i++)
		{
			tg_step();
			tg_wkb_point(&ring, i, x, y);
			if (fabs(*x) > 180 + TG_GLOBE_SLACK ||
				fabs(*y) > 90 + TG_GLOBE_SLACK)
				return TG_OFF_GLOBE;
		}
	}
}

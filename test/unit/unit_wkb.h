/*
 * unit_wkb.h
 *	  A writer of WKB for tests, in either byte order.
 */
#ifndef TG_TEST_UNIT_WKB_H
#define TG_TEST_UNIT_WKB_H

#include <stdbool.h>

#include "unit.h"

#define WKB_Z UINT32_C(0x80000000)
#define WKB_M UINT32_C(0x40000000)
#define WKB_SRID UINT32_C(0x20000000)

/* Begin with {0} or a byte order; free the bytes at the end. */
typedef struct UnitWkb
{
	unsigned char *bytes;
	size_t len;
	size_t room;
	bool big_endian;
} UnitWkb;

/* Append the low size bytes of bits in the writer's byte order. */
static inline void
unit_wkb_put(UnitWkb *wkb, uint64_t bits, int size)
{
	if (wkb->len + (size_t) size > wkb->room)
	{
		wkb->room = 2 * wkb->room + 64;
		wkb->bytes = realloc(wkb->bytes, wkb->room);
		assert_non_null(wkb->bytes);
	}
	for (int i = 0; i < size; i++)
	{
		int shift = 8 * (wkb->big_endian ? size - 1 - i : i);

		wkb->bytes[wkb->len++] = (unsigned char) (bits >> shift);
	}
}

static inline void
unit_wkb_u32(UnitWkb *wkb, uint32_t v)
{
	unit_wkb_put(wkb, v, 4);
}

static inline void
unit_wkb_double(UnitWkb *wkb, double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof(bits));
	unit_wkb_put(wkb, bits, 8);
}

/* Byte order, type and, if its flag is set, an SRID. */
static inline void
unit_wkb_header(UnitWkb *wkb, uint32_t type)
{
	unit_wkb_put(wkb, wkb->big_endian ? 0 : 1, 1);
	unit_wkb_u32(wkb, type);
	if (type & WKB_SRID)
		unit_wkb_u32(wkb, 4326);
}

#endif /* TG_TEST_UNIT_WKB_H */

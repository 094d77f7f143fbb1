/*
 * hex_wkb.c
 *	  The ends of geometries in hexadecimal (E)WKB, read where they stand.
 */
#include <stdint.h>
#include <string.h>

#include "core/text/hex_wkb.h"

#define HAS_Z UINT32_C(0x80000000)
#define HAS_M UINT32_C(0x40000000)
#define HAS_SRID UINT32_C(0x20000000)

enum
{
	WKB_POINT = 1,
	WKB_LINE,
	WKB_POINTS = 4,
	WKB_LINES
};

/* A place in the text, which has so many bytes left. */
typedef struct Cursor
{
	const char *at;
	size_t left;
} Cursor;

/* What a geometry begins with. */
typedef struct Head
{
	bool little;
	uint32_t type;
	size_t position; /* bytes of one */
} Head;

/* What has been met so far. */
typedef struct Ends
{
	bool any;
	bool point;		 /* and nothing else */
	double xy[2][2]; /* the first and the last */
} Ends;

static unsigned
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned) (c - '0');
	c = (char) (c | 0x20);
	return c >= 'a' && c <= 'f' ? (unsigned) (c - 'a') + 10 : 16;
}

/* Read a byte; what is read is known to be digits. */
static uint8_t
byte_at(const char *at)
{
	return (uint8_t) (hex_value(at[0]) << 4 | hex_value(at[1]));
}

/* Read an unsigned integer of so many bytes, which are there. */
static uint64_t
take(Cursor *c, int bytes, bool little)
{
	uint64_t value = 0;

	for (int i = 0; i < bytes; i++)
		value = value << 8 | byte_at(c->at + 2 * (little ? bytes - 1 - i : i));
	c->at += 2 * bytes;
	c->left -= (size_t) bytes;
	return value;
}

static void
take_position(Cursor *c, const Head *head, double *xy)
{
	Cursor numbers = *c;

	for (int i = 0; i < 2; i++)
	{
		uint64_t bits = take(&numbers, 8, head->little);

		memcpy(&xy[i], &bits, sizeof bits);
	}
	c->at += 2 * head->position;
	c->left -= head->position;
}

static TgStatus
take_head(Cursor *c, uint32_t srid, Head *head)
{
	size_t dimensions;
	uint32_t type;

	if (c->left < 5)
		return TG_BAD_POSITION;
	head->little = take(c, 1, true) == 1;
	type = (uint32_t) take(c, 4, head->little);
	dimensions = 2u + ((type & HAS_Z) != 0) + ((type & HAS_M) != 0);
	if ((type & HAS_SRID) != 0)
	{
		if (c->left < 4)
			return TG_BAD_POSITION;
		if (take(c, 4, head->little) != srid && srid != TG_ANY_SRID)
			return TG_BAD_SRID;
	}
	type &= ~(HAS_Z | HAS_M | HAS_SRID);
	/* ISO counts thousands: Z, M, ZM */
	if (type >= 4000)
		return TG_BAD_POSITION;
	if (type >= 1000)
		dimensions = type < 3000 ? 3 : 4;
	head->type = type % 1000;
	head->position = 8 * dimensions;
	return TG_OK;
}

/* Take so many positions, which must be there. */
static TgStatus
take_positions(Cursor *c, const Head *head, uint64_t count, Ends *ends)
{
	if (count > c->left / head->position)
		return TG_BAD_POSITION;
	for (uint64_t i = 0; i < count; i++)
	{
		if (ends->any && i + 1 < count)
		{
			c->at += 2 * head->position;
			c->left -= head->position;
			continue;
		}
		take_position(c, head, ends->xy[1]);
		if (!ends->any)
			memcpy(ends->xy[0], ends->xy[1], sizeof ends->xy[0]);
		ends->any = true;
	}
	return TG_OK;
}

static TgStatus
take_simple(Cursor *c, const Head *head, Ends *ends)
{
	uint64_t count = 1;

	if (head->type == WKB_LINE)
	{
		if (c->left < 4)
			return TG_BAD_POSITION;
		count = take(c, 4, head->little);
	}
	return take_positions(c, head, count, ends);
}

static TgStatus
take_geometry(Cursor *c, uint32_t srid, Ends *ends)
{
	Head head;
	Head part;
	TgStatus status = take_head(c, srid, &head);
	uint64_t parts;

	if (status != TG_OK)
		return status;
	ends->point = head.type == WKB_POINT;
	if (head.type == WKB_POINT || head.type == WKB_LINE)
		return take_simple(c, &head, ends);
	if (head.type != WKB_POINTS && head.type != WKB_LINES)
		return TG_NOT_A_POINT;
	if (c->left < 4)
		return TG_BAD_POSITION;
	parts = take(c, 4, head.little);
	/* each part takes bytes, so that their number cannot hold us up */
	for (uint64_t i = 0; i < parts && status == TG_OK; i++)
	{
		status = take_head(c, srid, &part);
		if (status == TG_OK && part.type != head.type - 3)
			status = TG_BAD_POSITION;
		if (status == TG_OK)
			status = take_simple(c, &part, ends);
	}
	return status;
}

bool
tg_hex_wkb_is(const char *text, size_t len)
{
	if (len < 18 || len % 2 != 0 || text[0] != '0' ||
		(text[1] != '0' && text[1] != '1'))
		return false;
	for (size_t i = 2; i < len; i++)
		if (hex_value(text[i]) > 15)
			return false;
	return true;
}

TgStatus
tg_hex_wkb_end(const char *text, size_t len, uint32_t srid, TgWkbEnd which,
			   double *x, double *y)
{
	Cursor c = {text, len / 2};
	Ends ends = {false, false, {{0, 0}, {0, 0}}};
	TgStatus status;

	if (!tg_hex_wkb_is(text, len))
		return TG_BAD_POSITION;
	status = take_geometry(&c, srid, &ends);
	if (status != TG_OK)
		return status;
	if (c.left != 0)
		return TG_BAD_POSITION;
	if (!ends.any)
		return TG_MISSING;
	if (which == TG_WKB_POINT && !ends.point)
		return TG_NOT_A_POINT;
	*x = ends.xy[which == TG_WKB_LAST][0];
	*y = ends.xy[which == TG_WKB_LAST][1];
	return TG_OK;
}

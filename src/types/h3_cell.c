/*
 * h3_cell.c
 *	  Positions as cells of H3, if this was built with its library.
 */
#include "compat.h"

#ifdef HAVE_H3
/* where h3 itself installs it, and where Debian does */
#if __has_include(<h3/h3api.h>)
#include <h3/h3api.h>
#else
#include <h3api.h>
#endif
#endif

#include "core/text/ascii.h"
#include "core/text/position_text.h"
#include "core/text/text.h"
#include "types/h3_cell.h"

bool
h3_cell_possible(void)
{
#ifdef HAVE_H3
	return true;
#else
	return false;
#endif
}

void
h3_cell_require(void)
{
	if (!h3_cell_possible())
		ereport(
			ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("cells of H3 cannot be read"),
			 errdetail("tripgrid was built without libh3."),
			 errhint("Build it where version 4 of libh3 is installed, or turn "
					 "the cells into coordinates before loading.")));
}

#ifdef HAVE_H3

/* Cells have 15 digits in hexadecimal, and 18 as numbers. */
#define HEX_DIGITS 15
#define DECIMAL_DIGITS 18

static uint64
cell_of(const char *text, size_t len)
{
	int base = len == HEX_DIGITS ? 16 : 10;
	uint64 cell = 0;

	for (size_t i = 0; i < len; i++)
	{
		char c = tg_lower(text[i]);
		int digit = tg_is_digit(c)		   ? c - '0'
					: c >= 'a' && c <= 'f' ? c - 'a' + 10
										   : 16;

		if (digit >= base)
			return 0;
		cell = cell * base + digit;
	}
	return cell;
}

TgStatus
h3_cell_read(const char *text, size_t len, TgLonLat *position)
{
	uint64 cell;
	LatLng middle;

	tg_text_trim(&text, &len);
	if (len == 0)
		return TG_MISSING;
	if (len != HEX_DIGITS && len != DECIMAL_DIGITS)
		return TG_BAD_POSITION;
	cell = cell_of(text, len);
	if (!isValidCell(cell) || cellToLatLng(cell, &middle) != E_SUCCESS)
		return TG_BAD_POSITION;
	return tg_lonlat_from_degrees(radsToDegs(middle.lng),
								  radsToDegs(middle.lat), position);
}

#else

TgStatus
h3_cell_read(const char *text, size_t len, TgLonLat *position)
{
	return TG_BAD_POSITION;
}

#endif

/*
 * quadbin.c
 *	  Cells of the Web-Mercator quadtree, as 64-bit quadbin ids.
 */
#include "compat.h"

#include "utils/builtins.h"

#include "core/geo/cell.h"
#include "types/status.h"
#include "types/types.h"

static TgCell
cell_of_arg(FunctionCallInfo fcinfo)
{
	TgCell cell;

	status_check(tg_cell_from_quadbin((uint64) PG_GETARG_INT64(0), &cell));
	return cell;
}

PG_FUNCTION_INFO_V1(quadbin);
Datum
quadbin(PG_FUNCTION_ARGS)
{
	int32 zoom = PG_GETARG_INT32(1);

	if (zoom < 0 || zoom > TG_MAX_ZOOM)
		status_check(TG_BAD_ZOOM);
	PG_RETURN_INT64(
		(int64) tg_cell_to_quadbin(tg_cell_of(PG_GETARG_LONLAT(0), zoom)));
}

PG_FUNCTION_INFO_V1(quadbin_zoom);
Datum
quadbin_zoom(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(cell_of_arg(fcinfo).zoom);
}

PG_FUNCTION_INFO_V1(quadbin_name);
Datum
quadbin_name(PG_FUNCTION_ARGS)
{
	TgCell cell = cell_of_arg(fcinfo);

	PG_RETURN_TEXT_P(
		cstring_to_text(psprintf("%d/%u/%u", cell.zoom, cell.x, cell.y)));
}

PG_FUNCTION_INFO_V1(quadbin_corner);
Datum
quadbin_corner(PG_FUNCTION_ARGS)
{
	TgBox box = tg_cell_box(cell_of_arg(fcinfo));
	TgLonLat southwest = {box.west, box.south};
	TgLonLat northeast = {box.east, box.north};

	PG_RETURN_LONLAT(PG_GETARG_BOOL(1) ? northeast : southwest);
}

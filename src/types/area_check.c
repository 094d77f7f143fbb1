/*
 * area_check.c
 *	  The check of areas that come from users.
 */
#include "compat.h"

#include "core/geo/area.h"
#include "core/geo/wkb.h"
#include "types/area_check.h"
#include "types/status.h"

size_t
area_check(const unsigned char *wkb, size_t len)
{
	size_t size;
	double x;
	double y;

	status_check(tg_area_size(wkb, len, &size));
	if (tg_wkb_on_globe(wkb, len, &x, &y) == TG_OFF_GLOBE)
	{
		const StatusText *text = status_text(TG_OFF_GLOBE);

		ereport(ERROR, (errcode(text->sqlstate), errmsg("%s", text->message),
						errdetail("One of its vertices is %.10g %.10g.", x, y),
						errhint("%s", text->hint)));
	}
	return size;
}

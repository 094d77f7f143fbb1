/*
 * lonlat.c
 *	  The type lonlat: input, output, accessors and casts.
 */
#include "compat.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/geo_decls.h"

#include "core/geo/distance.h"
#include "core/text/position_text.h"
#include "types/status.h"
#include "types/types.h"

PG_FUNCTION_INFO_V1(lonlat_in);
Datum
lonlat_in(PG_FUNCTION_ARGS)
{
	char *text = PG_GETARG_CSTRING(0);
	TgLonLat p;
	TgStatus status = tg_lonlat_parse(text, strlen(text), &p);

	if (status != TG_OK)
		ereturn(TG_SOFT_CONTEXT(fcinfo), (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"", "lonlat",
						text),
				 errdetail("The %s.", status_text(status)->message)));
	PG_RETURN_LONLAT(p);
}

PG_FUNCTION_INFO_V1(lonlat_out);
Datum
lonlat_out(PG_FUNCTION_ARGS)
{
	char *text = palloc(TG_LONLAT_TEXT);

	tg_lonlat_format(PG_GETARG_LONLAT(0), text);
	PG_RETURN_CSTRING(text);
}

PG_FUNCTION_INFO_V1(lonlat_recv);
Datum
lonlat_recv(PG_FUNCTION_ARGS)
{
	StringInfo buffer = (StringInfo) PG_GETARG_POINTER(0);
	TgLonLat p;

	p.lon = (int32) pq_getmsgint(buffer, 4);
	p.lat = (int32) pq_getmsgint(buffer, 4);
	if (!tg_lonlat_valid(p))
		ereport(ERROR, (errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
						errmsg("lonlat is out of range")));
	PG_RETURN_LONLAT(p);
}

PG_FUNCTION_INFO_V1(lonlat_send);
Datum
lonlat_send(PG_FUNCTION_ARGS)
{
	TgLonLat p = PG_GETARG_LONLAT(0);
	StringInfoData buffer;

	pq_begintypsend(&buffer);
	pq_sendint32(&buffer, (uint32) p.lon);
	pq_sendint32(&buffer, (uint32) p.lat);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buffer));
}

PG_FUNCTION_INFO_V1(lon);
Datum
lon(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(PG_GETARG_LONLAT(0).lon / (double) TG_E7);
}

PG_FUNCTION_INFO_V1(lat);
Datum
lat(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(PG_GETARG_LONLAT(0).lat / (double) TG_E7);
}

PG_FUNCTION_INFO_V1(lonlat);
Datum
lonlat(PG_FUNCTION_ARGS)
{
	TgLonLat p;

	status_check(
		tg_lonlat_from_degrees(PG_GETARG_FLOAT8(0), PG_GETARG_FLOAT8(1), &p));
	PG_RETURN_LONLAT(p);
}

PG_FUNCTION_INFO_V1(point_to_lonlat);
Datum
point_to_lonlat(PG_FUNCTION_ARGS)
{
	Point *point = PG_GETARG_POINT_P(0);
	TgLonLat p;

	status_check(tg_lonlat_from_degrees(point->x, point->y, &p));
	PG_RETURN_LONLAT(p);
}

PG_FUNCTION_INFO_V1(lonlat_to_point);
Datum
lonlat_to_point(PG_FUNCTION_ARGS)
{
	TgLonLat p = PG_GETARG_LONLAT(0);
	Point *point = palloc(sizeof *point);

	point->x = p.lon / (double) TG_E7;
	point->y = p.lat / (double) TG_E7;
	PG_RETURN_POINT_P(point);
}

PG_FUNCTION_INFO_V1(lonlat_distance);
Datum
lonlat_distance(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(
		tg_lonlat_distance(PG_GETARG_LONLAT(0), PG_GETARG_LONLAT(1)));
}

/*
 * True, or an error: positions are points, as ST_GeometryType says, and have
 * SRID 4326, or none (0).
 */
PG_FUNCTION_INFO_V1(require_point);
Datum
require_point(PG_FUNCTION_ARGS)
{
	text *type = PG_GETARG_TEXT_PP(0);
	int32 srid = PG_GETARG_INT32(1);

	if (VARSIZE_ANY_EXHDR(type) != strlen("ST_Point") ||
		memcmp(VARDATA_ANY(type), "ST_Point", strlen("ST_Point")) != 0)
		status_check(TG_NOT_A_POINT);
	if (srid != 0 && srid != 4326)
		status_check(TG_BAD_SRID);
	PG_RETURN_BOOL(true);
}

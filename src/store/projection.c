/*
 * projection.c
 *	  Positions of another coordinate system, which PostGIS turns into degrees.
 *
 * What is called are functions of PostGIS, found by the schema of its type
 * geometry.  They read spatial_ref_sys, once a session and SRID.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "nodes/value.h"
#include "parser/parse_func.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "core/text/position_text.h"
#include "store/attempt.h"
#include "store/projection.h"
#include "store/store.h"

#define WGS84 4326

typedef struct Call
{
	const char *name;
	int args;
	Oid types[2]; /* invalid: geometry */
} Call;

typedef enum Step
{
	STEP_POINT,
	STEP_SRID,
	STEP_TRANSFORM,
	STEP_X,
	STEP_Y,
	STEPS
} Step;

static const Call calls[STEPS] = {
	[STEP_POINT] = {"st_makepoint", 2, {FLOAT8OID, FLOAT8OID}},
	[STEP_SRID] = {"st_setsrid", 2, {InvalidOid, INT4OID}},
	[STEP_TRANSFORM] = {"st_transform", 2, {InvalidOid, INT4OID}},
	[STEP_X] = {"st_x", 1, {InvalidOid}},
	[STEP_Y] = {"st_y", 1, {InvalidOid}},
};

struct Projection
{
	int32 srid;
	FmgrInfo steps[STEPS];
	MemoryContext scratch;
	/* of the position that is read */
	TgPlanePoint point;
	double lon;
	double lat;
};

/* PostGIS's type, wherever that is. */
static Oid
geometry_type(void)
{
	Oid lonlat = store_type("lonlat");

	return get_func_rettype(LookupFuncName(
		list_make2(makeString("tripgrid"), makeString("lonlat_to_geometry")),
		1, &lonlat, false));
}

static void
transform(void *arg)
{
	Projection *projection = arg;
	FmgrInfo *steps = projection->steps;
	Datum geometry =
		FunctionCall2(&steps[STEP_POINT], Float8GetDatum(projection->point.x),
					  Float8GetDatum(projection->point.y));

	geometry = FunctionCall2(&steps[STEP_SRID], geometry,
							 Int32GetDatum(projection->srid));
	geometry =
		FunctionCall2(&steps[STEP_TRANSFORM], geometry, Int32GetDatum(WGS84));
	projection->lon = DatumGetFloat8(FunctionCall1(&steps[STEP_X], geometry));
	projection->lat = DatumGetFloat8(FunctionCall1(&steps[STEP_Y], geometry));
}

/* An empty geometry needs the SRID, and has no position that could fail. */
static void
check_srid(const Projection *projection, Oid geometry)
{
	Oid input;
	Oid param;

	getTypeInputInfo(geometry, &input, &param);
	(void) FunctionCall2(
		unconstify(FmgrInfo *, &projection->steps[STEP_TRANSFORM]),
		OidInputFunctionCall(
			input, psprintf("SRID=%d;LINESTRING EMPTY", projection->srid),
			param, -1),
		Int32GetDatum(WGS84));
}

Projection *
projection_create(int32 srid)
{
	Projection *projection = palloc0(sizeof *projection);
	Oid geometry = geometry_type();
	char *schema;
	Oid input;
	Oid param;

	getTypeInputInfo(geometry, &input, &param);
	schema = get_namespace_name(get_func_namespace(input));
	projection->srid = srid;
	for (Step i = 0; i < STEPS; i++)
	{
		Oid types[2];

		for (int n = 0; n < calls[i].args; n++)
			types[n] =
				OidIsValid(calls[i].types[n]) ? calls[i].types[n] : geometry;
		fmgr_info(
			LookupFuncName(list_make2(makeString(schema),
									  makeString(pstrdup(calls[i].name))),
						   calls[i].args, types, false),
			&projection->steps[i]);
	}
	projection->scratch = AllocSetContextCreate(
		CurrentMemoryContext, "tripgrid projection", ALLOCSET_SMALL_SIZES);
	check_srid(projection, geometry);
	return projection;
}

/* Tell whether an error speaks of the position. */
static bool
is_about_position(const ErrorData *error)
{
	int category = ERRCODE_TO_CATEGORY(error->sqlerrcode);

	return category == ERRCODE_DATA_EXCEPTION ||
		   error->sqlerrcode == ERRCODE_INTERNAL_ERROR;
}

TgStatus
projection_apply(Projection *projection, TgPlanePoint point,
				 TgLonLat *position)
{
	MemoryContext old = MemoryContextSwitchTo(projection->scratch);
	ErrorData *error;

	projection->point = point;
	error = attempt(transform, projection);
	if (error != NULL && !is_about_position(error))
		ReThrowError(error);
	MemoryContextSwitchTo(old);
	MemoryContextReset(projection->scratch);
	return error == NULL ? tg_lonlat_from_degrees(projection->lon,
												  projection->lat, position)
						 : TG_NOT_ON_PLANE;
}

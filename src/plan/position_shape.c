/*
 * position_shape.c
 *	  Expressions over the columns of trips, as people, views and PostGIS write
 *	  them.
 *
 * Functions are told by their names and by whose they are: those in C are a
 * superuser's.
 */
#include "compat.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_language.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "nodes/value.h"
#include "parser/parse_func.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "core/geo/area.h"
#include "plan/position_shape.h"
#include "store/store.h"
#include "store/triggers.h"

#define WGS_84 4326

/* PostGIS compares boxes of float4, which are 1.6e-5 degrees apart at most. */
#define MARGIN 1e-4

TripColumn
trip_column_at(Node *node, Index relation, const TripNumbers *numbers)
{
	const Var *var = (const Var *) node;

	if (node == NULL || !IsA(node, Var) || var->varno != relation ||
		var->varlevelsup != 0)
		return TRIP_COLUMNS;
	return trip_column_of(numbers, var->varattno);
}

/* The only argument, a column of ends, of a function of ours. */
static bool
is_of_end(Node *node, const char *function, Index relation,
		  const TripNumbers *numbers, TripColumn *column)
{
	const FuncExpr *call = (const FuncExpr *) node;

	if (!IsA(node, FuncExpr) || list_length(call->args) != 1)
		return false;
	*column = trip_column_at(linitial(call->args), relation, numbers);
	return (*column == TRIP_ORIGIN || *column == TRIP_DESTINATION) &&
		   function_is_ours(call->funcid, function);
}

bool
is_coordinate(Node *node, Index relation, const TripNumbers *numbers,
			  TripColumn *column, bool *latitude)
{
	*latitude = false;
	if (is_of_end(node, "lon", relation, numbers, column))
		return true;
	*latitude = true;
	return is_of_end(node, "lat", relation, numbers, column);
}

bool
is_metres(Node *node, Index relation, const TripNumbers *numbers)
{
	const FuncExpr *call = (const FuncExpr *) node;
	TripColumn from;
	TripColumn to;

	if (!IsA(node, FuncExpr) || list_length(call->args) != 2)
		return false;
	from = trip_column_at(linitial(call->args), relation, numbers);
	to = trip_column_at(lsecond(call->args), relation, numbers);
	return ((from == TRIP_ORIGIN && to == TRIP_DESTINATION) ||
			(from == TRIP_DESTINATION && to == TRIP_ORIGIN)) &&
		   function_is_ours(call->funcid, "lonlat_distance");
}

/* PostGIS's type, if this extension's functions are made with it. */
static Oid
geometry_of_ours(void)
{
	Oid lonlat = store_type("lonlat");
	Oid function = LookupFuncName(
		list_make2(makeString("tripgrid"), makeString("lonlat_to_geometry")),
		1, &lonlat, true);

	return OidIsValid(function) ? get_func_rettype(function) : InvalidOid;
}

static Oid
schema_of_type(Oid type)
{
	HeapTuple tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
	Oid schema;

	if (!HeapTupleIsValid(tuple))
		return InvalidOid;
	schema = ((Form_pg_type) GETSTRUCT(tuple))->typnamespace;
	ReleaseSysCache(tuple);
	return schema;
}

/* Tell whether a function is PostGIS's, with one of these names. */
static bool
is_postgis(Oid function, const char *const *names, int count)
{
	HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	Form_pg_proc form;
	bool is = false;

	if (!HeapTupleIsValid(tuple))
		return false;
	form = (Form_pg_proc) GETSTRUCT(tuple);
	for (int i = 0; i < count && !is; i++)
		is = strcmp(NameStr(form->proname), names[i]) == 0;
	is = is && form->prolang == ClanguageId &&
		 form->pronamespace == schema_of_type(geometry_of_ours());
	ReleaseSysCache(tuple);
	return is;
}

static bool
is_call(Node *node, const char *name, int args)
{
	return IsA(node, FuncExpr) &&
		   list_length(((FuncExpr *) node)->args) == args &&
		   is_postgis(((FuncExpr *) node)->funcid, &name, 1);
}

static Node *
argument(Node *call, int number)
{
	return list_nth(((FuncExpr *) call)->args, number);
}

static bool
is_wgs_84(Node *node)
{
	const Const *value = (const Const *) node;

	return IsA(node, Const) && !value->constisnull &&
		   value->consttype == INT4OID &&
		   DatumGetInt32(value->constvalue) == WGS_84;
}

/* lonlat_to_geometry is a function in SQL, of which the planner sees more. */
static bool
is_made_point(Node *node, Index relation, const TripNumbers *numbers,
			  TripColumn *column)
{
	Node *point;
	TripColumn other;
	bool first;
	bool second;

	if (!is_call(node, "st_setsrid", 2) || !is_wgs_84(argument(node, 1)))
		return false;
	point = argument(node, 0);
	return is_call(point, "st_makepoint", 2) &&
		   is_coordinate(argument(point, 0), relation, numbers, column,
						 &first) &&
		   is_coordinate(argument(point, 1), relation, numbers, &other,
						 &second) &&
		   other == *column && !first && second;
}

bool
is_position(Node *node, Index relation, const TripNumbers *numbers,
			TripColumn *column)
{
	/* a modifier of the type, as of geometry(Point, 4326) */
	while (IsA(node, RelabelType) || is_call(node, "geometry", 3))
		node = IsA(node, RelabelType) ? (Node *) ((RelabelType *) node)->arg
									  : argument(node, 0);
	return is_of_end(node, "lonlat_to_geometry", relation, numbers, column) ||
		   is_made_point(node, relation, numbers, column);
}

bool
is_meeting(Oid function)
{
	static const char *const names[] = {
		"st_covers", "st_coveredby",		"st_contains",
		"st_within", "st_containsproperly", "st_intersects",
		"st_equals", "geometry_overlaps"};

	return is_postgis(function, names, lengthof(names));
}

bool
is_overlap(Oid function)
{
	static const char *const names[] = {"geometry_overlaps"};

	return is_postgis(function, names, lengthof(names));
}

bool
is_covering(Oid function, int position)
{
	static const char *const first[] = {"st_within", "st_coveredby",
										"st_intersects"};
	static const char *const second[] = {"st_contains", "st_covers",
										 "st_intersects"};

	return is_postgis(function, position == 0 ? first : second,
					  lengthof(first));
}

/* A function of PostGIS's of one argument; invalid if there is none. */
static Oid
postgis_function(const char *name, Oid type, Oid schema)
{
	return LookupFuncName(list_make2(makeString(get_namespace_name(schema)),
									 makeString(pstrdup(name))),
						  1, &type, true);
}

/* Call one; false if that gives null. */
static bool
call(Oid function, Datum argument, Datum *result)
{
	LOCAL_FCINFO(info, 1);
	FmgrInfo flinfo;

	if (!OidIsValid(function))
		return false;
	fmgr_info(function, &flinfo);
	InitFunctionCallInfoData(*info, &flinfo, 1, InvalidOid, NULL, NULL);
	info->args[0].value = argument;
	info->args[0].isnull = false;
	*result = FunctionCallInvoke(info);
	return !info->isnull;
}

bool
is_geometry(Oid type)
{
	return OidIsValid(type) && type == geometry_of_ours();
}

bool
geometry_fits(Datum geometry, Oid type)
{
	Datum srid;

	return is_geometry(type) &&
		   call(postgis_function("st_srid", type, schema_of_type(type)),
				geometry, &srid) &&
		   DatumGetInt32(srid) == WGS_84;
}

bool
geometry_box(Datum geometry, Oid type, double *box)
{
	static const char *const edges[] = {"st_xmin", "st_ymin", "st_xmax",
										"st_ymax"};
	Oid schema = schema_of_type(type);
	Oid boxer;
	Datum value;
	Datum around;

	if (!geometry_fits(geometry, type))
		return false;
	boxer = postgis_function("box3d", type, schema);
	if (!call(boxer, geometry, &around))
		return false;
	for (int i = 0; i < 4; i++)
	{
		if (!call(postgis_function(edges[i], get_func_rettype(boxer), schema),
				  around, &value))
			return false;
		box[i] = DatumGetFloat8(value) + (i < 2 ? -MARGIN : MARGIN);
		if (isnan(box[i]))
			return false;
	}
	return true;
}

bytea *
geometry_area(Datum geometry, Oid type)
{
	Oid schema = schema_of_type(type);
	Datum value;
	bytea *ewkb;
	size_t size;

	/* st_isvalid would tell the user what is wrong */
	if (!geometry_fits(geometry, type) ||
		!call(postgis_function("st_isvalidreason", type, schema), geometry,
			  &value) ||
		strcmp(TextDatumGetCString(value), "Valid Geometry") != 0 ||
		!call(postgis_function("st_asewkb", type, schema), geometry, &value))
		return NULL;
	ewkb = DatumGetByteaPP(value);
	return tg_area_size((const unsigned char *) VARDATA_ANY(ewkb),
						VARSIZE_ANY_EXHDR(ewkb), &size) == TG_OK
			   ? ewkb
			   : NULL;
}

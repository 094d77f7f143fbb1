/*
 * area_check.c
 *	  The check of areas that come from users.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "nodes/value.h"
#include "parser/parse_func.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "core/geo/area.h"
#include "core/geo/wkb.h"
#include "types/area_check.h"
#include "types/status.h"

#define EWKB_HAS_SRID 0x20000000

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

/* PostGIS's function that writes a geometry of that type as EWKB. */
static Oid
ewkb_writer(Oid geometry)
{
	HeapTuple tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(geometry));
	Oid schema;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for type %u", geometry);
	schema = ((Form_pg_type) GETSTRUCT(tuple))->typnamespace;
	ReleaseSysCache(tuple);
	return LookupFuncName(list_make2(makeString(get_namespace_name(schema)),
									 makeString("st_asewkb")),
						  1, &geometry, false);
}

/* The SRID that EWKB tells, in its own byte order; 0 if none. */
static int32
ewkb_srid(const bytea *ewkb)
{
	const unsigned char *bytes = (const unsigned char *) VARDATA_ANY(ewkb);
	uint32 word[2] = {0, 0};

	if (VARSIZE_ANY_EXHDR(ewkb) < 1 + sizeof word)
		return 0;
	for (int i = 0; i < 2; i++)
		for (int byte = 0; byte < 4; byte++)
			word[i] |= (uint32) bytes[1 + 4 * i + byte]
					   << 8 * (bytes[0] == 1 ? byte : 3 - byte);
	return (word[0] & EWKB_HAS_SRID) != 0 ? (int32) word[1] : 0;
}

bytea *
area_ewkb(Datum area, Oid type)
{
	bytea *ewkb = DatumGetByteaPP(OidFunctionCall1(ewkb_writer(type), area));
	int32 srid = ewkb_srid(ewkb);

	if (srid != 0 && srid != 4326)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("area must have SRID 4326, not %d", srid),
						errhint("%s", status_text(TG_BAD_SRID)->hint)));
	return ewkb;
}

Oid
argument_type(FunctionCallInfo fcinfo, int n)
{
	Oid *types;
	int count;
	Oid type;

	(void) get_func_signature(fcinfo->flinfo->fn_oid, &types, &count);
	type = types[n];
	pfree(types);
	return type;
}

bytea *
area_argument(FunctionCallInfo fcinfo, int n)
{
	return area_ewkb(PG_GETARG_DATUM(n), argument_type(fcinfo, n));
}

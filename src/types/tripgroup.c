/*
 * tripgroup.c
 *	  The type tripgroup: input, output, constructor and accessors.
 */
#include "compat.h"

#include "libpq/pqformat.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "core/geo/trip.h"
#include "core/text/trip_text.h"
#include "types/status.h"
#include "types/types.h"

PG_FUNCTION_INFO_V1(tripgroup_in);
Datum
tripgroup_in(PG_FUNCTION_ARGS)
{
	char *text = PG_GETARG_CSTRING(0);
	TgGroup *group = palloc0(sizeof *group);
	TgStatus status = tg_group_parse(text, strlen(text), group);

	if (status != TG_OK)
		ereturn(TG_SOFT_CONTEXT(fcinfo), (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"",
						"tripgroup", text),
				 errhint("%s", status_text(TG_BAD_TRIPGROUP)->hint)));
	PG_RETURN_POINTER(group);
}

PG_FUNCTION_INFO_V1(tripgroup_out);
Datum
tripgroup_out(PG_FUNCTION_ARGS)
{
	char *text = palloc(TG_GROUP_TEXT);

	tg_group_format(PG_GETARG_TRIPGROUP_P(0), text);
	PG_RETURN_CSTRING(text);
}

static void
recv_box(StringInfo buffer, TgBox *box)
{
	box->west = (int32) pq_getmsgint(buffer, 4);
	box->south = (int32) pq_getmsgint(buffer, 4);
	box->east = (int32) pq_getmsgint(buffer, 4);
	box->north = (int32) pq_getmsgint(buffer, 4);
}

static void
send_box(StringInfo buffer, const TgBox *box)
{
	pq_sendint32(buffer, (uint32) box->west);
	pq_sendint32(buffer, (uint32) box->south);
	pq_sendint32(buffer, (uint32) box->east);
	pq_sendint32(buffer, (uint32) box->north);
}

PG_FUNCTION_INFO_V1(tripgroup_recv);
Datum
tripgroup_recv(PG_FUNCTION_ARGS)
{
	StringInfo buffer = (StringInfo) PG_GETARG_POINTER(0);
	TgGroup *group = palloc0(sizeof *group);

	recv_box(buffer, &group->origin);
	recv_box(buffer, &group->destination);
	group->from = (int32) pq_getmsgint(buffer, 4);
	group->until = (int32) pq_getmsgint(buffer, 4);
	if (!tg_group_valid(group))
		ereport(ERROR, (errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
						errmsg("tripgroup is out of range")));
	PG_RETURN_POINTER(group);
}

PG_FUNCTION_INFO_V1(tripgroup_send);
Datum
tripgroup_send(PG_FUNCTION_ARGS)
{
	TgGroup *group = PG_GETARG_TRIPGROUP_P(0);
	StringInfoData buffer;

	pq_begintypsend(&buffer);
	send_box(&buffer, &group->origin);
	send_box(&buffer, &group->destination);
	pq_sendint32(&buffer, (uint32) group->from);
	pq_sendint32(&buffer, (uint32) group->until);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buffer));
}

int64
interval_window(const Interval *interval)
{
	if (interval->month != 0 || interval->time % USECS_PER_SEC != 0 ||
		interval->day < 0 || interval->day > 1)
		return 0;
	return interval->day * (int64) SECS_PER_DAY +
		   interval->time / USECS_PER_SEC;
}

PG_FUNCTION_INFO_V1(tripgroup);
Datum
tripgroup(PG_FUNCTION_ARGS)
{
	TgGroup *group = palloc0(sizeof *group);

	status_check(tg_group_of(PG_GETARG_TRIP_P(0), PG_GETARG_INT32(1),
							 interval_window(PG_GETARG_INTERVAL_P(2)), group));
	PG_RETURN_POINTER(group);
}

PG_FUNCTION_INFO_V1(window_start);
Datum
window_start(PG_FUNCTION_ARGS)
{
	PG_RETURN_TIMEADT(PG_GETARG_TRIPGROUP_P(0)->from * USECS_PER_SEC);
}

PG_FUNCTION_INFO_V1(window_end);
Datum
window_end(PG_FUNCTION_ARGS)
{
	PG_RETURN_TIMEADT(PG_GETARG_TRIPGROUP_P(0)->until * USECS_PER_SEC);
}

/* One corner of the origin's (first) or the destination's box. */
static TgLonLat
corner_of(const TgGroup *group, bool first, bool northeast)
{
	const TgBox *box = first ? &group->origin : &group->destination;
	TgLonLat corner = {northeast ? box->east : box->west,
					   northeast ? box->north : box->south};

	return corner;
}

PG_FUNCTION_INFO_V1(tripgroup_corner);
Datum
tripgroup_corner(PG_FUNCTION_ARGS)
{
	PG_RETURN_LONLAT(corner_of(PG_GETARG_TRIPGROUP_P(0), PG_GETARG_BOOL(1),
							   PG_GETARG_BOOL(2)));
}

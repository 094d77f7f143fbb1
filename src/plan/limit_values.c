/*
 * limit_values.c
 *	  What the conditions of a query come to when their values are known.
 */
#include "compat.h"

#include <math.h>

#include "access/stratnum.h"
#include "catalog/pg_type.h"
#include "nodes/nodeFuncs.h"
#include "utils/array.h"
#include "utils/date.h"
#include "utils/datum.h"
#include "utils/timestamp.h"

#include "plan/position_shape.h"
#include "plan/trip_limits.h"
#include "segment/names.h"

/* Days beyond which a date has no moment of its own. */
#define MOST_DAYS (PG_INT64_MAX / USECS_PER_DAY)

static int64
add_up(int64 moment, int64 span)
{
	int64 sum;

	if (__builtin_add_overflow(moment, span, &sum))
		return span > 0 ? PG_INT64_MAX : PG_INT64_MIN;
	return sum;
}

static int64
moment_of_date(DateADT date)
{
	if (date > MOST_DAYS)
		return PG_INT64_MAX;
	if (date < -MOST_DAYS)
		return PG_INT64_MIN;
	return date * USECS_PER_DAY;
}

/* A departure, maybe rounded down by less than the span, compared so. */
static void
limit_departure(TripLimits *limits, const LimitClause *clause, int64 moment)
{
	int64 first = moment;
	int64 last = add_up(moment, Max(clause->span - 1, 0));

	if (clause->strategy == BTGreaterStrategyNumber && clause->span == 0)
		first = add_up(moment, 1);
	if (clause->strategy == BTLessStrategyNumber && clause->span == 0)
		last = add_up(moment, -1);
	if (clause->strategy >= BTEqualStrategyNumber)
		limits->first = Max(limits->first, first);
	if (clause->strategy <= BTEqualStrategyNumber)
		limits->last = Min(limits->last, last);
}

/* Keep of the names that are let through those that are among others, too. */
static void
limit_names(TripLimits *limits, List **names, List *others)
{
	List *both = NIL;
	ListCell *cell;

	foreach (cell, others)
	{
		ListCell *own;
		bool found = *names == NIL;

		foreach (own, *names)
			found |= same_name(lfirst(own), lfirst(cell));
		if (found)
			both = lappend(both, lfirst(cell));
	}
	*names = both;
	if (both == NIL)
		limits->none = true;
}

static text *
copy_name(Datum name)
{
	return DatumGetTextPP(
		datumCopy(PointerGetDatum(PG_DETOAST_DATUM_PACKED(name)), false, -1));
}

static List *
names_of_array(Datum value)
{
	ArrayType *array = DatumGetArrayTypeP(value);
	List *names = NIL;
	Datum *elements;
	bool *isnull;
	int count;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elements,
					  &isnull, &count);
	for (int i = 0; i < count; i++)
		if (!isnull[i])
			names = lappend(names, copy_name(elements[i]));
	return names;
}

/* Units of a coordinate, one too low or too high rather than too few. */
static int32
units_of(double degrees, int margin)
{
	double units =
		margin < 0 ? floor(degrees * TG_E7) - 1 : ceil(degrees * TG_E7) + 1;

	return (int32) Max(Min(units, 2e9), -2e9);
}

static TgBox *
box_of(TripLimits *limits, TripColumn end)
{
	bool *has =
		end == TRIP_ORIGIN ? &limits->has_origin : &limits->has_destination;
	TgBox *box = end == TRIP_ORIGIN ? &limits->origin : &limits->destination;

	if (!*has)
		*box = (TgBox){-TG_LON_MAX, -TG_LAT_MAX, TG_LON_MAX, TG_LAT_MAX};
	*has = true;
	return box;
}

static void
limit_coordinate(TripLimits *limits, const LimitClause *clause, double degrees)
{
	TgBox *box = box_of(limits, clause->column);
	bool latitude = clause->kind == LIMIT_LATITUDE;
	int32 *low = latitude ? &box->south : &box->west;
	int32 *high = latitude ? &box->north : &box->east;

	/* greater than every number */
	if (isnan(degrees))
	{
		limits->none |= clause->strategy >= BTEqualStrategyNumber;
		return;
	}
	if (clause->strategy >= BTEqualStrategyNumber)
		*low = Max(*low, units_of(degrees, -1));
	if (clause->strategy <= BTEqualStrategyNumber)
		*high = Min(*high, units_of(degrees, 1));
	limits->none |= *low > *high;
}

static void
limit_bounds(TripLimits *limits, const LimitClause *clause, Datum geometry,
			 Oid type)
{
	double edge[4];
	TgBox *box;

	/* an empty one meets nothing, but that is PostGIS's to say */
	if (!geometry_box(geometry, type, edge))
		return;
	box = box_of(limits, clause->column);
	box->west = Max(box->west, units_of(edge[0], -1));
	box->south = Max(box->south, units_of(edge[1], -1));
	box->east = Min(box->east, units_of(edge[2], 1));
	box->north = Min(box->north, units_of(edge[3], 1));
	limits->none |= box->west > box->east || box->south > box->north;
}

static void
apply(TripLimits *limits, const LimitClause *clause, Datum value, Oid type)
{
	List **names = clause->column == TRIP_REGION ? &limits->regions
												 : &limits->datasources;

	switch (clause->kind)
	{
		case LIMIT_NAME:
			limit_names(limits, names, list_make1(copy_name(value)));
			break;
		case LIMIT_NAMES:
			limit_names(limits, names, names_of_array(value));
			break;
		case LIMIT_MOMENT:
			limit_departure(limits, clause, DatumGetTimestamp(value));
			break;
		case LIMIT_DATE:
			limit_departure(limits, clause,
							moment_of_date(DatumGetDateADT(value)));
			break;
		case LIMIT_LONGITUDE:
		case LIMIT_LATITUDE:
			limit_coordinate(limits, clause, DatumGetFloat8(value));
			break;
		case LIMIT_BOUNDS:
			limit_bounds(limits, clause, value, type);
			break;
		case LIMIT_METRES:
		case LIMIT_BESIDE:
			break;
	}
}

/* Tell whether PostGIS refuses a value of a limit, whatever trip it meets. */
static bool
is_refused(const LimitClause *clause, Datum value, Oid type)
{
	return (clause->kind == LIMIT_BOUNDS || clause->kind == LIMIT_BESIDE) &&
		   !geometry_fits(value, type);
}

TripLimits
limits_evaluate(const List *clauses, const List *values, ExprContext *context)
{
	TripLimits limits = {.first = PG_INT64_MIN, .last = PG_INT64_MAX};
	ListCell *clause;
	ListCell *value;

	forboth(clause, clauses, value, values)
	{
		const LimitClause *limit = lfirst(clause);
		ExprState *state = lfirst(value);
		Oid type = exprType((Node *) state->expr);
		bool isnull;
		Datum datum = ExecEvalExprSwitchContext(state, context, &isnull);

		/* the error is to come from the trip that would have raised it */
		if (!isnull && is_refused(limit, datum, type))
			return (TripLimits){
				.refused = true, .first = PG_INT64_MIN, .last = PG_INT64_MAX};
		/* what is null passes nothing, for all these conditions are strict */
		if (!isnull)
			apply(&limits, limit, datum, type);
		else if (limit->kind != LIMIT_BESIDE)
			limits.none = true;
	}
	limits.none |= limits.first > limits.last;
	return limits;
}

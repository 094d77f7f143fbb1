/*
 * count_area.c
 *	  Areas that conditions of a query ask about an end of trips.
 */
#include "compat.h"

#include "executor/executor.h"
#include "nodes/nodeFuncs.h"

#include "plan/count_area.h"
#include "plan/position_shape.h"
#include "types/status.h"

CountArea *
count_area_make(const LimitClause *limit, ExprState *value,
				ExprState *condition, ExprContext *context)
{
	CountArea *made;
	bytea *ewkb;
	const unsigned char *bytes;
	size_t size;
	void *memory;
	bool isnull;
	Datum geometry = ExecEvalExprSwitchContext(value, context, &isnull);

	if (isnull)
		return NULL;
	ewkb = geometry_area(geometry, exprType((Node *) value->expr));
	if (ewkb == NULL)
		return NULL;
	made = palloc(sizeof *made);
	bytes = (const unsigned char *) VARDATA_ANY(ewkb);
	status_check(tg_area_size(bytes, VARSIZE_ANY_EXHDR(ewkb), &size));
	memory = palloc(size);
	status_check(tg_area_build(bytes, VARSIZE_ANY_EXHDR(ewkb), memory, size,
							   &made->area));
	made->end = limit->column;
	made->raster = palloc(sizeof *made->raster);
	tg_raster_begin_apart(made->area, made->raster);
	made->condition = condition;
	return made;
}

TgRelation
count_area_relate(const CountArea *area, const TgGroup *bounds)
{
	return tg_area_relate_apart(area->area, area->end == TRIP_ORIGIN
												? &bounds->origin
												: &bounds->destination);
}

/* Ask the server about one trip. */
static bool
holds(const CountArea *area, const TripBlock *block, ExprContext *context,
	  uint32 trip)
{
	bool isnull;
	Datum result;

	context->ecxt_scantuple->tts_values[area->end] =
		trip_block_value(block, area->end, trip);
	result = ExecEvalExprSwitchContext(area->condition, context, &isnull);
	ResetExprContext(context);
	return !isnull && DatumGetBool(result);
}

void
count_area_mask(CountArea *area, const TripBlock *block, ExprContext *context,
				uint8 *mask)
{
	int32 *const *positions =
		area->end == TRIP_ORIGIN ? block->origin : block->destination;

	for (uint32 i = 0; i < block->count; i++)
	{
		TgLonLat position = {positions[0][i], positions[1][i]};

		if (!mask[i])
			continue;
		switch (tg_raster_relate(area->raster, position))
		{
			case TG_INSIDE:
				break;
			case TG_OUTSIDE:
				mask[i] = 0;
				break;
			case TG_EDGE:
				mask[i] = holds(area, block, context, i);
				break;
		}
	}
}

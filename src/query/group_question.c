/*
 * group_question.c
 *	  The arguments that questions about groups have in common.
 */
#include "compat.h"

#include "utils/timestamp.h"

#include "core/trip.h"
#include "query/group_question.h"
#include "types/status.h"
#include "types/types.h"

bool
group_question(FunctionCallInfo fcinfo, GroupQuestion *question)
{
	int64 window;

	for (int i = 0; i < PG_NARGS(); i++)
		if (PG_ARGISNULL(i) && i != 2 && i != 6)
			return false;
	window = interval_window(PG_GETARG_INTERVAL_P(4));
	status_check(tg_grid_check(PG_GETARG_INT32(3), window));
	question->filter = PG_GETARG_VARLENA_P(0);
	question->grid =
		(TgGrid){PG_GETARG_INT32(3), (int32) window, PG_GETARG_BOOL(1), false};
	question->region = PG_ARGISNULL(2) ? NULL : PG_GETARG_TEXT_PP(2);
	question->store = NameStr(*PG_GETARG_NAME(7));
	return true;
}

/*
 * tally_state.c
 *	  A tally as the state of an aggregate.
 */
#include "compat.h"

#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "query/tally_state.h"

#define INITIAL_ROOM 128
#define STATE_SIZE(room)                                                      \
	(offsetof(TallyState, tally.entry) + (Size) (room) * sizeof(TgTallyEntry))

static TallyState *
state_create(uint32 room)
{
	Size size = STATE_SIZE(room);
	TallyState *state;

	if (!AllocSizeIsValid(size))
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("too many different weeks to count")));
	state = palloc0(size);
	SET_VARSIZE(state, size);
	state->tally.room = room;
	return state;
}

/*
 * Anybody can make an aggregate of our functions and give it a first state of
 * his own, so even an aggregate's own state is checked, as far as memory is at
 * stake.
 */
static void
state_check(const TallyState *state)
{
	if (!VARATT_IS_4B_U(state) || VARSIZE(state) < STATE_SIZE(0) ||
		VARSIZE(state) != STATE_SIZE(state->tally.room) ||
		state->tally.used > state->tally.room)
		ereport(ERROR, (errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
						errmsg("tally is damaged")));
}

TallyState *
tally_state_arg(FunctionCallInfo fcinfo, int n)
{
	TallyState *state;

	if (PG_ARGISNULL(n))
		return state_create(INITIAL_ROOM);
	if (n == 0 && AggCheckCallContext(fcinfo, NULL))
		state = (TallyState *) PG_GETARG_POINTER(0);
	else
		state = (TallyState *) PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(n));
	state_check(state);
	return state;
}

TallyState *
tally_state_reserve(TallyState *state, uint32 more)
{
	TgTally *tally = &state->tally;
	TallyState *moved;

	if (tally->room - tally->used >= more)
		return state;
	moved = state_create(Max(2 * tally->room, tally->used + more));
	moved->tally.used = tally->used;
	memcpy(moved->tally.entry, tally->entry,
		   tally->used * sizeof(TgTallyEntry));
	return moved;
}

TallyState *
tally_state_create(void)
{
	return state_create(INITIAL_ROOM);
}

TallyState *
tally_state_add(TallyState *state, const TallyState *added, int times)
{
	state_check(added);
	state = tally_state_reserve(state, added->tally.used);
	for (uint32 i = 0; i < added->tally.used; i++)
		tg_tally_add(&state->tally, added->tally.entry[i].key,
					 added->tally.entry[i].count * times);
	return state;
}

/* Add the counts of a second state to the first. */
PG_FUNCTION_INFO_V1(tally_combine);
Datum
tally_combine(PG_FUNCTION_ARGS)
{
	TallyState *state = tally_state_arg(fcinfo, 0);
	TallyState *other;

	if (PG_ARGISNULL(1))
		PG_RETURN_POINTER(state);
	other = tally_state_arg(fcinfo, 1);
	PG_RETURN_POINTER(tally_state_add(state, other, 1));
}

/* Give a tally's keys and counts as rows. */
PG_FUNCTION_INFO_V1(tally_entries);
Datum
tally_entries(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	TallyState *state = tally_state_arg(fcinfo, 0);

	InitMaterializedSRF(fcinfo, 0);
	for (uint32 i = 0; i < state->tally.used; i++)
	{
		Datum values[2] = {Int64GetDatum(state->tally.entry[i].key),
						   Int64GetDatum(state->tally.entry[i].count)};
		bool isnull[2] = {false, false};

		tuplestore_putvalues(result->setResult, result->setDesc, values,
							 isnull);
	}
	return (Datum) 0;
}

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

static MemoryContext
state_context(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	return AggCheckCallContext(fcinfo, &context) ? context
												 : CurrentMemoryContext;
}

static TallyState *
state_create(MemoryContext context, uint32 room)
{
	Size size = STATE_SIZE(room);
	TallyState *state;

	if (!AllocSizeIsValid(size))
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("too many different weeks to count")));
	state = MemoryContextAllocZero(context, size);
	SET_VARSIZE(state, size);
	state->tally.room = room;
	return state;
}

/* A bytea can come from anywhere: believe nothing. */
static void
state_check(const TallyState *state)
{
	const TgTally *tally = &state->tally;
	bool good = VARSIZE(state) >= STATE_SIZE(0) &&
				VARSIZE(state) == STATE_SIZE(tally->room) &&
				tally->used <= tally->room;

	for (uint32 i = 1; good && i < tally->used; i++)
		good = tally->entry[i - 1].key < tally->entry[i].key;
	if (!good)
		ereport(ERROR, (errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
						errmsg("tally is damaged")));
}

TallyState *
tally_state_arg(FunctionCallInfo fcinfo, int n)
{
	TallyState *state;

	if (PG_ARGISNULL(n))
		return state_create(state_context(fcinfo), INITIAL_ROOM);
	if (n == 0 && AggCheckCallContext(fcinfo, NULL))
		return (TallyState *) PG_GETARG_POINTER(0);
	state = (TallyState *) PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(n));
	state_check(state);
	return state;
}

TallyState *
tally_state_reserve(FunctionCallInfo fcinfo, TallyState *state, uint32 more)
{
	TgTally *tally = &state->tally;
	TallyState *moved;

	if (tally->room - tally->used >= more)
		return state;
	moved = state_create(state_context(fcinfo),
						 Max(2 * tally->room, tally->used + more));
	moved->tally.used = tally->used;
	memcpy(moved->tally.entry, tally->entry,
		   tally->used * sizeof(TgTallyEntry));
	return moved;
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
	state = tally_state_reserve(fcinfo, state, other->tally.used);
	for (uint32 i = 0; i < other->tally.used; i++)
		tg_tally_add(&state->tally, other->tally.entry[i].key,
					 other->tally.entry[i].count);
	PG_RETURN_POINTER(state);
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

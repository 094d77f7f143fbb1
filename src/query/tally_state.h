/*
 * tally_state.h
 *	  A tally as the state of an aggregate: a bytea, so that parallel workers
 *	  and other servers can hand it over.
 */
#ifndef TG_QUERY_TALLY_STATE_H
#define TG_QUERY_TALLY_STATE_H

#include "postgres.h"

#include "fmgr.h"

#include "core/tally.h"

typedef struct TallyState
{
	int32 vl_len_;
	int32 zero; /* aligns the entries */
	TgTally tally;
} TallyState;

/*
 * The state that is argument n, or an empty one if it is null.  Within an
 * aggregate it may be changed in place.
 */
extern TallyState *tally_state_arg(FunctionCallInfo fcinfo, int n);

/* An empty state, in the current context. */
extern TallyState *tally_state_create(void);

/* Add the counts of another state so many times. */
extern TallyState *tally_state_add(TallyState *state, const TallyState *added,
								   int times);

/*
 * Make room for that many more keys, moving the state if need be, into the
 * current context: an aggregate copies what it gets into its own.
 */
extern TallyState *tally_state_reserve(TallyState *state, uint32 more);

#endif /* TG_QUERY_TALLY_STATE_H */

/*
 * triggers.h
 *	  The triggers of a store's relations.
 */
#ifndef TG_STORE_TRIGGERS_H
#define TG_STORE_TRIGGERS_H

#include "postgres.h"

#include "utils/rel.h"
#include "utils/reltrigger.h"

/*
 * The triggers of a relation in the current memory context, null if it has
 * none.  Those of the relcache are gone when a look-up, of a function's name
 * say, hears of a change to them.
 */
extern TriggerDesc *triggers_of(Relation relation);

/* Tell whether what is enabled so, a trigger or a rule, fires in this session.
 */
extern bool fires_here(char enabled);

/* Tell whether a function is ours, of that name; null: of any. */
extern bool function_is_ours(Oid function, const char *name);

/* Tell whether a trigger calls a function of ours; null: any. */
extern bool trigger_calls(const Trigger *trigger, const char *function);

/*
 * Raise an error if a table of a store has a deferred trigger for rows that
 * come: it would run at the end of the transaction, as whoever the session is.
 */
extern void triggers_require_immediate(const char *store, Oid table);

#endif /* TG_STORE_TRIGGERS_H */

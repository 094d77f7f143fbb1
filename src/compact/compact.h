/*
 * compact.h
 *	  Many runs of segments made into few.
 */
#ifndef TG_COMPACT_COMPACT_H
#define TG_COMPACT_COMPACT_H

#include "postgres.h"

/*
 * Do one merge that is due in the store of that name, in the transaction at
 * hand: by the tiers of runs, or until there is only one run.  False if none
 * is due.  The session must have the rights of the store's owner.
 */
extern bool compact_step(const char *store, bool into_one);

#endif /* TG_COMPACT_COMPACT_H */

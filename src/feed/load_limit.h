/*
 * load_limit.h
 *	  Giving up loads with too many rejects (tripgrid.reject_limit).
 */
#ifndef TG_FEED_LOAD_LIMIT_H
#define TG_FEED_LOAD_LIMIT_H

#include "feed/load.h"

/*
 * If there is a limit, hold the rejects of a load that begins until it is
 * known whether it is given up.
 */
extern void load_limit(Load *load);

/* Give up a load, all of whose rows have been read, if it has too many. */
extern void load_check_limit(Load *load);

/*
 * Fail, and have a worker keep the rejects.  The loading role must be acting.
 */
extern void load_give_up(Load *load);

/*
 * What the error of a load that is given up says, in the current context, if
 * it has to be; else null.  A load of many transactions asks after each, with
 * ended set after the last.
 */
extern char *load_limit_error(int64 rejected, int64 read, bool ended);

/*
 * Look whether a file is worth reading on: by default nobody waits for
 * millions of rows that are no trips.  Rows that another store or another day
 * would take are left out of account: those whose place is missing, those that
 * were loaded before, and those that a trigger on trips leaves out.
 */
extern void load_judge(Load *load);

#endif /* TG_FEED_LOAD_LIMIT_H */

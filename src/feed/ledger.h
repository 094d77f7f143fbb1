/*
 * ledger.h
 *	  The ledger of a store's loads: looking up keys, taking loads back.
 *
 * The counts of a row say what the store has of the load, so that they add up
 * in every state.  A statement's load is entered when it ends: as committed,
 * or by reject_worker.c as failed.  A file's is running first (see
 * file/file_ledger.h).  undo_load makes either undone; retry_rejects makes a
 * failed one committed if a row of it is loaded after all.
 */
#ifndef TG_FEED_LEDGER_H
#define TG_FEED_LEDGER_H

#include "postgres.h"

#include "datatype/timestamp.h"
#include "fmgr.h"

#include "store/store.h"
#include "utils/hsearch.h"

/*
 * The states of a load, as its row has them.  They are texts rather than an
 * enum, because most of their places are conditions in texts of SQL.
 */
#define LEDGER_RUNNING "running"
#define LEDGER_COMMITTED "committed"
#define LEDGER_FAILED "failed"
#define LEDGER_UNDONE "undone"

/* Conditions on them. */
#define LEDGER_IS_RUNNING "state OPERATOR(pg_catalog.=) '" LEDGER_RUNNING "'"
#define LEDGER_IS_COMMITTED                                                   \
	"state OPERATOR(pg_catalog.=) '" LEDGER_COMMITTED "'"
#define LEDGER_IS_FAILED "state OPERATOR(pg_catalog.=) '" LEDGER_FAILED "'"

/* The loads that brought trips or rows, whether or not these are there yet. */
#define LEDGER_BROUGHT_TRIPS                                                  \
	"rows_loaded OPERATOR(pg_catalog.+) rows_erased "                         \
	"OPERATOR(pg_catalog.+) rows_superseded OPERATOR(pg_catalog.>) 0"

/* The loads that bar a key: one that brought no trip does not. */
#define LEDGER_BARS_KEY                                                       \
	"(" LEDGER_IS_RUNNING " OR " LEDGER_IS_COMMITTED                          \
	" AND " LEDGER_BROUGHT_TRIPS ")"

/*
 * Lock a load key until the transaction ends, and find the load that has been
 * committed with it: its number, 0 if there is none.  A load that was begun
 * with the key, and neither ended nor undone, is an error.  The store's owner
 * must be acting.
 */
extern int64 ledger_take_key(const Store *store, const char *key);

/* A row of the ledger. */
typedef struct LedgerEntry
{
	int64 load_id;
	const char *key; /* null: none */
	const char *feed;
	const char *loaded_by;
	const char *state;
	const char *error; /* null: none */
	TimestampTz started_at;
	int64 rows_read;
	int64 rows_rejected;
	int64 rows_superseded;
	const char *target; /* the table that rows went to; null: trips */
	bool replaces;		/* rows of other loads there, which are no more */
} LedgerEntry;

/* Enter a load that has just ended.  The store's owner must be acting. */
extern void ledger_enter(const Store *store, const LedgerEntry *entry);

/*
 * Count rows of other loads as superseded: Replaced in a table, or null
 * for none.  The store's owner must be acting.
 */
extern void ledger_supersede(const Store *store, HTAB *replaced);

/*
 * Take back what a load brought: its trips or rows, its chunks and, unless
 * they are to be kept, its rejects.  Its row stays, in that state and with
 * that error, if any.  Return how many trips or rows went.  The store's owner
 * must be acting.
 */
extern int64 ledger_take_back(Store *store, int64 load_id, const char *state,
							  const char *error, bool keep_rejects);

/*
 * Refuse to go on if a trigger or a rule on trips has kept a trip t that a
 * condition finds from being deleted.  SPI must be connected.
 */
extern void ledger_require_gone(const Store *store, const char *condition);

/* A load in the ledger that is about to be changed. */
typedef struct LedgerLoad
{
	Store *store;
	int64 load_id;
	char *state;
	char *feed;	  /* name */
	char *region; /* in place of the feed's constant; null: none */
	char *datasource;
	char *target;  /* the table of its rows; null: trips */
	bool replaces; /* rows of other loads, which cannot come back */
	bool brought;  /* rows that were committed, */
	int64 rows;	   /* of which the store has so many, as far as it knows */
	StoreCaller caller;
} LedgerLoad;

/*
 * Begin a change of a load for an SQL function of (load_id, store) of that
 * name, by who has the rights of the store's owner: lock the load and its row
 * until the transaction ends, and act as the owner until store_resume.  A load
 * that somebody is loading, or that does not exist, is an error.  For one that
 * loads rows again, the lock of the load's feed comes before that of trips,
 * and the lock of identities before that of the load.
 */
extern LedgerLoad ledger_change(FunctionCallInfo fcinfo, const char *command,
								bool loads);

/* Lock a load as ledger_change does. */
extern void ledger_lock(Store *store, int64 load_id);

#endif /* TG_FEED_LEDGER_H */

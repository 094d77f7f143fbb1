/*
 * select.h
 *	  Questions in SQL about the tables of a store that may be another's.
 */
#ifndef TG_STORE_SELECT_H
#define TG_STORE_SELECT_H

#include "postgres.h"

#include "tcop/dest.h"

#include "store/store.h"

/*
 * Execute a question as the caller, whose rows go to a receiver as they come.
 * It sees what the statement around it sees.  It is planned as the store's
 * owner, restricted: the planner evaluates immutable functions of constants in
 * what it knows of a table.  Nothing that the owner wrote is evaluated when it
 * is executed.
 *
 * The caller holds locks on the tables that the question names, by
 * store_lock_readable.  Raises an error if it names a relation that is neither
 * one of these nor the server's, because the schema was renamed, if a policy
 * applies to one, if one has parts of another owner, or foreign tables for
 * parts and the caller is not the owner.
 *
 * Where the owner is acting (store_become_owner), a question may name any
 * table of his, and all of it is his.
 */
extern void store_select(const Store *store, const char *query,
						 DestReceiver *receiver);

/*
 * Before code of the owner's runs besides that of questions: an error has the
 * session forget what it is said to, too.
 */
extern void store_note_learning(const Store *store);

/*
 * After the last question: what the session knows of tables and types, it may
 * have come to know while the owner's search path held.
 */
extern void store_forget_caches(const Store *store);

#endif /* TG_STORE_SELECT_H */

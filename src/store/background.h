/*
 * background.h
 *	  Background workers of this library.
 */
#ifndef TG_STORE_BACKGROUND_H
#define TG_STORE_BACKGROUND_H

#include "postgres.h"

#include "postmaster/bgworker.h"

/*
 * Describe a worker with a connection to a database, which runs that function
 * of the library once.  It is called by its type, as the activity view shows
 * it, unless the caller sets bgw_name.
 */
extern void background_describe(BackgroundWorker *worker, const char *function,
								const char *type);

/*
 * Why no worker may be started by whoever is acting now; null if one may.  A
 * worker is a session of the current role's own: it has not logged in as
 * anybody who is more than that, and nothing restricts it, so there is none
 * for a role that could not have such a session, nor for what is restricted.
 */
extern const char *background_refused(void);

/*
 * Connect a worker as a role, which ends it if that may not.  Whoever
 * registers one has asked background_refused before.
 */
extern void background_connect(Oid database, Oid role);

/*
 * Have constraints checked and their triggers fired where a statement of the
 * worker's transaction violates them, not at the commit: by then nobody acts
 * as the owner whose triggers they are.
 */
extern void background_check_at_once(void);

#endif /* TG_STORE_BACKGROUND_H */

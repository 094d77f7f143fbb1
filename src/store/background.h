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

#endif /* TG_STORE_BACKGROUND_H */

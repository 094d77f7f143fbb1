/*
 * attempt.h
 *	  What may fail without failing the statement.
 */
#ifndef TG_STORE_ATTEMPT_H
#define TG_STORE_ATTEMPT_H

#include "postgres.h"

/*
 * Call a function in a subtransaction of its own.  Returns null, or its error,
 * in the current memory context, when all that it did has been taken back.
 */
extern ErrorData *attempt(void (*run)(void *arg), void *arg);

/*
 * The same for what data may be refused by, with memory of its own, which ends
 * with the attempt: before that, done (null: nothing) is called if there was
 * no error.  Of an error there is the code, the message, and what schema,
 * column and constraint it names; one that does not speak of data is raised
 * again.
 */
extern ErrorData *attempt_data(void (*run)(void *arg), void (*done)(void *arg),
							   void *arg);

/*
 * Tell whether an error speaks of the data: not of the server, of others that
 * it asks, of rights, or of columns that a table has not, or not so.
 */
extern bool error_is_of_data(const ErrorData *error);

#endif /* TG_STORE_ATTEMPT_H */

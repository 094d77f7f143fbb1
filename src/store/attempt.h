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
 * What an error says of its reason (code, message, and the schema, column and
 * constraint that it names), copied into the current memory context.
 */
extern ErrorData *error_reason(const ErrorData *error);

/*
 * Tell whether an error speaks of the data: not of the server, of others that
 * it asks, or of rights.
 */
extern bool error_is_of_data(const ErrorData *error);

#endif /* TG_STORE_ATTEMPT_H */

/*
 * step.h
 *	  The steps of a procedure that commits between them.
 */
#ifndef TG_FILE_STEP_H
#define TG_FILE_STEP_H

#include "postgres.h"

/*
 * Run a step and commit what it did, or give its error, with nothing done.
 * The caller has a non-atomic connection to SPI.  Commands of the step see
 * what is committed when it begins.
 */
extern ErrorData *step(void (*run)(void *), void *arg);

#endif /* TG_FILE_STEP_H */

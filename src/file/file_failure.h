/*
 * file_failure.h
 *	  What becomes of a load of a file that fails: of what it brought, and of
 *	  its row in the ledger.
 */
#ifndef TG_FILE_FILE_FAILURE_H
#define TG_FILE_FILE_FAILURE_H

#include "file/load_state.h"

/*
 * Tell whether a load can go on after an error as if it had not been: it was
 * not the file's fault.
 */
extern bool file_can_go_on(const ErrorData *error);

/* Tell whether an error has to do with what was to be loaded, not how. */
extern bool file_is_of_load(const ErrorData *error);

/*
 * End a load that has a row in the ledger: what it brought is taken back, or
 * kept to go on with.  Gives the error, with a hint.
 */
extern ErrorData *file_fail(FileLoad *load, ErrorData *error);

/*
 * Take a step after a failure, if there was one; gives what the load fails
 * with, which is what has cancelled the step, if anything has.
 */
extern ErrorData *file_step_after(void (*run)(void *), FileLoad *load,
								  ErrorData *error);

/* A step: a load that failed before it had a row has one all the same. */
extern void file_enter_failure(void *arg);

/* Say which file it is that has bytes of another encoding, and what helps. */
extern void file_explain_encoding(const FileRequest *request,
								  ErrorData *error);

/* What helps where a file has bytes of another encoding. */
extern const char *file_encoding_hint(const FileRequest *request);

/* In the transaction that ends the load. */
extern void file_end_progress(FileLoad *load, const ErrorData *failure);

extern void file_stop_jobs(FileLoad *load);

#endif /* TG_FILE_FILE_FAILURE_H */

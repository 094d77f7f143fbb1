/*
 * feed_for_guess.h
 *	  The feed of a store for what was detected of a file: one that it has, or
 *	  a new one.
 */
#ifndef TG_FILE_FEED_FOR_GUESS_H
#define TG_FILE_FEED_FOR_GUESS_H

#include "file/guessing.h"

/* Find it, or make it, which takes the store's owner; *made tells which. */
extern const char *feed_for_guess(const Guessing *guessing, bool *made);

/* The call that would make it, for a hint. */
extern const char *feed_call_for_guess(const Guessing *guessing);

/*
 * Until the transaction ends, have others wait who make a feed for a file: who
 * makes the same one at once makes it once.
 */
extern void feeds_lock(const char *store);

#endif /* TG_FILE_FEED_FOR_GUESS_H */

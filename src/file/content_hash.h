/*
 * content_hash.h
 *	  The SHA-256 of a file's content, over many transactions.
 */
#ifndef TG_FILE_CONTENT_HASH_H
#define TG_FILE_CONTENT_HASH_H

#include "postgres.h"

typedef struct ContentHash ContentHash;

/* Begin, in the current memory context, with which it goes. */
extern ContentHash *content_hash_begin(void);

extern void content_hash_add(ContentHash *hash, const char *bytes, size_t len);

/* End; the result is in hexadecimal digits. */
extern char *content_hash_end(ContentHash *hash);

#endif /* TG_FILE_CONTENT_HASH_H */

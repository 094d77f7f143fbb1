/*
 * tried_with.h
 *	  What a file was tried with that brought no trip.
 *
 * With the same there is no use in trying it again: the version of tripgrid,
 * the definitions of all feeds of the store, its places, and what the caller
 * said of how the file is to be read.
 */
#ifndef TG_FILE_TRIED_WITH_H
#define TG_FILE_TRIED_WITH_H

#include "file/file_request.h"
#include "store/store.h"

/*
 * What of it is the store's: a text that is another as soon as that is.  All
 * places are read for it.
 */
extern char *tried_store(Store *store);

/* Such a text of all of it, by that of the store. */
extern char *tried_with(const FileRequest *request, const char *store);

#endif /* TG_FILE_TRIED_WITH_H */

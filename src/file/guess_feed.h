/*
 * guess_feed.h
 *	  The feed for what the first lines of a file say: one that the store has,
 *	  or a new one.
 */
#ifndef TG_FILE_GUESS_FEED_H
#define TG_FILE_GUESS_FEED_H

#include "postgres.h"

#include "file/file_request.h"

typedef struct FileGuess
{
	char *feed;
	bool made;		/* it was not there before */
	char delimiter; /* 0: as usual */
	bool header;	/* the first line is one */
} FileGuess;

/*
 * Find the store's feed for a file, or make one; an error if it cannot be
 * found out what the file holds.  The texts of its first line and of a sample
 * are for tripgrid.detect_feed, with what the request says of positions.  In
 * the current memory context.
 */
extern FileGuess guess_feed(const char *path, const char *store,
							Datum first_line, Datum sample,
							const FileRequest *request);

#endif /* TG_FILE_GUESS_FEED_H */

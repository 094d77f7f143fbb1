/*
 * guess_feed.h
 *	  The feed for what the first lines of a file say: one that the store has,
 *	  or a new one.
 */
#ifndef TG_FILE_GUESS_FEED_H
#define TG_FILE_GUESS_FEED_H

#include "postgres.h"

#include "feed/reader.h"
#include "file/file_head.h"
#include "file/file_request.h"
#include "file/file_task.h"

typedef struct FileGuess
{
	char *feed;
	bool made;		   /* it was not there before */
	char delimiter;	   /* 0: as usual */
	bool header;	   /* the first line is one */
	FeedClocks clocks; /* of its departures */
} FileGuess;

/* A file, and the beginning of it as text of the server. */
typedef struct FileSample
{
	const FileRequest *request;
	const char *path;
	const FileFormat *format;
	const FileHead *head;
	Datum first_line;
	Datum lines; /* after that */
} FileSample;

/*
 * Find the feed of a store for a file, or make it, which takes the store's
 * owner; the file is read on where its beginning leaves open how dates are
 * written.  What is guessed and not proven is said in a warning.  In the
 * current memory context.
 */
extern FileGuess guess_feed(const FileSample *sample, const char *store);

#endif /* TG_FILE_GUESS_FEED_H */

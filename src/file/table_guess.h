/*
 * table_guess.h
 *	  The table and the feed of a file for which a table is named.
 */
#ifndef TG_FILE_TABLE_GUESS_H
#define TG_FILE_TABLE_GUESS_H

#include "file/file_head.h"
#include "file/file_request.h"
#include "store/store.h"

typedef struct TableGuess
{
	const char *feed;
	bool feed_made;		/* it was not there before, */
	bool table_made;	/* nor was the table, which has no rows of */
	int64 loads_before; /* loads up to this one */
	FileFormat format;	/* of the file, with its delimiter or shape */
	bool header;
} TableGuess;

/*
 * Find the table of a request and a feed into it that reads the file, or make
 * what is not there, which takes the store's owner.  Of the file the beginning
 * was read; all of it is where something is made.
 */
extern TableGuess table_guess(const Source *source, const FileHead *head,
							  const FileFormat *format,
							  const FileRequest *request, Store *store);

#endif /* TG_FILE_TABLE_GUESS_H */

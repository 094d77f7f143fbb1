/*
 * directory_list.h
 *	  The files of a directory whose names match.
 */
#ifndef TG_FILE_DIRECTORY_LIST_H
#define TG_FILE_DIRECTORY_LIST_H

#include "postgres.h"

#include "nodes/pg_list.h"

/* What of a directory is not loaded, counted by the reason. */
typedef enum SkipReason
{
	SKIP_NO_MATCH,	 /* its name */
	SKIP_HIDDEN,	 /* it begins with a dot or, in recursion, '_' */
	SKIP_FOLDER,	 /* it may have files, which recursion would find */
	SKIP_LINK,		 /* to a folder: it might lead back */
	SKIP_OTHER,		 /* neither file nor folder */
	SKIP_UNREADABLE, /* a folder */
	SKIP_DOCUMENT,	 /* by its name, unless a pattern names it */
	SKIP_NO_TEXT,	 /* its name is not valid in the server's encoding */
	SKIP_REASONS
} SkipReason;

typedef struct Listing
{
	List *files; /* of paths, in order */
	int skipped[SKIP_REASONS];
	char *example[SKIP_REASONS]; /* one of them; null: none */
} Listing;

/*
 * List files, in the current memory context.  The pattern may be several, with
 * commas between them, and have {a,b} for a or b; one with a slash is compared
 * with the path below the directory, others with the name alone.
 */
extern void directory_list(const char *path, const char *pattern,
						   bool recursive, Listing *listing);

/* Say in a sentence what was skipped and why; empty if nothing was. */
extern char *listing_skipped(const Listing *listing);

/*
 * The value of a key of a path: of the last folder that is called key=value;
 * null if there is none.
 */
extern char *path_key(const char *path, const char *key);

#endif /* TG_FILE_DIRECTORY_LIST_H */

/*
 * file_ledger.h
 *	  Files in the ledger of a store.  For all of this the store's owner must
 *	  be acting.
 */
#ifndef TG_FILE_FILE_LEDGER_H
#define TG_FILE_FILE_LEDGER_H

#include "file/chunk_plan.h"
#include "store/store.h"

/* A load of a file, as the ledger has it. */
typedef struct FileEntry
{
	int64 load_id; /* 0: there is none */
	bool running;  /* it was begun, and not ended */
	char *error;   /* what ended it, or has to; null: nothing */
	char *key;	   /* null if it has none */
	char *path;
	char *feed;
	char *region; /* in place of the feed's constant; null: none */
	char *datasource;
	int64 file_bytes;
	int64 rows_read;
	int64 rows_rejected;
	int64 rows_superseded;
	char **passed_over; /* columns of its header; not found */
	int passed_over_count;
	int64 values_left_out;
	char *target;  /* the table of its rows; null: trips; not found */
	bool replaces; /* rows of other loads in it; not found */
} FileEntry;

/* Find the load of a key that is committed, or else running. */
extern FileEntry ledger_of_key(const Store *store, const char *key);

/*
 * Find a load of a file without a key that was begun, and not ended, after the
 * load of that number.
 */
extern FileEntry ledger_of_file(const Store *store, const char *path,
								const char *feed, int64 file_bytes,
								int64 after);

/* The number of the last load, or 0. */
extern int64 ledger_last(const Store *store);

/*
 * Find the loads of files that have not ended and may be of an entry's
 * content, whatever their key or feed, but for the entry's own: those of its
 * size, and all of another path, of which this may be a packed or a longer
 * copy.
 */
extern FileEntry *ledger_of_others(const Store *store, const FileEntry *entry,
								   int *count);

/* Find a load of a file of another size then that has not ended. */
extern FileEntry ledger_of_path(const Store *store, const char *path,
								int64 file_bytes);

/*
 * Tell whether a file of that name and size was loaded after it was changed
 * for the last time, at so many microseconds.
 */
extern bool ledger_has_file(const Store *store, const char *path,
							int64 file_bytes, TimestampTz changed_at);

/*
 * Find a load that brought no trip, of a file of that path and size since it
 * was changed for the last time, and that was tried with the same (see
 * tried_with.h) or, if that is null, with whatever; 0 for none.
 */
extern int64 ledger_in_vain(const Store *store, const char *path,
							int64 file_bytes, TimestampTz changed_at,
							const char *with);

/* Note what a load was tried with. */
extern void ledger_tried(const Store *store, int64 load_id, const char *with);

/* Tell whether something was loaded through a feed, or is being loaded. */
extern bool ledger_has_feed(const Store *store, const char *feed);

/* Find a load by its number. */
extern FileEntry ledger_of_load(const Store *store, int64 load_id);

/* Tell whether some committed load may have had a content of so many bytes. */
extern bool ledger_has_size(const Store *store, int64 content_bytes);

/* Find a committed load of a content, after the load of that number. */
extern FileEntry ledger_of_content(const Store *store, const char *sha256,
								   const char *target, int64 after);

/* Enter a load of a file that begins now; return its number. */
extern int64 ledger_begin(const Store *store, const FileEntry *entry,
						  const char *loaded_by);

/*
 * Enter a load of a file that has failed, with its error, before it began;
 * file_bytes is -1 if there is no such file.
 */
extern int64 ledger_fail(const Store *store, const FileEntry *entry,
						 const char *loaded_by);

/* Tell whether the last load of a file has failed in that way. */
extern bool ledger_failed_so(const Store *store, const FileEntry *entry);

/* What the rejects of a load tell of its file, and what it has told of places.
 */
typedef struct FileLacks
{
	int64 rows;	 /* that are rejects, because their place is missing */
	int64 names; /* of these places */
	char *shown; /* some of them, with their rows */
	int64 places_added;
	int64 no_days;	  /* rows that are rejects, because their date is none, */
	int64 duplicates; /* or because a trip has their identity */
} FileLacks;

extern FileLacks ledger_lacks(const Store *store, int64 load_id);

/* Rows of chunks that are there. */
typedef struct FileRows
{
	int64 read;
	int64 rejected;
	int64 excused; /* of these, see load_limit.h */
} FileRows;

/* The rows of a load's chunks that begin before a byte. */
extern FileRows ledger_rows(const Store *store, int64 load_id, uint64 before);

/* Count rows of no chunk, and say why whoever leads the load has to end it. */
extern void ledger_give_up(const Store *store, int64 load_id, int64 rows_read,
						   int64 rows_rejected, const char *error);

/* The chunks of a load that are there, in order. */
extern ChunkDone *ledger_chunks(const Store *store, int64 load_id, int *count);

/* A load of a file is complete. */
extern void ledger_commit(const Store *store, int64 load_id,
						  const char *sha256);

#endif /* TG_FILE_FILE_LEDGER_H */

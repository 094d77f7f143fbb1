/*
 * guessing.h
 *	  What is detected of a file: the columns of one row of
 *	  tripgrid.detect_feed.
 */
#ifndef TG_FILE_GUESSING_H
#define TG_FILE_GUESSING_H

#include "postgres.h"

#include "executor/spi.h"

#include "feed/feed_shape.h"
#include "file/guess_feed.h"

/* Columns of what was detected, after those that make a feed's shape. */
enum
{
	GUESSED_DIALECT = SHAPE_OF_TRIPS + 1,
	GUESSED_DELIMITER,
	GUESSED_COMPLETE,
	GUESSED_MISSING,
	GUESSED_LACKS_ONE,
	GUESSED_COLUMNS,
	GUESSED_NOTE,
	GUESSED_HEADER,
	GUESSED_OPEN_DATES,
	GUESSED_WARNINGS,
	GUESSED_REFUSAL,
	GUESSED_DATE_FIELD,
	GUESSED_OPEN_HOURS,
	GUESSED_TIME_FIELD,
	GUESSED_CLOCKS,
	GUESSED_PATHS
};

/* A file, and what was detected of it. */
typedef struct Guessing
{
	const char *path;
	const char *store;
	Oid schema;
	HeapTuple found;
	TupleDesc desc;
	Datum detected; /* mapping, */
	Datum mapping;	/* and with columns that were added to trips */
	bool further;	/* there are some */
} Guessing;

static inline bool
is_text(const char *string, const char *other)
{
	return string != NULL && strcmp(string, other) == 0;
}

/*
 * Detect, with what the caller has said, and what order dates are known by, if
 * they are.  SPI is connected.
 */
extern void guess_detect(Guessing *guessing, const FileSample *sample,
						 const char *date_order);

/* A column of what was detected, as text; null for none. */
extern char *guessed_text(const Guessing *guessing, int column);
extern bool guessed_flag(const Guessing *guessing, int column);
extern char *guessed_mapping(const Guessing *guessing);

/* A note at the end of a message, empty for none. */
extern const char *guessed_note(const Guessing *guessing);

#endif /* TG_FILE_GUESSING_H */

/*
 * rejects.h
 *	  Rows that could not become trips, kept with their reasons.
 */
#ifndef TG_FEED_REJECTS_H
#define TG_FEED_REJECTS_H

#include "postgres.h"

#include "feed/reader.h"
#include "feed/reject_rows.h"
#include "store/store.h"

/* Why a row cannot be taken. */
typedef struct Fault
{
	TgStatus status; /* TG_OK: it can */
	int column;		 /* of the feed's map; -1 if no single one is at fault */
	/* of TG_BAD_VALUE: what the column's type says, until the next row */
	int sqlstate;
	const char *message;
	FieldText also_missing; /* the other place of a row that lacks both */
} Fault;

typedef struct Reject
{
	int64 row; /* of the load, from 1 */
	int sqlstate;
	const char *message;
	int column;	   /* at fault, -1 if no single one */
	int count;	   /* of fields: as a rule one for each column of the feed */
	Datum *fields; /* text */
	bool *isnull;
	Datum value; /* of the column at fault, as text */
	bool no_value;
	Datum also_missing; /* text; 0: none */
} Reject;

typedef struct Rejects
{
	MemoryContext context; /* of the rows that wait to be written */
	const FeedMap *map;
	Reject *waiting;
	int count;
	Size bytes;
	HeldRejects *held; /* where to write them; null: into their table */
	int64 most;		   /* more fail the load */
} Rejects;

extern Rejects *rejects_create(MemoryContext parent, const FeedMap *map);

/*
 * Keep a row, or raise its error if tripgrid.on_reject says so.  Now and then
 * the rows that wait have to be written: see rejects_full.
 */
extern void rejects_add(Rejects *rejects, int64 row, const Fault *fault,
						const FieldText *fields, int count);

/* The same, with nothing of the row but its number, and of its column's name.
 */
extern void rejects_add_bare(Rejects *rejects, int64 row, TgStatus status,
							 int column);

/* What a rule of a table says of a row that it does not let in. */
extern Fault rejects_fault(const FeedMap *map, const ErrorData *error);

extern bool rejects_full(const Rejects *rejects);

/*
 * Write the rows that wait to where rejects are held, or, as the store's
 * owner, into their table.
 */
extern void rejects_write(Rejects *rejects, Store *store, int64 load_id);

#endif /* TG_FEED_REJECTS_H */

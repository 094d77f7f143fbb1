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
} Reject;

typedef struct Rejects
{
	MemoryContext context; /* of the rows that wait to be written */
	const FeedMap *map;
	Reject *waiting;
	int count;
	Size bytes;
	HeldRejects *held; /* where to write them; null: into their table */
} Rejects;

extern Rejects *rejects_create(MemoryContext parent, const FeedMap *map);

/*
 * Keep a row, or raise its error if tripgrid.on_reject says so.  Now and then
 * the rows that wait have to be written: see rejects_full.
 */
extern void rejects_add(Rejects *rejects, int64 row, TgStatus status,
						int column, const FieldText *fields, int count);

/* The same, with nothing of the row but its number, and of its column's name.
 */
extern void rejects_add_bare(Rejects *rejects, int64 row, TgStatus status,
							 int column);

/* The same, for a reason that is no status: the message is copied. */
extern void rejects_add_reason(Rejects *rejects, int64 row, int sqlstate,
							   const char *message, int column,
							   const FieldText *fields, int count);

extern bool rejects_full(const Rejects *rejects);

/*
 * Write the rows that wait to where rejects are held, or into their table:
 * then the store's owner must be acting.
 */
extern void rejects_write(Rejects *rejects, const Store *store, int64 load_id);

#endif /* TG_FEED_REJECTS_H */

/*
 * progress_message.h
 *	  What is said of a load on the channel tripgrid_load.
 */
#ifndef TG_FEED_PROGRESS_MESSAGE_H
#define TG_FEED_PROGRESS_MESSAGE_H

#include "postgres.h"

#include "datatype/timestamp.h"

/* With its end; names are cut where a message would get longer. */
#define PROGRESS_MESSAGE_SIZE 1000
#define PROGRESS_ERROR_SIZE 400

typedef enum ProgressState
{
	PROGRESS_STARTED,
	PROGRESS_RUNNING, /* said as "progress" */
	PROGRESS_COMMITTED,
	PROGRESS_FAILED
} ProgressState;

/* Which load it is.  Lies in shared memory, too: no pointers. */
typedef struct ProgressLoad
{
	NameData store;
	NameData feed;
	NameData user;
	int64 load_id;
	int pid;
	uint32 sequence; /* of the last message */
	TimestampTz started_at;
	TimestampTz ended_at; /* zero while it runs */
	int64 rows_before;	  /* of an earlier attempt that this one continues */
	int64 bytes_before;
} ProgressLoad;

/* How far it is; bytes are negative where they are not known. */
typedef struct ProgressTotals
{
	int64 rows_read;
	int64 rows_rejected;
	int64 bytes;
	int64 bytes_total;
} ProgressTotals;

typedef struct ProgressError
{
	int sqlstate; /* zero if there is none */
	char message[PROGRESS_ERROR_SIZE];
} ProgressError;

/* Keep as much of a message as there is room for. */
extern void progress_error_set(ProgressError *error, int sqlstate,
							   const char *message);

/*
 * Write a message as JSON, zero-terminated; it takes the next number of the
 * load's sequence.  rate is in rows a second; error may be null.
 */
extern void progress_message(char out[PROGRESS_MESSAGE_SIZE],
							 ProgressLoad *load, const ProgressTotals *totals,
							 ProgressState state, double rate,
							 const ProgressError *error);

/* Rows a second since the load began. */
extern double progress_rate(const ProgressLoad *load,
							const ProgressTotals *totals, TimestampTz now);

/* When the load will have read all its bytes; zero if that is not known. */
extern TimestampTz progress_estimate(const ProgressLoad *load,
									 const ProgressTotals *totals,
									 TimestampTz now);

/*
 * Queue a message for when the transaction commits, unless listeners have left
 * so many that a transaction with another might fail for it: then warn.
 */
extern void progress_notify(const char *message);

#endif /* TG_FEED_PROGRESS_MESSAGE_H */

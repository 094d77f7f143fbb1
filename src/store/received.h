/*
 * received.h
 *	  What of a store comes from a subscription to another database.
 */
#ifndef TG_STORE_RECEIVED_H
#define TG_STORE_RECEIVED_H

#include "postgres.h"

#include "store/handle.h"

typedef enum Received
{
	RECEIVED_NOTHING, /* segments are made here */
	RECEIVED_PART,	  /* which is good for nothing */
	RECEIVED_COPYING, /* all of them come, but not all are there yet */
	RECEIVED_ALL	  /* segments, nodes and summaries come by themselves */
} Received;

/* Tell what a subscription brings, or if it is InvalidOid any of them. */
extern Received received(const StoreHandle *store, Oid subscription);

/*
 * The subscription whose changes this process applies, or InvalidOid; and
 * whether it is copying a table just now, rather than applying changes.
 */
extern Oid received_subscription(void);
extern bool received_copying(void);

/*
 * Tell whether this process applies changes to a store whose derived tables
 * come by themselves.
 */
extern bool received_here(const StoreHandle *store);

/* Raise an error if derived tables are somebody else's to write. */
extern void received_refuse(const StoreHandle *store);

#endif /* TG_STORE_RECEIVED_H */

/*
 * applied.h
 *	  Trips that come row by row from a subscription.
 *
 * An apply worker changes rows past the executor and fires no statement
 * triggers.  Row triggers gather what it changes; the segments follow when the
 * (sub)transaction is about to commit, or when a batch is full.
 */
#ifndef TG_TRIPS_APPLIED_H
#define TG_TRIPS_APPLIED_H

#include "postgres.h"

#include "commands/trigger.h"

/* Gather what a row trigger was fired for. */
extern void applied_row(TriggerData *data);

/* Let the segments follow what this subtransaction has gathered. */
extern void applied_flush(Oid trips);

/*
 * Forget what this transaction has gathered: the trips are gone.  False if
 * some of it cannot be forgotten for certain.
 */
extern bool applied_forget(Oid trips);

#endif /* TG_TRIPS_APPLIED_H */

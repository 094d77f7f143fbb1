/*
 * trips_pages.h
 *	  Trips written into their table as whole pages.
 */
#ifndef TG_TRIPS_TRIPS_PAGES_H
#define TG_TRIPS_TRIPS_PAGES_H

#include "postgres.h"

#include "utils/rel.h"

#include "segment/batch.h"

/*
 * Write the batch's trips in the order they came, with numbers from the
 * sequence of trip_id, and index them; no triggers fire.  The table must be
 * one that trips_take_bulk takes.
 *
 * Do nothing and return false if the batch is small, if trips is not as
 * create_store made it, with columns, checks or indexes added (a key on
 * trip_id may be), or if its rows are to be decoded from the WAL.
 */
extern bool trips_write_pages(const Batch *batch, Relation trips,
							  int64 load_id);

#endif /* TG_TRIPS_TRIPS_PAGES_H */

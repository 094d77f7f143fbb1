/*
 * trips_pages.h
 *	  Trips written into their table as whole pages.
 */
#ifndef TG_TRIPS_TRIPS_PAGES_H
#define TG_TRIPS_TRIPS_PAGES_H

#include "postgres.h"

#include "utils/rel.h"

#include "segment/batch.h"

/* With fewer trips than this, part of a page left empty would matter. */
#define PAGES_MIN_TRIPS 5000

#define TRIP_ID_COLUMN 1 /* the feed's columns follow */

/*
 * Tell whether a table that trips_take_bulk takes is as create_store made it,
 * without columns, checks or indexes added (a key on trip_id may be), and its
 * rows are not decoded from the WAL.
 */
extern bool trips_take_pages(Relation trips);

/*
 * Write the batch's trips in the order they came, numbered from first_id on,
 * and index them; no triggers fire.
 */
extern void trips_write_pages(const Batch *batch, Relation trips,
							  int64 load_id, int64 first_id);

#endif /* TG_TRIPS_TRIPS_PAGES_H */

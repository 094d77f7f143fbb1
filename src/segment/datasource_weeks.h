/*
 * datasource_weeks.h
 *	  The trips of a node by datasource and week.
 */
#ifndef TG_SEGMENT_DATASOURCE_WEEKS_H
#define TG_SEGMENT_DATASOURCE_WEEKS_H

#include "postgres.h"

#include "segment/names.h"
#include "segment/tally.h"

/* More datasources than these are not counted apart. */
#define NODE_DATASOURCES 64

/*
 * The key, in a tally of datasources and weeks, of week 0 of the datasource
 * with that number: adding a week to it, which may be negative, leaves the
 * number in the upper half.
 */
extern int64 datasource_key(uint32 number);

/*
 * The columns of such a tally: the datasources' names, and a tripset of number
 * among these, week and count.  False if they are too many.
 */
extern bool datasource_weeks_columns(const TgTally *tally, const Names *names,
									 Datum *datasources, Datum *weeks);

/*
 * Add what a node's columns count to a tally with names of its own.  False if
 * the columns do not fit each other.
 */
extern bool datasource_weeks_add(Datum datasources, Datum weeks, Names *names,
								 TgTally **tally);

#endif /* TG_SEGMENT_DATASOURCE_WEEKS_H */

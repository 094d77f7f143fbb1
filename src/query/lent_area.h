/*
 * lent_area.h
 *	  Areas that filters of this process lend to each other, by number.
 *
 * A question asks queries of its own, and each of these its segments.  What
 * goes through SQL there is the number of the area, not its bytes again: the
 * planner would copy them many times, and each query build the area anew.
 */
#ifndef TG_QUERY_LENT_AREA_H
#define TG_QUERY_LENT_AREA_H

#include "postgres.h"

#include "core/area.h"

/* Lend an area until the context that holds it is reset; give its number. */
extern uint64 area_lend(const TgArea *area, MemoryContext context);

/* The area that is lent by that number, or null: a number is a claim. */
extern const TgArea *area_lent(uint64 number);

#endif /* TG_QUERY_LENT_AREA_H */

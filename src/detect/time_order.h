/*
 * time_order.h
 *	  Which of two columns of times a trip begins by.
 */
#ifndef TG_DETECT_TIME_ORDER_H
#define TG_DETECT_TIME_ORDER_H

#include "postgres.h"

#include "detect/date_guess.h"
#include "types/texts.h"

typedef enum TimeOrder
{
	TIMES_UNKNOWN, /* neither is always the earlier, or they have no form */
	TIMES_FIRST,
	TIMES_SECOND
} TimeOrder;

/*
 * The one of two columns, by their values in the same rows, whose times are
 * the earlier ones, but for a few; the first one if they are all the same.
 * template is a form they are known to have; null: it is found out.
 */
extern TimeOrder times_order(Texts first, Texts second, const char *template,
							 DatesOrder order);

/*
 * Tell whether times are instants by UTC, all as far from those of another
 * column as a zone is from UTC, summer and winter: of two such columns, one
 * has local times.
 */
extern bool times_are_shifted(Texts times, Texts others, DatesOrder order);

#endif /* TG_DETECT_TIME_ORDER_H */

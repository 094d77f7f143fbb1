/*
 * date_order.h
 *	  Which of the numbers of dates is the day, told by all of a file's dates.
 *
 * A date in this sense begins a text: a number of one or two digits, a mark
 * (one of "-/."), another, the same mark, and a number of two or four digits.
 */
#ifndef TG_CORE_TEXT_DATE_ORDER_H
#define TG_CORE_TEXT_DATE_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum TgDateOrder
{
	TG_DMY,
	TG_MDY,
	TG_YMD,
	TG_DATE_ORDERS
} TgDateOrder;

/* What dates, read in one order, have been. */
typedef struct TgDatesRead
{
	bool misfit;	/* some date that another order explains was none */
	int32_t last;	/* days, by months of 31; -1: no date yet */
	uint32_t steps; /* from a date to another */
	bool rises;
	bool falls;
	int32_t longest; /* of the steps, in days */
} TgDatesRead;

typedef struct TgDateOrders
{
	TgDatesRead read[TG_DATE_ORDERS];
	TgDatesRead turned[TG_DATE_ORDERS]; /* with what may be of the other of the
										   first two read so */
	bool dated;							/* some date has come, */
	bool marked; /* and one that has another mark than dots, or a short year */
} TgDateOrders;

extern void tg_date_orders_begin(TgDateOrders *orders);

/* A date, or what is none, and says nothing. */
extern void tg_date_orders_add(TgDateOrders *orders, const char *bytes,
							   size_t len);

/* Tell whether one order alone is possible, and which. */
extern bool tg_date_orders_proven(const TgDateOrders *orders,
								  TgDateOrder *order);

/*
 * Tell whether all dates have dots, and whole years last: the day comes first
 * where they are written so, unless some date proves another order.
 */
extern bool tg_date_orders_by_dots(const TgDateOrders *orders);

/* Tell whether no order explains all dates. */
extern bool tg_date_orders_mixed(const TgDateOrders *orders);

/*
 * Tell whether dates follow each other in one order alone, as they do in a
 * file that was written day by day, and which: days apart where another order
 * has months, or one after the other where another goes to and fro.
 */
extern bool tg_date_orders_likely(const TgDateOrders *orders,
								  TgDateOrder *order);

/*
 * Tell whether dates go to and fro in an order, and by small steps one way if
 * the day and the month of those change places that have both up to 12: as
 * where a spreadsheet took some for dates of another order.
 */
extern bool tg_date_orders_broken(const TgDateOrders *orders,
								  TgDateOrder order);

#endif /* TG_CORE_TEXT_DATE_ORDER_H */

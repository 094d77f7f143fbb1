/*
 * date_guess.h
 *	  How departures are written.
 */
#ifndef TG_DETECT_DATE_GUESS_H
#define TG_DETECT_DATE_GUESS_H

#include "core/text/datetime.h"
#include "detect/patterns.h"

/* Which of the numbers of a date comes first, as in DateStyle. */
typedef enum DatesOrder
{
	DATES_PLAIN, /* the year, in four digits */
	DATES_DMY,
	DATES_MDY,
	DATES_YMD
} DatesOrder;

/*
 * The template for create_feed of how departures are written; "" for what any
 * feed reads, or null for neither.  Where several orders fit, it is the one
 * given if that is among them, and *open is set.
 */
extern const char *date_guess(Texts departures, DatesOrder order, bool *open);

/*
 * The same of departures that are a date and a time, for what has a text
 * between the two, which is passed over.
 */
extern const char *date_guess_behind(Texts departures, const char *behind,
									 DatesOrder order, bool *open);

/* Tell whether all are days with a time as spreadsheets count them. */
extern bool dates_are_serial(Texts values);

/* Read a departure by a template; null: as any feed does. */
extern TgStatus departure_read(const char *text, const char *template,
							   int64 *departure, TgClock *clock);

#endif /* TG_DETECT_DATE_GUESS_H */

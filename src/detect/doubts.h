/*
 * doubts.h
 *	  What is guessed of a file that nothing in it proves.
 */
#ifndef TG_DETECT_DOUBTS_H
#define TG_DETECT_DOUBTS_H

#include "detect/date_guess.h"
#include "detect/detect_feed.h"

/*
 * Say what was guessed and nothing proves, with the argument that settles it.
 */
extern void detected_warn(Detected *found, const char *argument,
						  const char *format, ...) pg_attribute_printf(3, 4);

/* Which of two columns has longitudes, where no name says it. */
extern void settle_order_of_columns(Detected *found);

/* One end of trips whose coordinates are swapped, and not those of the other.
 */
extern void settle_swapped_end(Detected *found);

/* Which end is which, where no name says it; and which of several points. */
extern void settle_ends(Detected *found);

/* A departure that is called as the destination is. */
extern void settle_crossed(Detected *found);

/* Which of two columns has departures: the earlier ones. */
extern void settle_rival(Detected *found, DatesOrder order);

/* Trips that all end before they begin. */
extern void settle_arrival(Detected *found, DatesOrder order);

/* Rows that are no trips, but steps of tracks, or measured on roads. */
extern void settle_tracks(Detected *found);

/* Names of columns of departures that may say something else. */
extern void settle_departure_names(Detected *found);

/* Names that differ only in case, and regions that are not where trips are. */
extern void settle_labels(Detected *found);

/* Numbers that may be of a plane, or radians, as well as degrees. */
extern void settle_degrees(Detected *found);

/*
 * Departures of which some name a zone or an offset and some do not, and those
 * whose hours may be halves of a day.
 */
extern void settle_clocks(Detected *found);
extern void settle_hours(Detected *found);

/* Years of another calendar. */
extern void settle_years(Detected *found);

/* Days of a spreadsheet, which may begin in 1904. */
extern void settle_serials(Detected *found);

/* The column of hours of which some are 24; null for none. */
extern const char *hours_to_24(const Sample *sample);

/* The column that seems to have hours and would be passed over; or null. */
extern const char *time_passed_over(const Sample *sample);

#endif /* TG_DETECT_DOUBTS_H */

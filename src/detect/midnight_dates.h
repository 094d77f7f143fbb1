/*
 * midnight_dates.h
 *	  Dates that are written with a time of day, which is midnight in all rows.
 */
#ifndef TG_DETECT_MIDNIGHT_DATES_H
#define TG_DETECT_MIDNIGHT_DATES_H

#include "detect/patterns.h"

/*
 * What follows the date in each of some values where that is midnight, in
 * whatever zone they say: null if it is another time of day in one of them, or
 * is not written alike in all; empty values say nothing.
 */
extern const char *midnight_of_dates(Texts values);

/* Each without that end. */
extern Texts dates_without(Texts values, const char *midnight);

/*
 * Tell whether departures have one time of day, on so many days that it cannot
 * be theirs: midnight, as written or by the clock of a zone whose offset may
 * change in summer.
 */
extern bool departures_are_dates(Texts departures, const char *template);

/* Tell whether a template has an element, not what it has between quotes. */
extern bool template_has(const char *template, const char *element);

/* Tell whether it has a time of day: hours, or minutes since midnight. */
extern bool template_has_time(const char *template);

#endif /* TG_DETECT_MIDNIGHT_DATES_H */

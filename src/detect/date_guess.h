/*
 * date_guess.h
 *	  How departures are written.
 */
#ifndef TG_DETECT_DATE_GUESS_H
#define TG_DETECT_DATE_GUESS_H

#include "detect/patterns.h"

/*
 * The template for create_feed of how departures are written; "" for what any
 * feed reads, or null for neither.
 */
extern const char *date_guess(Texts departures, bool month_first);

#endif /* TG_DETECT_DATE_GUESS_H */

/*
 * detected.h
 *	  What has been found out of a file, told and asked.
 */
#ifndef TG_DETECT_DETECTED_H
#define TG_DETECT_DETECTED_H

#include "detect/detect_feed.h"

/* The column that has a part of a trip; null for none. */
extern const char *detected_column(const Detected *found, Target target);

/* Its values in the sample. */
extern Texts detected_values(const Detected *found, Target target);

/* The departures of each row of the sample; '' for none. */
extern Texts detected_departures(const Detected *found);

/* The same without the midnight that dates have beside a time. */
extern Texts detected_plain_departures(const Detected *found);

/* Say something of the file. */
extern void detected_note(Detected *found, const char *format, ...)
	pg_attribute_printf(2, 3);

/* Say why the file cannot be read, unless something else was said before. */
extern void detected_refuse(Detected *found, const char *why);

/* Say that something of a trip is missing, and ask. */
extern void detected_lacks(Detected *found, const char *what);
extern bool detected_is_lacking(const Detected *found, const char *what);

/* Tell whether two texts are the same; null is no text. */
extern bool same_text(const char *a, const char *b);

/*
 * The steps: the mapping, of columns with names or without, and what is known
 * of the source; where it was; how positions and departures are written; the
 * clock of departures that name none.
 */
extern void detect_source(Detected *found);
extern void detect_unnamed(Detected *found);
extern void detect_place(Detected *found);
extern void detect_position_form(Detected *found);
extern void detect_departure_form(Detected *found);
extern void detect_clock(Detected *found);

#endif /* TG_DETECT_DETECTED_H */

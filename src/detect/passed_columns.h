/*
 * passed_columns.h
 *	  Kinds of columns that are passed over, apart from each other.
 */
#ifndef TG_DETECT_PASSED_COLUMNS_H
#define TG_DETECT_PASSED_COLUMNS_H

#include "detect/detect_feed.h"

/* Refuse the file, unless it is refused already. */
extern void passed_refuse(Detected *found, const char *why);

/*
 * Settle a column that is one of these; values are those that are filled, all
 * those of each row.
 */
extern void passed_hemisphere(Detected *found, const char *name, Texts values);
extern void passed_zone(Detected *found, const char *name, Texts all);
extern void passed_parts(Detected *found, const char *name, Texts all);

#endif /* TG_DETECT_PASSED_COLUMNS_H */

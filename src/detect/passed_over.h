/*
 * passed_over.h
 *	  Columns that no trip is read from, and that change what the others mean.
 */
#ifndef TG_DETECT_PASSED_OVER_H
#define TG_DETECT_PASSED_OVER_H

#include "detect/detect_feed.h"

/* Refuse what they say of trips that is lost without them, or tell it. */
extern void settle_passed_over(Detected *found);

/*
 * The column that says of degrees without a sign that they are in the south,
 * or west; null for none.
 */
extern const char *hemisphere_column(const Sample *sample,
									 const Mapping *mapping);

#endif /* TG_DETECT_PASSED_OVER_H */

/*
 * value_class.h
 *	  What a column's values in a sample are.
 */
#ifndef TG_DETECT_VALUE_CLASS_H
#define TG_DETECT_VALUE_CLASS_H

#include "detect/patterns.h"

/*
 * wkt, wkb, path, pair, decimal, number, epoch, datetime, date or time; null
 * for nothing known, or without values.
 */
extern const char *value_class(Texts values);

extern bool value_class_is(Texts values, const char *class);

#endif /* TG_DETECT_VALUE_CLASS_H */

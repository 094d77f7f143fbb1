/*
 * headerless.h
 *	  Which columns make a trip where none has a name, by their values.
 */
#ifndef TG_DETECT_HEADERLESS_H
#define TG_DETECT_HEADERLESS_H

#include "detect/detect_feed.h"

/* What the values of a sample say. */
typedef struct Unnamed
{
	Mapping mapping;
	Texts guesses;		 /* that nothing but the order of columns says */
	const char *refusal; /* why several readings are left; or null */
} Unnamed;

/*
 * Find the columns, as far as one reading alone is possible: a trip departs
 * before it arrives, and its ends are two columns of points, four of degrees,
 * or two that have the same names in them.
 */
extern Unnamed headerless_find(const Sample *sample);

#endif /* TG_DETECT_HEADERLESS_H */

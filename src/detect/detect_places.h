/*
 * detect_places.h
 *	  Which columns of a list of stations say how they are called and where
 *	  they are.
 */
#ifndef TG_DETECT_DETECT_PLACES_H
#define TG_DETECT_DETECT_PLACES_H

#include "postgres.h"

/* Columns by their numbers from 0; -1 for none. */
typedef struct PlaceColumns
{
	char **header;
	int count; /* of columns */
	char delimiter;
	bool *name; /* of each column: it has names */
	int lon;	/* a longitude and a latitude, */
	int lat;
	int point;		/* or both in one text */
	bool lat_first; /* in that text */
	bool known;		/* the order in that text is known, not guessed */
	bool swapped;	/* the columns are not what they are called */
	bool decimal_comma;
	const char *hemisphere; /* a column that has the signs; null for none */
} PlaceColumns;

/*
 * Find them out from the header and some lines after it, with a delimiter, if
 * one is known, and a quote; false if there is no position, or no name.
 */
extern bool places_detect(Datum header, Datum sample, char delimiter,
						  char quote, PlaceColumns *found);

#endif /* TG_DETECT_DETECT_PLACES_H */

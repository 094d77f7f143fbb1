/*
 * known_sources.h
 *	  What is known of files of trips, and of the places where they come from.
 */
#ifndef TG_DETECT_KNOWN_SOURCES_H
#define TG_DETECT_KNOWN_SOURCES_H

#include "postgres.h"

/* A dialect that is known by its header; the narrower ones come first. */
typedef struct KnownSource
{
	const char *dialect;
	const char *datasource;
	const char *region; /* null: positions say which, and whose system it is */
	double reach;	  /* degrees around the city that a trip may go; 0: any */
	const char *zone; /* of the clock by which it writes instants */
	const char *date_format;
	const char *header;	 /* names it has to hold, as letters and digits */
	const char *mapping; /* target=name */
	/* a column that header or others have, and what all its values are */
	const char *own_column;
	const char *own_values;
	bool shared; /* others with bikes of that maker have the same header */
} KnownSource;

/* Ends with one that has no dialect. */
extern const KnownSource known_sources[];

#endif /* TG_DETECT_KNOWN_SOURCES_H */

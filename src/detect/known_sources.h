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
} KnownSource;

/* A city, by a box around it. */
typedef struct KnownCity
{
	const char *region;
	double west;
	double south;
	double east;
	double north;
	const char *zone;
	bool month_first;  /* how its country writes 5/28/2018 */
	const char *rides; /* the datasource of rides_2 and rides_3 there */
} KnownCity;

/* Both end with one that has no name. */
extern const KnownSource known_sources[];
extern const KnownCity known_cities[];

/* The city of that name, or null. */
extern const KnownCity *known_city(const char *region);

#endif /* TG_DETECT_KNOWN_SOURCES_H */

/*
 * city.h
 *	  Cities whose trips are published: where they are, and their customs.
 */
#ifndef TG_CORE_GEO_CITY_H
#define TG_CORE_GEO_CITY_H

#include <stdbool.h>

#include "core/base/position.h"

/* A point of a border, in degrees. */
typedef struct TgBorderPoint
{
	double lon;
	double lat;
} TgBorderPoint;

/* A city, by a box around it, in degrees. */
typedef struct TgCity
{
	const char *name;
	double west;
	double south;
	double east;
	double north;
	const char *zone;  /* of its clocks */
	bool month_first;  /* how its country writes 5/28/2018 */
	const char *rides; /* whose bikes there share a form of files; or null */
	bool overlaps;	   /* another's box */
	/* the box ends south of this line, which goes east from edge to edge */
	const TgBorderPoint *north_border;
} TgCity;

/* Those within another's box come before it; ends with one without a name. */
extern const TgCity tg_cities[];

/* The city of that name, or null. */
extern const TgCity *tg_city_named(const char *name);

/* Tell whether a city has a position, in degrees; borders count. */
extern bool tg_city_has(const TgCity *city, double lon, double lat);

/* The city that has a position, or null. */
extern const TgCity *tg_city_of(TgLonLat position);

/*
 * The city to which a trip belongs that begins at a position, in a file whose
 * trips are mostly of a usual one: the city that has it, or else the usual one
 * if it is no more than a number of degrees away in both directions; or null.
 */
extern const TgCity *tg_city_about(TgLonLat position, const TgCity *usual,
								   double reach);

#endif /* TG_CORE_GEO_CITY_H */

/*
 * places_load.h
 *	  A list of stations, while places are filled from it.
 */
#ifndef TG_FILE_PLACES_LOAD_H
#define TG_FILE_PLACES_LOAD_H

#include "postgres.h"

#include "core/base/status.h"
#include "detect/detect_places.h"
#include "feed/places.h"
#include "file/file_head.h"
#include "file/file_request.h"
#include "store/store.h"

#define PLACES_SHOWN 3 /* names in a message */

/* One place of the file: its names, and where it is. */
typedef struct Station
{
	FieldText *name;
	int names;
	TgLonLat position;
} Station;

typedef struct PlacesLoad
{
	FileRequest request;
	unsigned style; /* of positions: TG_LAT_FIRST, … */
	FieldText region;
	Source *source; /* read to its end */
	FileHead head;	/* the whole of it */
	FileFormat format;
	bool settled; /* the format is */
	Station *station;
	int stations;
	int room;
	int64 rows;
	int64 rejected;
	Places *places;
	NewPlace *fresh;
	int fresh_count;
	int64 known;
	int64 too_long;
	int64 elsewhere;
	FieldText shown[PLACES_SHOWN]; /* of those elsewhere */
} PlacesLoad;

/* A station, unless it has no name or is nowhere. */
extern void places_add_station(PlacesLoad *load, FieldText *name, int names,
							   TgStatus status, TgLonLat position);

extern TgStatus places_degrees(const char *lon, const char *lat,
							   unsigned style, TgLonLat *position);

/* An error: nothing says where places are, in columns that may be known. */
extern void places_fail_to_detect(const PlacesLoad *load,
								  const PlaceColumns *columns);

/* Take the stations of a file that is read. */
extern void places_read_json(PlacesLoad *load);
extern void places_read_csv(PlacesLoad *load, Store *store, const char *order);

#endif /* TG_FILE_PLACES_LOAD_H */

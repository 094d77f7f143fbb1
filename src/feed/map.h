/*
 * map.h
 *	  How the columns of a feed become a trip.
 */
#ifndef TG_FEED_MAP_H
#define TG_FEED_MAP_H

#include "postgres.h"

#include "access/attnum.h"
#include "fmgr.h"
#include "pgtime.h"
#include "utils/rel.h"

#include "core/geo/area.h"
#include "core/geo/city.h"
#include "core/text/date_format.h"
#include "core/text/position_form.h"
#include "feed/definition.h"
#include "feed/places.h"
#include "feed/places_seen.h"
#include "store/field_text.h"
#include "store/projection.h"
#include "target/target.h"

/* What a trip is made of, in the order in which it is read. */
typedef enum FeedTarget
{
	FEED_REGION,
	FEED_ORIGIN,
	FEED_DESTINATION,
	FEED_DEPARTURE,
	FEED_DATASOURCE,
	FEED_TARGETS
} FeedTarget;

#define FEED_CONSTANT (-1) /* a source's column, if it is none */

/* Where a value comes from: a column of the feed, or the feed itself. */
typedef struct FeedSource
{
	int column;
	FieldText constant;
} FeedSource;

/* How an end of a trip is written. */
typedef enum FeedForm
{
	FEED_ONE_TEXT,
	FEED_LON_LAT,
	FEED_PLACE,
	FEED_PATH /* a text that has both ends */
} FeedForm;

/*
 * A target; the second source is the latitude, or the time to a date.  An end
 * may have a name besides its position, which stands in for one that is
 * missing.
 */
typedef struct FeedPart
{
	FeedForm form;
	bool split;	  /* the second source counts */
	bool named;	  /* the name counts */
	bool teaches; /* the name is where the position is: teaching_column.h */
	FeedSource first;
	FeedSource second;
	FeedSource name;
} FeedPart;

/* A further column of trips that is filled: see store/extras.h. */
typedef struct FeedExtra
{
	char *name;
	FeedSource source;
} FeedExtra;

/* The values of JSON objects; see json_row.h. */
typedef struct JsonRow JsonRow;

/* How the rows of a table make one: see target/target_rows.h. */
typedef struct TableFeed
{
	const TargetTable *target;
	int keys; /* columns that are the key */
	int *key; /* by number of the extras */
	bool replace;
	bool history; /* all versions stay */
	int version;  /* by number of the extras; -1: none */
} TableFeed;

typedef struct FeedMap
{
	int columns;		 /* that a row of the feed has */
	char **names;		 /* of these columns */
	AttrNumber *numbers; /* of these columns in the view */
	bool plain;		/* of the default form: the five columns are the parts */
	JsonRow *json;	/* whose fields sources count; null: the feed's columns */
	int key_column; /* that has the key of the load, as sources have theirs */
	FeedPart parts[FEED_TARGETS];
	unsigned style;			   /* of positions: TG_LAT_FIRST, … */
	TgPositionForm form;	   /* of positions */
	int32 srid;				   /* of positions; 0: degrees */
	Projection *projection;	   /* of that SRID; or null */
	TgDateFormat *date_format; /* null: what the default feed reads */
	pg_tz *zone;			   /* of instants; null: the session's */
	pg_tz *clock;			   /* of what has no zone; null: local time */
	const TgCity *city;		   /* the usual one, others count; or null */
	bool own_clocks; /* instants are by that of a known city, else by zone */
	const TgArea *area; /* null: anywhere */
	Places *places;		/* null: no end has a name */
	PlacesSeen *seen;	/* gathers what has name and position; null: nothing */
	double position_grid; /* metres; 0: as it comes */
	int64 time_grid;	  /* microseconds; 0: as it comes */
	bool hash_external_id;
	bool bare_rejects;		/* keep no fields of them */
	const TableFeed *table; /* which is filled; null: trips */
	int extras; /* columns that are filled: of the table, or of trips besides
				 * what each trip has */
	FeedExtra *extra;
	FieldText *extra_values; /* of the row read last, for extras_read */
	int keys;				 /* columns that are the key of a trip */
	FeedSource *key;
} FeedMap;

/* Find out, in the current memory context. */
extern FeedMap *feed_map_of(Relation feed);

/*
 * Tell whether what comes through a feed says where places are: its ends have
 * names of places and positions, and nothing of them is to be made less of.
 */
extern bool feed_map_has_places(const FeedMap *map);

/* The number of the extra that identifies a trip; -1 if none does. */
extern int feed_map_external_id(const FeedMap *map);

/* The form of positions that a definition says. */
extern TgPositionForm feed_position_form(const Definition *definition);

/* The name of what a source's number stands for. */
extern const char *feed_map_name(const FeedMap *map, int column);

/*
 * Give region or datasource a constant, if no column of the feed is mapped to
 * it.  The constant must last as long as the map.
 */
extern void feed_map_constant(FeedMap *map, FeedTarget target,
							  const char *constant);

#endif /* TG_FEED_MAP_H */

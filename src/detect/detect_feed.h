/*
 * detect_feed.h
 *	  What a file of trips holds, found out from its header and first lines.
 *
 * A sample is read, columns are given a meaning, and then each step finds out
 * one thing of it: where it was, how positions and departures are written,
 * what is missing.
 */
#ifndef TG_DETECT_DETECT_FEED_H
#define TG_DETECT_DETECT_FEED_H

#include "postgres.h"

#include "lib/stringinfo.h"
#include "pgtime.h"

#include "core/geo/city.h"
#include "core/text/date_format.h"
#include "core/text/json_shape.h"
#include "core/text/position_form.h"
#include "detect/known_sources.h"
#include "detect/patterns.h"
#include "store/projection.h"

/* What is known already, as an argument of the call; null: nothing is. */
typedef struct Given
{
	const char *region;
	const char *date_format;
	const char *date_order; /* DMY, MDY or YMD: what the rest of a file says */
	const char *time_zone;
	const char *position_order;
	const char *position_form;
	const char *position_srid;
	const char *delimiter;
	const char *quote;
	const char *titles; /* lines above the header that were passed over */
} Given;

typedef struct Sample
{
	bool json;
	bool headerless;
	char delimiter; /* 0: none */
	char quote;
	Texts columns; /* as create_feed takes them; one that is null: no line */
	Texts names;   /* of columns, or paths, by which they are mapped */
	Texts *values; /* of each of those, '' for nothing */
	int rows;
	Texts places; /* the names of the values of records that are arrays */
	const char *date_format; /* of departures, as is said; or null */
	const char *titles;		 /* lines above the header; or null */
} Sample;

/* The beginning of a file; sample may be null. */
extern char *sample_text(Datum header, Datum sample);

/* Tell whether it is JSON: no header of CSV begins with a bracket. */
extern bool sample_is_json(const char *whole);

/*
 * Read its records: of CSV a delimiter and a quote can be known, 0 if they are
 * to be found out; of JSON one of the ways to look at it is.
 */
extern void sample_read_csv(char *whole, char delimiter, char quote,
							Sample *read);
extern void sample_read_json(const char *whole, const TgJsonLook *look,
							 Sample *read);

/*
 * A name of JSON, between its quotes, as it is meant; null if its escapes are
 * none, or stand for what the server's encoding may not have.
 */
extern char *json_plain_name(const char *name, size_t len);

/* The path to what a name stands for, where records are arrays. */
extern char *sample_path(const Sample *sample, const char *name);

/* A value, or '' for one of the words that stand for none. */
extern char *sample_value(char *value);

/* A column's values in the sample; none for a null name. */
extern Texts sample_values(const Sample *sample, const char *name);

/* The same by a plain name, whatever letters the header has. */
extern Texts sample_plain_values(const Sample *sample, const char *plain);

/* The words of a name in plain letters, '_' between them; or none between. */
extern char *name_words_of(const char *name);
extern char *plain_name_of(const char *name);

/* What a column is of a trip. */
typedef enum Target
{
	TARGET_REGION,
	TARGET_DATASOURCE,
	TARGET_EXTERNAL_ID,
	TARGET_DEPARTED_AT,
	TARGET_DEPARTED_DATE,
	TARGET_DEPARTED_TIME,
	TARGET_ORIGIN,
	TARGET_ORIGIN_LON,
	TARGET_ORIGIN_LAT,
	TARGET_ORIGIN_PLACE,
	TARGET_DESTINATION,
	TARGET_DESTINATION_LON,
	TARGET_DESTINATION_LAT,
	TARGET_DESTINATION_PLACE,
	TARGET_COUNT
} Target;

extern const char *const target_names[TARGET_COUNT];

/* The name of a column for each target; null for none. */
typedef struct Mapping
{
	const char *name[TARGET_COUNT];
	bool unnamed;  /* no name says which coordinate is which */
	bool by_order; /* the origin is but what comes before the destination */
	bool numbered; /* the same, and its name is the earlier letter or number */
	bool turned;   /* the name of one end alone says which it is */
	const char *rival;		/* that may have the departure as well; or null */
	bool rival_named;		/* names say which of the two it is */
	const char *rival_date; /* that may have its date as well; or null */
	const char *arrival;	/* says when trips end; or null */
	const char *crossed[2]; /* of departures, called as the destination is */
	const char
		*rival_ends[2]; /* of origins, destinations: have others as well */
	const char *asked;	/* of those, says when a trip was booked; or null */
} Mapping;

/* What a column's values are, which its name may tell; null for nothing known.
 */
extern const char *column_class(const Sample *sample, int column);

/*
 * Tell whether the values of a column of that name are minutes since midnight;
 * and whether the name itself says since when they are.
 */
extern bool are_day_minutes(const char *name, Texts values);
extern bool name_says_midnight(const char *name);

/*
 * Tell whether the values of a column seem to count from midnight, in whatever
 * unit and form.
 */
extern bool counts_from_midnight(const char *name, Texts values);

/* Tell whether a name is that of hours, or of times of a day. */
extern bool name_says_hours(const char *name);
extern bool name_says_time(const char *name);

/* Tell whether numbers of that name are hours and minutes: 0815, or 8.15. */
extern bool are_clock_numbers(const char *name, Texts values);

/* Tell whether they are numbers of days since some other day, by that name. */
extern bool are_whole_days(const char *name, Texts values);

/*
 * A column but this one that has times of a day, hours or minutes; null for
 * none.
 */
extern const char *sample_times(const Sample *sample, int column);

/*
 * Find which columns make a trip, and the source whose header this is: null if
 * it is none that is known.
 */
extern const KnownSource *mapping_find(const Sample *sample, Mapping *mapping);

/* The same by names and values alone. */
extern void mapping_guess(const Sample *sample, Mapping *mapping);

/* Tell whether a column is one of a mapping. */
extern bool mapping_has(const Mapping *mapping, const char *name);

/* Coordinates, those of both ends; of one text in the order of writing. */
typedef struct Coordinates
{
	double *lon; /* NaN: none */
	double *lat;
	int count;
	int origins; /* so many, and then those of destinations */
} Coordinates;

/* Where most positions are. */
typedef struct Whereabouts
{
	const TgCity *city; /* null: in none */
	bool several;		/* that is but one of several */
	bool swapped;		/* the two coordinates of each are */
	bool possible;		/* they are degrees */
} Whereabouts;

/* How positions are written that are not plain degrees. */
typedef struct PositionForm
{
	TgPositionForm form;
	int32 srid;
	Projection *projection; /* of that SRID; null for none */
} PositionForm;

extern Coordinates coordinates_read(const Sample *sample,
									const Mapping *mapping,
									const PositionForm *form);

extern Whereabouts coordinates_place(const Coordinates *found);

/* Tell whether all are in one known city, and there is one at all. */
extern bool coordinates_all_in_city(const Coordinates *found);

/*
 * The first city that trips begin in, other than that of most, whose clock is
 * another; null for none.
 */
extern const TgCity *coordinates_other_clock(const Coordinates *found,
											 const TgCity *usual);

/* Tell whether most positions are in a box, in degrees, if there are any. */
extern bool coordinates_within(const Coordinates *found, double west,
							   double south, double east, double north);

/*
 * The city that has one end of trips as it is, and the other with its
 * coordinates swapped; null if none has.
 */
extern const TgCity *coordinates_half_swapped(const Coordinates *found);

/*
 * The city that would have almost all positions by the other signs of an axis,
 * or both, which is named, where no city has any as they are; or null.
 */
extern const TgCity *coordinates_without_signs(const Coordinates *found,
											   const char **axis);

/* Tell whether what is thought a latitude, or a longitude, is over 90. */
extern bool coordinates_beyond_poles(const Coordinates *found, bool lat);

/*
 * Tell whether the latitude comes first in one text, where the positions are
 * in no city: by the name of the column, or else by what lies nearer to one.
 */
extern bool coordinates_lat_first(const Coordinates *found, const char *name);

/* What has been found out. */
typedef struct Detected
{
	Given given;
	Sample sample;
	Mapping mapping;
	const KnownSource *source;	 /* null: none that is known */
	const KnownSource *relative; /* that has this header, but is not it */
	PositionForm form;
	Coordinates coordinates;
	Whereabouts where;
	const TgCity *city; /* of the region; null: none that is known */
	const char *region;
	const char *datasource;
	const char *dialect;
	const char *date_format;
	const char *time_zone;
	const char *clock; /* the zone of departures that have none; or null */
	const char *area;  /* EWKT */
	bool cities;	   /* the region is that of a city, for each trip */
	bool decimal_comma;
	bool lat_first;
	bool instants;		/* departures say themselves when they were */
	bool open_dates;	/* day before month or month before day: both fit */
	bool open_hours;	/* AM and PM may be lost, or they go from 1 to 24 */
	const char *clocks; /* of departures: local, named if letters say it, or
						   instants; null: unknown */
	Texts missing;
	Texts warnings;		 /* of guesses that nothing proves */
	const char *refusal; /* why the file cannot be read as it is; or null */
	const char
		*dates_refusal; /* the same of its dates, if all else is known */
	StringInfoData notes;
} Detected;

/* What is noted of dates whose time of day a column has that is not read. */
#define NO_TIME_OF_DAY "departures have no time of day"

/* What is noted of times of whose day no column tells. */
#define NO_DAY "but no column has the day"

/* What is said of instants that no feed with a column of regions can read. */
#define IN_SEVERAL_CITIES "in several cities, whose names column"

/* What is said of dates that a spreadsheet took for those of another order. */
#define DATES_ARE_TURNED                                                      \
	"rows follow each other by days only if day and month of some dates are " \
	"taken for each other, as spreadsheets turn them; they are read as "      \
	"written"

/* What is said of letters of a clock that the zone has at another time. */
#define LETTERS_ARE_OFF                                                       \
	"departures like \"%.*s\" are by the clock of their letters, which %s "   \
	"has not then"
#define LETTERS_SETTLED_BY                                                    \
	"time_zone, or date_format with the letters in double quotes,"

/* Tell whether a departure is so; a form that is null is what feeds read. */
extern bool letters_are_off(const char *text, const TgDateFormat *form,
							pg_tz *zone);

/* What is said of times without AM and PM, of which none is after noon. */
#define HOURS_ARE_HALVED                                                      \
	"no departure is before 1 or after 12 o'clock, as if AM and PM were "     \
	"lost"

/*
 * Find out what JSON holds by each of the ways to look at it, and take the one
 * whose records are trips.
 */
extern void detect_json(const char *whole, Detected *found,
						void (*find)(Detected *found));

#endif /* TG_DETECT_DETECT_FEED_H */

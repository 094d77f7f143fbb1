/*
 * status.h
 *	  What a core function reports instead of raising an error.
 *
 * The server's side maps each code to an SQLSTATE and a message in one table
 * (types/status.c); the reasons in a store's rejects come from there too.
 */
#ifndef TG_CORE_BASE_STATUS_H
#define TG_CORE_BASE_STATUS_H

typedef enum TgStatus
{
	TG_OK = 0,

	/* a value of a trip that is missing or cannot be read */
	TG_MISSING,			 /* empty, or nothing but blanks */
	TG_BAD_POSITION,	 /* no known form of a point */
	TG_BAD_DEGREES,		 /* a coordinate that is no number */
	TG_BAD_SRID,		 /* an SRID other than 4326 */
	TG_NOT_A_POINT,		 /* a geometry of another kind */
	TG_NOT_FINITE,		 /* NaN or infinity */
	TG_LON_OUT_OF_RANGE, /* outside -180..180 */
	TG_LAT_OUT_OF_RANGE, /* outside -90..90 */
	TG_NOT_ON_PLANE,	 /* no place in the coordinate system of its feed */
	TG_NULL_ISLAND,		 /* exactly (0,0): a device without a fix */
	TG_BAD_DATETIME,	 /* no known form of a date and time */
	TG_NO_SUCH_DATETIME, /* well formed, but not in the calendar */
	TG_BAD_ZONE,		 /* a time zone that several have, or none */
	TG_OTHER_CLOCK,		 /* local time among instants, or the reverse */
	TG_NO_TIME,			 /* a moment that is written for a missing one */
	TG_TOO_EARLY,		 /* before tripgrid.earliest_departure */
	TG_TOO_LATE,		 /* more than a day ahead of the clock */
	TG_TEXT_TOO_LONG,	 /* more than TG_MAX_NAME_BYTES */
	TG_BAD_UTF8,
	TG_FIELD_COUNT,	  /* a record has fewer or more fields than the feed */
	TG_OUTSIDE_AREA,  /* an end outside the area of its feed */
	TG_FAR_FROM_CITY, /* an origin in no known city, nor about the usual one */
	TG_ZERO_DEGREES,  /* a destination as far from it, with a degree of 0 */
	TG_NO_SUCH_PLACE, /* a name that is not in the store's places */
	TG_BAD_VALUE,	  /* refused by the input function of a further column */
	TG_ID_TOO_LONG,	  /* an external_id of more than EXTRA_ID_BYTES_MAX */
	TG_BAD_JSON,	  /* no JSON object, or a text no server can hold */
	TG_DUPLICATE,	  /* an external_id that was loaded before */
	TG_DUPLICATE_KEY, /* a key that the table of a feed has */
	TG_BARRED,		  /* an external_id that was erased for good */

	/* types */
	TG_BAD_TRIP,
	TG_BAD_TRIPGROUP,
	TG_BAD_ZOOM,   /* outside 0..26 */
	TG_BAD_WINDOW, /* does not divide a day */
	TG_BAD_CELL,   /* not a quadbin id */

	TG_BAD_DATE_FORMAT, /* no template of a date and time */

	/* areas */
	TG_BAD_WKB,
	TG_NOT_AN_AREA, /* a geometry, but no polygon */
	TG_CURVED_AREA, /* a polygon with arcs */
	TG_OFF_GLOBE,	/* a vertex that is no longitude and latitude */

	/* tripsets */
	TG_BAD_TRIPSET,
	TG_TRIPSET_VERSION, /* written by a later version */
	TG_TRIPSET_BYTE_ORDER,

	TG_NO_SPACE, /* the caller's buffer is too small */

	TG_STATUS_COUNT
} TgStatus;

#endif /* TG_CORE_BASE_STATUS_H */

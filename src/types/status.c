/*
 * status.c
 *	  The one table from the status codes of core to SQLSTATE and message.
 */
#include "compat.h"

#include "types/status.h"

static const StatusText texts[TG_STATUS_COUNT] = {
	[TG_OK] = {ERRCODE_SUCCESSFUL_COMPLETION, "no error", NULL},
	[TG_MISSING] = {ERRCODE_NOT_NULL_VIOLATION, "value is missing", NULL},
	[TG_BAD_POSITION] =
		{ERRCODE_INVALID_TEXT_REPRESENTATION, "position cannot be read",
		 "Write POINT (lon lat), lon,lat or the hex EWKB of a point."},
	[TG_BAD_DEGREES] = {ERRCODE_INVALID_TEXT_REPRESENTATION,
						"coordinate cannot be read",
						"Write decimal degrees, such as 14.4974."},
	[TG_BAD_SRID] = {ERRCODE_INVALID_PARAMETER_VALUE, "SRID must be 4326",
					 "Use ST_Transform(geometry, 4326)."},
	[TG_NOT_A_POINT] = {ERRCODE_INVALID_PARAMETER_VALUE,
						"geometry is not a point",
						"Take a point of it, such as ST_Centroid(geometry)."},
	[TG_NOT_FINITE] = {ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE,
					   "coordinate is not finite", NULL},
	[TG_LON_OUT_OF_RANGE] = {ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE,
							 "longitude is out of range -180 to 180", NULL},
	[TG_LAT_OUT_OF_RANGE] =
		{ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE,
		 "latitude is out of range -90 to 90",
		 "Positions are written longitude first, then latitude."},
	[TG_NOT_ON_PLANE] = {ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE,
						 "position cannot be transformed to degrees",
						 "Its feed's position_srid says of what SRID it is."},
	[TG_NULL_ISLAND] = {ERRCODE_CHECK_VIOLATION, "position is exactly (0,0)",
						NULL},
	[TG_BAD_DATETIME] =
		{ERRCODE_INVALID_DATETIME_FORMAT, "date and time cannot be read",
		 "Write 2018-05-28 09:03:40, with an offset if it is not local time, "
		 "or epoch seconds or milliseconds."},
	[TG_NO_SUCH_DATETIME] = {ERRCODE_DATETIME_FIELD_OVERFLOW,
							 "date or time does not exist", NULL},
	[TG_BAD_ZONE] = {ERRCODE_INVALID_DATETIME_FORMAT,
					 "time zone is unknown, or one of several of that name",
					 "Give its feed the time_zone whose clocks call it so."},
	[TG_OTHER_CLOCK] =
		{ERRCODE_INVALID_DATETIME_FORMAT,
		 "departure is by another kind of clock than others of its file",
		 "Give its feed the time_zone that instants become local time of, and "
		 "the clock of times that name none."},
	[TG_NO_TIME] = {ERRCODE_CHECK_VIOLATION,
					"departure is 1970-01-01 00:00:00, as a missing time is "
					"written",
					"COPY and INSERT into its feed take it."},
	[TG_TOO_EARLY] = {ERRCODE_CHECK_VIOLATION,
					  "departure is before tripgrid.earliest_departure", NULL},
	[TG_TOO_LATE] = {ERRCODE_CHECK_VIOLATION,
					 "departure is more than one day from now", NULL},
	[TG_TEXT_TOO_LONG] = {ERRCODE_STRING_DATA_RIGHT_TRUNCATION,
						  "text is longer than 64 bytes", NULL},
	[TG_BAD_UTF8] = {ERRCODE_CHARACTER_NOT_IN_REPERTOIRE,
					 "text is not valid UTF-8", NULL},
	[TG_FIELD_COUNT] = {ERRCODE_BAD_COPY_FILE_FORMAT,
						"row has another number of fields", NULL},
	[TG_OUTSIDE_AREA] = {ERRCODE_CHECK_VIOLATION,
						 "position is outside the feed's area", NULL},
	[TG_FAR_FROM_CITY] = {ERRCODE_CHECK_VIOLATION,
						  "origin is far from the feed's city, and in no "
						  "other that is known",
						  NULL},
	[TG_ZERO_DEGREES] = {ERRCODE_CHECK_VIOLATION,
						 "a coordinate of the destination is 0, far from "
						 "where the trip begins",
						 NULL},
	[TG_NO_SUCH_PLACE] = {ERRCODE_FOREIGN_KEY_VIOLATION,
						  "place is not among the store's places",
						  "Use tripgrid.load_places(), or INSERT its name "
						  "and position into the table places."},
	[TG_BAD_VALUE] = {ERRCODE_INVALID_TEXT_REPRESENTATION,
					  "value does not suit the type of its column", NULL},
	[TG_ID_TOO_LONG] = {ERRCODE_STRING_DATA_RIGHT_TRUNCATION,
						"external_id is longer than 1000 bytes", NULL},
	[TG_BAD_JSON] = {ERRCODE_INVALID_JSON_TEXT, "record is not a JSON object",
					 NULL},
	[TG_DUPLICATE] =
		{ERRCODE_UNIQUE_VIOLATION,
		 "duplicate: trip with this external_id was loaded before", NULL},
	[TG_DUPLICATE_KEY] = {ERRCODE_UNIQUE_VIOLATION,
						  "duplicate: row with this key was loaded before",
						  NULL},
	[TG_BARRED] = {ERRCODE_CHECK_VIOLATION,
				   "trip is barred by tripgrid.erase_trips()", NULL},
	[TG_BAD_TRIP] = {ERRCODE_INVALID_TEXT_REPRESENTATION,
					 "trip cannot be read",
					 "Write POINT(14.5 50) POINT(14.6 50.1) 2018-05-28 "
					 "09:03:40, longitude "
					 "first."},
	[TG_BAD_TRIPGROUP] =
		{ERRCODE_INVALID_TEXT_REPRESENTATION, "trip group cannot be read",
		 "Write BOX(west south,east north) BOX(west south,east north) "
		 "HH:MM:SS-HH:MM:SS."},
	[TG_BAD_ZOOM] = {ERRCODE_INVALID_PARAMETER_VALUE,
					 "zoom must be between 0 and 26", NULL},
	[TG_BAD_WINDOW] = {ERRCODE_INVALID_PARAMETER_VALUE,
					   "time window must be whole seconds that divide a day",
					   "Use for example 15 min, 30 min or 1 hour."},
	[TG_BAD_CELL] = {ERRCODE_INVALID_PARAMETER_VALUE,
					 "number is not a quadbin cell", NULL},
	[TG_BAD_DATE_FORMAT] =
		{ERRCODE_INVALID_PARAMETER_VALUE, "date format cannot be read",
		 "Write for example MM/DD/YYYY HH24:MI:SS, of YYYY or YY, MM, Mon or "
		 "Month, DD, HH24 or HH12 and AM, MI, SS, MS or US, and TZ."},
	[TG_BAD_WKB] = {ERRCODE_INVALID_BINARY_REPRESENTATION,
					"area is not a valid polygon", NULL},
	[TG_NOT_AN_AREA] = {ERRCODE_INVALID_PARAMETER_VALUE,
						"area must be a polygon or a multipolygon",
						"Use for example ST_Buffer, ST_ConvexHull or "
						"ST_MakeEnvelope."},
	[TG_CURVED_AREA] = {ERRCODE_INVALID_PARAMETER_VALUE,
						"area must not have curved edges",
						"Use ST_CurveToLine."},
	[TG_OFF_GLOBE] =
		{ERRCODE_INVALID_PARAMETER_VALUE, "area reaches off the globe",
		 "Areas are in degrees, longitude first: use ST_Transform(area, "
		 "4326), "
		 "after ST_SetSRID where the SRID is not the area's own. An area "
		 "across the antimeridian is a multipolygon with a part on each "
		 "side."},
	[TG_BAD_TRIPSET] = {ERRCODE_DATA_CORRUPTED, "tripset is damaged",
						"CALL tripgrid.rebuild() makes the segments again."},
	[TG_TRIPSET_VERSION] = {ERRCODE_FEATURE_NOT_SUPPORTED,
							"tripset was written by a later version", NULL},
	[TG_TRIPSET_BYTE_ORDER] =
		{ERRCODE_FEATURE_NOT_SUPPORTED,
		 "tripset was written by a machine of another byte order",
		 "CALL tripgrid.rebuild() makes the segments again."},
	[TG_NO_SPACE] = {ERRCODE_PROGRAM_LIMIT_EXCEEDED,
					 "value needs more room than there is", NULL},
};

const StatusText *
status_text(TgStatus status)
{
	Assert(status < TG_STATUS_COUNT && texts[status].message != NULL);
	return &texts[status];
}

void
status_check(TgStatus status)
{
	const StatusText *text = status_text(status);

	if (status == TG_OK)
		return;
	ereport(ERROR, (errcode(text->sqlstate), errmsg("%s", text->message),
					text->hint ? errhint("%s", text->hint) : 0));
}

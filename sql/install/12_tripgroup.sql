-- tripgroup: a closed box over origin, destination and time of day, 40 bytes.

CREATE TYPE tripgrid.tripgroup;

CREATE FUNCTION tripgrid.tripgroup_in(cstring) RETURNS tripgrid.tripgroup
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid.tripgroup_out(tripgrid.tripgroup) RETURNS cstring
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid.tripgroup_recv(internal) RETURNS tripgrid.tripgroup
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid.tripgroup_send(tripgrid.tripgroup) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.tripgroup_in(cstring) IS 'text input of tripgroup';
COMMENT ON FUNCTION tripgrid.tripgroup_out(tripgrid.tripgroup) IS 'text output of tripgroup';
COMMENT ON FUNCTION tripgrid.tripgroup_recv(internal) IS 'binary input of tripgroup';
COMMENT ON FUNCTION tripgrid.tripgroup_send(tripgrid.tripgroup) IS 'binary output of tripgroup';

CREATE TYPE tripgrid.tripgroup (
  INPUT = tripgrid.tripgroup_in,
  OUTPUT = tripgrid.tripgroup_out,
  RECEIVE = tripgrid.tripgroup_recv,
  SEND = tripgrid.tripgroup_send,
  INTERNALLENGTH = 40,
  ALIGNMENT = int4
);

COMMENT ON TYPE tripgrid.tripgroup IS
  'a box of origins, a box of destinations and a window of the day: BOX(w s,e n) BOX(w s,e n) HH:MM:SS-HH:MM:SS';

CREATE FUNCTION tripgrid.tripgroup(trip tripgrid.trip, zoom int, time_window interval) RETURNS tripgrid.tripgroup
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.tripgroup IS
  'the group a trip falls into: its cells at a zoom of 0 to 26, and its window of the day, which must divide a day';

CREATE FUNCTION tripgrid.window_start(trip_group tripgrid.tripgroup) RETURNS time
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.window_start IS
  'the first second of the day in a group';

CREATE FUNCTION tripgrid.window_end(trip_group tripgrid.tripgroup) RETURNS time
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.window_end IS
  'the last second of the day in a group';

CREATE FUNCTION tripgrid_internal.tripgroup_corner(
  trip_group tripgrid.tripgroup, of_origin boolean, northeast boolean)
  RETURNS tripgrid.lonlat
  AS 'MODULE_PATHNAME' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid_internal.envelope(southwest tripgrid.lonlat,
  northeast tripgrid.lonlat) RETURNS geometry
  LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
  BEGIN ATOMIC
    SELECT ST_MakeEnvelope(tripgrid.lon(southwest), tripgrid.lat(southwest),
      tripgrid.lon(northeast), tripgrid.lat(northeast), 4326);
  END;

CREATE FUNCTION tripgrid.origin_area(trip_group tripgrid.tripgroup) RETURNS geometry
  LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
  BEGIN ATOMIC
    SELECT tripgrid_internal.envelope(
      tripgrid_internal.tripgroup_corner(trip_group, true, false),
      tripgrid_internal.tripgroup_corner(trip_group, true, true));
  END;

COMMENT ON FUNCTION tripgrid.origin_area IS
  'the origins of a group as a box, SRID 4326';

CREATE FUNCTION tripgrid.destination_area(trip_group tripgrid.tripgroup) RETURNS geometry
  LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
  BEGIN ATOMIC
    SELECT tripgrid_internal.envelope(
      tripgrid_internal.tripgroup_corner(trip_group, false, false),
      tripgrid_internal.tripgroup_corner(trip_group, false, true));
  END;

COMMENT ON FUNCTION tripgrid.destination_area IS
  'the destinations of a group as a box, SRID 4326';

CREATE FUNCTION tripgrid_internal.box_centre(southwest tripgrid.lonlat,
  northeast tripgrid.lonlat) RETURNS geometry
  LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
  BEGIN ATOMIC
    SELECT ST_SetSRID(ST_MakePoint(
      (tripgrid.lon(southwest) + tripgrid.lon(northeast)) / 2,
      (tripgrid.lat(southwest) + tripgrid.lat(northeast)) / 2), 4326);
  END;

CREATE FUNCTION tripgrid.geometry(trip_group tripgrid.tripgroup) RETURNS geometry
  LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
  BEGIN ATOMIC
    SELECT ST_MakeLine(
      tripgrid_internal.box_centre(
        tripgrid_internal.tripgroup_corner(trip_group, true, false),
        tripgrid_internal.tripgroup_corner(trip_group, true, true)),
      tripgrid_internal.box_centre(
        tripgrid_internal.tripgroup_corner(trip_group, false, false),
        tripgrid_internal.tripgroup_corner(trip_group, false, true)));
  END;

COMMENT ON FUNCTION tripgrid.geometry IS
  'a group as a line from the centre of its origins to that of its destinations, SRID 4326';

CREATE CAST (tripgrid.tripgroup AS geometry)
  WITH FUNCTION tripgrid.geometry(tripgrid.tripgroup);

-- lonlat: a WGS 84 position in whole 1e-7 degrees, 8 bytes by value.

CREATE TYPE tripgrid.lonlat;

CREATE FUNCTION tripgrid.lonlat_in(cstring) RETURNS tripgrid.lonlat
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid.lonlat_out(tripgrid.lonlat) RETURNS cstring
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid.lonlat_recv(internal) RETURNS tripgrid.lonlat
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid.lonlat_send(tripgrid.lonlat) RETURNS bytea
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.lonlat_in(cstring) IS 'text input of lonlat';
COMMENT ON FUNCTION tripgrid.lonlat_out(tripgrid.lonlat) IS 'text output of lonlat';
COMMENT ON FUNCTION tripgrid.lonlat_recv(internal) IS 'binary input of lonlat';
COMMENT ON FUNCTION tripgrid.lonlat_send(tripgrid.lonlat) IS 'binary output of lonlat';

CREATE TYPE tripgrid.lonlat (
  INPUT = tripgrid.lonlat_in,
  OUTPUT = tripgrid.lonlat_out,
  RECEIVE = tripgrid.lonlat_recv,
  SEND = tripgrid.lonlat_send,
  LIKE = pg_catalog.int8
);

COMMENT ON TYPE tripgrid.lonlat IS
  'a WGS 84 position in whole 1e-7 degrees: POINT(lon lat)';

CREATE FUNCTION tripgrid.lonlat(lon double precision, lat double precision) RETURNS tripgrid.lonlat
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.lonlat IS
  'a position from degrees, rounded to 1e-7';

CREATE FUNCTION tripgrid.lon(lonlat tripgrid.lonlat) RETURNS double precision
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.lon IS
  'the longitude of a position in degrees';

CREATE FUNCTION tripgrid.lat(lonlat tripgrid.lonlat) RETURNS double precision
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.lat IS
  'the latitude of a position in degrees';

CREATE FUNCTION tripgrid.lonlat_distance(a tripgrid.lonlat, b tripgrid.lonlat) RETURNS double precision
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.lonlat_distance IS
  'great-circle metres between two positions, by the haversine formula on a sphere of radius 6371008.7714 m';

CREATE FUNCTION tripgrid.point_to_lonlat(point point) RETURNS tripgrid.lonlat
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.point_to_lonlat IS
  'a position from a point (lon,lat) in degrees';

CREATE FUNCTION tripgrid.lonlat_to_point(lonlat tripgrid.lonlat) RETURNS point
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.lonlat_to_point IS
  'a position as a point (lon,lat) in degrees';

-- PostGIS is found by its objects, not by a search path: bodies are parsed now.

CREATE FUNCTION tripgrid_internal.require_point(type text, srid int)
  RETURNS boolean
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid.geometry_to_lonlat(geometry geometry) RETURNS tripgrid.lonlat
  LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
  BEGIN ATOMIC
    SELECT CASE
      WHEN tripgrid_internal.require_point(ST_GeometryType(geometry),
        ST_SRID(geometry))
      THEN tripgrid.lonlat(ST_X(geometry), ST_Y(geometry)) END;
  END;

COMMENT ON FUNCTION tripgrid.geometry_to_lonlat IS
  'a position from a point geometry of SRID 4326 (or 0); errors for others';

CREATE FUNCTION tripgrid.lonlat_to_geometry(lonlat tripgrid.lonlat) RETURNS geometry
  LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
  BEGIN ATOMIC
    SELECT ST_SetSRID(ST_MakePoint(tripgrid.lon(lonlat), tripgrid.lat(lonlat)),
      4326);
  END;

COMMENT ON FUNCTION tripgrid.lonlat_to_geometry IS
  'a position as a point geometry of SRID 4326';

CREATE CAST (point AS tripgrid.lonlat)
  WITH FUNCTION tripgrid.point_to_lonlat(point) AS ASSIGNMENT;
CREATE CAST (tripgrid.lonlat AS point)
  WITH FUNCTION tripgrid.lonlat_to_point(tripgrid.lonlat) AS ASSIGNMENT;
CREATE CAST (geometry AS tripgrid.lonlat)
  WITH FUNCTION tripgrid.geometry_to_lonlat(geometry) AS ASSIGNMENT;
CREATE CAST (tripgrid.lonlat AS geometry)
  WITH FUNCTION tripgrid.lonlat_to_geometry(tripgrid.lonlat) AS ASSIGNMENT;


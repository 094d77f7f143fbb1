-- Web-Mercator quadtree cells (slippy-map tiles) by their 64-bit quadbin ids.

CREATE FUNCTION tripgrid.quadbin(lonlat tripgrid.lonlat, zoom int) RETURNS bigint
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.quadbin IS
  'the cell of a position at a zoom of 0 to 26, as a quadbin id';

CREATE FUNCTION tripgrid.quadbin_zoom(quadbin bigint) RETURNS int
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.quadbin_zoom IS
  'the zoom of a cell';

CREATE FUNCTION tripgrid.quadbin_name(quadbin bigint) RETURNS text
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION tripgrid.quadbin_name IS
  'the name of a cell as zoom/x/y, as map tiles are named';

CREATE FUNCTION tripgrid_internal.quadbin_corner(quadbin bigint,
  northeast boolean) RETURNS tripgrid.lonlat
  AS 'MODULE_PATHNAME' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION tripgrid.quadbin_area(quadbin bigint) RETURNS geometry
  LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
  BEGIN ATOMIC
    SELECT tripgrid_internal.envelope(
      tripgrid_internal.quadbin_corner(quadbin, false),
      tripgrid_internal.quadbin_corner(quadbin, true));
  END;

COMMENT ON FUNCTION tripgrid.quadbin_area IS
  'the positions of a cell as a box of whole 1e-7 degrees, SRID 4326';


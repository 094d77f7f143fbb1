--
-- Cells: quadbin ids, names, corners.
--
SET search_path = public, tripgrid;

-- ids are those of CARTO's quadbin
SELECT quadbin('POINT (40.4168 -3.7038)', 4) = 5209574053332910079 AS zoom_4,
  quadbin('POINT (-3.7038 40.4168)', 10) = 5234261499580514303 AS zoom_10,
  quadbin('POINT (0 0)', 0) = 5192650370358181887 AS zoom_0,
  to_hex(quadbin('POINT (0 0)', 26)) AS zoom_26;
SELECT zoom, quadbin('POINT (14.4206 50.0876)', zoom) AS quadbin,
  quadbin_name(quadbin('POINT (14.4206 50.0876)', zoom)) AS name
  FROM unnest(ARRAY[0, 1, 2, 5, 10, 15, 20, 25, 26]) AS zoom
 ORDER BY zoom;

-- names are those of map tiles, counted here by the textbook formula
SELECT count(*) AS positions,
  count(*) FILTER (WHERE quadbin_name(quadbin(lonlat(lon, lat), 13)) =
    format('13/%s/%s', floor((lon + 180) / 360 * 2 ^ 13),
      floor((1 - ln(tan(radians(lat)) + 1 / cos(radians(lat))) / pi()) / 2
        * 2 ^ 13))) AS agree
  FROM generate_series(-179.9, 179.9, 7.3) AS lon,
    generate_series(-84.9, 84.9, 4.7) AS lat;

-- zoom is read from the id
SELECT bool_and(quadbin_zoom(quadbin('POINT (14.4206 50.0876)', zoom)) = zoom)
    AS zoom_reads_back
  FROM generate_series(0, 26) AS zoom;

--
-- every position has one cell, beyond the projection's limits too
--
SELECT p::lonlat AS position, quadbin_name(quadbin(p::lonlat, 3)) AS name
  FROM unnest(ARRAY['-180,90', '180,90', '-180,-90', '180,-90', '0,0',
    '-0.0000001,0.0000001', '0,85.0511287', '0,85.0511288', '0,85.0511289',
    '0,-85.0511287', '0,-85.0511288', '0,-85.0511289', '-45,0', '45,0',
    '44.9999999,0.0000001', '0,66.5132604', '0,66.5132605',
    '179.9999999,1']) AS p
 ORDER BY p::lonlat;

--
-- cells tile the map: the box of a cell holds exactly its positions, its
-- neighbours begin one 1e-7 degree on
--
SELECT ST_AsText(quadbin_area(quadbin('POINT (14.4206 50.0876)', 15)), 7);
SELECT ST_AsText(quadbin_area(5192650370358181887), 7), ST_SRID(
  quadbin_area(5192650370358181887));
WITH positions AS (
  SELECT lonlat(lon, lat) AS p, zoom
    FROM generate_series(-180.0, 180.0, 45.0) AS lon,
      unnest(ARRAY[-90, -85.0511288, -66.5132604, -10.1, 0, 40.9798981,
        66.5132605, 85.0511287, 90]) AS lat,
      generate_series(0, 26) AS zoom
), cells AS (
  SELECT p, zoom, quadbin(p, zoom) AS cell FROM positions
), corners AS (
  SELECT p, zoom, cell, tripgrid_internal.quadbin_corner(cell, false) AS sw,
    tripgrid_internal.quadbin_corner(cell, true) AS ne
  FROM cells
)
SELECT count(*) AS cells,
  bool_and(lon(p) BETWEEN lon(sw) AND lon(ne)
    AND lat(p) BETWEEN lat(sw) AND lat(ne)) AS holds_its_position,
  bool_and(quadbin(sw, zoom) = cell AND quadbin(ne, zoom) = cell)
    AS corners_inside,
  bool_and(lon(sw) = -180
    OR quadbin(lonlat(lon(sw) - 1e-7, lat(sw)), zoom) <> cell) AS west_ends,
  bool_and(lon(ne) = 180
    OR quadbin(lonlat(lon(ne) + 1e-7, lat(ne)), zoom) <> cell) AS east_ends,
  bool_and(lat(sw) = -90
    OR quadbin(lonlat(lon(sw), lat(sw) - 1e-7), zoom) <> cell) AS south_ends,
  bool_and(lat(ne) = 90
    OR quadbin(lonlat(lon(ne), lat(ne) + 1e-7), zoom) <> cell) AS north_ends
  FROM corners;

-- a cell of a lower zoom is the union of four
SELECT bool_and(quadbin(tripgrid_internal.quadbin_corner(quadbin(p, zoom), true), zoom - 1)
    = quadbin(p, zoom - 1)) AS nested
  FROM generate_series(1, 26) AS zoom,
    (VALUES ('14.4206,50.0876'::lonlat), ('-73.9855,40.758'),
      ('180,-90'), ('-0.0000001,0')) AS v (p);

--
-- errors
--
SELECT quadbin('POINT (14 50)', 27);
SELECT quadbin('POINT (14 50)', -1);
SELECT quadbin('POINT (14 50)', NULL) IS NULL AS no_zoom;
SELECT quadbin_zoom(0);
SELECT quadbin_name(-1);
SELECT quadbin_area(42);
-- a zoom that tripgrid does not have, wrong mode, bits below the cell's
SELECT quadbin_zoom(5192650370358181887 | 27::bigint << 52);
SELECT quadbin_zoom(5192650370358181887 # (1::bigint << 59));
SELECT quadbin_zoom(5192650370358181887 # 1);

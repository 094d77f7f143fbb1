-- Places of a store, from lists of stations.

-- What each column of a list of stations is, by names and classes of values as
-- detect_columns has them: lon, lat, point, a name of the place, or nothing.
CREATE FUNCTION tripgrid_internal.detect_place_columns(names text[],
  classes text[]) RETURNS text[]
LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH lexicon AS MATERIALIZED (
    SELECT array_agg(w) FILTER (WHERE l.class IN ('place', 'name', 'id'))
        || ARRAY['title', 'titel', 'label', 'site', 'uid', 'uuid', 'key']
        AS telling,
      array_agg(w) FILTER (WHERE l.class IN ('place', 'name', 'id', 'plain',
        'origin', 'destination')) || ARRAY['title', 'titel', 'label', 'site',
        'uid', 'uuid', 'key', 'short', 'long', 'full', 'public', 'legacy',
        'external', 'display', 'common', 'old', 'new', 'bss', 'gbfs', 'info']
        AS known
    FROM tripgrid_internal.detect_words() AS l,
      unnest(string_to_array(l.words, ' ')) AS w
  )
  SELECT array_agg(CASE
      WHEN c.kind IN ('lon', 'lat', 'point') THEN c.kind
      WHEN c.class IN ('decimal', 'wkt', 'wkb', 'path', 'pair', 'datetime')
        OR c.other THEN ''
      WHEN c.words && l.telling AND c.words <@ l.known THEN 'name'
      ELSE '' END ORDER BY c.no)
  FROM tripgrid_internal.detect_columns(names, classes,
      array_fill(1, ARRAY[cardinality(names)]), 1) AS c, lexicon AS l;
END;

-- The names of an object, of those members that say how a place is called: a
-- text, a number, or texts in several languages.
CREATE FUNCTION tripgrid_internal.json_place_names(object jsonb)
  RETURNS text[]
LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT array_agg(DISTINCT n.name) FROM (
    SELECT CASE WHEN jsonb_typeof(t.text) IN ('string', 'number')
      THEN btrim(t.text #>> '{}') END AS name
    FROM jsonb_each(CASE WHEN jsonb_typeof(object) = 'object'
        THEN object ELSE '{}' END) AS m (key, value),
      LATERAL (SELECT m.value AS text WHERE jsonb_typeof(m.value) <> 'array'
        UNION ALL
        SELECT CASE WHEN jsonb_typeof(e.value) = 'object'
          THEN e.value -> 'text' ELSE e.value END
        FROM jsonb_array_elements(CASE WHEN jsonb_typeof(m.value) = 'array'
          THEN m.value ELSE '[]' END) AS e (value)) AS t (text)
    WHERE replace(tripgrid_internal.name_words(m.key), '_', '') IN (
      'stationid', 'id', 'name', 'shortname', 'stationname', 'externalid',
      'legacyid', 'stationcode', 'code', 'number', 'publicname', 'title',
      'stationshortname', 'terminal', 'terminalname', 'terminalid', 'label',
      'station', 'stationnumber', 'placeid', 'placename', 'commonname',
      'stopid', 'stopname', 'stopcode', 'uid')
  ) AS n WHERE n.name <> '';
END;

-- The longitude and latitude that an object has itself.
CREATE FUNCTION tripgrid_internal.json_position(object jsonb)
  RETURNS text[]
LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN count(lon) = 1 AND count(lat) = 1
    THEN ARRAY[min(lon), min(lat)] END
  FROM (SELECT CASE WHEN lower(m.key) IN ('lon', 'lng', 'long', 'longitude')
        THEN m.value #>> '{}' END AS lon,
      CASE WHEN lower(m.key) IN ('lat', 'latitude')
        THEN m.value #>> '{}' END AS lat
    FROM jsonb_each(CASE WHEN jsonb_typeof(object) = 'object'
        THEN object ELSE '{}' END) AS m (key, value)
    WHERE jsonb_typeof(m.value) IN ('number', 'string')) AS c;
END;

-- The places in a JSON document, wherever they stand: objects with names and
-- with a position, their own or that of a member, such as GBFS's
-- station_information; and GeoJSON's features of points.  The names of each are
-- one text, with U+001F between them.
CREATE FUNCTION tripgrid_internal.json_places(document json,
  OUT names text[], OUT lons text[], OUT lats text[])
LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH objects AS MATERIALIZED (
    SELECT o.object, o.no, CASE WHEN o.object ->> 'type' = 'Feature'
          AND jsonb_typeof(o.object -> 'properties') = 'object'
        THEN jsonb_strip_nulls(jsonb_build_object('id', o.object -> 'id'))
          || (o.object -> 'properties') ELSE o.object END AS named
    FROM jsonb_path_query(document::jsonb,
      'strict $.** ? (@.type() == "object")')
      WITH ORDINALITY AS o (object, no)
  ), called AS MATERIALIZED (
    SELECT o.no, o.object, n.names
    FROM objects AS o,
      LATERAL (SELECT tripgrid_internal.json_place_names(o.named)) AS n (names)
    WHERE n.names IS NOT NULL
  ), placed AS (
    SELECT c.no, c.names, coalesce(
      CASE WHEN c.object ->> 'type' = 'Feature'
          AND c.object #>> '{geometry,type}' = 'Point' THEN ARRAY[
        c.object #>> '{geometry,coordinates,0}',
        c.object #>> '{geometry,coordinates,1}'] END,
      tripgrid_internal.json_position(c.object),
      (SELECT min(t.position) FROM (
          SELECT tripgrid_internal.json_position(m.value)
          FROM jsonb_each(c.object) AS m (key, value)
          WHERE tripgrid_internal.json_place_names(m.value) IS NULL
        ) AS t (position) WHERE t.position IS NOT NULL
        HAVING count(*) = 1)) AS position
    FROM called AS c
  )
  SELECT array_agg(array_to_string(p.names, E'\x1F') ORDER BY p.no),
    array_agg(coalesce(p.position[1], '') ORDER BY p.no),
    array_agg(coalesce(p.position[2], '') ORDER BY p.no)
  FROM placed AS p WHERE p.position IS NOT NULL;
END;

CREATE FUNCTION tripgrid.load_places(path text, region text DEFAULT NULL,
  store name DEFAULT NULL, format text DEFAULT NULL,
  delimiter text DEFAULT NULL, quote text DEFAULT NULL,
  encoding text DEFAULT NULL, position_order text DEFAULT NULL)
RETURNS TABLE (rows_read bigint, names_added bigint, names_known bigint,
  names_elsewhere bigint, rows_rejected bigint)
  AS 'MODULE_PATHNAME', 'load_places' LANGUAGE C
  VOLATILE PARALLEL UNSAFE ROWS 1
  SET search_path = pg_catalog, pg_temp;

COMMENT ON FUNCTION tripgrid.load_places(text, text, name, text, text, text,
  text, text) IS
  'adds the stations in a file of the server to a store''s places by all of their names: GBFS station_information of any version, GeoJSON, other JSON, or CSV, whose columns are found out; a name that has another position already keeps it, and a warning says so; for the store''s owner, and members of pg_read_server_files';

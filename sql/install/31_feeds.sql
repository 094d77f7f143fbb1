-- Feeds in the shape of any source: views whose row trigger has the feed's
-- definition, a JSON document, as its argument.

-- Everything in a store that takes rows, with its definition, null for one of
-- the default shape.
CREATE FUNCTION tripgrid._feeds(store name)
RETURNS TABLE (feed name, relation oid, definition jsonb)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT c.relname, c.oid,
    CASE WHEN t.tgnargs > 0 THEN
      convert_from(substr(t.tgargs, 1, position('\x00'::bytea IN t.tgargs) - 1),
        getdatabaseencoding())::jsonb
    END
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_trigger AS t ON t.tgrelid = c.oid
  JOIN pg_proc AS p ON p.oid = t.tgfoid
  WHERE n.nspname = $1 AND c.relkind = 'v' AND p.proname = 'feed_row'
    AND p.pronamespace = 'tripgrid'::regnamespace
  ORDER BY c.relname;
END;

-- Whether the caller may do one of these with a feed; the catalog tells whether
-- it exists, as it does everybody.
CREATE FUNCTION tripgrid._may_use(feed oid, rights text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT has_schema_privilege(c.relnamespace, 'USAGE')
    AND has_any_column_privilege(c.oid, rights)
  FROM pg_class AS c WHERE c.oid = feed;
END;

-- A departure as a feed of this date format and time zone reads it.
CREATE FUNCTION tripgrid._departure_text(departed_at timestamp,
  date_format text, time_zone text) RETURNS text
  AS 'MODULE_PATHNAME', 'departure_text' LANGUAGE C STABLE PARALLEL SAFE;

-- Raise an error unless the definition of a feed makes sense.
CREATE FUNCTION tripgrid._check_feed(feed regclass) RETURNS void
  AS 'MODULE_PATHNAME', 'check_feed' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;

-- The names that the columns of a source have in a view: one for each, none
-- empty, none twice, none longer than names are.
CREATE FUNCTION tripgrid._column_names(columns text[]) RETURNS name[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  names name[] := '{}';
  base text;
  stem text;
  candidate name;
  used jsonb := '{}';
  n int;
BEGIN
  FOR i IN 1 .. cardinality(columns) LOOP
    base := CASE WHEN btrim(columns[i]) <> '' THEN columns[i]
      ELSE 'column_' || i END;
    candidate := base;
    n := 1;
    WHILE candidate = ANY (names)
      OR (n > 1 AND candidate::text = ANY (columns)) LOOP
      -- on from the number that the name had last
      n := greatest(n, coalesce((used ->> base)::int, 1)) + 1;
      stem := base;
      WHILE octet_length(stem || '_' || n) > 63 LOOP
        stem := left(stem, -1);
      END LOOP;
      candidate := stem || '_' || n;
    END LOOP;
    IF n > 1 THEN
      used := used || jsonb_build_object(base, n);
    END IF;
    names := names || candidate;
  END LOOP;
  RETURN names;
END
$$;

-- SQL that gives the text of a value: of a type that is not the server's own
-- by its output function, for casts are functions of whoever owns the type.
CREATE FUNCTION tripgrid._text_of(expression text, type regtype) RETURNS text
  LANGUAGE SQL IMMUTABLE PARALLEL SAFE
  BEGIN ATOMIC
    SELECT format(CASE WHEN type::oid::bigint < 16384 THEN '%s::text'
      ELSE '(CASE WHEN num_nonnulls(%1$s) = 1 THEN format(''%%s'', %1$s) END)'
      END, expression);
  END;

-- SQL that gives back, from a trip t, what a feed reads a target from.
CREATE FUNCTION tripgrid._target_value(target text, definition jsonb,
  store name) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  decimal_comma boolean :=
    coalesce((definition ->> 'decimal_comma')::boolean, false);
  parts text[] := regexp_match(target,
    '^(origin|destination)(?:_(lon|lat|place))?$');
  position text := 't.' || parts[1];
  lon text := format('tripgrid.lon(%s)::numeric::text', position);
  lat text := format('tripgrid.lat(%s)::numeric::text', position);
  departure text := format(
    'tripgrid._departure_text(t.departed_at, %L, %L)',
    definition ->> 'date_format', definition ->> 'time_zone');
BEGIN
  IF parts IS NULL AND NOT EXISTS (SELECT FROM pg_attribute
    WHERE attrelid = format('%I.trips', store)::regclass AND attname = target
      AND attnum > 0 AND NOT attisdropped)
    AND target <> ALL ('{departed_at,departed_date,departed_time}') THEN
    RAISE undefined_column USING
      MESSAGE = format('trips of store "%s" has no column "%s"', store,
        target),
      DETAIL = 'A feed fills region, datasource, departed_at or departed_date and departed_time; origin and destination, or their _lon and _lat, or their _place; and columns added to trips.',
      HINT = format('Use ALTER TABLE %I.trips ADD COLUMN to keep more with the trips.',
        store);
  END IF;
  IF decimal_comma THEN
    lon := format('replace(%s, ''.'', '','')', lon);
    lat := format('replace(%s, ''.'', '','')', lat);
  END IF;
  RETURN CASE
    WHEN parts[2] = 'lon' THEN lon
    WHEN parts[2] = 'lat' THEN lat
    WHEN parts[2] = 'place' THEN
      format('(SELECT p.name FROM %I.places AS p WHERE p.position '
        'OPERATOR(pg_catalog.=) %s ORDER BY p.position, p.name LIMIT 1)', store,
        position)
    WHEN parts[1] IS NOT NULL AND definition ->> 'position_order' = 'lat lon'
      THEN format('%s || %L || %s', lat,
        CASE WHEN decimal_comma THEN ';' ELSE ',' END, lon)
    WHEN parts[1] IS NOT NULL AND decimal_comma
      THEN format('%s || '';'' || %s', lon, lat)
    WHEN parts[1] IS NOT NULL
      THEN format('replace(%s::text, ''POINT('', ''POINT ('')', position)
    WHEN target = 'departed_at' THEN departure
    -- the two are read as one text with a blank between them
    WHEN target = 'departed_date' THEN format('split_part(%s, '' '', 1)',
      departure)
    WHEN target = 'departed_time' THEN
      format('substr(%1$s, strpos(%1$s, '' '') + 1)', departure)
    WHEN target = 'region' OR target = 'datasource' THEN 't.' || target
    -- a view's columns keep their collation when it is made anew
    ELSE tripgrid._text_of(format('t.%I', target), (SELECT atttypid
        FROM pg_attribute WHERE attname = target
          AND attrelid = format('%I.trips', store)::regclass))
      || ' COLLATE pg_catalog."default"'
  END;
END
$$;

-- SQL that gives back a trip t as a path from one end to the other.
CREATE FUNCTION tripgrid._path_value(position_order text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT format($f$'LINESTRING (' || %s || ' ' || %s || ', ' || %s || ' ' || %s || ')'$f$,
    VARIADIC CASE WHEN position_order = 'lat lon' THEN ARRAY[
      'tripgrid.lat(t.origin)::numeric', 'tripgrid.lon(t.origin)::numeric',
      'tripgrid.lat(t.destination)::numeric',
      'tripgrid.lon(t.destination)::numeric']
    ELSE ARRAY[
      'tripgrid.lon(t.origin)::numeric', 'tripgrid.lat(t.origin)::numeric',
      'tripgrid.lon(t.destination)::numeric',
      'tripgrid.lat(t.destination)::numeric'] END)
$$;

-- The query of a feed's view: what its columns would be of the trips that it
-- could have brought.  Without a definition it has the default shape.
CREATE FUNCTION tripgrid._feed_query(store name, definition jsonb)
RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  columns text[] := ARRAY(SELECT jsonb_array_elements_text(
    definition -> 'columns'));
  names name[] := tripgrid._column_names(columns);
  outputs text[] := '{}';
  conditions text := format('tripgrid._require_all_rows(%L)',
    format('%I.trips', store));
  target text;
BEGIN
  IF definition IS NULL THEN
    outputs := ARRAY['t.region',
      'replace(t.origin::text, ''POINT('', ''POINT ('') AS origin_coord',
      'replace(t.destination::text, ''POINT('', ''POINT ('') AS destination_coord',
      'rtrim(rtrim(to_char(t.departed_at, ''YYYY-MM-DD HH24:MI:SS.US''), ''0''), ''.'') AS datetime',
      't.datasource'];
    columns := '{}';
  END IF;
  IF definition ->> 'format' = 'json' THEN
    -- a key that is the whole path comes before its steps
    outputs := ARRAY(
      SELECT format('json_build_object(%s)::text AS object', string_agg(
        format('%L, %s', m.value,
          tripgrid._target_value(m.key, definition, store)), ', '
        ORDER BY m.key))
      FROM jsonb_each_text(definition -> 'mapping') AS m
      WHERE m.key <> 'load_key');
    columns := '{}';
  END IF;
  FOR i IN 1 .. cardinality(columns) LOOP
    SELECT m.key INTO target
      FROM jsonb_each_text(definition -> 'mapping') AS m
      -- a trip does not tell a key: the rows of several could not be loaded
      WHERE m.key <> 'load_key'
        AND ((m.value = columns[i] AND array_position(columns, m.value) = i)
          OR (m.value = names[i] AND m.value <> ALL (columns)))
      ORDER BY m.key LIMIT 1;
    outputs := outputs || format('%s AS %I',
      CASE WHEN target IS NULL THEN 'NULL::text'
        WHEN target = 'destination' AND definition #>> '{mapping,origin}'
          = definition #>> '{mapping,destination}'
        THEN tripgrid._path_value(definition ->> 'position_order')
        ELSE tripgrid._target_value(target, definition, store) END, names[i]);
  END LOOP;
  -- the names of places are no trips
  IF EXISTS (SELECT FROM jsonb_object_keys(definition -> 'mapping') AS k
    WHERE k IN ('origin_place', 'destination_place')) THEN
    conditions := format('%s AND tripgrid._require_all_rows(%L)', conditions,
      format('%I.places', store));
  END IF;
  SELECT concat_ws(' AND ', conditions, string_agg(format('t.%I = %L', c.key,
      btrim(c.value, E' \t\n\v\f\r')), ' AND ' ORDER BY c.key))
    INTO conditions
    FROM jsonb_each_text(definition -> 'constants') AS c
    WHERE c.key IN ('region', 'datasource');
  RETURN format('SELECT %s FROM %I.trips AS t WHERE %s',
    array_to_string(outputs, ', '), store, conditions);
END
$$;

-- A feed's definition, of arguments that may be null.
CREATE FUNCTION tripgrid._feed_definition(columns text[], mapping jsonb,
  constants jsonb, date_format text, time_zone text, decimal_comma boolean,
  position_order text, area geometry, format text, privacy jsonb)
  RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF jsonb_typeof(mapping) <> 'object' OR jsonb_typeof(constants) <> 'object'
  THEN
    RAISE invalid_parameter_value USING
      MESSAGE = 'mapping and constants must be JSON objects',
      HINT = 'Write for example {"origin_lon": "start_lng"}.';
  END IF;
  IF jsonb_typeof(privacy) <> 'object' THEN
    RAISE invalid_parameter_value USING
      MESSAGE = 'privacy must be a JSON object',
      HINT = 'Write for example {"position_grid": 200, "time_grid": "15 min"}.';
  END IF;
  RETURN jsonb_build_object('version', 1, 'columns', to_jsonb(columns),
    'mapping', coalesce(jsonb_strip_nulls(mapping), '{}'),
    'constants', coalesce(jsonb_strip_nulls(constants), '{}'),
    'date_format', nullif(date_format, ''), 'time_zone', nullif(time_zone, ''),
    'decimal_comma', coalesce(decimal_comma, false),
    'position_order', coalesce(position_order, 'lon lat'),
    'area', encode(tripgrid._area_bytes(area), 'hex'),
    'format', coalesce(format, 'csv'),
    'privacy', coalesce(jsonb_strip_nulls(privacy), '{}'));
END
$$;

-- Make a secret for identities unless the store has one.
CREATE FUNCTION tripgrid._make_secret(store name) RETURNS void
  AS 'MODULE_PATHNAME', 'make_store_secret' LANGUAGE C
  VOLATILE STRICT PARALLEL UNSAFE;

-- Columns that a feed's mapping names, and that tripgrid knows how to make.
CREATE FUNCTION tripgrid._add_external_id(store name) RETURNS void
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  type regtype := (SELECT atttypid FROM pg_attribute
    WHERE attrelid = format('%I.trips', store)::regclass
      AND attname = 'external_id' AND NOT attisdropped);
BEGIN
  IF type IS NULL THEN
    -- identities are the same if their bytes are
    EXECUTE format('ALTER TABLE %I.trips '
      'ADD COLUMN external_id text COLLATE "C"', store);
  ELSIF type <> 'text'::regtype THEN
    RAISE datatype_mismatch USING
      MESSAGE = format('column "external_id" of trips is of type %s, not text',
        type),
      HINT = 'Rename that column, or do not map external_id.';
  END IF;
  IF to_regclass(format('%I.trips_external_id', store)) IS NULL THEN
    EXECUTE format('CREATE UNIQUE INDEX trips_external_id ON %I.trips '
      '(datasource, external_id) WHERE external_id IS NOT NULL', store);
  END IF;
END
$$;

-- Make, or make anew, the view of a feed and its triggers.
CREATE FUNCTION tripgrid._put_feed(name name, definition jsonb, store name)
RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  feed text := format('%I.%I', store, name);
  is_new boolean := to_regclass(feed) IS NULL;
BEGIN
  -- the feed's lock comes before that of trips, as in a load
  IF NOT is_new THEN
    EXECUTE format('ALTER VIEW %s OWNER TO %I', feed,
      (SELECT pg_get_userbyid(relowner) FROM pg_class
        WHERE oid = feed::regclass));
  END IF;
  IF definition -> 'mapping' ? 'external_id' THEN
    PERFORM tripgrid._add_external_id(store);
  END IF;
  PERFORM tripgrid._put_view(name, tripgrid._feed_query(store, definition),
    CASE WHEN definition IS NULL
      THEN 'COPY or INSERT into it to load trips; SELECT gives them back as CSV would have them'
      ELSE 'COPY or INSERT into it to load trips of this shape; SELECT gives back what is known of it' END,
    store);
  EXECUTE format('CREATE OR REPLACE TRIGGER feed_row INSTEAD OF INSERT ON %s '
    'FOR EACH ROW EXECUTE FUNCTION tripgrid.feed_row(%s)', feed,
    quote_literal(definition));
  IF is_new THEN
    EXECUTE format('CREATE TRIGGER feed_end AFTER INSERT ON %s '
      'FOR EACH STATEMENT EXECUTE FUNCTION tripgrid.feed_end()', feed);
  END IF;
  PERFORM tripgrid._check_feed(feed::regclass);
  IF (definition #>> '{privacy,hash_external_id}')::boolean THEN
    PERFORM tripgrid._make_secret(store);
  END IF;
END
$$;

CREATE FUNCTION tripgrid.create_feed(name name, columns text[], mapping jsonb,
  constants jsonb DEFAULT '{}', date_format text DEFAULT NULL,
  time_zone text DEFAULT NULL, decimal_comma boolean DEFAULT false,
  position_order text DEFAULT 'lon lat', area geometry DEFAULT NULL,
  format text DEFAULT 'csv', privacy jsonb DEFAULT '{}',
  store name DEFAULT NULL) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  store := tripgrid._existing_store(store);
  PERFORM tripgrid._require_owner(store);
  IF name IS NULL OR name = '' THEN
    RAISE null_value_not_allowed USING
      MESSAGE = 'a feed must have a name';
  END IF;
  IF format = 'json' THEN
    columns := '{object}';
  END IF;
  IF columns IS NULL OR cardinality(columns) = 0 THEN
    RAISE invalid_parameter_value USING
      MESSAGE = 'a feed must have columns',
      HINT = 'Name them as the header of the source does, in its order.';
  END IF;
  IF format <> ALL (ARRAY['csv', 'json']) THEN
    RAISE invalid_parameter_value USING
      MESSAGE = format('format must be csv or json, not "%s"', format);
  END IF;
  IF EXISTS (SELECT FROM tripgrid._feeds(store) AS f WHERE f.feed = name) THEN
    RAISE duplicate_table USING
      MESSAGE = format('feed "%s" already exists', name),
      HINT = 'Use tripgrid.change_feed(), or tripgrid.drop_feed() first.';
  END IF;
  IF to_regclass(format('%I.%I', store, name)) IS NOT NULL THEN
    RAISE duplicate_table USING
      MESSAGE = format('relation "%s" of store "%s" already exists', name,
        store);
  END IF;
  columns := ARRAY(SELECT coalesce(c, '')
    FROM unnest(columns) WITH ORDINALITY AS u (c, n) ORDER BY n);
  PERFORM tripgrid._put_feed(name, tripgrid._feed_definition(columns, mapping,
    constants, date_format, time_zone, decimal_comma, position_order, area,
    format, privacy), store);
END
$$;

COMMENT ON FUNCTION tripgrid.create_feed(name, text[], jsonb, jsonb, text,
    text, boolean, text, geometry, text, jsonb, name) IS
  'makes a view in the shape of a source, to COPY or INSERT into; mapping says from which of its columns each part of a trip is read, constants what has no column, privacy what is made coarse, hashed or not kept';

CREATE FUNCTION tripgrid.change_feed(name name, mapping jsonb DEFAULT NULL,
  constants jsonb DEFAULT NULL, date_format text DEFAULT NULL,
  time_zone text DEFAULT NULL, decimal_comma boolean DEFAULT NULL,
  position_order text DEFAULT NULL, area geometry DEFAULT NULL,
  privacy jsonb DEFAULT NULL, store name DEFAULT NULL) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  old jsonb;
  new jsonb;
BEGIN
  store := tripgrid._existing_store(store);
  PERFORM tripgrid._require_owner(store);
  SELECT f.definition INTO old FROM tripgrid._feeds(store) AS f
    WHERE f.feed = name;
  IF NOT FOUND THEN
    RAISE undefined_table USING
      MESSAGE = format('feed "%s" does not exist', name);
  END IF;
  IF old IS NULL THEN
    RAISE wrong_object_type USING
      MESSAGE = format('feed "%s" has the default shape', name),
      HINT = 'Use tripgrid.create_feed() to make another feed.';
  END IF;
  new := tripgrid._feed_definition(NULL, mapping, constants, date_format,
    time_zone, decimal_comma, position_order, area, NULL, privacy);
  -- what is not given stays; an empty text or area takes away
  old := old
    || CASE WHEN mapping IS NULL THEN '{}'
      ELSE jsonb_build_object('mapping', new -> 'mapping') END
    || CASE WHEN constants IS NULL THEN '{}'
      ELSE jsonb_build_object('constants', new -> 'constants') END
    || CASE WHEN date_format IS NULL THEN '{}'
      ELSE jsonb_build_object('date_format', new -> 'date_format') END
    || CASE WHEN time_zone IS NULL THEN '{}'
      ELSE jsonb_build_object('time_zone', new -> 'time_zone') END
    || CASE WHEN decimal_comma IS NULL THEN '{}'
      ELSE jsonb_build_object('decimal_comma', decimal_comma) END
    || CASE WHEN position_order IS NULL THEN '{}'
      ELSE jsonb_build_object('position_order', position_order) END
    || CASE WHEN area IS NULL THEN '{}'
      ELSE jsonb_build_object('area', new -> 'area') END
    || CASE WHEN privacy IS NULL THEN '{}'
      ELSE jsonb_build_object('privacy', new -> 'privacy') END;
  PERFORM tripgrid._put_feed(name, old, store);
END
$$;

COMMENT ON FUNCTION tripgrid.change_feed(name, jsonb, jsonb, text, text,
    boolean, text, geometry, jsonb, name) IS
  'changes how a feed made by create_feed is read; null leaves as it is, an empty text or area takes away';

CREATE FUNCTION tripgrid.drop_feed(name name, store name DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  store := tripgrid._existing_store(store);
  PERFORM tripgrid._require_owner(store);
  IF name = 'feed' THEN
    RAISE wrong_object_type USING
      MESSAGE = 'a store keeps its default feed';
  END IF;
  IF NOT EXISTS (SELECT FROM tripgrid._feeds(store) AS f WHERE f.feed = name)
  THEN
    RAISE undefined_table USING
      MESSAGE = format('feed "%s" does not exist', name);
  END IF;
  EXECUTE format('DROP VIEW %I.%I', store, name);
END
$$;

COMMENT ON FUNCTION tripgrid.drop_feed(name, name) IS
  'drops a feed made by create_feed; the trips that it brought stay';

CREATE FUNCTION tripgrid.feeds(store name DEFAULT NULL)
RETURNS TABLE (feed name, columns text[], mapping jsonb, constants jsonb,
  date_format text, time_zone text, decimal_comma boolean, position_order text,
  area geometry, format text, privacy jsonb)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  definition jsonb;
BEGIN
  FOR feed, definition IN
    SELECT f.feed, coalesce(f.definition, '{"columns": ["region",
      "origin_coord", "destination_coord", "datetime", "datasource"],
      "mapping": {"region": "region", "origin": "origin_coord",
        "destination": "destination_coord", "departed_at": "datetime",
        "datasource": "datasource"},
      "constants": {}, "decimal_comma": false, "position_order": "lon lat",
      "format": "csv"}')
    FROM tripgrid._feeds(tripgrid._existing_store(store)) AS f
    WHERE tripgrid._may_use(f.relation, 'SELECT, INSERT')
  LOOP
    columns := ARRAY(SELECT jsonb_array_elements_text(definition -> 'columns'));
    mapping := definition -> 'mapping';
    constants := definition -> 'constants';
    date_format := definition ->> 'date_format';
    time_zone := definition ->> 'time_zone';
    decimal_comma := definition -> 'decimal_comma';
    position_order := definition ->> 'position_order';
    area := definition ->> 'area';
    format := definition ->> 'format';
    privacy := coalesce(definition -> 'privacy', '{}');
    RETURN NEXT;
  END LOOP;
END
$$;

COMMENT ON FUNCTION tripgrid.feeds(name) IS
  'the feeds of a store that the caller may read or load into, with what create_feed was told of each';

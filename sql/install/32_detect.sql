-- What a file of trips holds, found out from its header and first lines.

-- The beginning of a text, which is all that is looked at of it.
CREATE FUNCTION tripgrid._sample_head(sample text) RETURNS text
  AS 'MODULE_PATHNAME', 'sample_head' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE;

-- The words of a column's name, in plain letters, '_' between them.
CREATE FUNCTION tripgrid._name_words(name text) RETURNS text
  AS 'MODULE_PATHNAME', 'name_words' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE;

-- The first whole records of JSON text.
CREATE FUNCTION tripgrid._json_records(document text, max_records int)
  RETURNS text[]
  AS 'MODULE_PATHNAME', 'json_records' LANGUAGE C
  IMMUTABLE STRICT PARALLEL SAFE;

-- A name's letters and digits, as _dialects has them.
CREATE FUNCTION tripgrid._plain_name(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT replace(tripgrid._name_words(name), '_', '')
$$;

-- The first records of CSV: lines, joined as long as a quote is open, but not
-- for ever: some files have quotes that are none.
CREATE FUNCTION tripgrid._csv_records(csv text, max_records int)
RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  records text[] := '{}';
  record text := '';
  joined int := 0;
  line text;
BEGIN
  FOR line IN SELECT * FROM regexp_split_to_table(csv, '\r\n|\n|\r') LOOP
    CONTINUE WHEN joined = 0 AND btrim(line) = '';
    record := CASE WHEN joined = 0 THEN line ELSE record || E'\n' || line END;
    joined := joined + 1;
    IF joined = 20
        OR (length(record) - length(replace(record, '"', ''))) % 2 = 0 THEN
      records := records || record;
      joined := 0;
      EXIT WHEN cardinality(records) = max_records;
    END IF;
  END LOOP;
  RETURN CASE WHEN joined > 0 THEN records || record ELSE records END;
END
$$;

-- The fields of a record of CSV, trimmed.
CREATE FUNCTION tripgrid._csv_fields(record text, delimiter text)
RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT array_agg(btrim(coalesce(replace(m[1], '""', '"'), m[2]),
    E' \t\r') ORDER BY n)
  FROM regexp_matches(delimiter || record, format(
    '[%1$s] *(?:"((?:[^"]|"")*)" *|([^%1$s]*))', delimiter), 'g')
    WITH ORDINALITY AS f (m, n)
$$;

-- What separates the fields of a header.  Of several, the one that separates
-- the lines after it into as many fields.
CREATE FUNCTION tripgrid._csv_delimiter(header text, lines text[])
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT d.delimiter
  FROM unnest(ARRAY[E'\t', '|', ';', ',']) WITH ORDINALITY
      AS d (delimiter, rank),
    LATERAL (SELECT cardinality(tripgrid._csv_fields(header, d.delimiter)))
      AS h (fields),
    LATERAL (SELECT avg(
        (cardinality(tripgrid._csv_fields(l, d.delimiter)) >= h.fields)::int)
      FROM unnest(lines) AS l) AS s (share)
  WHERE h.fields > 1
  ORDER BY coalesce(s.share, 1) < 0.8,
    CASE WHEN s.share IS NULL THEN -h.fields END, d.rank
  LIMIT 1
$$;

-- The share of values that match a regular expression; null without values.
CREATE FUNCTION tripgrid._share(vals text[], pattern text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT avg((v ~* pattern)::int) FROM unnest(vals) AS v
$$;

-- What a column's values in the sample are.
CREATE FUNCTION tripgrid._values_class(vals text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT c.class FROM (VALUES
    (1, 'wkt', '^(srid *= *\d+ *; *)?point *\('),
    (1, 'path', '^((srid *= *\d+ *; *)?(multi)?linestring *z?m? *\(|\[ *[\[(] *[-+]?\d|\{.*"linestring")'),
    (2, 'wkb', '^[0-9a-f]{42,50}$'),
    (3, 'datetime', '^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])[-T ]?([01]\d|2[0-3])[0-5]\d([0-5]\d)?$'),
    (4, 'decimal', '^[-+]?\d{1,3}[.,]\d{3,}$'),
    (5, 'epoch', '^(\d{9,10}|\d{12,13})([.]\d+)?$'),
    (6, 'number', '^[-+]?\d+([.,]\d+)?$'),
    (7, 'pair', '^[(\[]? *[-+]?\d+([.]\d+)? *[,; ] *[-+]?\d+([.]\d+)? *[)\]]?$'),
    (7, 'pair', '^[(\[]? *[-+]?\d+(,\d+)? *[; ] *[-+]?\d+(,\d+)? *[)\]]?$'),
    (7, 'pair', '^\{.*\[ *[-+]?\d+([.]\d+)? *, *[-+]?\d+([.]\d+)? *(, *[-+]?\d+([.]\d+)? *)?\][^[]*\}$'),
    (8, 'date', '^(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}[.] \d{1,2}[.] \d{4}|\d{1,2}[- ][a-z]{3,9}[- ]\d{2,4})$'),
    (9, 'time', '^([01]?\d|2[0-4])[:.h]\d\d([:.]\d\d([.]\d+)?)?( *[ap][.]?m[.]?)?$'),
    (10, 'datetime', '^([a-z]{3,9},? +)?(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}[.] \d{1,2}[.] \d{4}|(\d{1,2}[-. ]+)?[a-z]{3,9}[-. ,]+(\d{1,2},? +)?\d{2,4}|\d{8})[-T_, :]*\d{1,2}[:.h]?\d\d')
  ) AS c (rank, class, pattern)
  WHERE tripgrid._share(vals, c.pattern) >= 0.6
  ORDER BY c.rank
  LIMIT 1
$$;

-- The best of some patterns, given as template and regular expression in
-- turns: the first one that most values begin with.
CREATE FUNCTION tripgrid._best_template(vals text[], patterns text[])
RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT ARRAY[patterns[2 * n - 1], patterns[2 * n]]
  FROM generate_series(1, cardinality(patterns) / 2) AS n,
    LATERAL (SELECT tripgrid._share(vals, '^' || patterns[2 * n]))
      AS s (share)
  WHERE s.share >= 0.5
  ORDER BY s.share DESC, n
  LIMIT 1
$$;

-- How departures are written: '' as any feed reads them, a template for
-- create_feed, or null for neither.
CREATE FUNCTION tripgrid._date_format(vals text[], month_first boolean)
RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  day constant text := '(0?[1-9]|[12]\d|3[01])';
  month constant text := '(0?[1-9]|1[0-2])';
  digits constant text := '^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])[0-5]\d([0-5]\d)?$';
  found text[];
  template text;
  first text;
  second text;
  one text;
  two text;
  patterns text[] := '{}';
BEGIN
  IF tripgrid._share(vals, '^(\d{4}-\d\d-\d\d[ Tt]+\d\d:\d\d(:\d\d([.]\d+)?)? *([Zz]|utc|gmt|[-+]\d\d(:?\d\d)?)?|\d{9,10}([.]\d+)?|\d{12,13}([.]\d+)?)$') >= 0.5
      AND tripgrid._share(vals, digits) < 0.5 THEN
    RETURN '';
  END IF;
  first := CASE WHEN month_first THEN 'MM' ELSE 'DD' END;
  second := CASE WHEN month_first THEN 'DD' ELSE 'MM' END;
  one := CASE WHEN month_first THEN month ELSE day END;
  two := CASE WHEN month_first THEN day ELSE month END;
  FOREACH template IN ARRAY ARRAY['-', '/', '.'] LOOP
    patterns := patterns || ARRAY[
      format('YYYY%1$sMM%1$sDD', template),
      format('\d{4}[%1$s]%2$s[%1$s]%3$s(?!\d)', template, month, day),
      format('%2$s%1$s%3$s%1$sYYYY', template, first, second),
      format('%2$s[%1$s]%3$s[%1$s]\d{4}(?!\d)', template, one, two),
      format('%3$s%1$s%2$s%1$sYYYY', template, first, second),
      format('%3$s[%1$s]%2$s[%1$s]\d{4}(?!\d)', template, one, two),
      format('%2$s%1$s%3$s%1$sYY', template, first, second),
      format('%2$s[%1$s]%3$s[%1$s]\d\d(?!\d)', template, one, two),
      format('%3$s%1$s%2$s%1$sYY', template, first, second),
      format('%3$s[%1$s]%2$s[%1$s]\d\d(?!\d)', template, one, two),
      format('DD%1$sMon%1$sYYYY', template),
      format('%2$s[%1$s][A-Za-z]{3}[%1$s]\d{4}(?!\d)', template, day),
      format('DD%1$sMon%1$sYY', template),
      format('%2$s[%1$s][A-Za-z]{3}[%1$s]\d\d(?!\d)', template, day)];
  END LOOP;
  patterns := patterns || ARRAY[
    'DD. MM. YYYY', '\d\d?[.] \d\d?[.] \d{4}(?!\d)',
    'YYYYMMDD', '(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])',
    'DY, DD Mon YYYY', '[A-Za-z]{3}, \d\d? [A-Za-z]{3} \d{4}(?!\d)',
    'DY Mon DD YYYY', '[A-Za-z]{3} [A-Za-z]{3} \d\d? \d{4}(?!\d)',
    'DD Mon YYYY', '\d\d? [A-Za-z]{3} \d{4}(?!\d)',
    'DD Month YYYY', '\d\d? [A-Za-z]{3,9} \d{4}(?!\d)',
    'Mon DD, YYYY', '[A-Za-z]{3} \d\d?, \d{4}(?!\d)',
    'Month DD, YYYY', '[A-Za-z]{3,9} \d\d?, \d{4}(?!\d)',
    'Mon DD YYYY', '[A-Za-z]{3} \d\d? \d{4}(?!\d)',
    'Month DD YYYY', '[A-Za-z]{3,9} \d\d? \d{4}(?!\d)'];
  found := tripgrid._best_template(vals, patterns);
  template := found[1];
  IF found IS NULL THEN
    RETURN NULL;
  END IF;
  vals := ARRAY(SELECT regexp_replace(v, '^' || found[2], '', 'i')
    FROM unnest(vals) AS v WHERE v ~* ('^' || found[2]));
  found := tripgrid._best_template(vals, ARRAY['', '$', ' ', ' +(?=\d)',
    'T', 'T(?=\d)', '', '(?=\d)', ', ', ', *(?=\d)', ' - ', ' - (?=\d)',
    '_', '_(?=\d)', '-', '-(?=\d)', ':', ':(?=\d)']);
  IF found IS NULL THEN
    RETURN NULL;
  ELSIF found[2] = '$' THEN
    RETURN template;
  END IF;
  template := template || found[1];
  vals := ARRAY(SELECT regexp_replace(v, '^' || found[2], '', 'i')
    FROM unnest(vals) AS v);
  found := tripgrid._best_template(vals, ARRAY[
    'HH12:MI:SS AM', '\d\d?:\d\d(:\d\d([.]\d+)?)? *[AaPp][Mm]',
    'HH24:MI:SS', '\d\d?:\d\d(:\d\d([.]\d+)?)?(?!\d)',
    'HH24MISS', '\d{6}([.]\d+)?(?!\d)', 'HH24MI', '\d{4}(?!\d)',
    'HH24.MI.SS', '\d\d?[.]\d\d[.]\d\d(?!\d)',
    'HH24.MI', '\d\d?[.]\d\d(?!\d)', 'HH24hMI', '\d\d?h\d\d(?!\d)']);
  IF found IS NULL THEN
    RETURN NULL;
  END IF;
  template := template || found[1];
  vals := ARRAY(SELECT regexp_replace(v, '^' || found[2], '', 'i')
    FROM unnest(vals) AS v);
  found := tripgrid._best_template(vals, ARRAY['', '$',
    ' TZ', ' (?=[-+]\d\d|[Zz]|utc|gmt)', 'TZ', '(?=[-+]\d\d|[Zz])']);
  RETURN template || found[1];
END
$$;

-- Which city most positions lie in, if any, whether the two coordinates of
-- each had to be swapped for that, and whether they are any at all.
CREATE FUNCTION tripgrid._city_of(lons float8[], lats float8[],
  OUT region text, OUT swapped boolean, OUT possible boolean)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  WITH p AS (
    SELECT lon, lat FROM unnest(lons, lats) AS p (lon, lat)
    WHERE lon IS NOT NULL AND lat IS NOT NULL AND NOT (lon = 0 AND lat = 0)
      AND abs(lon) <= 180 AND abs(lat) <= 180
      AND (abs(lon) <= 90 OR abs(lat) <= 90)
  ), votes AS (
    SELECT c.region, s.swapped, c.rank,
      count(*) FILTER (WHERE CASE WHEN s.swapped
        THEN p.lat BETWEEN c.west AND c.east
          AND p.lon BETWEEN c.south AND c.north
        ELSE p.lon BETWEEN c.west AND c.east
          AND p.lat BETWEEN c.south AND c.north END) AS votes
    FROM p, (VALUES (false), (true)) AS s (swapped), tripgrid._cities() AS c
    GROUP BY c.region, s.swapped, c.rank
  ), winner AS (
    SELECT * FROM votes WHERE 2 * votes > (SELECT count(*) FROM p)
    ORDER BY swapped, rank LIMIT 1
  )
  SELECT (SELECT w.region FROM winner AS w),
    coalesce((SELECT w.swapped FROM winner AS w),
      (SELECT avg((abs(lat) > 90)::int) > 0.5 FROM p),
      false),
    (SELECT count(*) * 2 >= (SELECT count(*) FROM unnest(lons, lats)
        AS a (lon, lat) WHERE lon IS NOT NULL AND NOT (lon = 0 AND lat = 0))
      FROM p)
$$;

-- The values of each column in a sample: an array for each, '' for nothing.
CREATE FUNCTION tripgrid._sample_values(columns int, lines text[],
  delimiter text) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  WITH rows AS MATERIALIZED (
    SELECT f.fields FROM unnest(lines) AS l,
      LATERAL (SELECT CASE WHEN delimiter IS NULL
        THEN ARRAY[btrim(l, E' \t"')]
        ELSE tripgrid._csv_fields(l, delimiter) END) AS f (fields)
    WHERE cardinality(f.fields) >= least(columns, 3)
  )
  SELECT jsonb_agg((SELECT coalesce(jsonb_agg(
        CASE WHEN lower(fields[n]) = ANY (ARRAY['null', '\n', 'nan', 'na',
          'n/a', 'none', '-']) THEN '' ELSE coalesce(fields[n], '') END), '[]')
    FROM rows) ORDER BY n)
  FROM generate_series(1, columns) AS n
$$;

-- A record as JSON; null if it is none, or says what no text here can hold.
CREATE FUNCTION tripgrid._json_value(record text) RETURNS json
LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM record::jsonb; -- reads the escapes, too
  RETURN record::json;
EXCEPTION WHEN data_exception OR program_limit_exceeded OR
    statement_too_complex OR feature_not_supported THEN
  RETURN NULL;
END
$$;

-- The values in some JSON objects by their paths: (path, values).  Of a list
-- of numbers the first two are taken, of another list the first and the last.
CREATE FUNCTION tripgrid._json_columns(records text[],
  OUT names text[], OUT vals jsonb)
LANGUAGE sql IMMUTABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
  WITH RECURSIVE objects AS MATERIALIZED (
    SELECT r.n, o.object FROM unnest(records) WITH ORDINALITY AS r (record, n),
      LATERAL (SELECT tripgrid._json_value(r.record)) AS o (object)
    WHERE json_typeof(o.object) = 'object'
  ), steps AS (
    SELECT n, '' AS path, object AS value, ARRAY[]::bigint[] AS place
    FROM objects
    UNION ALL
    SELECT s.n, s.path || c.step, c.value, s.place || c.turn
    FROM steps AS s, LATERAL (
      SELECT CASE WHEN s.path = '' THEN e.key ELSE '.' || e.key END, e.value,
        e.turn
      FROM json_each(CASE WHEN json_typeof(s.value) = 'object'
        THEN s.value ELSE '{}' END) WITH ORDINALITY AS e (key, value, turn)
      WHERE s.path = '' OR e.key !~ '[].[]'
      UNION ALL
      SELECT '[' || i.step || ']', s.value->i.step, i.turn
      FROM (VALUES (0, 1::bigint), (1, 2), (-1, 3)) AS i (step, turn)
      WHERE json_typeof(s.value) = 'array'
        AND (CASE WHEN json_typeof(s.value->0) = 'number' THEN i.step >= 0
          ELSE i.step <= 0 END)
    ) AS c (step, value, turn)
    WHERE cardinality(s.place) < 8 AND c.value IS NOT NULL
  ), leaves AS (
    SELECT n, path, place, value#>>'{}' AS value FROM steps
    WHERE json_typeof(value) NOT IN ('object', 'array') AND path <> ''
  ), paths AS MATERIALIZED (
    SELECT path, min(place) AS place FROM leaves
    GROUP BY path ORDER BY min(place) LIMIT 300
  )
  SELECT array_agg(c.path ORDER BY c.place),
    jsonb_agg(c.vals ORDER BY c.place)
  FROM (
    SELECT p.path, p.place,
      jsonb_agg(btrim(coalesce(l.value, '')) ORDER BY o.n) AS vals
    FROM paths AS p
    CROSS JOIN objects AS o
    LEFT JOIN leaves AS l ON l.n = o.n AND l.path = p.path
    GROUP BY p.path, p.place) AS c
$$;

-- A column's values in the sample, '' for nothing.
CREATE FUNCTION tripgrid._column_values(names text[], vals jsonb, name text)
RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT ARRAY(SELECT jsonb_array_elements_text(
    vals->(array_position(names, name) - 1)))
$$;

-- Numbers, with a decimal point or comma; null for what is none.
CREATE FUNCTION tripgrid._numbers(vals text[]) RETURNS float8[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT ARRAY(SELECT CASE WHEN v ~ '^[-+]?\d{1,15}([.,]\d{0,30})?$'
    THEN replace(v, ',', '.')::float8 END FROM unnest(vals) AS v)
$$;

-- The coordinates of the sample's positions, as lon and lat or, of one text,
-- in the order in which they are written.
CREATE FUNCTION tripgrid._sample_positions(names text[], vals jsonb,
  mapping jsonb, OUT lons float8[], OUT lats float8[])
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  place text;
  texts text[];
  numbers text[];
BEGIN
  lons := '{}';
  lats := '{}';
  FOREACH place IN ARRAY ARRAY['origin', 'destination'] LOOP
    IF mapping ? (place || '_lon') THEN
      lons := lons || tripgrid._numbers(tripgrid._column_values(names, vals,
        mapping->>(place || '_lon')));
      lats := lats || tripgrid._numbers(tripgrid._column_values(names, vals,
        mapping->>(place || '_lat')));
    ELSIF mapping ? place THEN
      FOREACH place IN ARRAY tripgrid._column_values(names, vals,
          mapping->>place) LOOP
        numbers := regexp_match(place,
          '([-+]?\d{1,15}(?:[.]\d{1,30})?)[ ,;]+([-+]?\d{1,15}(?:[.]\d{1,30})?)');
        IF place ~ '\d,\d+ *[; ] *[-+]?\d+,\d' THEN
          numbers := regexp_match(place,
            '([-+]?\d{1,15},\d{1,30}) *[; ] *([-+]?\d{1,15},\d{1,30})');
        END IF;
        IF numbers IS NOT NULL THEN
          lons := lons || replace(numbers[1], ',', '.')::float8;
          lats := lats || replace(numbers[2], ',', '.')::float8;
        END IF;
      END LOOP;
    END IF;
  END LOOP;
END
$$;

-- The order of coordinates in one text, where the sample's positions are in
-- no city: by the name of the column, or else whichever lies nearer to one.
CREATE FUNCTION tripgrid._guess_order(name text, lons float8[],
  lats float8[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT CASE
    WHEN p.name ~ 'lat.*(lon|lng)' THEN 'lat lon'
    WHEN p.name ~ '(lon|lng).*lat' THEN 'lon lat'
    WHEN avg(d.swapped) < avg(d.straight) THEN 'lat lon'
    ELSE 'lon lat' END
  FROM (SELECT tripgrid._name_words(name)) AS p (name)
  LEFT JOIN LATERAL (
    SELECT min(abs(u.lon - c.west) + abs(u.lat - c.south)) AS straight,
      min(abs(u.lat - c.west) + abs(u.lon - c.south)) AS swapped
    FROM unnest(lons, lats) WITH ORDINALITY AS u (lon, lat, n),
      tripgrid._cities() AS c
    GROUP BY u.n) AS d ON true
  GROUP BY p.name
$$;

-- The mapping of a dialect, by the names that the header spells out.
CREATE FUNCTION tripgrid._dialect_mapping(mapping text, names text[])
RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT jsonb_object_agg(split_part(m, '=', 1), (
    SELECT n FROM unnest(names) WITH ORDINALITY AS u (n, at)
    WHERE tripgrid._plain_name(n) = split_part(m, '=', 2)
    ORDER BY at LIMIT 1))
  FROM unnest(string_to_array(mapping, ' ')) AS m
$$;

CREATE FUNCTION tripgrid.detect_feed(header text, sample text DEFAULT NULL)
RETURNS TABLE (dialect text, delimiter text, columns text[], mapping jsonb,
  constants jsonb, date_format text, time_zone text, decimal_comma boolean,
  position_order text, area geometry, format text, complete boolean,
  missing text[], note text)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  whole text;
  names text[]; -- of columns, or paths
  unique_names text[];
  found jsonb;
  lines text[];
  vals jsonb;
  known record;
  city record;
  place record;
  region text;
  town text;
  datasource text;
  departures text[];
  lons float8[];
  lats float8[];
  notes text[] := '{}';
  instants boolean;
  texts text[];
  is_pair boolean;
BEGIN
  IF header IS NULL THEN
    RAISE null_value_not_allowed USING
      MESSAGE = 'header must not be null';
  END IF;
  whole := tripgrid._sample_head(header) || E'\n'
    || coalesce(tripgrid._sample_head(sample), '');
  IF getdatabaseencoding() = 'UTF8' THEN
    whole := ltrim(whole, chr(65279)); -- a byte order mark
  END IF;
  format := CASE WHEN whole ~ '^\s*[[{]' THEN 'json' ELSE 'csv' END;
  constants := '{}';
  missing := '{}';
  position_order := 'lon lat';

  -- the columns, and what the sample has in them
  IF format = 'json' THEN
    columns := '{object}';
    SELECT j.names, j.vals INTO names, vals
    FROM tripgrid._json_columns(tripgrid._json_records(whole, 100)) AS j;
  ELSE
    lines := tripgrid._csv_records(whole, 202);
    IF cardinality(lines) > 20 THEN -- the last one may be cut off
      lines := lines[:cardinality(lines) - 1];
    END IF;
    delimiter := tripgrid._csv_delimiter(lines[1], lines[2:]);
    columns := CASE WHEN delimiter IS NULL THEN ARRAY[btrim(lines[1], ' "')]
      ELSE tripgrid._csv_fields(lines[1], delimiter) END;
    IF cardinality(columns) > 1600 THEN -- no view has as many
      columns := '{}';
      lines := '{}';
    END IF;
    IF (SELECT count(*) > 1 FROM unnest(columns) AS c
        WHERE tripgrid._values_class(ARRAY[c])
          IN ('wkt', 'wkb', 'pair', 'decimal', 'datetime', 'epoch')) THEN
      dialect := 'headerless';
      columns := ARRAY(SELECT 'column_' || n
        FROM generate_series(1, cardinality(columns)) AS n);
    ELSE
      lines := lines[2:];
      -- as create_feed calls what has no name, or that of another
      unique_names := tripgrid._column_names(columns);
      names := ARRAY(SELECT CASE WHEN c <> '' AND array_position(columns, c) = n
          THEN c ELSE unique_names[n] END
        FROM unnest(columns) WITH ORDINALITY AS u (c, n) ORDER BY n);
    END IF;
    names := coalesce(names, columns);
    lines := lines[:20000 / greatest(cardinality(columns), 1) + 1];
    vals := tripgrid._sample_values(cardinality(columns), lines, delimiter);
  END IF;
  columns := coalesce(columns, '{}');
  names := coalesce(names, '{}');
  vals := coalesce(vals, '[]');

  -- what they mean
  SELECT d.* INTO known FROM tripgrid._dialects() AS d
  WHERE string_to_array(d.header, ' ')
    <@ ARRAY(SELECT tripgrid._plain_name(c) FROM unnest(names) AS c)
  ORDER BY d.rank LIMIT 1;
  mapping := tripgrid._dialect_mapping(known.mapping, names);
  IF mapping IS NULL OR NOT mapping ?| ARRAY['origin', 'origin_lon',
      'origin_place'] THEN
    mapping := (tripgrid._detect_mapping(names, vals)
        - CASE WHEN mapping ? 'departed_at'
          THEN ARRAY['departed_date', 'departed_time'] ELSE '{}' END)
      || coalesce(mapping, '{}');
  ELSIF mapping ? 'origin_place' THEN
    -- positions, where a copy has them, rather than names
    found := tripgrid._detect_mapping(names, vals);
    IF found ?& ARRAY['origin_lon', 'destination_lon']
        OR found ?& ARRAY['origin', 'destination'] THEN
      mapping := found || (mapping - ARRAY['origin_place',
        'destination_place']);
    END IF;
  END IF;
  dialect := coalesce(known.dialect, dialect, 'other');

  -- where it was
  SELECT p.lons, p.lats INTO lons, lats
  FROM tripgrid._sample_positions(names, vals, mapping) AS p;
  city := tripgrid._city_of(lons, lats);
  region := known.region;
  datasource := known.datasource;
  IF dialect IN ('rides_2', 'rides_3')
      AND (cardinality(lons) > 0 AND city.possible) THEN
    region := city.region;
    datasource := (SELECT c.rides FROM tripgrid._cities() AS c
      WHERE c.region = city.region);
  END IF;
  region := coalesce(region, city.region);
  town := region; -- which a column's name cannot be taken for
  IF NOT mapping ? 'region' THEN
    constants := constants
      || jsonb_build_object('region', coalesce(region, 'unknown'));
  END IF;
  IF NOT mapping ? 'datasource' THEN
    constants := constants
      || jsonb_build_object('datasource', coalesce(datasource, 'unknown'));
  END IF;
  SELECT c.* INTO place FROM tripgrid._cities() AS c
  WHERE c.region = town;
  IF known.reach IS NOT NULL AND region IS NOT NULL THEN
    -- all of a system, of which a city may be a part
    SELECT pg_catalog.format('SRID=4326;POLYGON((%1$s %2$s,%3$s %2$s,'
        '%3$s %4$s,%1$s %4$s,%1$s %2$s))', (min(c.west) - known.reach)::real,
        (min(c.south) - known.reach)::real,
        (max(c.east) + known.reach)::real,
        (max(c.north) + known.reach)::real)
      INTO area
    FROM tripgrid._cities() AS c
    WHERE c.region = place.region OR c.rides = place.rides;
  END IF;
  IF dialect LIKE 'rides\__' AND datasource IS NOT NULL THEN
    dialect := tripgrid._name_words(datasource) || right(dialect, 2);
  END IF;

  -- how positions are written
  IF mapping ? 'origin_lon' THEN
    decimal_comma := tripgrid._share(
      tripgrid._column_values(names, vals, mapping->>'origin_lon')
        || tripgrid._column_values(names, vals, mapping->>'origin_lat'),
      '^[-+]?\d+,\d+$') > 0.3;
    IF city.swapped AND known.dialect IS NULL THEN
      mapping := mapping || jsonb_strip_nulls(jsonb_build_object(
        'origin_lon', mapping->>'origin_lat',
        'origin_lat', mapping->>'origin_lon',
        'destination_lon', mapping->>'destination_lat',
        'destination_lat', mapping->>'destination_lon'));
      notes := notes || 'longitudes and latitudes are swapped'::text;
    END IF;
  ELSIF mapping ? 'origin' AND known.dialect IS NULL THEN
    texts := array_remove(
      tripgrid._column_values(names, vals, mapping->>'origin'), '');
    is_pair := tripgrid._values_class(texts) = 'pair';
    decimal_comma := tripgrid._share(texts, '\d,\d+ *[; ] *[-+]?\d+,\d') > 0.5;
    IF city.swapped THEN
      position_order := 'lat lon';
    ELSIF is_pair AND city.region IS NULL THEN
      position_order := tripgrid._guess_order(mapping->>'origin', lons, lats);
    END IF;
    IF is_pair AND city.region IS NULL THEN
      notes := notes || pg_catalog.format(
        'coordinates are taken to be in the order %s', position_order);
    END IF;
  END IF;
  decimal_comma := coalesce(decimal_comma, false);

  -- how departures are written
  IF mapping ? 'departed_date' THEN
    departures := ARRAY(SELECT d || ' ' || t FROM unnest(
        tripgrid._column_values(names, vals, mapping->>'departed_date'),
        tripgrid._column_values(names, vals, mapping->>'departed_time'))
      AS u (d, t) WHERE d <> '' AND t <> '');
  ELSE
    departures := array_remove(tripgrid._column_values(names, vals,
      mapping->>'departed_at'), '');
  END IF;
  IF cardinality(departures) = 0 THEN
    -- the portal of Chicago spells its names out where it does its months
    date_format := CASE WHEN mapping->>'departed_at' ~ ' '
      THEN known.date_format END;
  ELSE
    date_format := tripgrid._date_format(departures, coalesce(
      place.month_first, NOT (decimal_comma OR delimiter = ';')));
    IF date_format IS NULL THEN
      notes := notes || pg_catalog.format('departures like "%s" have no known '
        'form', left(departures[1], 40));
      IF known.dialect IS NULL THEN
        missing := missing || 'departed_at'::text;
      END IF;
    END IF;
    date_format := nullif(date_format, '');
    IF date_format !~ 'HH' THEN
      notes := notes || 'departures have no time of day'::text;
      -- midnight would be a guess where a column says better
      IF EXISTS (SELECT FROM unnest(names) AS c
          WHERE string_to_array(tripgrid._name_words(c), '_')
            && ARRAY['hour', 'hr', 'stunde', 'heure', 'hora', 'ora', 'uur',
              'godzina', 'hodina', 'timme']) THEN
        missing := missing || 'departed_at'::text;
      END IF;
    END IF;
  END IF;
  instants := tripgrid._share(departures,
    '^[\d.]{9,}$|([Zz]|utc|gmt|:\d\d([.]\d+)? *[-+]\d\d(:?\d\d)?)$') >= 0.5
    AND coalesce(date_format, 'TZ') ~ 'TZ$';
  time_zone := known.zone;
  IF instants AND time_zone IS NULL THEN
    time_zone := place.zone;
    IF time_zone IS NULL THEN
      notes := notes || 'departures are instants, which become local time of '
        'the session''s TimeZone'::text;
    END IF;
  END IF;

  -- what is not there
  IF NOT mapping ?| ARRAY['origin', 'origin_lon', 'origin_place'] THEN
    missing := missing || 'origin'::text;
  END IF;
  IF NOT mapping ?| ARRAY['destination', 'destination_lon',
      'destination_place'] THEN
    missing := missing || 'destination'::text;
  END IF;
  IF NOT mapping ?| ARRAY['departed_at', 'departed_date']
      AND NOT 'departed_at' = ANY (missing) THEN
    missing := missing || 'departed_at'::text;
  END IF;
  IF known.dialect IS NULL AND NOT city.possible
      AND EXISTS (SELECT FROM unnest(lons) AS l WHERE l IS NOT NULL) THEN
    missing := missing || ARRAY['origin', 'destination'];
    notes := notes || 'coordinates are no degrees'::text;
  END IF;
  IF mapping ?| ARRAY['origin_place', 'destination_place'] THEN
    notes := notes || 'positions are those of the table places'::text;
  END IF;
  IF 'unknown' IN (constants->>'region', constants->>'datasource') THEN
    notes := notes || ('what is unknown can be given as constants'::text);
  END IF;
  complete := missing = '{}';
  note := nullif(array_to_string(notes, '; '), '');
  RETURN NEXT;
END
$$;

COMMENT ON FUNCTION tripgrid.detect_feed(text, text) IS
  'what create_feed needs for a file of trips, from its header and, better, some lines after it (or some JSON); complete if nothing is missing';

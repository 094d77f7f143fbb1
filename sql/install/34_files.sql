-- Files on the server, loaded in parts.

-- The call that makes a feed as detected, for a hint.
CREATE FUNCTION tripgrid._create_feed_call(name name, columns text[],
  mapping jsonb, constants jsonb, date_format text, time_zone text,
  decimal_comma boolean, position_order text, format text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT format('SELECT tripgrid.create_feed(%L, %L, %L, %L', name, columns,
      mapping, constants)
    || CASE WHEN date_format IS NULL THEN ''
      ELSE format(', date_format => %L', date_format) END
    || CASE WHEN time_zone IS NULL THEN ''
      ELSE format(', time_zone => %L', time_zone) END
    || CASE WHEN decimal_comma THEN ', decimal_comma => true' ELSE '' END
    || CASE WHEN position_order = 'lat lon'
      THEN ', position_order => ''lat lon''' ELSE '' END
    || CASE WHEN format = 'json' THEN ', format => ''json''' ELSE '' END
    || ')'
$$;

-- The name of a new feed: the dialect's or, if that is none, the file's,
-- without what numbers it.  No relation of the store has it.
CREATE FUNCTION tripgrid._new_feed_name(dialect text, path text, store name)
RETURNS name
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  base text := dialect;
  name text;
  n int := 1;
BEGIN
  IF dialect IN ('other', 'headerless') THEN
    base := regexp_replace(regexp_replace(path, '^.*/', ''),
      '([.](csv|tsv|txt|dat|json|jsonl|ndjson|geojson|geojsonl|gz|zst))+$', '',
      'i');
    base := lower(regexp_replace(base, '[^[:alnum:]]+', '_', 'g'));
    base := regexp_replace(base, '^[_0-9]+|((^|_)[0-9]*|[0-9]{4,})+$', '',
      'g');
    base := left(base, CASE WHEN octet_length(base) > 50 THEN 12 ELSE 50 END);
    base := coalesce(nullif(base, ''), dialect);
    IF to_regclass(format('%I.%I', store, base)) IS NOT NULL
        AND base NOT IN (SELECT f.feed FROM tripgrid.feeds(store) AS f) THEN
      base := base || '_feed';
    END IF;
  END IF;
  name := base;
  WHILE to_regclass(format('%I.%I', store, name)) IS NOT NULL LOOP
    n := n + 1;
    name := base || '_' || n;
  END LOOP;
  RETURN name;
END
$$;

-- The feed for a file, by its first lines: one that the store has, or else a
-- new one.
CREATE FUNCTION tripgrid._file_feed(path text, first_line text, sample text,
  store name, OUT feed name, OUT delimiter text, OUT header boolean,
  OUT made boolean)
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  d record;
  wanted jsonb;
BEGIN
  SELECT * INTO d FROM tripgrid.detect_feed(first_line, sample);
  delimiter := d.delimiter;
  header := d.dialect <> 'headerless';
  made := false;
  feed := tripgrid._new_feed_name(d.dialect, path, store);
  IF NOT d.complete THEN
    RAISE undefined_column USING
      MESSAGE = format('cannot find out where %s of a trip %s in file "%s"',
        array_to_string(d.missing, ', '),
        CASE WHEN cardinality(d.missing) = 1 THEN 'is' ELSE 'are' END, path),
      DETAIL = format('Its columns are: %s.%s', left(array_to_string(d.columns,
        ', '), 1000), coalesce(' Note: ' || d.note || '.', '')),
      HINT = 'Make a feed whose mapping says where, and name it.'
        || CASE WHEN length(d.columns::text) > 8000 THEN ''
          ELSE format(' To begin with: %s;', tripgrid._create_feed_call(feed,
            d.columns, d.mapping, d.constants, d.date_format, d.time_zone,
            d.decimal_comma, d.position_order, d.format)) END;
  END IF;
  wanted := tripgrid._feed_definition(d.columns, d.mapping, d.constants,
    d.date_format, d.time_zone, d.decimal_comma, d.position_order, d.area,
    d.format, NULL);
  -- who makes the same feed at once makes it once
  PERFORM pg_advisory_xact_lock(hashtextextended(
    'tripgrid feeds of ' || store, 0));
  SELECT f.feed INTO feed
  FROM tripgrid.feeds(store) AS f
  WHERE tripgrid._feed_definition(f.columns, f.mapping, f.constants,
    f.date_format, f.time_zone, f.decimal_comma, f.position_order, f.area,
    f.format, NULL) = wanted
  -- a feed that was made to keep less is there to be used
  ORDER BY f.privacy = '{}', f.feed <> 'feed', f.feed LIMIT 1;
  IF FOUND THEN
    RETURN;
  END IF;
  feed := tripgrid._new_feed_name(d.dialect, path, store);
  IF NOT pg_has_role((SELECT relowner FROM pg_class
      WHERE oid = format('%I.trips', store)::regclass), 'USAGE') THEN
    RAISE insufficient_privilege USING
      MESSAGE = format('store "%s" has no feed for file "%s"', store, path),
      HINT = format('Ask its owner to make one: %s;',
        tripgrid._create_feed_call(feed, d.columns, d.mapping, d.constants,
          d.date_format, d.time_zone, d.decimal_comma, d.position_order,
          d.format));
  END IF;
  PERFORM tripgrid.create_feed(feed, d.columns, d.mapping, d.constants,
    d.date_format, d.time_zone, d.decimal_comma, d.position_order, d.area,
    d.format, store => store);
  made := true;
  RAISE NOTICE USING
    MESSAGE = format('feed "%s" was made for file "%s"', feed, path),
    DETAIL = format('It reads %s, and takes %s as constant.%s%s', d.mapping,
      d.constants, ' Note: ' || d.note || '.',
      CASE WHEN 'unknown' IN (d.constants->>'region', d.constants->>'datasource')
        THEN ' Arguments region and datasource of the call give them for one file, tripgrid.change_feed() for all.'
      END);
END
$$;

CREATE PROCEDURE tripgrid.load_file(path text, feed name DEFAULT NULL,
  jobs int DEFAULT 1, key text DEFAULT NULL, format text DEFAULT NULL,
  again boolean DEFAULT false, store name DEFAULT NULL,
  region text DEFAULT NULL, datasource text DEFAULT NULL,
  delimiter text DEFAULT NULL, quote text DEFAULT NULL,
  escape text DEFAULT NULL, null_text text DEFAULT NULL,
  encoding text DEFAULT NULL, header boolean DEFAULT NULL)
  AS 'MODULE_PATHNAME', 'load_server_file' LANGUAGE C;

CREATE PROCEDURE tripgrid.load_directory(path text,
  pattern text DEFAULT '*', feed name DEFAULT NULL, jobs int DEFAULT 1,
  format text DEFAULT NULL, again boolean DEFAULT false,
  store name DEFAULT NULL, region text DEFAULT NULL,
  datasource text DEFAULT NULL, delimiter text DEFAULT NULL,
  quote text DEFAULT NULL, escape text DEFAULT NULL,
  null_text text DEFAULT NULL, encoding text DEFAULT NULL,
  header boolean DEFAULT NULL)
  AS 'MODULE_PATHNAME' LANGUAGE C;

COMMENT ON PROCEDURE tripgrid.load_directory(text, text, name, int, text,
  boolean, name, text, text, text, text, text, text, text, boolean) IS
  'loads those files of a directory of the server that are new and whose names match a pattern, in the order of their names, as load_file does; a file that fails is reported and does not stop the rest';

COMMENT ON PROCEDURE tripgrid.load_file(text, name, int, text, text, boolean,
  name, text, text, text, text, text, text, text, boolean) IS
  'loads a file of the server, plain, gzip or zstd, through a feed, which is detected if none is named; commits by chunk: what was cut off goes on when it is called again; a key or a content that was loaded before loads nothing; for members of pg_read_server_files';

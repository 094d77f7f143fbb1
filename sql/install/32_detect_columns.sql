-- Which columns make a trip, by their names in many languages and by values.

-- A word of a name cut into the words that it is made of: startlat, olon.
CREATE FUNCTION tripgrid._cut_word(word text, dictionary text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT CASE
    WHEN axis.m IS NOT NULL THEN axis.m
    WHEN numbered.m IS NOT NULL THEN numbered.m
    WHEN word ~ ('^' || dictionary || '$') THEN ARRAY[word]
    WHEN word ~ ('^(' || dictionary || ')+\d*$') THEN ARRAY(
      SELECT m[1] FROM regexp_matches(word, dictionary, 'g') AS m)
    ELSE ARRAY[word] END
  FROM regexp_match(word,
      '^([odsep])(lon|lng|long|lat|longitude|latitude|x|y|time)$')
      AS axis (m),
    regexp_match(word, '^(lon|lng|long|lat|longitude|latitude|x|y)([odse]|\d)$')
      AS numbered (m)
$$;

-- What the names and the sample's values say of each column.  role: o or d;
-- kind: lon, lat, point or place; class: of values, text if they are nothing
-- known, null if there are none; bare: the name says the role alone.
CREATE FUNCTION tripgrid._detect_columns(names text[], vals jsonb)
RETURNS TABLE (no int, name text, words text[], role text, kind text,
  class text, filled numeric, bare boolean, timely boolean, dated boolean,
  other boolean, named boolean, numbered boolean)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  WITH lexicon AS MATERIALIZED (
    SELECT jsonb_object_agg(l.class, to_jsonb(string_to_array(l.words, ' ')))
      AS classes
    FROM tripgrid._detect_words() AS l
  ), dictionary AS MATERIALIZED (
    SELECT '(' || string_agg(DISTINCT w, '|') || ')' AS pattern
    FROM tripgrid._detect_words() AS l, unnest(string_to_array(l.words, ' '))
      AS w
    WHERE length(w) > 1
  ), cut AS MATERIALIZED (
    SELECT n.no::int, n.name, v.texts,
      ARRAY(SELECT t FROM unnest(string_to_array(tripgrid._name_words(
            -- the first and the last of a list; lon and lat of a pair
            regexp_replace(regexp_replace(regexp_replace(regexp_replace(
              n.name, '\[0\]$', '_lon'), '\[1\]$', '_lat'),
              '\[0\]', '_first_', 'g'), '\[-1\]', '_last_', 'g')),
          '_')) WITH ORDINALITY AS w (word, at),
        unnest(tripgrid._cut_word(w.word, d.pattern)) WITH ORDINALITY
          AS c (t, part)
        ORDER BY w.at, c.part) AS words
    FROM unnest(names) WITH ORDINALITY AS n (name, no), dictionary AS d,
      LATERAL (SELECT ARRAY(SELECT x FROM jsonb_array_elements_text(
        vals->(n.no::int - 1)) AS x WHERE x <> '') AS texts) AS v
  ), told AS (
    SELECT c.no, c.name, c.words,
      (SELECT CASE WHEN l.classes->'origin' ? w THEN 'o' ELSE 'd' END
        FROM unnest(c.words) WITH ORDINALITY AS u (w, at)
        WHERE l.classes->'origin' ? w OR l.classes->'destination' ? w
        ORDER BY w = 'stop', at LIMIT 1) AS role,
      length(array_to_string(c.words, '')) = 1 AS letter,
      l.classes->'lon' ?| c.words AS lon,
      l.classes->'lat' ?| c.words AS lat,
      l.classes->'point' ?| c.words AS point,
      l.classes->'place' ?| c.words AS place,
      l.classes->'time' ?| c.words AS timely,
      l.classes->'date' ?| c.words AS dated,
      l.classes->'other' ?| c.words AS other,
      l.classes->'name' ?| c.words AS named,
      l.classes->'id' ?| c.words AS numbered,
      NOT EXISTS (SELECT FROM unnest(c.words) AS w
        WHERE NOT (l.classes->'origin' ? w OR l.classes->'destination' ? w
          OR l.classes->'plain' ? w)) AS plain,
      NOT EXISTS (SELECT FROM unnest(c.words) AS w
        WHERE NOT (l.classes->'origin' ? w OR l.classes->'destination' ? w
          OR l.classes->'plain' ? w OR l.classes->'id' ? w
          OR l.classes->'name' ? w)) AS called,
      CASE WHEN cardinality(c.texts) > 0 THEN
        coalesce(tripgrid._values_class(c.texts), 'text') END AS class,
      cardinality(c.texts)::numeric
        / nullif(jsonb_array_length(vals->(c.no - 1)), 0) AS filled
    FROM cut AS c, lexicon AS l
  )
  -- a letter alone says nothing
  SELECT t.no, t.name, t.words, r.role,
    CASE
      WHEN t.other THEN NULL
      WHEN t.lon <> t.lat AND (t.class IS NULL
          OR t.class IN ('decimal', 'number', 'epoch')
          OR t.class = 'text' AND NOT (t.named OR t.numbered))
        THEN CASE WHEN t.lon THEN 'lon' ELSE 'lat' END
      WHEN t.class IN ('wkt', 'wkb', 'pair') THEN 'point'
      WHEN t.lon OR t.lat THEN CASE WHEN t.lon AND t.lat
        AND t.class IS NULL THEN 'point' END
      WHEN t.point AND t.class IS NULL AND NOT (t.numbered OR t.named)
        THEN 'point'
      WHEN r.role IS NOT NULL AND t.plain AND t.class IS NULL
          AND t.words && ARRAY['origin', 'destination', 'from', 'to',
            'pickup', 'dropoff'] THEN 'point'
      WHEN r.role IS NOT NULL AND t.class IN ('text', 'number', 'decimal')
          AND (t.place OR t.point OR t.called) THEN 'place'
      WHEN r.role IS NOT NULL AND t.class IS NULL
          AND (t.place OR t.called AND (t.named OR t.numbered)) THEN 'place'
    END,
    t.class, t.filled, r.role IS NOT NULL AND t.plain, t.timely, t.dated,
    t.other, t.named, t.numbered
  FROM told AS t,
    LATERAL (SELECT CASE WHEN NOT t.letter THEN t.role END) AS r (role)
$$;

-- The columns that make a trip, as create_feed's mapping.
CREATE FUNCTION tripgrid._detect_mapping(names text[], vals jsonb)
RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  WITH cols AS MATERIALIZED (
    SELECT * FROM tripgrid._detect_columns(names, vals) WHERE name <> ''
  ), counted AS (
    SELECT *, count(*) FILTER (WHERE role = 'o') OVER w AS origins,
      count(*) FILTER (WHERE role = 'd') OVER w AS destinations,
      row_number() OVER (PARTITION BY kind, role IS NULL ORDER BY no) AS turn
    FROM cols WHERE kind IS NOT NULL
    WINDOW w AS (PARTITION BY kind)
  ), ends AS (
    -- a column without a role is the other end of those that have one; or
    -- the first is the origin
    SELECT *, coalesce(role, CASE
        WHEN origins > 0 AND destinations = 0 THEN 'd'
        WHEN destinations > 0 AND origins = 0 THEN 'o'
        WHEN origins + destinations = 0 THEN
          CASE turn WHEN 1 THEN 'o' WHEN 2 THEN 'd' END END) AS is_end
    FROM counted
  ), best AS (
    SELECT DISTINCT ON (is_end, kind) is_end, kind, name
    FROM ends
    WHERE is_end IS NOT NULL
    ORDER BY is_end, kind, round(coalesce(filled, 1), 1) DESC,
      CASE WHEN kind = 'place' THEN CASE WHEN named THEN 0
        WHEN numbered THEN 2 ELSE 1 END END,
      cardinality(words), no
  ), kinds AS (
    SELECT e.is_end, coalesce(
      (SELECT jsonb_build_object(e.target || '_lon', a.name,
          e.target || '_lat', b.name) FROM best AS a, best AS b
        WHERE a.is_end = e.is_end AND b.is_end = e.is_end
          AND a.kind = 'lon' AND b.kind = 'lat'),
      (SELECT jsonb_build_object(e.target, a.name) FROM best AS a
        WHERE a.is_end = e.is_end AND a.kind = 'point'),
      (SELECT jsonb_build_object(e.target || '_place', a.name)
        FROM best AS a WHERE a.is_end = e.is_end AND a.kind = 'place'))
      AS mapping
    FROM (VALUES ('o', 'origin'), ('d', 'destination')) AS e (is_end, target)
  ), path AS (
    -- a path has both ends
    SELECT jsonb_build_object('origin', name, 'destination', name) AS mapping
    FROM cols
    WHERE class = 'path' AND (SELECT count(*) FROM kinds
      WHERE mapping IS NOT NULL AND mapping::text !~ '_place"') < 2
    ORDER BY no LIMIT 1
  ), unnamed AS (
    -- four columns of degrees that no name explains
    SELECT CASE WHEN count(*) = 4 THEN jsonb_build_object(
        'origin_lon', min(name) FILTER (WHERE n = 1),
        'origin_lat', min(name) FILTER (WHERE n = 2),
        'destination_lon', min(name) FILTER (WHERE n = 3),
        'destination_lat', min(name) FILTER (WHERE n = 4)) END AS mapping
    FROM (SELECT name, row_number() OVER (ORDER BY no) AS n FROM cols
      WHERE class = 'decimal' AND NOT other) AS d
  ), times AS (
    SELECT *, class IN ('time') OR class IS NULL AND timely AND NOT dated
        AND words && ARRAY['time', 'zeit', 'uhrzeit', 'hora', 'heure', 'ora',
          'orario', 'tijd', 'cas', 'czas', 'godzina', 'tid', 'vremya']
        AS no_date,
      class IN ('date') OR class IS NULL AND dated AND NOT timely AS no_time,
      CASE WHEN role = 'o' THEN 40 ELSE 0 END
      + CASE WHEN class IN ('datetime', 'epoch') THEN 20 ELSE 0 END
      + CASE WHEN timely THEN 10 WHEN dated THEN 8 WHEN bare THEN 6 ELSE 0 END
      - CASE WHEN class = 'date' THEN 10 WHEN class = 'time' THEN 15 ELSE 0 END
      - CASE WHEN words = ARRAY['t'] THEN 5 ELSE 0 END
      - cardinality(words) AS score
    FROM cols
    WHERE role IS DISTINCT FROM 'd'
      AND (class IS NULL AND kind IS NULL AND (timely OR dated OR bare
            AND NOT words && ARRAY['source', 'src', 'origin', 'orig', 'o',
              'from', 'von', 'quelle', 'herkomst', 'origine', 'origen',
              'origem', 'desde', 'zrodlo'])
        OR class = 'epoch' AND (timely OR dated OR bare)
        OR class IN ('datetime', 'date', 'time'))
      AND NOT (other AND class IS DISTINCT FROM 'datetime')
      AND NOT words && ARRAY['created', 'updated', 'modified', 'published',
        'publication', 'birth', 'birthday', 'request', 'requested', 'scene',
        'payment']
  ), departure AS (
    SELECT CASE
        WHEN (t.no_time OR t.no_date) AND p.name IS NOT NULL
          THEN jsonb_build_object(
            'departed_date', CASE WHEN t.no_time THEN t.name ELSE p.name END,
            'departed_time', CASE WHEN t.no_time THEN p.name ELSE t.name END)
        WHEN t.class IS DISTINCT FROM 'time'
          THEN jsonb_build_object('departed_at', t.name) END AS mapping
    FROM (SELECT * FROM times ORDER BY score DESC, no LIMIT 1) AS t
    LEFT JOIN LATERAL (SELECT p.name FROM times AS p
      WHERE (t.no_time AND p.no_date OR t.no_date AND p.no_time)
        AND (p.role IS NOT DISTINCT FROM t.role
          OR p.role IS NULL AND p.class IS NOT NULL)
      ORDER BY p.score DESC, p.no LIMIT 1) AS p ON true
  ), labels AS (
    SELECT DISTINCT ON (l.class) l.class, c.name
    FROM cols AS c, tripgrid._detect_words() AS l
    WHERE l.class IN ('region', 'datasource') AND coalesce(c.filled, 1) = 1
      AND coalesce(c.class, 'text') = 'text' AND NOT c.numbered
      AND c.role IS DISTINCT FROM 'd'
      AND (c.words && string_to_array(l.words, ' ')
        OR l.class = 'datasource'
          AND array_to_string(c.words, '') IN ('source', 'datasource'))
      AND NOT EXISTS (SELECT FROM best AS b WHERE b.name = c.name)
    ORDER BY l.class, cardinality(c.words), c.no
  )
  SELECT coalesce(jsonb_object_agg(m.key, m.value), '{}')
  FROM (
    SELECT mapping FROM unnamed
    WHERE NOT EXISTS (SELECT FROM kinds WHERE mapping IS NOT NULL)
      AND NOT EXISTS (SELECT FROM path)
    UNION ALL SELECT mapping FROM path
    UNION ALL SELECT mapping FROM kinds WHERE NOT EXISTS (SELECT FROM path)
    UNION ALL SELECT mapping FROM departure
    UNION ALL SELECT jsonb_build_object(class, name) FROM labels
    UNION ALL SELECT jsonb_build_object('external_id', name) FROM cols
    WHERE tripgrid._plain_name(name) = 'rideid'
  ) AS a, jsonb_each(a.mapping) AS m
$$;

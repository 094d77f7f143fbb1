-- What nothing in a file proves is refused, or told: a table of cases of which
-- those are shown that come out otherwise.
CREATE TEMP TABLE doubts (n serial, header text, rows text, expected text);

-- expected: refused, warned or read, and what the message matches.  Rows are
-- repeated, with %s in them for a number of two digits that goes from 10 to 29.
CREATE FUNCTION pg_temp.outcome(header text, rows text) RETURNS text
LANGUAGE sql AS $$
  SELECT CASE WHEN d.refusal IS NOT NULL THEN 'refused: ' || d.refusal
    WHEN NOT d.complete THEN 'incomplete: ' || d.missing::text
    WHEN d.warnings <> '{}' THEN 'warned: '
      || array_to_string(d.warnings, ' | ')
    ELSE 'read: ' || d.mapping::text END
  FROM tripgrid.detect_feed(header, (SELECT
    string_agg(replace(rows, '%s', n::text), E'\n' ORDER BY n)
    FROM generate_series(10, 29) AS n)) AS d
$$;

-- points that are numbered, and more than two
INSERT INTO doubts (header, rows, expected) VALUES
('time,lon_1,lat_1,lon_2,lat_2,lon_3,lat_3',
 '2024-06-03 08:%s,16.37%s,48.2,16.38,48.21%s,16.39,48.2', 'refused: .*"lon_3"'),
('time,lat1,lon1,lat2,lon2,lat3,lon3,lat4,lon4',
 '2024-06-03 13:%s,48.2%s,16.37,48.21,16.3,48.2,16.3%s,48.2,16.37',
 'refused: .*"lon1", "lon2" and "lon3"'),
('time,point_a,point_b,point_c',
 '2024-06-03 13:%s,POINT(16.3%s 48.2),POINT(16.4 48.2%s),POINT(16.38 48.1%s)',
 'refused: .*"point_c"'),
('time,lon_1,lat_1,lon_2,lat_2,lon_3,lat_3',
 '2024-06-03 13:%s,16.37%s,48.2,16.38,48.21%s,,', 'read: .*"lon_2"'),
('time,lon_1,lat_1,lon_2,lat_2', '2024-06-03 13:%s,16.37%s,48.2,16.38,48.21%s',
 'read: .*"lon_2"'),
('time,lon_0,lat_0,lon_1,lat_1,zone_3',
 '2024-06-03 13:%s,16.37%s,48.2,16.38,48.21%s,7', 'read: .*"lon_1"');

-- polygons end where they begin
INSERT INTO doubts (header, rows, expected) VALUES
('{"type":"Feature","properties":{"start_time":"2024-06-03T13:00:00"},'
 '"geometry":{"type":"Polygon","coordinates":[[[16.3,48.2],[16.4,48.2],[16.3,48.2]]]}}',
 '{"type":"Feature","properties":{"start_time":"2024-06-03T13:%s:00"},'
 '"geometry":{"type":"Polygon","coordinates":[[[16.3%s,48.2],[16.4,48.2],[16.3%s,48.2]]]}}',
 'refused: Polygons'),
('{"type":"Feature","properties":{"start_time":"2024-06-03T13:00:00"},'
 '"geometry":{"type":"MultiPolygon","coordinates":[[[[16.3,48.2],[16.4,48.2],[16.3,48.2]]]]}}',
 '{"type":"Feature","properties":{"start_time":"2024-06-03T13:%s:00"},'
 '"geometry":{"type":"MultiPolygon","coordinates":[[[[16.3%s,48.2],[16.4,48.2],[16.3%s,48.2]]]]}}',
 'refused: Polygons'),
('{"start_time":"2024-06-03T13:00:00","ring":[[16.3,48.2],[16.4,48.2],[16.3,48.2]]}',
 '{"start_time":"2024-06-03T13:%s:00","ring":[[16.3%s,48.2],[16.4,48.2],[16.3%s,48.2]]}',
 'warned: .*"ring" all end where they begin'),
('{"type":"Feature","properties":{"start_time":"2024-06-03T13:00:00"},'
 '"geometry":{"type":"LineString","coordinates":[[16.3,48.2],[16.4,48.2]]}}',
 '{"type":"Feature","properties":{"start_time":"2024-06-03T13:%s:00"},'
 '"geometry":{"type":"LineString","coordinates":[[16.3%s,48.2],[16.4,48.2%s]]}}',
 'read: .*geometry.coordinates');

SELECT d.header, d.expected, o.outcome
FROM doubts AS d, LATERAL (SELECT pg_temp.outcome(d.header, d.rows)) AS o (outcome)
WHERE o.outcome !~ ('^' || d.expected) IS NOT FALSE
ORDER BY n;

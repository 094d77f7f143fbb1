-- Values that are read without an input function are what that function makes
-- of them, whatever the session's settings.
SET client_min_messages = warning;
SELECT tripgrid.create_store('plain_values');
CREATE TABLE plain_values.typed (small smallint, whole integer, large bigint, precise numeric, double float8, on_day date, at timestamp,
  instant timestamptz, texts text[]);
SELECT tripgrid.create_feed('texts', '{small,whole,large,precise,double,on_day,at,instant,texts}', target => 'typed', store => 'plain_values');
SET DateStyle = 'SQL, DMY';
SET TimeZone = 'America/New_York';
SELECT setseed(0.42);
CREATE TEMP TABLE texts AS
  SELECT sign || (random() * 9999)::int AS small, sign || lpad((random() * 999999999)::bigint::text, 9, '0') AS whole,
    sign || (random() * 999999999999999999::bigint)::bigint AS large, sign || round((random() * 1000)::numeric, (random() * 9)::int) AS precise,
    sign || random() * 1000 AS double, to_char(moment, 'YYYY-MM-DD') AS on_day, to_char(moment, form) AS at, to_char(moment, form) || '+00' AS instant
  FROM (SELECT CASE WHEN random() < 0.5 THEN '-' ELSE '' END AS sign,
      timestamp '1880-01-01' + random() * 340 * interval '365 days' AS moment,
      ('{YYYY-MM-DD HH24:MI,YYYY-MM-DD HH24:MI:SS,YYYY-MM-DD HH24:MI:SS.US}'::text[])[1 + (random() * 2)::int] AS form
    FROM generate_series(1, 20000)) AS parts;
INSERT INTO plain_values.texts SELECT small, whole, large, precise, double, on_day, at, instant,
    ARRAY[small, whole, large, precise, double, on_day, at, instant]::text FROM texts;
SELECT count(*) AS typed, count(*) FILTER (WHERE (small, whole, large, precise, double, on_day, at, instant) IS DISTINCT FROM
    (texts[1]::smallint, texts[2]::integer, texts[3]::bigint, texts[4]::numeric, texts[5]::float8, texts[6]::date, texts[7]::timestamp,
     texts[8]::timestamptz)) AS otherwise FROM plain_values.typed;
SELECT rows_read, rows_loaded FROM plain_values.loads;

-- Edges of each type, and what looks alike.
CREATE TABLE plain_values.edges (kind text, small smallint, whole integer, large bigint, on_day date);
SELECT tripgrid.create_feed('edge_texts', '{kind,small,whole,large,on_day}', target => 'edges', store => 'plain_values');
INSERT INTO plain_values.edge_texts VALUES ('greatest', '32767', '2147483647', '9223372036854775807', '2199-12-31'),
  ('least', '-32768', '-2147483648', '-9223372036854775808', '1900-01-01'), ('blanks', ' 7 ', E'\t8', '9 ', ' 2024-02-29 '),
  ('plus', '+7', '+8', '+9', '2024-01-31'), ('zeros', '-0', '007', '-000', '2024-01-01'), ('nothing', '', ' ', NULL, ''),
  ('small', '32768', '0', '0', '2024-01-01'), ('whole', '0', '2147483648', '0', '2024-01-01'), ('day', '0', '0', '0', '2023-02-29'),
  ('large', '0', '0', '9223372036854775808', '2024-01-01'), ('point', '1.0', '0', '0', '2024-01-01'), ('minus', '-', '0', '0', '2024-01-01');
SELECT * FROM plain_values.edges;
SELECT fields[1] AS kind, colname, err_message FROM plain_values.rejects ORDER BY lineno;
DROP SCHEMA plain_values CASCADE;

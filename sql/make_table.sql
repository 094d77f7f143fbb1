-- Tables made of files: what is found out of them, and what becomes of a table
-- that is there.  Files are written where the server has its data.
\set VERBOSITY terse
SET client_min_messages = warning;
SELECT tripgrid.create_store('made');
SET tripgrid.store = 'made';
SET TimeZone = 'UTC';
SET DateStyle = 'SQL, DMY';
SELECT current_setting('data_directory') || '/tripgrid_made.txt' AS file \gset

-- write lines as a file, and give what detect_table finds: columns with types,
-- how dates and numbers are written
CREATE FUNCTION pg_temp.found(file text, content text, date_format text
  DEFAULT NULL, header boolean DEFAULT NULL) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  made record;
BEGIN
  EXECUTE format('COPY (SELECT regexp_split_to_table(%L, E''\n'')) TO %L
    (FORMAT csv, QUOTE E''\x01'', DELIMITER E''\x02'')', rtrim(content, E'\n'), file);
  SELECT * INTO made FROM tripgrid.detect_table(file, 't',
    date_format => found.date_format, header => found.header);
  RETURN concat_ws(' / ',
    regexp_replace(made.create_table, '^.*?\(|, load_id bigint\)$', '', 'g'),
    made.date_format_found, CASE WHEN made.decimal_comma THEN 'comma' END,
    made.note);
EXCEPTION WHEN OTHERS THEN
  RETURN replace(SQLERRM, file, 'it');
END
$$;

--
-- types: what all values are, and lose nothing by
--
SELECT number, pg_temp.found(:'file', content) AS found
FROM (VALUES
  (1, E'id,name,ok\n1,a,true\n2,b,FALSE\n'),
  (2, E'a,b,c,d\n007,+5,1e5,-0\n1,2,3,4\n'),
  (3, E'a,b\n9223372036854775807,9223372036854775808\n'),
  (4, E'a,b\n1.50,.5\n2,1\n'),
  (5, E'a,b,c\n2024-05-01,2024-05-01 10:00,2024-05-01T10:00Z\n'),
  (6, E'a,b\n2024-05-01,2024-05-01 10:00\n2024-05-01 10:00,2024-05-01 10:00Z\n'),
  (7, E'a;b\n31.12.2024;1,50\n01.02.2024;2\n'),
  (8, E'n,a\n1,01/02/2024\n2,03/04/2024\n'),
  (9, E'n;a;b\n1;31/12/2024;2024-05-01\n2;30/12/2024;2024-05-02\n3;29/12/2024;x\n'),
  (10, E'n;a;b\n1;1,234;1.5\n'),
  (11, E'n;a;b\n1;1,5;1.5\n'),
  (15, E'n;a;d\n1;1.021,50;04.03.2024\n2;12,25;05.03.2024\n'),
  (16, E'n;a;b\n1;1.021;1,021.50\n2;2,5;1\n'),
  (17, E'n,a\n1,01/02/2024\n2,02/02/2024\n3,03/02/2024\n'),
  (12, E'n,a,b\n1,NULL,\n2,5,\n'),
  (13, E'n,a\n1,11551203-2950-4157-B927-4488468B7086\n'),
  (14, E'n,yes,sure\n1,yes,no\n2,no,no\n')) AS cases (number, content)
ORDER BY number;

-- a form that is said
SELECT pg_temp.found(:'file', E'n,a,b\n1,01/02/2024,2024-05-01\n', 'DD/MM/YYYY') AS found;
SELECT pg_temp.found(:'file', E'n,a\n1,20240501\n', 'YYYYMMDD') AS found;

--
-- names
--
SELECT number, pg_temp.found(:'file', content) AS found
FROM (VALUES
  (1, E'Order ID,dateTime,Größe,select\n1,x,y,z\n'),
  (2, E'w.city,w.city,w.\n1,2,3\nx,y,z\n'),
  (3, E'load_id,xmin,column_2\n1,2,a\n'),
  (4, E'1,2024-05-01\n2,2024-05-02\n')) AS cases (number, content)
ORDER BY number;
SELECT pg_temp.found(:'file', E'1,2024-05-01\n2,2024-05-02\n', header => true) AS found;

--
-- JSON
--
SELECT number, pg_temp.found(:'file', content) AS found
FROM (VALUES
  (1, '[{"a": 1, "b": "1", "c": true, "d": null}, {"a": 2.50, "e": "2024-05-01"}]'),
  (2, '[{"a": {"x": 1}, "b": {"x": 1, "x": 2}, "c": [1e400000], "d": {"x": "\u0000"}}, {"a": [1, "\u00e9"]}]'),
  (3, '{"a": {"x": 1}, "b": [1]}' || E'\n' || '{"a": 1, "b": "x"}'),
  (4, '{"a": 1, "a": 2}'),
  (5, '{"of": 2, "rows": [{"r.a": 1}, {"r.a": 2, "r.b": 3}]}'),
  (6, '{"x": [{"a": 1}, {"a": 2}], "y": [{"a": 1}, {"a": 2}]}'),
  (7, '{"2024-01": {"a": 1, "b": 2}, "2024-02": {"a": 3, "b": 4}}'),
  (8, '{"_id": {"$oid": "5f"}, "n": {"$numberLong": "5"}}')) AS cases (number, content)
ORDER BY number;

-- names of JSON that are values end at the number of columns that a table has
SELECT pg_temp.found(:'file', '[' || string_agg(format('{"k%s": 1}', i), ',') || ']') AS found
FROM generate_series(1, 100000) AS i;
SELECT pg_temp.found(:'file', string_agg('c' || i, ',')) AS found
FROM generate_series(1, 1600) AS i;

--
-- a table, and later files for it
--
SELECT pg_temp.found(:'file', E'ID,At,Amount\n1,2024-05-01,1.50\n2,2024-05-02,2\n') AS written;
CALL tripgrid.load_file(:'file', target => 'paid', key => '{ID}');
SELECT id, at, amount, load_id IS NOT NULL AS known FROM made.paid ORDER BY id;
SELECT feed, target, columns, mapping, key FROM tripgrid.feeds() WHERE target = 'paid';
SELECT pg_temp.found(:'file', E'at,id,amount,note\n2024-05-03,3,3,x\n2024-05-04,vier,4,y\n2024-05-05,1,4,z\n') AS written;
CALL tripgrid.load_file(:'file', target => 'paid');
SELECT lineno, colname, err_message FROM made.rejects ORDER BY lineno;
SET client_min_messages = error;
CALL tripgrid.load_file(:'file', target => 'paid', new_columns => 'add', again => true);
SET client_min_messages = warning;
SELECT rows_read, rows_loaded, rows_rejected, columns_passed_over FROM made.loads ORDER BY load_id;
SELECT pg_temp.found(:'file', E'at,id,amount,note\n2024-05-06,6,5,w\n') AS written;
CALL tripgrid.load_file(:'file', target => 'paid');
SELECT id, at, amount, note FROM made.paid ORDER BY id;
-- two feeds that read a file otherwise
SELECT tripgrid.create_feed('paid_comma', '{at,id,amount,note}', target => 'paid', decimal_comma => true);
\set VERBOSITY sqlstate
CALL tripgrid.load_file(:'file', target => 'paid', again => true);
-- none by the key that is said; a name of the store's; both; neither
CALL tripgrid.load_file(:'file', target => 'loads');
CALL tripgrid.load_file(:'file', target => 'paid', feed => 'paid_feed');
CALL tripgrid.load_file(:'file', new_columns => 'add');
CALL tripgrid.load_file(:'file', target => 'x', region => 'Vienna');
\set VERBOSITY terse
SELECT to_regclass('made.x') IS NULL AS none;

SELECT tripgrid.drop_feed(feed) FROM tripgrid.feeds() WHERE target IS NOT NULL;
DROP TABLE made.paid;
SELECT tripgrid.drop_store('made', force => true);

-- Keys of trips: one column, several, paths of JSON.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET datestyle = 'ISO';
SELECT tripgrid.create_store('keyed');
SET tripgrid.store = 'keyed';
\set mapping '{"origin": "from", "destination": "to", "departed_at": "at"}'
\set constants '{"region": "Wien", "datasource": "buses"}'

-- what makes no sense
SELECT tripgrid.create_feed('wrong', '{line,at,from,to}', :'mapping',
  :'constants', key => '{line,nowhere}');
SELECT tripgrid.create_feed('wrong', '{line,at,from,to}', :'mapping',
  :'constants', key => '{line,line}');
SELECT tripgrid.create_feed('wrong', '{line,at,from,to}',
  :'mapping'::jsonb || '{"external_id": "line"}', :'constants', key => '{at}');
SELECT tripgrid.create_feed('wrong', '{line,at,from,to}', :'mapping',
  :'constants', key => '{line}', on_key => 'replace');
SELECT tripgrid.create_feed('wrong', '{line,at,from,to}', :'mapping',
  :'constants', key => '{line}', on_key => 'reject', history => true);
SELECT tripgrid.create_feed('wrong', '{line,at,from,to}', :'mapping',
  :'constants', version => 'at');

-- of several columns, one of which is read for itself, too
SELECT tripgrid.create_feed('buses', '{line,run,at,from,to}', :'mapping',
  :'constants', key => '{line,run,at}');
INSERT INTO keyed.buses VALUES
  ('7', 'A', '2024-06-03 08:00', '16.3,48.2', '16.4,48.1'),
  ('7', 'B', '2024-06-03 08:00', '16.3,48.2', '16.4,48.1'),
  (' 7 ', 'A ', '2024-06-03 08:00', '16.31,48.2', '16.4,48.1'),
  ('7', '', '2024-06-03 08:00', '16.3,48.2', '16.4,48.1'),
  ('7', NULL, '2024-06-03 08:00', '16.3,48.2', '16.4,48.1'),
  ('', '7', '2024-06-03 08:00', '16.3,48.2', '16.4,48.1'),
  ('a", "b', 'c', '2024-06-03 08:00', '16.3,48.2', '16.4,48.1'),
  ('a', 'b", "c', '2024-06-03 08:00', '16.3,48.2', '16.4,48.1');
SELECT external_id FROM keyed.trips ORDER BY trip_id;
-- between loads, too
INSERT INTO keyed.buses VALUES
  ('7', 'A', '2024-06-03 08:00', '16.3,48.2', '16.4,48.1'),
  ('7', 'A', '2024-06-03 08:10', '16.3,48.2', '16.4,48.1');
SELECT load_id, lineno, colname, err_message, fields FROM keyed.rejects
ORDER BY load_id, lineno;
SELECT load_id, rows_read, rows_loaded, rows_rejected FROM keyed.loads
ORDER BY load_id;
SELECT * FROM tripgrid.retry_rejects(1);
-- what a feed gives back
SELECT * FROM keyed.buses ORDER BY at, "from", "to" LIMIT 1;

-- one column is its external_id as it is
SELECT tripgrid.create_feed('trams', '{ride,at,from,to}', :'mapping',
  :'constants', key => '{ride}');
INSERT INTO keyed.trams VALUES
  ('x', '2024-06-04 08:00', '16.3,48.2', '16.4,48.1'),
  ('x', '2024-06-04 08:00', '16.3,48.2', '16.4,48.1'),
  ('', '2024-06-04 08:00', '16.3,48.2', '16.4,48.1'),
  ('', '2024-06-04 08:00', '16.3,48.2', '16.4,48.1');
SELECT external_id, count(*) FROM keyed.trips
WHERE departed_at >= '2024-06-04' GROUP BY 1 ORDER BY 1;

-- paths
SELECT tripgrid.create_feed('events', NULL, :'mapping',
  '{"region": "Wien", "datasource": "events"}', format => 'json',
  key => '{vehicle.id,seq}');
INSERT INTO keyed.events VALUES
  ('{"vehicle": {"id": "v1"}, "seq": 1, "from": "16.3,48.2", "to": "16.4,48.1", "at": "2024-06-05 08:00"}'),
  ('{"vehicle": {"id": "v1"}, "seq": 2, "from": "16.3,48.2", "to": "16.4,48.1", "at": "2024-06-05 08:00"}'),
  ('{"seq": 2, "vehicle": {"id": "v1"}, "from": "16.3,48.2", "to": "16.4,48.1", "at": "2024-06-05 08:00"}'),
  ('{"from": "16.3,48.2", "to": "16.4,48.1", "at": "2024-06-05 08:00"}');
SELECT external_id FROM keyed.trips WHERE datasource = 'events' ORDER BY trip_id;
-- the parts of an identity are JSON
SELECT external_id::jsonb ->> 0 AS vehicle, count(*) FROM keyed.trips
WHERE datasource = 'events' AND external_id IS NOT NULL GROUP BY 1;

-- erasing takes the rejects that have all parts, and bars the key
SELECT trips, rejects, barred FROM tripgrid.erase_trips(
  external_id => '["7", "A", "2024-06-03 08:00"]', datasource => 'buses',
  bar => true);
SELECT fields FROM keyed.rejects ORDER BY load_id, lineno;
INSERT INTO keyed.buses VALUES
  ('7', 'A', '2024-06-03 08:00', '16.3,48.2', '16.4,48.1');
SELECT err_message, fields FROM keyed.rejects ORDER BY load_id DESC LIMIT 1;
SELECT * FROM tripgrid.verify();

-- hashed
SELECT tripgrid.create_feed('quiet', '{line,run,at,from,to}', :'mapping',
  '{"region": "Wien", "datasource": "quiet"}', key => '{line,run}',
  privacy => '{"hash_external_id": true}');
INSERT INTO keyed.quiet VALUES
  ('7', 'A', '2024-06-03 08:00', '16.3,48.2', '16.4,48.1'),
  ('7', 'A', '2024-06-03 08:00', '16.3,48.2', '16.4,48.1'),
  ('7', 'B', '2024-06-03 08:00', '16.3,48.2', '16.4,48.1');
SELECT count(*), count(DISTINCT external_id), min(length(external_id))
FROM keyed.trips WHERE datasource = 'quiet';
SELECT trips FROM tripgrid.erase_trips(external_id => '["7", "A"]');

-- the parts that are there
SELECT tripgrid._key_parts('["7", null, "A\"B"]'), tripgrid._key_parts('["7",1]'),
  tripgrid._key_parts('r3'), tripgrid._key_parts('[null]'),
  tripgrid._key_parts('["r3"]');
-- a key that is too long
INSERT INTO keyed.buses VALUES (repeat('x', 600), repeat('y', 600),
  '2024-06-03 08:00', '16.3,48.2', '16.4,48.1');
SELECT err_message FROM keyed.rejects ORDER BY load_id DESC LIMIT 1;
SELECT tripgrid.change_feed('buses', date_format => 'YYYY-MM-DD HH24:MI');
INSERT INTO keyed.buses VALUES
  ('7', 'B', '2024-06-03 08:00', '16.3,48.2', '16.4,48.1'),
  ('7', 'C', '2024-06-03 08:00', '16.3,48.2', '16.4,48.1');
SELECT rows_loaded, rows_rejected FROM keyed.loads ORDER BY load_id DESC LIMIT 1;
SELECT tripgrid.drop_store('keyed', force => true);

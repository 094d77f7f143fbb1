-- Feeds into tables of a store's own.
\set VERBOSITY terse
SET client_min_messages = warning;
SELECT tripgrid.create_store('around');
SET tripgrid.store = 'around';
SET TimeZone = 'UTC';

-- the counts of each load add up, and are those of the table
CREATE FUNCTION pg_temp.counts(target text) RETURNS TABLE (load bigint,
  read bigint, loaded bigint, rejected bigint, superseded bigint, rows bigint)
LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY EXECUTE format('SELECT l.load_id, l.rows_read, l.rows_loaded,
      l.rows_rejected, l.rows_superseded, (SELECT count(*) FROM around.%I AS t
        WHERE t.load_id = l.load_id)
    FROM around.loads AS l WHERE l.target = %L ORDER BY l.load_id',
    target, target);
END
$$;

--
-- columns by name: as they are, as words, without what all begin with
--
CREATE TABLE around.weather (city text NOT NULL, date_time timestamp NOT NULL,
  temperature numeric CHECK (temperature > -90), humidity numeric,
  rain boolean);
SELECT tripgrid.create_feed('hours', target => 'weather', add_load_id => true,
  columns => '{weather.City,weather.dateTime,weather.Temperature,weather.other}');
INSERT INTO around.hours VALUES
  ('Wien', '2024-05-01 10:00', '21.5', 'x'),
  ('Wien', '2024-5-1 9:00', '-273', 'x'),
  (NULL, '2024-05-01 10:00', '1', 'x'),
  ('Wien', '05/01/2024 10:00', '1', 'x'),
  ('Wien', '2024-05-01T11:00:00+02:00', 'warm', 'x'),
  ('Wien', '2024-05-01T11:00:00+02:00', '20', 'x');
SELECT city, date_time, temperature, humidity, load_id IS NOT NULL AS known
  FROM around.weather ORDER BY date_time;
SELECT lineno, colname, raw_field_value, err_message, errorcode
  FROM around.rejects ORDER BY lineno;
SELECT read, loaded, rejected, rows FROM pg_temp.counts('weather');
SELECT * FROM around.hours ORDER BY 2;

-- what a rule refused comes in when the rule is another
ALTER TABLE around.weather DROP CONSTRAINT weather_temperature_check;
SELECT * FROM tripgrid.retry_rejects(1);
SELECT read, loaded, rejected, rows FROM pg_temp.counts('weather');
SELECT tripgrid.undo_load(1);
SELECT read, loaded, rejected, rows FROM pg_temp.counts('weather');

-- JSON: paths are names, unless the mapping says others; numbers and times
-- in the feed's form
SELECT tripgrid.create_feed('json_hours', target => 'weather', format => 'json',
  mapping => '{"city": "weather_data.city", "date_time": "weather_data.at"}',
  date_format => 'DD.MM.YYYY HH24:MI', decimal_comma => true);
INSERT INTO around.json_hours VALUES
  ('{"weather_data.city": "Graz", "weather_data.at": "01.05.2024 10:00", "temperature": "1.021,5", "rain": true},'),
  ('{"weather_data.city": "Graz", "weather_data.at": "01.05.2024 11:00", "temperature": "1.5"}'),
  ('{"weather_data.city": "Graz", "weather_data.at": "2024-05-01 11:00"}');
SELECT city, date_time, temperature, rain FROM around.weather;
SELECT colname, raw_field_value, err_message FROM around.rejects
  ORDER BY lineno;

--
-- a key: the first row of it stays
--
CREATE TABLE around.orders (order_id bigint, state text, paid_at timestamptz,
  UNIQUE (state, paid_at));
SELECT tripgrid.create_feed('new_orders', target => 'orders',
  key => '{order_id}', add_load_id => true);
INSERT INTO around.new_orders VALUES ('1', 'PAID', '2024-01-01 10:00'),
  ('2', 'PAID', '2024-01-01 11:00'), ('1', 'CANCELED', '2024-01-01 12:00'),
  ('3', 'PAID', '2024-01-01 11:00'), (NULL, 'PAID', NULL);
SELECT order_id, state FROM around.orders ORDER BY 1;
SELECT lineno, colname, err_message FROM around.rejects
  WHERE load_id = (SELECT max(load_id) FROM around.loads) ORDER BY 1;

--
-- or the newest does, by its version
--
DELETE FROM around.orders;
SELECT tripgrid.create_feed('all_orders', target => 'orders',
  key => '{order_id}', on_key => 'replace', version => 'paid_at');
INSERT INTO around.all_orders VALUES ('1', 'PAID', '2024-01-01 10:00'),
  ('2', 'OPEN', NULL), ('3', 'PAID', '2024-01-02 10:00');
INSERT INTO around.all_orders VALUES
  ('1', 'CANCELED', '2024-01-03 10:00'),  -- newer
  ('1', 'LATE', '2024-01-01 09:00'),      -- older than the one before
  ('2', 'PAID', '2024-01-04 10:00'),      -- than none
  ('2', 'AGAIN', '2024-01-04 10:00'),     -- the same: the later row
  ('3', 'OPEN', NULL),                    -- older than any
  ('4', 'OPEN', NULL),
  ('5', 'CANCELED', '2024-01-03 10:00'),  -- another key of the table
  ('6', 'PAID', 'never');
SELECT order_id, state FROM around.orders ORDER BY 1;
SELECT read, loaded, rejected, superseded, rows
  FROM pg_temp.counts('orders') OFFSET 1;
SELECT lineno, err_message FROM around.rejects
  WHERE load_id = (SELECT max(load_id) FROM around.loads) ORDER BY 1;
SELECT tripgrid.undo_load(max(load_id)) FROM around.loads;

-- or all stay
CREATE TABLE around.settings (id int, name text, value text, at timestamptz);
SELECT tripgrid.create_feed('all_settings', target => 'settings',
  key => '{id,name}', on_key => 'replace', version => 'at', history => true,
  date_format => 'epoch', add_load_id => true);
SELECT tripgrid.create_feed('all_settings', target => 'settings',
  key => '{id,name}', on_key => 'replace', version => 'at', history => true,
  add_load_id => true);
INSERT INTO around.all_settings VALUES ('1', 'notification', 'true', '1546333200'),
  ('3', 'refresh', 'denied', '1546334200'), ('3', 'refresh', '4', '1546333443'),
  ('1', 'notification', 'false', '1546335647'),
  ('2', 'refresh', '1', '1546335647'), ('2', 'refresh', '2', '1546335647');
SELECT id, name, value, at FROM around.settings_latest ORDER BY id;
SELECT tripgrid.undo_load(max(load_id)) FROM around.loads;

--
-- rules of all kinds: a domain, foreign keys, an exclusion, triggers
--
CREATE TABLE around.bikes (bike int PRIMARY KEY);
INSERT INTO around.bikes SELECT generate_series(1, 5);
CREATE DOMAIN around.percent AS int CHECK (VALUE <= 100);
CREATE TABLE around.states (bike int REFERENCES around.bikes,
  charge around.percent, during tsrange, note text,
  EXCLUDE USING gist (int4range(bike, bike, '[]') WITH =, during WITH &&));
CREATE FUNCTION around.no_ghosts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.note = 'ghost' THEN
    RAISE 'no ghosts';
  ELSIF NEW.note = 'skip' THEN
    RETURN NULL;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER no_ghosts BEFORE INSERT ON around.states
  FOR EACH ROW EXECUTE FUNCTION around.no_ghosts();
SELECT tripgrid.create_feed('state_feed', target => 'states',
  add_load_id => true);
INSERT INTO around.state_feed VALUES
  ('1', '50', '[2024-01-01,2024-01-02)', NULL),
  ('9', '50', '[2024-01-01,2024-01-02)', NULL),
  ('1', '120', '[2024-02-01,2024-02-02)', NULL),
  ('1', '50', '[2024-01-01,2024-01-03)', NULL),
  ('2', '50', '[2024-01-01,2024-01-03)', 'ghost'),
  ('2', '50', '[2024-01-01,2024-01-03)', 'skip'),
  ('2', '50', '[2024-01-01,2024-01-03)', 'kept');
SELECT bike, charge, note FROM around.states ORDER BY bike;
SELECT lineno, colname, err_message, errorcode FROM around.rejects
  WHERE load_id = (SELECT max(load_id) FROM around.loads) ORDER BY 1;
SELECT read, loaded, rejected, rows FROM pg_temp.counts('states');

-- many rows, a few of them bad: the others come in, and each bad one is found
CREATE TABLE around.numbers (n int PRIMARY KEY CHECK (n % 1000 <> 7), t text);
SELECT tripgrid.create_feed('number_feed', target => 'numbers',
  key => '{n}', add_load_id => true);
INSERT INTO around.number_feed
  SELECT i % 9000, i FROM generate_series(1, 10000) AS i;
SELECT count(*), sum(t::int) FROM around.numbers;
SELECT err_message, count(*), min(lineno), max(lineno) FROM around.rejects
  WHERE load_id = (SELECT max(load_id) FROM around.loads) GROUP BY 1;
SELECT read, loaded, rejected, rows FROM pg_temp.counts('numbers');

-- partitions, defaults, identities, generated columns
CREATE TABLE around.parts (id int GENERATED BY DEFAULT AS IDENTITY, day date,
  twice int GENERATED ALWAYS AS (n * 2) STORED, n int DEFAULT 4)
  PARTITION BY RANGE (day);
CREATE TABLE around.parts_24 PARTITION OF around.parts
  FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
SELECT tripgrid.create_feed('part_feed', '{day}', target => 'parts');
INSERT INTO around.part_feed VALUES ('2024-05-01'), ('2025-05-01');
SELECT day, twice, n FROM around.parts;
SELECT err_message FROM around.rejects
  WHERE load_id = (SELECT max(load_id) FROM around.loads);
SELECT tripgrid.undo_load(max(load_id)) FROM around.loads;

--
-- what cannot be a target, or a feed
--
CREATE VIEW around.seen AS SELECT 1 AS a;
SELECT tripgrid.create_feed('f', target => 'seen');
SELECT tripgrid.create_feed('f', target => 'trips');
SELECT tripgrid.create_feed('f', target => 'loads');
SELECT tripgrid.create_feed('f', target => 'nowhere');
CREATE ROLE regress_another;
CREATE TABLE around.theirs (a int);
ALTER TABLE around.theirs OWNER TO regress_another;
SELECT tripgrid.create_feed('f', target => 'theirs');
DROP TABLE around.theirs;
-- nor what is partitioned together with a table of theirs, whose code it runs
CREATE FUNCTION around.theirs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE WARNING 'code of another owner runs';
  RETURN coalesce(NEW, OLD);
END
$$;
CREATE TABLE around.half (a int) PARTITION BY LIST (a);
CREATE TABLE around.half_1 PARTITION OF around.half FOR VALUES IN (1);
CREATE TABLE around.half_2 PARTITION OF around.half FOR VALUES IN (2);
SELECT tripgrid.create_feed('half_feed', target => 'half',
  add_load_id => true);
SELECT tripgrid.create_feed('half_1_feed', target => 'half_1');
INSERT INTO around.half_feed VALUES ('1'), ('2');
CREATE TRIGGER theirs BEFORE INSERT OR DELETE ON around.half_2
  FOR EACH ROW EXECUTE FUNCTION around.theirs();
ALTER TABLE around.half_2 OWNER TO regress_another;
\set VERBOSITY default
INSERT INTO around.half_feed VALUES ('2');
SELECT tripgrid.undo_load(max(load_id)) FROM around.loads;
INSERT INTO around.half_1_feed VALUES ('1');
ALTER TABLE around.half OWNER TO regress_another;
INSERT INTO around.half_1_feed VALUES ('1');
\set VERBOSITY terse
ALTER TABLE around.half OWNER TO CURRENT_USER;
ALTER TABLE around.half DETACH PARTITION around.half_2;
DROP TABLE around.half_2;
INSERT INTO around.half_feed VALUES ('1');
SELECT a, count(*) FROM around.half GROUP BY a;
DROP TABLE around.half CASCADE;
DROP FUNCTION around.theirs;
DROP ROLE regress_another;
SELECT tripgrid.create_feed('f', '{a,b}', target => 'numbers');
SELECT tripgrid.create_feed('f', target => 'numbers', mapping => '{"x": "t"}');
SELECT tripgrid.create_feed('f', target => 'numbers', key => '{x}');
SELECT tripgrid.create_feed('f', target => 'numbers', on_key => 'replace');
SELECT tripgrid.create_feed('f', target => 'numbers', key => '{n}',
  on_key => 'keep');
SELECT tripgrid.create_feed('f', target => 'numbers', key => '{n}',
  version => 't');
SELECT tripgrid.create_feed('f', target => 'numbers', key => '{n}',
  history => true);
SELECT tripgrid.create_feed('f', target => 'numbers',
  privacy => '{"time_grid": "1 hour"}');
SELECT feed, target, key, on_key, version, history
  FROM tripgrid.feeds() WHERE target IS NOT NULL ORDER BY feed;
SELECT rows_read, rows_loaded FROM around.loads
 WHERE rows_loaded + rows_rejected + rows_superseded <> rows_read;

DROP SCHEMA around CASCADE;

-- Feeds into tables, where the table, its keys or the ledger are unusual.
\set VERBOSITY terse
SET client_min_messages = warning;
SELECT tripgrid.create_store('edges');
SET tripgrid.store = 'edges';
CREATE FUNCTION pg_temp.counts(target text) RETURNS TABLE (loaded bigint,
  rejected bigint, superseded bigint, rows bigint) LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY EXECUTE format('SELECT l.rows_loaded, l.rows_rejected,
      l.rows_superseded, (SELECT count(*) FROM edges.%I AS t
        WHERE t.load_id = l.load_id)
    FROM edges.loads AS l WHERE l.target = %L ORDER BY l.load_id',
    target, target);
END
$$;

-- a partition as the target keeps its bounds; in partitions rows are replaced
CREATE TABLE edges.days (day date, n int, PRIMARY KEY (day))
  PARTITION BY RANGE (day);
CREATE TABLE edges.days_24 PARTITION OF edges.days
  FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
SELECT tripgrid.create_feed('part', target => 'days_24');
INSERT INTO edges.part VALUES ('2024-05-01', '1'), ('2030-05-01', '2');
SELECT tripgrid.create_feed('whole', target => 'days', key => '{day}',
  on_key => 'replace');
INSERT INTO edges.whole VALUES ('2024-05-01', '3'), ('2024-05-02', '4');
SELECT day, n FROM edges.days ORDER BY day;

-- another rule that speaks before that of the key does
CREATE TABLE edges.users (id int, email text UNIQUE, v text);
SELECT tripgrid.create_feed('user_feed', target => 'users', key => '{id}',
  on_key => 'replace', add_load_id => true);
INSERT INTO edges.user_feed VALUES ('1', 'x@', 'a');
INSERT INTO edges.user_feed VALUES ('1', 'x@', 'b'), ('2', 'x@', 'c');
SELECT id, email, v FROM edges.users ORDER BY id;
SELECT * FROM pg_temp.counts('users');

-- rejects that come again replace, and are counted
CREATE TABLE edges.orders (id int, v text CHECK (v <> 'bad'));
SELECT tripgrid.create_feed('order_feed', target => 'orders', key => '{id}',
  on_key => 'replace', add_load_id => true);
INSERT INTO edges.order_feed VALUES ('1', 'a'), ('2', 'b');
INSERT INTO edges.order_feed VALUES ('1', 'bad'), ('3', 'bad'), ('4', 'd');
ALTER TABLE edges.orders DROP CONSTRAINT orders_v_check;
SELECT tripgrid.retry_rejects((SELECT max(load_id) FROM edges.loads));
SELECT id, v FROM edges.orders ORDER BY id;
SELECT * FROM pg_temp.counts('orders');

-- a row that a trigger keeps is not replaced
CREATE FUNCTION edges.keep() RETURNS trigger LANGUAGE plpgsql
  AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER keep BEFORE UPDATE ON edges.orders FOR EACH ROW
  WHEN (OLD.id = 1) EXECUTE FUNCTION edges.keep();
INSERT INTO edges.order_feed VALUES ('1', 'x'), ('2', 'x');
SELECT id, v FROM edges.orders ORDER BY id;
SELECT * FROM pg_temp.counts('orders');

-- the key of a load holds although newer rows have replaced all of it
DROP TRIGGER keep ON edges.orders;
BEGIN;
SET LOCAL tripgrid.load_key = 'monday';
INSERT INTO edges.order_feed VALUES ('9', 'monday');
COMMIT;
INSERT INTO edges.order_feed VALUES ('9', 'tuesday');
BEGIN;
SET LOCAL tripgrid.load_key = 'monday';
INSERT INTO edges.order_feed VALUES ('9', 'monday');
COMMIT;
SELECT v FROM edges.orders WHERE id = 9;

-- erasing from a load with such rows
INSERT INTO edges.order_feed VALUES ('1', 'a'), ('1', 'b'), ('x', 'anna');
SELECT count(*) FROM tripgrid.erase_trips(external_id => 'anna',
  datasource => 'app');
SELECT count(*) FROM edges.loads
 WHERE rows_loaded + rows_rejected + rows_superseded <> rows_read;

-- what brought nothing can be undone, what replaced cannot
INSERT INTO edges.order_feed VALUES ('y', 'a');
SELECT tripgrid.undo_load((SELECT max(load_id) FROM edges.loads));
INSERT INTO edges.order_feed VALUES ('8', 'a');
SELECT tripgrid.undo_load((SELECT max(load_id) FROM edges.loads));

-- keys: twice the same column, and indexes that find other values equal
CREATE TABLE edges.pairs (a int, b int, PRIMARY KEY (a, b));
SELECT tripgrid.create_feed('f', target => 'pairs', key => '{a,a}');
CREATE COLLATION edges.ci (provider = icu, locale = 'und-u-ks-level2',
  deterministic = false);
CREATE TABLE edges.names (name text, v text);
CREATE UNIQUE INDEX names_ci ON edges.names (name COLLATE edges.ci);
SELECT tripgrid.create_feed('name_feed', target => 'names', key => '{name}',
  on_key => 'replace');
SELECT count(*) FROM pg_indexes WHERE schemaname = 'edges'
   AND tablename = 'names';

-- columns that are called as ours
CREATE TABLE edges.freight (load_id bigint, tripgrid_row int, id int);
SELECT tripgrid.create_feed('f', target => 'freight', add_load_id => true);
SELECT tripgrid.create_feed('freight_feed', target => 'freight',
  key => '{id}', on_key => 'replace');
INSERT INTO edges.freight_feed VALUES ('1000', '5', '1'), ('1001', '6', '1');
INSERT INTO edges.freight_feed VALUES ('1002', '7', '1');
SELECT * FROM edges.freight;

-- a column that is renamed is missed, not left empty
CREATE TABLE edges.hours (at timestamp, value int);
SELECT tripgrid.create_feed('hour_feed', '{at,value,other}',
  target => 'hours');
ALTER TABLE edges.hours RENAME value TO val;
INSERT INTO edges.hour_feed VALUES ('2024-01-01 10:00', '1', 'x');
SELECT count(*) FROM edges.hours;

-- history: a version is needed, and no view of somebody's is replaced
CREATE TABLE edges.states (id int, v text, at int);
CREATE VIEW edges.states_latest AS SELECT 1 AS mine;
SELECT tripgrid.create_feed('f', target => 'states', key => '{id}',
  on_key => 'replace', history => true);
SELECT tripgrid.create_feed('f', target => 'states', key => '{id}',
  on_key => 'replace', version => 'at', history => true);
SELECT * FROM edges.states_latest;

-- JSON of many columns
SELECT format('CREATE TABLE edges.wide (%s)',
  string_agg(format('c%s int', i), ', ')) FROM generate_series(1, 120) AS i
\gexec
SELECT tripgrid.create_feed('wide_feed', target => 'wide', format => 'json');
INSERT INTO edges.wide_feed VALUES ('{"c1": 1, "c120": 120}');
SELECT c1, c120 FROM edges.wide;
SELECT (object::json)->>'c120' AS c120 FROM edges.wide_feed;

-- a new mapping leaves what is called the same; what fills nothing is said
CREATE TABLE edges.remapped (id int, v int, note text);
SET client_min_messages = notice;
SELECT tripgrid.create_feed('remapped_feed', '{id,v,remark,spare}',
  '{"note": "remark"}', target => 'remapped');
ALTER TABLE edges.remapped ADD spare int;
SELECT tripgrid.change_feed('remapped_feed', mapping => '{"note": "remark"}');
INSERT INTO edges.remapped_feed VALUES ('1', '2', 'a', '3');
SELECT tripgrid.change_feed('remapped_feed', mapping => '{"note": "v"}',
  constants => '{"v": "7"}');
INSERT INTO edges.remapped_feed VALUES ('4', '5', 'b', '6');
SET client_min_messages = warning;
SELECT * FROM edges.remapped ORDER BY id;

-- rules that write other rows instead
CREATE TABLE edges.ruled (id int, v int);
CREATE TABLE edges.instead (id int);
SELECT tripgrid.create_feed('ruled_feed', target => 'ruled',
  add_load_id => true);
CREATE RULE more AS ON INSERT TO edges.ruled DO INSTEAD
  INSERT INTO edges.instead SELECT NEW.id FROM generate_series(1, 3);
INSERT INTO edges.ruled_feed VALUES ('1', '1'), ('2', '1');
DROP RULE more ON edges.ruled;
CREATE RULE none AS ON UPDATE TO edges.ruled WHERE NEW.v < 0
  DO INSTEAD NOTHING;
SELECT tripgrid.create_feed('ruled_key', target => 'ruled', key => '{id}',
  on_key => 'replace');
ALTER TABLE edges.ruled DISABLE RULE none;
SELECT tripgrid.create_feed('ruled_key', target => 'ruled', key => '{id}',
  on_key => 'replace');
INSERT INTO edges.ruled_key VALUES ('1', '1');
ALTER TABLE edges.ruled ENABLE RULE none;
INSERT INTO edges.ruled_key VALUES ('1', '2'), ('2', '2');
-- those that the session's role does not fire do nothing
ALTER TABLE edges.ruled DISABLE RULE none;
INSERT INTO edges.ruled_key VALUES ('2', 'x'), ('1', 'x');
SELECT max(load_id) AS load_id FROM edges.loads \gset
CREATE FUNCTION pg_temp.outcome(role text, load bigint) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('session_replication_role', role, true);
  UPDATE edges.rejects SET fields[2] = '8' WHERE load_id = load;
  RAISE '%', (SELECT r FROM tripgrid.retry_rejects(load) AS r);
EXCEPTION WHEN OTHERS THEN
  RETURN sqlerrm;
END
$$;
SELECT role, pg_temp.outcome(role, :load_id) AS disabled
  FROM unnest(ARRAY['origin', 'local', 'replica']) AS role;
ALTER TABLE edges.ruled ENABLE RULE none;
SELECT role, pg_temp.outcome(role, :load_id) AS enabled
  FROM unnest(ARRAY['origin', 'local', 'replica']) AS role;
ALTER TABLE edges.ruled ENABLE REPLICA RULE none;
SELECT role, pg_temp.outcome(role, :load_id) AS replica
  FROM unnest(ARRAY['origin', 'local', 'replica']) AS role;
ALTER TABLE edges.ruled ENABLE ALWAYS RULE none;
SELECT role, pg_temp.outcome(role, :load_id) AS always
  FROM unnest(ARRAY['origin', 'local', 'replica']) AS role;
SELECT tripgrid.undo_load(:load_id);
DROP RULE none ON edges.ruled;
CREATE RULE also AS ON UPDATE TO edges.ruled
  DO ALSO INSERT INTO edges.instead VALUES (NEW.id);
INSERT INTO edges.ruled_key VALUES ('1', '3'), ('2', '3');
SELECT id, v FROM edges.ruled ORDER BY id;
SELECT * FROM edges.instead;
SELECT * FROM pg_temp.counts('ruled');

-- rows that the owner has given to a load that did not bring them
CREATE TABLE edges.given (id int);
SELECT tripgrid.create_feed('given_feed', target => 'given', key => '{id}',
  on_key => 'replace', add_load_id => true);
INSERT INTO edges.given_feed VALUES ('1');
INSERT INTO edges.given SELECT n, max(load_id)
  FROM edges.loads, generate_series(2, 3) AS n GROUP BY n;
INSERT INTO edges.given_feed VALUES ('1'), ('2'), ('3');
SELECT * FROM pg_temp.counts('given');

-- tables that inherit from a target keep their rows, and are none of its keys
CREATE TABLE edges.parents (id int, v text);
SELECT tripgrid.create_feed('parent_feed', target => 'parents', key => '{id}',
  on_key => 'replace', add_load_id => true);
INSERT INTO edges.parent_feed VALUES ('1', 'a'), ('2', 'b');
CREATE TABLE edges.children () INHERITS (edges.parents);
INSERT INTO edges.children SELECT 1, 'child', max(load_id) FROM edges.loads;
INSERT INTO edges.parent_feed VALUES ('1', 'new');
SELECT tableoid::regclass AS of, id, v FROM edges.parents ORDER BY 1, 2;
SELECT * FROM pg_temp.counts('parents');
SET client_min_messages = notice;
SELECT tripgrid.drop_feed('parent_feed');
SELECT tripgrid.create_feed('parent_feed', '{id,v}', target => 'parents',
  key => '{id}');
SET client_min_messages = warning;
INSERT INTO edges.parent_feed VALUES ('3', 'c');
INSERT INTO edges.children SELECT 3, 'child', max(load_id) FROM edges.loads;
SELECT tripgrid.undo_load((SELECT max(load_id) FROM edges.loads));
SELECT tableoid::regclass AS of, id, v FROM edges.parents ORDER BY 1, 2;

-- a table that is not there by its name: renamed, or dropped
CREATE TABLE edges.named (id int);
SELECT tripgrid.create_feed('named_feed', target => 'named',
  add_load_id => true);
INSERT INTO edges.named_feed VALUES ('1'), ('2');
SELECT max(load_id) AS load_id FROM edges.loads \gset
ALTER TABLE edges.named RENAME TO renamed;
SELECT tripgrid.undo_load(:load_id);
CREATE TABLE edges.named (LIKE edges.renamed INCLUDING COMMENTS);
SELECT tripgrid.undo_load(:load_id);
SELECT state, rows_loaded FROM edges.loads WHERE load_id = :load_id;
DROP TABLE edges.named;
ALTER TABLE edges.renamed RENAME TO named;
SELECT tripgrid.undo_load(:load_id);
INSERT INTO edges.named_feed VALUES ('1'), ('2');
DROP TABLE edges.named CASCADE;
SELECT tripgrid.undo_load(max(load_id)) FROM edges.loads;
SELECT state, rows_loaded FROM edges.loads ORDER BY load_id DESC LIMIT 1;

-- rows of a load that are not where it brought them are not given up unsaid
CREATE TABLE edges.months (day date, v int) PARTITION BY RANGE (day);
CREATE TABLE edges.months_may PARTITION OF edges.months
  FOR VALUES FROM ('2024-05-01') TO ('2024-06-01');
CREATE TABLE edges.months_june PARTITION OF edges.months
  FOR VALUES FROM ('2024-06-01') TO ('2024-07-01');
SELECT tripgrid.create_feed('months_feed', target => 'months',
  add_load_id => true);
INSERT INTO edges.months_feed VALUES ('2024-05-01', '1'), ('2024-05-02', '2'),
  ('2024-06-01', '3');
SELECT max(load_id) AS load_id FROM edges.loads \gset
CREATE SCHEMA edges_moved;
\set VERBOSITY default
-- a partition was detached, and moved
BEGIN;
ALTER TABLE edges.months DETACH PARTITION edges.months_june;
SELECT tripgrid.undo_load(:load_id);
ROLLBACK;
BEGIN;
ALTER TABLE edges.months DETACH PARTITION edges.months_june;
ALTER TABLE edges.months DETACH PARTITION edges.months_may;
ALTER TABLE edges.months_june SET SCHEMA edges_moved;
DELETE FROM edges.months_may;
SELECT tripgrid.undo_load(:load_id);
ROLLBACK;
-- the table was moved; another has its name, and some of its rows
BEGIN;
ALTER TABLE edges.months SET SCHEMA edges_moved;
SELECT tripgrid.undo_load(:load_id);
ROLLBACK;
BEGIN;
ALTER TABLE edges.months RENAME TO old_months;
CREATE TABLE edges.months (LIKE edges.old_months INCLUDING COMMENTS);
INSERT INTO edges.months SELECT * FROM edges.old_months WHERE v = 1;
SELECT tripgrid.undo_load(:load_id);
ROLLBACK;
-- rows were deleted; there is a copy, or another store's load of that number
BEGIN;
CREATE TABLE edges.copy AS TABLE edges.months;
DELETE FROM edges.months WHERE v = 1;
SELECT tripgrid.create_store('edges_other');
CREATE TABLE edges_other.months (day date, v int);
SELECT tripgrid.create_feed('months_feed', target => 'months',
  add_load_id => true, store => 'edges_other');
INSERT INTO edges_other.months SELECT * FROM edges.copy WHERE v = 1;
SELECT tripgrid.undo_load(:load_id);
SELECT count(*) FROM edges.months;
ROLLBACK;
BEGIN;
DROP TABLE edges.months CASCADE;
SELECT tripgrid.undo_load(:load_id);
ROLLBACK;
-- columns were added since; a table of the name that ours has is no store
BEGIN;
ALTER TABLE edges.months DETACH PARTITION edges.months_june;
ALTER TABLE edges.months_june ADD archived date;
SELECT tripgrid.undo_load(:load_id);
ROLLBACK;
BEGIN;
ALTER TABLE edges.months DETACH PARTITION edges.months_june;
ALTER TABLE edges.months ADD w int;
SELECT tripgrid.undo_load(:load_id);
ROLLBACK;
BEGIN;
ALTER TABLE edges.months DETACH PARTITION edges.months_june;
ALTER TABLE edges.months_june SET SCHEMA edges_moved;
CREATE VIEW edges_moved.loads AS SELECT 1;
CREATE VIEW edges_moved.segments AS SELECT 1;
SELECT tripgrid.undo_load(:load_id);
ROLLBACK;
-- renamed, and attached to another table
BEGIN;
ALTER TABLE edges.months DETACH PARTITION edges.months_june;
ALTER TABLE edges.months_june RENAME TO june;
ALTER TABLE edges.june ADD archived date;
CREATE TABLE edges.years (LIKE edges.june) PARTITION BY RANGE (day);
ALTER TABLE edges.years ATTACH PARTITION edges.june DEFAULT;
SELECT tripgrid.undo_load(:load_id);
ROLLBACK;
-- what is not known as the target's is named, and undone when it is put back
BEGIN;
ALTER TABLE edges.months DETACH PARTITION edges.months_june;
ALTER TABLE edges.months_june ADD archived date;
ALTER TABLE edges.months ADD w int;
SELECT tripgrid.undo_load(:load_id);
ALTER TABLE edges.months_june DROP archived, ADD w int;
ALTER TABLE edges.months ATTACH PARTITION edges.months_june
  FOR VALUES FROM ('2024-06-01') TO ('2024-07-01');
SELECT tripgrid.undo_load(:load_id);
SELECT count(*) FROM edges.months;
ROLLBACK;
-- a copy that is made to have loads, and a table with numbers of its own
BEGIN;
CREATE TABLE edges.copy (LIKE edges.months INCLUDING ALL);
INSERT INTO edges.copy TABLE edges.months;
CREATE TABLE edges.cargo (load_id bigint, kilograms int);
INSERT INTO edges.cargo VALUES (:load_id, 1);
DELETE FROM edges.months WHERE v = 1;
SAVEPOINT copied;
SELECT tripgrid.undo_load(:load_id);
ROLLBACK TO copied;
ALTER TABLE edges.copy RENAME load_id TO copied_load;
SELECT tripgrid.undo_load(:load_id);
ROLLBACK;
-- what others have written of their partitions of the owner's is not evaluated
BEGIN;
CREATE FUNCTION edges.hear(n int) RETURNS bool IMMUTABLE
LANGUAGE plpgsql AS $$
BEGIN
  IF current_user <> 'regress_tg_edges' THEN
    RAISE WARNING 'evaluated as another';
  END IF;
  RETURN true;
END
$$;
CREATE ROLE regress_tg_edges;
GRANT ALL ON SCHEMA edges TO regress_tg_edges;
CREATE TABLE edges.heard (LIKE edges.months) PARTITION BY LIST (v);
CREATE TABLE edges.heard_1 PARTITION OF edges.heard FOR VALUES IN (1);
CREATE TABLE edges.heard_2 PARTITION OF edges.heard FOR VALUES IN (2);
INSERT INTO edges.heard SELECT day, v, 0 FROM edges.months WHERE v < 3;
ALTER TABLE edges.heard_1 OWNER TO regress_tg_edges;
SET LOCAL ROLE regress_tg_edges;
CREATE INDEX ON edges.heard_1 (load_id) WHERE edges.hear(5);
RESET ROLE;
DELETE FROM edges.months WHERE v = 1;
SAVEPOINT heard;
SELECT tripgrid.undo_load(:load_id);
ROLLBACK TO heard;
ALTER TABLE edges.heard OWNER TO regress_tg_edges;
SET LOCAL ROLE regress_tg_edges;
SET LOCAL client_min_messages = error;
CREATE INDEX ON edges.heard (load_id) WHERE edges.hear(5);
SET LOCAL client_min_messages = warning;
RESET ROLE;
SELECT tripgrid.undo_load(:load_id);
ROLLBACK;
SELECT tripgrid.undo_load(:load_id);
\set VERBOSITY terse
DROP SCHEMA edges_moved;

-- what a trigger says of a row is kept as far as a reason goes
CREATE TABLE edges.told (id int);
SELECT tripgrid.create_feed('told_feed', target => 'told');
CREATE FUNCTION edges.tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', repeat(U&'\00E4', 100000);
END
$$;
CREATE TRIGGER tell BEFORE INSERT ON edges.told
  FOR EACH ROW EXECUTE FUNCTION edges.tell();
INSERT INTO edges.told_feed VALUES ('1');
SELECT octet_length(err_message) FROM edges.rejects
  ORDER BY load_id DESC LIMIT 1;

-- a row does not give way to one that a trigger keeps out
CREATE TABLE edges.kept_out (id int, v int);
CREATE FUNCTION edges.keep_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RETURN CASE WHEN NEW.v = 13 THEN NULL ELSE NEW END;
END
$$;
CREATE TRIGGER keep_out BEFORE INSERT OR UPDATE ON edges.kept_out
  FOR EACH ROW EXECUTE FUNCTION edges.keep_out();
SELECT tripgrid.create_feed('kept_out_feed', target => 'kept_out',
  key => '{id}', on_key => 'replace', version => 'v', add_load_id => true);
INSERT INTO edges.kept_out_feed VALUES ('1', '12'), ('1', '13'), ('2', '11'),
  ('2', '12'), ('2', '13'), ('3', '13'), ('4', '1'), ('4', '2');
SELECT id, v FROM edges.kept_out ORDER BY id;
SELECT * FROM pg_temp.counts('kept_out');
INSERT INTO edges.kept_out_feed VALUES ('4', '3'), ('4', '13'), ('1', '13');
SELECT id, v FROM edges.kept_out ORDER BY id;
SELECT * FROM pg_temp.counts('kept_out');
SELECT tripgrid.create_feed('first_feed', target => 'kept_out',
  key => '{id}');
INSERT INTO edges.first_feed VALUES ('9', '13'), ('9', '1'), ('9', '2');
SELECT id, v FROM edges.kept_out WHERE id = 9;
SELECT lineno, err_message FROM edges.rejects
  WHERE load_id = (SELECT max(load_id) FROM edges.loads);

-- a column of loads that is known as such no more
CREATE TABLE edges.unknown (id int);
SELECT tripgrid.create_feed('unknown_feed', target => 'unknown',
  add_load_id => true);
COMMENT ON COLUMN edges.unknown.load_id IS NULL;
INSERT INTO edges.unknown_feed VALUES ('1');
SELECT tripgrid.change_feed('unknown_feed', decimal_comma => true);
COMMENT ON COLUMN edges.unknown.load_id
  IS 'the load of tripgrid that brought the row';
SELECT tripgrid.change_feed('unknown_feed', decimal_comma => true);
INSERT INTO edges.unknown_feed VALUES ('1');
ALTER TABLE edges.unknown DROP load_id;
INSERT INTO edges.unknown_feed VALUES ('1');
SELECT tripgrid.drop_feed('unknown_feed');
SELECT tripgrid.create_feed('unknown_feed', target => 'unknown');
INSERT INTO edges.unknown_feed VALUES ('1');
SELECT count(*) FROM edges.unknown;

-- rows that the owner has given to a load of trips, which are there as before
INSERT INTO edges.feed VALUES ('r', '16.3,48.2', '16.4,48.1',
  '2024-06-03 08:00', 'd');
UPDATE edges.given SET load_id = l.load_id FROM edges.loads AS l
  WHERE l.target IS NULL;
INSERT INTO edges.given_feed VALUES ('1'), ('2');
SELECT rows_read, rows_loaded, rows_superseded FROM edges.loads
  WHERE target IS NULL;

DROP SCHEMA edges CASCADE;

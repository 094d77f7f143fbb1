--
-- tripgrid.reject_limit: a load gone wrong fails, and its rejects are kept.
--
SET DateStyle = ISO;
SET TimeZone = 'UTC';
\set SHOW_CONTEXT never
SELECT tripgrid.create_store('limited');
SET tripgrid.store = 'limited';
CREATE FUNCTION pg_temp.rides(source text, trips int, bad int)
RETURNS SETOF limited.feed LANGUAGE sql AS $$
  SELECT 'Vienna', '16.3,48.2', CASE WHEN n <= bad THEN 'bad ' || n
    ELSE '16.4,48.1' END, '2024-06-03 08:00', source
  FROM generate_series(1, trips + bad) AS n
$$;
CREATE VIEW pg_temp.ledger AS
  SELECT load_id, load_key, state, error, rows_read, rows_loaded,
    rows_rejected,
    (SELECT count(*) FROM limited.rejects AS r WHERE r.load_id = l.load_id)
      AS rejects,
    (SELECT count(*) FROM limited.trips AS t WHERE t.load_id = l.load_id)
      AS trips
  FROM limited.loads AS l WHERE finished_at >= started_at;

--
-- a number: the first row above it fails the load
--
SHOW tripgrid.reject_limit;
SET tripgrid.reject_limit = '3';
INSERT INTO limited.feed SELECT * FROM pg_temp.rides('a', 5, 3);
INSERT INTO limited.feed SELECT * FROM pg_temp.rides('b', 5, 7);
COPY limited.feed FROM stdin (FORMAT csv);
Vienna,"16.3,48.2","16.4,48.1",2024-06-03 08:00,c
Vienna,"16.3,48.2","16.4,98.1",2024-06-03 08:00,c
Vienna,"16.3,48.2","16.4,48.1",2024-06-33 08:00,c
,"16.3,48.2","16.4,48.1",2024-06-03 08:00,c
Vienna,"16.3,48.2","16.4,48.1",2024-06-03 08:00,
Vienna,"16.3,48.2","16.4,48.1",2024-06-03 08:00,c
\.
SELECT * FROM pg_temp.ledger ORDER BY load_id;
SELECT lineno, errorcode, err_message, colname, raw_field_value, fields
  FROM limited.rejects WHERE load_id = 3 ORDER BY lineno;
SELECT load_id, rows, err_message, colname, lineno FROM limited.reject_summary
 ORDER BY load_id, lineno;
SET tripgrid.reject_limit = 0;
INSERT INTO limited.feed SELECT * FROM pg_temp.rides('d', 5, 0);
INSERT INTO limited.feed SELECT * FROM pg_temp.rides('d', 5, 1);

--
-- a share: of all rows, so the end of the load tells
--
SET tripgrid.reject_limit = '12.5 %';
INSERT INTO limited.feed SELECT * FROM pg_temp.rides('e', 7000, 1000);
INSERT INTO limited.feed SELECT * FROM pg_temp.rides('f', 7000, 1001);
INSERT INTO limited.feed SELECT * FROM pg_temp.rides('g', 0, 0);
SET tripgrid.reject_limit = '100%';
INSERT INTO limited.feed SELECT * FROM pg_temp.rides('h', 0, 5);
SELECT * FROM pg_temp.ledger WHERE load_id > 3 ORDER BY load_id;
SELECT count(*), min(lineno), max(lineno), count(DISTINCT lineno),
    bool_and(raw_field_value = 'bad ' || lineno) AS whole
  FROM limited.rejects WHERE load_id = 7;

--
-- a load that failed has not used its key; its rejects go with undo_load
--
SET tripgrid.reject_limit = 1;
BEGIN;
SET LOCAL tripgrid.load_key = 'twice';
INSERT INTO limited.feed SELECT * FROM pg_temp.rides('i', 5, 2);
ROLLBACK;
SET tripgrid.reject_limit = 2;
BEGIN;
SET LOCAL tripgrid.load_key = 'twice';
INSERT INTO limited.feed SELECT * FROM pg_temp.rides('i', 5, 2);
INSERT INTO limited.feed SELECT * FROM pg_temp.rides('i', 5, 2);
COMMIT;
SELECT * FROM pg_temp.ledger WHERE load_key = 'twice' ORDER BY load_id;
-- what has become good makes it a load, without its key: that stands for all
SELECT * FROM tripgrid.retry_rejects(10);
UPDATE limited.rejects SET fields[3] = '16.4,48.1'
 WHERE load_id = 10 AND lineno = 2;
SELECT * FROM tripgrid.retry_rejects(10);
SELECT * FROM pg_temp.ledger WHERE load_id IN (10, 11) ORDER BY load_id;
SELECT tripgrid.undo_load(10);
SELECT * FROM tripgrid.retry_rejects(10);
SELECT * FROM pg_temp.ledger WHERE load_key = 'twice' ORDER BY load_id;

--
-- trips that a trigger leaves out count as rejected, but are not kept
--
CREATE FUNCTION pg_temp.leave_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RETURN NULL;
END
$$;
CREATE TRIGGER leave_out BEFORE INSERT ON limited.trips FOR EACH ROW
  EXECUTE FUNCTION pg_temp.leave_out();
INSERT INTO limited.feed SELECT * FROM pg_temp.rides('k', 5, 1);
DROP TRIGGER leave_out ON limited.trips;
SELECT * FROM pg_temp.ledger ORDER BY load_id DESC LIMIT 1;

--
-- the failed statement is rolled back, others of its transaction are not; a
-- limit does not count for a retry
--
SET tripgrid.reject_limit = 1;
BEGIN;
INSERT INTO limited.feed SELECT * FROM pg_temp.rides('l', 5, 1);
SAVEPOINT a;
INSERT INTO limited.feed SELECT * FROM pg_temp.rides('l', 5, 2);
ROLLBACK TO a;
INSERT INTO limited.feed SELECT * FROM pg_temp.rides('l', 6, 1);
COMMIT;
SELECT * FROM pg_temp.ledger ORDER BY load_id DESC LIMIT 3;
SET tripgrid.reject_limit = 0;
SELECT max(load_id) AS load_id FROM limited.loads \gset
SELECT * FROM tripgrid.retry_rejects(:load_id);
-- the first bad row is an error already
SET tripgrid.on_reject = 'error';
INSERT INTO limited.feed SELECT * FROM pg_temp.rides('m', 5, 1);
RESET tripgrid.on_reject;

--
-- what is no limit
--
SET tripgrid.reject_limit = 'some';
SET tripgrid.reject_limit = '-1';
SET tripgrid.reject_limit = '1.5';
SET tripgrid.reject_limit = '101 %';
SET tripgrid.reject_limit = 'off';
INSERT INTO limited.feed SELECT * FROM pg_temp.rides('n', 0, 10);

--
-- a role that has INSERT on the feed only, and one that has nothing
--
CREATE ROLE regress_tg_limited LOGIN;
GRANT USAGE ON SCHEMA limited TO regress_tg_limited;
GRANT INSERT ON limited.feed TO regress_tg_limited;
SET tripgrid.reject_limit = 1;
SET ROLE regress_tg_limited;
BEGIN;
SET LOCAL tripgrid.load_key = 'loader';
COPY limited.feed FROM stdin (FORMAT csv);
Vienna,"16.3,48.2","16.4,98.1",2024-06-03 08:00,c
Vienna,"16.3,48.2","16.4,98.1",2024-06-03 08:00,c
\.
ROLLBACK;
BEGIN;
SET LOCAL tripgrid.load_key = 'loader';
COPY limited.feed FROM stdin (FORMAT csv);
Vienna,"16.3,48.2","16.4,98.1",2024-06-03 08:00,c
Vienna,"16.3,48.2","16.4,48.1",2024-06-03 08:00,c
\.
COPY limited.feed FROM stdin (FORMAT csv);
Vienna,"16.3,48.2","16.4,48.1",2024-06-03 08:00,c
\.
COMMIT;
SELECT tripgrid.undo_load(1);
SELECT * FROM tripgrid.retry_rejects(1);
SELECT * FROM limited.reject_summary;
RESET ROLE;
REVOKE INSERT ON limited.feed FROM regress_tg_limited;
SET ROLE regress_tg_limited;
INSERT INTO limited.feed VALUES ('Vienna');
RESET ROLE;
SELECT load_id, load_key, loaded_by, state, rows_read, rows_loaded,
    rows_rejected
  FROM limited.loads WHERE load_key = 'loader' ORDER BY load_id;
DROP OWNED BY regress_tg_limited;
DROP ROLE regress_tg_limited;
RESET tripgrid.reject_limit;

SELECT load_id FROM pg_temp.ledger
 WHERE rows_loaded + rows_rejected <> rows_read OR rows_loaded <> trips
    OR rows_rejected <> rejects;
SELECT * FROM tripgrid.verify();
RESET tripgrid.store;
DROP VIEW pg_temp.ledger;
DROP FUNCTION pg_temp.rides;
SELECT tripgrid.drop_store('limited', force => true);

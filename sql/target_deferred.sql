--
-- Deferred constraints of a target are checked as rows are written.
--
SET DateStyle = ISO;
\set SHOW_CONTEXT never
SELECT tripgrid.create_store('later');
SET tripgrid.store = 'later';
CREATE ROLE regress_tg_loader;
GRANT USAGE ON SCHEMA later TO regress_tg_loader;
CREATE TABLE later.customers (id int PRIMARY KEY);
INSERT INTO later.customers VALUES (1), (2);
CREATE TABLE later.orders (id int, customer int, seat point,
  CONSTRAINT orders_key UNIQUE (id) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT orders_customer FOREIGN KEY (customer)
    REFERENCES later.customers DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT orders_seat EXCLUDE USING gist (seat WITH ~=)
    DEFERRABLE INITIALLY DEFERRED);
SELECT tripgrid.create_feed('order_feed', target => 'orders',
  add_load_id => true);
GRANT INSERT ON later.order_feed TO regress_tg_loader;
CREATE FUNCTION pg_temp.reasons(OUT lineno bigint, OUT reason text)
RETURNS SETOF record LANGUAGE sql AS $$
  SELECT lineno, err_message FROM later.rejects
   WHERE load_id = (SELECT max(load_id) FROM later.loads) ORDER BY lineno
$$;

INSERT INTO later.order_feed VALUES ('1', '1', '(1,1)'), ('1', '2', '(2,1)'),
  ('3', '9', '(3,1)'), ('4', '1', '(1,1)'), ('5', '2', '(5,1)');
SELECT * FROM later.orders ORDER BY id;
SELECT * FROM pg_temp.reasons();
SELECT rows_read, rows_loaded, rows_rejected FROM later.loads;

-- what else the transaction writes waits, as it did before the load
BEGIN;
INSERT INTO later.order_feed VALUES ('6', '9', '(6,1)'), ('7', '1', '(7,1)');
INSERT INTO later.orders VALUES (8, 77, '(8,1)');
INSERT INTO later.customers VALUES (77);
COMMIT;
SELECT id, customer FROM later.orders WHERE id > 5 ORDER BY id;

-- rows that wait are not looked at by a load, and those of the load wait too
BEGIN;
INSERT INTO later.orders VALUES (10, 78, '(10,1)');
INSERT INTO later.order_feed VALUES ('11', '99', '(11,1)');
INSERT INTO later.customers VALUES (78), (99);
COMMIT;
SELECT id, customer FROM later.orders WHERE id > 9 ORDER BY id;
BEGIN;
INSERT INTO later.orders VALUES (12, 1, '(12,1)');
INSERT INTO later.order_feed VALUES ('13', '999', '(13,1)');
COMMIT;

-- others load, too; nothing of theirs may wait
SET ROLE regress_tg_loader;
INSERT INTO later.order_feed VALUES ('1', '1', '(21,1)'), ('22', '1', '(22,1)'),
  ('23', '9', '(23,1)');
RESET ROLE;
SELECT * FROM pg_temp.reasons();
BEGIN;
INSERT INTO later.orders VALUES (24, 1, '(24,1)');
SET LOCAL ROLE regress_tg_loader;
INSERT INTO later.order_feed VALUES ('25', '1', '(25,1)');
ROLLBACK;

-- a trigger of the owner's, too: its errors are rejects
CREATE FUNCTION later.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.id % 10 = 0 THEN
    RAISE 'no order has number %', NEW.id;
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER orders_number AFTER INSERT ON later.orders
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION later.refuse();
SET ROLE regress_tg_loader;
INSERT INTO later.order_feed VALUES ('30', '1', '(30,1)'),
  ('31', '1', '(31,1)'), ('40', '1', '(40,1)');
RESET ROLE;
SELECT * FROM pg_temp.reasons();

-- another table with a constraint of the name: its rows would be looked at
CREATE TABLE later.others (id int, CONSTRAINT orders_customer FOREIGN KEY (id)
  REFERENCES later.customers DEFERRABLE INITIALLY DEFERRED);
BEGIN;
INSERT INTO later.others VALUES (500);
INSERT INTO later.order_feed VALUES ('51', '1', '(51,1)'),
  ('60', '1', '(60,1)');
INSERT INTO later.customers VALUES (500);
COMMIT;
SELECT * FROM pg_temp.reasons();
ALTER TABLE later.others ALTER CONSTRAINT orders_customer INITIALLY IMMEDIATE;
INSERT INTO later.order_feed VALUES ('61', '1', '(61,1)'),
  ('70', '1', '(70,1)');
SET ROLE regress_tg_loader;
INSERT INTO later.order_feed VALUES ('71', '1', '(71,1)');
RESET ROLE;
DROP TABLE later.others;

-- partitions have some of their own
CREATE TABLE later.parted (id int, customer int) PARTITION BY LIST (customer);
CREATE TABLE later.parted_1 PARTITION OF later.parted FOR VALUES IN (1);
CREATE TABLE later.parted_2 PARTITION OF later.parted FOR VALUES IN (2, 3);
ALTER TABLE later.parted ADD CONSTRAINT parted_customer FOREIGN KEY (customer)
  REFERENCES later.customers DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE later.parted_1 ADD CONSTRAINT parted_key UNIQUE (id)
  DEFERRABLE INITIALLY DEFERRED;
SELECT tripgrid.create_feed('parted_feed', target => 'parted',
  add_load_id => true);
GRANT INSERT ON later.parted_feed TO regress_tg_loader;
SET ROLE regress_tg_loader;
INSERT INTO later.parted_feed VALUES ('1', '1'), ('1', '2'), ('1', '1'),
  ('2', '3'), ('2', '4');
RESET ROLE;
SELECT tableoid::regclass, id, customer FROM later.parted
 ORDER BY customer, id;
SELECT * FROM pg_temp.reasons();

-- a key that is replaced
CREATE TABLE later.states (id int PRIMARY KEY, customer int, CONSTRAINT
  states_customer FOREIGN KEY (customer) REFERENCES later.customers
  DEFERRABLE INITIALLY DEFERRED);
SELECT tripgrid.create_feed('state_feed', target => 'states', key => '{id}',
  on_key => 'replace', add_load_id => true);
INSERT INTO later.state_feed VALUES ('1', '1'), ('2', '9'), ('3', '2');
INSERT INTO later.state_feed VALUES ('1', '9'), ('3', '1'), ('4', '1');
SELECT id, customer FROM later.states ORDER BY id;
SELECT rows_read, rows_loaded, rows_rejected, rows_superseded FROM later.loads
 WHERE target = 'states' ORDER BY load_id;

-- what is checked of rows that are replaced
CREATE FUNCTION later.refuse_fall() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.level < OLD.level THEN
    RAISE 'level of % falls', NEW.id;
  END IF;
  RETURN NULL;
END
$$;
CREATE TABLE later.levels (id int PRIMARY KEY, level int UNIQUE);
CREATE CONSTRAINT TRIGGER levels_rise AFTER UPDATE ON later.levels
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION later.refuse_fall();
CREATE TABLE later.marks (level int REFERENCES later.levels (level)
  DEFERRABLE INITIALLY DEFERRED);
SELECT tripgrid.create_feed('level_feed', target => 'levels', key => '{id}',
  on_key => 'replace', add_load_id => true);
GRANT INSERT ON later.level_feed TO regress_tg_loader;
INSERT INTO later.level_feed VALUES ('1', '10'), ('2', '20'), ('3', '30');
INSERT INTO later.marks VALUES (10);
INSERT INTO later.level_feed VALUES ('1', '11'), ('2', '19'), ('3', '31');
SELECT * FROM pg_temp.reasons();
SET ROLE regress_tg_loader;
INSERT INTO later.level_feed VALUES ('1', '12'), ('2', '18'), ('3', '32');
RESET ROLE;
SELECT * FROM pg_temp.reasons();
SELECT id, level FROM later.levels ORDER BY id;

-- a row that others refer to may come back before the transaction ends
BEGIN;
DELETE FROM later.customers WHERE id = 1;
INSERT INTO later.order_feed VALUES ('81', '2', '(81,1)');
INSERT INTO later.customers VALUES (1);
COMMIT;
SELECT id, customer FROM later.orders WHERE id = 81;
BEGIN;
DELETE FROM later.customers WHERE id = 1;
SET LOCAL ROLE regress_tg_loader;
INSERT INTO later.order_feed VALUES ('82', '2', '(82,1)');
ROLLBACK;

-- a partition in another schema has its constraints there
CREATE SCHEMA later_parts;
CREATE TABLE later_parts.parted_7 PARTITION OF later.parted FOR VALUES IN (7);
ALTER TABLE later_parts.parted_7 ADD CONSTRAINT parted_7_key UNIQUE (id)
  DEFERRABLE INITIALLY DEFERRED;
INSERT INTO later.customers VALUES (7);
INSERT INTO later.parted_feed VALUES ('1', '7'), ('1', '7');
SET ROLE regress_tg_loader;
INSERT INTO later.parted_feed VALUES ('2', '7'), ('2', '7');
RESET ROLE;
SELECT id, customer FROM later.parted WHERE customer = 7 ORDER BY id;
SELECT * FROM pg_temp.reasons();

SET client_min_messages = warning;
DROP SCHEMA later_parts CASCADE;
DROP SCHEMA later CASCADE;
DROP ROLE regress_tg_loader;

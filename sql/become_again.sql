--
-- An owner's code is restricted where the session can become somebody else
-- again before its transaction ends.
--
\set SHOW_CONTEXT never
\set VERBOSITY terse
SET client_min_messages = warning;
CREATE ROLE regress_tg_mallory;
SELECT format('GRANT CREATE ON DATABASE %I TO regress_tg_mallory',
  current_database()) AS grant_create \gset
:grant_create;
SET ROLE regress_tg_mallory;
SELECT tripgrid.create_store('again');
SET tripgrid.store = 'again';
INSERT INTO again.feed VALUES
  ('Graz', '15.4,47.1', '15.5,47.0', '2024-05-01 08:00', 'a'),
  ('Graz', '15.4,47.1', '15.5,47.0', '2024-05-01 09:00', 'b'),
  ('Graz', 'nowhere', '15.5,47.0', '2024-05-01 08:00', 'a');
CREATE FUNCTION again.tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE WARNING 'trigger on % runs as %', tg_relid::regclass,
    CASE current_user WHEN session_user THEN 'the session' ELSE 'its owner' END;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER late AFTER INSERT OR UPDATE OR DELETE ON again.trips
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION again.tell();
CREATE CONSTRAINT TRIGGER late AFTER INSERT OR UPDATE OR DELETE
  ON again.rejects DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION again.tell();
RESET ROLE;

--
-- deferred triggers run when the transaction ends, as whoever the session is
--
BEGIN;
SET LOCAL ROLE regress_tg_mallory;
INSERT INTO again.feed VALUES
  ('Graz', '15.4,47.1', '15.5,47.0', '2024-05-01 08:00', 'a');
RESET ROLE;
COMMIT;
BEGIN;
SET LOCAL ROLE regress_tg_mallory;
SELECT trips FROM tripgrid.erase_trips(datasource => 'a');
RESET ROLE;
COMMIT;
BEGIN;
SET LOCAL ROLE regress_tg_mallory;
SELECT tripgrid.forget_rejects('2100-01-01');
RESET ROLE;
COMMIT;
BEGIN;
SET LOCAL ROLE regress_tg_mallory;
SELECT tripgrid.undo_load(1);
RESET ROLE;
COMMIT;
-- so does a session that can put its authorization back
SET SESSION AUTHORIZATION regress_tg_mallory;
BEGIN;
SELECT trips FROM tripgrid.erase_trips(datasource => 'a');
RESET SESSION AUTHORIZATION;
COMMIT;
RESET SESSION AUTHORIZATION;
-- and who calls a function of the owner's
SET ROLE regress_tg_mallory;
CREATE FUNCTION again.lend() RETURNS bigint LANGUAGE sql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
  AS $$SELECT trips FROM tripgrid.erase_trips(datasource => 'a',
    store => 'again')$$;
RESET ROLE;
SELECT again.lend();
SELECT count(*) FROM again.trips;
SELECT count(*) FROM again.rejects;
-- who owns a store and is who has logged in has them, as ever
SET client_min_messages = error;
ALTER TABLE again.trips DISABLE TRIGGER late;
ALTER TABLE again.rejects DISABLE TRIGGER late;
SELECT tripgrid.create_store('mine');
RESET client_min_messages;
CREATE CONSTRAINT TRIGGER late AFTER INSERT ON mine.trips
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION again.tell();
BEGIN;
INSERT INTO mine.feed VALUES
  ('Graz', '15.4,47.1', '15.5,47.0', '2024-05-01 08:00', 'a');
COMMIT;

SET client_min_messages = error;
RESET tripgrid.store;
SELECT tripgrid.drop_store('mine', force => true);
SET ROLE regress_tg_mallory;
DROP FUNCTION again.tell, again.lend CASCADE;
SELECT tripgrid.drop_store('again', force => true);
RESET ROLE;
DROP OWNED BY regress_tg_mallory CASCADE;
DROP ROLE regress_tg_mallory;

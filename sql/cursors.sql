--
-- Cursors of a session are its own while an owner's code runs in it, and go on
-- when that has ended, in whatever way.
--
SET client_min_messages = warning;
CREATE ROLE regress_tg_planter;
SELECT format('GRANT CREATE ON DATABASE %I TO regress_tg_planter', current_database()) \gexec
SET ROLE regress_tg_planter;
SELECT tripgrid.create_store('cursors');
CREATE FUNCTION cursors.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  r record;
BEGIN
  -- with cursors of its own
  FOR r IN SELECT region FROM cursors.segments LOOP
    IF r.region = 'boom' THEN
      RAISE EXCEPTION 'no';
    END IF;
  END LOOP;
  RETURN NULL;
END
$$;
CREATE TRIGGER refuse AFTER INSERT ON cursors.segments
  FOR EACH STATEMENT EXECUTE FUNCTION cursors.refuse();
RESET ROLE;
RESET client_min_messages;
CREATE FUNCTION pg_temp.load(region text) RETURNS void LANGUAGE sql
AS $$
  INSERT INTO cursors.feed VALUES
    (region, '16.3,48.2', '16.4,48.1', '2024-05-01 08:00', 'd')
$$;

-- what is fetched in a block whose load fails is followed by the next row
DO $$
DECLARE
  c CURSOR FOR SELECT n FROM generate_series(1, 5) AS n;
  n int;
  loaded int := 0;
  failed int := 0;
BEGIN
  OPEN c;
  LOOP
    BEGIN
      FETCH c INTO n;
      EXIT WHEN NOT FOUND OR failed > 3;
      PERFORM pg_temp.load(CASE WHEN n = 2 THEN 'boom' ELSE 'Vienna' END);
      loaded := loaded + 1;
    EXCEPTION WHEN raise_exception OR object_not_in_prerequisite_state THEN
      failed := failed + 1;
    END;
  END LOOP;
  RAISE NOTICE '% loaded, % failed', loaded, failed;
END
$$;
DO $$
DECLARE
  r record;
  loaded int := 0;
  failed int := 0;
BEGIN
  FOR r IN SELECT n FROM generate_series(1, 70) AS n LOOP
    BEGIN
      PERFORM pg_temp.load(CASE WHEN r.n % 20 = 2 THEN 'boom' ELSE 'Vienna' END);
      loaded := loaded + 1;
    EXCEPTION WHEN raise_exception THEN
      failed := failed + 1;
    END;
  END LOOP;
  RAISE NOTICE '% loaded, % failed', loaded, failed;
END
$$;
\set VERBOSITY terse
-- savepoints, of one cursor that outlives the transaction and one that does not
DECLARE held CURSOR WITH HOLD FOR SELECT n FROM generate_series(1, 6) AS n;
FETCH held;
BEGIN;
DECLARE plain CURSOR FOR SELECT n FROM generate_series(1, 6) AS n;
SAVEPOINT one;
FETCH plain;
FETCH held;
SELECT pg_temp.load('boom');
ROLLBACK TO one;
FETCH plain;
FETCH held;
SAVEPOINT two;
FETCH plain;
RELEASE two;
SELECT pg_temp.load('boom');
ROLLBACK TO one;
FETCH plain;
-- a load between rows
SELECT pg_temp.load('Vienna');
FETCH plain;
COMMIT;
FETCH held;
BEGIN;
SELECT pg_temp.load('boom');
ROLLBACK;
FETCH held;
SELECT name FROM pg_cursors;
CLOSE held;
-- rows in parts
\set FETCH_COUNT 2
SELECT n, pg_temp.load('Vienna') FROM generate_series(1, 5) AS n;
SELECT n, pg_temp.load(CASE WHEN n = 4 THEN 'boom' ELSE 'Vienna' END)
FROM generate_series(1, 5) AS n;
\unset FETCH_COUNT
SELECT count(*) FROM pg_cursors;

--
-- What the session came to know of its own tables meanwhile it forgets, also
-- after an error.
--
CREATE FUNCTION public.cursors_norm(text) RETURNS text LANGUAGE sql IMMUTABLE
AS 'SELECT lower($1)';
CREATE FUNCTION public.cursors_valid(text) RETURNS boolean LANGUAGE sql IMMUTABLE
AS 'SELECT upper($1) <> ''''';
CREATE DOMAIN public.cursors_name AS text CHECK (public.cursors_valid(VALUE));
CREATE TABLE public.cursors_users (name text);
CREATE INDEX ON public.cursors_users (public.cursors_norm(name));
SET ROLE regress_tg_planter;
CREATE FUNCTION cursors.lower(pg_catalog.text) RETURNS pg_catalog.text IMMUTABLE
LANGUAGE plpgsql AS $$
BEGIN
  RAISE WARNING 'lower() of the owner runs as %', current_user;
  RETURN pg_catalog.lower($1);
END
$$;
CREATE FUNCTION cursors.upper(pg_catalog.text) RETURNS pg_catalog.text IMMUTABLE
LANGUAGE plpgsql AS $$
BEGIN
  IF current_user <> 'regress_tg_planter' THEN
    RAISE WARNING 'upper() of the owner runs as %', current_user;
  END IF;
  RETURN pg_catalog.upper($1);
END
$$;
CREATE FUNCTION cursors.know() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_catalog.set_config('search_path', 'cursors,pg_catalog,public', false);
  PERFORM 'a'::public.cursors_name;
  EXECUTE 'EXPLAIN SELECT FROM public.cursors_users';
EXCEPTION WHEN insufficient_privilege THEN
  PERFORM 'a'::public.cursors_name;
END
$$;
CREATE FUNCTION cursors.learn(pg_catalog.text) RETURNS pg_catalog.text IMMUTABLE
LANGUAGE plpgsql AS $$
BEGIN
  IF session_user <> 'regress_tg_planter'
    AND current_setting('cursors.learn', true) <> '' THEN
    PERFORM cursors.know();
    IF current_setting('cursors.learn') = 'fail' THEN
      RAISE EXCEPTION 'cannot go on';
    END IF;
  END IF;
  RETURN $1;
END
$$;
CREATE STATISTICS cursors.learnt ON (cursors.learn('x') || region), run_id
  FROM cursors.segment_nodes;
CREATE TABLE cursors.things (id int, name text);
CREATE INDEX ON cursors.things ((cursors.learn('x') || name));
RESET ROLE;
\c -
\set VERBOSITY terse
SET cursors.learn = 'pass';
SELECT count(*) FROM tripgrid.verify('cursors');
INSERT INTO public.cursors_users VALUES ('Bob');
SELECT 'x'::public.cursors_name;
\c -
\set VERBOSITY terse
SET cursors.learn = 'fail';
SELECT count(*) FROM tripgrid.verify('cursors');
SET cursors.learn = '';
INSERT INTO public.cursors_users VALUES ('Bob');
SELECT 'x'::public.cursors_name;
\c -
\set VERBOSITY terse
SET cursors.learn = 'fail';
DO $$
BEGIN
  PERFORM tripgrid.verify('cursors');
EXCEPTION WHEN raise_exception THEN
  NULL;
END
$$;
SET cursors.learn = '';
INSERT INTO public.cursors_users VALUES ('Bob');
SELECT 'x'::public.cursors_name;
\c -
\set VERBOSITY terse
SET cursors.learn = 'pass';
SELECT count(*) > 0 FROM tripgrid.profile('things', 'cursors');
INSERT INTO public.cursors_users VALUES ('Bob');
SELECT 'x'::public.cursors_name;
\c -
\set VERBOSITY terse
SET cursors.learn = 'fail';
DO $$
BEGIN
  PERFORM tripgrid.profile('things', 'cursors');
EXCEPTION WHEN raise_exception THEN
  RAISE WARNING 'failed';
END
$$;
SET cursors.learn = '';
INSERT INTO public.cursors_users VALUES ('Bob');
SELECT 'x'::public.cursors_name;

SET client_min_messages = error;
DROP TABLE public.cursors_users;
DROP DOMAIN public.cursors_name;
DROP FUNCTION public.cursors_norm(text), public.cursors_valid(text);
DROP SCHEMA cursors CASCADE;
DROP OWNED BY regress_tg_planter;
DROP ROLE regress_tg_planter;

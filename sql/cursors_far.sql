--
-- Cursors over tables of another server, which is gone when an owner's code
-- fails: each is ended without asking it.
--
SET client_min_messages = error;
CREATE EXTENSION postgres_fdw;
CREATE ROLE regress_tg_far;
SELECT format('GRANT CREATE ON DATABASE %I TO regress_tg_far', current_database()) \gexec
SET ROLE regress_tg_far;
SELECT tripgrid.create_store('cursors_far');
CREATE FUNCTION cursors_far.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'no';
END
$$;
CREATE TRIGGER refuse AFTER INSERT ON cursors_far.segments
  FOR EACH STATEMENT EXECUTE FUNCTION cursors_far.refuse();
RESET ROLE;
CREATE TABLE public.cursors_near (n int);
INSERT INTO public.cursors_near SELECT generate_series(1, 1000);
DO $$
BEGIN
  EXECUTE format('CREATE SERVER cursors_far FOREIGN DATA WRAPPER postgres_fdw '
    'OPTIONS (host %L, port %L, dbname %L, application_name %L)',
    split_part(current_setting('unix_socket_directories'), ',', 1),
    current_setting('port'), current_database(), 'cursors_far');
  EXECUTE format('CREATE USER MAPPING FOR CURRENT_USER SERVER cursors_far '
    'OPTIONS (user %L)', current_user);
END
$$;
CREATE FOREIGN TABLE public.cursors_far (n int) SERVER cursors_far
  OPTIONS (schema_name 'public', table_name 'cursors_near');
\set VERBOSITY terse
BEGIN;
DECLARE held CURSOR WITH HOLD FOR SELECT n FROM generate_series(1, 3) AS n;
COMMIT;
FETCH held;
-- more of them than errors can be within each other
BEGIN;
DECLARE one CURSOR FOR SELECT n FROM public.cursors_far;
DECLARE two CURSOR FOR SELECT n FROM public.cursors_far;
DECLARE three CURSOR FOR SELECT n FROM public.cursors_far;
DECLARE four CURSOR FOR SELECT n FROM public.cursors_far;
DECLARE five CURSOR FOR SELECT n FROM public.cursors_far;
DECLARE six CURSOR FOR SELECT n FROM public.cursors_far;
FETCH one;
FETCH two;
FETCH three;
FETCH four;
FETCH five;
FETCH six;
SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
WHERE application_name = 'cursors_far';
INSERT INTO cursors_far.feed VALUES
  ('Vienna', '16.3,48.2', '16.4,48.1', '2024-05-01 08:00', 'd');
ROLLBACK;
-- the session goes on, with what it held
FETCH held;
SELECT name FROM pg_cursors;
CLOSE held;
SELECT count(*) FROM public.cursors_far;
-- the same within a savepoint
BEGIN;
DECLARE near CURSOR FOR SELECT n FROM public.cursors_near;
FETCH near;
SAVEPOINT one;
DECLARE one CURSOR FOR SELECT n FROM public.cursors_far;
DECLARE two CURSOR FOR SELECT n FROM public.cursors_far;
DECLARE three CURSOR FOR SELECT n FROM public.cursors_far;
DECLARE four CURSOR FOR SELECT n FROM public.cursors_far;
DECLARE five CURSOR FOR SELECT n FROM public.cursors_far;
DECLARE six CURSOR FOR SELECT n FROM public.cursors_far;
FETCH one;
FETCH two;
FETCH three;
FETCH four;
FETCH five;
FETCH six;
SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
WHERE application_name = 'cursors_far';
INSERT INTO cursors_far.feed VALUES
  ('Vienna', '16.3,48.2', '16.4,48.1', '2024-05-01 08:00', 'd');
ROLLBACK TO one;
FETCH near;
ROLLBACK;
SELECT name FROM pg_cursors;
DROP FOREIGN TABLE public.cursors_far;
DROP TABLE public.cursors_near;
DROP EXTENSION postgres_fdw CASCADE;
DROP SCHEMA cursors_far CASCADE;
DROP OWNED BY regress_tg_far;
DROP ROLE regress_tg_far;

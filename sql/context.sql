-- What an error says of where it was raised: users' functions, and nothing of
-- the statements that tripgrid runs by itself.
\set VERBOSITY default
\set SHOW_CONTEXT errors
SET client_min_messages = warning;
CREATE SCHEMA context;
SELECT tripgrid.create_store('context');
DROP SCHEMA context;
SELECT tripgrid.create_store('context');
CREATE TABLE context.mine (id int);
SELECT tripgrid.drop_store('context');
CREATE FUNCTION context.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'not today' USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER refuse BEFORE INSERT ON context.loads FOR EACH ROW EXECUTE FUNCTION context.refuse();
INSERT INTO context.feed VALUES ('Wien', '16.3,48.2', '16.4,48.1', '2024-06-03 08:00', 'd');
DO $$ BEGIN INSERT INTO context.feed VALUES ('Wien', '16.3,48.2', '16.4,48.1', '2024-06-03 08:00', 'd'); END $$;
DROP TRIGGER refuse ON context.loads;
CREATE TRIGGER refuse BEFORE DELETE ON context.loads FOR EACH ROW EXECUTE FUNCTION context.refuse();
INSERT INTO context.feed VALUES ('Wien', '16.3,48.2', '16.4,48.1', '2024-06-03 08:00', 'd');
INSERT INTO context.feed VALUES ('Wien', '16.3,48.2', '16.4,48.1', '2024-06-03 08:00', 'd');
SELECT tripgrid.forget_loads(now() + interval '1 hour', store => 'context');
SELECT tripgrid.create_feed('a b', '{id}', target => 'mine', key => '{id}', store => 'context');
INSERT INTO context.mine VALUES (1), (1);
SELECT tripgrid.create_feed('key', '{id}', target => 'mine', key => '{id}', store => 'context');
DROP SCHEMA context CASCADE;

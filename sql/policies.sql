--
-- Row-level security on the tables of a store: nobody is shown more than the
-- policies show, by whatever way, and what they forbid does not come in.
--
SET DateStyle = ISO;
SET TimeZone = 'UTC';
SET client_min_messages = warning;
\set SHOW_CONTEXT never
CREATE ROLE policy_owner;
CREATE ROLE policy_bound;
CREATE ROLE policy_free BYPASSRLS;
CREATE FUNCTION pg_temp.outcome(statement text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE statement;
  RETURN 'done';
EXCEPTION WHEN OTHERS THEN
  RETURN concat_ws(' ', sqlstate, sqlerrm);
END
$$;
SELECT format('GRANT CREATE ON DATABASE %I TO policy_owner', current_database())
  \gexec
SET ROLE policy_owner;
-- a name that has to be quoted
SELECT tripgrid.create_store('po"li''cy');
SET tripgrid.store = 'po"li''cy';
INSERT INTO "po""li'cy".feed VALUES
  ('seen', '1,1', '2,2', '2018-05-01 10:00', 'd'),
  ('hidden', '1,1', '2,2', '2018-05-01 10:00', 'd'),
  ('hidden', '1,1', 'nowhere', '2018-05-01 10:00', 'd');
INSERT INTO "po""li'cy".places VALUES ('here', '1,1');
SELECT tripgrid.create_feed('stations', '{from,lon,lat,at}',
  '{"origin_place": "from", "destination_lon": "lon", "destination_lat": "lat",
    "departed_at": "at"}', '{"region": "seen", "datasource": "d"}');
GRANT USAGE ON SCHEMA "po""li'cy" TO policy_bound, policy_free;
GRANT SELECT ON "po""li'cy".journeys, "po""li'cy".segments, "po""li'cy".segment_nodes,
  "po""li'cy".summaries, "po""li'cy".loads, "po""li'cy".rejects,
  "po""li'cy".reject_summary TO policy_bound, policy_free;
GRANT SELECT, INSERT ON "po""li'cy".feed, "po""li'cy".stations
  TO policy_bound, policy_free;
RESET ROLE;

--
-- as long as there is no policy, a grant on the view is all that is needed,
-- also for what is prepared
--
SET ROLE policy_bound;
SELECT region, week FROM "po""li'cy".journeys ORDER BY region;
SELECT region, origin_coord FROM "po""li'cy".feed ORDER BY region;
SELECT "from", at FROM "po""li'cy".stations;
SELECT rows, err_message FROM "po""li'cy".reject_summary;
SET plan_cache_mode = force_generic_plan;
PREPARE journeys AS SELECT region FROM "po""li'cy".journeys
  WHERE region >= $1 ORDER BY region;
PREPARE stations AS SELECT "from" FROM "po""li'cy".stations;
PREPARE summary AS SELECT err_message FROM "po""li'cy".reject_summary;
PREPARE weeks AS SELECT * FROM tripgrid.weekly_trips(region => $1);
EXECUTE journeys('a');
EXECUTE stations;
EXECUTE summary;
EXECUTE weeks('hidden');
-- the test is one before the first row
EXPLAIN (COSTS OFF) SELECT count(*) FROM "po""li'cy".journeys;
RESET ROLE;

--
-- where policies apply, views are not read, nor questions answered
--
ALTER TABLE "po""li'cy".trips ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON "po""li'cy".trips TO policy_bound
  USING (region = 'seen') WITH CHECK (region = 'seen');
SET ROLE policy_bound;
EXECUTE journeys('a');
EXECUTE stations;
EXECUTE weeks('hidden');
-- of rejects nothing was said
EXECUTE summary;
SELECT count(*) FROM "po""li'cy".journeys;
SELECT * FROM "po""li'cy".feed WHERE region = 'seen';
-- whatever the setting
SET row_security = off;
SELECT * FROM "po""li'cy".feed;
RESET row_security;
-- nobody can get in before the test
CREATE FUNCTION pg_temp.leak(region text) RETURNS boolean LANGUAGE plpgsql
COST 0.0001 AS $$
BEGIN
  RAISE WARNING 'leaked %', region;
  RETURN true;
END
$$;
SELECT count(*) FROM "po""li'cy".feed WHERE pg_temp.leak(region);
SELECT count(*) FROM (VALUES (1)) AS v (n)
  LEFT JOIN "po""li'cy".journeys AS j ON pg_temp.leak(j.region);
SELECT n FROM (VALUES (1)) AS v (n)
  WHERE NOT EXISTS (SELECT FROM "po""li'cy".journeys WHERE pg_temp.leak(region));
SELECT EXISTS (SELECT FROM "po""li'cy".journeys WHERE pg_temp.leak(region));
-- questions
SELECT q.name, pg_temp.outcome('SELECT * FROM tripgrid.' || q.name)
  FROM unnest(ARRAY['weekly_trips()', 'weekly_avg_trips()', 'hourly_trips()',
    'trip_groups()', 'trip_clusters()', 'datasource_regions(NULL)',
    'latest_datasource_top_regions()',
    'similar_trips(''POINT(1 1) POINT(2 2) 2018-05-01 10:00'')']) AS q (name);
-- these read trips as well, with rows of segments and loads beside them
SELECT split_part(pg_temp.outcome('SELECT * FROM tripgrid.verify()'), ' ', 1);
RESET ROLE;
GRANT SELECT ON "po""li'cy".trips TO policy_bound;
SET ROLE policy_bound;
SELECT pg_temp.outcome('SELECT * FROM tripgrid.verify()');
SELECT pg_temp.outcome('SELECT * FROM tripgrid.profile()');
RESET ROLE;
REVOKE SELECT ON "po""li'cy".trips FROM policy_bound;

--
-- who is exempt sees all, with the same plans; who was exempt does not
--
SET ROLE policy_free;
EXECUTE weeks('hidden');
EXECUTE journeys('a');
SELECT count(*) FROM "po""li'cy".feed;
SELECT pg_temp.outcome('SELECT * FROM tripgrid.trip_groups()');
RESET ROLE;
EXECUTE journeys('a');
SET ROLE policy_owner;
EXECUTE journeys('a');
EXECUTE weeks('hidden');
RESET ROLE;
ALTER ROLE policy_free NOBYPASSRLS;
SET ROLE policy_free;
SELECT pg_temp.outcome('EXECUTE journeys(''a'')');
EXECUTE journeys('a');
EXECUTE weeks('hidden');
RESET ROLE;
ALTER ROLE policy_free BYPASSRLS;

--
-- loads: what WITH CHECK would have to look at does not begin
--
SET ROLE policy_bound;
INSERT INTO "po""li'cy".feed VALUES
  ('hidden', '1,1', '2,2', '2018-05-01 10:00', 'd');
INSERT INTO "po""li'cy".feed VALUES
  ('seen', '1,1', '2,2', '2018-05-01 10:00', 'd');
INSERT INTO "po""li'cy".stations VALUES ('here', '2', '2', '2018-05-01 10:00');
COPY "po""li'cy".feed FROM STDIN (FORMAT csv);
hidden,"1,1","2,2",2018-05-01 10:00,d
\.
-- not even one of no rows
COPY "po""li'cy".feed FROM STDIN (FORMAT csv);
\.
SET ROLE policy_free;
INSERT INTO "po""li'cy".feed VALUES
  ('free', '1,1', '2,2', '2018-05-01 10:00', 'd');
SET ROLE policy_owner;
INSERT INTO "po""li'cy".feed VALUES
  ('own', '1,1', '2,2', '2018-05-01 10:00', 'd');
SELECT * FROM tripgrid.retry_rejects(1);

--
-- policies that are forced on the owner
--
CREATE POLICY own ON "po""li'cy".trips TO policy_owner USING (region = 'own');
ALTER TABLE "po""li'cy".trips FORCE ROW LEVEL SECURITY;
SELECT pg_temp.outcome(q) FROM unnest(ARRAY[
  'SELECT * FROM "po""li''cy".journeys', 'SELECT * FROM tripgrid.weekly_trips()',
  'SELECT * FROM tripgrid.retry_rejects(1)', 'SELECT tripgrid.undo_load(1)',
  'INSERT INTO "po""li''cy".feed VALUES (''a'', ''1,1'', ''2,2'', ''2018-05-01'', ''d'')',
  'CALL tripgrid.rebuild()']) AS q;
DROP POLICY own ON "po""li'cy".trips;
-- without one there is nothing to see, whether that is an error or no rows
CREATE FUNCTION pg_temp.shown(OUT bigint) LANGUAGE plpgsql AS $$
BEGIN
  SELECT count(*) INTO $1 FROM "po""li'cy".journeys;
EXCEPTION WHEN insufficient_privilege THEN
  $1 := 0;
END
$$;
SELECT pg_temp.shown();
ALTER TABLE "po""li'cy".trips NO FORCE ROW LEVEL SECURITY;
SELECT region, count(*) FROM "po""li'cy".trips GROUP BY region ORDER BY region;
SELECT * FROM tripgrid.verify();

--
-- policies on the other tables that views read as the owner
--
ALTER TABLE "po""li'cy".trips DISABLE ROW LEVEL SECURITY;
ALTER TABLE "po""li'cy".rejects ENABLE ROW LEVEL SECURITY;
ALTER TABLE "po""li'cy".places ENABLE ROW LEVEL SECURITY;
SET ROLE policy_bound;
EXECUTE journeys('a');
EXECUTE summary;
EXECUTE stations;
SET ROLE policy_owner;
ALTER TABLE "po""li'cy".rejects DISABLE ROW LEVEL SECURITY;
ALTER TABLE "po""li'cy".places DISABLE ROW LEVEL SECURITY;
-- and on those that questions read as the caller, where the server enforces it
ALTER TABLE "po""li'cy".segments ENABLE ROW LEVEL SECURITY;
ALTER TABLE "po""li'cy".segment_nodes ENABLE ROW LEVEL SECURITY;
ALTER TABLE "po""li'cy".summaries ENABLE ROW LEVEL SECURITY;
SET ROLE policy_bound;
SELECT * FROM tripgrid.weekly_trips();
SET ROLE policy_owner;
ALTER TABLE "po""li'cy".segments DISABLE ROW LEVEL SECURITY;
ALTER TABLE "po""li'cy".segment_nodes DISABLE ROW LEVEL SECURITY;
ALTER TABLE "po""li'cy".summaries DISABLE ROW LEVEL SECURITY;

--
-- a feed that is changed, and views that are made anew, keep all that they
-- were given
--
CREATE FUNCTION pg_temp.view_state(OUT text) LANGUAGE sql AS $$
  SELECT string_agg(concat_ws(' ', relname, relowner::regrole, reloptions,
    relacl, obj_description(c.oid, 'pg_class'), (
      SELECT string_agg(concat_ws(' ', tgname, obj_description(t.oid,
        'pg_trigger')), ',' ORDER BY tgname) FROM pg_trigger AS t
      WHERE tgrelid = c.oid), (
      SELECT string_agg(concat_ws(' ', attname, attacl, col_description(c.oid,
        attnum), pg_get_expr(adbin, adrelid)), ',' ORDER BY attnum)
      FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid
        AND adnum = attnum
      WHERE attrelid = c.oid AND (attacl IS NOT NULL
        OR adbin IS NOT NULL OR col_description(c.oid, attnum) IS NOT NULL))),
    E'\n' ORDER BY relname)
  FROM pg_class AS c WHERE relkind = 'v' AND relnamespace = '"po""li''cy"'::regnamespace
$$;
ALTER VIEW "po""li'cy".stations SET (security_barrier);
COMMENT ON TRIGGER feed_row ON "po""li'cy".stations IS 'takes stations';
COMMENT ON VIEW "po""li'cy".stations IS 'my stations';
COMMENT ON COLUMN "po""li'cy".stations.lon IS 'east';
GRANT SELECT (lon) ON "po""li'cy".stations TO policy_free WITH GRANT OPTION;
ALTER VIEW "po""li'cy".stations ALTER COLUMN lon SET DEFAULT 'x';
CREATE FUNCTION "po""li'cy".ignore() RETURNS trigger LANGUAGE plpgsql
  AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER mine INSTEAD OF DELETE ON "po""li'cy".stations
  FOR EACH ROW EXECUTE FUNCTION "po""li'cy".ignore();
ALTER VIEW "po""li'cy".journeys SET (security_barrier = true);
ALTER VIEW "po""li'cy".feed SET (check_option = local);
COMMENT ON VIEW "po""li'cy".journeys IS 'my journeys';
CREATE VIEW "po""li'cy".mine AS SELECT origin FROM "po""li'cy".journeys;
ALTER VIEW "po""li'cy".stations SET (security_invoker);
ALTER VIEW "po""li'cy".reject_summary SET (security_invoker = true);
SELECT pg_temp.view_state() AS before \gset
SELECT :'before' LIKE '%security_barrier=%' AS options;
SELECT tripgrid.change_feed('stations', date_format => 'DD.MM.YYYY');
SELECT date_format FROM tripgrid.feeds() WHERE feed = 'stations';
SELECT pg_temp.view_state() = :'before' AS same;
SELECT tripgrid.remake_views();
SELECT pg_temp.view_state() = :'before' AS same;
SELECT date_format FROM tripgrid.feeds() WHERE feed = 'stations';
-- views that are gone are made again, the default feed with its triggers
DROP VIEW "po""li'cy".mine, "po""li'cy".journeys, "po""li'cy".feed,
  "po""li'cy".reject_summary;
SELECT tripgrid.remake_views('po"li''cy');
INSERT INTO "po""li'cy".feed VALUES
  ('again', '1,1', '2,2', '2018-05-01 10:00', 'd');
SELECT count(*) FROM "po""li'cy".journeys;
SELECT count(*) FROM "po""li'cy".reject_summary;
SELECT * FROM tripgrid.verify();
-- by who owns them, for who owns them
SET ROLE policy_free;
SELECT tripgrid.remake_views();
RESET ROLE;
DROP VIEW "po""li'cy".journeys, "po""li'cy".feed;
SELECT tripgrid.remake_views();
SELECT DISTINCT relowner::regrole FROM pg_class
  WHERE relnamespace = '"po""li''cy"'::regnamespace;
-- what somebody has put in their place stays
DROP VIEW "po""li'cy".journeys;
CREATE TABLE "po""li'cy".journeys ();
SELECT tripgrid.remake_views();
DROP TABLE "po""li'cy".journeys;
SELECT tripgrid.remake_views('nowhere');
SELECT tripgrid.remake_views();

DROP FUNCTION "po""li'cy".ignore() CASCADE;
SELECT tripgrid.drop_store('po"li''cy', force => true);
DROP OWNED BY policy_owner, policy_bound CASCADE;
DROP ROLE policy_owner, policy_bound, policy_free;

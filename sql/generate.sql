--
-- Trips made up: the same on every machine, streamed, and loadable.
--
SET DateStyle = ISO;
SET TimeZone = 'UTC';
\set SHOW_CONTEXT never

SELECT * FROM tripgrid.generate_trips(5);
-- more trips of a seed begin with the same ones; another seed has others
SELECT count(*) AS trips, md5(string_agg(t::text, E'\n' ORDER BY n)) AS md5
  FROM tripgrid.generate_trips(20000) WITH ORDINALITY
    AS t (region, origin_coord, destination_coord, datetime, datasource, n);
SELECT count(*) AS in_both FROM (
  SELECT * FROM tripgrid.generate_trips(100)
  INTERSECT ALL SELECT * FROM tripgrid.generate_trips(200)) AS s;
SELECT count(*) AS in_both FROM (
  SELECT * FROM tripgrid.generate_trips(1000)
  INTERSECT SELECT * FROM tripgrid.generate_trips(1000, seed => 2)) AS s;

-- the planner sees through the call, so that nothing gathers the trips first
SELECT count(*) FROM (
  SELECT * FROM tripgrid.generate_trips(9223372036854775807) LIMIT 3) AS s;

-- a period: the last minute's trips, say
SELECT count(*) AS trips, min(datetime) >= '2024-06-03 08:00:00' AS since,
    max(datetime) < '2024-06-03 08:01:00' AS until
  FROM tripgrid.generate_trips(1000, since => '2024-06-03 08:00',
    until => '2024-06-03 08:01');

-- every one of them is a trip
SELECT tripgrid.create_store('generated');
INSERT INTO generated.feed SELECT * FROM tripgrid.generate_trips(5000, 7);
SELECT rows_read, rows_loaded, rows_rejected FROM generated.loads;
SELECT count(*) AS taken_back FROM (
  SELECT * FROM tripgrid.generate_trips(5000, 7)
  INTERSECT ALL SELECT * FROM generated.feed) AS s;
SELECT region, sum(trips) FROM generated.summaries GROUP BY region ORDER BY 1;
SELECT * FROM tripgrid.verify('generated');
SELECT tripgrid.drop_store('generated', force => true);

-- what cannot be asked for
SELECT count(*) FROM tripgrid.generate_trips(0);
SELECT count(*) FROM tripgrid.generate_trips(-1);
SELECT count(*) FROM tripgrid.generate_trips(NULL);
SELECT * FROM tripgrid.generate_trips(1, NULL);
SELECT * FROM tripgrid.generate_trips(1, since => NULL);
SELECT * FROM tripgrid.generate_trips(1, since => '2024-06-03',
  until => '2024-06-03');
SELECT * FROM tripgrid.generate_trips(1, since => '-infinity');
SELECT * FROM tripgrid.generate_trips(1, until => 'infinity');
SELECT count(*) FROM tripgrid.generate_trips(3, -9223372036854775808);

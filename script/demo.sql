-- What script/demo asks about the loaded trips.  Each statement is printed
-- before its answer; \gset fetches values for the next one.

\set ECHO none
SELECT format('  loaded %s rows, rejected %s, in %s s: %s rows/s',
              to_char(sum(rows_loaded), 'FM999,999,999,999'),
              to_char(sum(rows_rejected), 'FM999,999,999,999'),
              to_char(sum(extract(epoch FROM duration)), 'FM999990.00'),
              to_char(sum(rows_loaded)
                      / greatest(sum(extract(epoch FROM duration)), 0.001),
                      'FM999,999,999,999')) AS summary,
       sum(rows_rejected) > 0 AS any_rejects
  FROM mobility.loads \gset
\echo :summary
\set ECHO queries

\echo
\echo '-- The ledger: one row for each load.'
\x on
SELECT * FROM mobility.loads;
\x off

\if :any_rejects
\echo '-- Rows that could not become a trip, by reason; each is kept whole.'
SELECT errorcode, err_message, count(*)
  FROM mobility.rejects
 GROUP BY errorcode, err_message
 ORDER BY count(*) DESC;
\endif

\echo '-- From the two most common regions: which datasource was seen latest?'
SELECT * FROM tripgrid.latest_datasource_top_regions();

\set ECHO none
SELECT count(*) > 0 AS any_trips FROM mobility.trips \gset
\if :any_trips
SELECT datasource
  FROM mobility.trips
 GROUP BY datasource
 ORDER BY count(*) DESC, datasource
 LIMIT 1 \gset
\set ECHO queries
\echo '-- Where has the most frequent datasource been seen?'
SELECT * FROM tripgrid.datasource_regions(:'datasource');
\else
\set ECHO queries
\echo '-- No row of the file became a trip: see the reasons above.'
\endif

\echo '-- Trips in an average week, everywhere.'
SELECT round(tripgrid.weekly_avg_trips(), 1) AS trips_a_week;

\echo '-- The same for an area: here the box around the origins of each region.'
SELECT region,
       round(tripgrid.weekly_avg_trips(area, region => region), 1)
         AS trips_a_week
  FROM (SELECT region, ST_Expand(ST_SetSRID(ST_Extent(origin)::geometry, 4326), 1e-6)
                 AS area
          FROM mobility.journeys
         GROUP BY region) AS boxes
 ORDER BY region;

\echo '-- Week by week.'
SELECT * FROM tripgrid.weekly_trips();

\echo '-- Do the trips and the segments that answered agree?'
SELECT * FROM tripgrid.verify();
\set ECHO none
SELECT :ROW_COUNT = 0 AS equal \gset
\if :equal
\echo 'verified: no difference'
\echo
\else
\warn 'not verified: the rows above differ'
DO $$ BEGIN RAISE 'the store "mobility" is not verified'; END $$;
\endif

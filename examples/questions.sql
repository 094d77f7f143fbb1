-- The questions of the trips challenge, each by a function of tripgrid and by
-- plain SQL over the trips.  The answers are the same; the functions read
-- compressed, sorted segments and stay fast when the trips are many.
--
--   psql -d DATABASE -f examples/questions.sql
--
-- expects the store "mobility" to hold examples/sample.csv.

-- 1. The weekly average number of trips of an area, given by a box and a
--    region: trips that begin in the box, divided by the weeks in which the
--    region has any trip.

SELECT tripgrid.weekly_avg_trips(
  ST_MakeEnvelope(16.30, 48.15, 16.45, 48.25, 4326), region => 'Vienna');

SELECT trim_scale(
    count(*) FILTER (WHERE ST_Covers(
      ST_MakeEnvelope(16.30, 48.15, 16.45, 48.25, 4326), origin))::numeric
    / count(DISTINCT week)) AS weekly_avg_trips
FROM mobility.journeys
WHERE region = 'Vienna';

-- 2. From the two most common regions, which is the latest datasource?  The
--    first row answers the question.

SELECT * FROM tripgrid.latest_datasource_top_regions();

SELECT top.region, top.trips, latest.datasource, latest.departed_at
FROM (
    SELECT region, count(*) AS trips
    FROM mobility.trips
    GROUP BY region
    ORDER BY count(*) DESC, region COLLATE "C"
    LIMIT 2
  ) AS top, LATERAL (
    SELECT datasource, departed_at
    FROM mobility.trips
    WHERE region = top.region
    ORDER BY departed_at DESC, datasource COLLATE "C"
    LIMIT 1
  ) AS latest
ORDER BY departed_at DESC;

-- 3. In which regions has the datasource "tramline" appeared?

SELECT region FROM tripgrid.datasource_regions('tramline');

SELECT DISTINCT region
FROM mobility.trips
WHERE datasource = 'tramline'
ORDER BY region;

-- 4. Trips with similar origin, destination and time of day, grouped: the
--    same cells of about 1.2 km at zoom 15, the same half hour.

SELECT tripgrid.tripgroup(tripgrid.trip(origin, destination, departed_at),
    15, '30 min') AS similar_trips, count(*) AS trips
FROM mobility.trips
GROUP BY 1
ORDER BY 2 DESC, 1
LIMIT 5;

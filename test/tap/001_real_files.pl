# Public files of real trips: what is loaded, what is rejected and why, and
# that the answers are those of plain queries over the trips.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest qw(:DEFAULT answer);

if (!data_file('trips/seed_trips.csv'))
{
	plan skip_all => 'no public files of trips: TRIPGRID_DATA is not set to '
	  . 'their folder, and there is no ../shared/data';
}

my $node = start_cluster('real_files');

create_database($node, 'trips');

# Compare the extension's answers about a store with brute force over trips:
# for each area, end, region and number, one row for each difference.
sub differences
{
	my ($store, $areas) = @_;

	return answer(
		qq{
	SET tripgrid.store = '$store';
	CREATE TEMP TABLE areas AS $areas;
	CREATE TEMP TABLE truth AS
	  SELECT t.region, t.datasource, t.departed_at, a.name,
	    date_trunc('week', departed_at)::date AS week,
	    ST_Covers(a.area, t.origin::geometry) AS from_here,
	    ST_Covers(a.area, t.destination::geometry) AS to_here
	  -- area by area: PostGIS prepares each of them once
	  FROM areas AS a, LATERAL (SELECT *, a.name AS again
	      FROM "$store".trips OFFSET 0) AS t;
	ANALYZE truth;
	CREATE TEMP TABLE questions AS
	  SELECT * FROM areas, (SELECT NULL AS region UNION SELECT region
	      FROM truth) AS r,
	    unnest(ARRAY['origin', 'destination', 'both', 'either']) AS match;
	CREATE TEMP TABLE by_hour AS
	  SELECT q.name, q.region, q.match, t.week,
	    extract(isodow FROM departed_at)::int AS weekday,
	    extract(hour FROM departed_at)::int AS hour,
	    count(*) FILTER (WHERE CASE q.match WHEN 'origin' THEN from_here
	      WHEN 'destination' THEN to_here WHEN 'both'
	      THEN from_here AND to_here ELSE from_here OR to_here END) AS trips
	  FROM questions AS q JOIN truth AS t ON t.name = q.name
	    AND (q.region IS NULL OR t.region = q.region)
	  GROUP BY 1, 2, 3, 4, 5, 6;
	ANALYZE by_hour;
	SELECT q.name, q.region, q.match, 'weeks'
	  FROM questions AS q
	  WHERE (SELECT array_agg((week, trips)::text ORDER BY week)
	      FROM tripgrid.weekly_trips(q.area, q.region, match => q.match))
	    IS DISTINCT FROM
	      (SELECT array_agg((week, trips)::text ORDER BY week) FROM (
	        SELECT week, sum(trips) AS trips
	        FROM by_hour AS m WHERE m.name = q.name AND m.match = q.match
	          AND m.region IS NOT DISTINCT FROM q.region GROUP BY week) AS w)
	UNION ALL
	SELECT q.name, q.region, q.match, 'hours'
	  FROM questions AS q
	  WHERE (SELECT array_agg((weekday, hour, trips)::text
	        ORDER BY weekday, hour)
	      FROM tripgrid.hourly_trips(q.area, q.region, match => q.match)
	      WHERE trips > 0)
	    IS DISTINCT FROM
	      (SELECT array_agg((weekday, hour, trips)::text
	        ORDER BY weekday, hour) FROM (
	        SELECT weekday, hour, sum(trips) AS trips
	        FROM by_hour AS m WHERE m.name = q.name AND m.match = q.match
	          AND m.region IS NOT DISTINCT FROM q.region
	        GROUP BY weekday, hour HAVING sum(trips) > 0) AS h)
	UNION ALL
	SELECT q.name, q.region, q.match, 'average'
	  FROM questions AS q
	  WHERE round(tripgrid.weekly_avg_trips(q.area, q.region,
	      match => q.match), 9)
	    IS DISTINCT FROM
	      (SELECT round(sum(trips) / count(DISTINCT week), 9)
	        FROM by_hour AS m WHERE m.name = q.name AND m.match = q.match
	          AND m.region IS NOT DISTINCT FROM q.region)
	UNION ALL
	SELECT NULL, region, datasource, 'datasource' FROM (
	  SELECT datasource, region, count(*) AS trips, min(departed_at) AS first,
	      max(departed_at) AS last
	    FROM "$store".trips GROUP BY datasource, region
	  EXCEPT
	  SELECT d.datasource, r.* FROM (SELECT DISTINCT datasource
	      FROM "$store".trips) AS d,
	    tripgrid.datasource_regions(d.datasource) AS r) AS r
	UNION ALL
	SELECT region, week::text, reason, 'verify' FROM tripgrid.verify();
	});
}

# The boxes around the origins of a store, around a tenth of them, and a
# polygon with slanted edges in the middle.
my $areas_of = sub {
	my ($store) = @_;

	return qq{
	  SELECT 'box' AS name, ST_SetSRID(ST_Extent(origin::geometry)::geometry,
	      4326) AS area FROM "$store".trips
	  UNION ALL
	  SELECT 'tenth', ST_SetSRID(ST_Extent(origin::geometry)::geometry, 4326)
	    FROM "$store".trips WHERE trip_id % 10 = 1
	  UNION ALL
	  SELECT 'hull', ST_SetSRID(ST_ConvexHull(ST_Collect(
	      destination::geometry)), 4326)
	    FROM "$store".trips WHERE trip_id % 7 = 3
	  UNION ALL
	  SELECT 'circle', ST_Buffer(ST_SetSRID(ST_Centroid(ST_Collect(
	      origin::geometry)), 4326), 0.01, 100) FROM "$store".trips
	};
};

#
# the sample: all of it is loaded, and these are the answers
#
my $seed = data_file('trips/seed_trips.csv');

answer(qq{
	SELECT tripgrid.create_store('mobility');
	COPY mobility.feed FROM '$seed' (FORMAT csv, HEADER)});
is( answer('SELECT rows_read, rows_loaded, rows_rejected, state
	FROM mobility.loads'),
	'100|100|0|committed', 'the sample is loaded as a whole');
is( answer(
		'SELECT region, trim_scale(tripgrid.weekly_avg_trips(area,
		region => region)) FROM (
		SELECT region, ST_SetSRID(ST_Extent(origin)::geometry, 4326) AS area
		FROM mobility.journeys GROUP BY region) AS boxes ORDER BY region'),
	"Hamburg|5.6\nPrague|6.8\nTurin|7.6",
	'weekly averages over the box around the origins of each region');
is( answer(
		'SELECT region, trim_scale(tripgrid.weekly_avg_trips(area)) FROM (
		SELECT region, ST_SetSRID(ST_Extent(origin)::geometry, 4326) AS area
		FROM mobility.journeys GROUP BY region) AS boxes ORDER BY region'),
	"Hamburg|5.6\nPrague|6.8\nTurin|7.6",
	'the boxes alone give the same');
is( answer('SELECT * FROM tripgrid.latest_datasource_top_regions()'),
	"Turin|38|pt_search_app|2018-05-31 06:20:59\n"
	  . "Prague|34|cheap_mobile|2018-05-29 12:44:02",
	'the latest datasource of the two most common regions');
is( answer(
		q{SELECT region FROM tripgrid.datasource_regions('cheap_mobile')}),
	"Hamburg\nPrague\nTurin", 'the regions of cheap_mobile');
is(differences('mobility', $areas_of->('mobility')),
	'', 'the sample: all answers are those of plain queries');

#
# the feed gives the same back: once loaded again, the same comes out
#
answer(
	q{
	SELECT tripgrid.create_store('again');
	INSERT INTO again.feed SELECT * FROM mobility.feed});
is( answer(
		'(TABLE mobility.feed EXCEPT ALL TABLE again.feed) UNION ALL
		(TABLE again.feed EXCEPT ALL TABLE mobility.feed)'),
	'',
	'what the feed gives loads again, to the same');

# Copy a public CSV into a table of text columns.
sub stage
{
	my ($file, $table, $options) = @_;
	my $path = data_file("trips/$file");
	my $header;

	open my $fh, '<', $path or die "could not open $path: $!";
	$header = <$fh>;
	close $fh;
	$header =~ s/[\r\n]+$//;
	my $separator = $options =~ /DELIMITER/ ? ';' : ',';
	my $number = 0;
	my @columns;
	foreach my $name (split /$separator/, $header, -1)
	{
		$name =~ s/"//g;
		$name = 'column_' . $number if $name eq '';
		$number++;
		push @columns, qq{"$name" text};
	}
	answer("CREATE TABLE $table (" . join(', ', @columns) . ");
		COPY $table FROM '$path' (FORMAT csv, HEADER$options)");
	return;
}

#
# rides of bicycles, of three generations of files
#
stage('citibike_jc_201509.csv', 'citibike_2015', '');
stage('citibike_jc_201801.csv', 'citibike_2018', '');
stage('citibike_jc_202104.csv', 'citibike_2021', '');
answer(
	q{
	SELECT tripgrid.create_store('citibike');
	INSERT INTO citibike.feed
	  SELECT 'Jersey City',
	    "Start Station Longitude" || ',' || "Start Station Latitude",
	    "End Station Longitude" || ',' || "End Station Latitude",
	    "Start Time", "User Type"
	  FROM citibike_2015;
	INSERT INTO citibike.feed
	  SELECT 'Jersey City', format('POINT (%s %s)',
	      "start station longitude", "start station latitude"),
	    format('POINT (%s %s)', "end station longitude",
	      "end station latitude"), starttime, usertype
	  FROM citibike_2018;
	INSERT INTO citibike.feed
	  SELECT 'Jersey City', start_lng || ',' || start_lat,
	    end_lng || ',' || end_lat, started_at, member_casual
	  FROM citibike_2021});
is( answer('SELECT rows_read, rows_loaded, rows_rejected FROM citibike.loads
	ORDER BY load_id'),
	"6668|6668|0\n12677|12677|0\n23774|23682|92",
	'bicycles: 92 rides without an end are rejected');
is( answer(
		'SELECT colname, errorcode, err_message, count(*)
		FROM citibike.rejects GROUP BY 1, 2, 3'),
	'destination_coord|23502|value is missing|92',
	'bicycles: for this reason');
is( answer('SELECT count(*) FROM citibike_2021 WHERE end_lat IS NULL'),
	'92', 'bicycles: there are as many in the file');
is(differences('citibike', $areas_of->('citibike')),
	'', 'bicycles: all answers are those of plain queries');

#
# rides of cars, with times in UTC and positions that are none
#
stage('nyc_uber.csv', 'uber', '');
answer(
	q{
	SET TimeZone = 'America/New_York';
	SELECT tripgrid.create_store('uber');
	INSERT INTO uber.feed
	  SELECT 'New York', pickup_longitude || ',' || pickup_latitude,
	    dropoff_longitude || ',' || dropoff_latitude, pickup_datetime,
	    passenger_count || ' passengers'
	  FROM uber});
is( answer('SELECT rows_read, rows_loaded, rows_rejected FROM uber.loads'),
	'9999|9825|174', 'cars: what is loaded and what is rejected');
is( answer(
		'SELECT colname, err_message, count(*) FROM uber.rejects
		GROUP BY 1, 2 ORDER BY 1, 2'),
	join(
		"\n",
		'destination_coord|position is exactly (0,0)|7',
		'origin_coord|longitude is out of range -180 to 180|1',
		'origin_coord|position is exactly (0,0)|166'),
	'cars: for these reasons');
is( answer(
		'SELECT count(*) FILTER (WHERE x1 = 0 AND y1 = 0),
		  count(*) FILTER (WHERE abs(x1) > 180),
		  count(*) FILTER (WHERE (x1 <> 0 OR y1 <> 0) AND abs(x1) <= 180
		    AND x2 = 0 AND y2 = 0)
		FROM (SELECT pickup_longitude::float8 AS x1,
		  pickup_latitude::float8 AS y1, dropoff_longitude::float8 AS x2,
		  dropoff_latitude::float8 AS y2 FROM uber) AS u'),
	'166|1|7',
	'cars: there are as many in the file');
is( answer(
		q{
	SET TimeZone = 'America/New_York';
	SELECT count(*) FROM (
	  SELECT count(*), departed_at FROM uber.trips GROUP BY 2
	  EXCEPT
	  SELECT count(*), pickup_datetime::timestamptz::timestamp FROM uber
	    WHERE NOT (pickup_longitude::float8 = 0 AND
	        pickup_latitude::float8 = 0)
	      AND abs(pickup_longitude::float8) <= 180
	      AND NOT (dropoff_longitude::float8 = 0 AND
	        dropoff_latitude::float8 = 0)
	    GROUP BY 2) AS d}),
	'0',
	'cars: departures are by the clock of New York');
is(differences('uber', $areas_of->('uber')),
	'', 'cars: all answers are those of plain queries');

#
# taxis, with times as epochs, and many rows without a position or a company
#
stage('chicago_taxi.csv', 'taxi', '');
answer(
	q{
	SET TimeZone = 'America/Chicago';
	SELECT tripgrid.create_store('taxi');
	INSERT INTO taxi.feed
	  SELECT 'Chicago', pickup_longitude || ',' || pickup_latitude,
	    dropoff_longitude || ',' || dropoff_latitude, trip_start_timestamp,
	    payment_type
	  FROM taxi});
is( answer('SELECT rows_read, rows_rejected FROM taxi.loads'),
	answer(
		'SELECT count(*), count(*) FILTER (WHERE pickup_longitude IS NULL
		  OR dropoff_longitude IS NULL) FROM taxi'),
	'taxis: what lacks a position is rejected, nothing else');
is( answer(
		q{
	SET TimeZone = 'America/Chicago';
	SELECT count(*) FROM (
	  SELECT count(*), departed_at FROM taxi.trips GROUP BY 2
	  EXCEPT
	  SELECT count(*), to_timestamp(trip_start_timestamp::float8)::timestamp
	    FROM taxi WHERE pickup_longitude IS NOT NULL
	      AND dropoff_longitude IS NOT NULL
	    GROUP BY 2) AS d}),
	'0',
	'taxis: departures are by the clock of Chicago');
is(differences('taxi', $areas_of->('taxi')),
	'', 'taxis: all answers are those of plain queries');

#
# a file that a spreadsheet has damaged: not one row becomes a trip
#
stage('divvy_damaged.csv', 'divvy', q{, DELIMITER ';'});
answer(
	q{
	SELECT tripgrid.create_store('divvy');
	INSERT INTO divvy.feed
	  SELECT 'Chicago', start_lng || ',' || start_lat,
	    end_lng || ',' || end_lat, started_at, "member/casual"
	  FROM divvy});
is( answer('SELECT rows_read, rows_loaded, rows_rejected FROM divvy.loads'),
	'9999|0|9999', 'damaged: nothing is loaded');
is( answer(
		q{
	SELECT count(*) FROM divvy.rejects
	WHERE err_message NOT IN ('longitude is out of range -180 to 180',
	  'latitude is out of range -90 to 90', 'date and time cannot be read')}),
	'0',
	'damaged: for three reasons');
# with the dates mended, still nothing lies in the wrong place
answer(
	q{
	INSERT INTO divvy.feed
	  SELECT 'Chicago', start_lng || ',' || start_lat,
	    end_lng || ',' || end_lat,
	    to_timestamp(started_at, 'DD.MM.YYYY HH24:MI')::timestamp::text,
	    "member/casual"
	  FROM divvy});
is( answer(
		q{
	SELECT count(*) FROM divvy.trips
	WHERE NOT ST_Covers(ST_MakeEnvelope(-88.5, 41, -87, 43, 4326),
	  origin::geometry)}),
	'0',
	'damaged: no trip begins far from Chicago');
is(answer(q{SELECT * FROM tripgrid.verify('divvy')}),
	'', 'damaged: verified');

$node->stop;
done_testing();

# Files of many sources, each loaded by one call that is told nothing but the
# path: public files, whole, against plain queries over their text; and small
# ones of other dialects, against the trips that they say.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $node = start_cluster('foreign_files', "datestyle = 'ISO, MDY'");
create_database($node, 'files');

# What psql prints; its notices are kept in $notices.
my $notices;

sub answer
{
	my ($sql) = @_;
	my ($output, $status);

	$notices = '';
	$status = $node->psql(
		'files', $sql,
		stdout => \$output,
		stderr => \$notices);
	is($status, 0, 'no error') or diag($notices, $sql);
	return $output;
}

# Make a store and load a file into it.
sub load
{
	my ($store, $path) = @_;

	answer("SELECT tripgrid.create_store('$store')");
	answer("CALL tripgrid.load_file('$path', store => '$store')");
	is( answer("SELECT count(*) FROM tripgrid.verify('$store')"),
		'0', "$store: verified");
	return answer(
		"SELECT rows_read, rows_loaded, rows_rejected FROM $store.loads");
}

# The reasons of rejects, each with its number.
sub reasons
{
	my ($store) = @_;

	return answer(
		"SELECT colname, err_message, count(*) FROM $store.rejects
		GROUP BY 1, 2 ORDER BY 1, 2");
}

# The text of a public file, in a table of columns c1, c2, ...
sub stage
{
	my ($table, $path, $columns, $options) = @_;

	answer("CREATE TABLE $table ("
		  . join(', ', map { "c$_ text" } 1 .. $columns)
		  . "); COPY $table FROM '$path' (FORMAT csv, HEADER$options)");
	return;
}

# That the trips of a store are those of a query.
sub same_trips
{
	my ($store, $query) = @_;

	is( answer(
			qq{
		WITH a AS (SELECT tripgrid.lon(origin)::numeric(10, 7) AS ox,
		    tripgrid.lat(origin)::numeric(10, 7) AS oy,
		    tripgrid.lon(destination)::numeric(10, 7) AS dx,
		    tripgrid.lat(destination)::numeric(10, 7) AS dy,
		    departed_at
		  FROM $store.trips),
		b AS (SELECT ox::numeric(10, 7), oy::numeric(10, 7),
		    dx::numeric(10, 7), dy::numeric(10, 7), departed_at::timestamp
		  FROM ($query) AS q)
		SELECT (SELECT count(*) FROM (TABLE a EXCEPT ALL TABLE b) AS x),
		  (SELECT count(*) FROM (TABLE b EXCEPT ALL TABLE a) AS x)}),
		'0|0',
		"$store: the trips are those of a plain query");
	return;
}

SKIP:
{
	my $seed = data_file('trips/seed_trips.csv');

	skip 'no public files', 1 unless defined $seed;
	my $file = sub { return data_file("trips/$_[0]") };

	#
	# the sample goes into the feed that is there
	#
	is(load('seed', $seed), '100|100|0', 'sample: loaded as a whole');
	is(answer('SELECT feed FROM seed.loads'), 'feed', 'sample: its feed');

	#
	# rides of bicycles, of three generations of files
	#
	is(load('bikes_1', $file->('citibike_jc_201509.csv')),
		'6668|6668|0', 'bicycles 2015: all loaded');
	is(load('bikes_2', $file->('citibike_jc_201801.csv')),
		'12677|12677|0', 'bicycles 2018: all loaded');
	is(load('bikes_3', $file->('citibike_jc_202104.csv')),
		'23774|23682|92', 'bicycles 2021: loaded but those without an end');
	is(reasons('bikes_3'), 'end_lng|value is missing|92',
		'bicycles 2021: for this reason');
	foreach my $generation (1 .. 3)
	{
		is( answer(
				"SELECT DISTINCT region, datasource FROM bikes_$generation.trips"
			),
			'Jersey City|Citi Bike',
			"bicycles $generation: where and whose they are");
	}
	stage('bikes_1_text', $file->('citibike_jc_201509.csv'), 15, '');
	same_trips('bikes_1',
		'SELECT c7 AS ox, c6 AS oy, c11 AS dx, c10 AS dy, c2 AS departed_at
		FROM bikes_1_text');
	stage('bikes_2_text', $file->('citibike_jc_201801.csv'), 15, '');
	same_trips('bikes_2',
		'SELECT c7 AS ox, c6 AS oy, c11 AS dx, c10 AS dy, c2 AS departed_at
		FROM bikes_2_text');
	stage('bikes_3_text', $file->('citibike_jc_202104.csv'), 13, '');
	same_trips(
		'bikes_3', 'SELECT c10 AS ox, c9 AS oy, c12 AS dx, c11 AS dy,
		c3 AS departed_at FROM bikes_3_text WHERE c12 IS NOT NULL');
	is( answer(
			'SELECT count(*), count(DISTINCT external_id) FROM bikes_3.trips'),
		'23682|23682',
		'bicycles 2021: with their identity');
	like(
		do
		{
			answer(
				sprintf q{CALL tripgrid.load_file('%s', store => 'bikes_3',
				again => true)}, $file->('citibike_jc_202104.csv'));
			answer(
				q{SELECT err_message, count(*) FROM bikes_3.rejects
				WHERE load_id = 2 GROUP BY 1 ORDER BY 1});
		},
		qr/^duplicate: .*\|23682\nvalue is missing\|92$/,
		'bicycles 2021: nothing is loaded twice');

	#
	# rides of cars: positions that are none, or have their numbers swapped
	#
	is(load('uber', $file->('nyc_uber.csv')), '9999|9814|185', 'cars: loaded');
	is( reasons('uber'),
		join("\n",
			'dropoff_longitude|position is exactly (0,0)|6',
			'pickup_longitude|longitude is out of range -180 to 180|1',
			'pickup_longitude|position is exactly (0,0)|166',
			"pickup_longitude|position is outside the feed's area|12"),
		'cars: what is rejected has its reason');
	stage('uber_text', $file->('nyc_uber.csv'), 9, '');
	same_trips(
		'uber', q{SELECT c5 AS ox, c6 AS oy, c7 AS dx, c8 AS dy,
		replace(c4, ' UTC', '') AS departed_at FROM uber_text
		WHERE c5::float8 BETWEEN -76 AND -72 AND c6::float8 BETWEEN 39 AND 43
		  AND c7::float8 BETWEEN -76 AND -72
		  AND c8::float8 BETWEEN 39 AND 43});
	# by their own clock people ride least before dawn
	is( answer(
			q{SELECT extract(hour FROM departed_at) FROM uber.trips
		GROUP BY 1 ORDER BY count(*) LIMIT 1}),
		'4',
		'cars: by the clock of New York');

	#
	# taxis, with times as epochs of the local clock
	#
	is(load('taxi', $file->('chicago_taxi.csv')),
		'15002|14519|483', 'taxis: loaded');
	is( reasons('taxi'),
		"dropoff_longitude|value is missing|481\n"
		  . 'pickup_longitude|value is missing|2',
		'taxis: what lacks a position is rejected, nothing else');
	stage('taxi_text', $file->('chicago_taxi.csv'), 18, '');
	same_trips(
		'taxi', q{SELECT c8 AS ox, c7 AS oy, c10 AS dx, c9 AS dy,
		to_timestamp(c6::float8) AT TIME ZONE 'UTC' AS departed_at
		FROM taxi_text WHERE c8 <> '' AND c10 <> ''});
	is( answer(
			q{SELECT count(*) FROM (
		SELECT extract(hour FROM departed_at)::int, count(*)
		  FROM taxi.trips GROUP BY 1
		EXCEPT
		SELECT c4::int, count(*) FROM taxi_text
		  WHERE c8 <> '' AND c10 <> '' GROUP BY 1) AS d}),
		'0',
		'taxis: in the hours that the file says');

	#
	# a file that a spreadsheet has damaged: not one row becomes a trip
	#
	is(load('damaged', $file->('divvy_damaged.csv')),
		'9999|0|9999', 'damaged: nothing is loaded');
	is( answer(
			q{SELECT sum(count) FROM (SELECT count(*) FROM damaged.rejects
		WHERE err_message ~ '^(longitude|latitude) is out of range'
		GROUP BY err_message) AS r}),
		'9999',
		'damaged: as no position is whole');
}

#
# small files of other dialects: each holds the same two trips
#
my $dir = PostgreSQL::Test::Utils::tempdir();

# Places for the files without positions.
sub add_places
{
	my ($store) = @_;

	return answer(
		"INSERT INTO $store.places (name, position) VALUES
		('4', 'POINT(-73.9767 40.7242)'), ('79', 'POINT(-73.9859 40.7277)'),
		('North Ave', 'POINT(-87.64 41.91)'), ('Lake St', 'POINT(-87.63 41.89)')
		");
}

my $nyc = 'POINT(-73.9767 40.7242)|POINT(-73.9859 40.7277)';
my $chicago = 'POINT(-87.64 41.91)|POINT(-87.63 41.89)';
my $vienna = 'POINT(16.3725 48.2084)|POINT(16.4133 48.2167)';
my $portland = 'POINT(-122.68 45.52)|POINT(-122.67 45.53)';

# name, content, what is loaded, region and datasource
my @files = (
	[
		'yellow_2009',
		"vendor_name,Trip_Pickup_DateTime,Trip_Dropoff_DateTime,Passenger_Count,Trip_Distance,Start_Lon,Start_Lat,Rate_Code,store_and_forward,End_Lon,End_Lat,Payment_Type,Fare_Amt,surcharge,mta_tax,Tip_Amt,Tolls_Amt,Total_Amt\n\n"
		  . "VTS,2009-01-04 02:52:00,2009-01-04 03:02:00,1,2.63,-73.9767,40.7242,,,-73.9859,40.7277,CASH,8.9,0.5,,0,0,9.4\n"
		  . "VTS,2009-01-04 02:52:00,2009-01-04 03:02:00,1,2.63,0,0,,,0,0,CASH,8.9,0.5,,0,0,9.4\n",
		"$nyc|2009-01-04 02:52:00", 'New York|NYC yellow taxi'
	],
	[
		'bluebikes_2019',
		qq("tripduration","starttime","stoptime","start station id","start station name","start station latitude","start station longitude","end station id","end station name","end station latitude","end station longitude","bikeid","usertype","birth year","gender"\n)
		  . qq(790,"2019-05-28 09:03:40.4370","2019-05-28 09:16:50.1",80,"MIT",42.3621,-71.0912,179,"MIT",42.3555,-71.1032,3689,"Subscriber",1987,1\n),
		"POINT(-71.0912 42.3621)|POINT(-71.1032 42.3555)|2019-05-28 09:03:40.437",
		'Boston|Bluebikes'
	],
	[
		'yellow_2014',
		"vendor_id, pickup_datetime, dropoff_datetime, passenger_count, trip_distance, pickup_longitude, pickup_latitude, rate_code, store_and_fwd_flag, dropoff_longitude, dropoff_latitude, payment_type, fare_amount, surcharge, mta_tax, tip_amount, tolls_amount, total_amount\r\n\r\n"
		  . "CMT,2014-01-09 20:45:25,2014-01-09 20:52:31,1,0.7,-73.9767,40.7242,1,N,-73.9859,40.7277,CRD,6.5,0.5,0.5,1.4,0,8.9\r\n",
		"$nyc|2014-01-09 20:45:25", 'New York|NYC yellow taxi'
	],
	[
		'green_2014',
		"VendorID,lpep_pickup_datetime,Lpep_dropoff_datetime,Store_and_fwd_flag,RateCodeID,Pickup_longitude,Pickup_latitude,Dropoff_longitude,Dropoff_latitude,Passenger_count,Trip_distance,Fare_amount,Extra,MTA_tax,Tip_amount,Tolls_amount,Ehail_fee,Total_amount,Payment_type,Trip_type \r\n\r\n"
		  . "2,2014-04-01 00:00:00,2014-04-01 14:24:20,N,1,-73.9767,40.7242,-73.9859,40.7277,1,7.45,23,0,0.5,0,0,,23.5,2,1,,\r\n",
		"$nyc|2014-04-01 00:00:00", 'New York|NYC green taxi'
	],
	[
		'yellow_zones',
		"VendorID,tpep_pickup_datetime,tpep_dropoff_datetime,passenger_count,trip_distance,RatecodeID,store_and_fwd_flag,PULocationID,DOLocationID,payment_type,fare_amount,extra,mta_tax,tip_amount,tolls_amount,improvement_surcharge,total_amount\n\n"
		  . "1,2017-01-01 00:32:05,2017-01-01 00:37:48,1,1.2,1,N,4,79,2,6.5,0.5,0.5,0,0,0.3,7.8\n"
		  . "1,2017-01-01 00:32:05,2017-01-01 00:37:48,1,1.2,1,N,4,264,2,6.5,0.5,0.5,0,0,0.3,7.8\n",
		"$nyc|2017-01-01 00:32:05", 'New York|NYC yellow taxi'
	],
	[
		'fhvhv',
		"hvfhs_license_num,dispatching_base_num,originating_base_num,request_datetime,on_scene_datetime,pickup_datetime,dropoff_datetime,PULocationID,DOLocationID,trip_miles,trip_time\n"
		  . "HV0003,B02867,B02867,2021-02-28 23:55:06,2021-03-01 00:00:44,2021-03-01 00:03:40,2021-03-01 00:21:47,4,79,2.06,923\n",
		"$nyc|2021-03-01 00:03:40", 'New York|NYC high-volume for-hire'
	],
	[
		'taxi_duration',
		"id,vendor_id,pickup_datetime,dropoff_datetime,passenger_count,pickup_longitude,pickup_latitude,dropoff_longitude,dropoff_latitude,store_and_fwd_flag,trip_duration\n"
		  . "id2875421,2,2016-03-14 17:24:55,2016-03-14 17:32:30,1,-73.9767,40.7242,-73.9859,40.7277,N,455\n",
		"$nyc|2016-03-14 17:24:55", 'New York|NYC taxi'
	],
	[
		'divvy_2014',
		"trip_id,starttime,stoptime,bikeid,tripduration,from_station_id,from_station_name,to_station_id,to_station_name,usertype,gender,birthyear\r\n"
		  . "2355134,6/30/2014 23:57,7/1/2014 0:07,2006,604,131,North Ave,303,Lake St,Subscriber,Male,1988\r\n"
		  . "2355135,6/30/2014 23:57,7/1/2014 0:07,2006,604,131,North Ave,303,Nowhere,Subscriber,Male,1988\r\n",
		"$chicago|2014-06-30 23:57:00", 'Chicago|Divvy'
	],
	[
		'divvy_2019q2',
		"01 - Rental Details Rental ID,01 - Rental Details Local Start Time,01 - Rental Details Local End Time,01 - Rental Details Bike ID,01 - Rental Details Duration In Seconds Uncapped,03 - Rental Start Station ID,03 - Rental Start Station Name,02 - Rental End Station ID,02 - Rental End Station Name,User Type,Member Gender,05 - Member Details Member Birthday Year\n"
		  . "22178529,2019-04-01 00:02:22,2019-04-01 00:09:48,6251,\"1,446.0\",81,North Ave,56,Lake St,Subscriber,Male,1975\n",
		"$chicago|2019-04-01 00:02:22", 'Chicago|Divvy'
	],
	[
		'chicago_portal',
		"Trip ID,Taxi ID,Trip Start Timestamp,Trip End Timestamp,Trip Seconds,Trip Miles,Pickup Census Tract,Dropoff Census Tract,Pickup Community Area,Dropoff Community Area,Fare,Tips,Tolls,Extras,Trip Total,Payment Type,Company,Pickup Centroid Latitude,Pickup Centroid Longitude,Pickup Centroid Location,Dropoff Centroid Latitude,Dropoff Centroid Longitude,Dropoff Centroid  Location\n"
		  . "f1,t1,01/13/2016 06:15:00 PM,01/13/2016 06:15:00 PM,180,0.4,,,24,24,\$4.50,,,,\$4.50,Cash,,41.91,-87.64,POINT (-87.64 41.91),41.89,-87.63,POINT (-87.63 41.89)\n"
		  . "f2,t1,01/13/2016 06:15:00 PM,01/13/2016 06:15:00 PM,180,0.4,,,,,\$4.50,,,,\$4.50,Cash,,,,,,,\n",
		"$chicago|2016-01-13 18:15:00", 'Chicago|Chicago taxi'
	],
	[
		'mds_1.json',
		'{"version":"1.0.0","data":{"trips":[{"provider_name":"Zip","provider_id":"p","trip_id":"t1","route":{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"timestamp":1529968782421},"geometry":{"type":"Point","coordinates":[-122.68,45.52]}},{"type":"Feature","properties":{"timestamp":1529969382421},"geometry":{"type":"Point","coordinates":[-122.67,45.53]}}]},"start_time":1529968782000,"end_time":1529969382421},{"provider_name":"Zip","trip_id":"t2","route":{},"start_time":1529968782000}]},"links":{"next":null}}',
		"$portland|2018-06-25 16:19:42", 'Portland|Zip'
	],
	[
		'mds_2.json',
		qq({\n "version": "2.0.0",\n "trips": [\n  {\n   "provider_id": "c20e08cf", "trip_id": "t1",\n   "start_time": 1529968782000, "end_time": 1529969382421,\n   "start_location": {"lat": 45.52, "lng": -122.68},\n   "end_location": {"lat": 45.53, "lng": -122.67}\n  }\n ]\n}\n),
		"$portland|2018-06-25 16:19:42", 'Portland|c20e08cf'
	],
	[
		'lines.json',
		qq({"from":{"lat":48.2084,"lng":16.3725},"to":{"lat":48.2167,"lng":16.4133},"start_time":"2018-05-28T09:03:40"}\n{"from":{"lat":48.2084,\n),
		"$vienna|2018-05-28 09:03:40", 'Vienna|unknown'
	],
	[
		'deutsch',
		"\xEF\xBB\xBFStartzeit;Endzeit;Start L\xC3\xA4ngengrad;Start Breitengrad;Ziel L\xC3\xA4ngengrad;Ziel Breitengrad;Anbieter\r\n"
		  . "28.05.2018 09:03:40;28.05.2018 09:13:40;16,3725;48,2084;16,4133;48,2167;Rad & Co\r\n",
		"$vienna|2018-05-28 09:03:40", 'Vienna|Rad & Co'
	],
	[
		'divvy_portal',
		"TRIP ID,START TIME,STOP TIME,BIKE ID,TRIP DURATION,FROM STATION ID,FROM STATION NAME,TO STATION ID,TO STATION NAME,USER TYPE,GENDER,BIRTH YEAR,FROM LATITUDE,FROM LONGITUDE,FROM LOCATION,TO LATITUDE,TO LONGITUDE,TO LOCATION\n"
		  . "22178529,04/01/2019 12:02:22 AM,04/01/2019 12:09:48 AM,6251,446,81,Nowhere,56,Lake St,Subscriber,Male,1975,41.91,-87.64,POINT (-87.64 41.91),41.89,-87.63,POINT (-87.63 41.89)\n",
		"$chicago|2019-04-01 00:02:22", 'Chicago|Divvy'
	],
	[
		'yellow_bigquery',
		"vendor_id,pickup_datetime,dropoff_datetime,passenger_count,trip_distance,pickup_longitude,pickup_latitude,rate_code,store_and_fwd_flag,dropoff_longitude,dropoff_latitude,payment_type\n"
		  . "2,2014-01-09 20:45:25 UTC,2014-01-09 20:52:31 UTC,1,0.7,-73.9767,40.7242,1,N,-73.9859,40.7277,1\n",
		"$nyc|2014-01-09 20:45:25", 'New York|NYC yellow taxi'
	],
	[
		'spreadsheet',
		"\xEF\xBB\xBFsep=;\r\no_lon;o_lat;d_lon;d_lat;depart\r\n16,3725;48,2084;16,4133;48,2167;2018-05-28 09:03:40\r\n",
		"$vienna|2018-05-28 09:03:40", 'Vienna|unknown'
	],
	[
		'remarks',
		"# made by a script\n#\n#o_lon,o_lat,d_lon,d_lat,depart\n16.3725,48.2084,16.4133,48.2167,2018-05-28 09:03:40\n",
		"$vienna|2018-05-28 09:03:40", 'Vienna|unknown'
	],
	[
		'porto',
		qq("TRIP_ID","CALL_TYPE","ORIGIN_CALL","ORIGIN_STAND","TAXI_ID","TIMESTAMP","DAY_TYPE","MISSING_DATA","POLYLINE"\n)
		  . qq("T1","C","","","20000589","1527494620","A","False","[[-8.618643,41.141412],[-8.618499,41.141376],[-8.630838,41.154489]]"\n)
		  . qq("T2","C","","","20000589","4102444800","A","True","[[-8.6,41.1],[-8.61,41.12]]"\n),
		"POINT(-8.618643 41.141412)|POINT(-8.630838 41.154489)|2018-05-28 09:03:40",
		'Porto|unknown'
	],
	[
		'lines',
		"started;stopped;geom\n2018-05-28 09:03:40;2018-05-28 09:13:40;LINESTRING (16.3725 48.2084, 16.38 48.21, 16.4133 48.2167)\n",
		"$vienna|2018-05-28 09:03:40", 'Vienna|unknown'
	],
	[
		'points',
		qq(start_time,start_geom,end_geom\n2018-05-28 09:03:40,"{""type"": ""Point"", ""coordinates"": [16.3725, 48.2084]}","{""type"": ""Point"", ""coordinates"": [16.4133, 48.2167]}"\n),
		"$vienna|2018-05-28 09:03:40", 'Vienna|unknown'
	],
	[
		'cesky',
		"zacatek;konec;zemepisna_sirka_start;zemepisna_delka_start;zemepisna_sirka_cil;zemepisna_delka_cil\n"
		  . "28. 5. 2018 9:03;28. 5. 2018 9:13;48,2084;16,3725;48,2167;16,4133\n",
		"$vienna|2018-05-28 09:03:00", 'Vienna|unknown'
	],
	[
		'tabs',
		"START_TIME\tORIGIN\tDESTINATION\n1527491020\t48.2084, 16.3725\t48.2167, 16.4133\n",
		"$vienna|2018-05-28 09:03:40", 'Vienna|unknown'
	],
	[
		'pipes',
		"o_lon|o_lat|d_lon|d_lat|date|time\n16.3725|48.2084|16.4133|48.2167|28/05/2018|9:03:40\n",
		"$vienna|2018-05-28 09:03:40", 'Vienna|unknown'
	]);

my $number = 0;
foreach my $case (@files)
{
	my ($name, $content, $trip, $source) = @$case;
	my $store = 'small_' . ++$number;
	my $path = write_bytes("$dir/$name", $content);
	my ($counts, $read, $loaded, $rejected);

	answer("SELECT tripgrid.create_store('$store')");
	add_places($store);
	answer("CALL tripgrid.load_file('$path', store => '$store')");
	is( answer(
			"SELECT origin, destination, departed_at, region, datasource
			FROM $store.trips"),
		"$trip|$source",
		"$name: the trip");
	($read, $loaded, $rejected) = split /\|/,
	  answer("SELECT rows_read, rows_loaded, rows_rejected FROM $store.loads");
	is($read, $loaded + $rejected, "$name: nothing is lost");
	is($loaded, 1, "$name: one is loaded");
}

#
# a feed of no known dialect is named after its file, without its numbers
#
answer("SELECT tripgrid.create_store('named')");
my $columns = 0;
foreach my $case (
	[ '2024-05 Rad-Fahrten.csv', 'rad_fahrten' ],
	[ 'Rad-Fahrten 2024.06.csv', 'rad_fahrten_2' ],
	[ 'latin1.csv', 'latin1' ],
	[ 'fahrten202407.csv', 'fahrten' ],
	[ '2024.csv', 'other' ],
	[ 'trips.CSV', 'trips_feed' ],
	[ 'x' x 200 . '.txt', 'x' x 12 ])
{
	my ($name, $feed) = @$case;
	my $path = write_bytes("$dir/$name",
		join(',', 'o_lon,o_lat,d_lon,d_lat,at', map { "c$_" } 1 .. ++$columns) . "\n"
		  . "16.3,48.2,16.4,48.2,2018-05-28 09:03" . ',' x $columns . "\n");

	answer("CALL tripgrid.load_file('$path', store => 'named')");
	is(answer("SELECT feed FROM named.loads ORDER BY load_id DESC LIMIT 1"),
		$feed, "$name: its feed");
}

#
# a delimiter and a quote that are named are those of the header, too
#
answer("SELECT tripgrid.create_store('carets')");
my $carets = write_bytes("$dir/carets",
	"'started'^'from lon, lat'^'to lon, lat'\n'2018-05-28 09:03:40'^'16.3725,48.2084'^'16.4133,48.2167'\n");
answer("CALL tripgrid.load_file('$carets', store => 'carets', delimiter => '^', quote => E'\\'')");
is(answer("SELECT origin, destination, departed_at FROM carets.trips"),
	"$vienna|2018-05-28 09:03:40", 'a named delimiter and quote');

#
# a file that does not say where or when: an error that says what is missing
#
answer("SELECT tripgrid.create_store('nothing')");
my $path = write_bytes("$dir/nothing", "Date/Time,Lat,Lon,Base\n4/1/2014 0:11:00,40.769,-73.9549,B02512\n");
my $error;
isnt(
	$node->psql(
		'files', "CALL tripgrid.load_file('$path', store => 'nothing')",
		stderr => \$error),
	0,
	'a file without destinations is refused');
like($error, qr/destination/, 'the error names what is missing');
like($error, qr/create_feed/, 'the hint says what to do');
is(answer("SELECT count(*) FROM tripgrid.feeds('nothing')"),
	'1', 'and leaves no feed behind');

$node->stop;
done_testing();

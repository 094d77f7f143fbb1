# A store is dumped and restored like any schema: the same tables, the same
# answers, and it goes on from there.  The extension stays while there is one.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $node = start_cluster('dump_restore');
my $dir = PostgreSQL::Test::Utils::tempdir;

$node->safe_psql('postgres',
	'CREATE ROLE owner; CREATE ROLE loader; CREATE ROLE asker');

# A store whose trips have been through everything, and an empty one.
my $fill = q{
	SELECT tripgrid.create_store('mobility');
	SELECT tripgrid.create_store('Empty "one"');
	SET tripgrid.segment_trips = 100;
	INSERT INTO mobility.feed
	  SELECT 'region ' || n % 3, format('%s,%s', n % 70 / 10.0, n % 110 / 10.0),
	    CASE WHEN n % 50 = 0 THEN 'nowhere'
	      ELSE format('POINT (%s %s)', n % 90 / 10.0, n % 130 / 10.0) END,
	    timestamp '2018-05-01' + n * interval '53 minutes', 'd' || n % 5
	  FROM generate_series(1, 3000) AS n;
	DELETE FROM mobility.trips WHERE trip_id % 9 = 0;
	CALL tripgrid.compact('mobility');
	UPDATE mobility.trips SET datasource = 'changed' WHERE trip_id % 11 = 0;
	ALTER TABLE mobility.trips ADD note text DEFAULT 'none';
	CREATE INDEX ON mobility.trips (departed_at);
	INSERT INTO mobility.places VALUES ('here', '1,1'), ('there', '2,2');
	SELECT tripgrid.create_feed('Stations "s"', ARRAY['id', 'when', 'from',
	    'lon', 'lat', 'note''s', 'note''s', ''],
	  '{"external_id": "id", "departed_at": "when", "origin_place": "from",
	    "destination_lon": "lon", "destination_lat": "lat",
	    "note": "note''s_2"}',
	  '{"region": "stations", "datasource": "backslash \\\\ \"quote\""}',
	  'DD.MM.YYYY "o''clock" HH24:MI', 'Asia/Tokyo', true, 'lat lon',
	  'BOX(0 0,3 3)'::box2d);
	INSERT INTO mobility."Stations ""s""" VALUES
	  ('1', '05.05.2018 o''clock 10:00', 'here', '2,5', '2,25', '', 'n', ''),
	  ('2', '05.05.2018 o''clock 10:00', 'there', '3,5', '2,25', '', 'n', '');
	CREATE VIEW mobility.mine AS SELECT count(*) FROM mobility.trips;
	GRANT USAGE ON SCHEMA mobility TO loader, asker;
	GRANT INSERT ON mobility.feed TO loader;
	GRANT SELECT ON mobility.segments, mobility.segment_nodes, mobility.summaries
	  TO asker};

# All that a store says of itself: relations as they are, and answers.
my $contents = q{
	SELECT relation, md5(string_agg(line, E'\n' ORDER BY line)), count(*)
	FROM (
	  SELECT 'trips' AS relation, t::text AS line FROM mobility.trips AS t
	  UNION ALL SELECT 'segments', s::text FROM mobility.segments AS s
	  UNION ALL SELECT 'summaries', s::text FROM mobility.summaries AS s
	  UNION ALL SELECT 'loads', l::text FROM mobility.loads AS l
	  UNION ALL SELECT 'rejects', r::text FROM mobility.rejects AS r
	  UNION ALL SELECT 'feed', f::text FROM mobility.feed AS f
	  UNION ALL SELECT 'journeys', j::text FROM mobility.journeys AS j
	  UNION ALL SELECT 'stations', s::text FROM mobility."Stations ""s""" AS s
	  UNION ALL SELECT 'places', p::text FROM mobility.places AS p
	  UNION ALL SELECT 'feeds', f::text FROM tripgrid.feeds() AS f
	  UNION ALL SELECT 'comment', obj_description(c.oid, 'pg_class')
	    FROM pg_class AS c WHERE relnamespace = 'mobility'::regnamespace
	  UNION ALL SELECT 'grant', c.relname || relacl::text
	    FROM pg_class AS c WHERE relnamespace = 'mobility'::regnamespace
	  UNION ALL SELECT 'owner', c.relname || relowner::regrole::text
	    FROM pg_class AS c WHERE relnamespace = 'mobility'::regnamespace
	  UNION ALL SELECT 'weekly_trips', w::text
	    FROM tripgrid.weekly_trips('BOX(1 1,5 5)'::box2d, match => 'both')
	      AS w
	  UNION ALL SELECT 'hourly_trips', h::text
	    FROM tripgrid.hourly_trips(region => 'region 1') AS h
	  UNION ALL SELECT 'weekly_avg_trips', tripgrid.weekly_avg_trips(
	    ST_Buffer(ST_SetSRID(ST_MakePoint(3, 3), 4326), 2),
	    datasource => 'changed')::text
	  UNION ALL SELECT 'top', t::text
	    FROM tripgrid.latest_datasource_top_regions() AS t
	  UNION ALL SELECT 'regions', r::text
	    FROM tripgrid.datasource_regions('d1') AS r
	  UNION ALL SELECT 'empty', count(*)::text FROM "Empty ""one""".trips
	) AS lines GROUP BY relation ORDER BY relation};

# What must go on after a restore.
my $go_on = q{
	INSERT INTO mobility.feed VALUES
	  ('region 1', '1,1', '2,2', '2018-05-05 10:00', 'later'),
	  ('region 1', 'nowhere', '2,2', '2018-05-05 10:00', 'later');
	INSERT INTO mobility."Stations ""s""" VALUES
	  ('1', '05.05.2018 o''clock 10:00', 'here', '2,5', '2,25', '', 'n', ''),
	  ('3', '06.05.2018 o''clock 10:00', 'here', '2,5', '2,25', '', 'n', '');
	UPDATE mobility.trips SET region = 'moved' WHERE trip_id % 17 = 0;
	DELETE FROM mobility.trips WHERE trip_id % 19 = 0;
	CALL tripgrid.compact('mobility');
	INSERT INTO "Empty ""one""".feed
	  VALUES ('r', '1,1', '2,2', '2018-05-05 10:00', 'first')};

my $after = q{
	SELECT * FROM tripgrid.verify('mobility');
	SELECT * FROM tripgrid.verify('Empty "one"');
	SELECT datasource FROM tripgrid.latest_datasource_top_regions(1,
	  'Empty "one"');
	SELECT rows_loaded, rows_rejected FROM mobility.loads
	  ORDER BY load_id DESC LIMIT 2;
	SELECT count(*) = count(DISTINCT trip_id) FROM mobility.trips};

sub check_restored
{
	my ($database, $expected, $name, $path) = @_;

	is($node->safe_psql($database, $path . $contents),
		$expected, "$name: tables and answers are the same");
	is( $node->safe_psql($database,
			$path . "SELECT * FROM tripgrid.verify('mobility')"),
		'',
		"$name: verified");
	$node->safe_psql($database, $path . 'SET client_min_messages = warning;'
		  . $go_on);
	is($node->safe_psql($database, $path . $after),
		"first\n1|1\n1|1\nt", "$name: the store goes on");
	$node->safe_psql($database,
		'SET ROLE loader; INSERT INTO mobility.feed VALUES '
		  . "('r', '1,1', '2,2', '2018-05-05 10:00', 'by loader')");
	is( $node->safe_psql(
			$database, 'SET ROLE asker; SELECT sum(trips) FROM '
			  . "tripgrid.weekly_trips(datasource => 'by loader')"),
		'1',
		"$name: grants hold");
	return;
}

# Data that came without their definitions: no wrong number before a rebuild,
# the right one after it.
sub check_data_alone
{
	my ($database, $least) = @_;
	my ($status, $stdout, $stderr) = $node->psql($database,
		'SELECT sum(trips) FROM tripgrid.weekly_trips()');

	isnt($status, 0, "$database: a question is refused");
	like(
		$stderr,
		qr/may differ from its trips.*CALL tripgrid.rebuild/s,
		"$database: it says what to do");
	is( $node->safe_psql(
			$database, q{
	CALL tripgrid.rebuild();
	SELECT * FROM tripgrid.verify('mobility');
	SELECT coalesce(sum(trips), 0) = (SELECT count(*) FROM mobility.trips)
	  AND coalesce(sum(trips), 0) >= } . $least . q{
	FROM tripgrid.weekly_trips()}),
		't',
		"$database: right once it is rebuilt");
	return;
}

sub round_trips
{
	my ($database, $path, $name) = @_;
	my $expected;

	$node->safe_psql($database, $path . 'SET client_min_messages = error;'
		  . $fill);
	$node->safe_psql($database, 'ALTER SCHEMA mobility OWNER TO owner');
	$node->safe_psql(
		$database, q{
	SELECT format('ALTER %s mobility.%I OWNER TO owner', CASE relkind
	    WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, relname)
	  FROM pg_class WHERE relnamespace = 'mobility'::regnamespace
	    AND relkind IN ('v', 'r') \gexec
	ALTER SEQUENCE mobility.runs OWNER TO owner});
	$expected = $node->safe_psql($database, $path . $contents);
	is( $node->safe_psql($database,
			$path . "SELECT * FROM tripgrid.verify('mobility')"),
		'', "$name: verified before");

	# as SQL
	$node->command_ok(
		[
			'pg_dump', '-f', "$dir/$database.sql", '-d',
			$node->connstr($database)
		],
		"$name: dumped as SQL");
	$node->safe_psql('postgres', "CREATE DATABASE ${database}_sql");
	$node->command_ok(
		[
			'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null',
			'-d', $node->connstr("${database}_sql"),
			'-f', "$dir/$database.sql"
		],
		"$name: restored from SQL");
	check_restored("${database}_sql", $expected, "$name, SQL", $path);

	# as an archive, by two jobs; into another database
	$node->command_ok(
		[
			'pg_dump', '-Fd', '-j2', '-f', "$dir/$database.dir", '-d',
			$node->connstr($database)
		],
		"$name: dumped as an archive");
	$node->safe_psql('postgres', "CREATE DATABASE ${database}_archive");
	$node->command_ok(
		[
			'pg_restore', '-e', '-j2', '-d',
			$node->connstr("${database}_archive"), "$dir/$database.dir"
		],
		"$name: restored from an archive");
	check_restored("${database}_archive", $expected, "$name, archive", $path);
	return $expected;
}

#
# PostGIS where it usually is
#
create_database($node, 'usual');
my $expected = round_trips('usual', '', 'public');

# the data alone, into a store that is there already: without triggers
create_database($node, 'data_only');
my $empty = $fill;
$empty =~ s/INSERT.*?CALL[^;]*;//s;
$empty =~ s/(UPDATE|INSERT INTO)[^;]*;//g;
$node->safe_psql('data_only',
	'SET client_min_messages = error;' . $empty);
$node->command_ok(
	[
		'pg_restore', '-e', '--data-only', '--disable-triggers', '-n',
		'mobility', '-d', $node->connstr('data_only'), "$dir/usual.dir"
	],
	'data alone: restored');
check_data_alone('data_only', 2000);
# with triggers, segments come and are made: they must not count twice
create_database($node, 'data_twice');
$node->safe_psql('data_twice',
	'SET client_min_messages = error;' . $empty);
$node->command_ok(
	[
		'pg_restore', '-e', '--data-only', '-n', 'mobility', '-d',
		$node->connstr('data_twice'), "$dir/usual.dir"
	],
	'data alone with triggers: restored');
check_data_alone('data_twice', 2000);
# in parallel, where they may meet: nothing is counted twice, or an error says
# that trips were not restored
create_database($node, 'data_parallel');
$node->safe_psql('data_parallel',
	'SET client_min_messages = error;' . $empty);
my $restored = run_log(
	[
		'pg_restore', '-j4', '--data-only', '-n', 'mobility', '-d',
		$node->connstr('data_parallel'), "$dir/usual.dir"
	]);
check_data_alone('data_parallel', $restored ? 2000 : 0);

#
# PostGIS in a schema of its own, which is not in the search path
#
$node->safe_psql(
	'postgres', q{CREATE DATABASE elsewhere});
$node->safe_psql(
	'elsewhere', q{
	CREATE SCHEMA gis;
	CREATE EXTENSION postgis SCHEMA gis;
	CREATE EXTENSION tripgrid});
round_trips('elsewhere', 'SET search_path = public, gis;', 'gis');
is( $node->safe_psql(
		'elsewhere_sql', q{
	SET search_path = '';
	SELECT tripgrid.weekly_avg_trips('POLYGON((1 1,1 5,5 5,5 1,1 1))') > 0}),
	't',
	'gis: questions need no search path');

#
# the extension stays while there is a store, and goes without
#
my ($status, $stdout, $stderr) =
  $node->psql('usual_sql', 'DROP EXTENSION tripgrid');
isnt($status, 0, 'DROP EXTENSION is refused while there is a store');
like($stderr, qr/other objects depend on it/, 'for this reason');
$node->safe_psql(
	'usual_sql', q{
	DROP VIEW mobility.mine;
	SELECT tripgrid.drop_store('mobility', force => true)});
($status, $stdout, $stderr) =
  $node->psql('usual_sql', 'DROP EXTENSION tripgrid');
isnt($status, 0, 'one store of two is enough');
$node->safe_psql(
	'usual_sql', q{
	SELECT tripgrid.drop_store('Empty "one"', force => true);
	DROP EXTENSION tripgrid;
	DROP EXTENSION postgis});
is( $node->safe_psql('usual_sql',
		q{SELECT count(*) FROM pg_proc WHERE probin LIKE '%tripgrid%'}),
	'0',
	'without stores the extension goes, and leaves nothing');
# and CASCADE takes the columns of stores, but not the rest of the trips
$node->safe_psql('usual_archive',
	'SET client_min_messages = warning; DROP EXTENSION tripgrid CASCADE');
is( $node->safe_psql('usual_archive',
		q{SELECT count(*) > 0 FROM mobility.trips}),
	't',
	'CASCADE leaves the tables, with the columns that are not of tripgrid');

$node->stop;
done_testing();

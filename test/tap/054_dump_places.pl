# Dumps of every kind restore, into every place, with whatever users have built
# on a store; what cannot is made again by one call.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $node = start_cluster('dump_places');
my $dir = PostgreSQL::Test::Utils::tempdir;

$node->safe_psql('postgres', 'CREATE ROLE analyst; CREATE ROLE keeper');

# What users build: constructs in which an operator cannot have a schema.
my $fill = q{
	SELECT tripgrid.create_store('mobility');
	SELECT tripgrid.create_feed('bikes', '{id,at,olon,olat,dlon,dlat}',
	  '{"external_id": "id", "departed_at": "at", "origin_lon": "olon",
	    "origin_lat": "olat", "destination_lon": "dlon",
	    "destination_lat": "dlat"}', '{"region": "r", "datasource": "bikes"}',
	  area => 'BOX(0 0,90 80)'::box2d);
	INSERT INTO mobility.feed
	  SELECT 'region ' || n % 3, format('%s,%s', n % 70, n % 60),
	    CASE WHEN n % 50 = 0 THEN 'nowhere'
	      ELSE format('%s,%s', n % 90, n % 70) END,
	    timestamp '2018-05-01' + n * interval '53 minutes', 'd' || n % 5
	  FROM generate_series(1, 500) AS n;
	INSERT INTO mobility.bikes VALUES
	  ('b1', '2018-05-01 10:00', '1', '2', '3', '4');
	CREATE TABLE mobility.moved (trip_id bigint, origin tripgrid.lonlat);
	CREATE FUNCTION mobility.note_move() RETURNS trigger LANGUAGE plpgsql AS
	  $$BEGIN INSERT INTO mobility.moved VALUES (OLD.trip_id, OLD.origin);
	    RETURN NULL; END$$;
	CREATE TRIGGER note_move AFTER UPDATE ON mobility.trips FOR EACH ROW
	  WHEN (OLD.origin IS DISTINCT FROM NEW.origin)
	  EXECUTE FUNCTION mobility.note_move();
	CREATE VIEW mobility.mine AS
	  SELECT trip_id, NULLIF(origin, destination) AS origin,
	    CASE destination WHEN tripgrid.lonlat(1, 2) THEN 'depot'
	      WHEN origin THEN 'round' ELSE 'trip' END AS kind,
	    origin IN (tripgrid.lonlat(1, 2), tripgrid.lonlat(3, 4)) AS known,
	    NULLIF(tripgrid.trip(origin, destination, departed_at),
	      tripgrid.trip(destination, origin, departed_at)) AS trip,
	    NULLIF(tripgrid.tripgroup(tripgrid.trip(origin, destination,
	      departed_at), 15, '1 hour'), NULL) AS trip_group
	  FROM mobility.trips;
	CREATE VIEW mobility.pairs AS
	  SELECT count(*) FROM mobility.trips AS a
	  JOIN (SELECT DISTINCT destination AS origin FROM mobility.trips) AS b
	    USING (origin);
	CREATE VIEW mobility.weeks AS
	  SELECT week, count(*) FROM mobility.journeys GROUP BY week;
	ALTER TABLE mobility.trips ADD CONSTRAINT moves
	  CHECK (origin IS DISTINCT FROM tripgrid.lonlat(-1, -1));
	CREATE INDEX round_trips ON mobility.trips (trip_id)
	  WHERE origin IS NOT DISTINCT FROM destination;
	ALTER VIEW mobility.bikes SET (security_barrier = true);
	GRANT USAGE ON SCHEMA mobility TO analyst;
	GRANT SELECT ON mobility.journeys, mobility.feed, mobility.bikes,
	  mobility.segments, mobility.segment_nodes, mobility.summaries TO analyst};

# What a restored store has to say, whatever was restored with it.
my $contents = q{
	SELECT md5(string_agg(line, E'\n' ORDER BY line)), count(*) FROM (
	  SELECT t::text AS line FROM mobility.trips AS t
	  UNION ALL SELECT f::text FROM mobility.feed AS f
	  UNION ALL SELECT b::text FROM mobility.bikes AS b
	  UNION ALL SELECT m::text FROM mobility.mine AS m
	  UNION ALL SELECT p::text FROM mobility.pairs AS p
	  UNION ALL SELECT w::text FROM mobility.weeks AS w
	  UNION ALL SELECT j::text FROM mobility.journeys AS j
	  UNION ALL SELECT s::text FROM mobility.reject_summary AS s
	  UNION ALL SELECT w::text FROM tripgrid.weekly_trips() AS w
	  UNION ALL SELECT f::text FROM tripgrid.feeds() AS f
	  UNION ALL SELECT reloptions::text || relname FROM pg_class
	    WHERE relnamespace = 'mobility'::regnamespace AND relkind = 'v'
	) AS lines};

# The trigger sees a move, and only that; the store goes on.
my $move = q{
	UPDATE mobility.trips SET region = region;
	UPDATE mobility.trips SET origin = tripgrid.lonlat(7, 7) WHERE trip_id = 1;
	INSERT INTO mobility.bikes VALUES
	  ('b1', '2018-05-01 10:00', '1', '2', '3', '4'),
	  ('b2', '2018-05-01 10:00', '1', '2', '3', '4');
	SELECT count(*) FROM mobility.moved;
	SELECT count(*) FROM mobility.bikes;
	SELECT count(*) FROM tripgrid.verify('mobility')};

create_database($node, 'usual');
$node->safe_psql('usual', "SET client_min_messages = error; $fill");
my $expected = $node->safe_psql('usual', $contents);
is($node->safe_psql('usual', q{SELECT count(*) FROM tripgrid.verify()}),
	'0', 'the store is sound');

foreach my $kind (
	[ 'plain' => '-Fp' ], [ 'custom' => '-Fc' ],
	[ 'schema' => '-Fc', '--schema-only' ], [ 'data' => '-Fc', '--data-only' ],
	[ 'store' => '-Fc', '-n', 'mobility' ])
{
	my ($name, @options) = @$kind;

	$node->command_ok(
		[
			'pg_dump', @options, '-f', "$dir/$name", '-d',
			$node->connstr('usual')
		],
		"$name: dumped");
}

sub restore
{
	my ($database, $dump, @options) = @_;

	return $dump eq 'plain'
	  ? [
		'psql', '-X', '-q', '-o', '/dev/null', @options, '-d',
		$node->connstr($database), '-f', "$dir/$dump"
	  ]
	  : [
		'pg_restore', @options, '-d', $node->connstr($database),
		"$dir/$dump"
	  ];
}

#
# PostGIS where it was: all restores, without an error
#
$node->safe_psql('postgres', "CREATE DATABASE $_") for qw(plain custom);
$node->command_ok(restore('plain', 'plain', '-v', 'ON_ERROR_STOP=1'),
	'plain: restored');
$node->command_ok(restore('custom', 'custom', '-e'), 'custom: restored');
create_database($node, 'store');
$node->command_ok(restore('store', 'store', '-e'), 'store alone: restored');
foreach my $database (qw(plain custom store))
{
	is($node->safe_psql($database, $contents),
		$expected, "$database: all is there");
	is($node->safe_psql($database, "SET client_min_messages = error; $move"),
		"1\n2\n0", "$database: triggers are as they were");
	is( $node->safe_psql(
			$database, 'SET ROLE analyst; SELECT count(*) FROM mobility.journeys'),
		'491',
		"$database: grants, too");
}

# the schema alone, then the data alone
$node->safe_psql('postgres', 'CREATE DATABASE apart');
$node->command_ok(restore('apart', 'schema', '-e'), 'schema alone: restored');
is( $node->safe_psql(
		'apart', q{SELECT count(*) FROM mobility.journeys;
		SELECT count(*) FROM tripgrid.feeds();
		SELECT count(*) FROM tripgrid.verify()}),
	"0\n2\n0",
	'schema alone: an empty store');
$node->command_ok(
	restore('apart', 'data', '-e', '--disable-triggers'),
	'data alone: restored');
# nothing of ours has seen these rows come
my (undef, undef, $refused) =
  $node->psql('apart', 'SELECT * FROM tripgrid.weekly_trips()');
like($refused, qr/HINT:  CALL tripgrid.rebuild/,
	'data alone: not asked before the segments are made again');
$node->safe_psql('apart', q{CALL tripgrid.rebuild('mobility')});
is($node->safe_psql('apart', $contents), $expected,
	'data alone: all is there');

#
# PostGIS elsewhere than it was: journeys is lost, with what was built on it,
# and nothing else
#
foreach my $kind ([ 'plain', 'plain' ], [ 'custom', 'custom' ],
	[ 'store', 'store' ], [ 'schema', 'schema' ])
{
	my ($name, $dump) = @$kind;
	my $database = "gis_$name";
	my ($out, $err);

	$node->safe_psql('postgres', "CREATE DATABASE $database");
	$node->safe_psql(
		$database, q{
		CREATE SCHEMA gis;
		CREATE EXTENSION postgis SCHEMA gis});
	# a store's dump has no extensions
	$node->safe_psql($database, 'CREATE EXTENSION tripgrid')
	  if $dump eq 'store';
	IPC::Run::run(restore($database, $dump), '>', \$out, '2>', \$err);
	my @errors = grep { /ERROR:/ } split /\n/, $err;
	# the table of reference systems is PostGIS's own
	my @others = grep {
		!/"(public\.(geometry|spatial_ref_sys)|mobility\.(journeys|weeks))"/
	} @errors;
	cmp_ok(scalar @errors, '>', 0, "$database: journeys does not restore");
	is("@others", '', "$database: all else does");
	is( $node->safe_psql($database,
			q{SELECT to_regclass('mobility.journeys') IS NULL}),
		't',
		"$database: it is gone");
	$node->safe_psql($database, q{SELECT tripgrid.remake_views('mobility')});
	# what was granted on it went with it, as did views over it
	$node->safe_psql(
		$database, q{
		GRANT SELECT ON mobility.journeys TO analyst;
		CREATE VIEW mobility.weeks AS
		  SELECT week, count(*) FROM mobility.journeys GROUP BY week});
	next if $dump eq 'schema';
	is( $node->safe_psql($database, "SET search_path = public, gis; $contents"),
		$expected,
		"$database: all is there again");
	is( $node->safe_psql(
			$database,
			"SET client_min_messages = error; SET search_path = ''; $move"),
		"1\n2\n0",
		"$database: triggers are as they were");
	is( $node->safe_psql(
			$database, q{
		SET ROLE analyst; SELECT count(*) FROM mobility.journeys;
		SELECT count(*) FROM mobility.feed}),
		"491\n491",
		"$database: grants, too");
}

# a dump from there, to there
$node->command_ok(
	[
		'pg_dump', '-Fc', '-f', "$dir/from_gis", '-d',
		$node->connstr('gis_plain')
	],
	'gis: dumped');
$node->safe_psql('postgres', 'CREATE DATABASE gis_again');
$node->command_ok(restore('gis_again', 'from_gis', '-e'), 'gis: restored');
is( $node->safe_psql('gis_again', 'SELECT count(*) FROM mobility.weeks'),
	$node->safe_psql('gis_plain', 'SELECT count(*) FROM mobility.weeks'),
	'gis: with all views');

#
# policies are restored with the table, and heeded by the views
#
$node->safe_psql(
	'usual', q{
	ALTER TABLE mobility.trips ENABLE ROW LEVEL SECURITY;
	CREATE POLICY one ON mobility.trips USING (region = 'region 1')});
$node->command_ok(
	[
		'pg_dump', '-Fc', '-f', "$dir/policies", '-d', $node->connstr('usual')
	],
	'policies: dumped');
$node->safe_psql('postgres', 'CREATE DATABASE policies');
$node->command_ok(restore('policies', 'policies', '-e'),
	'policies: restored');
foreach my $view (qw(journeys feed bikes))
{
	my ($status, $stdout, $stderr) = $node->psql('policies',
		"SET ROLE analyst; SELECT count(*) FROM mobility.$view");

	like(
		$stderr,
		qr/row-level security on table "trips" applies to role "analyst"/,
		"policies: $view heeds them");
}

#
# pg_upgrade makes the extension's members one by one, those in pg_catalog, too
#
my $upgraded = PostgreSQL::Test::Cluster->new('dump_upgraded');
$upgraded->init(extra => [ '--encoding=UTF8', '--locale=C', '--no-sync' ]);
$upgraded->append_conf('postgresql.conf',
	"timezone = 'UTC'\ndatestyle = 'ISO'\n");
$node->safe_psql('postgres', "DROP DATABASE $_")
  for qw(plain store apart gis_store gis_schema gis_again policies);
my $expected_gis = $node->safe_psql('gis_plain', $contents =~ s/$/;/r
	  =~ s/^/SET search_path = public, gis;/r);
$node->stop;
my $bin = $node->config_data('--bindir');
chdir $dir or die $!;
command_ok(
	[
		'pg_upgrade', '--no-sync', '-d', $node->data_dir, '-D',
		$upgraded->data_dir, '-b', $bin, '-B', $bin, '-s', $node->host, '-p',
		$node->port, '-P', $upgraded->port
	],
	'upgraded');
$upgraded->start;
is($upgraded->safe_psql('usual', $contents), $expected, 'upgraded: the same');
is( $upgraded->safe_psql(
		'gis_plain', "SET search_path = public, gis; $contents"),
	$expected_gis,
	'upgraded: with PostGIS elsewhere, too');
is( $upgraded->safe_psql('custom', "SET client_min_messages = error; $move"),
	"1\n2\n0", 'upgraded: the store goes on');
is( $upgraded->safe_psql(
		'usual', q{
	SELECT count(*) FROM pg_operator AS o JOIN pg_depend ON objid = o.oid
	WHERE classid = 'pg_operator'::regclass AND deptype = 'e'
	  AND o.oprname = '=' AND o.oprnamespace = 'pg_catalog'::regnamespace}),
	'3',
	'upgraded: equality belongs to the extension');
$upgraded->stop;

done_testing();

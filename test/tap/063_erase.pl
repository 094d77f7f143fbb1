# Random erasures from stores that change by chance: after each one the
# segments hold the trips and nothing of those that went, and no text of any
# row of the store, nor of its statistics, has what was erased.
#
# The seed is printed; TRIPGRID_SEED repeats a run.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use RandomShapes;
use RandomStore;
use RandomTrips;
use Test::More;
use TripgridTest;

my $seed = $ENV{TRIPGRID_SEED} // time;
my $rounds = 6;
my $steps = 8;

note "seed: $seed";
srand $seed;

my $node = start_cluster('erase', 'autovacuum = off', 'fsync = off');
my $store;

create_database($node, 'trips');
$store = RandomStore->new($node, 'trips', $seed);

# A mark by a name that the store has; none, if it is empty.
sub by_name
{
	my ($column) = @_;
	my @names = split /\n/, $store->run(
		"SELECT DISTINCT quote_literal($column) FROM $store->{store}.trips");

	return @names ? "$column => " . pick(@names) : ();
}

# SQL of one erasure, by any of the marks of trips, or by two; none is null,
# though the store may be empty.
sub erasure
{
	my $trips = "$store->{store}.trips";
	my @marks = (
		"trip_ids => ARRAY(SELECT trip_id FROM $trips WHERE trip_id % "
		  . between(2, 9) . ' = 0)',
		"trip_ids => ARRAY(SELECT trip_id FROM $trips WHERE "
		  . $store->nearest_rows(magnitude(50)) . ')',
		by_name('region'),
		by_name('datasource'),
		"since => (SELECT coalesce(max(departed_at)::date, '2024-06-03') - "
		  . between(0, 200) . " FROM $trips)",
		"until => (SELECT coalesce(min(departed_at)::date, '2024-06-03') + "
		  . between(0, 200) . " FROM $trips)",
		"area => ST_Intersection(ST_Buffer(coalesce("
		  . "(SELECT lonlat_to_geometry(origin)::geometry FROM $trips "
		  . "ORDER BY trip_id LIMIT 1), 'SRID=4326;POINT(16 48)'), "
		  . rand(2)
		  . '), ST_MakeEnvelope(-180, -90, 180, 90, 4326)), '
		  . 'match => \'' . pick(qw(origin destination both either)) . "'");
	my %chosen = map { (split / /, $_)[0] => $_ } pick(@marks), pick(@marks);

	# it would have to be after the other
	delete $chosen{until} if $chosen{since};

	return 'erase_trips('
	  . join(', ', values %chosen, "store => '$store->{store}'") . ')';
}

foreach my $round (1 .. $rounds)
{
	my $name = "s$round";

	$store->begin_round($round, $name, new_world());
	$store->run('SET tripgrid.segment_trips = ' . pick(1, 3, 20, 300));
	$store->run('SET tripgrid.batch_trips = ' . pick(50, 1000, 1000000));
	$store->run('SET tripgrid.statement_merge = ' . pick(0, 200, 131072));
	$store->load(magnitude(3_000));
	foreach (1 .. $steps)
	{
		my $proof;

		$store->change for 1 .. between(0, 3);
		$store->run('SET tripgrid.segment_trips = ' . pick(2, 20, 300))
		  if chance(0.2);
		$proof = $store->run(
			'SELECT proof FROM tripgrid.' . erasure());
		my ($trips, $taken_off, $differences, $places) = split /\|/,
		  $store->run($proof);
		$store->give_up("the proof fails: $proof")
		  if $trips != 0 || $taken_off != 0 || $differences != 0 || $places != 0;
		# headers are as narrow as what is left
		$store->none("SELECT 'node', n.run_id, n.first_segment
			FROM $name.segment_nodes AS n JOIN $name.segments AS s
			  ON (s.region, s.projection, s.run_id)
			    = (n.region, n.projection, n.run_id)
			  AND s.segment_no >= n.first_segment
			  AND s.segment_no < n.first_segment + n.segments
			GROUP BY 1, 2, 3, n.region, n.projection, n.first_departure,
			  n.last_departure
			HAVING min(s.first_departure) <> n.first_departure
			  OR max(s.last_departure) <> n.last_departure");
	}
	$store->run("SELECT tripgrid.drop_store('$name', force => true)");
}
$store->quit;
ok(1, 'after random erasures the segments hold the trips, and no more');

# Trips of a day, each with numbers that nothing else has; some are loaded
# twice, so that rejects tell of them, too.
my $session = session($node, 'trips');
my %erased;

$session->query(
	q{
SET client_min_messages = warning;
SELECT setseed(} . ($seed % 1000) / 1000 . q{);
SELECT tripgrid.create_store('mobility');
SELECT tripgrid.create_feed('rides', '{id,lon,lat,dlon,dlat,at}',
  '{"external_id": "id", "origin_lon": "lon", "origin_lat": "lat",
    "destination_lon": "dlon", "destination_lat": "dlat",
    "departed_at": "at"}', '{"region": "Wien", "datasource": "bikes"}');
SET tripgrid.segment_trips = 30;
CREATE TABLE rides AS SELECT 'id' || n || 'x' AS id,
    format('16.%s', 1000000 + 3 * n) AS lon, format('48.%s', 2000000 + 7 * n)
    AS lat, format('16.%s', 5000000 + 3 * n) AS dlon,
    format('48.%s', 6000000 + 7 * n) AS dlat,
    to_char(timestamp '2024-06-03 08:00' + n * interval '1 second 31 ms',
      'YYYY-MM-DD HH24:MI:SS.US') AS at
  FROM generate_series(1, 900) AS n;
INSERT INTO mobility.rides SELECT * FROM rides;
INSERT INTO mobility.rides SELECT * FROM rides WHERE random() < 0.1;
INSERT INTO mobility.rides SELECT id, 'east', lat, dlon, dlat, at FROM rides
  WHERE random() < 0.1;
ALTER DATABASE trips SET default_statistics_target = 1000;
SET default_statistics_target = 1000;
ANALYZE;

-- all rows of all relations of the store, and all their statistics, as text
CREATE FUNCTION dump() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  relation regclass;
BEGIN
  FOR relation IN SELECT oid FROM pg_class
    WHERE relnamespace = 'mobility'::regnamespace AND relkind IN ('r', 'p', 'm')
  LOOP
    RETURN QUERY EXECUTE format('SELECT t::text FROM %s AS t', relation);
  END LOOP;
  RETURN QUERY SELECT s::text FROM pg_stats AS s
    WHERE schemaname = 'mobility';
END
$$;

-- marks of a ride that a dump has, and whether segments have it
CREATE FUNCTION found(ride rides) RETURNS text[] LANGUAGE sql AS $$
  SELECT ARRAY(
    SELECT DISTINCT m FROM dump() AS d, unnest(ARRAY[ride.id, ride.lon,
      ride.lat, ride.dlon, ride.dlat, rtrim(ride.at, '0')]) AS m
    WHERE strpos(d, m) > 0)
  || ARRAY(SELECT 'similar' FROM tripgrid.similar_trips(tripgrid.trip(
      tripgrid.lonlat(ride.lon::float8, ride.lat::float8),
      tripgrid.lonlat(ride.dlon::float8, ride.dlat::float8),
      ride.at::timestamp), 1, 'mobility') AS s WHERE s.distance = 0)
$$;
});
is( $session->query(
		q{SELECT bool_and(found(r) @> ARRAY[r.id, r.lon, r.dlat, 'similar'])
		FROM rides AS r WHERE id IN ('id7x', 'id451x')}),
	't',
	'rides that were loaded are found');
foreach my $i (1 .. 12)
{
	my $n = between(1, 900);
	my $found;

	$erased{$n} = 1;
	$session->query(
		"SELECT * FROM tripgrid.erase_trips(external_id => 'id${n}x')");
	$found = $session->query(
		"SELECT found(r) FROM rides AS r WHERE id = 'id${n}x'");
	is($found, '{}', "nothing is found of ride $n that was erased");
}
is($session->query('SELECT * FROM tripgrid.verify()'), '', 'segments agree');
$session->query(
	q{SELECT * FROM tripgrid.erase_trips(until => '2024-06-03')});
is($session->query('SELECT count(*) FROM dump() AS d, rides AS r
	WHERE strpos(d, r.id) > 0'), '0', 'nothing is found of a day');
$session->quit;

# a file whose trips are all erased is not loaded again, nor by another name
my $folder = PostgreSQL::Test::Utils::tempdir();
my $rows = join '',
  map { "Linz,\"16.$_,48.2\",\"16.4,48.1\",2024-01-03 08:00,x\n" } 1 .. 5;

chmod 0755, $folder;
append_to_file("$folder/$_.csv", $rows) foreach qw(a b);
$node->safe_psql('trips', "SELECT tripgrid.create_store('files')");
$node->safe_psql('trips',
	"CALL tripgrid.load_file('$folder/a.csv', 'feed', store => 'files')");
is($node->safe_psql('trips', 'SELECT count(*) FROM files.trips'),
	5, 'a file is loaded');
$node->safe_psql('trips',
	"SELECT tripgrid.forget_trips('2024-02-01', store => 'files')");
foreach my $name (qw(a b))
{
	my ($result, $out, $err) = $node->psql('trips',
		"CALL tripgrid.load_file('$folder/$name.csv', 'feed', store => 'files')"
	);

	like($err, qr/nothing is loaded/, "$name, which was forgotten, is known");
}
is($node->safe_psql('trips', 'SELECT count(*) FROM files.trips'),
	0, 'nothing comes back');
$node->safe_psql('trips', "SELECT tripgrid.undo_load(1, store => 'files')");
$node->safe_psql('trips',
	"CALL tripgrid.load_file('$folder/b.csv', 'feed', store => 'files')");
is($node->safe_psql('trips', 'SELECT count(*) FROM files.trips'),
	5, 'once undone, it is loaded again');
$node->stop;
done_testing();

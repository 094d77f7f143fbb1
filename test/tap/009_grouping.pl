# Grouping trips in plain SQL: by hashing, by sorting and in parallel it gives
# the same groups, which are those of slippy-map tile numbers by the formula
# of the web-Mercator projection.
#
# The seed is printed; TRIPGRID_SEED repeats a run.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use RandomShapes;
use RandomTrips;
use Test::More;
use TripgridTest;

my $seed = $ENV{TRIPGRID_SEED} // time;
diag("seed: $seed");
srand($seed);

my $node = start_cluster(
	'grouping',
	'fsync = off',
	'autovacuum = off',
	'jit = off',
	'max_parallel_workers_per_gather = 0');
my $dir = PostgreSQL::Test::Utils::tempdir;

create_database($node, 'trips');
my $session = session($node, 'trips');

sub run
{
	my ($sql) = @_;
	my $output = eval { $session->query($sql) };

	return $output if defined $output;
	diag("seed: $seed\n$@");
	$node->stop('immediate');
	die "a statement failed; seed: $seed\n";
}

run('SET client_min_messages = warning');
run('SET search_path = public, tripgrid');
run(
	q{
	CREATE TABLE plain (olon int, olat int, dlon int, dlat int,
	  departed_at timestamp, time bigint);

	-- tile numbers as fractions, of a position in 1e-7 degrees
	CREATE FUNCTION tile_x(lon int, zoom int) RETURNS float8
	LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS
	  'SELECT (lon / 1e7 + 180) / 360 * 2 ^ zoom';
	CREATE FUNCTION tile_y(lat int, zoom int) RETURNS float8
	LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS $$
	  SELECT (1 - asinh(tan(radians(least(greatest(lat / 1e7, -89.5), 89.5))))
	    / pi()) / 2 * 2 ^ zoom
	$$;
	-- beyond the limits of the projection is the outermost tile
	CREATE FUNCTION tile(number float8, zoom int) RETURNS int
	LANGUAGE SQL IMMUTABLE PARALLEL SAFE AS
	  'SELECT floor(least(greatest(number, 0), 2 ^ zoom - 1))::int';
	});

# Many trips of few groups, of some and of many; not on the edges of cells,
# where the rounding of the formula decides.
my $rows = 0;
my $world = new_world(spots => 8, spread => 0.005, calm => 0.6);
copy_rows(
	\&run, 'plain', $dir,
	sub {
		return if $rows++ == 60_000;
		my @trip = random_trip($world);
		return (@trip[ 0 .. 3 ], departure_text(@trip[ 4, 5 ]), $trip[5]);
	});
run(
	q{
	CREATE TABLE trips AS
	  SELECT p.*, lonlat(olon / 1e7, olat / 1e7) AS origin,
	    lonlat(dlon / 1e7, dlat / 1e7) AS destination
	  FROM plain AS p,
	  LATERAL (SELECT bool_and(abs(number - round(number)) > 1e-6
	      OR abs(unit) >= limit_of) AS clear
	    FROM (VALUES (tile_x(olon, 26), olon, 1800000000),
	      (tile_x(dlon, 26), dlon, 1800000000),
	      (tile_y(olat, 26), olat, 851000000),
	      (tile_y(dlat, 26), dlat, 851000000))
	      AS v (number, unit, limit_of)) AS c
	  WHERE clear;
	-- that few groups are expected, and so grouped in each worker
	CREATE STATISTICS expected ON
	  (tripgroup(trip(origin, destination, departed_at), 2, '12 hours'))
	  FROM trips;
	ANALYZE trips;
	});
cmp_ok(run('SELECT count(*) FROM trips'), '>', 40_000, 'trips clear of edges');

# One row for each group: its trips, first and last departure.
my %plans = (
	hash => [
		'SET enable_sort = off', 'SET work_mem = 1000000',
		qr/^HashAggregate/m
	],
	spilt => [
		'SET enable_sort = off', 'SET work_mem = 64', qr/^HashAggregate/m
	],
	sort => [ 'SET enable_hashagg = off', 'SET work_mem = 4096',
		qr/^GroupAggregate\n.*\n +->  Sort/m ],
	parallel => [
		'SET max_parallel_workers_per_gather = 2; SET enable_hashagg = on; '
		  . 'SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; '
		  . 'SET min_parallel_table_scan_size = 0; SET enable_sort = off',
		'SET work_mem = 1000000',
		qr/^Finalize HashAggregate(.|\n)*Gather(.|\n)*Partial HashAggregate/m
	],
	parallel_sort => [
		'SET max_parallel_workers_per_gather = 2; SET enable_hashagg = off; '
		  . 'SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; '
		  . 'SET min_parallel_table_scan_size = 0',
		'SET work_mem = 4096',
		qr/^Finalize GroupAggregate(.|\n)*Gather Merge(.|\n)*Partial GroupAggregate/m
	]);

sub differences
{
	my ($one, $other) = @_;

	return run(
		qq{(SELECT * FROM $one EXCEPT ALL SELECT * FROM $other LIMIT 3)
		UNION ALL (SELECT * FROM $other EXCEPT ALL SELECT * FROM $one LIMIT 3)});
}

foreach my $grid (
	[ 15, '30 min', 1_800 ],
	[ 0, '1 day', 86_400 ],
	[ 2, '12 hours', 43_200 ],
	[ 4, '1 s', 1 ],
	[ 9, '6 hours', 21_600 ],
	[ 20, '15 min', 900 ],
	[ 26, '8 hours', 28_800 ],
	[ between(3, 25), '5 min', 300 ])
{
	my ($zoom, $window, $seconds) = @$grid;
	my $name = "zoom $zoom, $window";
	my $query = qq{SELECT tripgroup(trip(origin, destination, departed_at),
	    $zoom, '$window') AS g, count(*) AS trips, min(departed_at) AS first,
	    max(departed_at) AS last
	  FROM trips GROUP BY g};
	my @plans =
	    $zoom == 15 ? qw(hash spilt sort)
	  : $zoom == 2 ? sort keys %plans
	  : ('hash');

	foreach my $plan (@plans)
	{
		my ($set, $memory, $like) = @{ $plans{$plan} };

		run("DROP TABLE IF EXISTS by_$plan; $set; $memory");
		like(run("EXPLAIN (COSTS OFF) $query"), $like, "$name: plan: $plan");
		# CREATE TABLE AS, unlike INSERT, may be parallel
		run("CREATE TABLE by_$plan AS $query");
		run("RESET $_")
		  foreach qw(enable_sort enable_hashagg work_mem
		  max_parallel_workers_per_gather parallel_setup_cost
		  parallel_tuple_cost min_parallel_table_scan_size);
	}
	is(differences('by_hash', "by_$_"), '', "$name: $_ is as hash")
	  foreach grep { $_ ne 'hash' } @plans;

	# groups named by one of their trips: the same trips are together
	run(
		qq{DROP TABLE IF EXISTS tiles;
	CREATE TABLE tiles AS
	  SELECT tile(tile_x(olon, $zoom), $zoom) AS ox,
	    tile(tile_y(olat, $zoom), $zoom) AS oy,
	    tile(tile_x(dlon, $zoom), $zoom) AS dx,
	    tile(tile_y(dlat, $zoom), $zoom) AS dy,
	    time / 1000000 / $seconds * $seconds AS from_second, count(*) AS trips,
	    min(departed_at) AS first, max(departed_at) AS last,
	    (array_agg(trip(origin, destination, departed_at)))[1] AS one
	  FROM trips GROUP BY 1, 2, 3, 4, 5});
	is(
		differences(
			'by_hash',
			"(SELECT tripgroup(one, $zoom, '$window'), trips, first, last
			  FROM tiles) AS t"),
		'',
		"$name: trips are together that share tiles");

	# and the boxes of groups are those of their tiles
	is( run(
			qq{SELECT ox, oy, g FROM tiles,
	  LATERAL (SELECT tripgroup(one, $zoom, '$window') AS g) AS g,
	  LATERAL (VALUES (origin_area(g), ox, oy), (destination_area(g), dx, dy))
	    AS v (area, x, y),
	  LATERAL (SELECT ST_XMin(area) AS w, ST_YMin(area) AS s,
	    ST_XMax(area) AS e, ST_YMax(area) AS n,
	    x / 2.0 ^ $zoom * 360 - 180 AS west,
	    (x + 1) / 2.0 ^ $zoom * 360 - 180 AS east,
	    CASE y WHEN 0 THEN 90 ELSE degrees(atan(sinh(pi()
	      * (1 - 2 * y / 2.0 ^ $zoom)::float8))) END AS north,
	    CASE y WHEN 2 ^ $zoom - 1 THEN -90 ELSE degrees(atan(sinh(pi()
	      * (1 - 2 * (y + 1) / 2.0 ^ $zoom)::float8))) END AS south) AS b
	WHERE abs(w - west) > 1.01e-7 OR abs(e - east) > 1.01e-7
	  OR abs(s - south) > 1.01e-7 OR abs(n - north) > 1.01e-7
	  OR window_start(g) <> time '00:00' + from_second * interval '1 s'
	  OR window_end(g) <> time '00:00'
	    + (from_second + $seconds - 1) * interval '1 s' LIMIT 3}),
		'',
		"$name: groups are the boxes of tiles");
	cmp_ok(run('SELECT count(*) FROM by_hash'), '>', 1, "$name: many groups")
	  if $zoom > 0;
	cmp_ok(run('SELECT max(trips) FROM by_hash'), '>', 1, "$name: of many trips");
}

$session->quit;
$node->stop;
done_testing();

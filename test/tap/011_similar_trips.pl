# similar_trips under random changes: always the rows that a sort of all trips
# by distance puts first, in the same order.
#
# The seed is printed; TRIPGRID_SEED repeats a run, and with TRIPGRID_ROUND
# only that round of it.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use RandomShapes;
use RandomTrips;
use Test::More;
use TripgridTest;

# The trips that each round begins with, and that a segment has at most.
my @rounds = (
	[ 1,     10 ],
	[ 50,    1 ],
	[ 300,   7 ],
	[ 2_000, 50 ],
	[ 5_000, 3 ],
	[ 3_000, 4_096 ],
	[ 10_000, 500 ],
	[ 4_000, 64 ]);
my $steps = 8;

my $seed = $ENV{TRIPGRID_SEED} // time;
diag("seed: $seed");

my $node = start_cluster(
	'alike',
	'fsync = off',
	'synchronize_seqscans = off',
	'autovacuum = off',
	'jit = off',
	'client_min_messages = warning');
my $dir = PostgreSQL::Test::Utils::tempdir;

create_database($node, 'alike');
my $session = session($node, 'alike');
my $number = 0;
my @history;

sub give_up
{
	my ($why) = @_;

	diag(join "\n", "seed: $seed, round: $number", @history, $why);
	$node->stop('immediate');
	die "an answer is wrong, or a statement failed; seed: $seed\n";
}

sub run
{
	my ($sql) = @_;
	my $output;

	push @history, "$sql;";
	print "$sql;\n";
	$output = eval { $session->query($sql) };
	give_up($@) if $@ ne '';
	return $output;
}

# The SQLSTATE of a statement that fails.
sub sqlstate_of
{
	my ($sql) = @_;

	$session->send("\\set VERBOSITY verbose\n$sql;");
	$session->wait;
	return $session->error =~ /ERROR:  (\w+):/ ? $1 : 'none';
}

run('SET search_path = public, tripgrid');
run("SET tripgrid.earliest_departure = '0001-01-01'");
run(
	q{
	CREATE TABLE questions (n int, t trip, take int);
	CREATE TABLE drawn (i int, olon int, olat int, dlon int, dlat int,
	  departed_at timestamp, region text, datasource text);

	CREATE FUNCTION place(lon int, lat int) RETURNS lonlat
	LANGUAGE SQL IMMUTABLE AS 'SELECT tripgrid.lonlat(lon / 1e7, lat / 1e7)';

	-- all trips by distance, in order, as text
	CREATE FUNCTION nearest(store name, t trip, take int) RETURNS text[]
	LANGUAGE plpgsql STABLE AS $$
	DECLARE
	  rows text[];
	BEGIN
	  EXECUTE format($sql$
	    SELECT array_agg(row(t, d, region, datasource)::text) FROM (
	      SELECT k.t, k.t <-> $1 AS d, region, datasource
	      FROM (SELECT trip(origin, destination, departed_at) AS t, region,
	        datasource FROM %I.trips) AS k
	      ORDER BY k.t <-> $1, k.t, region COLLATE "C", datasource COLLATE "C"
	      LIMIT $2) AS s $sql$, store) INTO rows USING t, take;
	  RETURN rows;
	END $$;
	});

my ($world, $store, @names);

sub draw
{
	my ($count) = @_;
	my $i = 0;

	run('TRUNCATE drawn');
	copy_rows(
		\&run,
		'drawn',
		$dir,
		sub {
			return if $i == $count;
			my @trip = random_trip($world);
			return (
				++$i, @trip[ 0 .. 3 ],
				departure_text(@trip[ 4, 5 ]),
				pick(@names), pick(@names));
		});
	return;
}

sub load
{
	my ($count) = @_;

	draw($count);
	run("INSERT INTO $store.trips (origin, destination, departed_at, region,
		  datasource)
		SELECT place(olon, olat), place(dlon, dlat), departed_at, region,
		  datasource FROM drawn ORDER BY i");
	return;
}

# A trip that is asked about: one that there is, its neighbour, another.
sub target
{
	return trip_text(@{ pick(@{ $world->{trips} }) }) if chance(0.5);
	return trip_text(random_trip($world));
}

# The rows nearest to a trip.
sub nearest_rows
{
	my ($count) = @_;

	return sprintf q{ctid IN (SELECT ctid FROM %s.trips
		ORDER BY trip(origin, destination, departed_at) <-> '%s', ctid
		LIMIT %d)}, $store, target(), $count;
}

my $asked = 0;

sub ask
{
	my ($count) = @_;
	my $n = 0;
	my $wrong;

	run('TRUNCATE questions');
	copy_rows(
		\&run,
		'questions',
		$dir,
		sub {
			return if $n == $count;
			return (
				++$n, target(),
				$n == 1 && chance(0.3) ? 1_000_000 : pick(0, 1, 1, 2, 10, 100));
		});
	$wrong = run(
		qq{SELECT n, t, take, i, found[i], truth[i]
		FROM questions, LATERAL (
		  SELECT array_agg(row(s.similar_trip, s.distance, s.region,
		      s.datasource)::text) AS found
		  FROM similar_trips(t, take, '$store') AS s) AS f,
		  nearest('$store', t, take) AS truth,
		  generate_series(0, greatest(cardinality(found), cardinality(truth)))
		    AS i
		WHERE found[i] IS DISTINCT FROM truth[i] LIMIT 5});
	give_up("$wrong is not so") if $wrong ne '';
	$asked += $count;
	return;
}

my @changes = (
	sub { load(magnitude(1_000)) },
	sub { load(magnitude(100)) for 1 .. 3 },
	sub { run("DELETE FROM $store.trips WHERE " . nearest_rows(magnitude(300))) },
	sub { run("DELETE FROM $store.trips WHERE " . nearest_rows(1)) for 1 .. 5 },
	sub {
		run("DELETE FROM $store.trips WHERE ctid IN (SELECT min(ctid)
			FROM $store.trips GROUP BY origin, destination, departed_at, region,
			  datasource HAVING count(*) > 1)");
	},
	sub { run("DELETE FROM $store.trips WHERE trip_id % " . between(2, 5) . ' = 0') },
	sub {
		run("UPDATE $store.trips SET "
			  . pick(
				"region = '" . pick(@names) . "'",
				"datasource = '" . pick(@names) . "'",
				"departed_at = date_trunc('hour', departed_at)",
				'origin = destination, destination = origin',
				'trip_id = trip_id')
			  . ' WHERE '
			  . nearest_rows(magnitude(300)));
	},
	# the same trips again
	sub {
		run("INSERT INTO $store.trips (origin, destination, departed_at, region,
			  datasource)
			SELECT origin, destination, departed_at, region, datasource
			FROM $store.trips WHERE " . nearest_rows(magnitude(100)));
	},
	# away and back
	sub {
		run("WITH gone AS (DELETE FROM $store.trips WHERE "
			  . nearest_rows(magnitude(100))
			  . " RETURNING *) INSERT INTO $store.trips SELECT * FROM gone");
	},
	sub { run("CALL tripgrid.compact('$store')") },
	sub { run("CALL tripgrid.rebuild('$store')") });

sub change { pick(@changes)->(); return }

foreach my $round (@rounds)
{
	my ($size, $segment) = @$round;

	$number++;
	next
	  if defined $ENV{TRIPGRID_ROUND} && $number != $ENV{TRIPGRID_ROUND};
	srand(($seed * 100 + $number) % 2**32);
	@history = ();
	$store = "round_$number";
	$world = new_world(
		spots => between(1, 4),
		spread => pick(1e-5, 0.001, 0.05, 1),
		calm => pick(0.1, 0.5, 0.9));
	@names = map { $_ // '' } ('b', 'B', 'a', 'ä', 'new york', 'new-york', 'x' x 64)
	  [ 0 .. pick(0, 1, 6) ];
	random_trip($world);
	run("SELECT tripgrid.create_store('$store')");
	run("SET tripgrid.segment_trips = $segment");
	run('SET tripgrid.batch_trips = ' . pick(1_000_000, 100 + int($size / 10)));
	ask(3);
	load($size);
	ask(15);
	foreach my $step (1 .. $steps)
	{
		if (chance(0.5))
		{
			change();
		}
		else
		{
			run('BEGIN');
			change();
			ask(3);
			run('SAVEPOINT s');
			change();
			ask(3);
			run('ROLLBACK TO s') if chance(0.5);
			ask(3);
			run(pick('COMMIT', 'COMMIT', 'ROLLBACK'));
		}
		ask(5);
	}
	run("CALL tripgrid.compact('$store')");
	ask(10);
	pass("round $number: $size trips, segments of $segment");
}
note "$asked questions";

#
# what else may be asked
#

@history = ();
srand($seed);
run("SELECT tripgrid.create_store('mobility')");
$store = 'mobility';
load(40);
run("SELECT tripgrid.create_store('other')");
$store = 'other';
load(2);
my $target = target();

is(run("SELECT count(*) FROM similar_trips('$target')"),
	10, 'ten unless told otherwise');
is(run("SELECT count(*) FROM similar_trips('$target', NULL, NULL)"),
	10, 'nulls stand for the defaults');
is(run("SELECT count(*) FROM similar_trips('$target', store => 'other')"),
	2, 'a store by its name');
is(run("SET tripgrid.store = 'other';
	SELECT count(*) FROM similar_trips('$target'); RESET tripgrid.store"),
	2, 'a store by the setting');
is(run('SELECT count(*) FROM similar_trips(NULL)'),
	0, 'nothing is similar to null');
is(run("SELECT count(*) FROM similar_trips('$target', 0)"), 0, 'none is none');
is(run("SELECT count(*) FROM similar_trips('$target', 2147483647)"),
	40, 'more than there are');
is(sqlstate_of("SELECT * FROM similar_trips('$target', -1)"),
	'22023', 'less than none is an error');
is(sqlstate_of("SELECT * FROM similar_trips(NULL, -1)"),
	'22023', 'also for null');
is(sqlstate_of("SELECT * FROM similar_trips('$target', 1, 'nowhere')"),
	sqlstate_of("SELECT * FROM weekly_trips(store => 'nowhere')"),
	'a store that is not there is an error');
is(sqlstate_of("SELECT * FROM similar_trips('$target', 1, 'public')"),
	sqlstate_of("SELECT * FROM weekly_trips(store => 'public')"),
	'so is a schema that is no store');

run('CREATE ROLE stranger; GRANT USAGE ON SCHEMA mobility TO stranger;
	SET ROLE stranger');
is(sqlstate_of("SELECT * FROM similar_trips('$target')"),
	'42501', 'who may not read gets nothing');
is(sqlstate_of('SELECT * FROM similar_trips(NULL)'),
	sqlstate_of('SELECT * FROM similar_trips(NULL, 0)'),
	'nothing is known without rights, nor asked');
run('RESET ROLE; GRANT SELECT ON ALL TABLES IN SCHEMA mobility TO stranger;
	SET ROLE stranger');
is(run("SELECT count(*) FROM similar_trips('$target', 5)"),
	5, 'who may read reads');
run('RESET ROLE');

# in a query of its own snapshot, of many rows, in a subquery, with a limit
$store = 'mobility';
is(run("SELECT count(*) FROM mobility.trips AS t WHERE NOT EXISTS (
	SELECT FROM similar_trips(trip(t.origin, t.destination, t.departed_at), 1)
	  AS s WHERE s.distance = 0)"),
	0, 'each trip is nearest to itself');
is(run("SELECT count(*) FROM (SELECT * FROM similar_trips('$target', 40)
	LIMIT 3) AS s"), 3, 'a limit stops it');

# thousands of the nearest gone
load(4_000);
run('DELETE FROM mobility.trips WHERE ' . nearest_rows(3_500));
ask(10);
run('UPDATE mobility.trips SET departed_at = departed_at');
ask(10);
pass('the nearest beyond thousands that went');

$session->quit;
$node->stop;
done_testing();

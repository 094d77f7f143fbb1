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
use RandomStore;
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

create_database($node, 'alike');
my $play = RandomStore->new($node, 'alike', $seed);
my $asked = 0;

$play->run(
	q{
	CREATE TABLE questions (n int, t trip, take int);

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

sub ask
{
	my ($count) = @_;
	my $n = 0;

	$play->copy(
		'questions',
		sub {
			return if $n == $count;
			return (
				++$n, $play->target,
				$n == 1 && chance(0.3)
				? 1_000_000
				: pick(0, 1, 1, 2, 10, 100));
		});
	$play->none(
		qq{SELECT n, t, take, i, found[i], truth[i]
		FROM questions, LATERAL (
		  SELECT array_agg(row(s.similar_trip, s.distance, s.region,
		      s.datasource)::text) AS found
		  FROM similar_trips(t, take, '$play->{store}') AS s) AS f,
		  nearest('$play->{store}', t, take) AS truth,
		  generate_series(0, greatest(cardinality(found), cardinality(truth)))
		    AS i
		WHERE found[i] IS DISTINCT FROM truth[i] LIMIT 5});
	$asked += $count;
	return;
}

foreach my $number (1 .. @rounds)
{
	my ($size, $segment) = @{ $rounds[ $number - 1 ] };

	next
	  if defined $ENV{TRIPGRID_ROUND} && $number != $ENV{TRIPGRID_ROUND};
	srand(($seed * 100 + $number) % 2**32);
	$play->begin_round(
		$number,
		"round_$number",
		new_world(
			spots => between(1, 4),
			spread => pick(1e-5, 0.001, 0.05, 1),
			calm => pick(0.1, 0.5, 0.9)));
	$play->run("SET tripgrid.segment_trips = $segment");
	$play->run('SET tripgrid.batch_trips = '
		  . pick(1_000_000, 100 + int($size / 10)));
	ask(3);
	$play->load($size);
	ask(15);
	$play->step(sub { ask(3) }) for 1 .. $steps;
	$play->run("CALL tripgrid.compact('$play->{store}')");
	ask(10);
	pass("round $number: $size trips, segments of $segment");
}
note "$asked questions";

#
# what else may be asked
#

srand($seed);
$play->begin_round(0, 'mobility', new_world());
$play->load(40);
$play->begin_round(0, 'other', new_world());
$play->load(2);
my $target = $play->target;

is($play->run("SELECT count(*) FROM similar_trips('$target')"),
	10, 'ten unless told otherwise');
is($play->run("SELECT count(*) FROM similar_trips('$target', NULL, NULL)"),
	10, 'nulls stand for the defaults');
is($play->run("SELECT count(*) FROM similar_trips('$target', store => 'other')"),
	2, 'a store by its name');
is($play->run("SET tripgrid.store = 'other';
	SELECT count(*) FROM similar_trips('$target'); RESET tripgrid.store"),
	2, 'a store by the setting');
is($play->run('SELECT count(*) FROM similar_trips(NULL)'),
	0, 'nothing is similar to null');
is($play->run("SELECT count(*) FROM similar_trips('$target', 0)"), 0, 'none is none');
is($play->run("SELECT count(*) FROM similar_trips('$target', 2147483647)"),
	40, 'more than there are');
is($play->sqlstate_of("SELECT * FROM similar_trips('$target', -1)"),
	'22023', 'less than none is an error');
is($play->sqlstate_of("SELECT * FROM similar_trips(NULL, -1)"),
	'22023', 'also for null');
is($play->sqlstate_of("SELECT * FROM similar_trips('$target', 1, 'nowhere')"),
	$play->sqlstate_of("SELECT * FROM weekly_trips(store => 'nowhere')"),
	'a store that is not there is an error');
is($play->sqlstate_of("SELECT * FROM similar_trips('$target', 1, 'public')"),
	$play->sqlstate_of("SELECT * FROM weekly_trips(store => 'public')"),
	'so is a schema that is no store');

$play->run('CREATE ROLE stranger; GRANT USAGE ON SCHEMA mobility TO stranger;
	SET ROLE stranger');
is($play->sqlstate_of("SELECT * FROM similar_trips('$target')"),
	'42501', 'who may not read gets nothing');
is($play->sqlstate_of('SELECT * FROM similar_trips(NULL)'),
	$play->sqlstate_of('SELECT * FROM similar_trips(NULL, 0)'),
	'nothing is known without rights, nor asked');
$play->run('RESET ROLE; GRANT SELECT ON ALL TABLES IN SCHEMA mobility TO stranger;
	SET ROLE stranger');
is($play->run("SELECT count(*) FROM similar_trips('$target', 5)"),
	5, 'who may read reads');
$play->run('RESET ROLE');

# in a query of its own snapshot, of many rows, in a subquery, with a limit
$play->{store} = 'mobility';
is($play->run("SELECT count(*) FROM mobility.trips AS t WHERE NOT EXISTS (
	SELECT FROM similar_trips(trip(t.origin, t.destination, t.departed_at), 1)
	  AS s WHERE s.distance = 0)"),
	0, 'each trip is nearest to itself');
is($play->run("SELECT count(*) FROM (SELECT * FROM similar_trips('$target', 40)
	LIMIT 3) AS s"), 3, 'a limit stops it');

# thousands of the nearest gone
$play->load(4_000);
$play->run('DELETE FROM mobility.trips WHERE ' . $play->nearest_rows(3_500));
ask(10);
$play->run('UPDATE mobility.trips SET departed_at = departed_at');
ask(10);
pass('the nearest beyond thousands that went');

$play->quit;
$node->stop;
done_testing();

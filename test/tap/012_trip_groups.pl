# trip_groups under random changes: always the groups, counts and departures
# that GROUP BY finds in the table, in the same order.
#
# The seed is printed; TRIPGRID_SEED repeats a run, and with TRIPGRID_ROUND
# only that round of it.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use RandomQuestions;
use RandomShapes;
use RandomStore;
use RandomTrips;
use Test::More;
use TripgridTest;

# The trips that each round begins with, and that a segment has at most.
my @rounds = (
	[ 1,     10 ],
	[ 60,    1 ],
	[ 300,   7 ],
	[ 2_000, 50 ],
	[ 4_000, 5 ],
	[ 3_000, 4_096 ],
	[ 10_000, 500 ],
	[ 6_000, 64 ]);
my $steps = 9;

my $seed = $ENV{TRIPGRID_SEED} // time;
diag("seed: $seed");

my $node = start_cluster(
	'groups',
	'fsync = off',
	'synchronize_seqscans = off',
	'autovacuum = off',
	'jit = off',
	'client_min_messages = warning');

create_database($node, 'trips');
my $play = RandomStore->new($node, 'trips', $seed);
my $asked = 0;
my $found = 0;

questions_table($play);
$play->run(
	q{
	CREATE TABLE found (i bigint, g tripgroup, trips bigint, first timestamp,
	  last timestamp);
	CREATE TABLE truth (LIKE found);
	});

sub ask
{
	my ($arguments, $where) = question($play, 0.25);
	my $zoom = pick(0, 0, 1, 3, 8, 12, 15, 20, 26);
	my $window = pick(
		'1 second', '1 minute', '5 minutes', '30 minutes', '2 hours',
		'8 hours', '1 day', '24:00:00', '45 s');
	my $least = pick(undef, undef, 1, 2, 3, 10);
	my $most = pick(undef, undef, 0, 1, 5, 100, 2_147_483_647);

	return unless defined $arguments;
	$arguments->{zoom} = $zoom unless $zoom == 15;
	$arguments->{time_window} = "'$window'" unless $window eq '30 minutes';
	$arguments->{min_trips} = $least if defined $least;
	$arguments->{max_groups} = $most if defined $most;
	$play->run('SET work_mem = ' . pick("'64kB'", "'64kB'", 'DEFAULT'));
	$play->run('TRUNCATE found, truth');
	$play->run('INSERT INTO found SELECT row_number() OVER (), *
		FROM trip_groups('
		  . join(', ',
			map { "$_ => $arguments->{$_}" } sort keys %$arguments)
		  . ')');
	$play->run(
		sprintf q{INSERT INTO truth
		SELECT row_number() OVER (ORDER BY trips DESC, g), * FROM (
		  SELECT tripgroup(trip(origin, destination, departed_at), %d, '%s') AS g,
		    count(*) AS trips, min(departed_at), max(departed_at)
		  FROM %s.trips WHERE %s GROUP BY g HAVING count(*) >= %d) AS groups
		ORDER BY trips DESC, g LIMIT %s},
		$zoom, $window, $play->{store}, $where, $least // 1, $most // 'ALL');
	$play->none(
		'SELECT * FROM found AS f FULL JOIN truth AS t USING (i)
		WHERE (f.g, f.trips, f.first, f.last)
		  IS DISTINCT FROM (t.g, t.trips, t.first, t.last) LIMIT 5');
	$asked++;
	$found++ if $play->run('SELECT EXISTS (SELECT FROM found)') eq 't';
	return;
}

foreach my $number (1 .. @rounds)
{
	my ($size, $segment) = @{ $rounds[ $number - 1 ] };

	next
	  if defined $ENV{TRIPGRID_ROUND} && $number != $ENV{TRIPGRID_ROUND};
	srand(($seed * 100 + $number) % 2**32);
	my $scale = pick(0.02, 0.3, 3, 60);
	$play->begin_round(
		$number,
		"round_$number",
		new_map(
			$play, $scale,
			[ map { centre() } 1 .. between(1, 4) ],
			spread => $scale * pick(0.001, 0.1, 1),
			calm => pick(0.2, 0.5, 0.9)));
	$play->run("SET tripgrid.segment_trips = $segment");
	$play->run('SET tripgrid.batch_trips = '
		  . pick(1_000_000, 100 + int($size / 10)));
	ask();
	$play->load($size);
	ask() for 1 .. 10;
	$play->step(sub { ask() for 1 .. 2 }) for 1 .. $steps;
	$play->run("CALL tripgrid.compact('$play->{store}')");
	ask() for 1 .. 8;
	pass("round $number: $size trips, segments of $segment");
}
cmp_ok($found, '>', $asked / 3, "$found of $asked questions found groups")
  unless defined $ENV{TRIPGRID_ROUND};

#
# what can and cannot be asked
#

srand($seed);
$play->begin_round(0, 'other', new_world());
$play->load(3);
$play->begin_round(0, 'mobility', new_world(spots => 1, calm => 1));
$play->load(1_000);

sub answers { return $play->run("SELECT count(*) FROM trip_groups($_[0])") }

is($play->run("SELECT sum(trips) FROM trip_groups()"),
	1_000, 'every trip is in one group');
is($play->run("SELECT sum(trips) FROM trip_groups(store => 'other')"),
	3, 'a store by its name');
is(
	$play->run(
		"SET tripgrid.store = 'other'; SELECT sum(trips) FROM trip_groups();
		RESET tripgrid.store"),
	3,
	'a store by the setting');
is(answers('max_groups => 0'), 0, 'no groups wanted');
is(answers('max_groups => NULL'), answers(''), 'null: as many as there are');
is(answers('match => NULL, area => NULL, region => NULL, datasource => NULL,
	store => NULL'), answers(''), 'nulls stand for the defaults');
is(answers('min_trips => 1001, zoom => 0'), 0, 'no group of so many');
is(answers("min_trips => 9223372036854775807, zoom => 0"), 0, 'nor of more');
is(answers("zoom => 0, time_window => '1 day'"), 1, 'one group of all');

foreach my $wrong (
	[ 'zoom => -1' ], [ 'zoom => 27' ], [ 'zoom => 2147483647' ],
	[ 'zoom => -2147483648' ], [ "time_window => '7 minutes'" ],
	[ "time_window => '0'" ], [ "time_window => '-30 minutes'" ],
	[ "time_window => '2 days'" ], [ "time_window => '1 month'" ],
	[ "time_window => '0.5 s'" ], [ "time_window => '1.5 s'" ],
	[ "time_window => '1 day 00:00:00.000001'" ],
	[ "time_window => '178000000 years'" ],
	[ "time_window => '2562047788:00:54.775807'" ],
	[ 'min_trips => -1' ], [ 'min_trips => -9223372036854775808' ],
	[ 'max_groups => -1' ], [ 'max_groups => -2147483648' ],
	[ "match => 'start'", '22023' ], [ "match => ''", '22023' ],
	[ "region => 'nowhere'", '42704' ],
	[ "datasource => 'nobody'", '42704' ],
	[ "store => 'nowhere'" ], [ "store => 'public'" ],
	[ "area => ST_SetSRID(ST_MakeEnvelope(0, 0, 1, 1), 3857)" ],
	[ "area => ST_SetSRID(ST_MakePoint(0, 0), 4326)" ])
{
	my ($argument, $expected) = @$wrong;
	my $weekly = $argument =~ /^(area|store|region|datasource|match)/;
	my $state = $play->sqlstate_of("SELECT * FROM trip_groups($argument)");

	$expected //=
	  $play->sqlstate_of("SELECT * FROM weekly_trips($argument)")
	  if $weekly;
	like(
		$state,
		defined $expected ? qr/^\Q$expected\E$/ : qr/^22(008|015|023|003)$/,
		"error: $argument");
	isnt($state, 'none', "error: $argument, indeed");
}
isnt($play->sqlstate_of("SELECT * FROM trip_groups($_ => NULL)"),
	'XX000', "$_ is null")
  foreach qw(zoom time_window min_trips);

$play->run('CREATE ROLE stranger; GRANT USAGE ON SCHEMA mobility TO stranger;
	SET ROLE stranger');
is($play->sqlstate_of('SELECT * FROM trip_groups()'),
	'42501', 'who may not read gets nothing');
$play->run('RESET ROLE; GRANT SELECT ON ALL TABLES IN SCHEMA mobility
	TO stranger; SET ROLE stranger');
is(answers(''), answers('match => NULL'), 'who may read reads');
$play->run('RESET ROLE');

# many times in one query, and in part
is(
	$play->run(
		q{SELECT count(*) FROM generate_series(0, 26) AS z WHERE 1000 <>
		(SELECT sum(trips) FROM trip_groups(zoom => z, time_window => '1 min'))}
	),
	0,
	'at every zoom each trip is in one group');
is($play->run('SELECT count(*) FROM (SELECT * FROM trip_groups(zoom => 20,
	time_window => \'1 s\') LIMIT 3) AS s'),
	3, 'a limit stops it');

#
# on the map
#

$play->load(500);
$play->none(
	q{WITH groups AS (
	  SELECT z, g.trip_group AS g FROM unnest(ARRAY[0, 1, 3, 9, 15, 22, 26]) AS z,
	    LATERAL trip_groups(zoom => z, max_groups => 100) AS g
	), lines AS (
	  SELECT z, g, geometry(g) AS line, g::geometry AS cast_line,
	    origin_area(g) AS o, destination_area(g) AS d FROM groups
	)
	SELECT * FROM lines
	WHERE ST_GeometryType(line) <> 'ST_LineString' OR ST_NPoints(line) <> 2
	  OR ST_SRID(line) <> 4326 OR NOT ST_OrderingEquals(line, cast_line)
	  OR abs(ST_X(ST_StartPoint(line)) - (ST_XMin(o) + ST_XMax(o)) / 2) > 1e-9
	  OR abs(ST_Y(ST_StartPoint(line)) - (ST_YMin(o) + ST_YMax(o)) / 2) > 1e-9
	  OR abs(ST_X(ST_EndPoint(line)) - (ST_XMin(d) + ST_XMax(d)) / 2) > 1e-9
	  OR abs(ST_Y(ST_EndPoint(line)) - (ST_YMin(d) + ST_YMax(d)) / 2) > 1e-9});
is($play->run('SELECT geometry(NULL::tripgroup) IS NULL'),
	't', 'a line from cell to cell; null of null');

$play->quit;
$node->stop;
done_testing();

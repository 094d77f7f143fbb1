# trip_clusters against clusters found by comparing all pairs of groups that
# GROUP BY finds in the table; the same again after compaction and with the
# trips loaded in another order.
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
	[ 100,   3 ],
	[ 500,   7 ],
	[ 1_500, 50 ],
	[ 3_000, 4_096 ],
	[ 3_000, 5 ],
	[ 5_000, 500 ],
	[ 2_000, 64 ]);
my $steps = 4;
my $most_groups = 800;

my $seed = $ENV{TRIPGRID_SEED} // time;
diag("seed: $seed");

my $node = start_cluster(
	'clusters',
	'fsync = off',
	'synchronize_seqscans = off',
	'autovacuum = off',
	'jit = off',
	'client_min_messages = warning');

create_database($node, 'trips');
my $play = RandomStore->new($node, 'trips', $seed);
my %seen;    # how often what was seen

questions_table($play);
$play->run(
	q{
	CREATE TABLE found (i bigint, g tripgroup, trips bigint, groups int,
	  central trip, first timestamp, last timestamp);
	CREATE TABLE truth (c int, g tripgroup, trips bigint, groups int,
	  centre trip, first timestamp, last timestamp);
	CREATE TABLE members (c int, g tripgroup);

	-- tile numbers of a position by the formula of the projection
	CREATE FUNCTION tile_x(lon float8, zoom int) RETURNS int
	LANGUAGE SQL IMMUTABLE AS
	  'SELECT floor((lon + 180) / 360 * 2 ^ zoom)::int';
	CREATE FUNCTION tile_y(lat float8, zoom int) RETURNS int
	LANGUAGE SQL IMMUTABLE AS $$
	  SELECT greatest(0, least(2 ^ zoom - 1, floor((1 - asinh(tan(radians(
	    least(greatest(lat, -89.5), 89.5)))) / pi()) / 2 * 2 ^ zoom)))::int
	$$;
	});

#
# the oracle
#

# a / b to the nearest whole number, halves up; b > 0.
sub rounded
{
	use integer;
	my ($a, $b) = @_;
	my $twice = 2 * $a + $b;
	my $quotient = $twice / (2 * $b);

	return $quotient * 2 * $b > $twice ? $quotient - 1 : $quotient;
}

sub short_way
{
	my ($way, $turn) = @_;

	return $way > $turn / 2 ? $way - $turn : $way < -$turn / 2 ? $way + $turn : $way;
}

# Groups in the order of their strength: [ox, oy, dx, dy, window number, trips,
# first, last, text, corners of both boxes].
my ($OX, $OY, $DX, $DY, $WINDOW, $TRIPS, $FIRST, $LAST, $TEXT, $BOXES) =
  (0 .. 9);

sub groups_of
{
	my ($zoom, $seconds, $where, $least) = @_;
	my @groups = map { [ split /\|/ ] } split /\n/, $play->run(
		qq{SELECT tile_x((ow + oe) / 2e7, $zoom), tile_y((os + o_n) / 2e7, $zoom),
		  tile_x((dw + de) / 2e7, $zoom), tile_y((ds + dn) / 2e7, $zoom),
		  extract(epoch FROM window_start(g))::int / $seconds, trips, first,
		  last, g, ow, os, oe, o_n, dw, ds, de, dn
		FROM (
		  SELECT tripgroup(trip(origin, destination, departed_at), $zoom,
		      '$seconds s') AS g,
		    count(*) AS trips, min(departed_at) AS first,
		    max(departed_at) AS last
		  FROM $play->{store}.trips WHERE $where GROUP BY g
		  HAVING count(*) >= $least) AS groups,
		LATERAL (SELECT origin_area(g) AS o, destination_area(g) AS d) AS a,
		LATERAL (SELECT round(ST_XMin(o) * 1e7)::bigint AS ow,
		  round(ST_YMin(o) * 1e7)::bigint AS os,
		  round(ST_XMax(o) * 1e7)::bigint AS oe,
		  round(ST_YMax(o) * 1e7)::bigint AS o_n,
		  round(ST_XMin(d) * 1e7)::bigint AS dw,
		  round(ST_YMin(d) * 1e7)::bigint AS ds,
		  round(ST_XMax(d) * 1e7)::bigint AS de,
		  round(ST_YMax(d) * 1e7)::bigint AS dn) AS c
		ORDER BY trips DESC, g});
	return @groups;
}

sub touch
{
	my ($a, $b, $columns, $windows) = @_;

	foreach my $x ($OX, $DX)
	{
		my $dx = abs($a->[$x] - $b->[$x]);
		return 0 if $dx > 1 && $dx != $columns - 1;
		return 0 if abs($a->[ $x + 1 ] - $b->[ $x + 1 ]) > 1;
	}
	my $dw = abs($a->[$WINDOW] - $b->[$WINDOW]);
	return $dw <= 1 || $dw == $windows - 1;
}

# The groups of each cluster: from each group on, all that can be reached.
sub clusters_of
{
	my ($columns, $windows, @left) = @_;
	my @clusters;

	while (@left)
	{
		my @cluster = shift @left;

		for (my $i = 0; $i < @cluster; $i++)
		{
			my @others;
			foreach my $group (@left)
			{
				if (touch($cluster[$i], $group, $columns, $windows))
				{
					push @cluster, $group;
				}
				else
				{
					push @others, $group;
				}
			}
			@left = @others;
		}
		push @clusters,
		  [ sort { $b->[$TRIPS] <=> $a->[$TRIPS] || $a->[-1] <=> $b->[-1] }
			  @cluster ];
	}
	return @clusters;
}

# The first and last of the windows of a day that leave out the longest gap;
# the first such.
sub cover
{
	my ($windows, @used) = @_;
	my %used = map { $_ => 1 } @used;
	my ($from, $until, $longest) = (undef, undef, -1);

	foreach my $start (sort { $a <=> $b } keys %used)
	{
		my $gap = 0;
		$gap++ until $used{ ($start - 1 - $gap) % $windows };
		($from, $until, $longest) =
		  ($start, ($start - 1 - $gap) % $windows, $gap)
		  if $gap > $longest;
	}
	return ($from, $until);
}

sub centre_of
{
	my ($seconds, @cluster) = @_;
	my @turns = (7_200_000_000, 0, 7_200_000_000, 0, 172_800);
	my (@root, @sum, @mean);
	my $trips = 0;

	foreach my $group (@cluster)
	{
		my @box = @$group[ $BOXES .. $BOXES + 7 ];
		# all twice, so that they are whole
		my @centre = (
			$box[0] + $box[2], $box[1] + $box[3],
			$box[4] + $box[6], $box[5] + $box[7],
			(2 * $group->[$WINDOW] + 1) * $seconds);

		@root = @centre unless @root;
		foreach my $i (0 .. 4)
		{
			my $way = $centre[$i] - $root[$i];
			$way = short_way($way, $turns[$i]) if $turns[$i];
			$sum[$i] += ($root[$i] + $way) * $group->[$TRIPS];
		}
		$trips += $group->[$TRIPS];
	}
	@mean = map { rounded($_, 2 * $trips) } @sum;
	foreach my $lon (@mean[ 0, 2 ])
	{
		$lon -= 3_600_000_000 if $lon > 1_800_000_000;
		$lon += 3_600_000_000 if $lon < -1_800_000_000;
	}
	return trip_text(@mean[ 0 .. 3 ], '2000-01-01',
		($mean[4] % 86_400) * 1_000_000);
}

sub least { my ($least) = sort { $a <=> $b } @_; return $least }
sub most { my ($most) = sort { $b <=> $a } @_; return $most }

# Write what a cluster is.
sub describe
{
	my ($c, $windows, $seconds, @cluster) = @_;
	my ($from, $until) = cover($windows, map { $_->[$WINDOW] } @cluster);
	my @bounds;
	my $trips = 0;
	my ($first) = sort map { $_->[$FIRST] } @cluster;
	my ($last) = reverse sort map { $_->[$LAST] } @cluster;

	foreach my $i (0 .. 7)
	{
		my @corners = map { $_->[ $BOXES + $i ] } @cluster;
		push @bounds, $i % 4 < 2 ? least(@corners) : most(@corners);
	}
	$trips += $_->[$TRIPS] foreach @cluster;
	$seen{'of many groups'}++ if @cluster > 1;
	$seen{'over midnight'}++ if $from > $until;
	$seen{'over the antimeridian'}++
	  if $bounds[0] == -1_800_000_000
	  && $bounds[2] == 1_800_000_000
	  && (grep { $_->[$BOXES] == -1_800_000_000 } @cluster) < @cluster;
	return (
		$c,
		group_text(
			@bounds,
			$from * $seconds,
			$until * $seconds + $seconds - 1),
		$trips,
		scalar @cluster,
		centre_of($seconds, @cluster),
		$first,
		$last);
}

#
# questions
#

my $zoom;

sub ask
{
	my ($arguments, $where) = question($play, 0.6);
	my $seconds = pick(1_800, 1_800, 3_600, 900, 28_800, 43_200, 86_400, 60);
	my $least = pick(1, 1, 2, 3, 5, 10);
	my $most = pick(undef, undef, undef, 0, 1, 5);
	my @groups;
	my @clusters;
	my $c = 0;
	my $question;

	return unless defined $arguments;
	if (chance(0.2))
	{
		$arguments->{zoom} = pick(0, 1, 2);
	}
	else
	{
		$arguments->{zoom} = least(26, most(0, $zoom + between(-1, 1)));
	}
	@groups = groups_of($arguments->{zoom}, $seconds, $where, $least);
	while (@groups > $most_groups)
	{
		@groups = groups_of($arguments->{zoom}, $seconds, $where, ++$least);
	}
	$groups[$_][ $BOXES + 8 ] = $_ foreach 0 .. $#groups;
	@clusters =
	  clusters_of(2**$arguments->{zoom}, 86_400 / $seconds, @groups);

	$arguments->{time_window} = "'$seconds s'" unless $seconds == 1_800;
	$arguments->{min_trips} = $least unless $least == 10;
	$arguments->{max_clusters} = $most if defined $most;
	$play->run('SET work_mem = ' . pick("'64kB'", 'DEFAULT'));
	$question = 'SELECT row_number() OVER (), * FROM trip_clusters('
	  . join(', ', map { "$_ => $arguments->{$_}" } sort keys %$arguments) . ')';
	$play->run("TRUNCATE found; INSERT INTO found $question");

	$play->copy(
		'truth',
		sub {
			return if $c == @clusters;
			$c++;
			return describe($c, 86_400 / $seconds, $seconds,
				@{ $clusters[ $c - 1 ] });
		});
	my @members = map {
		my $number = $_;
		map { [ $number + 1, $_->[$TEXT] ] } @{ $clusters[$number] }
	} 0 .. $#clusters;
	$play->copy('members', sub { return @{ shift @members // [] } });

	# two clusters in the same order may change places: compare as sets
	$play->none(
		sprintf q{
		WITH wanted AS (
		  SELECT DISTINCT ON (c) t.c, t.g, t.trips, groups, k.t AS central, first,
		    last
		  FROM truth AS t JOIN members AS m USING (c) JOIN (
		    SELECT tripgroup(trip(origin, destination, departed_at), %1$d,
		        '%2$d s') AS g, trip(origin, destination, departed_at) AS t
		    FROM %3$s.trips WHERE %4$s) AS k ON k.g = m.g
		  ORDER BY c, k.t <-> t.centre, k.t
		), rows AS (
		  SELECT row_number() OVER (ORDER BY trips DESC, g, c) AS i, *
		  FROM wanted ORDER BY i LIMIT %5$s
		)
		(SELECT 'not found', g, trips, groups, central, first, last FROM rows
		  EXCEPT ALL SELECT 'not found', g, trips, groups, central, first, last
		  FROM found)
		UNION ALL
		(SELECT 'found', g, trips, groups, central, first, last FROM found
		  EXCEPT ALL SELECT 'found', g, trips, groups, central, first, last
		  FROM rows)
		UNION ALL
		SELECT 'order', f.g, f.trips, f.groups, f.central, f.first, f.last
		FROM found AS f JOIN rows AS r USING (i)
		WHERE (f.g, f.trips) <> (r.g, r.trips)
		LIMIT 6}, $arguments->{zoom}, $seconds, $play->{store}, $where,
		$most // 'ALL');
	$seen{questions}++;
	$seen{clusters} += @clusters;
	return ($question, $play->run('SELECT * FROM found ORDER BY i'));
}

foreach my $number (1 .. @rounds)
{
	my ($size, $segment) = @{ $rounds[ $number - 1 ] };

	next
	  if defined $ENV{TRIPGRID_ROUND} && $number != $ENV{TRIPGRID_ROUND};
	srand(($seed * 100 + $number) % 2**32);
	$zoom = between(3, 24);
	# places, some of them where the world ends
	my $cell = 360 / 2**$zoom;
	my @centres = map { centre() } 1 .. between(1, 2);
	push @centres, [ pick(-180, 180), sprintf '%.7f', -60 + rand 120 ]
	  if chance(0.7);
	$play->begin_round(
		$number,
		"round_$number",
		new_map(
			$play,
			$cell * pick(1, 5),
			\@centres,
			spread => $cell * pick(0.3, 1, 3),
			calm => pick(0.5, 0.9),
			times => [
				85_000_000_000, map { int rand 86_400_000_000 } 1 .. between(0, 2)
			]));
	$play->run("SET tripgrid.segment_trips = $segment");
	$play->run('SET tripgrid.batch_trips = '
		  . pick(1_000_000, 100 + int($size / 10)));
	ask();
	$play->load($size);
	ask() for 1 .. 6;
	$play->step(sub { ask() }) for 1 .. $steps;

	# whatever the order of loading and of segments
	my %answers = map { ask() } 1 .. 6;
	my $other = "other_$number";
	$play->run("CALL tripgrid.compact('$play->{store}')");
	$play->run("SELECT tripgrid.create_store('$other')");
	$play->run('SET tripgrid.segment_trips = ' . between(2, 100));
	$play->run('SELECT setseed(' . rand() . ')');
	$play->run(
		"INSERT INTO $other.trips (origin, destination, departed_at, region,
		  datasource)
		SELECT origin, destination, departed_at, region, datasource
		FROM $play->{store}.trips WHERE trip_id % 2 = $_ ORDER BY random()")
	  foreach 0, 1;
	foreach my $question (sort keys %answers)
	{
		(my $elsewhere = $question) =~ s/'$play->{store}'/'$other'/;

		foreach my $again ($question, $elsewhere)
		{
			my $answer = $play->run("$again");
			$play->give_up("$answer\nis not the former\n$answers{$question}")
			  if $answer ne $answers{$question};
		}
	}
	$play->run("SELECT tripgrid.drop_store('$other', force => true)");
	pass("round $number: $size trips, segments of $segment");
}
unless (defined $ENV{TRIPGRID_ROUND})
{
	cmp_ok($seen{$_} // 0, '>', 5, "$_: " . ($seen{$_} // 0))
	  foreach 'questions', 'clusters', 'of many groups', 'over midnight',
	  'over the antimeridian';
}

#
# what can and cannot be asked
#

srand($seed);
$play->begin_round(0, 'other', new_world(spots => 1, spread => 0.0001, calm => 1));
$play->load(12);
$play->begin_round(0, 'mobility', new_world(spots => 3, calm => 1));
$play->load(1_000);

sub answers { return $play->run("SELECT count(*) FROM trip_clusters($_[0])") }

is($play->run(
		"SELECT sum(trips) FROM trip_clusters(min_trips => 1)"),
	1_000, 'every trip is in one cluster');
is($play->run("SELECT trips, groups FROM trip_clusters(zoom => 0,
	time_window => '1 day')"), '1000|1', 'one group is one cluster');
is($play->run("SELECT sum(trips) FROM trip_clusters(min_trips => 1,
	store => 'other')"), 12, 'a store by its name');
is(answers(''), answers('min_trips => 10, zoom => 15,
	time_window => \'30 min\''), 'ten trips unless told otherwise');
is(answers('max_clusters => 0'), 0, 'no clusters wanted');
is(answers('max_clusters => NULL, min_trips => 1'),
	answers('min_trips => 1'), 'null: as many as there are');
is(answers('min_trips => 1001, zoom => 0'), 0, 'no group of so many');
is(
	answers('match => NULL, area => NULL, region => NULL, datasource => NULL,
	  store => NULL, zoom => 3'),
	answers('zoom => 3'),
	'nulls stand for the defaults');
foreach my $wrong (
	'zoom => -1', 'zoom => 27', "time_window => '7 minutes'",
	"time_window => '0'", 'min_trips => -1', "match => 'start'",
	"region => 'nowhere'", "datasource => 'nobody'", "store => 'nowhere'",
	"area => ST_SetSRID(ST_MakePoint(0, 0), 4326)", 'zoom => NULL',
	'time_window => NULL', 'min_trips => NULL')
{
	my $state = $play->sqlstate_of("SELECT * FROM trip_clusters($wrong)");

	isnt($state, 'none', "error: $wrong");
	is($state, $play->sqlstate_of("SELECT * FROM trip_groups($wrong)"),
		"as of trip_groups: $wrong");
}
is($play->sqlstate_of('SELECT * FROM trip_clusters(max_clusters => -1)'),
	'22023', 'error: less than none');
$play->run('CREATE ROLE stranger; GRANT USAGE ON SCHEMA mobility TO stranger;
	SET ROLE stranger');
is($play->sqlstate_of('SELECT * FROM trip_clusters()'),
	'42501', 'who may not read gets nothing');
$play->run('RESET ROLE');

$play->quit;
$node->stop;
done_testing();

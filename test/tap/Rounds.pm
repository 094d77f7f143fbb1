# Rounds of random trips, changes and questions: after every step the segments
# hold the trips, and every answer is that of a plain query over them.
#
# The seed is printed; TRIPGRID_SEED repeats a run, and with TRIPGRID_ROUND
# only that round of it.  On failure the statement and all statements of the
# step are printed.

package Rounds;

use strict;
use warnings;

use Exporter 'import';
use RandomShapes;
use RoundChanges;
use RoundMap;
use RoundQuestions;
use RoundStatements;
use Test::More;
use TripgridTest;

our @EXPORT = qw(play_rounds);

my $steps = 10;
my $node;
my @databases = ('plain');
my $together;    # the share of steps that are two transactions at once

#
# the cluster
#

# A cluster with a database of each kind.
sub start
{
	my ($name) = @_;

	$node = start_cluster(
		$name,
		'fsync = off',
		'synchronize_seqscans = off',
		'autovacuum = off',
		'jit = off',
		'client_min_messages = warning');
	create_database($node, 'plain');
	# where names are not in byte order
	push @databases, 'icu'
	  if eval {
		create_database($node, 'icu',
			"TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'");
		1;
	  };
	prepare($_) foreach @databases;
	return;
}

# What the rounds call in their database.
sub prepare
{
	my ($database) = @_;

	$node->safe_psql(
		$database, q{
	CREATE SCHEMA test;
	CREATE TABLE test.areas (n int PRIMARY KEY, kind text, area geometry);
	CREATE TABLE test.specials (n int, place tripgrid.lonlat);

	CREATE FUNCTION test.place(p point) RETURNS tripgrid.lonlat
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
	BEGIN
	  RETURN point(least(greatest(p[0], -180), 180),
	    least(greatest(p[1], -90), 90))::tripgrid.lonlat;
	END $$;

	CREATE FUNCTION test.sqlstate_of(statement text) RETURNS text
	LANGUAGE plpgsql AS $$
	BEGIN
	  EXECUTE statement;
	  RETURN 'none';
	EXCEPTION WHEN OTHERS THEN
	  RETURN SQLSTATE;
	END $$;

	-- names of every kind: case, accents, quotes, length
	CREATE FUNCTION test.name(i int) RETURNS text
	LANGUAGE SQL IMMUTABLE AS $$
	  SELECT coalesce((ARRAY['b', 'B', 'a', 'ä', 'Zürich', 'O''Brien',
	    '"quoted"', 'new york', 'new-york', repeat('x', 64)])[i],
	    'name ' || i)
	$$;
	} . is_valid());
	return;
}

#
# steps
#

sub begin
{
	my ($session) = @_;

	$session->{isolation} =
	  pick('READ COMMITTED', 'READ COMMITTED', 'REPEATABLE READ');
	run($session, "BEGIN ISOLATION LEVEL $session->{isolation}");
	$session->{in_transaction} = 1;
	return;
}

sub end
{
	my ($session) = @_;

	run($session, chance(0.7) ? 'COMMIT' : 'ROLLBACK');
	$session->{in_transaction} = 0;
	return;
}

sub compact
{
	my ($session) = @_;

	run($session,
		"CALL tripgrid.compact('$round->{store}'"
		  . (chance(0.3) ? ', into_one => true)' : ')'));
	return;
}

# A transaction of changes, with savepoints.
sub step_alone
{
	my ($session) = @_;
	my $store = $round->{store};
	my @savepoints;

	begin($session);
	foreach my $action (1 .. between(1, 5))
	{
		my $kind = pick(
			qw(change change change savepoint savepoint back back release
			  compact rebuild));

		if ($kind eq 'change')
		{
			change($session);
		}
		elsif ($kind eq 'savepoint')
		{
			push @savepoints, 's' . @savepoints;
			run($session, "SAVEPOINT $savepoints[-1]");
			change($session);
		}
		elsif ($kind eq 'back' && @savepoints)
		{
			my $back = int rand @savepoints;
			run($session, "ROLLBACK TO $savepoints[$back]");
			$#savepoints = $back;
		}
		elsif ($kind eq 'release' && @savepoints)
		{
			my $release = int rand @savepoints;
			run($session, "RELEASE $savepoints[$release]");
			$#savepoints = $release - 1;
		}
		elsif ($kind eq 'compact')
		{
			compact($session);
		}
		elsif ($kind eq 'rebuild'
			&& $session->{isolation} eq 'READ COMMITTED')
		{
			# it refuses a snapshot that is older than its lock
			run($session, "CALL tripgrid.rebuild('$store')");
		}
		if (chance(0.4))
		{
			verify($session);
			ask($session);
		}
	}
	end($session);
	return;
}

# Two transactions at once, and compactions beside them.
sub step_together
{
	my ($third, @open) = @_;
	my $store = $round->{store};

	my $compact = chance(0.5);

	# compaction waits for a transaction that has merged others' runs
	merge_in_statements($_, !$compact) foreach @open;
	begin($_) foreach @open;
	foreach my $action (1 .. between(2, 6))
	{
		my $session = pick(@open);
		change($session, $session->{parity});
		ask($session) if chance(0.4);
		verify($session) if chance(0.2);
		compact($third) if $compact && chance(0.6);
	}
	@open = reverse @open if chance(0.5);
	end($open[0]);
	verify($open[1]);
	ask($open[1]);
	change($open[1], $open[1]{parity});
	compact($third) if $compact && chance(0.6);
	ask($open[1]);
	end($open[1]);
	return;
}

# The largest run or two are often out of reach.
sub merge_in_statements
{
	my ($session, $merge) = @_;

	run($session,
		'SET tripgrid.statement_merge = '
		  . ($merge ? int(5 + magnitude(100_000)) : 0));
	return;
}

sub settings
{
	my ($session) = @_;
	my $least = $round->{size} > 2_000 ? $round->{size} / 1_000 : 1;
	my $segment =
	  $round->{squares}
	  ? int($round->{size} / between(400, chance(0.7) ? 1_000 : 4_000))
	  : int($least + magnitude(4096 - $least));
	my $batch =
	  chance($round->{squares} ? 0.95 : 0.5)
	  ? 1_000_000
	  : int($round->{size} / 50 + magnitude(5_000));

	run($session, "SET tripgrid.segment_trips = $segment");
	run($session, "SET tripgrid.batch_trips = $batch");
	run($session, 'SET tripgrid.runs_merged = ' . pick(3, 3, 4, 5));
	merge_in_statements($session, chance(0.7));
	run($session,
		'SET max_parallel_workers_per_gather = ' . int $round->{parallel});
	return;
}

sub play
{
	my @sessions = map { session($node, $round->{database}) } 1 .. 3;
	my $store = $round->{store};

	foreach my $i (0 .. 2)
	{
		my $session = $sessions[$i];
		$session->{name} = qw(first second third)[$i];
		$session->{parity} = $i % 2;
		begin_step();
		run(
			$session, q{
	SET client_min_messages = warning;
	SET tripgrid.earliest_departure = '0001-01-01';
	SET min_parallel_table_scan_size = 0;
	SET min_parallel_index_scan_size = 0;
	SET parallel_setup_cost = 0;
	SET parallel_tuple_cost = 0;
	CREATE TEMP TABLE batch (departed_at timestamp, origin tripgrid.lonlat,
	  destination tripgrid.lonlat, region text, datasource text)});
		settings($session);
	}
	my ($first, $second, $third) = @sessions;
	write_map($first, $round->{map});
	run($first, "SELECT tripgrid.create_store('$store')");
	ask($first);
	load($first, $round->{size});
	verify($first);
	$round->{alone} = $round->{squares};
	my $left = $round->{squares} ? 60 : 3;
	ask($first) while $left-- > 0 && $round->{asked_squares} < 5;
	$round->{alone} = 0;
	foreach my $step (1 .. $steps)
	{
		begin_step();
		settings(pick($first, $second)) if chance(0.2);
		if (chance($together))
		{
			step_together($third, $first, $second);
		}
		elsif (chance(0.2))
		{
			change($first);
		}
		elsif (chance(0.2))
		{
			chance(0.7)
			  ? compact($third)
			  : run($third, "CALL tripgrid.rebuild('$store')");
		}
		else
		{
			step_alone($first);
		}
		verify($third);
		ask($third) foreach 1 .. 2;
	}
	run($third, "CALL tripgrid.compact('$store', into_one => true)");
	verify($third);
	ask($third) foreach 1 .. 2;
	run($third, "SELECT tripgrid.drop_store('$store', force => true)");
	$_->quit foreach @sessions;
	return;
}

# Play rounds that begin with so many trips, at most.  Options: together, the
# share of steps that are two transactions at once; squares, for many segments
# in few weeks and regions at places close together, which squares answer.
sub play_rounds
{
	my ($name, $options, @sizes) = @_;
	my $squares = $options->{squares};
	my $seed;
	my %total;

	start($name);
	$seed = begin_rounds($node);
	$together = $options->{together};
	foreach my $number (1 .. @sizes)
	{
		next
		  if defined $ENV{TRIPGRID_ROUND} && $number != $ENV{TRIPGRID_ROUND};

		srand(($seed * 100 + $number) % 2**32);
		my $began = time;
		set_round(
			{
				number => $number,
				size => $sizes[ $number - 1 ],
				squares => $squares,
				asked_squares => 0,
				database => pick(@databases),
				store => "round_$number",
				map => new_map($squares),
				monday =>
				  pick('1969-12-01', '1999-11-29', '2018-05-07', '2024-01-01'),
				weeks => $squares ? pick(1, 1, 2, 4) : pick(1, 4, 26, 104),
				regions => $squares ? pick(1, 1, 1, 3) : pick(1, 3, 10, 20, 300),
				datasources => pick(1, 5, 30, 700),
				parallel => $number % 4 == 0
			});
		play();
		print "round $number took ", time - $began, " s, ",
		  "$round->{asked_squares} questions by squares\n";
		$total{$_} += $round->{ran}{$_} foreach keys %{ $round->{ran} };
		$total{squares}++ if $round->{asked_squares} > 0;
		pass("round $number: $round->{size} trips");
	}
	cmp_ok($total{squares} // 0, '>', 0, 'rounds with answers by squares')
	  if $squares && !defined $ENV{TRIPGRID_ROUND};
	diag("$total{statements} statements, $total{errors} that fail,"
		  . " $total{checks} checks");
	$node->stop;
	done_testing();
	return;
}

1;

# Whatever process is killed while whatever is going on, the store is whole
# afterwards: nothing is lost, nothing is there by halves, the ledger is right.
#
# TRIPGRID_ROUNDS says how many rounds, TRIPGRID_SEED which ones.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(usleep time);
use TripgridTest;

my $seed = $ENV{TRIPGRID_SEED} // int time;
my $rounds = $ENV{TRIPGRID_ROUNDS} // 14;
my $node = start_cluster('crash_rounds', 'restart_after_crash = on',
	'max_worker_processes = 16', 'tripgrid.chunk_bytes = 20000',
	'tripgrid.batch_trips = 700', 'autovacuum_naptime = 1s');
my $folder = PostgreSQL::Test::Utils::tempdir;

note("seed: $seed");
srand $seed;
create_database($node, 'trips');
$node->safe_psql(
	'trips', q{
	SELECT tripgrid.create_store('mobility');
	-- wait a little for one of the processes that kill looks for
	CREATE FUNCTION find_process(kind text, OUT pid int, OUT type text)
	LANGUAGE plpgsql AS $$
	BEGIN
	  FOR n IN 1 .. 300 LOOP
	    SELECT a.pid, a.backend_type INTO pid, type FROM pg_stat_activity AS a
	      WHERE a.backend_type ~ kind ORDER BY random() LIMIT 1;
	    EXIT WHEN FOUND;
	    PERFORM pg_stat_clear_snapshot(), pg_sleep(0.002);
	  END LOOP;
	END $$});

# A file of so many rows, one in ten of which is no trip; its path.
sub make_file
{
	my ($name, $rows) = @_;
	my $path = "$folder/$name.csv";

	open my $file, '>', $path or die "$path: $!";
	print $file "region,origin_coord,destination_coord,datetime,datasource\n";
	printf $file "region %d,\"14.%d,50.%d\",\"%s\",2018-05-%02d 09:%02d:%02d,%s\n",
	  $_ % 3, $_ % 997, $_ % 991, $_ % 10 ? '14.5,50.5' : 'nowhere',
	  1 + $_ % 28, $_ / 60 % 60, $_ % 60, $name
	  foreach 1 .. $rows;
	close $file or die "$path: $!";
	return $path;
}

# The load to retry or to undo: any that is committed.
my $some_load = q{(SELECT load_id FROM mobility.loads
	WHERE state = 'committed' ORDER BY random() LIMIT 1)};

# What is going on when a process is killed, by name: SQL for a file.
my %operations = (
	'COPY' => sub { "COPY mobility.feed FROM '$_[0]' (FORMAT csv, HEADER);" },
	'COPY beyond the limit of rejects' => sub {
		"SET tripgrid.reject_limit = 100;
		COPY mobility.feed FROM '$_[0]' (FORMAT csv, HEADER);"
	},
	'load_file' => sub {
		"CALL tripgrid.load_file('$_[0]', store => 'mobility', jobs => 3);"
	},
	'UPDATE' => sub {
		q{UPDATE mobility.trips SET datasource = datasource || '+'
			WHERE trip_id % 7 = 0;}
	},
	'compact' => sub { 'CALL tripgrid.compact(into_one => true);' },
	'compact_in_background' =>
	  sub { 'SELECT tripgrid.compact_in_background(into_one => true);' },
	'rebuild' => sub { 'CALL tripgrid.rebuild();' },
	'retry_rejects' => sub { "SELECT tripgrid.retry_rejects($some_load);" },
	'undo_load' => sub { "SELECT tripgrid.undo_load($some_load);" });
my @operations = sort keys %operations;

# What differs: segments from trips, the ledger from what is there.
sub differences
{
	return $node->safe_psql(
		'trips', q{
	SELECT 'segments', v.* FROM tripgrid.verify() AS v;
	SELECT 'ledger', l.load_id, l.state, l.rows_read, l.rows_loaded,
	    l.rows_rejected, t.trips, r.rejects
	  FROM mobility.loads AS l,
	    LATERAL (SELECT count(*) AS trips FROM mobility.trips AS t
	      WHERE t.load_id = l.load_id) AS t,
	    LATERAL (SELECT count(*) AS rejects FROM mobility.rejects AS r
	      WHERE r.load_id = l.load_id) AS r
	  WHERE rows_loaded + rows_rejected <> rows_read
	    OR state = 'committed'
	      AND (rows_loaded <> trips OR rows_rejected <> rejects)
	    OR state IN ('failed', 'undone') AND trips <> 0;
	SELECT 'orphans', count(*) FROM mobility.trips AS t
	  WHERE NOT EXISTS (SELECT FROM mobility.loads AS l
	    WHERE l.load_id = t.load_id) HAVING count(*) > 0;
	SELECT 'answer', (SELECT sum(trips) FROM tripgrid.weekly_trips()),
	    count(*) FROM mobility.trips
	  HAVING count(*) <> (SELECT coalesce(sum(trips), 0)
	    FROM tripgrid.weekly_trips())});
}

# Kill the server's recovery too, if it lasts long enough.
sub kill_recovery
{
	my $killed = 0;
	my $log = $node->logfile;
	my $data = $node->data_dir;

	system("pg_ctl start -W -s -D '$data' -l '$log' -o '--cluster-name=crash_rounds'");
	my $until = time + 3;
	while (!$killed && time < $until)
	{
		my ($postmaster) =
		  -r "$data/postmaster.pid" ? slurp_file("$data/postmaster.pid") : '';
		my ($pid) = $postmaster =~ /^(\d+)/;

		next if !$pid || !-r "/proc/$pid/task/$pid/children";
		last if $postmaster =~ /^ready/m;
		foreach my $child (split ' ', slurp_file("/proc/$pid/task/$pid/children"))
		{
			my $title = eval { slurp_file("/proc/$child/cmdline") } // '';

			$killed += kill 'KILL', $child if $title =~ /startup/;
		}
	}
	# it is there, or it has given up
	system("pg_ctl stop -s -w -m immediate -D '$data' 2>/dev/null");
	return $killed;
}

# some loads to begin with
foreach my $number (1 .. 3)
{
	my $path = make_file("before_$number", 1500);

	$node->safe_psql('trips',
		"COPY mobility.feed FROM '$path' (FORMAT csv, HEADER)");
}
is(differences(), '', 'whole before');

my %killed;
my $open = 0;
for my $round (1 .. $rounds)
{
	# each operation in turn, in an order of the seed's
	@operations = sort { rand() <=> 0.5 } @operations
	  if ($round - 1) % @operations == 0;
	my $operation = $operations[ ($round - 1) % @operations ];
	my $path = make_file("round_${seed}_$round", 3000);
	my ($session, $watch) = map { session($node, 'trips') } 1 .. 2;
	my $pid = $session->query('SELECT pg_backend_pid()');
	my ($victim, $type) = ($pid, 'client backend');
	my $kind = $round % 3 == 0 ? '^(checkpointer|walwriter|background writer)$'
	  : $round % 3 == 1 && $operation =~ /file|background|limit/ ? '^tripgrid'
	  : '';

	$watch->query('SELECT pg_backend_pid()');
	$session->send($operations{$operation}->($path));
	if ($kind)
	{
		my ($found, $found_type) = split /\|/,
		  $watch->query("SELECT * FROM find_process('$kind')");

		($victim, $type) = ($found, $found_type) if $found;
	}
	usleep(rand($kind =~ /tripgrid/ ? 20_000 : 250_000));
	kill 'KILL', $victim;
	$killed{$type}++;
	$_->drop foreach $session, $watch;
	if ($round % 5 == 0)
	{
		# and what the server does to come back
		await_server($node) or die 'no server';
		$node->safe_psql('trips', 'INSERT INTO mobility.feed
			SELECT * FROM tripgrid.generate_trips(8000)');
		$node->stop('immediate');
		$killed{startup} += kill_recovery();
		$node->start;
	}
	await_server($node)
	  or die 'the server did not come back';
	$node->poll_query_until('trips',
		"SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = $pid
		  OR backend_type LIKE 'tripgrid%'")
	  or die 'something goes on';
	is(differences(), '', "round $round: $operation, $type killed");
	next if $operation ne 'load_file';
	$open += $node->safe_psql('trips',
		"SELECT count(*) FROM mobility.loads WHERE state = 'running'");
	$node->safe_psql('trips', $operations{load_file}->($path));
	is( $node->safe_psql('trips', "SELECT count(*) FROM mobility.trips
			WHERE datasource LIKE 'round_${seed}_$round%'"),
		'2700', "round $round: gone on with, every row once");
	is(differences(), '', "round $round: and whole");
}
note("killed: $_: $killed{$_}") foreach sort keys %killed;
note("files that were loaded by half: $open");
cmp_ok(scalar keys %killed, '>', 1, 'several kinds of process were killed');
is( $node->safe_psql('trips', q{BEGIN; CALL tripgrid.rebuild();
		SELECT count(*) FROM tripgrid.verify(); ROLLBACK}),
	'0', 'the store can be rebuilt');

$node->stop;
done_testing();

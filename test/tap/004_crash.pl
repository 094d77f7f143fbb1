# A load that does not reach its end leaves the store as it was: the backend
# is killed, the server stopped, the client gone, the statement cancelled.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $node = start_cluster('crash', 'restart_after_crash = on');

create_database($node, 'trips');
$node->safe_psql(
	'trips', q{
	SELECT tripgrid.create_store('mobility');
	CREATE FUNCTION rides(source text, trips int) RETURNS SETOF mobility.feed
	LANGUAGE sql AS $$
	  SELECT 'region ' || n % 3, format('%s,%s', n % 70 / 10.0,
	      1 + n % 110 / 10.0), format('%s,%s', n % 90 / 10.0,
	      1 + n % 130 / 10.0),
	    (timestamp '2018-05-01' + n * interval '53 minutes')::text, source
	  FROM generate_series(1, trips) AS n
	$$;
	INSERT INTO mobility.feed SELECT * FROM rides('before', 5000);
	DELETE FROM mobility.trips WHERE trip_id % 9 = 0});

# What a store holds.
sub contents
{
	return $node->safe_psql(
		'trips', q{
	SELECT 'trips', count(*), sum(hashtext(t::text)) FROM mobility.trips AS t;
	SELECT 'segments', count(*), sum(hashtext(s::text))
	  FROM mobility.segments AS s;
	SELECT 'summaries', count(*), sum(hashtext(s::text))
	  FROM mobility.summaries AS s;
	SELECT 'loads', count(*) FROM mobility.loads;
	SELECT 'rejects', count(*) FROM mobility.rejects;
	SELECT 'answer', sum(trips) FROM tripgrid.weekly_trips();
	SELECT 'difference', v.* FROM tripgrid.verify() AS v});
}

my $before = contents();

unlike($before, qr/difference/, 'verified before');

# Lines of a feed.
sub lines
{
	my ($count) = @_;

	return join '', map {
		my $good = $_ % 10 ? '3.5,4.5' : 'nowhere';
		"Prague\t14.42,50.09\t$good\t2018-05-28 09:03:" . (10 + $_ % 50)
		  . "\tunfinished\n"
	} 1 .. $count;
}

# A session in the middle of a COPY that has written batches of trips and
# rejects, and its process.  Batches of 5,000 trips are written as whole pages.
sub begin_copy
{
	my ($batch) = @_;
	my $session = session($node, 'trips');
	my $pid = $session->query('SET tripgrid.batch_trips = '
		  . ($batch // 500)
		  . '; SELECT pg_backend_pid()');

	$session->send('COPY mobility.feed FROM stdin;');
	$session->send(lines(20_000));
	$node->poll_query_until('trips',
		'SELECT tuples_processed > 14000 FROM pg_stat_progress_copy '
		  . "WHERE pid = $pid")
	  or die 'the COPY did not begin';
	return ($session, $pid);
}

sub check_unchanged
{
	my ($name) = @_;

	is(contents(), $before, "$name: the store is as it was");
	# and takes a load
	is( $node->safe_psql(
			'trips', q{
	BEGIN;
	INSERT INTO mobility.feed SELECT * FROM rides('after', 100);
	SELECT * FROM tripgrid.verify();
	SELECT sum(trips) FROM tripgrid.weekly_trips(datasource => 'after');
	ROLLBACK}),
		'100',
		"$name: the store takes a load");
	return;
}

#
# the backend is killed
#
my ($session, $pid) = begin_copy();
kill 'KILL', $pid;
await_server($node)
  or die 'the server did not come back';
$session->drop;
check_unchanged('backend killed');

#
# the server is stopped at once
#
($session, $pid) = begin_copy();
$node->stop('immediate');
$session->drop;
$node->start;
check_unchanged('server stopped');

#
# the same while whole pages are written
#
($session, $pid) = begin_copy(6000);
kill 'KILL', $pid;
await_server($node)
  or die 'the server did not come back';
$session->drop;
check_unchanged('backend killed between pages');
($session, $pid) = begin_copy(6000);
$node->stop('immediate');
$session->drop;
$node->start;
check_unchanged('server stopped between pages');
is( $node->safe_psql(
		'trips', q{
	INSERT INTO mobility.feed SELECT * FROM rides('pages', 12000);
	SELECT count(*) - count(DISTINCT trip_id) FROM mobility.trips;
	DELETE FROM mobility.trips WHERE datasource = 'pages';
	DELETE FROM mobility.loads WHERE load_id = (SELECT max(load_id)
	  FROM mobility.loads)}),
	'0',
	'no number was given to two trips');
$before = contents();

#
# the client goes
#
($session, $pid) = begin_copy();
$session->drop;
$node->poll_query_until('trips',
	"SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = $pid")
  or die 'the backend did not end';
check_unchanged('client gone');

#
# the backend is told to end
#
($session, $pid) = begin_copy();
$node->safe_psql('trips', "SELECT pg_terminate_backend($pid)");
$node->poll_query_until('trips',
	"SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = $pid")
  or die 'the backend did not end';
$session->drop;
check_unchanged('backend terminated');

#
# the statement is cancelled; the session goes on
#
($session, $pid) = begin_copy();
$node->safe_psql('trips', "SELECT pg_cancel_backend($pid)");
$session->send('\.');
$session->wait;
like($session->error, qr/canceling statement due to user request/,
	'cancelled: the session is told');
check_unchanged('cancelled');
is( $session->query(
		q{BEGIN; INSERT INTO mobility.feed SELECT * FROM rides('same', 100);
		SELECT sum(trips) FROM tripgrid.weekly_trips(datasource => 'same');
		ROLLBACK}),
	'100',
	'cancelled: the session loads again');
is( $session->query(
		"SELECT count(*) FROM pg_stat_progress_copy WHERE pid = $pid"),
	'0',
	'cancelled: nothing is said to be running');
$session->quit;

#
# a commit is a commit: it outlives an immediate stop
#
$node->safe_psql('trips',
	q{INSERT INTO mobility.feed SELECT * FROM rides('committed', 1000)});
$before = contents();
$node->stop('immediate');
$node->start;
is(contents(), $before, 'a committed load outlives the server');

#
# whatever is cut off by a timeout, at any moment, has not been
#
my @statements = (
	q{INSERT INTO mobility.feed SELECT * FROM rides('timeout', 20000)},
	q{UPDATE mobility.trips SET datasource = 'timeout' WHERE trip_id % 2 = 0},
	q{DELETE FROM mobility.trips},
	q{CALL tripgrid.compact()},
	q{CALL tripgrid.rebuild()},
	q{TRUNCATE mobility.trips});
my ($cut, $wrong) = (0, 0);
foreach my $timeout (1, 3, 8, 15, 25, 40, 60, 100)
{
	foreach my $statement (@statements)
	{
		my ($status, $stdout, $stderr) = $node->psql(
			'trips', "BEGIN; SET LOCAL tripgrid.batch_trips = 700;
			SET LOCAL statement_timeout = '${timeout}ms';
			$statement; ROLLBACK");

		$cut++ if $stderr =~ /canceling statement due to statement timeout/;
		$wrong++, diag("$statement: $stderr")
		  if $status != 0 && $stderr !~ /canceling statement/;
	}
}
cmp_ok($cut, '>', 0, 'some statements were cut off');
is($wrong, 0, 'none failed otherwise');
is(contents(), $before, 'cut off: the store is as it was');

# the same, with what is done in time kept
my $differences = 0;
foreach my $timeout (map { $_ * 4 } 1 .. 25)
{
	my $statement =
	  $timeout % 12 ? $statements[0] : $statements[3 + $timeout % 24 / 12];

	$node->psql('trips', "SET tripgrid.batch_trips = 700;
		SET statement_timeout = '${timeout}ms'; $statement");
	$differences++
	  if $node->safe_psql('trips', 'SELECT * FROM tripgrid.verify()') ne '';
}
is($differences, 0, 'cut off or done: verified');
is( $node->safe_psql(
		'trips', q{SELECT count(*) % 20000 FROM mobility.trips
		WHERE datasource = 'timeout'}),
	'0',
	'cut off or done: loads are there as a whole or not at all');

#
# a compaction that is cut off keeps the merges that are done, and can go on
#
$node->safe_psql(
	'trips', q{
	CREATE TABLE gate ();
	CREATE TABLE merges (transaction xid8);
	-- a merge waits at the gate if there has been another before it
	CREATE FUNCTION pass_gate() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
	  IF EXISTS (SELECT FROM public.merges
	    WHERE transaction <> pg_current_xact_id()) THEN
	    PERFORM FROM public.gate;
	  END IF;
	  INSERT INTO public.merges VALUES (pg_current_xact_id());
	  RETURN NULL;
	END
	$$});

# A compaction that waits in its second merge, and its process.
sub begin_compaction
{
	my ($session) = @_;
	my $pid = $session->query('SELECT pg_backend_pid()');

	# more large runs than are merged at once
	$node->safe_psql(
		'trips', q{
	DROP TRIGGER IF EXISTS pass_gate ON mobility.segments;
	TRUNCATE mobility.trips, merges;
	SET tripgrid.statement_merge = 0;
	SET tripgrid.batch_trips = 6000;
	INSERT INTO mobility.feed SELECT r.*
	  FROM generate_series(1, 8), LATERAL rides('large', 60000) AS r;
	DELETE FROM mobility.trips WHERE trip_id % 7 = 0;
	CREATE TRIGGER pass_gate BEFORE INSERT ON mobility.segments
	  FOR EACH STATEMENT EXECUTE FUNCTION pass_gate()});
	$before = $node->safe_psql('trips',
		'SELECT count(DISTINCT run_id) FROM mobility.summaries');
	$session->send('CALL tripgrid.compact(into_one => true);');
	$node->poll_query_until('trips', "SELECT wait_event_type = 'Lock'
		FROM pg_stat_activity WHERE pid = $pid")
	  or die 'the compaction did not come to the gate';
	return $pid;
}

sub check_compacted
{
	my ($name) = @_;
	my $runs = 'SELECT count(DISTINCT run_id) FROM mobility.summaries';

	cmp_ok($node->safe_psql('trips', $runs),
		'<', $before, "$name: a merge is kept");
	cmp_ok($node->safe_psql('trips', $runs),
		'>', 1, "$name: another is not");
	is($node->safe_psql('trips', 'SELECT * FROM tripgrid.verify()'),
		'', "$name: verified");
	is( $node->safe_psql(
			'trips', "DROP TRIGGER pass_gate ON mobility.segments;
			CALL tripgrid.compact(into_one => true);
			$runs; SELECT * FROM tripgrid.verify()"),
		'1',
		"$name: compaction goes on");
	return;
}

foreach my $end ('cancelled', 'backend killed', 'server stopped')
{
	my $gate = session($node, 'trips');
	my $compaction = session($node, 'trips');

	$gate->query('BEGIN; LOCK TABLE gate');
	$pid = begin_compaction($compaction);
	if ($end eq 'cancelled')
	{
		$node->safe_psql('trips', "SELECT pg_cancel_backend($pid)");
		$compaction->wait;
		like($compaction->error, qr/canceling statement/,
			"$end: the session is told");
	}
	elsif ($end eq 'backend killed')
	{
		kill 'KILL', $pid;
		$compaction->{psql}->finish;
		await_server($node)
		  or die 'the server did not come back';
	}
	else
	{
		$node->stop('immediate');
		$node->start;
	}
	$_->drop foreach $gate, $compaction;
	$node->poll_query_until('trips',
		"SELECT count(*) = 0 FROM pg_locks WHERE relation = 'gate'::regclass")
	  or die 'the gate is still closed';
	check_compacted("compaction, $end");
}

$node->stop;
done_testing();

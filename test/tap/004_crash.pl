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
# rejects, and its process.
sub begin_copy
{
	my $session = session($node, 'trips');
	my $pid = $session->query(
		'SET tripgrid.batch_trips = 500; SELECT pg_backend_pid()');

	$session->send('COPY mobility.feed FROM stdin;');
	$session->send(lines(20_000));
	$node->poll_query_until('trips',
		'SELECT tuples_processed > 5000 FROM pg_stat_progress_copy '
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
$node->poll_query_until('trips', 'SELECT true')
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

$node->stop;
done_testing();

# Logical subscribers: of trips alone, of all tables of a store; what is copied
# first, what is applied then, in (sub)transactions, streamed and prepared; and
# a subscriber that takes over.  Never a wrong number in between.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my @settings = (
	'wal_level = logical',
	'max_wal_senders = 20',
	'max_replication_slots = 40',
	'max_prepared_transactions = 5',
	'max_logical_replication_workers = 12',
	'max_worker_processes = 20',
	'max_sync_workers_per_subscription = 4',
	'wal_retrieve_retry_interval = 200ms',
	'fsync = off');
my $publisher = start_cluster('publisher', @settings,
	'logical_decoding_work_mem = 64kB');
my $subscriber = start_cluster('subscriber', @settings);

create_database($publisher, 'trips');
create_database($subscriber, $_) foreach qw(alone whole part filled);

sub publish
{
	return $publisher->safe_psql('trips',
		'SET client_min_messages = warning;' . $_[0]);
}

# SQL of trips that a source has sent.
sub trips
{
	my ($count, $datasource) = @_;

	return qq{INSERT INTO mobility.trips (region, datasource, departed_at,
	    origin, destination)
	  SELECT 'r' || n % 3, '$datasource', timestamp '2024-01-01'
	      + n * interval '7 minutes', tripgrid.lonlat(n % 70, n % 50),
	    tripgrid.lonlat(n % 30, n % 40)
	  FROM generate_series(1, $count) AS n;};
}

sub subscribe
{
	my ($database, $publication) = @_;
	my $conninfo = $publisher->connstr . ' dbname=trips';

	$subscriber->safe_psql($database,
		"CREATE SUBSCRIPTION $database CONNECTION '$conninfo'"
		  . " PUBLICATION $publication"
		  . ($database eq 'alone' ? ' WITH (streaming = on, two_phase = on)'
			: ''));
	return;
}

# Wait until all tables are not only copied, but ready: answers do, too.
sub await_copies
{
	my ($name) = @_;

	$subscriber->wait_for_subscription_sync($publisher, $name, $name);
	$subscriber->poll_query_until($name,
		q{SELECT bool_and(srsubstate = 'r') FROM pg_subscription_rel})
	  or die "$name is not ready";
	return;
}

# What a store answers, and what it holds.
my $answers = q{SELECT sum(trips), (SELECT count(*) FROM mobility.trips),
    (SELECT count(*) FROM tripgrid.verify())
  FROM tripgrid.weekly_trips()};

# Both say the same once the subscriber has caught up.
sub check_equal
{
	my ($database, $name) = @_;

	$publisher->wait_for_catchup($database);
	is( $subscriber->safe_psql($database, $answers),
		$publisher->safe_psql('trips', $answers),
		"$database: $name");
	is( $subscriber->safe_psql($database,
			'SELECT * FROM tripgrid.datasource_regions(NULL)'),
		$publisher->safe_psql(
			'trips', 'SELECT * FROM tripgrid.datasource_regions(NULL)'),
		"$database: $name: datasources");
	return;
}

# What is said when a statement is refused.
sub refused
{
	my ($database, $statement) = @_;
	my ($status, $stdout, $stderr) = $subscriber->psql($database, $statement);

	return $status == 0 ? "not refused: $stdout" : $stderr;
}

publish(
	q{SELECT tripgrid.create_store('mobility');
	ALTER TABLE mobility.trips REPLICA IDENTITY FULL;
	CREATE PUBLICATION alone FOR TABLE mobility.trips;
	CREATE PUBLICATION whole FOR TABLES IN SCHEMA mobility;
	CREATE PUBLICATION part FOR TABLE mobility.trips, mobility.segments;}
	  . trips(3000, 'before')
	  . trips(50, 'x') x 20
	  . q{UPDATE mobility.trips SET datasource = 'changed' WHERE trip_id % 5 = 0});
$subscriber->safe_psql($_,
	"SET client_min_messages = warning; SELECT tripgrid.create_store('mobility')")
  foreach qw(alone whole part filled);

# Changes of every kind, after each of which all agree.
my @changes = (
	[ 'rows', trips(500, 'came') ],
	[ 'row by row', trips(1, 'single') x 30 ],
	[
		'updates and deletes',
		q{UPDATE mobility.trips SET region = 'moved' WHERE trip_id % 400 = 0;
		DELETE FROM mobility.trips WHERE trip_id % 300 = 0;
		UPDATE mobility.trips SET load_id = 5 WHERE trip_id % 500 = 0}
	],
	[
		'one transaction',
		'BEGIN;'
		  . trips(100, 'a')
		  . q{DELETE FROM mobility.trips WHERE datasource = 'a'
		    AND trip_id % 3 = 0; UPDATE mobility.trips SET datasource = 'b'
		    WHERE datasource = 'a'; COMMIT}
	],
	[
		'subtransactions, streamed',
		'BEGIN;'
		  . trips(2000, 'kept')
		  . 'SAVEPOINT one;'
		  . trips(2000, 'lost')
		  . 'ROLLBACK TO one; SAVEPOINT two;'
		  . trips(2000, 'kept, too')
		  . 'RELEASE two;'
		  . trips(10, 'last')
		  . 'COMMIT'
	],
	[
		'prepared',
		'BEGIN;'
		  . trips(200, 'prepared')
		  . q{PREPARE TRANSACTION 'one'; COMMIT PREPARED 'one'; BEGIN;}
		  . trips(200, 'not')
		  . q{PREPARE TRANSACTION 'two'; ROLLBACK PREPARED 'two'}
	],
	[
		'a feed',
		q{INSERT INTO mobility.feed VALUES
		  ('r1', '1,1', '2,2', '2024-03-01 10:00', 'fed'),
		  ('r1', 'x', '2,2', '2024-03-01 10:00', 'fed')}
	],
	[ 'compaction', q{CALL tripgrid.compact('mobility', into_one => true)} ],
	[ 'more rows', trips(20, 'later') x 20 ],
	[ 'a rebuild', q{CALL tripgrid.rebuild('mobility')} ],
	[
		'TRUNCATE after changes',
		'BEGIN;'
		  . trips(100, 'gone')
		  . 'TRUNCATE mobility.trips;'
		  . trips(700, 'after') . 'COMMIT'
	]);

#
# trips alone
#
subscribe('alone', 'alone');
await_copies('alone');
check_equal('alone', 'copied');

#
# all tables: a question is right or refused while they are copied
#
subscribe('whole', 'whole');
my %seen;
foreach (1 .. 1000)
{
	my ($status, $stdout, $stderr) = $subscriber->psql('whole',
		'SELECT sum(trips) FROM tripgrid.weekly_trips()');

	$seen{ $status == 0 ? $stdout : $stderr }++;
	last if $status == 0 && $stdout ne '';
}
my $truth = $publisher->safe_psql('trips',
	'SELECT sum(trips) FROM tripgrid.weekly_trips()');
is( join("\n", grep { !/still copying/ && $_ ne '' && $_ ne $truth } keys %seen),
	'',
	'whole: no wrong number while tables are copied');
await_copies('whole');
check_equal('whole', 'copied');
foreach my $change (@changes)
{
	my ($name, $sql) = @$change;

	publish($sql);
	check_equal($_, $name) foreach qw(alone whole);
}

# what the subscriber of all tables may not do itself
foreach my $statement (
	trips(1, 'here'),
	'DELETE FROM mobility.trips',
	'TRUNCATE mobility.trips',
	"INSERT INTO mobility.feed VALUES ('r', '1,1', '2,2', '2024-01-01', 'd')",
	"CALL tripgrid.compact('mobility')",
	"CALL tripgrid.rebuild('mobility')")
{
	like(
		refused('whole', $statement),
		qr/receives its segments from a subscription.*HINT.*publisher/s,
		'whole: refused: ' . substr($statement, 0, 30));
}
# a mark of the publisher's comes with its segments
publish('UPDATE mobility.segments SET trips = trips');
$publisher->wait_for_catchup('whole');
like(
	refused('whole', $answers),
	qr/was changed by others/,
	'whole: what the publisher marks is marked here');
publish("CALL tripgrid.rebuild('mobility')");
check_equal('whole', 'mended at the publisher');

# the subscriber of trips alone compacts, loads and is compacted
$subscriber->safe_psql('alone',
	"CALL tripgrid.compact('mobility', into_one => true)");
check_equal('alone', 'compacted');
publish(trips(100, 'after that'));
check_equal('alone', 'goes on');

#
# some of the derived tables, or all of them beside those that are there
#
subscribe('part', 'part');
await_copies('part');
like(refused('part', $answers), qr/but not all/, 'part: refused');
$subscriber->safe_psql('filled', trips(10, 'local'));
subscribe('filled', 'whole');
await_copies('filled');
like(
	refused('filled', $answers),
	qr/was changed by others/,
	'filled: segments beside segments are refused');

#
# taking over
#
$subscriber->safe_psql($_, "DROP SUBSCRIPTION $_")
  foreach qw(alone whole part filled);
like(
	refused('whole', trips(1, 'here')),
	qr/sequence "runs".*advance_sequences/s,
	'whole: runs are behind');
$subscriber->safe_psql($_,
	"SELECT tripgrid.advance_sequences('mobility');"
	  . trips(10, 'here')
	  . q{INSERT INTO mobility.feed VALUES
	    ('r1', '1,1', '2,2', '2024-03-01 10:00', 'fed');
	  DELETE FROM mobility.trips WHERE trip_id % 13 = 0;
	  CALL tripgrid.compact('mobility')})
  foreach qw(alone whole);
foreach my $database (qw(alone whole))
{
	is( $subscriber->safe_psql(
			$database, qq{SELECT sum = count, verify FROM ($answers)
			  AS a (sum, count, verify)}),
		't|0',
		"$database: takes over");
	is( $subscriber->safe_psql(
			$database,
			'SELECT count(*) - count(DISTINCT trip_id) FROM mobility.trips'),
		'0',
		"$database: numbers are new");
}
$subscriber->safe_psql($_, q{
	TRUNCATE mobility.trips;} . trips(10, 'again')) foreach qw(part filled);
is($subscriber->safe_psql($_, $answers), '10|10|0', "$_: begins again")
  foreach qw(part filled);

$subscriber->stop;
$publisher->stop;
done_testing();

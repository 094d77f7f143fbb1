# Compaction by a background worker: it does what is due and ends; there is
# one for a store; where no worker is free the caller is told and goes on; it
# ends with its database.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $node = start_cluster(
	'background',
	'max_worker_processes = 2',
	'max_logical_replication_workers = 0',
	'max_parallel_workers_per_gather = 0',
	'tripgrid.statement_merge = 0',
	'tripgrid.batch_trips = 1');

create_database($node, 'trips');

# A store with many runs of one trip.
sub make_store
{
	my ($store, $role) = @_;

	$node->safe_psql(
		'trips', qq{
	SET ROLE $role;
	SELECT tripgrid.create_store('$store');
	INSERT INTO $store.feed SELECT 'Linz', '14.3,48.3', '14.2,' || 48 + n / 1e3,
	  '2024-06-03 08:00', 'a' FROM generate_series(1, 40) AS n});
	return;
}

sub wait_for
{
	my ($what, $query) = @_;

	$node->poll_query_until('trips', $query) or die "no $what";
	return;
}

sub runs
{
	my ($store) = @_;

	return "SELECT count(DISTINCT run_id) FROM $store.summaries";
}

# Have a session hold a store's upkeep lock, so that a worker must wait.
sub hold
{
	my ($store) = @_;
	my $session = session($node, 'trips');

	$session->query("BEGIN; SET LOCAL tripgrid.runs_merged = 32;
		CALL tripgrid.compact('$store')");
	return $session;
}

my $workers = "FROM pg_stat_activity WHERE backend_type = 'tripgrid compaction'";
my $waiting = "SELECT count(*) = %d $workers AND wait_event_type = 'Lock'";

$node->safe_psql('postgres',
	'CREATE ROLE anna LOGIN; CREATE ROLE owners; GRANT owners TO anna');
$node->safe_psql('trips', 'GRANT CREATE ON DATABASE trips TO anna, owners');
make_store('a', 'anna');
make_store('b', 'postgres');

#
# a worker, seen at work; a second one for the same store ends
#
my $hold_a = hold('a');
is( $node->safe_psql('trips', q{SELECT tripgrid.compact_in_background('a')},
		extra_params => [ '-U', 'anna' ]),
	't',
	'started');
wait_for('worker of a', sprintf $waiting, 1);
is( $node->safe_psql('trips', "SELECT usename, datname, query $workers"),
	q{anna|trips|CALL tripgrid.compact('a')},
	'seen as its caller');
is( $node->safe_psql('trips', q{SELECT tripgrid.compact_in_background('a')}),
	't',
	'a second one started');
wait_for('free worker', q{SELECT tripgrid.compact_in_background('b')});
wait_for('compaction of b', 'SELECT (' . runs('b') . ') = 1');
wait_for('end', "SELECT count(*) = 1 $workers");
is($node->safe_psql('trips', runs('a')), '40', 'the first still waits');

#
# no worker is free
#
$node->safe_psql('trips', "SELECT tripgrid.drop_store('b', force => true)");
make_store('b', 'postgres');
my $hold_b = hold('b');
wait_for('free worker', q{SELECT tripgrid.compact_in_background('b')});
wait_for('worker of b', sprintf $waiting, 2);
my ($status, $out, $err) =
  $node->psql('trips', q{SELECT tripgrid.compact_in_background('b')});
is("$status $out", '0 f', 'no worker free: false');
like($err, qr/WARNING:  could not start a background worker/,
	'no worker free: a warning');

# both go on
$_->quit foreach $hold_a, $hold_b;
wait_for('end of both', "SELECT count(*) = 0 $workers");
foreach my $store ('a', 'b')
{
	is($node->safe_psql('trips', runs($store)), '1', "$store: compacted");
	is( $node->safe_psql('trips', "SELECT * FROM tripgrid.verify('$store')"),
		'', "$store: verified");
}

# one after the other: each finds the store free
foreach my $again (1 .. 3)
{
	$node->safe_psql('trips',
		q{INSERT INTO b.feed SELECT * FROM b.feed LIMIT 20});
	wait_for('free worker', q{SELECT tripgrid.compact_in_background('b', true)});
	wait_for('compaction of b', 'SELECT (' . runs('b') . ') = 1');
	wait_for('end', "SELECT count(*) = 0 $workers");
	is( $node->safe_psql(
			'trips', q{SELECT count(*) FROM pg_locks
			WHERE locktype = 'object' AND classid = 'pg_class'::regclass}),
		'0',
		"again $again: nothing is left locked");
}

#
# an owner that cannot log in has no worker
#
make_store('c', 'owners');
($status, $out, $err) = $node->psql(
	'trips',
	q{SET ROLE owners; SELECT tripgrid.compact_in_background('c', true)},
	extra_params => [ '-U', 'anna' ]);
is("$status $out", '0 f', 'none for a role that cannot log in');
like($err, qr/NOTICE: .*\nDETAIL: .*because the current role cannot log in/,
	'and a notice says so');
is($node->safe_psql('trips', runs('c')), '40', 'nothing was done');

#
# told to end; its store or its database gone
#
make_store('d', 'postgres');
my $hold_d = hold('d');
wait_for('free worker', q{SELECT tripgrid.compact_in_background('d')});
wait_for('worker of d', sprintf $waiting, 1);
$node->safe_psql('trips', "SELECT pg_terminate_backend(pid) $workers");
wait_for('end', "SELECT count(*) = 0 $workers");
is($node->safe_psql('trips', runs('d')), '40', 'terminated: nothing done');
wait_for('free worker', q{SELECT tripgrid.compact_in_background('d')});
wait_for('worker of d', sprintf $waiting, 1);
$node->safe_psql('postgres', 'DROP DATABASE trips WITH (FORCE)');
$node->poll_query_until('postgres', "SELECT count(*) = 0 $workers")
  or die 'the worker did not end';
is( $node->safe_psql(
		'postgres', q{SELECT count(*) FROM pg_database
		WHERE datname = 'trips'}),
	'0',
	'the database can be dropped');
$hold_d->drop;

$node->stop;
done_testing();

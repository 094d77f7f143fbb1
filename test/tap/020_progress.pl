# Loads are heard of while they run: in order, whatever way they end, and
# whether or not there is a worker to say so.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use JSON::PP;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(usleep);
use TripgridTest;

my $node = start_cluster(
	'progress',
	'max_worker_processes = 4',
	'restart_after_crash = on',
	'max_prepared_transactions = 2',
	'max_logical_replication_workers = 0',
	'max_parallel_workers_per_gather = 0');
my $timeout = $PostgreSQL::Test::Utils::timeout_default // 180;

create_database($node, 'trips');
$node->safe_psql(
	'trips', q{
	CREATE ROLE anna LOGIN;
	CREATE ROLE loaders LOGIN;
	GRANT loaders TO anna;
	SELECT tripgrid.create_store('mobility');
	GRANT USAGE ON SCHEMA mobility TO loaders;
	GRANT INSERT ON mobility.feed TO loaders;
	CREATE TABLE rows (region text, o text, d text, t text, s text);
	INSERT INTO rows SELECT 'Linz', '14.3,48.3', '14.2,' || 48 + n / 1e5,
	  '2024-06-03 08:00', 'a' FROM generate_series(1, 100) AS n});

my $listener = session($node, 'trips');
$listener->query('LISTEN tripgrid_load');

# What has been heard since the last forget().
my @heard;

sub hear
{
	for my $line (split /\n/, $listener->query('SELECT 1'))
	{
		next unless $line =~ /^Asynchronous notification "tripgrid_load" with payload "(.*)" received/;
		cmp_ok(length $1, '<', 1024, 'a message is short')
		  if length $1 >= 1024;
		push @heard, decode_json($1);
	}
	return;
}

sub forget
{
	hear();
	@heard = ();
	return;
}

# Wait until so many messages of a state have come.
sub hear_of
{
	my ($state, $count) = @_;

	for (my $tries = $timeout * 10; $tries > 0; $tries--)
	{
		hear();
		return 1 if (grep { $_->{state} eq $state } @heard) >= ($count // 1);
		usleep(100_000);
	}
	diag("no $state, but: " . encode_json(\@heard));
	return 0;
}

# The states heard, as one string; repeated progress counts as one.
sub states
{
	(my $states = join ' ', map { $_->{state} } @heard) =~
	  s/progress( progress)+/progress/g;
	return $states;
}

sub last_heard
{
	return $heard[-1] // {};
}

# No worker is left.
sub quiet
{
	my ($name) = @_;

	ok( $node->poll_query_until(
			'trips',
			q{SELECT count(*) = 0 FROM pg_stat_activity
			  WHERE backend_type = 'tripgrid progress'}),
		"$name: the worker ends");
	return;
}

my $good = qq{Linz,"14.3,48.3","14.2,48.2",2024-06-03 08:00,a};
my $bad = qq{Linz,"14.3,48.3","14.2,48.2",soon,a};

# A COPY that is fed a few rows at a time, each time enough for libpq to send
# them.
sub start_copy
{
	my ($session, $options) = @_;

	$session->send('COPY mobility.feed FROM STDIN (FORMAT csv);');
	trickle($session);
	return;
}

sub trickle
{
	my ($session) = @_;

	$session->send(join "\n", ($good) x 199, $bad);
	return;
}

# Feed it until so many messages of a state have come.
sub trickle_until
{
	my ($session, $state, $count) = @_;

	for (my $tries = $timeout * 10; $tries > 0; $tries--)
	{
		trickle($session);
		hear();
		return 1 if (grep { $_->{state} eq $state } @heard) >= ($count // 1);
		usleep(100_000);
	}
	diag("no $state, but: " . encode_json(\@heard));
	return 0;
}

sub backend
{
	return $node->safe_psql('trips',
		q{SELECT pid FROM pg_stat_activity WHERE query LIKE 'COPY mobility.feed%' AND state = 'active'}
	);
}

#
# one COPY in one transaction: heard of before it ends
#
my $loader = session($node, 'trips');
start_copy($loader);
ok(trickle_until($loader, 'progress', 3), 'progress is heard during a COPY');
is(states(), 'started progress', 'after it has started');
my $shown = $node->safe_psql('trips',
	q{SELECT store, feed, command, type, bytes_processed > 0, bytes_total IS NULL,
	  tuples_processed > 0, tuples_skipped > 0, load_id, rows_per_second > 0
	  FROM tripgrid.load_progress});
like($shown, qr/^mobility\|feed\|COPY FROM\|PIPE\|t\|t\|t\|t\|\d+\|t$/,
	'the view shows it');
is( $node->safe_psql('trips', q{
	SELECT count(*) FROM (SELECT attname FROM pg_attribute
	  WHERE attrelid = 'pg_stat_progress_copy'::regclass AND attnum > 0
	  EXCEPT SELECT attname FROM pg_attribute
	  WHERE attrelid = 'tripgrid.load_progress'::regclass) AS missing}),
	'0', 'with all the columns of pg_stat_progress_copy');
$loader->send('\.');
$loader->wait;
ok(hear_of('committed'), 'its commit is heard of');
is(states(), 'started progress committed', 'all in order');
is(join(' ', map { $_->{sequence} } @heard),
	join(' ', 1 .. @heard), 'without a gap');
is((grep { $_->{version} != 1 } @heard), 0, 'in version 1');
my @progress = grep { $_->{state} eq 'progress' } @heard;
my $rows = 0;
for my $i (1 .. $#progress)
{
	my ($one, $two) = @progress[ $i - 1, $i ];

	cmp_ok($two->{elapsed_ms} - $one->{elapsed_ms},
		'>=', 900, 'at most one message a second');
	cmp_ok($two->{rows_read}, '>', $one->{rows_read}, 'rows are counted');
	cmp_ok($two->{bytes_processed}, '>', $one->{bytes_processed},
		'bytes are counted');
	$rows = $two->{rows_read};
}
my $last = last_heard();
is( "$last->{rows_read}|$last->{rows_loaded}|$last->{rows_rejected}",
	$node->safe_psql('trips',
		q{SELECT rows_read, rows_loaded, rows_rejected FROM mobility.loads ORDER BY load_id DESC LIMIT 1}
	),
	'what is said at the end is what the ledger has');
is( "$last->{store}|$last->{feed}|$last->{user}|"
	  . ($last->{error} // 'none'),
	'mobility|feed|' . $node->safe_psql('trips', 'SELECT current_user') . '|none',
	'and names the load');
is($node->safe_psql('trips', 'SELECT count(*) FROM tripgrid.load_progress'),
	'0', 'the view shows it no more');
quiet('commit');
usleep(1_200_000);
hear();
is(states(), 'started progress committed', 'nothing follows the commit');

#
# a load that is too short for a worker; what INSERT does; settings
#
forget();
$loader->query('INSERT INTO mobility.feed SELECT * FROM rows');
ok(hear_of('committed'), 'a short load is heard of');
is(states(), 'started committed', 'from start to end');
is(last_heard->{rows_loaded}, 100, 'with its rows');
is(last_heard->{bytes_processed}, undef, 'without bytes');
forget();
$loader->query(q{SET tripgrid.notify = off;
	INSERT INTO mobility.feed SELECT * FROM rows; RESET tripgrid.notify});
hear();
is(states(), '', 'or not heard of, if so told');
$loader->query('INSERT INTO mobility.feed SELECT * FROM rows LIMIT 1');
$node->psql('trips',
	'DO $$ BEGIN INSERT INTO mobility.feed SELECT * FROM public.rows LIMIT 1; RAISE EXCEPTION $x$no$x$; END $$'
);
hear();
is(states(), '', 'nor is a single row');
$loader->query(
	q{SET tripgrid.progress_notices = '300ms';
	INSERT INTO mobility.feed SELECT * FROM rows WHERE pg_sleep(0.01) IS NOT NULL;
	RESET tripgrid.progress_notices});
like($loader->error, qr/NOTICE:  \d+ rows loaded, 0 rejected, \d+ rows\/s\n/,
	'the session sees notices');
ok(hear_of('committed'), 'an INSERT that takes long');
is(states() =~ s/progress //r, 'started committed', 'is heard of');

#
# failures
#
forget();
start_copy($loader);
ok(trickle_until($loader, 'started'), 'a COPY has started');
$node->safe_psql('trips', 'SELECT pg_cancel_backend(' . backend() . ')');
trickle($loader);
$loader->send('\.');
$loader->wait;
ok(hear_of('failed'), 'cancelling it is heard of');
is(last_heard->{error}{sqlstate}, '57014', 'with its SQLSTATE');
like(last_heard->{error}{message}, qr/canceling statement/, 'and message');
quiet('cancel');

forget();
start_copy($loader);
ok(trickle_until($loader, 'started'), 'a COPY has started');
$node->safe_psql('trips', 'SELECT pg_terminate_backend(' . backend() . ')');
ok(hear_of('failed'), 'terminating the session is heard of');
is(last_heard->{error}{sqlstate}, '57P01', 'with its SQLSTATE');
quiet('terminate');
$loader->drop;
$loader = session($node, 'trips');

forget();
$loader->send("COPY mobility.feed FROM STDIN (FORMAT csv);\n$good\n$good,more\n\\.");
$loader->wait;
ok(hear_of('failed'), 'a short load that fails is heard of');
is(states(), 'started failed', 'from start to end');
is(last_heard->{error}{sqlstate}, '22P04', 'with its SQLSTATE');
is(last_heard->{rows_read}, 1, 'and rows');
quiet('short failure');

#
# transactions of several loads, and savepoints
#
forget();
$loader->query(q{BEGIN;
	INSERT INTO mobility.feed SELECT * FROM rows;
	INSERT INTO mobility.feed SELECT * FROM rows WHERE pg_sleep(0.005) IS NOT NULL;
	INSERT INTO mobility.feed SELECT * FROM rows});
ok(hear_of('started'), 'in a transaction the long one is heard of at once');
quiet('end of statement');
$loader->query('COMMIT');
ok(hear_of('committed', 3), 'and all at its end');
is((grep { $_->{state} eq 'started' } @heard), 3, 'each has started once');

forget();
$loader->query(q{BEGIN;
	INSERT INTO mobility.feed SELECT * FROM rows;
	INSERT INTO mobility.feed SELECT * FROM rows WHERE pg_sleep(0.005) IS NOT NULL;
	ROLLBACK});
ok(hear_of('failed', 2), 'all fail with their transaction');
is(last_heard->{error}{sqlstate}, '40000', 'which was rolled back');
is((grep { $_->{state} eq 'started' } @heard), 2, 'each has started once');
quiet('rollback');

forget();
$loader->query(q{BEGIN;
	INSERT INTO mobility.feed SELECT * FROM rows LIMIT 7;
	SAVEPOINT a;
	INSERT INTO mobility.feed SELECT * FROM rows LIMIT 8;
	SAVEPOINT b;
	INSERT INTO mobility.feed SELECT * FROM rows LIMIT 9;
	RELEASE b;
	ROLLBACK TO a;
	INSERT INTO mobility.feed SELECT * FROM rows LIMIT 10;
	COMMIT});
ok(hear_of('committed', 2), 'loads outside a savepoint are committed');
is( join(' ',
		map { "$_->{state}:$_->{rows_read}" }
		grep { $_->{state} ne 'started' } @heard),
	'committed:7 failed:8 failed:9 committed:10',
	'those within have failed with it');

forget();
$loader->query(q{DO $$ BEGIN
	INSERT INTO mobility.feed SELECT * FROM public.rows LIMIT 3;
	BEGIN
	  INSERT INTO mobility.feed SELECT * FROM public.rows
	    WHERE 1 / (d NOT LIKE '14.2,48.0005%')::int = 1;
	EXCEPTION WHEN division_by_zero THEN NULL;
	END;
	INSERT INTO mobility.feed SELECT * FROM public.rows LIMIT 4;
END $$});
ok(hear_of('committed', 2), 'loads beside an exception block are committed');
is( join(' ',
		map { "$_->{state}:$_->{rows_read}" }
		grep { $_->{state} ne 'started' } @heard),
	'committed:3 failed:49 committed:4',
	'the one within has failed');

forget();
$loader->query(q{BEGIN; INSERT INTO mobility.feed SELECT * FROM rows;
	PREPARE TRANSACTION 'p'; COMMIT PREPARED 'p'});
quiet('prepared');
hear();
is(states(), '', 'a prepared transaction says nothing');

#
# a file that several processes load in many transactions is one load
#
my $file = $node->basedir . '/rows.csv';
append_to_file($file, join '', ("$good\n") x 199, "$bad\n") for 1 .. 1000;
my $load_file = qq{SET tripgrid.chunk_bytes = '512kB';
	CALL tripgrid.load_file('$file', 'feed', jobs => 2, header => false)};
forget();
my ($failed) = $node->psql('trips', "SET statement_timeout = '400ms'; $load_file");
# one that is cut off after its last commit is loaded all the same
$failed = 0
  if $node->safe_psql('trips', qq{SELECT count(*) FROM mobility.loads
	WHERE path = '$file' AND state = 'committed'});
SKIP:
{
	skip 'loaded before it was cut off', 3 if $failed == 0;
	ok(hear_of('failed'), 'a file whose load is cut off');
	is(states() =~ s/progress //r, 'started failed', 'is heard of');
	is(last_heard->{error}{sqlstate}, '57014', 'with the reason');
	forget();
}
$loader->query($load_file) if $failed;
ok(hear_of('committed'), 'going on with it is heard of');
is(states() =~ s/progress //r, 'started committed', 'as one load');
is(join(' ', map { $_->{sequence} } @heard),
	join(' ', 1 .. @heard), 'without a gap');
is(last_heard->{rows_read}, 200_000, 'with the rows of all attempts');
is(last_heard->{rows_rejected}, 1000, 'and the rejects');
is(last_heard->{bytes_processed}, -s $file, 'and the bytes');
is(last_heard->{bytes_total}, -s $file, 'of so many');
quiet('file');

#
# whose rights; names of all kinds
#
forget();
my $anna = do { local $ENV{PGUSER} = 'anna'; session($node, 'trips') };
$anna->query(q{SET ROLE loaders;
	INSERT INTO mobility.feed SELECT 'Linz', '14.3,48.3', '14.2,48.2',
	  '2024-06-03 08:00', 'a' FROM generate_series(1, 40) WHERE pg_sleep(0.04) IS NOT NULL});
ok(hear_of('committed'), 'a role that may only insert is heard of');
is(states(), 'started progress committed', 'while it loads, too');
is(last_heard->{user}, 'loaders', 'by the name of the role it has set');
$anna->quit;
quiet('role');

forget();
my @names = ('"' x 63, "\\\x01\x1f\x7f" x 15, "\xe2\x82\xac" x 21);
for my $name (@names)
{
	my $literal = q{E'} . join('', map { sprintf '\\x%02x', ord } split //, $name) . q{'};

	$node->safe_psql(
		'trips', qq{
	SELECT tripgrid.create_store($literal);
	SET tripgrid.store = $literal;
	DO \$do\$ BEGIN
	  EXECUTE format('INSERT INTO %I.feed SELECT * FROM rows', $literal);
	END \$do\$});
}
ok(hear_of('committed', 3), 'stores of all names are heard of');
is($heard[-1]{store}, "\x{20ac}" x 21, 'in Unicode');
$node->psql('trips',
	qq{DO \$\$ BEGIN INSERT INTO mobility.feed SELECT * FROM public.rows;
	RAISE EXCEPTION '%', repeat(E'"\\n\xe2\x82\xac', 4000); END \$\$});
ok(hear_of('failed'), 'and so are errors');
like(last_heard->{error}{message}, qr/^"\n\x{20ac}"\n.*["\n\x{20ac}]$/s,
	'cut where a character ends');

#
# DROP DATABASE waits for nobody
#
create_database($node, 'other');
$node->safe_psql('other',
	q{SELECT tripgrid.create_store('mobility');
	INSERT INTO mobility.feed SELECT 'Linz', '14.3,48.3', '14.2,48.2',
	  '2024-06-03 08:00', 'a' FROM generate_series(1, 40) WHERE pg_sleep(0.01) IS NOT NULL});
$node->safe_psql('postgres', 'DROP DATABASE other');
pass('a database is dropped after a load');
create_database($node, 'other');
$node->safe_psql('other', q{SELECT tripgrid.create_store('mobility')});
my $other = session($node, 'other');
$other->send(q{INSERT INTO mobility.feed SELECT 'Linz', '14.3,48.3', '14.2,48.2',
	  '2024-06-03 08:00', 'a' FROM generate_series(1, 40000) WHERE pg_sleep(0.01) IS NOT NULL;});
ok( $node->poll_query_until(
		'postgres',
		q{SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = 'other' AND backend_type = 'tripgrid progress' AND state = 'idle'}
	),
	'a worker reports a load in another database');
$node->safe_psql('postgres', 'DROP DATABASE other WITH (FORCE)');
pass('that database is dropped during the load');
$other->drop;
quiet('dropped database');

#
# a worker that is sent away; none to be had
#
forget();
start_copy($loader);
ok(trickle_until($loader, 'started'), 'a COPY has started');
$node->safe_psql('trips',
	q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'tripgrid progress'}
);
quiet('terminated worker');
$loader->send('\.');
$loader->wait;
ok(hear_of('committed'), 'a load without its worker is heard of at its end');
is((grep { $_->{state} eq 'started' } @heard), 1, 'it has started once');

forget();
start_copy($loader);
ok(trickle_until($loader, 'started'), 'a COPY has started');
$node->safe_psql('trips',
	q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'tripgrid progress'}
);
quiet('terminated worker');
$node->safe_psql('trips', 'SELECT pg_cancel_backend(' . backend() . ')');
$loader->send('\.');
$loader->wait;
ok(hear_of('failed'), 'its failure is told by another worker');
is(last_heard->{error}{sqlstate}, '57014', 'with the reason');
is((grep { $_->{state} eq 'started' } @heard), 1, 'it has started once');

#
# the program among the examples
#
SKIP:
{
	my $program = "$FindBin::Bin/../../examples/watch_loads";
	my ($out, $err, $watcher);

	skip 'no python3', 6
	  if !IPC::Run::run([ 'python3', '-c', 'import ctypes.util' ],
		'>', \my $o, '2>', \my $e);
	for my $case ([ 0, '' ], [ 1, "RAISE EXCEPTION 'no';" ])
	{
		($out, $err) = ('', '');
		$watcher = IPC::Run::start(
			[
				'python3', $program, '--once', '--store', 'mobility', '--json',
				$node->connstr('trips')
			],
			'>',  \$out, '2>', \$err,
			IPC::Run::timeout($timeout));
		$watcher->pump until $out =~ /listening/;
		$node->psql('trips',
			"DO \$\$ BEGIN INSERT INTO mobility.feed SELECT * FROM public.rows; $case->[1] END \$\$"
		);
		$watcher->finish;
		is($watcher->result(0), $case->[0], 'watch_loads tells how a load ended');
		like($out, qr/"state":"started".*\n.*"state":"(committed|failed)"/,
			'and what was heard');
		is($err, '', 'and no more');
	}
}

#
# the server kills all sessions when a worker is killed; the store is whole
#
$loader->quit;
my $before = $node->safe_psql('trips', 'SELECT count(*) FROM mobility.trips');
$loader = session($node, 'trips');
forget();
start_copy($loader);
ok(trickle_until($loader, 'started'), 'a COPY has started');
my $worker = $node->safe_psql('trips',
	q{SELECT pid FROM pg_stat_activity WHERE backend_type = 'tripgrid progress'}
);
$listener->quit;
kill 'KILL', $worker;
ok(await_server($node),
	'the server restarts after a worker was killed');
$loader->drop;
is($node->safe_psql('trips', 'SELECT count(*) FROM mobility.trips'),
	$before, 'the load is gone');
is($node->safe_psql('trips', q{SELECT count(*) FROM tripgrid.verify('mobility')}),
	'0', 'and the store whole');

#
# no worker to be had, then no shared memory
#
for my $case (
	[ 'max_worker_processes = 0', 'No background worker is free' ],
	[ "max_worker_processes = 4\ndynamic_shared_memory_type = mmap",
		'No memory for that' ])
{
	my ($setting, $detail) = @$case;
	my $folder = $node->data_dir . '/pg_dynshmem';

	$node->append_conf('postgresql.conf', $setting);
	$node->restart;
	chmod 0500, $folder if $setting =~ /mmap/;
	$listener = session($node, 'trips');
	$listener->query('LISTEN tripgrid_load');
	@heard = ();
	my ($status, $stdout, $stderr) = $node->psql('trips',
		q{INSERT INTO mobility.feed SELECT * FROM rows WHERE pg_sleep(0.01) IS NOT NULL}
	);
	is($status, 0, "a load goes on ($detail)");
	is(() = $stderr =~ /NOTICE/g, 1, 'says so once');
	like($stderr, qr/NOTICE:  this load is not reported.*\nDETAIL:  \Q$detail\E/,
		'with the reason');
	ok(hear_of('committed'), 'and is heard of at its end');
	is(states(), 'started committed', 'from start to end');
	($status, $stdout, $stderr) = $node->psql('trips',
		q{INSERT INTO mobility.feed SELECT * FROM rows WHERE 1 / (d NOT LIKE '14.2,48.0005%')::int = 1}
	);
	like($stderr, qr/^[^\n]*ERROR:  division by zero$/, 'a failure is as it is');
	chmod 0700, $folder;
	$listener->quit;
}

$node->stop;
done_testing();

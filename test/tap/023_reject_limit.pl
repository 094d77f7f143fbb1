# tripgrid.reject_limit: the rejects of a load that is given up outlive its
# rollback and a crash; where no worker can keep them, the error says so.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest qw(:DEFAULT answer);

my $node = start_cluster('reject_limit', 'fsync = on');
my $dir = PostgreSQL::Test::Utils::tempdir;
my $file = "$dir/rides.csv";
my $good = q{Prague,"14.42,50.09","14.5,50.0",2018-05-28 09:03,a};
my $bad = q{Prague,nowhere,"14.5,50.0",2018-05-28 09:03,row };

create_database($node, 'trips');
$node->safe_psql('trips', q{
	SELECT tripgrid.create_store('mobility');
	CREATE ROLE loader LOGIN;
	GRANT USAGE ON SCHEMA mobility TO loader;
	GRANT INSERT ON mobility.feed TO loader});

# A file of so many rows, of which every so-manyth is bad.
sub write_file
{
	my ($rows, $every) = @_;

	open my $csv, '>', $file or die "$file: $!";
	print $csv $_ % $every ? "$good\n" : "$bad$_\n" foreach 1 .. $rows;
	close $csv or die "$file: $!";
	return;
}

# COPY the file through a client who is the loader; give the errors.
sub copy
{
	my ($limit, $before) = @_;
	my ($status, $out, $err) = $node->psql(
		'trips',
		"SET tripgrid.reject_limit = '$limit'; " . ($before // '') .
		"\n\\copy mobility.feed FROM '$file' (FORMAT csv)",
		extra_params => [ '-U', 'loader' ],
		on_error_stop => 1);

	isnt($status, 0, 'the COPY fails');
	return $err;
}

my $ledger = q{SELECT state, loaded_by, rows_read, rows_loaded, rows_rejected,
	(SELECT count(*) FROM mobility.rejects AS r WHERE r.load_id = l.load_id),
	(SELECT count(*) FROM mobility.trips)
	FROM mobility.loads AS l ORDER BY load_id};
my $workers = q{FROM pg_stat_activity WHERE backend_type = 'tripgrid rejects'};

#
# they outlive the COPY, and the server's death right after it
#
write_file(40, 10);
like(
	copy(3),
	qr/ERROR: .*4 of 40 rows .*DETAIL: .*are kept\..*HINT: .*, load_id 1\./s,
	'the error says where they are');
$node->stop('immediate');
$node->start;
is(answer($ledger), 'failed|loader|4|0|4|4|0', 'rejects outlive a crash');
is( answer(q{SELECT string_agg(fields[5] || '=' || lineno, ', ' ORDER BY lineno)
		FROM mobility.rejects}),
	'row 10=10, row 20=20, row 30=30, row 40=40',
	'whole and in place');

#
# many of them, in little memory, through the worker's queue
#
answer('TRUNCATE mobility.loads, mobility.rejects');
write_file(200_000, 2);
like(copy('49.9 %', q{SET work_mem = '64kB';}),
	qr/100000 of 200000 rows/, 'many rejects');
is(answer($ledger), 'failed|loader|100000|0|100000|100000|0', 'many are kept');
is( answer(q{SELECT count(*) FROM mobility.rejects
		WHERE fields[5] <> 'row ' || lineno OR lineno % 2 <> 0}),
	'0', 'each of them whole');
# held, and written by the load itself if it is not given up
answer('TRUNCATE mobility.loads, mobility.rejects');
$node->safe_psql(
	'trips',
	"SET tripgrid.reject_limit = '50 %'; SET work_mem = '64kB';
	\\copy mobility.feed FROM '$file' (FORMAT csv)",
	extra_params => [ '-U', 'loader' ]);
is(answer($ledger), 'committed|loader|200000|100000|100000|100000|100000',
	'within the limit');
is(answer('SELECT count(*) FROM tripgrid.verify()'), '0', 'verified');

#
# a file that is loaded in chunks: what was committed goes, but for the rejects
#
answer('TRUNCATE mobility.loads, mobility.rejects, mobility.trips');
write_file(100_000, 20);
my $shape = q{SELECT tripgrid.create_feed('rides', ARRAY['city', 'from', 'to',
	'at', 'source'], '{"origin": "from", "destination": "to", "departed_at": "at"}',
	'{"region": "Prague", "datasource": "unknown"}')};
answer($shape);
foreach my $case ([ '1000', 1 ], [ '1000', 2 ], [ '4.9 %', 1 ], [ '4.9 %', 2 ])
{
	my ($limit, $jobs) = @$case;
	my ($status, $out, $err) = $node->psql(
		'trips', "SET tripgrid.reject_limit = '$limit';
		SET tripgrid.chunk_bytes = '1MB';
		CALL tripgrid.load_file('$file', 'rides', header => false,
		  region => 'Brno', jobs => $jobs, load_key => 'rides')");
	like(
		$err,
		qr/ERROR: .*rows were rejected, more than .*DETAIL: .*are kept\./s,
		"file, $limit, $jobs jobs: the error");
	is( answer(
			q{SELECT state, rows_rejected > 1000 OR rows_rejected = 5000,
			rows_loaded, rows_read = rows_rejected, rows_rejected = (
			  SELECT count(*) FROM mobility.rejects JOIN mobility.loads
			  USING (load_id) WHERE fields[5] = 'row ' || lineno),
			(SELECT count(*) FROM mobility.trips),
			(SELECT count(*) FROM mobility.chunks) FROM mobility.loads}),
		'failed|t|0|t|t|0|0',
		"file, $limit, $jobs jobs: only its rejects are kept");
	answer('TRUNCATE mobility.loads, mobility.rejects');
}
answer(
	"SET tripgrid.reject_limit = '5 %'; SET tripgrid.chunk_bytes = '1MB';
	CALL tripgrid.load_file('$file', 'rides', header => false,
	  region => 'Brno', jobs => 2, load_key => 'rides')");
is(answer($ledger), 'committed|postgres|100000|95000|5000|5000|95000',
	'file: within the limit');
# the constants of the load are those of its rejects
is( answer(
		q{UPDATE mobility.rejects SET fields[2] = '14.42,50.09'
		WHERE lineno % 40 = 0;
		SELECT r.* FROM mobility.loads, tripgrid.retry_rejects(load_id) AS r}),
	'5000|2500|2500',
	'file: rejects are tried again');
is(answer($ledger), 'committed|postgres|100000|97500|2500|2500|97500',
	'file: the ledger follows');
is( answer('SELECT DISTINCT region, datasource FROM mobility.trips'),
	'Brno|unknown', 'file: with its constants');
is(answer('SELECT count(*) FROM tripgrid.verify()'), '0', 'verified');
answer(q{SELECT tripgrid.undo_load(load_id) FROM mobility.loads});
is( answer(q{SELECT (SELECT count(*) FROM mobility.trips),
		(SELECT count(*) FROM mobility.rejects),
		(SELECT count(*) FROM mobility.chunks), count(*) FROM tripgrid.verify()}),
	'0|0|0|0',
	'file: undone');

#
# a lock of the loader's own keeps the worker out: it gives up
#
answer('TRUNCATE mobility.loads, mobility.rejects, mobility.trips');
answer('GRANT ALL ON mobility.rejects TO loader');
write_file(10, 2);
like(
	copy(3, 'BEGIN; LOCK TABLE mobility.rejects;'),
	qr/ERROR: .*4 of 8 rows.*\nDETAIL: .*could not be kept: .*lock timeout/,
	'locked out: the error says so');
is(answer($ledger), '', 'locked out: nothing is kept');

#
# the loader is cancelled, or the worker terminated, while the worker waits
#
foreach my $what ('cancel', 'terminate')
{
	my $holder = session($node, 'trips');
	my $loader = session($node, 'trips');

	answer('TRUNCATE mobility.loads, mobility.rejects');
	$holder->query('BEGIN; LOCK TABLE mobility.rejects');
	$loader->query('SET tripgrid.reject_limit = 3');
	my $pid = $loader->query('SELECT pg_backend_pid()');
	$loader->send(q{INSERT INTO mobility.feed SELECT 'r', 'nowhere', '1,2',
		'2018-05-28 09:03', 'd' FROM generate_series(1, 10);});
	$node->poll_query_until('trips',
		"SELECT count(*) = 1 $workers AND wait_event_type = 'Lock'")
	  or die 'no worker waits';
	answer($what eq 'cancel'
		? "SELECT pg_cancel_backend($pid)"
		: "SELECT pg_terminate_backend(pid) $workers");
	$loader->wait;
	like(
		$loader->error,
		$what eq 'cancel'
		? qr/canceling statement due to user request/
		: qr/4 of 4 rows .*\nDETAIL: .*could not be kept: .*ended early/,
		"$what: the error");
	$holder->query('COMMIT');
	$node->poll_query_until('trips', "SELECT count(*) = 0 $workers")
	  or die 'the worker did not end';
	is( answer(q{SELECT count(*) FROM mobility.loads FULL JOIN (
			SELECT load_id, count(*) FROM mobility.rejects GROUP BY load_id
			) AS r USING (load_id)
			WHERE state <> 'failed' OR rows_rejected <> coalesce(count, 0)
			OR rows_rejected IS NULL}),
		'0',
		"$what: all or nothing is kept");
	is(answer('SELECT count(*) FROM mobility.trips'), '0', "$what: no trips");
	$_->quit foreach $holder, $loader;
}

#
# no worker slot
#
answer('TRUNCATE mobility.loads, mobility.rejects');
$node->append_conf('postgresql.conf', 'max_worker_processes = 0');
$node->restart;
like(
	copy(3),
	qr/ERROR: .*4 of 8 rows .*DETAIL: .*could not be kept: no .*worker is free/s,
	'no worker: the error says so');
is(answer($ledger), '', 'no worker: nothing is kept');
# who needs no worker loads as ever
$node->safe_psql(
	'trips',
	"SET tripgrid.reject_limit = '5';
	\\copy mobility.feed FROM '$file' (FORMAT csv)",
	extra_params => [ '-U', 'loader' ]);
is(answer($ledger), 'committed|loader|10|5|5|5|5', 'no worker is needed');
is(answer('SELECT count(*) FROM tripgrid.verify()'), '0', 'verified');

#
# nothing is left behind
#
$node->safe_psql('postgres', 'DROP DATABASE trips');
my $log = PostgreSQL::Test::Utils::slurp_file($node->logfile);
unlike($log, qr/leak/, 'no resource leaks');
unlike($log, qr/PANIC|terminated by signal/, 'no process crashes');

$node->stop;
done_testing();

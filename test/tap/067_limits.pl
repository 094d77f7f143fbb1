# What runs out: room for files, temporary files, worker processes, the lock
# table.  Each time what is asked for is done, or refused with a message, and
# the store is as it was.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

# Files of WAL are made in advance: small ones leave room below the limit.
my $node = PostgreSQL::Test::Cluster->new('limits');
my $folder = PostgreSQL::Test::Utils::tempdir;
my ($status, $stdout, $stderr, $before);

$node->init(
	extra => [
		'--encoding=UTF8', '--locale=C', '--no-sync', '--wal-segsize=1'
	]);
$node->append_conf('postgresql.conf', "timezone = 'UTC'\ndatestyle = 'ISO'
max_worker_processes = 16\ntripgrid.chunk_bytes = 200000
autovacuum = off\n");
$node->start;
create_database($node, 'trips');
$node->safe_psql('trips', q{SELECT tripgrid.create_store('mobility');
	INSERT INTO mobility.feed SELECT * FROM tripgrid.generate_trips(20000)});
$node->safe_psql('trips', "COPY (SELECT * FROM
	tripgrid.generate_trips(60000, 2)) TO '$folder/large.csv'
	(FORMAT csv, HEADER)");
$node->safe_psql('trips', "COPY (SELECT * FROM
	tripgrid.generate_trips(4000, 3)) TO '$folder/small.csv'
	(FORMAT csv, HEADER)");

# What the store holds.
sub contents
{
	return $node->safe_psql(
		'trips', q{
	SELECT count(*), sum(hashtextextended(t::text, 0)) FROM mobility.trips AS t;
	SELECT state, count(*), sum(rows_loaded) FROM mobility.loads
	  WHERE state = 'committed' GROUP BY state;
	SELECT sum(trips) FROM tripgrid.weekly_trips();
	SELECT 'difference', v.* FROM tripgrid.verify() AS v});
}

# Let the server's processes write no file beyond so many bytes, as if its
# disk were full: those that are yet to come, then those that exist.  One may
# have ended meanwhile.
sub limit_files
{
	my ($bytes) = @_;
	my $postmaster = (split /\n/, slurp_file($node->data_dir . '/postmaster.pid'))[0];
	my $limit = sub {
		return system("prlimit --pid $_[0] --fsize=$bytes:unlimited") == 0;
	};

	$limit->($postmaster) or die 'prlimit failed';
	foreach my $pid (split ' ', `pgrep -P $postmaster`)
	{
		$limit->($pid) or !-d "/proc/$pid" or die 'prlimit failed';
	}
	return;
}

#
# no room for files
#
SKIP:
{
	skip 'no prlimit or pgrep here', 1
	  if system('command -v prlimit pgrep >/dev/null') != 0;
	$before = contents();
	limit_files(3_500_000);
	foreach my $statement (
		"COPY mobility.feed FROM '$folder/large.csv' (FORMAT csv, HEADER)",
		'INSERT INTO mobility.feed SELECT * FROM tripgrid.generate_trips(60000)',
		"SET tripgrid.batch_trips = 500;
		 COPY mobility.feed FROM '$folder/large.csv' (FORMAT csv, HEADER)")
	{
		($status, $stdout, $stderr) = $node->psql('trips', $statement);
		isnt($status, 0, 'a load for which there is no room fails');
		like($stderr, qr/could not (extend|write)/,
			'with the reason');
		is(contents(), $before, 'the store is as it was');
	}
	foreach my $statement ('CALL tripgrid.rebuild()',
		'CALL tripgrid.compact(into_one => true)',
		q{UPDATE mobility.trips SET datasource = datasource || '+'})
	{
		($status, $stdout, $stderr) = $node->psql('trips', "BEGIN; $statement; ROLLBACK")
		  if $statement !~ /compact/;
		($status, $stdout, $stderr) = $node->psql('trips', $statement)
		  if $statement =~ /compact/;
		ok($status == 0 || $stderr =~ /could not (extend|write)/,
			"$statement: done, or refused") or diag($stderr);
		is(contents(), $before, 'the store answers as before');
	}
	($status, $stdout, $stderr) = $node->psql('trips',
		"CALL tripgrid.load_file('$folder/large.csv', store => 'mobility', jobs => 2)");
	isnt($status, 0, 'load_file fails');
	like($stderr, qr/could not (extend|write)/, 'with the reason');
	is($node->safe_psql('trips', 'SELECT * FROM tripgrid.verify()'),
		'', 'what it has loaded is whole');
	limit_files('unlimited');
	$node->safe_psql('trips',
		"CALL tripgrid.load_file('$folder/large.csv', store => 'mobility', jobs => 2)");
	is( $node->safe_psql('trips', q{SELECT count(*) FROM mobility.trips;
			SELECT sum(trips) FROM tripgrid.weekly_trips();
			SELECT * FROM tripgrid.verify()}),
		"80000\n80000", 'with room it goes on, and every row is there once');
}

#
# no room for temporary files
#
$before = contents();
foreach my $statement (
	'SELECT count(*) FROM tripgrid.trip_groups(zoom => 20)',
	'SELECT count(*) FROM tripgrid.trip_clusters(zoom => 16)',
	'BEGIN; CALL tripgrid.rebuild(); ROLLBACK',
	'CALL tripgrid.compact(into_one => true)',
	"BEGIN; COPY mobility.feed FROM '$folder/large.csv' (FORMAT csv, HEADER);
	 ROLLBACK")
{
	($status, $stdout, $stderr) = $node->psql('trips',
		"SET temp_file_limit = '100kB'; SET work_mem = '64kB'; $statement");
	ok( $status == 0
		  || $stderr =~ /temporary file size exceeds "?temp_file_limit"?/,
		"$statement, few temporary files: done, or refused") or diag($stderr);
	is(contents(), $before, 'the store answers as before');
}

#
# no worker process
#
$node->append_conf('postgresql.conf', 'max_worker_processes = 0');
$node->restart;
($status, $stdout, $stderr) = $node->psql('trips',
	"CALL tripgrid.load_file('$folder/small.csv', store => 'mobility', jobs => 4)");
if ($status != 0)
{
	like($stderr, qr/worker/, 'load_file without workers says what is missing');
	is(contents(), $before, 'and has loaded nothing');
}
else
{
	is( $node->safe_psql('trips', 'SELECT count(*) FROM mobility.trips'),
		'84000', 'load_file loads without workers');
}
$before = contents();
($status, $stdout, $stderr) = $node->psql('trips',
	q{SET tripgrid.reject_limit = 5; INSERT INTO mobility.feed
	SELECT 'r', 'x', 'y', 'z', 'd' FROM generate_series(1, 100)});
isnt($status, 0, 'beyond the limit of rejects, without a worker: it fails');
like($stderr, qr/ERROR: /, 'with an error');
is(contents(), $before, 'and nothing has come of it');
($status, $stdout, $stderr) =
  $node->psql('trips', 'SELECT tripgrid.compact_in_background()');
ok($status == 0 || $stderr =~ /background worker|worker process/i,
	'compact_in_background says that no worker is free') or diag($stderr);
is(contents(), $before, 'and the store is as it was');
$node->append_conf('postgresql.conf', 'max_worker_processes = 16');

#
# a lock table that is soon full
#
$node->append_conf('postgresql.conf', "max_locks_per_transaction = 10
max_connections = 10\nmax_pred_locks_per_transaction = 10\n");
$node->restart;
($status, $stdout, $stderr) = $node->psql('trips',
	q{DO $$ BEGIN FOR n IN 1 .. 100 LOOP
	  PERFORM tripgrid.create_store(('many_' || n)::name); END LOOP; END $$});
isnt($status, 0, 'the lock table is full');
like($stderr, qr/out of shared memory/, 'as the server says');
is( $node->safe_psql('trips', q{SELECT count(*) FROM pg_namespace
		WHERE nspname LIKE 'many%'}),
	'0', 'and no store has come of it');
is(contents(), $before, 'nor has another changed');
$node->safe_psql('trips', "SELECT tripgrid.create_store('many_$_')")
  foreach 1 .. 15;
($status, $stdout, $stderr) = $node->psql('trips',
	q{DO $$ BEGIN FOR n IN 1 .. 15 LOOP
	  EXECUTE format('INSERT INTO many_%s.feed SELECT * FROM tripgrid.generate_trips(50)', n);
	  END LOOP; END $$});
ok($status == 0 || $stderr =~ /out of shared memory/,
	'a transaction that loads into 15 stores: done, or refused');
is( $node->safe_psql('trips', q{SELECT string_agg(trips::text, ' ')
	FROM (SELECT DISTINCT t.trips FROM generate_series(1, 15) AS n,
	  LATERAL (SELECT (xpath('/row/c/text()', query_to_xml(format(
	    'SELECT count(*) AS c FROM many_%s.trips', n), false, true,
	    '')))[1]::text AS trips) AS t) AS s}),
	$status == 0 ? '50' : '0',
	'all of them have it, or none');

$node->stop;
done_testing();

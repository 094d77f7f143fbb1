# A load needs memory for a batch, not for its rows; nor does a change of many
# trips need memory for all of them.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

plan skip_all => 'the memory of a process is read from /proc, as on Linux'
  unless -r '/proc/self/status';

# Pages of shared buffers count as a process's own once it touches them.
my $node =
  start_cluster('memory', 'shared_buffers = 16MB', 'max_wal_size = 4GB',
	'work_mem = 4MB', 'autovacuum = off');

create_database($node, 'trips');

# Run statements in a session of their own; give the most memory, in MB, that
# its process has had after each.
sub peaks
{
	my ($settings, @statements) = @_;
	my $session = session($node, 'trips');
	my $pid =
	  $session->query("SET client_min_messages = warning; $settings; "
		  . 'SELECT pg_backend_pid()');
	my @peaks;

	foreach my $statement (@statements)
	{
		$session->query($statement);
		slurp_file("/proc/$pid/status") =~ /^VmHWM:\s+(\d+) kB$/m
		  or die "no VmHWM of process $pid";
		push @peaks, $1 / 1024;
		note sprintf '%6.1f MB: %s', $peaks[-1], $statement;
	}
	$session->quit;
	return @peaks;
}

# Prints so many rows of a feed: every hundredth is a reject, and every
# thousandth brings a new name.
my $rows = PostgreSQL::Test::Utils::tempdir . '/rows.pl';
append_to_file($rows, <<'PERL');
srand 1;
printf "region %d\tPOINT (%.7f %.7f)\tPOINT (%.7f %.7f)\t"
  . "2018-%02d-%02d %02d:%02d:%02d\tsource %d\n", $_ % 5, 14 + rand,
  $_ % 100 ? 50 + rand : 500, 14 + rand, 50 + rand, 1 + $_ % 12,
  1 + $_ % 28, $_ % 24, $_ % 60, $_ % 59, $_ % 1000 ? $_ % 7 : $_
  for 1 .. $ARGV[0];
PERL

sub load
{
	my ($count) = @_;

	return "COPY mobility.feed FROM PROGRAM 'perl $rows $count'";
}

$node->safe_psql('trips', "SELECT tripgrid.create_store('mobility')");

# What a load needs is its batch: a tenth of it is as much as all of it.
my ($few, $many) = peaks('SET tripgrid.batch_trips = 20000',
	load(200_000), load(3_000_000));
# runs are merged in memory up to a number of trips that few rows do not reach
cmp_ok($many - $few, '<', 20,
	'3 M rows need no more memory than 0.2 M, and 20 MB');
cmp_ok($many, '<', 120, 'nor more than 120 MB in all');
is( $node->safe_psql(
		'trips',
		'SELECT sum(rows_loaded), sum(rows_rejected),
		  (SELECT count(*) FROM mobility.trips) FROM mobility.loads'),
	'3168000|32000|3168000',
	'all rows are accounted for');

# Nor does INSERT, whatever its rows come from; without JIT, which a query of
# many rows would load.
sub insert
{
	my ($count) = @_;

	return "INSERT INTO mobility.feed SELECT 'region ' || n % 5,
	  14 + n % 1000 / 1e3 || ',50.1', '14.2,' || 50 + n % 777 / 1e3,
	  timestamp '2018-01-01' + n % 20000 * interval '7 min',
	  'source ' || n % 50 FROM generate_series(1, $count) AS n";
}
($few, $many) =
  peaks('SET tripgrid.batch_trips = 20000; SET jit = off;
	TRUNCATE mobility.trips RESTART IDENTITY',
	insert(200_000), insert(3_000_000));
cmp_ok($many - $few, '<', 10, 'INSERT of 3 M rows and 0.2 M');

# A load of rejects alone.
my $rejects = "COPY mobility.feed FROM PROGRAM "
  . q{'yes "region;nowhere;14.2,50;2018-05-28 09:03;source" | head -n %d'}
  . " (DELIMITER ';')";
($few, $many) = peaks('SET jit = off', sprintf($rejects, 100_000),
	sprintf($rejects, 1_000_000));
cmp_ok($many - $few, '<', 10, '1 M rejects and 0.1 M');
$node->safe_psql('trips', 'TRUNCATE mobility.rejects');

# The slow way, into a table with a trigger.
($few, $many) = peaks(
	'SET tripgrid.batch_trips = 20000',
	'CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS
	  $$ BEGIN RETURN NEW; END $$;
	CREATE TRIGGER nothing BEFORE INSERT ON mobility.trips
	  FOR EACH ROW EXECUTE FUNCTION nothing();' . load(150_000),
	load(500_000));
cmp_ok($many - $few, '<', 10, 'with a trigger: 0.5 M rows and 0.15 M');
$node->safe_psql('trips',
	'DROP TRIGGER nothing ON mobility.trips; DROP FUNCTION nothing');

# Of rows that a rule refuses, each is written by itself.
$node->safe_psql('trips',
	q{ALTER TABLE mobility.trips ADD CONSTRAINT none CHECK (region = 'none') NOT VALID});
my $refused = q{INSERT INTO mobility.feed SELECT 'region', '14,50', '14.2,50.1',
	  timestamp '2018-01-01' + n * interval '7 min', 'source'
	  FROM generate_series(1, %d) AS n};
($few, $many) = peaks('SET jit = off', sprintf($refused, 2000), sprintf($refused, 40_000));
cmp_ok($many - $few, '<', 50, '40,000 rows that a rule refuses and 2,000');
$node->safe_psql('trips', 'ALTER TABLE mobility.trips DROP CONSTRAINT none;
	TRUNCATE mobility.rejects');

# Rows with identities are kept until their batch is written, as are the values
# of further columns: by their bytes, however many trips a batch may have.
$node->safe_psql(
	'trips', q{
	SELECT tripgrid.create_store('rides');
	ALTER TABLE rides.trips ADD note text, ADD code int;
	SELECT tripgrid.create_feed('rides', ARRAY['id', 'at', 'note', 'code'],
	  '{"external_id": "id", "departed_at": "at", "note": "note",
	    "code": "code"}',
	  '{"region": "Graz", "datasource": "rides", "origin": "15.4,47.1",
	    "destination": "15.5,47"}', store => 'rides')});
my $rides = "COPY rides.rides FROM PROGRAM "
  . q{'perl -e "printf qq(%%d\t2024-05-01 08:00\t%%s\t7\n), rand 1e9,}
  . q{ qq(x) x 900 for 1 .. %d"'};
($few, $many) =
  peaks('SET jit = off', sprintf($rides, 80_000), sprintf($rides, 400_000));
cmp_ok($many - $few, '<', 30, '0.4 M long rows with identities and 0.08 M');
cmp_ok($many, '<', 160, 'nor more than 160 MB in all');
is( $node->safe_psql(
		'trips', 'SELECT sum(rows_read), sum(rows_loaded) > 470000,
		  sum(rows_loaded) = (SELECT count(*) FROM rides.trips)
		  FROM rides.loads'),
	'480000|t|t',
	'all rows are accounted for');
$node->safe_psql('trips', "SELECT tripgrid.drop_store('rides', force => true)");

# What triggers see of a change is on disk beyond work_mem.
($few, $many) = peaks(
	'SET tripgrid.batch_trips = 20000',
	'UPDATE mobility.trips SET datasource = $$x$$ WHERE trip_id <= 50000',
	'UPDATE mobility.trips SET datasource = $$x$$
	  WHERE trip_id BETWEEN 50000 AND 450000');
cmp_ok($many - $few, '<', 25, 'UPDATE of 0.4 M rows and 0.05 M');
($few, $many) = peaks(
	'SET tripgrid.batch_trips = 20000',
	'DELETE FROM mobility.trips WHERE trip_id <= 100000',
	'DELETE FROM mobility.trips WHERE trip_id BETWEEN 100000 AND 1100000');
cmp_ok($many - $few, '<', 20, 'DELETE of 1 M rows and 0.1 M');

# Questions, compaction, verification and rebuild.
my ($asked) = peaks(
	'SET max_parallel_workers_per_gather = 0',
	'SELECT tripgrid.weekly_avg_trips($$BOX(14.2 50.2,14.7 50.7)$$::box2d,
	  match => $$either$$)');
cmp_ok($asked, '<', 120, 'a question');

# A name that does not occur is compared with all that do.
$node->safe_psql(
	'trips', q{
	SELECT tripgrid.create_store('names');
	INSERT INTO names.trips (region, datasource, departed_at, origin,
	    destination)
	  SELECT 'vehicles', 'vehicle ' || n, '2024-01-01', 'POINT(14 50)',
	    'POINT(15 50)'
	  FROM generate_series(1, 50000) AS n});
my ($known, $unknown) = peaks(
	'SET max_parallel_workers_per_gather = 0',
	q{SELECT * FROM tripgrid.weekly_trips(datasource => 'vehicle 1',
	  store => 'names')},
	q{DO $$ BEGIN
	PERFORM tripgrid.weekly_trips(datasource => repeat('name', 16),
	  store => 'names');
	EXCEPTION WHEN undefined_object THEN END $$});
cmp_ok($unknown - $known, '<', 25, 'the names closest to one');
$node->safe_psql('trips', "SELECT tripgrid.drop_store('names', force => true)");

# Nodes tell a datasource's trips, each in thousands of weeks of datasources.
$node->safe_psql(
	'trips', q{
	SET jit = off;
	SELECT tripgrid.create_store('sources');
	INSERT INTO sources.trips (region, datasource, departed_at, origin,
	    destination)
	  SELECT 'region ' || n % 32, 'd' || n / 32 % 60,
	    timestamp '2014-01-01' + n / 1920 * interval '1 week',
	    'POINT(14 50)', 'POINT(15 50)'
	  FROM generate_series(0, 959999) AS n});
($few, $many) = peaks(
	'SET max_parallel_workers_per_gather = 0; SET tripgrid.store = sources',
	'SELECT * FROM tripgrid.weekly_trips()',
	q{SELECT * FROM tripgrid.weekly_trips(datasource => 'd7')});
cmp_ok($many - $few, '<', 8, 'a datasource in many nodes');
$node->safe_psql('trips',
	"SELECT tripgrid.drop_store('sources', force => true)");

my ($compacted) = peaks('RESET tripgrid.batch_trips',
	'CALL tripgrid.compact()');
cmp_ok($compacted, '<', 400, 'compaction of many runs');
my ($verified, $rebuilt) = peaks('SET tripgrid.batch_trips = 100000',
	'SELECT * FROM tripgrid.verify()', 'CALL tripgrid.rebuild()');
cmp_ok($verified, '<', 250, 'verification');
cmp_ok($rebuilt, '<', 250, 'rebuild');
is($node->safe_psql('trips', 'SELECT * FROM tripgrid.verify()'),
	'', 'verified');

$node->stop;
done_testing();

# Files loaded into a feed that keeps less: by parts and several jobs, by COPY
# and again; nothing of what is not to be kept stands in the store or the log,
# nor does the secret.

use strict;
use warnings;

use File::Copy;
use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $node = start_cluster('feed_privacy', 'log_statement = all',
	'max_worker_processes = 12');
my $folder = PostgreSQL::Test::Utils::tempdir();
my $rows = 3_000;

create_database($node, 'trips');
$node->safe_psql(
	'trips', q{
	SELECT tripgrid.create_store('mobility');
	SELECT tripgrid.create_feed('rides', '{id,lon,lat,dlon,dlat,at}',
	  '{"external_id": "id", "origin_lon": "lon", "origin_lat": "lat",
	    "destination_lon": "dlon", "destination_lat": "dlat",
	    "departed_at": "at"}', '{"region": "Wien", "datasource": "bikes"}',
	  privacy => '{"hash_external_id": true, "position_grid": 300,
	    "time_grid": "30 min"}');
});

# every tenth row cannot be read; the names are not words of anything else
my $file = "$folder/rides.csv";
open my $out, '>', $file or die $!;
print $out "id,lon,lat,dlon,dlat,at\n";
foreach my $n (1 .. $rows)
{
	printf $out "xperson%d,%s,48.%07d,16.%07d,48.1,2024-06-%02d 08:%02d:17\n",
	  $n, $n % 10 ? sprintf('16.3%06d', $n) : "xhome$n", 2_000_000 + $n,
	  4_000_000 + $n, 1 + $n % 28, $n % 60;
}
close $out;

$node->safe_psql('trips',
	"SET tripgrid.chunk_bytes = 20000;"
	  . " CALL tripgrid.load_file('$file', 'rides', jobs => 3)");
is( $node->safe_psql(
		'trips', 'SELECT rows_loaded, rows_rejected FROM mobility.loads'),
	'2700|300',
	'loaded by parts');
is( $node->safe_psql('trips', 'SELECT count(*) > 5 FROM mobility.chunks'),
	't', 'in many parts');
# the same by COPY: all there already
$node->safe_psql('trips',
	"COPY mobility.rides FROM '$file' (FORMAT csv, HEADER)");
is( $node->safe_psql(
		'trips',
		'SELECT rows_loaded, rows_rejected FROM mobility.loads
		WHERE load_id = 2'),
	'0|3000',
	'each identity once');
is( $node->safe_psql(
		'trips', q{SELECT count(*), count(*) FILTER (WHERE
		departed_at = date_bin('30 min', departed_at, '2000-01-01')),
		count(*) FILTER (WHERE external_id ~ '^[0-9a-f]{64}$')
		FROM mobility.trips}),
	'2700|2700|2700',
	'times are coarse, identities are hashed');
is( $node->safe_psql(
		'trips', q{SELECT count(DISTINCT origin) < 30 FROM mobility.trips}),
	't',
	'positions are coarse');
is($node->safe_psql('trips', 'SELECT count(*) FROM tripgrid.verify()'),
	'0', 'segments agree');

# a dump has all that the store has
my ($dump, $errors) = run_command([ 'pg_dump', '-d',
	$node->connstr('trips'), '--exclude-table-data=mobility.secrets' ]);
unlike($dump, qr/xperson|xhome/, 'the store has no names');
like($dump, qr/mobility\.rejects/, 'the dump has rejects');
my $secret =
  $node->safe_psql('trips', "SELECT encode(secret, 'hex') FROM mobility.secrets");
my $log = slurp_file($node->logfile);
unlike($dump, qr/\Q$secret\E/, 'nor is the secret elsewhere than in its table');
unlike($log, qr/\Q$secret\E/, 'nor in the log');
unlike($log, qr/xperson|xhome/, 'nor are names');

# a file without a feed goes into the one that was told to keep less
copy("$FindBin::Bin/../../examples/rentals.csv", "$folder/rentals.csv")
  or die $!;
$node->safe_psql(
	'trips', qq{
	SELECT tripgrid.create_store('other');
	SET tripgrid.store = 'other';
	CALL tripgrid.load_file('$folder/rentals.csv');
	SELECT tripgrid.change_feed(feed, privacy => '{"time_grid": "1 h"}')
	FROM other.loads;
	CALL tripgrid.load_file('$folder/rentals.csv', again => true)});
is( $node->safe_psql(
		'trips', q{SELECT count(DISTINCT l.feed), count(*) > 200,
		bool_and(departed_at = date_trunc('hour', departed_at))
		FROM other.loads AS l LEFT JOIN other.trips AS t
		ON t.load_id = l.load_id AND l.load_id = 2}),
	'1|t|t',
	'a file without a feed goes into the one that keeps less');

# only the owner reads it
$node->safe_psql(
	'trips', q{
	CREATE ROLE loader LOGIN;
	GRANT USAGE ON SCHEMA mobility TO loader;
	GRANT INSERT ON mobility.rides TO loader});
my ($status) = $node->psql('trips', 'SELECT secret FROM mobility.secrets',
	extra_params => [ '-U', 'loader' ]);
isnt($status, 0, 'a loader cannot read the secret');
$node->safe_psql(
	'trips',
	q{INSERT INTO mobility.rides VALUES
	('xperson1', '16.3', '48.2', '16.4', '48.1', '2024-06-01 08:00'),
	('xperson0', '16.3', '48.2', '16.4', '48.1', '2024-06-01 08:00')},
	extra_params => [ '-U', 'loader' ]);
is( $node->safe_psql(
		'trips',
		q{SELECT rows_loaded, rows_rejected FROM mobility.loads
		WHERE loaded_by = 'loader'}),
	'1|1',
	'but what a loader brings is hashed with it');

# who is erased for good comes with no file again, by parts and several jobs
is( $node->safe_psql(
		'trips', q{SELECT trips, barred FROM tripgrid.erase_trips(
		external_id => 'xperson11', bar => true, store => 'mobility')}),
	'1|2',
	'one identity is barred, as it is and hashed');
$node->safe_psql(
	'trips', qq{
	SELECT tripgrid.undo_load(1, 'mobility');
	SET tripgrid.store = 'mobility';
	SET tripgrid.chunk_bytes = 20000;
	CALL tripgrid.load_file('$file', 'rides', jobs => 3, again => true)});
is( $node->safe_psql(
		'trips', q{SELECT rows_loaded, rows_rejected, r.lineno, r.fields
		FROM mobility.loads JOIN mobility.rejects AS r USING (load_id)
		WHERE err_message ~ 'barred' AND path IS NOT NULL}),
	'2699|301|11|{}',
	'all others are loaded');

# it goes where the store goes
$node->command_ok([ 'pg_dump', '-f', "$folder/dump.sql", '-d',
	$node->connstr('trips') ], 'dumped');
$node->safe_psql('postgres', 'CREATE DATABASE copy');
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f',
	"$folder/dump.sql", '-d', $node->connstr('copy') ], 'restored');
$node->safe_psql(
	'copy',
	q{INSERT INTO mobility.rides VALUES
	('xperson11', '16.3', '48.2', '16.4', '48.1', '2024-06-01 08:00'),
	('xperson-1', '16.3', '48.2', '16.4', '48.1', '2024-06-01 08:00')});
is( $node->safe_psql(
		'copy', q{SELECT rows_loaded, rows_rejected FROM mobility.loads
		ORDER BY load_id DESC LIMIT 1}),
	'1|1',
	'also in a dump that is restored');
$node->stop;
done_testing();

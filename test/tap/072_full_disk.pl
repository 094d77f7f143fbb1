# A disk that is full: of WAL, then of data.  pg_wal and a tablespace lie on
# small file systems in memory, mounted in a namespace of this test's own.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $folder = PostgreSQL::Test::Utils::tempdir;
mkdir "$folder/wal" or die "$folder: $!";
mkdir "$folder/data" or die "$folder: $!";

# The mounts last as long as the process that made them.
my ($in, $out) = ('', '');
my $mounts = IPC::Run::start(
	[
		'unshare', '--user', '--mount', '--map-current-user', '--keep-caps',
		'sh', '-c', "mount -t tmpfs -o size=40m tmpfs '$folder/wal' &&
		mount -t tmpfs -o size=24m tmpfs '$folder/data' && echo mounted \$\$;
		exec cat >/dev/null"
	],
	'<', \$in, '>', \$out, '2>', \my $err, IPC::Run::timeout(180));
$mounts->pump until $out =~ /\n/ || !$mounts->pumpable;
plan skip_all => "no file systems can be mounted here: $err"
  if $out !~ /^mounted (\d+)/;
my $holder = $1;
my $inside = "/proc/$holder/root$folder";

my $node = PostgreSQL::Test::Cluster->new('full_disk');
$node->init(extra => [ '--encoding=UTF8', '--locale=C', '--wal-segsize=1' ]);
$node->append_conf('postgresql.conf', "timezone = 'UTC'\ndatestyle = 'ISO'
autovacuum = off\nmax_worker_processes = 8\ntripgrid.chunk_bytes = 200000
min_wal_size = 4MB\nmax_wal_size = 16MB\nwal_recycle = off
restart_after_crash = on\n");
system("cp -a '@{[$node->data_dir]}/pg_wal/.' '$inside/wal/'") == 0
  or die 'cp failed';
PostgreSQL::Test::Utils::system_or_bail('rm', '-r', $node->data_dir . '/pg_wal');
symlink "$folder/wal", $node->data_dir . '/pg_wal' or die $!;

# Start the server where the file systems are.
sub start_inside
{
	my $status = system('nsenter', '--preserve-credentials', '-U', '-m', '-t',
		$holder, 'pg_ctl', 'start', '-w', '-s', '-D', $node->data_dir, '-l',
		$node->logfile, '-o', '--cluster-name=full_disk');
	$node->_update_pid($status == 0 ? 1 : -1) if $status == 0;
	return $status == 0;
}

# Take all that is left of a file system but so many bytes; or give it back.
sub fill
{
	my ($disk, $leave) = @_;
	my $ballast = "$inside/$disk/ballast";

	if (!defined $leave)
	{
		unlink $ballast or die "$ballast: $!";
		return;
	}
	system("dd if=/dev/zero of='$ballast' bs=64k 2>/dev/null");
	die "$ballast: nothing was written" if !-s $ballast;
	truncate $ballast, (-s $ballast) - $leave or die "$ballast: $!";
	return;
}

sub contents
{
	return $node->safe_psql(
		'trips', q{
	SELECT count(*), sum(hashtextextended(t::text, 0)) FROM mobility.trips AS t;
	SELECT count(*), sum(rows_loaded) FROM mobility.loads WHERE state = 'committed';
	SELECT sum(trips) FROM tripgrid.weekly_trips();
	SELECT 'difference', v.* FROM tripgrid.verify() AS v});
}

ok(start_inside(), 'the server starts') or BAIL_OUT('no server');
create_database($node, 'trips');
$node->safe_psql('trips', q{SELECT tripgrid.create_store('mobility');
	INSERT INTO mobility.feed SELECT * FROM tripgrid.generate_trips(5000)});
$node->safe_psql('trips', "COPY (SELECT * FROM
	tripgrid.generate_trips(60000, 2)) TO '$folder/large.csv'
	(FORMAT csv, HEADER)");

#
# no room for WAL: the server stops, and is back with room
#
my @loads = (
	[ 'COPY', "COPY mobility.feed FROM '$folder/large.csv' (FORMAT csv, HEADER)" ],
	# again and again: more than what WAL files made in advance have room for
	[ 'UPDATE', q{DO $$ BEGIN FOR n IN 1 .. 12 LOOP
		UPDATE mobility.trips SET datasource = datasource || '+';
		END LOOP; END $$} ],
	[ 'rebuild', 'DO $$ BEGIN FOR n IN 1 .. 12 LOOP CALL tripgrid.rebuild();
		END LOOP; END $$' ],
	[ 'load_file', "CALL tripgrid.load_file('$folder/large.csv', store => 'mobility', jobs => 2)" ]);
foreach my $load (@loads)
{
	my ($name, $sql) = @$load;
	my $before = contents();
	my $from;

	$node->safe_psql('trips', 'CHECKPOINT; SELECT pg_switch_wal(); CHECKPOINT');
	$from = -s $node->logfile;
	fill('wal', 600_000);
	my ($status, $stdout, $stderr) = $node->psql('trips', $sql);
	isnt($status, 0, "$name without room for WAL fails");
	like($stderr, qr/ERROR|PANIC|closed the connection|terminat|recovery mode/,
		"$name: with a message");
	my $log = substr slurp_file($node->logfile), $from;
	like($log, qr/No space left on device/, "$name: the log says why");
	fill('wal');
	# it recovers by itself, or, without room for that, is started again
	if (!await_server($node))
	{
		diag("$name: started again");
		ok(start_inside(), "$name: the server starts again");
	}
	if ($name eq 'load_file')
	{
		is($node->safe_psql('trips', 'SELECT * FROM tripgrid.verify()'),
			'', 'load_file: what it has loaded is whole');
	}
	else
	{
		is(contents(), $before, "$name: the store is as it was");
	}
}
$node->safe_psql('trips', "CALL tripgrid.load_file('$folder/large.csv',
	store => 'mobility', jobs => 2)");
is( $node->safe_psql('trips', q{SELECT count(*) FROM mobility.trips;
		SELECT sum(trips) FROM tripgrid.weekly_trips();
		SELECT * FROM tripgrid.verify()}),
	"65000\n65000", 'with room load_file goes on, and every row is there once');

#
# no room for data: an error, and the session goes on
#
$node->safe_psql('trips', "CREATE TABLESPACE small LOCATION '$folder/data'");
$node->safe_psql('trips', q{SELECT tripgrid.drop_store('mobility', true);
	SET default_tablespace = small; SELECT tripgrid.create_store('mobility');
	INSERT INTO mobility.feed SELECT * FROM tripgrid.generate_trips(5000)});
my $before = contents();
fill('data', 200_000);
my $session = session($node, 'trips');
foreach my $load (@loads)
{
	my ($name, $sql) = @$load;

	$session->send("$sql;");
	$session->wait;
	like($session->error, qr/could not (extend|write).*: No space left on device/,
		"$name without room for data says so");
	is($session->query('SELECT sum(trips) FROM tripgrid.weekly_trips()'),
		$session->query('SELECT count(*) FROM mobility.trips'),
		"$name: the session answers");
	is(contents(), $before, "$name: the store is as it was")
	  if $name ne 'load_file';
}
$session->quit;
fill('data');
$node->safe_psql('trips', "CALL tripgrid.load_file('$folder/large.csv',
	store => 'mobility', jobs => 2)");
is( $node->safe_psql('trips', q{SELECT count(*) FROM mobility.trips;
		SELECT sum(trips) FROM tripgrid.weekly_trips();
		SELECT * FROM tripgrid.verify()}),
	"65000\n65000", 'with room the file is loaded, every row once');

$node->stop;
$mounts->kill_kill;
done_testing();

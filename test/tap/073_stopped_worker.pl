# A load of a file whose workers do not hear: who cancels again waits no longer,
# and nobody waits for them when the server has died.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(usleep);
use TripgridTest;

my $node = start_cluster('stopped', 'max_worker_processes = 16',
	'tripgrid.chunk_bytes = 30000');
my $path = PostgreSQL::Test::Utils::tempdir . '/trips.csv';
my $workers = q{FROM pg_stat_activity WHERE backend_type = 'tripgrid load'
	AND wait_event_type = 'Lock'};

create_database($node, 'trips');
$node->safe_psql('trips', 'SELECT tripgrid.create_store()');
open my $file, '>', $path or die "$path: $!";
print $file "region,origin_coord,destination_coord,datetime,datasource\n";
print $file "Prague,POINT (14.4 50),POINT (14.4 50.1),2018-05-01 09:00:00,bus\n"
  foreach 1 .. 3000;
close $file or die "$path: $!";

my $gate = session($node, 'trips');
my $session = session($node, 'trips');
my $pid = $session->query('SELECT pg_backend_pid()');
my @stopped;

# Cancel the load, and wait for what becomes of its session.
sub cancel
{
	my ($until) = @_;

	$node->safe_psql('trips', "SELECT pg_cancel_backend($pid)");
	return $node->poll_query_until('trips', "SELECT $until
		FROM pg_stat_activity WHERE pid = $pid");
}

# Begin a load, and stop its workers.
sub stop_workers
{
	my ($again) = @_;

	$gate->query('BEGIN; LOCK TABLE mobility.trips IN SHARE MODE');
	$session->send("CALL tripgrid.load_file('$path', feed => 'feed', jobs => 2,
		again => $again);");
	$node->poll_query_until('trips', "SELECT count(*) = 2 $workers")
	  or die 'no worker waits';
	@stopped = split /\n/, $node->safe_psql('trips', "SELECT pid $workers");
	kill 'STOP', @stopped;
	return;
}

# Whether a process ends; nobody may be there who asks for its status.
sub gone
{
	my ($process) = @_;

	for (1 .. 600)
	{
		return 1 unless kill 0, $process;
		my $stat = "/proc/$process/stat";
		return 1 if -r $stat && slurp_file($stat) =~ /^.*\) Z /s;
		usleep(100_000);
	}
	return 0;
}

stop_workers('false');
ok(cancel(q{lower(wait_event) = 'bgworkershutdown'}), 'workers are waited for');
ok(cancel(q{state = 'idle'}), 'but not by who cancels again');
kill 'CONT', @stopped;
$session->wait;
like($session->error, qr/canceling statement/, 'the load was cancelled');
$gate->query('ROLLBACK');
$node->poll_query_until('trips', q{SELECT count(*) = 0 FROM pg_stat_activity
	WHERE backend_type = 'tripgrid load'}) or die 'a worker is left';

# what was loaded is kept, and the load goes on
$session->query("CALL tripgrid.load_file('$path', feed => 'feed')");
is( $node->safe_psql('trips', 'SELECT count(*), (SELECT count(*)
	FROM tripgrid.verify()) FROM mobility.trips'),
	'3000|0', 'the load can be ended');

# without a server nobody would notice that they end
stop_workers('true');
ok(cancel(q{lower(wait_event) = 'bgworkershutdown'}), 'they are waited for again');
$node->kill9;
ok(gone($pid), 'but not without a server');
kill 'CONT', @stopped;
ok(gone($_), 'a worker that hears again ends, too') foreach @stopped;
$_->drop foreach $gate, $session;
done_testing;

# Questions that sort and report very many trips end soon after a cancel.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use List::Util qw(max);
use POSIX ();
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(usleep);
use TripgridTest;

plan skip_all => 'the time of a process is read from /proc, as on Linux'
  unless -r '/proc/self/stat';

my $node =
  start_cluster('interrupts', 'max_wal_size = 4GB', 'work_mem = 512MB',
	'max_parallel_workers_per_gather = 0');

create_database($node, 'trips');
$node->safe_psql('trips', <<'SQL');
SELECT tripgrid.create_store();
INSERT INTO mobility.trips
	(region, origin, destination, departed_at, datasource)
  SELECT 'r', tripgrid.lonlat(14 + i * 7919::bigint % 100003 / 1e5,
	  50 + i * 31::bigint % 10007 / 1e5),
	tripgrid.lonlat(14 + i * 104729::bigint % 100019 / 1e5, 50),
	timestamp '2024-01-01' + i * interval '10 seconds', 'd'
  FROM generate_series(1, 800000) AS i;
SQL

my $session = session($node, 'trips');
my $pid = $session->query('SELECT pg_backend_pid()');

# What the session's process has worked, in ms, and whether it does now: unlike
# the time that passes, no other process makes that longer.
sub work
{
	my @fields = split ' ', slurp_file("/proc/$pid/stat") =~ s/^.*\)//r;

	return (
		($fields[11] + $fields[12]) * 1000
		  / POSIX::sysconf(POSIX::_SC_CLK_TCK()), $fields[0] eq 'R');
}

sub worked { return (work())[0] }

# Wait until it has worked that long, or rests for good.
sub await_work
{
	my ($until) = @_;
	my $rest = 0;

	while ($rest < 100)
	{
		my ($worked, $works) = work();

		return if $worked >= $until;
		$rest = $works ? 0 : $rest + 1;
		usleep(2000);
	}
	return;
}

# Run a statement to its end, then cancel it at many moments of its work: it works
# on for no longer than this.
sub ends_soon
{
	my ($name, $statement) = @_;
	my $start = worked();
	my @late;

	$session->query($statement);
	my $whole = worked() - $start;

	for my $part (1 .. 11)
	{
		my $until = worked() + $whole * $part / 12;

		$session->send("$statement;");
		await_work($until);
		my $cancelled = worked();
		kill 'INT', $pid;
		$session->wait;
		push @late, worked() - $cancelled;
	}
	note "$name: $whole ms, after a cancel " . join ' ', @late;
	# memory that grows is copied all the same
	ok(max(@late) < max(250, $whole / 4), "$name: nothing holds up a cancel");
	return;
}

my $all = q{'POINT(14.5 50) POINT(14.5 50) 2024-01-01 00:00:00'};
ends_soon('similar_trips',
	"SELECT count(*) FROM tripgrid.similar_trips($all, 800000)");
ends_soon('trip_groups, the first', 'SELECT count(*) FROM '
	  . 'tripgrid.trip_groups(max_groups => 400000, zoom => 26, '
	  . q{time_window => '1 second')});

# with trips taken off, groups are sorted by departure, too
$session->query('DELETE FROM mobility.trips WHERE trip_id % 1000 = 7');
ends_soon('trip_groups of one cell',
	'SELECT count(*) FROM tripgrid.trip_groups(zoom => 0)');
ends_soon('trip_clusters of one cell',
	'SELECT count(*) FROM tripgrid.trip_clusters(zoom => 0)');
$session->quit;
$node->stop;
done_testing;

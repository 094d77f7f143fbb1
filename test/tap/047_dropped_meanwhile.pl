# A feed or a store that is dropped while a file is loaded through it: the load
# ends with an error that says so, and nobody waits for ever.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use ManyLoads;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $node = start_cluster('dropped', 'max_worker_processes = 16');
my $folder = PostgreSQL::Test::Utils::tempdir;

create_database($node, 'trips');

my $path = write_bytes("$folder/trips.csv",
	"o,d,t\n" . join '',
	map { sprintf "\"14.%04d,50.1\",\"14.2,50.2\",2024-06-03 08:%02d\n", $_, $_ % 60 }
	  1 .. 3000);

sub waits
{
	my ($query, $event) = @_;

	$node->poll_query_until('trips', "SELECT EXISTS (SELECT FROM pg_stat_activity
		WHERE query LIKE '$query%' AND wait_event = '$event' AND pid <> pg_backend_pid())")
	  or die "$query does not wait for $event";
	return;
}

# Have a load wait within a chunk of which more follow, and something be dropped
# that waits for it; then let both go on.
sub drop_meanwhile
{
	my ($drop, $jobs) = @_;
	my $gate = TripgridTest::session($node, 'trips');
	my $loader = TripgridTest::session($node, 'trips');
	my $dropper = TripgridTest::session($node, 'trips');

	$node->safe_psql('trips', q{
		SELECT tripgrid.create_store('s');
		SELECT tripgrid.create_feed('wide', ARRAY['o', 'd', 't'],
			'{"origin": "o", "destination": "d", "departed_at": "t"}',
			'{"region": "Prague", "datasource": "d"}', store => 's');
		CREATE OR REPLACE FUNCTION public.pass() RETURNS trigger LANGUAGE plpgsql AS
			'BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NULL; END';
		CREATE TRIGGER pass AFTER INSERT ON s.trips
			FOR EACH STATEMENT EXECUTE FUNCTION public.pass()});
	$gate->query('SELECT pg_advisory_lock(1)');
	$loader->send("\\set VERBOSITY verbose\nSET tripgrid.chunk_bytes = '16kB';"
		  . "CALL tripgrid.load_file('$path', store => 's', feed => 'wide', jobs => $jobs);");
	waits('CALL tripgrid.load_file', 'advisory');
	$dropper->send("$drop;");
	waits('SELECT tripgrid.drop', 'relation');
	$gate->query('SELECT pg_advisory_unlock(1)');
	$dropper->wait;
	is($dropper->error, '', "$drop, $jobs jobs: it is dropped");
	$loader->wait;
	my $error = $loader->error;
	$_->quit for $gate, $loader, $dropper;
	return $error;
}

for my $jobs (1, 2)
{
	like(drop_meanwhile("SELECT tripgrid.drop_feed('wide', 's')", $jobs),
		qr/ERROR:  42P01: feed was dropped while rows were loaded through it/,
		"$jobs jobs: a load without its feed");
	is($node->safe_psql('trips', 'SELECT state, (SELECT count(*) FROM s.trips) FROM s.loads'),
		'failed|0', "$jobs jobs: what it brought is taken back");
	like(drop_meanwhile("SELECT tripgrid.drop_store('s', force => true)", $jobs),
		qr/ERROR:  (42P01|3F000): /, "$jobs jobs: a load without its store")
	  if $node->safe_psql('trips', "SELECT tripgrid.drop_store('s', force => true)") eq '';
}
unlike(slurp_file($node->logfile), qr/deadlock detected|could not open relation|terminated by signal/,
	'no deadlock, no error of another kind, no crash');
$node->stop;

done_testing();

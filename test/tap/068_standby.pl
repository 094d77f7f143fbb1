# A physical standby answers while its primary loads, and is promoted in the
# middle of a file, which then goes on there.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $primary = PostgreSQL::Test::Cluster->new('primary');
my $standby = PostgreSQL::Test::Cluster->new('standby');
my $folder = PostgreSQL::Test::Utils::tempdir;

$primary->init(
	allows_streaming => 1,
	extra => [ '--encoding=UTF8', '--locale=C', '--no-sync' ]);
$primary->append_conf('postgresql.conf', "timezone = 'UTC'
datestyle = 'ISO'\nmax_worker_processes = 16\ntripgrid.chunk_bytes = 20000
tripgrid.batch_trips = 700\nmax_prepared_transactions = 4\nwal_keep_size = 1GB\n");
$primary->start;
create_database($primary, 'trips');
$primary->safe_psql('trips', q{SELECT tripgrid.create_store('mobility');
	INSERT INTO mobility.feed SELECT * FROM tripgrid.generate_trips(3000)});
$primary->backup('base');
$standby->init_from_backup($primary, 'base', has_streaming => 1);
$standby->append_conf('postgresql.conf',
	"max_standby_streaming_delay = '200ms'");
$standby->start;

#
# the same answers; what writes is refused
#
my $everything = q{
	SELECT * FROM tripgrid.weekly_trips();
	SELECT * FROM tripgrid.hourly_trips();
	SELECT tripgrid.weekly_avg_trips('BOX(14.3 50,14.5 50.2)'::box2d);
	SELECT * FROM tripgrid.trip_groups(zoom => 12, max_groups => 20);
	SELECT * FROM tripgrid.latest_datasource_top_regions();
	SELECT * FROM tripgrid.verify();
	SELECT count(*), sum(hashtextextended(t::text, 0)) FROM mobility.trips AS t};

$primary->wait_for_catchup($standby);
is( $standby->safe_psql('trips', $everything),
	$primary->safe_psql('trips', $everything),
	'the standby answers as the primary does');
foreach my $statement (
	'INSERT INTO mobility.feed SELECT * FROM tripgrid.generate_trips(10)',
	'CALL tripgrid.compact()',
	'CALL tripgrid.rebuild()',
	'SELECT tripgrid.undo_load(1)',
	'SELECT tripgrid.retry_rejects(1)',
	'SELECT tripgrid.compact_in_background()',
	"CALL tripgrid.load_file('/nowhere.csv', store => 'mobility')",
	"SELECT tripgrid.create_store('other')")
{
	my ($status, $stdout, $stderr) = $standby->psql('trips', $statement);

	isnt($status, 0, "refused on a standby: $statement");
	like($stderr, qr/read-only transaction|during recovery/, 'as what it is');
}

#
# questions during loads, deletes, compaction and VACUUM: each is answered
# from one snapshot, or cancelled for the primary's sake and asked again
#
my $writer = session($primary, 'trips');
$writer->send(
	join "\n", map {
		"INSERT INTO mobility.feed SELECT * FROM tripgrid.generate_trips(4000, $_);
		DELETE FROM mobility.trips WHERE trip_id % 13 = $_;
		CALL tripgrid.compact(into_one => true);
		VACUUM mobility.trips; VACUUM mobility.segments;"
	} 1 .. 8);
my ($answers, $conflicts, $wrong, $other) = (0, 0, 0, '');
my %seen;
foreach (1 .. 40)
{
	my ($status, $stdout, $stderr) = $standby->psql(
		'trips', q{
	BEGIN ISOLATION LEVEL REPEATABLE READ;
	SELECT (SELECT coalesce(sum(trips), 0) FROM tripgrid.weekly_trips()) AS a,
	  (SELECT coalesce(sum(trips), 0) FROM tripgrid.hourly_trips()) AS b,
	  count(*) AS c FROM mobility.trips;
	COMMIT});

	if ($status == 0)
	{
		my ($by_week, $by_hour, $count) = split /\|/, $stdout;

		$answers++;
		$seen{$count} = 1;
		$wrong++ if $by_week != $count || $by_hour != $count;
	}
	elsif ($stderr =~ /conflict with recovery/)
	{
		$conflicts++;
	}
	else
	{
		$other .= $stderr;
	}
}
$writer->wait;
unlike($writer->error, qr/ERROR/, 'the primary has done its work');
$writer->quit;
is($wrong, 0, 'every answer is that of its snapshot');
is($other, '', 'nothing failed but for a conflict with recovery');
cmp_ok($answers, '>', 5, "there were answers ($answers, of "
	  . keys(%seen) . " states, and $conflicts conflicts)");
$primary->wait_for_catchup($standby);
is( $standby->safe_psql('trips', $everything),
	$primary->safe_psql('trips', $everything),
	'the same answers in the end');

#
# a prepared load outlives a change of the primary
#
$primary->safe_psql('trips', q{BEGIN;
	INSERT INTO mobility.feed SELECT * FROM tripgrid.generate_trips(1000, 77);
	PREPARE TRANSACTION 'load'});
$primary->safe_psql('trips', q{BEGIN;
	INSERT INTO mobility.feed SELECT * FROM tripgrid.generate_trips(500, 78);
	PREPARE TRANSACTION 'none'});
my $committed =
  $primary->safe_psql('trips', 'SELECT count(*) FROM mobility.trips');
is( $primary->safe_psql('trips', 'SELECT sum(trips) FROM tripgrid.weekly_trips();
		SELECT * FROM tripgrid.verify()'),
	$committed, 'what is prepared is not counted yet');

#
# promotion in the middle of a file
#
open my $file, '>', "$folder/file.csv" or die "$folder: $!";
print $file "region,origin_coord,destination_coord,datetime,datasource\n";
printf $file "Prague,\"14.%d,50.%d\",\"%s\",2018-05-%02d 09:%02d:%02d,file\n",
  $_ % 997, $_ % 991, $_ % 10 ? '14.5,50.5' : 'nowhere', 1 + $_ % 28,
  $_ / 60 % 60, $_ % 60
  foreach 1 .. 6000;
close $file or die "$folder: $!";
$primary->safe_psql('trips', q{CREATE FUNCTION mobility.wait() RETURNS trigger
	LANGUAGE plpgsql AS $$
	BEGIN
	  IF (SELECT count(*) > 5 FROM mobility.chunks) THEN
	    PERFORM pg_advisory_xact_lock(42);
	  END IF;
	  RETURN NULL;
	END $$;
	CREATE TRIGGER wait AFTER INSERT ON mobility.chunks
	  FOR EACH ROW EXECUTE FUNCTION mobility.wait()});
my $call = "CALL tripgrid.load_file('$folder/file.csv', store => 'mobility', jobs => 2)";
my ($gate, $loader) = map { session($primary, 'trips') } 1 .. 2;

# it comes to a gate that does not open
$gate->query('SELECT pg_advisory_lock(42)');
$loader->send("$call;");
$standby->poll_query_until('trips', 'SELECT count(*) >= 3 FROM mobility.chunks')
  or die 'no part of the file has come to the standby';
$primary->stop('immediate');
$_->drop foreach $gate, $loader;
$standby->promote;
is( $standby->safe_psql('trips', q{
	SELECT count(*) FROM mobility.loads WHERE state = 'running';
	SELECT count(*) BETWEEN 1 AND 5399 FROM mobility.trips
	  WHERE datasource = 'file';
	SELECT * FROM tripgrid.verify()}),
	"1\nt", 'promoted in the middle of a file');
$standby->safe_psql('trips', 'DROP TRIGGER wait ON mobility.chunks');
$standby->safe_psql('trips', $call);
is( $standby->safe_psql('trips', q{
	SELECT count(*), count(DISTINCT trip_id) FROM mobility.trips
	  WHERE datasource = 'file';
	SELECT state, rows_read, rows_loaded, rows_rejected FROM mobility.loads
	  WHERE rows_read = 6000;
	SELECT * FROM tripgrid.verify()}),
	"5400|5400\ncommitted|6000|5400|600",
	'the file goes on there, and every row is there once');
is( $standby->safe_psql('trips', q{COMMIT PREPARED 'load';
	ROLLBACK PREPARED 'none';
	SELECT count(*) - } . $committed . q{ FROM mobility.trips;
	SELECT sum(trips) - } . $committed . q{ FROM tripgrid.weekly_trips();
	SELECT * FROM tripgrid.verify()}),
	"6400\n6400", 'what was prepared is committed, or not, there');
is( $standby->safe_psql('trips',
		q{SELECT count(*) - count(DISTINCT trip_id) FROM mobility.trips;
		CALL tripgrid.compact(into_one => true);
		SELECT * FROM tripgrid.verify()}),
	'0', 'and it takes everything that a primary does');

$standby->stop;
done_testing();

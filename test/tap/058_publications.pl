# Stores that are published: whatever changes trips works, with and without a
# key; and load_file loads nothing that it could not take back.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $node = start_cluster(
	'publications',
	'wal_level = logical',
	'max_wal_senders = 10',
	'max_replication_slots = 10',
	'max_worker_processes = 16',
	'tripgrid.chunk_bytes = 20000');
my $folder = PostgreSQL::Test::Utils::tempdir;
my $header = "region,origin_coord,destination_coord,datetime,datasource\n";

create_database($node, 'trips');

sub row
{
	my ($number) = @_;

	return sprintf
	  "Prague,\"%.4f,50.05\",\"14.4,%.4f\",2018-05-28 09:%02d:%02d,bus\n",
	  14 + $number % 1000 / 1000, 50 + $number % 777 / 1000,
	  $number / 60 % 60, $number % 60;
}

my $rows = join '', map { row($_) } 1 .. 3000;
my $good = write_bytes("$folder/good.csv", $header . $rows);
# the quote is never closed, which shows when chunks are committed already
my $bad = write_bytes("$folder/bad.csv", "$header$rows\"Prague,no end\n$rows");

# What a load could have left in a store.
sub contents
{
	return $node->safe_psql(
		'trips', q{
	SELECT 'trips', count(*) FROM mobility.trips;
	SELECT 'load', state FROM mobility.loads
	  WHERE state IN ('committed', 'running');
	SELECT 'chunks', count(*) FROM mobility.chunks;
	SELECT 'feed', feed FROM tripgrid.feeds() ORDER BY 2;
	SELECT 'answer', sum(trips) FROM tripgrid.weekly_trips();
	SELECT 'difference', v.* FROM tripgrid.verify() AS v});
}

#
# What cannot be taken back is not begun: each way to get there, what the
# server says of it, and what is to be done
#
my $full = 'ALTER TABLE mobility.trips REPLICA IDENTITY FULL';
my @kept = (
	[
		'a store of before', 'false',
		'ALTER TABLE mobility.trips REPLICA IDENTITY DEFAULT;
		CREATE PUBLICATION p FOR TABLE mobility.trips',
		qr/cannot delete from table "trips" because it does not have a replica identity/,
		qr/ALTER TABLE mobility.trips REPLICA IDENTITY FULL/, $full
	],
	[
		'no identity', 'true',
		'ALTER TABLE mobility.trips REPLICA IDENTITY NOTHING;
		CREATE PUBLICATION p FOR ALL TABLES',
		qr/does not have a replica identity/,
		qr/REPLICA IDENTITY FULL/, $full
	],
	[
		'the key has gone', 'true',
		'ALTER TABLE mobility.trips DROP CONSTRAINT trips_pkey;
		CREATE PUBLICATION p FOR TABLES IN SCHEMA mobility',
		qr/does not have a replica identity/,
		qr/REPLICA IDENTITY FULL/, $full
	],
	[
		'the index has gone', 'false',
		'CREATE UNIQUE INDEX one ON mobility.trips (trip_id);
		ALTER TABLE mobility.trips REPLICA IDENTITY USING INDEX one;
		DROP INDEX mobility.one;
		CREATE PUBLICATION p FOR TABLE mobility.trips',
		qr/does not have a replica identity/,
		qr/REPLICA IDENTITY FULL/, $full
	],
	[
		'columns', 'false',
		'CREATE PUBLICATION p FOR TABLE mobility.trips (trip_id, origin)',
		qr/Column list used by the publication does not cover the replica identity/,
		qr/publish all columns of mobility.trips/,
		'ALTER PUBLICATION p SET TABLE mobility.trips'
	],
	[
		'rows', 'true',
		q{CREATE PUBLICATION p FOR TABLE mobility.trips
		WHERE (region = 'Prague')},
		qr/publication WHERE expression is not part of the replica identity/,
		qr/choose rows by columns of its replica identity/,
		$full
	],
	[
		'another table', 'false',
		'ALTER TABLE mobility.chunks REPLICA IDENTITY NOTHING;
		CREATE PUBLICATION p FOR ALL TABLES',
		qr/cannot delete from table "chunks"/,
		qr/ALTER TABLE mobility.chunks REPLICA IDENTITY FULL/,
		'ALTER TABLE mobility.chunks REPLICA IDENTITY DEFAULT'
	],
	[
		'the ledger', 'false',
		'ALTER TABLE mobility.loads REPLICA IDENTITY NOTHING;
		CREATE PUBLICATION p FOR ALL TABLES',
		qr/cannot update table "loads"/,
		qr/ALTER TABLE mobility.loads REPLICA IDENTITY FULL/,
		'ALTER TABLE mobility.loads REPLICA IDENTITY DEFAULT'
	]);

foreach my $case (@kept)
{
	my ($name, $with_key, $setup, $message, $hint, $mend) = @$case;
	my $before;

	$node->safe_psql('trips',
		"SELECT tripgrid.create_store('mobility', with_key => $with_key); "
		  . $setup);
	$before = contents();
	foreach my $call (
		"tripgrid.load_file('$good')",
		"tripgrid.load_file('$bad')",
		"tripgrid.load_file('$bad', jobs => 2)")
	{
		my ($status, $stdout, $stderr) = $node->psql('trips', "CALL $call");

		isnt($status, 0, "$name: nothing is loaded");
		like($stderr, $message, "$name: the server's reason");
		like($stderr, $hint, "$name: what to do");
		is(contents(), $before, "$name: the store is as before");
	}
	$node->safe_psql('trips', $mend);
	foreach my $jobs (1, 2)
	{
		my ($status, $stdout, $stderr) = $node->psql('trips',
			"CALL tripgrid.load_file('$bad', jobs => $jobs)");

		isnt($status, 0, "$name, mended: the file fails");
		unlike($stderr, qr/could not be taken back/,
			"$name, mended: the load is taken back");
		is(contents(), $before, "$name, mended: nothing is left");
	}
	$node->safe_psql('trips', "CALL tripgrid.load_file('$good')");
	like(contents(), qr/^answer\|3000$/m, "$name, mended: a file loads");
	unlike(contents(), qr/difference/, "$name, mended: verified");
	$node->safe_psql('trips',
		"DROP PUBLICATION p; SELECT tripgrid.drop_store('mobility', true)");
}

# a directory's files are refused one by one
$node->safe_psql(
	'trips', q{SELECT tripgrid.create_store('mobility');
	ALTER TABLE mobility.trips REPLICA IDENTITY NOTHING;
	CREATE PUBLICATION p FOR TABLE mobility.trips});
my ($status, $stdout, $stderr) =
  $node->psql('trips', "CALL tripgrid.load_directory('$folder')");
like($stderr, qr/file ".*good.csv" was not loaded: cannot delete/,
	'a directory: the file is not loaded');
like($stderr, qr/0 files were loaded, 0 had been before, 2 failed/,
	'a directory: none is');
# publications of inserts alone keep nothing
$node->safe_psql(
	'trips', qq{ALTER PUBLICATION p SET (publish = 'insert');
	CALL tripgrid.load_file('$good');
	SELECT tripgrid.undo_load(max(load_id)) FROM mobility.loads});
is($node->safe_psql('trips', 'SELECT count(*) FROM mobility.trips'),
	'0', 'inserts alone: a load is undone');
$node->safe_psql('trips',
	"DROP PUBLICATION p; SELECT tripgrid.drop_store('mobility', true)");

#
# All that changes a store, published in all ways; a subscriber gets all trips
#
create_database($node, 'copy');

foreach my $with_key ('false', 'true')
{
	foreach my $of ('ALL TABLES', 'TABLES IN SCHEMA mobility',
		'TABLE mobility.trips')
	{
		my $name = "with_key => $with_key, FOR $of";
		my $trips = 'SELECT count(*), sum(hashtext(t::text)::bigint) '
		  . 'FROM mobility.trips AS t';

		$node->safe_psql('trips',
			"SELECT tripgrid.create_store('mobility', with_key => $with_key);
			CREATE PUBLICATION p FOR $of;
			SELECT pg_create_logical_replication_slot('s', 'pgoutput')");
		# trips alone, in a table that stands for any
		$node->safe_psql('copy', 'CREATE SCHEMA mobility;
			CREATE TABLE mobility.trips (trip_id bigint NOT NULL,
			  load_id bigint, departed_at timestamp, origin tripgrid.lonlat,
			  destination tripgrid.lonlat, region text, datasource text);'
			  . ($with_key eq 'true'
				? 'ALTER TABLE mobility.trips ADD PRIMARY KEY (trip_id);'
				: ''));
		if ($of =~ /trips/)
		{
			$node->safe_psql('copy',
				"CREATE SUBSCRIPTION c CONNECTION '"
				  . $node->connstr
				  . " dbname=trips' PUBLICATION p WITH (create_slot = false,
				slot_name = 's', copy_data = false)");
		}
		is( $node->safe_psql(
				'trips', qq{
		-- as pages, but for the WAL level
		INSERT INTO mobility.feed SELECT 'R' || n % 3, format('14.%s,50', n),
		  '14.4,50.1', '2018-05-01 10:00', 'bulk'
		  FROM generate_series(1, 6000) AS n;
		INSERT INTO mobility.feed VALUES ('R', 'nowhere', '1,2',
		  '2018-05-01', 'rejected');
		CALL tripgrid.load_file('$good');
		CALL tripgrid.load_file('$good', again => true, jobs => 2,
		  datasource => 'again');
		DELETE FROM mobility.trips WHERE trip_id % 7 = 0;
		UPDATE mobility.trips SET region = 'changed' WHERE trip_id % 5 = 0;
		INSERT INTO mobility.trips (departed_at, origin, destination, region,
		  datasource) VALUES ('2019-01-01', '(1,2)', '(3,4)', 'R', 'sql');
		UPDATE mobility.rejects SET fields[2] = '1,2';
		SELECT tripgrid.retry_rejects(2);
		SELECT tripgrid.undo_load(3);
		CALL tripgrid.compact(into_one => true);
		CALL tripgrid.rebuild();
		SELECT sum(trips) = (SELECT count(*) FROM mobility.trips)
		  FROM tripgrid.weekly_trips();
		SELECT * FROM tripgrid.verify()}), "(1,0,1)\n2572\nt", "$name: all works");
		if ($of =~ /trips/)
		{
			$node->wait_for_catchup('c');
			is($node->safe_psql('copy', $trips),
				$node->safe_psql('trips', $trips),
				"$name: the subscriber has the same trips");
			$node->safe_psql('copy', 'ALTER SUBSCRIPTION c DISABLE');
			$node->poll_query_until('trips',
				"SELECT NOT active FROM pg_replication_slots
				WHERE slot_name = 's'")
			  or die 'the subscriber goes on';
			$node->safe_psql('copy',
				'ALTER SUBSCRIPTION c SET (slot_name = NONE);
				DROP SUBSCRIPTION c');
		}
		is( $node->safe_psql(
				'trips', q{TRUNCATE mobility.trips;
		SELECT count(*) FROM mobility.segments;
		SELECT * FROM tripgrid.verify()}), '0', "$name: emptied");
		$node->safe_psql('copy', 'DROP SCHEMA mobility CASCADE');
		$node->safe_psql(
			'trips', q{SELECT pg_drop_replication_slot('s');
			DROP PUBLICATION p; SELECT tripgrid.drop_store('mobility', true)});
	}
}

$node->stop;
done_testing();

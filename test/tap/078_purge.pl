# Trips taken out of many small segments, of a few places: equal keys stand on
# both sides of segments and nodes, in several runs.  What is left is what
# trips have, nothing of what went stays, and a look at the regions that lost
# none is not taken.
#
# The seed is printed; TRIPGRID_SEED repeats a run.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $seed = $ENV{TRIPGRID_SEED} // time;
my $rounds = 8;

note "seed: $seed";
srand $seed;

my $node = start_cluster('purge', 'autovacuum = off', 'fsync = off');

create_database($node, 'trips');
$node->safe_psql('trips', "SELECT tripgrid.create_store('purge')");

sub between
{
	my ($least, $most) = @_;

	return $least + int rand($most - $least + 1);
}

# SQL of a load: trips between a few places, in a few regions.
sub load
{
	my ($places, $regions) = @_;
	my $trips = between(1, 400);

	return "INSERT INTO purge.trips (departed_at, origin, destination, region,
			datasource)
		SELECT timestamp '2024-06-03' + floor(random() * 20)
				* interval '31 hours',
			tripgrid.lonlat(16 + floor(random() * $places) / 100, 48),
			tripgrid.lonlat(16, 48 + floor(random() * $places) / 100),
			'r' || floor(random() * $regions), 'd' || floor(random() * 3)
		FROM generate_series(1, $trips);\n";
}

# SQL that takes some trips: by what they have in common, or by chance.
sub condition
{
	my @marks = (
		'random() < ' . rand,
		"region = 'r" . between(0, 3) . "'",
		"datasource = 'd" . between(0, 3) . "'",
		"departed_at < '2024-06-03'::timestamp + " . between(0, 30)
		  . " * interval '1 day'",
		'tripgrid.lon(origin) = ' . (16 + between(0, 5) / 100),
		'trip_id = (SELECT max(trip_id) FROM purge.trips)');

	return $marks[ rand @marks ];
}

foreach my $round (1 .. $rounds)
{
	my $sql = "SET tripgrid.store = 'purge';
		SET tripgrid.segment_trips = " . between(1, 5) . ';
		SET tripgrid.statement_merge = 0;
		SELECT setseed(' . (rand(2) - 1) . ");
		TRUNCATE purge.trips;\n";
	my $places = between(1, 6);
	my $regions = between(1, 5);

	$sql .= load($places, $regions) foreach 1 .. between(1, 4);
	$sql .= "CALL tripgrid.compact(into_one => true);\n" if rand() < 0.4;
	$sql .= load($places, $regions) if rand() < 0.4;
	foreach (1 .. between(1, 4))
	{
		my $lost = condition();

		# some go first, so that erasing finds them gone already
		$sql .= 'DELETE FROM purge.trips WHERE ' . condition() . ";\n"
		  if rand() < 0.5;
		$sql .= "SELECT trips FROM tripgrid.erase_trips(trip_ids => ARRAY(
				SELECT trip_id FROM purge.trips WHERE $lost));
			SELECT 'differs', * FROM tripgrid.verify();
			SELECT 'is counted otherwise', t, s FROM (SELECT count(*) AS t
				FROM purge.trips) AS t, (SELECT coalesce(sum(trips), 0) AS s
				FROM tripgrid.weekly_trips()) AS s WHERE t <> s;
			SELECT 'has not gone' FROM purge.segments WHERE sign < 0;\n";
	}
	my $found = $node->safe_psql('trips', $sql);

	unlike($found, qr/differs|otherwise|gone/, "round $round")
	  or diag $sql;
}

# regions that lost nothing are not asked for their nodes
my $scans = $node->safe_psql('trips', qq{
	SET tripgrid.store = 'purge';
	SET tripgrid.segment_trips = 1;
	TRUNCATE purge.trips;
	INSERT INTO purge.trips (departed_at, origin, destination, region,
		datasource)
	SELECT timestamp '2024-06-03', tripgrid.lonlat(n / 100.0, 48),
		tripgrid.lonlat(16, 48), n, 'd' FROM generate_series(1, 500) AS n;
	BEGIN;
	SELECT trips FROM tripgrid.erase_trips(region => '77');
	SELECT idx_scan FROM pg_stat_xact_user_tables
		WHERE relid = 'purge.segment_nodes'::regclass;
	COMMIT;
	SELECT * FROM tripgrid.verify()});
my ($erased, $nodes) = split /\n/, $scans;

is($erased, 1, 'a trip of one region of many goes');
cmp_ok($nodes, '<', 100, 'the nodes of the other regions are not searched');
is(scalar(split /\n/, $scans), 2, 'and the rest is as it was');

$node->stop;
done_testing();

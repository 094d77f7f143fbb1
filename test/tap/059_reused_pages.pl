# Space in trips that VACUUM has freed is filled again by loads that write
# whole pages, and nothing is lost by it: not after a crash, not on a standby.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $node = PostgreSQL::Test::Cluster->new('reused');

$node->init(allows_streaming => 1,
	extra => [ '--encoding=UTF8', '--locale=C', '--no-sync' ]);
$node->append_conf(
	'postgresql.conf', q{
	wal_level = replica
	timezone = 'UTC'
	autovacuum = off
	jit = off
	shared_buffers = '16MB'
	max_wal_size = '1GB'
	wal_keep_size = '2GB'});
$node->start;
create_database($node, 'trips');
$node->safe_psql(
	'trips', q{
	CREATE EXTENSION pg_visibility;
	CREATE EXTENSION amcheck;
	SELECT tripgrid.create_store('mobility');
	CREATE FUNCTION rides(source text, trips int)
	RETURNS TABLE (region text, origin text, destination text, datetime text,
	  datasource text) LANGUAGE sql AS $$
	  SELECT repeat('r', 1 + n % 3 * 20), format('%s,%s', n % 70 / 10.0,
	      1 + n % 110 / 10.0), format('%s,%s', n % 90 / 10.0,
	      1 + n % 130 / 10.0),
	    (timestamp '2018-05-01' + n * interval '10 minutes')::text, source
	  FROM generate_series(1, trips) AS n
	$$});

my $size = q{SELECT pg_relation_size('mobility.trips')};

# What is wrong with a store: the segments, the heap and its visibility map,
# the index of extremes, the key.
sub faults
{
	my ($on) = @_;

	return $on->safe_psql(
		'trips', q{
	SELECT 'difference', v.* FROM tripgrid.verify() AS v;
	SELECT 'heap', v.* FROM verify_heapam('mobility.trips') AS v;
	SELECT 'not frozen', v FROM pg_check_frozen('mobility.trips') AS v;
	SELECT 'not visible', v FROM pg_check_visible('mobility.trips') AS v;
	SELECT 'number twice', trip_id FROM mobility.trips GROUP BY trip_id
	  HAVING count(*) > 1;
	SELECT bt_index_check(c.oid, true) FROM pg_class AS c
	  WHERE c.relname = 'trips_pkey';
	-- the same by the index of extremes and by looking at all
	CREATE TEMP TABLE answers (way text, question int, answer text);
	SET enable_seqscan = on;
	SET enable_bitmapscan = off;
	SET enable_indexscan = off;
	SET enable_indexonlyscan = off;
	INSERT INTO answers SELECT 'seq', n, (SELECT count(*) || ' ' ||
	    coalesce(sum(hashtext(t::text)::bigint), 0) FROM mobility.trips AS t
	    WHERE trip_id BETWEEN n * 20000 AND n * 20000 + 3000
	      OR departed_at BETWEEN timestamp '2018-05-01' + n * interval '80 days'
	      AND timestamp '2018-05-01' + n * interval '80 days' + interval '7 days')
	  FROM generate_series(0, 6) AS n;
	SET enable_seqscan = off;
	SET enable_bitmapscan = on;
	INSERT INTO answers SELECT 'brin', n, (SELECT count(*) || ' ' ||
	    coalesce(sum(hashtext(t::text)::bigint), 0) FROM mobility.trips AS t
	    WHERE trip_id BETWEEN n * 20000 AND n * 20000 + 3000
	      OR departed_at BETWEEN timestamp '2018-05-01' + n * interval '80 days'
	      AND timestamp '2018-05-01' + n * interval '80 days' + interval '7 days')
	  FROM generate_series(0, 6) AS n;
	SELECT 'index', question, answer FROM answers GROUP BY 2, 3
	  HAVING count(*) <> 2;
	DROP TABLE answers});
}

#
# Round by round the file stays as large as it was
#
foreach my $with_key ('false', 'true')
{
	my $name = "with_key => $with_key";
	my ($third, $last);

	$node->safe_psql(
		'trips', "SELECT tripgrid.drop_store('mobility', true);
		SELECT tripgrid.create_store('mobility', with_key => $with_key)");
	foreach my $round (1 .. 5)
	{
		# a load that stays for a round; one that fails; one that is undone
		$node->safe_psql(
			'trips', qq{
		INSERT INTO mobility.feed SELECT * FROM rides('$round', 15000);
		BEGIN;
		INSERT INTO mobility.feed SELECT * FROM rides('failed', 8000);
		ROLLBACK;
		INSERT INTO mobility.feed SELECT * FROM rides('undone', 8000);
		SELECT tripgrid.undo_load(max(load_id)) FROM mobility.loads;
		DELETE FROM mobility.trips WHERE datasource < '$round'});
		$node->safe_psql('trips', 'VACUUM mobility.trips');
		$last = $node->safe_psql('trips', $size);
		$third = $last if $round == 3;
	}
	cmp_ok($last, '<=', 1.2 * $third, "$name: whole loads leave room");
	is(faults($node), '', "$name: whole loads, nothing is wrong");

	# every other trip goes, so no page is ever empty
	foreach my $round (1 .. 5)
	{
		$node->safe_psql(
			'trips', qq{
		INSERT INTO mobility.feed SELECT * FROM rides('half', 8000);
		DELETE FROM mobility.trips
		  WHERE hashint8(trip_id * 31 + $round) % 2 = 0});
		$node->safe_psql('trips', 'VACUUM mobility.trips');
		$last = $node->safe_psql('trips', $size);
		$third = $last if $round == 3;
	}
	cmp_ok($last, '<=', 1.2 * $third, "$name: half loads leave room");
	is(faults($node), '', "$name: half loads, nothing is wrong");
}

#
# A standby replays it, and what it replays is compared with the image in the
# WAL
#
my $standby = PostgreSQL::Test::Cluster->new('standby');

$node->safe_psql('trips',
	q{ALTER DATABASE trips SET wal_consistency_checking = 'all'});
$node->backup('base');
$standby->init_from_backup($node, 'base', has_streaming => 1);
$standby->start;

my $contents = q{SELECT count(*), sum(hashtext(t::text)::bigint),
	(SELECT sum(trips) FROM tripgrid.weekly_trips()) FROM mobility.trips AS t};

sub refill
{
	$node->safe_psql('trips',
		'DELETE FROM mobility.trips WHERE trip_id % 3 = 0');
	$node->safe_psql('trips', 'VACUUM (FREEZE) mobility.trips');
	# some pages hold a few, some nothing
	$node->safe_psql('trips', 'DELETE FROM mobility.trips
		WHERE ctid < (SELECT max(ctid) FROM mobility.trips)
		  AND (ctid::text::point)[0]::int % 3 > 0');
	$node->safe_psql('trips', 'VACUUM (FREEZE) mobility.trips');
	$node->safe_psql('trips',
		q{INSERT INTO mobility.feed SELECT * FROM rides('refill', 12000)});
	return;
}

refill();
$node->wait_for_catchup($standby);
is($standby->safe_psql('trips', $contents),
	$node->safe_psql('trips', $contents), 'the standby has the same');
is( $standby->safe_psql(
		'trips', q{SELECT 'visible', v FROM pg_check_visible('mobility.trips')
		AS v; SELECT 'frozen', v FROM pg_check_frozen('mobility.trips') AS v;
		SELECT v.* FROM verify_heapam('mobility.trips') AS v}),
	'',
	'the standby has no page marked visible that is not');

#
# A crash after pages were filled
#
$node->safe_psql('trips', 'CHECKPOINT');
refill();
my $before = $node->safe_psql('trips', $contents);
$node->stop('immediate');
$node->start;
is($node->safe_psql('trips', $contents), $before, 'a crash loses nothing');
is(faults($node), '', 'after a crash nothing is wrong');
# the free space map, which is not logged, may be of any time
refill();
is(faults($node), '', 'after a crash pages are filled');

#
# A crash while pages are filled
#
$node->safe_psql('trips', q{DELETE FROM mobility.trips});
$node->safe_psql('trips',
	q{INSERT INTO mobility.feed SELECT * FROM rides('a', 15000)});
$node->safe_psql('trips',
	q{DELETE FROM mobility.trips WHERE ctid < '(70,1)'});
$node->safe_psql('trips', q{VACUUM mobility.trips});
$before = $node->safe_psql('trips', $contents);
my $session = session($node, 'trips');
$session->query('BEGIN');
$session->query(
	q{INSERT INTO mobility.feed SELECT * FROM rides('cut off', 8000)});
$node->safe_psql('trips', 'SELECT pg_switch_wal()');
$node->stop('immediate');
$session->drop;
$node->start;
is($node->safe_psql('trips', $contents),
	$before, 'a crash amid a load: the store is as it was');
is(faults($node), '', 'a crash amid a load: nothing is wrong');

#
# A promoted standby fills pages by a map that is older than its table
#
$node->wait_for_catchup($standby);
$before = $node->safe_psql('trips', $contents);
$node->stop('fast');
$standby->promote;
is($standby->safe_psql('trips', $contents),
	$before, 'the promoted standby has all');
$standby->safe_psql('trips',
	q{INSERT INTO mobility.feed SELECT * FROM rides('promoted', 8000)});
is(faults($standby), '', 'the promoted standby fills pages');
$standby->stop;

#
# Whatever is loaded, deleted, undone and vacuumed, by two at once
#
$node = $standby;
$node->start;
my $seed = $ENV{TRIPGRID_SEED} // int rand 2**31;
note "TRIPGRID_SEED=$seed";
srand $seed;

# who changes the same rows, or undoes the same load, or one when there is none
my $expected =
  qr/^(?:40P01|55006|42704|22004|55000: .*(?:undone|already))/;
my @unexpected;
my @two = map { session($node, 'trips') } 1, 2;

$_->send('\\set VERBOSITY verbose') foreach @two;

foreach my $round (1 .. 25)
{
	foreach my $one (@two)
	{
		my $n = 5000 + int rand 4000;
		my $d = 2 + int rand 5;
		my $w = "w" . int rand 4;

		$one->send(
			(   "INSERT INTO mobility.feed SELECT * FROM rides('$w', $n);",
				"INSERT INTO mobility.feed SELECT * FROM rides('$w', 300);",
				"BEGIN; INSERT INTO mobility.feed SELECT * FROM rides('$w', $n); ROLLBACK;",
				"SELECT tripgrid.undo_load(max(load_id)) FROM mobility.loads WHERE state = 'committed' AND rows_loaded > 0;",
				"DELETE FROM mobility.trips WHERE trip_id % $d = 0;",
				"DELETE FROM mobility.trips WHERE datasource = '$w';",
				"UPDATE mobility.trips SET region = 'u' WHERE trip_id % 50 = $d;",
				"VACUUM mobility.trips;",
				"VACUUM (FREEZE) mobility.trips;")[ int rand 9 ]);
	}
	$_->wait foreach @two;
	foreach (@two)
	{
		my @said = $_->error =~ /(?:ERROR|WARNING|FATAL|PANIC): +(\w{5}: .*)/g;

		push @unexpected, grep { $_ !~ $expected } @said;
	}
}
is("@unexpected", '', 'at random: no errors but those of two at once');
$_->quit foreach @two;
is(faults($node), '', 'at random: nothing is wrong');
is( $node->safe_psql(
		'trips', q{SELECT count(*) - (SELECT coalesce(sum(trips), 0)
		FROM tripgrid.weekly_trips()) FROM mobility.trips}),
	'0',
	'at random: counts are equal');
$node->stop;
done_testing();

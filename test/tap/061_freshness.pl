# Where catalogs move: crashes with unlogged tables, standbys, copies of
# databases, upgrades of the place.  Never a wrong number, and no false alarm.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $node = start_cluster('freshness', 'fsync = off', 'max_wal_senders = 5',
	'wal_level = replica', 'wal_keep_size = 1GB', 'hot_standby = on', 'autovacuum = off');
my $add = q{INSERT INTO mobility.trips (region, datasource, departed_at, origin,
    destination)
  SELECT 'r' || n % 3, 'd', timestamp '2024-01-01' + n * interval '7 minutes',
    tripgrid.lonlat(n % 70, n % 50), tripgrid.lonlat(n % 30, n % 40)
  FROM generate_series(1, 1000) AS n;};
my $ask = 'SELECT sum(trips) FROM tripgrid.weekly_trips()';

sub refused
{
	my ($server, $database, $statement) = @_;
	my ($status, $stdout, $stderr) = $server->psql($database, $statement);

	return $status == 0 ? "not refused: $stdout" : $stderr;
}

create_database($node, 'trips');
$node->safe_psql('trips', "SELECT tripgrid.create_store('mobility');" . $add);
is($node->safe_psql('trips', $ask), '1000', 'a new store answers');

#
# the same catalogs elsewhere
#
$node->backup('whole');
my $standby = PostgreSQL::Test::Cluster->new('freshness_standby');
$standby->init_from_backup($node, 'whole', has_streaming => 1);
$standby->start;
is($standby->safe_psql('trips', $ask), '1000', 'a standby answers');
$node->safe_psql('trips', 'ALTER TABLE mobility.trips DISABLE TRIGGER ALL');
$node->wait_for_catchup($standby);
like(
	refused($standby, 'trips', $ask),
	qr/does not fire as it made it/,
	'a standby refuses with its primary');
$node->safe_psql('trips', "CALL tripgrid.rebuild('mobility')");
$node->wait_for_catchup($standby);
is($standby->safe_psql('trips', $ask), '1000', 'and answers with it');
$standby->promote;
is($standby->safe_psql('trips', $add . $ask),
	'2000', 'a standby that is promoted goes on');
$standby->stop;

$node->safe_psql('postgres', 'CREATE DATABASE copied TEMPLATE trips');
is($node->safe_psql('copied', $ask), '1000', 'a copy of a database answers');
$node->safe_psql('copied',
	$add . 'VACUUM (FULL, FREEZE); REINDEX DATABASE copied');
is($node->safe_psql('copied', $ask),
	'2000', 'it goes on, and freezing is no reason');
$node->safe_psql(
	'copied', q{ALTER TABLE mobility.trips DISABLE TRIGGER trips_deleted;
	DELETE FROM mobility.trips WHERE trip_id < 100;
	ALTER TABLE mobility.trips ENABLE ALWAYS TRIGGER trips_deleted});
like(refused($node, 'copied', $ask),
	qr/disabled/, 'it has signs of its own');

# another system identifier, as after an upgrade
$node->stop;
system_or_bail('pg_resetwal', '-f', $node->data_dir);
$node->start;
is($node->safe_psql('trips', $ask), '1000', 'reset: no alarm');
$node->safe_psql('trips', $add);
is($node->safe_psql('trips', $ask), '2000', 'reset: it goes on');

#
# UNLOGGED trips and a crash
#
sub crash
{
	$node->stop('immediate');
	$node->start;
	return;
}

$node->safe_psql('trips',
	'ALTER TABLE mobility.trips SET UNLOGGED; CHECKPOINT');
like(refused($node, 'trips', $ask), qr/is unlogged/, 'unlogged: refused');
crash();
is($node->safe_psql('trips', 'SELECT count(*) FROM mobility.trips'),
	'0', 'a crash has emptied trips');
like(refused($node, 'trips', $ask), qr/is unlogged/, 'crashed: refused');
$node->safe_psql('trips', 'ALTER TABLE mobility.trips SET LOGGED');
like(
	refused($node, 'trips', $ask),
	qr/rewritten/,
	'logged again: refused until it is rebuilt');
$node->safe_psql('trips', $add);
like(
	refused($node, 'trips', $ask),
	qr/rewritten/,
	'what comes then makes it no better');
$node->safe_psql('trips', "CALL tripgrid.rebuild('mobility')");
is($node->safe_psql('trips', $ask), '1000', 'rebuilt: right');

# a crash, and changes meanwhile
$node->safe_psql('trips', "ALTER TABLE mobility.trips SET UNLOGGED; $add");
crash();
$node->safe_psql('trips', "$add ALTER TABLE mobility.trips SET LOGGED");
like(refused($node, 'trips', $ask),
	qr/is unlogged|rewritten/, 'changed meanwhile: refused');
$node->safe_psql('trips', "CALL tripgrid.rebuild('mobility')");
is($node->safe_psql('trips', $ask), '1000', 'changed meanwhile: rebuilt');

# the derived tables, one by one
foreach my $table (qw(segments segment_nodes summaries))
{
	$node->safe_psql('trips',
		"ALTER TABLE mobility.$table SET UNLOGGED; CHECKPOINT");
	crash();
	$node->safe_psql('trips', "ALTER TABLE mobility.$table SET LOGGED");
	like(refused($node, 'trips', $ask), qr/rewritten/, "$table: refused");
	$node->safe_psql('trips', "CALL tripgrid.rebuild('mobility')");
	is($node->safe_psql('trips', $ask), '1000', "$table: rebuilt");
}

#
# a mark survives what a crash does not
#
$node->safe_psql('trips', 'UPDATE mobility.segment_nodes SET trips = trips');
crash();
like(refused($node, 'trips', $ask),
	qr/changed by others/, 'a mark survives a crash');

$node->stop;
done_testing();

# pg_upgrade from an older server: a store with trips, segments, feeds, rejects
# and identities answers as before, is verified, and goes on loading.
#
# TRIPGRID_OLD_BINDIR is the bin directory of the older server, which has
# PostGIS and this tripgrid, too.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $old_bin = $ENV{TRIPGRID_OLD_BINDIR};
plan skip_all => 'TRIPGRID_OLD_BINDIR names no older server'
  if !defined $old_bin || !-x "$old_bin/postgres";

my $new_bin = `pg_config --bindir`;
chomp $new_bin;
my ($major) = `$new_bin/pg_config --version` =~ /(\d+)/;
my ($old_major) = `$old_bin/pg_config --version` =~ /(\d+)/;
note "from $old_major to $major";

my @init = ('--encoding=UTF8', '--locale=C', '--no-sync');
my $old = PostgreSQL::Test::Cluster->new('old',
	install_path => $old_bin =~ s{/bin/?$}{}r);
$old->init(extra => \@init);
$old->append_conf('postgresql.conf', "timezone = 'UTC'");
$old->start;
create_database($old, 'trips');
$old->safe_psql(
	'trips', q{
	SELECT tripgrid.create_store('mobility');
	INSERT INTO mobility.feed SELECT * FROM tripgrid.generate_trips(20000, 1);
	INSERT INTO mobility.feed VALUES
	  ('Vienna', 'nowhere', '16.4,48.2', '2024-06-03 08:00', 'survey');
	ALTER TABLE mobility.trips ADD COLUMN fare numeric(8, 2);
	SELECT tripgrid.create_feed('rides', ARRAY['id', 'at', 'a', 'b', 'eur'],
	  '{"external_id": "id", "departed_at": "at", "origin": "a",
	    "destination": "b", "fare": "eur"}',
	  '{"region": "Vienna", "datasource": "rides"}',
	  date_format => 'DD.MM.YYYY HH24:MI');
	INSERT INTO mobility.rides VALUES
	  ('r1', '3.6.2024 8:15', '16.37,48.2', '16.41,48.21', '2.50'),
	  ('r2', '3.6.2024 9:15', '16.41,48.21', '16.37,48.2', '3.10');
	DELETE FROM mobility.trips WHERE trip_id % 7 = 0;
	UPDATE mobility.trips SET region = 'Wien'
	  WHERE region = 'Vienna' AND trip_id % 11 = 0;
	CREATE INDEX nearest ON mobility.trips
	  USING gist (tripgrid.trip(origin, destination, departed_at))});

my $answers = q{
	SELECT m, tripgrid.weekly_avg_trips(
	  'BOX(16.35 48.19,16.40 48.22)'::public.box2d, match => m)
	FROM unnest(ARRAY['origin', 'destination', 'both', 'either']) AS m;
	SELECT * FROM tripgrid.weekly_trips();
	SELECT * FROM tripgrid.hourly_trips();
	SELECT * FROM tripgrid.latest_datasource_top_regions(5);
	SELECT * FROM tripgrid.trip_groups(zoom => 14, max_groups => 50);
	SELECT * FROM tripgrid.similar_trips(
	  'POINT(16.3725 48.2084) POINT(16.4133 48.2167) 2024-06-03 08:15:00', 20);
	SELECT feed, mapping, constants, date_format FROM tripgrid.feeds();
	SELECT * FROM mobility.rides ORDER BY 1;
	SELECT load_id, state, rows_read, rows_loaded, rows_rejected
	FROM mobility.loads ORDER BY 1;
	SELECT * FROM mobility.rejects;
	SELECT count(*), sum(metres)::int FROM mobility.journeys;
	SELECT origin, destination FROM mobility.trips ORDER BY
	  tripgrid.trip(origin, destination, departed_at) OPERATOR(tripgrid.<->)
	  'POINT(16.3725 48.2084) POINT(16.4133 48.2167) 2024-06-03 08:15:00'::tripgrid.trip,
	  trip_id LIMIT 20};
my $verify = 'SELECT * FROM tripgrid.verify()';
my $before = $old->safe_psql('trips', $answers);
isnt($before, '', 'the old server answers');
is($old->safe_psql('trips', $verify), '', 'the old store is verified');
$old->stop;

my $new = PostgreSQL::Test::Cluster->new('new');
push @init, '--no-data-checksums' if $major >= 18;
$new->init(extra => \@init);
$new->append_conf('postgresql.conf', "timezone = 'UTC'");
my $place = PostgreSQL::Test::Utils::tempdir();
chdir $place or die $!;
my $output = '';
my $upgraded = IPC::Run::run(
	[
		"$new_bin/pg_upgrade", '-b', $old_bin, '-B', $new_bin,
		'-d', $old->data_dir, '-D', $new->data_dir, '-s', $new->host,
		'-p', $old->port, '-P', $new->port
	],
	'>&',
	\$output);
ok($upgraded, "pg_upgrade from $old_major to $major") or diag $output;
$new->start;

is($new->safe_psql('trips', $answers), $before, 'the answers are the same');
is($new->safe_psql('trips', $verify), '', 'the store is verified');
$new->safe_psql(
	'trips', q{
	INSERT INTO mobility.feed SELECT * FROM tripgrid.generate_trips(5000, 2);
	INSERT INTO mobility.rides VALUES
	  ('r1', '4.6.2024 8:15', '16.37,48.2', '16.41,48.21', '2.50'),
	  ('r3', '4.6.2024 9:15', '16.41,48.21', '16.37,48.2', '3.10');
	DELETE FROM mobility.trips WHERE trip_id % 5 = 0;
	CALL tripgrid.compact()});
is( $new->safe_psql(
		'trips',
		q{SELECT rows_loaded, rows_rejected FROM mobility.loads
		ORDER BY load_id DESC LIMIT 2}),
	"1|1\n5000|0",
	'loads go on, and identities are known');
is($new->safe_psql('trips', $verify), '', 'and it is verified');
$new->safe_psql('trips', 'CALL tripgrid.rebuild()');
is($new->safe_psql('trips', $verify), '', 'and rebuilt');

$new->stop;
done_testing();

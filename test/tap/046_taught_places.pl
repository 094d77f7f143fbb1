# What trips taught the store of places goes with them, and is taught by
# nothing that is no place: no address, no area, no row that is no trip.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $node = start_cluster('taught_places', 'max_worker_processes = 16');
my $folder = PostgreSQL::Test::Utils::tempdir;

create_database($node, 'trips');

sub answer
{
	return $node->safe_psql('trips',
		"SET client_min_messages = error; $_[0]");
}

my $stores = 0;

sub create_store
{
	my $store = 'taught_' . ++$stores;

	answer("SELECT tripgrid.create_store('$store')");
	return $store;
}

sub names_of
{
	return answer("SELECT string_agg(name, ', ' ORDER BY name COLLATE \"C\")
		FROM $_[0].places");
}

# Trips of some riders from their homes to work and back, with what the columns
# of names, and of positions, are called.
sub rides
{
	my ($name, $position, $count, @riders) = @_;

	return "ride_id,started_at,start_$name,start_${position}lat,start_${position}lng,"
	  . "end_$name,end_${position}lat,end_${position}lng\n"
	  . join '', map {
		my $rider = $_;

		map {
			my @home = (
				"Home of $rider", 48.2 + $rider / 100 + $_ / 1e6,
				16.35 + $_ / 1e6);
			my @work = ('Work', 48.21, 16.36);
			my @ends = $_ % 2 ? (@home, @work) : (@work, @home);

			"r$rider-$_,2024-06-0$rider 08:0$_:00," . join(',', @ends) . "\n"
		} 1 .. $count
	  } @riders;
}

# columns that teach, and those that do not
foreach my $case (
	[ 'station_name', '' => 'Home of 1, Work' ],
	[ 'address', '' => '' ],
	[ 'community_area_name', '' => '' ],
	[ 'zone', '' => '' ],
	[ 'neighbourhood', '' => '' ],
	[ 'zip', '' => '' ],
	[ 'station_name', 'centroid_' => '' ])
{
	my ($name, $position, $expected) = @$case;
	my $store = create_store();
	my $file = write_bytes("$folder/$stores.csv", rides($name, $position, 6, 1));

	answer("CALL tripgrid.load_file('$file', store => '$store')");
	is(answer("SELECT count(*) FROM $store.trips"),
		6, "$name, $position: trips are loaded");
	is(names_of($store), $expected,
		"$name, $position: names that are taught: $expected");
}

# from three trips on, and from a place to itself is one of them
my $few = create_store();
my $pair = write_bytes("$folder/pair.csv", rides('station_name', '', 2, 1));
my $loops = write_bytes("$folder/loops.csv",
	"ride_id,started_at,start_station_name,start_lat,start_lng,end_station_name,end_lat,end_lng\n"
	  . join '',
	map { "l$_,2024-06-03 08:0$_:00,Loop,48.2,16.3,Loop,48.2,16.3\n" } 1 .. 2);

answer("CALL tripgrid.load_file('$pair', store => '$few')");
answer("CALL tripgrid.load_file('$loops', store => '$few')");
is(names_of($few), '', 'two trips teach nothing');

# erasing
my $many = create_store();
my $file = write_bytes("$folder/many.csv", rides('station_name', '', 4, 1 .. 3));
my $ids = join ',', map { "'r2-$_'" } 1 .. 4;

answer("CALL tripgrid.load_file('$file', region => 'Vienna', store => '$many')");
answer("INSERT INTO $many.places VALUES ('Mine', '16.35,48.22')");
is(names_of($many), 'Home of 1, Home of 2, Home of 3, Mine, Work',
	'a file teaches');
is( answer("SELECT trips, places FROM tripgrid.erase_trips(trip_ids =>
		ARRAY(SELECT trip_id FROM $many.trips WHERE external_id = 'r2-1'),
		store => '$many')"),
	'1|0', 'what three other trips tell stays');
is( answer("SELECT trips, places FROM tripgrid.erase_trips(trip_ids =>
		ARRAY(SELECT trip_id FROM $many.trips WHERE external_id IN ($ids)),
		bar => true, store => '$many')"),
	'3|1', 'the rest of a person goes with the name of the home');
is(names_of($many), 'Home of 1, Home of 3, Mine, Work',
	'and nobody else\'s');
is( answer("SELECT count(*) FROM tripgrid.erase_trips(external_id => 'r2-1',
		datasource => 'unknown', bar => true, store => '$many')"), 1,
	'the first is barred, too');
answer("UPDATE $many.trips SET origin = '1,1', destination = '1,1'
	WHERE external_id LIKE 'r3-%' AND external_id <> 'r3-4'");
like(answer("SELECT remains FROM tripgrid.erase_trips(external_id => 'none',
	store => '$many')"), qr/rows of places that no load of trips brought/,
	'what remains is told');
my $proof = answer("SELECT proof FROM tripgrid.erase_trips(
	external_id => 'none', store => '$many')");
is(answer($proof), '0|0|0|1', 'the proof looks at places');
is(answer("SELECT places FROM tripgrid.erase_trips(since => '2024-06-03',
	until => '2024-06-03', store => '$many')"), 1, 'by day');
is(answer($proof), '0|0|0|0', 'which the proof sees');
is(answer("SELECT places FROM tripgrid.erase_trips(load_id => 1,
	store => '$many')"), 2, 'by load: all that it taught');
is(names_of($many), 'Mine', 'what no trip taught stays');
is(answer("SELECT count(*) FROM pg_stats WHERE schemaname = '$many'
	AND tablename = 'places' AND
	(most_common_vals::text || histogram_bounds::text) ~ 'Home'"), 0,
	'statistics of places do not tell of what went');

# rows that are no trips teach nothing
my $barred = create_store();

answer("CALL tripgrid.load_file('$file', region => 'Vienna', store => '$barred')");
answer("SELECT tripgrid.erase_trips(load_id => 1, bar => true,
	store => '$barred')");
is(names_of($barred), '', 'a load is erased, and what it taught');
answer("SELECT tripgrid.undo_load(1, store => '$barred')");
my $more = write_bytes("$folder/more.csv", rides('station_name', '', 5, 1 .. 3));
answer("CALL tripgrid.load_file('$more', region => 'Vienna', store => '$barred')");
is(answer("SELECT count(*) FROM $barred.trips"), 3, 'whose trips are barred');
is(names_of($barred), 'Work', 'barred rows teach nothing');
answer("SELECT tripgrid.forget_trips('2025-01-01', store => '$barred')");
is(names_of($barred), '', 'forgetting forgets places');

$node->stop;
done_testing();

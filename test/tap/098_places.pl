# Places fill themselves: from lists of stations, and from trips that have
# names and positions, so that files with names alone find theirs.

use strict;
use warnings;
use utf8;

use FindBin;
use lib $FindBin::Bin;

use Encode qw(encode);
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest qw(:DEFAULT answer create_store said);

my $node = start_cluster('places', 'max_worker_processes = 16');
my $folder = PostgreSQL::Test::Utils::tempdir;

create_database($node, 'trips');

sub write_file
{
	my ($name, $content) = @_;

	return write_bytes("$folder/$name", encode('UTF-8', $content));
}

# What load_places answers of a file in a store of its own.
my $stores = 0;

sub listed
{
	my ($name, $content, $arguments) = @_;
	my $store = 'list_' . ++$stores;
	my $path = write_file($name, $content);
	my ($errors, $counts);

	create_store($store);
	$node->psql('trips', "SELECT * FROM tripgrid.load_places('$path',
		store => '$store'" . ($arguments // '') . ')',
		stdout => \$counts, stderr => \$errors);
	return ($counts,
		answer("SELECT string_agg(name || ' ' || tripgrid.lon(position) || ' '
			|| tripgrid.lat(position), '; ' ORDER BY name COLLATE \"C\")
			FROM $store.places"), $errors);
}

#
# GBFS of three versions, and other JSON
#
my ($counts, $places, $errors) = listed('gbfs1.json', '{"last_updated": 1,
	"ttl": 0, "data": {"stations": [{"station_id": 72, "name": "West & 11",
	"lat": 40.767, "lon": -73.993, "capacity": 39}, {"station_id": 79,
	"short_name": "5430.02", "name": "Franklin", "lat": 40.719,
	"lon": -74.006, "rental_uris": {"ios": "x"}}]}}');
is($counts, '2|5|0|0|0', 'GBFS 1: both');
is( $places, '5430.02 -74.006 40.719; 72 -73.993 40.767; 79 -74.006 40.719; '
	  . 'Franklin -74.006 40.719; West & 11 -73.993 40.767',
	'GBFS 1: by all of their names');
($counts, $places) = listed('gbfs2.json', "\x{FEFF}" . '{"version": "2.3",
	"data": {"stations": [{"station_id": "a", "name": "Žižkov",
	"lat": 50.08, "lon": 14.45, "address": "x 5"},
	{"station_id": "b", "name": "Nowhere", "lat": 0, "lon": 0}]}}');
is("$counts $places", '2|2|0|0|1 a 14.45 50.08; ' . encode('UTF-8', 'Žižkov')
	  . ' 14.45 50.08', 'GBFS 2, with a byte order mark and a station nowhere');
($counts, $places) = listed('gbfs3.json', '{"version": "3.0", "data":
	{"stations": [{"station_id": "pga", "name": [{"text": "Parade",
	"language": "en"}, {"text": "Défilé", "language": "fr"}], "short_name":
	[{"text": "P 1", "language": "en"}], "lat": 12.34, "lon": 45.67}]}}');
is($counts, '1|4|0|0|0', 'GBFS 3: names in two languages, and their short one');
($counts, $places) = listed('geo.json', '{"type": "FeatureCollection",
	"features": [{"type": "Feature", "geometry": {"type": "Point",
	"coordinates": [16.37, 48.2]}, "properties": {"name": "Ring",
	"network": "x", "name_of_owner": "y"}}]}');
is($places, 'Ring 16.37 48.2', 'GeoJSON');
($counts, $places) = listed('lines.json', '{"name": "A", "location":
	{"latitude": "48.2", "longitude": "16.37"}}
{"name": "B", "location": {"latitude": "48.3", "longitude": "16.38"}}
');
is($places, 'A 16.37 48.2; B 16.38 48.3',
	'an object a line, whose position is a member');
(undef, $places, $errors) = listed('none.json', '{"stations": []}');
like($errors, qr/cannot find out where places are called and lie/,
	'JSON without any');
(undef, $places, $errors) = listed('broken.json', '{"stations": [');
like($errors, qr/cannot find out/, 'JSON that is broken');

#
# CSV
#
($counts, $places) = listed('helsinki.csv',
	"FID;ID;Nimi;Osoite;x;y\n1;501;Hanasaari;Hanasaarenranta 1;24,840319;60,16582\n"
	  . "2;503;Keilalahti;Keilalahdentie 2;24,827467;60,171524\n");
like($places, qr/501 24.840319 60.16582.*Hanasaari 24.840319 60.16582/,
	'semicolons and decimal commas');
($counts, $places, $errors) = listed('stops.txt',
	"stop_id,stop_name,stop_lat,stop_lon,zone_id,location_type\n"
	  . "A,\"Main, St\",48.2,16.37,100,0\nB,Ring,48.21,16.38,100,0\n"
	  . "C,,,,100,0\n");
is("$counts $places", '3|4|0|0|1 A 16.37 48.2; B 16.38 48.21; '
	  . 'Main, St 16.37 48.2; Ring 16.38 48.21',
	'the stops of a timetable, but not their zone');
like($errors, qr/column "zone_id" .* is passed over/, 'which is told');
like($errors, qr/1 of 3 places in file .* were left out/, 'and one without');
($counts, $places) = listed('paris.csv',
	"Identifiant station;Nom station;Coordonnées géographiques\n"
	  . "16107;Benjamin Godard;48.865983, 2.275725\n",
	q{, position_order => 'lat lon'});
like($places, qr/Benjamin Godard 2.275725 48.865983/, 'both in one text');
(undef, undef, $errors) = listed('order.csv', "name,coordinates\n"
	  . "A,\"8.5, 7.5\"\nB,\"8.6, 7.6\"\n");
like($errors, qr/which coordinate comes first.*position_order/s,
	'whose order cannot be known');
($counts, $places) = listed('wkt.tsv',
	"station\tgeom\nRing\tPOINT (16.37 48.2)\n");
is($places, 'Ring 16.37 48.2', 'well-known text, between tabs');
(undef, undef, $errors) = listed('trips.csv', "from,to,at\n1,2,3\n");
like($errors, qr/cannot find out.*Its columns are: from, to, at.*INSERT into/s,
	'no list of places: what it is, and what to do');
(undef, undef, $errors) = listed('empty.csv', '');
like($errors, qr/is empty/, 'an empty one');

#
# two positions for a name
#
create_store('cities');
my $graz = write_file('graz.csv', "id,name,lon,lat\n1,Central,15.43,47.07\n"
	  . "2,Park,15.44,47.08\n");
my $linz = write_file('linz.csv', "id,name,lon,lat\n1,CENTRAL,14.28,48.30\n"
	  . "3,Docks,14.29,48.31\n");
is(answer("SELECT * FROM tripgrid.load_places('$graz', store => 'cities')"),
	'2|4|0|0|0', 'places of one city');
is(answer("SELECT * FROM tripgrid.load_places('$graz', store => 'cities')"),
	'2|0|4|0|0', 'are there when they come again');
like(said("SELECT tripgrid.load_places('$linz', store => 'cities')"),
	qr/WARNING:  2 names are more than 500 metres .*"1", "CENTRAL"; what was first stays.*region/s,
	'of another city: told');
is(answer("SELECT count(*), max(tripgrid.lon(position)) FROM cities.places
	WHERE lower(name) IN ('1', 'central')"), '2|15.43', 'and not overwritten');
is(answer("SELECT * FROM tripgrid.load_places('$linz', region => 'Linz',
	store => 'cities')"), '2|4|0|0|0', 'places of a region of their own');
my $by_id = write_file('by_id.csv', "from_station,to_station,at\n"
	  . "1,3,2024-06-03 08:00:00\n");
answer("CALL tripgrid.load_file('$by_id', region => 'Linz', store => 'cities')");
answer("CALL tripgrid.load_file('$by_id', region => 'Graz', store => 'cities',
	again => true)");
is(answer('SELECT region, tripgrid.lon(origin) FROM cities.trips
	ORDER BY region'), "Graz|15.43\nLinz|14.28", 'each city has its own');

#
# trips with names and positions
#
sub trips_of
{
	my ($count, $spread) = @_;

	return "start_station_name,start_lng,start_lat,end_station_name,end_lng,"
	  . "end_lat,started_at\n"
	  . join '', map {
		my ($from, $to) = ($_ % 7, $_ * 3 % 7);

		sprintf "Stop %d,%.5f,%.5f,Stop %d,%.5f,48.2,2024-06-03 08:%02d:00\n",
		  $from, 16.3 + $from / 100 + ($_ % 11) * $spread, 48.2, $to,
		  16.3 + $to / 100, $_ % 60
	  } 1 .. $count;
}
my $names = write_file('names.csv', "From station,To station,Time\n"
	  . join('', map { "STOP $_, stop $_ ,2024-06-04 08:00:00\n" } 0 .. 6)
	  . "Stop 1,Atlantis,2024-06-04 08:00:00\n");
foreach my $jobs (1, 2)
{
	my $store = "taught_$jobs";
	my $path = write_file("taught_$jobs.csv", trips_of(3000, 0));

	create_store($store);
	my $said = said("SET tripgrid.chunk_bytes = '64kB';
		CALL tripgrid.load_file('$path', store => '$store', jobs => $jobs)");
	like($said, qr/3000 of 3000 rows.*7 names with positions were added/s,
		"jobs $jobs: a file teaches its names");
	is(answer("SELECT count(*), string_agg(DISTINCT region, ','),
		min(load_id), sum((tripgrid.lon(position) - 16.3) * 100)::int
		FROM $store.places"), '7|Vienna|1|21', "jobs $jobs: where they are");
	$said = said("CALL tripgrid.load_file('$names', store => '$store')");
	like($said, qr/taken to be of region "Vienna".*Of 1\d names.*\d+ are places of that region/s,
		"jobs $jobs: names alone tell the region");
	like($said, qr/7 of 8 rows.*WARNING:  1 row has names that are not among.*"Atlantis" \(1\).*retry_rejects\(2\)/s,
		"jobs $jobs: and what is missing, once");
	is(answer("SELECT count(*), count(DISTINCT region) FROM $store.trips
		WHERE load_id = 2 AND origin = destination"), '7|1',
		"jobs $jobs: they find their places");
	is(answer("INSERT INTO $store.places VALUES ('atlantis', '16.5,48.2');
		SELECT * FROM tripgrid.retry_rejects(2, '$store')"), '1|1|0',
		"jobs $jobs: the rest when it is there");
	answer("SELECT tripgrid.undo_load(1, '$store')");
	is(answer("SELECT name FROM $store.places"), 'atlantis',
		"jobs $jobs: an undone load takes its names back");
	is(answer("SELECT count(*) FROM tripgrid.verify('$store')"), '0',
		"jobs $jobs: the store is as it should be");
}
create_store('spread', 'private', 'moved');
my $spread = write_file('spread.csv', trips_of(300, 0.01));
unlike(said("CALL tripgrid.load_file('$spread', store => 'spread')"),
	qr/names with positions/, 'names of districts are no places');
is(answer('SELECT count(*) FROM spread.places'), '0', 'none of them');
my $addresses = write_file('addresses.csv', "pickup_address,pickup_lon,"
	  . "pickup_lat,dropoff_address,dropoff_lon,dropoff_lat,pickup_time\n"
	  . join '', map {
		sprintf "Street %d,16.%04d,48.2,Road %d,16.%04d,48.21,"
		  . "2024-06-03 08:00:00\n", $_, $_, $_, $_
	  } 1000 .. 1200);
said("CALL tripgrid.load_file('$addresses', store => 'spread')");
is(answer('SELECT count(*) FROM spread.places'), '0',
	'nor are addresses that hardly come twice');
my $path = write_file('private.csv', trips_of(300, 0));
answer(q{SELECT tripgrid.create_feed('coarse', columns, mapping, constants,
	privacy => '{"position_grid": 250}', cities => cities, store => 'private') FROM
	tripgrid.detect_feed('} . (split /\n/, trips_of(1, 0))[0] . q{', '}
	  . (split /\n/, trips_of(1, 0))[1] . q{')});
answer("CALL tripgrid.load_file('$path', store => 'private')");
is(answer('SELECT (SELECT count(*) FROM private.trips),
	(SELECT count(*) FROM private.places)'), '300|0',
	'what is made less of teaches nothing');
answer("INSERT INTO moved.places VALUES ('Stop 1', '15,48')");
like(said("CALL tripgrid.load_file('$path', store => 'moved')"),
	qr/WARNING:  1 name is more than 1000 metres from where store "moved" has this place.*"Stop 1"; places stay/s,
	'a place that the store has elsewhere is told');
is(answer("SELECT tripgrid.lon(position) FROM moved.places
	WHERE name = 'Stop 1'"), '15', 'and stays');
is(answer("SELECT count(*) FROM moved.trips
	WHERE tripgrid.lon(origin) < 16"), '0', 'as do the trips');

# a header without an end, and names that are none
my $endless = write_file('endless.csv', '"name,lat,lon' . "\nA,48,16" x 20_000);
like(said("SELECT tripgrid.load_places('$endless', store => 'private')"),
	qr/cannot find out where places are called and lie/, 'a quote that is not closed is told');
my $long = write_file('long.csv', "name,lat,lon\nA,48.2,16.3\n" . 'x' x 4000 . ",48.3,16.4\n");
answer("SELECT tripgrid.load_places('$long', store => 'private')");
is(answer('SELECT count(*), max(length(name)) < 300 FROM private.places'), '1|t',
	'a name that is too long is none');

# two columns in the order that is said, and degrees whose side is elsewhere
my $turned = write_file('turned.csv', "name,lon,lat\nHere,48.2,16.3\nThere,48.3,16.4\n");
answer("DELETE FROM private.places");
unlike(said("SELECT tripgrid.load_places('$turned', position_order => 'lat lon', store => 'private')"),
	qr/WARNING|ERROR/, 'position_order swaps two columns');
is(answer("SELECT tripgrid.lat(position) FROM private.places WHERE name = 'Here'"), '48.2',
	'so that places lie there');
my $sides = write_file('sides.csv', "name,lat,ns,lon,ew\nHere,40.7,N,73.9,W\nThere,40.8,N,73.8,W\n");
like(said("SELECT tripgrid.load_places('$sides', store => 'private')"),
	qr/column "ew" of file ".*" says that degrees are in the south, or west.*a letter in their own column is read/s,
	'a side in a column of its own is no sign');

#
# whose rights
#
answer('CREATE ROLE owner LOGIN; CREATE ROLE reader LOGIN;
	GRANT pg_read_server_files TO reader; GRANT CREATE ON DATABASE trips TO owner');
answer("SET ROLE owner; SELECT tripgrid.create_store('owned')");
answer('GRANT USAGE ON SCHEMA owned TO reader;
	GRANT INSERT ON owned.feed, owned.places TO reader');
like(said("SET ROLE owner; SELECT tripgrid.load_places('$graz', store => 'owned')"),
	qr/pg_read_server_files/, 'an owner may not read files');
like(said("SET ROLE reader; SELECT tripgrid.load_places('$graz', store => 'owned')"),
	qr/must be owner of store "owned"/, 'who may, not fill places');
answer(q{SET ROLE owner; CREATE TABLE owned.seen (who name, session name);
	CREATE FUNCTION owned.spy() RETURNS trigger LANGUAGE plpgsql AS
	'BEGIN INSERT INTO owned.seen VALUES (current_user, session_user);
	RETURN NEW; END'; CREATE TRIGGER spy BEFORE INSERT ON owned.places
	FOR EACH ROW EXECUTE FUNCTION owned.spy()});
answer("SELECT tripgrid.load_places('$graz', store => 'owned')");
is(answer('SELECT DISTINCT who FROM owned.seen'), 'owner',
	'code of the owner runs as the owner');

$node->stop;
done_testing();

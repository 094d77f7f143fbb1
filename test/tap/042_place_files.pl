# Lists of places are files like those of trips: in any encoding, with the
# same words for what is wrong with them.

use strict;
use warnings;
use utf8;

use FindBin;
use lib $FindBin::Bin;

use Encode qw(encode);
use ManyLoads;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $node = start_cluster('place_files', 'max_worker_processes = 16');
my $folder = PostgreSQL::Test::Utils::tempdir;

create_database($node, 'trips');
my $library = $node->safe_psql('trips',
	q{SELECT setting || '/tripgrid.so' FROM pg_config
	WHERE name = 'PKGLIBDIR'});
my $guesses = `ldd $library` =~ /libuchardet/;

# What is said of a list, and the names of the places that come of it.
my $stores = 0;

sub load
{
	my ($bytes, $arguments) = @_;
	my $store = 's' . ++$stores;
	my $path = write_bytes("$folder/list$stores", $bytes);
	my ($counts, $said);

	$node->safe_psql('trips', "SELECT tripgrid.create_store('$store')");
	$node->psql('trips', "SELECT * FROM tripgrid.load_places('$path', store => '$store'"
		  . ($arguments // '') . ')', stdout => \$counts, stderr => \$said);
	return ($said, $node->safe_psql('trips',
		"SELECT string_agg(name || ' ' || tripgrid.lon(position), ', '
		ORDER BY tripgrid.lon(position), name COLLATE \"C\") FROM $store.places"), $counts);
}

my $csv = "name,lon,lat\n" . join '', map { "$_\n" }
  'Münsterplatz,7.59,47.56', 'Aéroport,7.61,47.57', 'Bärenfelserstraße,7.63,47.58',
  'Brücke,7.65,47.59';
my $json = '{"stations": [' . join(', ', map { qq({"name": "$_->[0]", "lon": $_->[1], "lat": 47.5}) }
	  [ 'Münsterplatz', 7.59 ], [ 'Aéroport', 7.61 ]) . ']}';
my $of_csv = encode('UTF-8', 'Münsterplatz 7.59, Aéroport 7.61, Bärenfelserstraße 7.63, Brücke 7.65');
my $of_json = encode('UTF-8', 'Münsterplatz 7.59, Aéroport 7.61');
my ($said, $places, $counts);

#
# encodings that nobody says
#
SKIP:
{
	skip 'built without uchardet', 4 if !$guesses;
	($said, $places) = load(encode('cp1252', $csv));
	is($places, $of_csv, 'a list in an encoding of Windows');
	like($said, qr/WARNING:  file ".*list\d+" is read as WIN1252, which is a guess/,
		'that it is a guess is said');
	# only behind what a file is known by
	($said, $places) = load("name,lon,lat\n" . join('', map { "Station $_,7.5,47.5\n" } 1 .. 60_000)
		  . encode('cp1252', join '', map { "$_,7.6,47.6\n" } 'Brücke', 'Müllerstraße', 'Höhe'));
	like($places, qr/, ${\encode('UTF-8', 'Brücke')} 7.6/, 'one far behind the beginning');
	($said, $places) = load(encode('cp1252', $json));
	is($places, $of_json, 'JSON in an encoding of Windows');
}
($said, $places) = load(encode('UTF-16LE', "\x{FEFF}$csv"));
is($places, $of_csv, 'UTF-16 with a mark');
like($said, qr/NOTICE:  file .* is read as UTF-16LE/, 'which is told');

#
# encodings that are said
#
foreach my $case (
	[ 'cp1252', 'cp1252' ], [ 'WIN1252', 'cp1252' ], [ 'utf-16', 'UTF-16' ],
	[ 'utf-16le', 'UTF-16LE' ], [ 'utf-16be', 'UTF-16BE' ], [ 'UTF-8', 'UTF-8' ])
{
	my ($name, $really) = @$case;

	foreach my $list ([ 'CSV', $csv, $of_csv ], [ 'JSON', $json, $of_json ])
	{
		($said, $places) = load(encode($really, $list->[1]), ", encoding => '$name'");
		is($places, $list->[2], "$list->[0] in $name, as is said");
		is($said, '', "$list->[0] in $name: nothing to tell");
	}
}
# without a mark, and with too little ASCII for its order to be found out
($said, $places) = load(encode('UTF-16LE', "name,lon,lat\n" . '東' x 60 . ",139.7,35.6\n"
	  . '西' x 60 . ",139.8,35.6\n" . '南' x 60 . ",139.9,35.6\n"), ", encoding => 'utf-16le'");
is($places, encode('UTF-8', join ', ', '東' x 60 . ' 139.7', '西' x 60 . ' 139.8', '南' x 60 . ' 139.9'),
	'UTF-16 by its name alone');
{
	my $korean = "name,lon,lat\n서울역,126.97,37.55\n강남,127.02,37.49\n";
	my $expected = encode('UTF-8', '서울역 126.97, 강남 127.02');

	($said, $places) = load(encode('cp949', $korean), ", encoding => 'cp949'");
	is($places, $expected, 'CSV in an encoding of clients alone');
	($said, $places) = load(encode('cp949', '[{"name": "서울역", "lon": 126.97, "lat": 37.55},
		{"name": "강남", "lon": 127.02, "lat": 37.49}]'), ", encoding => 'cp949'");
	is($places, $expected, 'and JSON: it is converted before it is read');
}
foreach my $list ($csv, $json)
{
	($said) = load(encode('UTF-8', $list), ", encoding => 'klingon'");
	like($said, qr/ERROR:  encoding "klingon" does not exist\n.*HINT:  Encodings are/s,
		'one that does not exist');
	($said) = load(encode('cp1252', $list), ", encoding => 'UTF-8'");
	like($said, qr/ERROR:  invalid byte sequence.*HINT:  Without the argument encoding it is found out.*CONTEXT:  .*file ".*list\d+"/s,
		'one that it is not: which file, and what helps');
}
($said) = load(encode('big5', "name,lon,lat\n"), ", encoding => 'big5', quote => 'x'");
like($said, qr/quote and escape cannot be letters/, 'a quote that may be part of a character');

#
# how it is written
#
($said) = load("name,lon,lat,of\n" . join('', map { "'Stop $_','16.1','48.2','a, b'\n" } 1 .. 300)
	  . "'Park','16.2','48.2',it's\n" x 2);
like($said, qr/ERROR:  file .* has fields in single quotes, and others with an apostrophe/,
	'quotes that are none further on');
($said, $places, $counts) = load("name,lon,lat\nA,16.1,48.2\n\\.\nB,16.3,48.2\nC,16.4,48.2\n");
is("$places $counts", 'A 16.1, B 16.3, C 16.4 4|3|0|0|1',
	'what COPY takes for the end of its data is a line');

#
# names that are too long
#
($said, $places, $counts) = load("id,name,lon,lat\n1,A,16.1,48.2\n2," . 'x' x 300
	  . ",16.2,48.2\n3," . 'y' x 300 . ",16.3,48.2\n" . ',' . 'z' x 300 . ",16.4,48.2\n");
is("$places $counts", '1 16.1, A 16.1, 2 16.2, 3 16.3 4|4|0|0|1',
	'a place is there by its number, and left out without any other name');
like($said, qr/WARNING:  1 of 4 places .* were left out\n.*no name of at most 256 bytes/,
	'that one is told');
like($said, qr/WARNING:  2 names in file .* are longer than 256 bytes, and were left out\n.*keep the names/,
	'and the names, not as places');

#
# characters are whole in all that is said
#
foreach my $shift (0, 1)
{
	my $long = 'n' x $shift . encode('UTF-8', 'ü' x 4000);

	($said) = load("$long,$long\n1,2\n");
	like($said, qr/cannot find out where places .*Its columns are: n*(\xC3\xBC)+\.\.\.\.\n/s,
		"a name of 8000 bytes in a list of columns, from $shift on");
	is($node->safe_psql('trips', "SELECT convert_from(convert_to(note, 'UTF8'), 'UTF8')
		LIKE '%may have days of a spreadsheet%' FROM tripgrid.detect_feed(
		'start_$long,lon,lat,to_lon,to_lat', '45000.25,16.1,48.2,16.3,48.3')"), 't',
		"in a note, from $shift on");
	my $store = 'long' . $shift;
	$node->safe_psql('trips', "SELECT tripgrid.create_store('$store');
		CREATE FUNCTION $store.fail() RETURNS trigger LANGUAGE plpgsql AS
		\$\$ BEGIN RAISE '%', '$long'; END \$\$;
		CREATE TRIGGER fail BEFORE INSERT ON $store.chunks
		FOR EACH ROW EXECUTE FUNCTION $store.fail()");
	my $path = write_bytes("$folder/trips$shift.csv", "time,lon,lat,to_lon,to_lat\n"
		  . "2024-06-03 08:00:00,14.1,50.1,14.2,50.2\n" x 9);
	$node->psql('trips', "CALL tripgrid.load_file('$path', store => '$store', jobs => 2)",
		stderr => \$said);
	like($said, qr/ERROR:  n*(\xC3\xBC){400,}n*\n/, "an error of a worker, from $shift on");
	is($node->safe_psql('trips', "SELECT convert_from(convert_to(error, 'UTF8'), 'UTF8') LIKE '%ü%'
		FROM $store.loads"), 't', "in the ledger, from $shift on");
}

$node->stop;
done_testing();

# Files that would be loaded wrong without a word: what is lost in quotes, names
# in another order, what is cut off.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use IO::Compress::Zip qw($ZipError);
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest qw(:DEFAULT answer load_file new_store said);

my $node = start_cluster('wrong', "timezone = 'UTC'");
my $folder = PostgreSQL::Test::Utils::tempdir;
my $header = 'start_time,start_lon,start_lat,end_lon,end_lat,note';

create_database($node, 'trips');

# Load a file in a store of its own: what was said.
sub load
{
	my ($content, $more) = @_;
	my $path = write_bytes("$folder/trips", $content);

	new_store();
	return load_file($path, $more);
}

sub rows
{
	return answer('SELECT count(*) FROM mobility.trips');
}

# A row with a note, as it stands in the file; maybe with another value before.
sub row
{
	my ($n, $note) = @_;

	return sprintf "2024-06-%02d %02d:%02d:00,16.37%02d,48.2084,16.4133,48.21%02d,%s",
	  3 + $n / 600, 8 + $n / 60 % 10, $n % 60, $n % 90, $n % 80, $note;
}

# 300 rows, of which some have another note.
sub rows_with
{
	my (%note) = @_;

	return join '', map { "$_\n" } $header, map { row($_, $note{$_} // 'ok') } 1 .. 300;
}

# A file that is refused as a whole, because of one of its rows.
sub refused
{
	my ($what, $content, $why, $row, $more) = @_;
	my $said = load($content, $more);

	like($said, qr/ERROR: .*$why/, $what);
	like($said, qr/row $row\b/, "$what: its row") if defined $row;
	is(rows(), 0, "$what: nothing is left");
	return;
}

my $lost = 'text in quotes has a line that is a row';

refused('quotes that open, twice', rows_with(100 => '"lost', 200 => '"lost'), $lost, 100);
refused('the same, of other jobs', rows_with(100 => '"lost', 200 => '"lost'), $lost, 100,
	', jobs => 2');
refused('a quote that opens, and one that closes', rows_with(100 => '"lost', 200 => 'lost"'),
	$lost, 100);
refused('quotes on two rows', rows_with(100 => '"lost', 101 => 'lost"'), $lost, 100);
refused('a quote, and a field in quotes', rows_with(100 => '"lost', 101 => '"fine"', 200 => '"lost'),
	$lost, 100);
refused('a quote that nothing closes', rows_with(100 => '"lost'),
	'unterminated quoted field', 100);
refused('a quote before rows that end with CRLF',
	rows_with(100 => '"lost', 200 => '"lost') =~ s/\n/\r\n/gr, $lost, 100);
refused('quotes amid fields of the first column',
	join('', map { s/^(.*),([^,]*)$/$2,$1/r . "\n" }
		  split /\n/, rows_with(100 => 'say "lost', 200 => 'say "lost')), $lost, 100);
refused('a quote that closes amid a field', rows_with(100 => "\"two\nlines\" and more"),
	'a quote amid a field goes around the end of a line', 100);
refused('a quote in the header', rows_with(1 => '"fine"') =~ s/note/"note/r,
	'cannot tell how to read file');

my $said = load(rows_with(100 => "\"two\nlines, of \"\"text\"\"\"", 200 => "\"\n\"",
	299 => "\"a\n\nb\r\nc, d, e, f, g, h\""));
is(rows(), 300, 'texts of several lines') or diag $said;
$said = load(rows_with(100 => '"lost', 200 => '"lost'), ", quote => '\"'");
is(rows(), 200, 'where the quote is said');
like($said, qr/WARNING:  $lost/, 'it is told');
$said = load(rows_with(100 => "\"@{[row(5, 'x')]}\n@{[row(6, 'x') =~ s,20,200,r]}\""));
is(rows(), 300, 'a line that is almost a row is none') or diag $said;

# names in another order
my $moved = 'a row has the names of columns in another order';
my @rows = split /\n/, rows_with();
my @swapped = map { join ',', (split /,/)[0, 3, 4, 1, 2, 5] } @rows[0, 201 .. 300];

refused('ends in another order', join("\n", @rows[0 .. 200], @swapped) . "\n", $moved, 202);
refused('a time in another place',
	join("\n", @rows[0 .. 200], map { join ',', (split /,/)[1, 2, 0, 3, 4, 5] } @rows[0, 201 .. 300]),
	$moved, 202);
refused('names in capitals, quotes and blanks, and one more',
	join("\n", @rows[0 .. 200],
		map { join ',', 'more', map { "\"\U$_ \"" } split /,/ } $swapped[0]),
	$moved, 201);
$said = load(join("\n", @rows[0 .. 200], $rows[0], @rows[201 .. 300]) . "\n");
is(rows(), 300, 'the same names again') or diag $said;

sub load_places
{
	my $path = write_bytes("$folder/places", $_[0]);

	new_store();
	return said("SELECT tripgrid.load_places('$path')");
}

my @places = map { sprintf 'Stop %s,48.2%03d,16.3%03d', chr(65 + $_ % 26) x (1 + $_ / 26), $_, $_ } 1 .. 40;
my $places = join "\n", 'name,lat,lon', @places[0 .. 20], 'name,lon,lat',
	map { join ',', (split /,/)[0, 2, 1] } @places[21 .. 39];
$said = load_places($places);
like($said, qr/ERROR: .*$moved/, 'places, with coordinates in another order');
like($said, qr/row 22\b/, 'places: the row');
$said = load_places(join "\n", 'name,lat,lon', @places[0 .. 20], '"Stop ' . $places[21],
	$places[22], $places[23] =~ s/,/",/r, @places[24 .. 39]);
like($said, qr/ERROR: .*$lost/, 'places between quotes');
$said = load_places(join "\n", 'name,lat,lon', @places[0 .. 20], map { s/^([^,]*)/"$1\nNorth"/r } @places[21 .. 39]);
is(answer('SELECT count(*) FROM mobility.places'), 40,
	'places with names of two lines') or diag $said;

# JSON that is cut off
sub json
{
	return join ', ', map {
		my ($time, @at) = split /,/;
		qq({"start_time": "$time", "start_lon": $at[0], "start_lat": $at[1], "end_lon": $at[2], "end_lat": $at[3]})
	} @rows[1 .. 50];
}
my $cut = 'JSON ends before its brackets are closed';

load('[' . json() . ']');
is(rows(), 50, 'an array');
refused('an array that is cut off behind a record', '[' . json(), $cut);
refused('an array that is cut off in one', '[' . substr(json(), 0, -20), $cut);
refused('a list in an object, without its end', '{"trips": [' . json() . ']', $cut);
refused('the same in chunks', '[' . json(), $cut, undef, ', jobs => 2');
load(json() =~ s/\}, /}\n/gr);
is(rows(), 50, 'one record a line');

# what looks like nothing around a name makes no other
load(join "\n", 'region,' . $rows[0],
	(map { "Wien,$_" } @rows[1 .. 100]),
	(map { "\xEF\xBB\xBFWien,$_" } @rows[101 .. 200]),
	map { "\xC2\xA0Wien \xC2\xA0,$_" } @rows[201 .. 300]);
is(answer(q{SELECT region, count(*) FROM mobility.trips GROUP BY 1}),
	'Wien|300', 'names with byte order marks and no-break spaces');

# archives one after another
sub zip_of
{
	my ($name, $content) = @_;
	my $archive = '';
	my $zip = IO::Compress::Zip->new(\$archive, Name => $name) or die $ZipError;

	$zip->print($content);
	$zip->close;
	return $archive;
}
my @zips = (zip_of('a.csv', rows_with()), zip_of('b.csv', rows_with(1 => 'other')));

$said = load($zips[0]);
is(rows(), 300, 'a zip archive') or diag $said;
refused('two of them in one file', join('', @zips), 'has another archive, or other bytes, before it');

# Hold a load up when it writes its second chunk.
sub hold_up
{
	my ($seconds) = @_;

	new_store();
	answer(qq{
		CREATE OR REPLACE FUNCTION public.hold_up() RETURNS trigger LANGUAGE plpgsql AS
			'BEGIN
				IF (SELECT count(*) FROM mobility.chunks) = 2 THEN PERFORM pg_sleep($seconds); END IF;
				RETURN NULL;
			END';
		CREATE TRIGGER hold_up AFTER INSERT ON mobility.chunks
			FOR EACH STATEMENT EXECUTE FUNCTION public.hold_up()});
	return;
}
my $many = join '', "$rows[0]\n", map { join('', map { "$_\n" } @rows[1 .. 300]) =~ s/2024-06/"2024-" . sprintf('%02d', $_ % 12 + 1)/ger } 1 .. 40;
my $chunks = "SET tripgrid.chunk_bytes = '256kB'; SET client_min_messages = error;";
my $path = write_bytes("$folder/first.csv", $many);
my $session = TripgridTest::session($node, 'trips');

# days where months are read: a third of the dates exist all the same
like(load(join '', "start_time,start_lon,start_lat,end_lon,end_lat\n",
		map { sprintf "2024-%02d-06 08:00:00,16.37,48.2,16.41,48.21\n", 1 + $_ % 28 } 1 .. 280),
	qr/WARNING:  160 rows of file ".*" have dates that do not exist/, 'days that cannot be months are told');
unlike(load(join '', "start_time,start_lon,start_lat,end_lon,end_lat\n",
		map { sprintf "2024-06-%02d 08:00:00,16.37,48.2,16.41,48.21\n", $_ == 7 ? 31 : 1 + $_ % 28 } 1 .. 280),
	qr/dates that do not exist/, 'but no single one');

# a load that is cut off, and its file renamed
hold_up(60);
$session->send("$chunks CALL tripgrid.load_file('$path');");
$node->poll_query_until('trips', 'SELECT count(*) = 1 FROM mobility.chunks') or die 'no chunk';
$node->poll_query_until('trips', q{SELECT count(pg_cancel_backend(pid)) = 1
	FROM pg_stat_activity WHERE wait_event = 'PgSleep'}) or die 'no sleep';
$session->wait;
like($session->error, qr/canceling statement/, 'a load is cut off');
my $kept = rows();
answer('DROP TRIGGER hold_up ON mobility.chunks');
rename $path, "$folder/second.csv" or die "$path: $!";
like(said("CALL tripgrid.load_file('$folder/second.csv')"),
	qr/ERROR:  load 1 of file .*first\.csv", which begins as this file does, was cut off/,
	'its file under another name is refused');
is(rows(), $kept, 'and nothing is there twice');
write_bytes("$folder/first.csv", $many);
said("CALL tripgrid.load_file('$path')");
is(rows(), 12000, 'under its name the load goes on');

$session->quit;

$node->stop;
done_testing();

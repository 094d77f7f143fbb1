# A file that cannot be loaded gives a clear error and leaves the store as it
# was, whoever asks for it and whatever it is.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use IO::Compress::Gzip qw(gzip $GzipError);
use POSIX qw(mkfifo);
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $node = start_cluster('bad_files');
my $folder = PostgreSQL::Test::Utils::tempdir;
my $header = "region,origin_coord,destination_coord,datetime,datasource\n";

create_database($node, 'trips');
$node->safe_psql(
	'trips', q{
	SELECT tripgrid.create_store('mobility');
	INSERT INTO mobility.feed VALUES
	  ('Prague', '14.5,50', '14.4,50.1', '2018-05-28 09:03:40', 'before')});

sub row
{
	my ($number) = @_;

	return sprintf "Prague,\"%.4f,50.05\",\"14.4,%.4f\",2018-05-28 09:%02d:%02d,bus\n",
	  14 + $number % 1000 / 1000, 50 + $number % 777 / 1000,
	  $number / 60 % 60, $number % 60;
}

# What a store holds.
sub contents
{
	return $node->safe_psql(
		'trips', q{
	SELECT 'trips', count(*), sum(hashtext((t.region, t.origin, t.destination,
	  t.departed_at, t.datasource)::text)) FROM mobility.trips AS t;
	SELECT 'loads', count(*) FROM mobility.loads
	  WHERE state IN ('committed', 'running');
	SELECT 'rejects', count(*) FROM mobility.rejects;
	SELECT 'chunks', count(*) FROM mobility.chunks;
	SELECT 'feed', feed FROM tripgrid.feeds() ORDER BY 2;
	SELECT 'lock', locktype, mode FROM pg_locks WHERE locktype = 'advisory';
	SELECT 'answer', sum(trips) FROM tripgrid.weekly_trips();
	SELECT 'difference', v.* FROM tripgrid.verify() AS v});
}

my $before = contents();
my $rows = join '', map { row($_) } 1 .. 3000;

# Load a file, which fails with a message.
sub fails
{
	my ($name, $path, $message, $arguments, $role) = @_;

	foreach my $jobs (1, 2)
	{
		my ($status, $stdout, $stderr) = $node->psql('trips',
				($role ? "SET ROLE $role; " : '')
			  . "SET tripgrid.chunk_bytes = 20000; "
			  . "CALL tripgrid.load_file('$path', jobs => $jobs"
			  . ($arguments ? ", $arguments" : '') . ')');

		# the settings are a superuser's
		($status, $stdout, $stderr) = $node->psql('trips',
			"SET ROLE $role; CALL tripgrid.load_file('$path', jobs => $jobs"
			  . ($arguments ? ", $arguments" : '') . ')') if $role;
		isnt($status, 0, "$name, $jobs jobs: it fails");
		like($stderr, $message, "$name, $jobs jobs: it says why");
		is(contents(), $before, "$name, $jobs jobs: the store is as before");
	}
	return;
}

#
# what is no file, or not for everybody
#
mkfifo("$folder/pipe", 0666) or die "mkfifo: $!";
write_bytes("$folder/secret.csv", "$header$rows");
chmod 0, "$folder/secret.csv";
fails('a directory', $folder, qr/is a directory/);
fails('a pipe', "$folder/pipe", qr/is not a regular file/);
fails('a device', '/dev/zero', qr/is not a regular file/);
fails('nothing', "$folder/nothing.csv", qr/No such file or directory/);
fails('no permission', "$folder/secret.csv", qr/Permission denied/)
  if $> != 0;
fails('no name', '', qr/path must not be empty/);
fails('an empty file', write_bytes("$folder/empty.csv", ''), qr/is empty/);

#
# damaged content, far behind the beginning
#
my ($packed, $zstd);
gzip \"$header$rows" => \$packed or die $GzipError;
fails('a truncated gzip', write_bytes("$folder/cut.gz", substr($packed, 0, -2000)),
	qr/is damaged.*ends too early/s);
fails('a gzip without its end', write_bytes("$folder/end.gz", substr($packed, 0, -5)),
	qr/is damaged.*ends too early/s);
fails('garbage behind gzip', write_bytes("$folder/more.gz", "${packed}garbage"),
	qr/is damaged.*Other bytes follow/s);
{
	my $bad = $packed;

	substr($bad, length($bad) / 2, 40) = 'x' x 40;
	fails('garbage within gzip', write_bytes("$folder/bad.gz", $bad), qr/is damaged/);
}
SKIP:
{
	my $plain = write_bytes("$folder/plain.csv", "$header$rows");

	skip 'no zstd', 1 if system("zstd -q -f $plain -o $folder/plain.zst 2>/dev/null");
	$zstd = slurp_file("$folder/plain.zst");
	fails('a truncated zstd', write_bytes("$folder/cut.zst", substr($zstd, 0, -2000)),
		qr/is damaged.*ends too early/s);
	fails('garbage behind zstd', write_bytes("$folder/more.zst", "${zstd}garbage"),
		qr/is damaged/);
}
fails('UTF-16 without its end',
	write_bytes("$folder/utf16.csv", "\xFF\xFE" . join('', map { "$_\0" } split //, "$header$rows") . 'x'),
	qr/ends within a character/);
fails('no zip archive', write_bytes("$folder/a.zip", "PK\x03\x04$rows"),
	qr/is damaged|is a zip archive/);
fails('wrong encoding',
	write_bytes("$folder/latin1.csv", "$header${rows}Brno \xE9,\"14,50\",\"14,50\",2018-05-28 09:00,bus\n"),
	qr/invalid byte sequence for encoding "UTF8": 0xe9.*HINT:.*it is found out.*row 3001/s,
	q{encoding => 'utf-8'});
fails('a NUL byte',
	write_bytes("$folder/nul.csv", "$header${rows}Br\0no,\"14,50\",\"14,50\",2018-05-28 09:00,bus\n$rows"),
	qr/invalid byte sequence for encoding "UTF8": 0x00.*row 3001/s);
fails('a NUL byte in the header',
	write_bytes("$folder/nul_header.csv", "reg\0ion$header$rows"),
	qr/invalid byte sequence for encoding "UTF8": 0x00/s);
fails('a long line',
	write_bytes("$folder/long.csv", "$header$rows" . 'x' x 10_000_000 . "\n$rows"),
	qr/row is longer than 1 MB.*row 3001/s);
fails('a long line first',
	write_bytes("$folder/long_header.csv", 'x' x 10_000_000 . "\n$rows"),
	qr/longer than 1 MB|cannot find out/s, "feed => 'feed'");
fails('an unclosed quote',
	write_bytes("$folder/quote.csv", "$header${rows}\"Prague,\"14,50\",\"14,50\",2018-05-28 09:00,bus\n"),
	qr/unterminated quoted field.*row 3001/s);
fails('a mix of ends of lines',
	write_bytes("$folder/mixed.csv", "$header${rows}Prague,a,b\rc,d,e\n"),
	qr/unquoted carriage return found in data.*row 3001/s);
fails('columns of other files',
	write_bytes("$folder/other.csv", "name,colour\nfox,red\ndog,black\n"),
	qr/cannot find out where.*HINT:.*create_feed/s);
fails('columns that the feed does not have',
	write_bytes("$folder/lacks.csv", "region,origin_coord,datetime\na,b,c\n"),
	qr/has no column "destination_coord"/, "feed => 'feed'");
fails('a header that is another feed\'s',
	write_bytes("$folder/foreign.csv", "name,colour\nfox,red\ndog,black\n"),
	qr/header\ of\ file\ .*foreign\.csv"\ has\ no\ column\ of\ feed\ "feed".*
	 region,\ origin_coord.*name,\ colour.*header\ =>\ false/sx,
	"feed => 'feed'");

#
# wrong arguments
#
my $good = write_bytes("$folder/good.csv", "$header$rows");
fails('no feed', $good, qr/has no feed "nothing"/, "feed => 'nothing'");
fails('no feed, but a table', $good, qr/is not a feed/, "feed => 'trips'");
fails('no store', $good, qr/store "nothing" does not exist/, "store => 'nothing'");
fails('no format', $good, qr/format "xml" is not known/, "format => 'xml'");
fails('another format', $good, qr/is for csv/,
	"feed => 'feed', format => 'json'");
fails('a long delimiter', $good, qr/delimiter must be a single/,
	"delimiter => '::'");
fails('no encoding', $good, qr/encoding "klingon" does not exist/,
	"encoding => 'klingon'");
my ($status, $stdout, $stderr) =
  $node->psql('trips', "CALL tripgrid.load_file('$good', jobs => 0)");
like($stderr, qr/jobs must be between 1 and/, 'no jobs');
($status, $stdout, $stderr) = $node->psql('trips', 'CALL tripgrid.load_file(NULL)');
like($stderr, qr/path must not be null/, 'no path');
($status, $stdout, $stderr) = $node->psql('trips',
	"BEGIN; CALL tripgrid.load_file('$good')");
like($stderr, qr/cannot run inside a transaction block.*HINT:.*COPY/s,
	'in a transaction block');
($status, $stdout, $stderr) = $node->psql('trips',
	"SET default_transaction_read_only = on; CALL tripgrid.load_file('$good')");
like($stderr, qr/read-only transaction/, 'read only');
is(contents(), $before, 'wrong arguments: the store is as before');

#
# roles
#
$node->safe_psql(
	'trips', q{
	CREATE ROLE stranger; CREATE ROLE reader; CREATE ROLE loader;
	GRANT pg_read_server_files TO reader, loader;
	GRANT USAGE ON SCHEMA mobility TO stranger, reader, loader;
	GRANT INSERT ON mobility.feed TO stranger, loader});
fails('not a reader of files', $good, qr/pg_read_server_files.*\\copy/s,
	"feed => 'feed'", 'stranger');
fails('not a loader', $good, qr/permission denied for view feed/,
	"feed => 'feed'", 'reader');
fails('no owner for a new feed',
	write_bytes("$folder/new.csv", "start_lon,start_lat,end_lon,end_lat,started\n14.5,50,14.4,50.1,2018-05-28 09:00\n"),
	qr/has no feed for file .* that you may load through.*HINT:.*GRANT SELECT, INSERT.*create_feed/s, undef, 'loader');

#
# nothing wrong: no rows, and rows that are no trips
#
$node->safe_psql('trips',
	"CALL tripgrid.load_file('" . write_bytes("$folder/header.csv", $header) . "')");
is( $node->safe_psql(
		'trips', q{SELECT state, rows_read, finished_at IS NOT NULL
	FROM mobility.loads ORDER BY load_id DESC LIMIT 1}),
	'committed|0|t',
	'a header alone is a load without rows');
$node->safe_psql(
	'trips',
	"SET ROLE loader; CALL tripgrid.load_file('"
	  . write_bytes("$folder/rows.csv", "$header\n\na,b\n\\.\n"
		  . 'Prague,"14,50","14,50.1",2018-05-28 09:00,bus,,' . "\n"
		  . 'Prague,"14,50","14,50.1",2018-05-28 09:00,bus,x' . "\n"
		  . "\n" . row(1) . row(2))
	  . "')");
is( $node->safe_psql(
		'trips', q{SELECT loaded_by, state, rows_read, rows_loaded,
	  rows_rejected FROM mobility.loads ORDER BY load_id DESC LIMIT 1;
	SELECT lineno, cardinality(fields), errorcode, err_message
	FROM mobility.rejects ORDER BY lineno}),
	join("\n",
		'loader|committed|6|3|3',
		'1|2|22P04|row has another number of fields',
		'2|1|22P04|row has another number of fields',
		'4|6|22P04|row has another number of fields'),
	'rows with other numbers of fields are rejects, empty lines are none');
is($node->safe_psql('trips', 'SELECT * FROM tripgrid.verify()'),
	'', 'verified');

$node->stop;
done_testing();

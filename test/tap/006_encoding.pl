# Names in databases of other encodings: one that checks nothing, and one with
# a single byte for each character.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $node = start_cluster('encoding');

sub create_encoded
{
	my ($database, $encoding) = @_;

	create_database($node, $database,
		"ENCODING '$encoding' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
	$node->safe_psql($database, "SELECT tripgrid.create_store('mobility')");
	return;
}

# Load a trip with the region of these bytes.
sub load
{
	my ($bytes) = @_;

	return "INSERT INTO mobility.feed VALUES (convert_from('\\x$bytes', "
	  . "'SQL_ASCII'), '14.42,50.09', '14.5,50', '2018-05-28 09:03', 'd');";
}

#
# SQL_ASCII: names must be UTF-8 all the same, for nothing else checks them
#
create_encoded('ascii', 'SQL_ASCII');
my @good = (
	[ '50726167', 'ASCII' ], [ '5ac3bc72696368', 'two bytes' ],
	[ 'e69db1e4baac', 'three bytes' ], [ 'f09f9ab2', 'four bytes' ],
	[ 'c3a9' x 32, '64 bytes' ]);
my @bad = (
	[ '5afc72696368', 'Latin-1' ], [ 'c3', 'cut off' ],
	[ 'c328', 'no continuation' ], [ 'a0a1', 'continuation alone' ],
	[ 'c0af', 'overlong' ], [ 'eda080', 'a surrogate' ],
	[ 'f4908080', 'beyond Unicode' ], [ 'ff', 'no UTF-8 at all' ]);
$node->safe_psql('ascii', 'SET client_min_messages = warning;'
	  . join('', map { load($_->[0]) } @good, @bad));
is( $node->safe_psql('ascii',
		q{SELECT string_agg(encode(convert_to(region, 'SQL_ASCII'), 'hex'),
		',' ORDER BY trip_id) FROM mobility.trips}),
	join(',', map { $_->[0] } @good),
	'SQL_ASCII: UTF-8 is loaded');
is( $node->safe_psql('ascii',
		q{SELECT string_agg(encode(convert_to(raw_field_value, 'SQL_ASCII'),
		'hex'), ',' ORDER BY load_id) FROM mobility.rejects
		WHERE errorcode = '22021' AND colname = 'region'
		  AND err_message = 'text is not valid UTF-8'}),
	join(',', map { $_->[0] } @bad),
	'SQL_ASCII: what is not is rejected, and kept as it came');
my ($status, $stdout, $stderr) =
  $node->psql('ascii', "SET tripgrid.on_reject = 'error';" . load('ff'));
isnt($status, 0, 'SQL_ASCII: with on_reject = error the load fails');
# a good name in an area: questions and hints
is( $node->safe_psql('ascii',
		'SELECT sum(trips) FROM tripgrid.weekly_trips(region => '
		  . "convert_from('\\x5ac3bc72696368', 'SQL_ASCII'))"),
	'1',
	'SQL_ASCII: a region is found by its name');
($status, $stdout, $stderr) = $node->psql('ascii',
	q{SELECT tripgrid.weekly_avg_trips(region => 'Zurich')});
like($stderr, qr/Closest names: /, 'SQL_ASCII: close names are told');
is($node->safe_psql('ascii', 'SELECT * FROM tripgrid.verify()'),
	'', 'SQL_ASCII: verified');

#
# LATIN1: what the client sends in UTF-8 is converted on its way
#
create_encoded('latin', 'LATIN1');
my $utf8 = "SET client_encoding = 'UTF8'; ";
my $zurich = "Z\xc3\xbcrich";
my $long = "\xc3\xa9" x 64;
$node->safe_psql('latin',
	$utf8 . "INSERT INTO mobility.feed VALUES
	('$zurich', '8.54,47.37', '8.6,47.4', '2018-05-28 09:03', 'caf\xc3\xa9'),
	('$long', '8.54,47.37', '8.6,47.4', '2018-05-28 09:03', 'd')");
is( $node->safe_psql('latin',
		q{SELECT encode(convert_to(region, 'LATIN1'), 'hex')
		FROM mobility.trips ORDER BY trip_id}),
	"5afc72696368\n" . 'e9' x 64,
	'LATIN1: a character is a byte, and 64 are taken');
is( $node->safe_psql('latin',
		$utf8 . 'SELECT datasource FROM '
		  . 'tripgrid.latest_datasource_top_regions() '
		  . "WHERE region = '$zurich'"),
	"caf\xc3\xa9",
	'LATIN1: names come back');
is( $node->safe_psql('latin',
		$utf8 . "SELECT sum(trips) FROM tripgrid.weekly_trips("
		  . "region => '$zurich', datasource => 'caf\xc3\xa9')"),
	'1',
	'LATIN1: names are found');
($status, $stdout, $stderr) = $node->psql('latin',
	$utf8 . q{SELECT tripgrid.weekly_avg_trips(region => 'Zurich')});
like($stderr, qr/Closest names: "\Q$zurich\E"/,
	'LATIN1: close names are told');
is($node->safe_psql('latin', 'SELECT * FROM tripgrid.verify()'),
	'', 'LATIN1: verified');

#
# UTF8: a file in another encoding is read as COPY reads it
#
create_encoded('utf', 'UTF8');
my $file = PostgreSQL::Test::Utils::tempdir . '/latin1.csv';
append_to_file($file,
	qq{Z\xfcrich,"8.54,47.37","8.6,47.4",2018-05-28 09:03,d\n});
$node->safe_psql('utf',
	"COPY mobility.feed FROM '$file' (FORMAT csv, ENCODING 'LATIN1')");
is($node->safe_psql('utf', $utf8 . 'SELECT region FROM mobility.trips'),
	$zurich, 'UTF8: a LATIN1 file is converted');
($status, $stdout, $stderr) =
  $node->psql('utf', "COPY mobility.feed FROM '$file' (FORMAT csv)");
like($stderr, qr/invalid byte sequence/,
	'UTF8: the server refuses bytes that are none');
is($node->safe_psql('utf', 'SELECT count(*) FROM mobility.trips'),
	'1', 'UTF8: nothing of that file is loaded');

$node->stop;
done_testing();

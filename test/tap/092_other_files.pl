# Files that have no text to read are refused with what they are, and with the
# line that makes text of them; where its tool is here, the line is run.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use IO::Compress::Zip qw($ZipError);
use ManyLoads;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $node = start_cluster('other_files');
my $folder = PostgreSQL::Test::Utils::tempdir;
my $header = "region,origin_coord,destination_coord,datetime,datasource\n";
my $row = "Praha,POINT (14.5 50),POINT (14.4 50.1),2018-05-01 09:00:00,bus\n";

create_database($node, 'trips');
$node->safe_psql('trips', q{SELECT tripgrid.create_store('s')});
my $library = $node->safe_psql('trips',
	q{SELECT setting || '/tripgrid.so' FROM pg_config
	WHERE name = 'PKGLIBDIR'});
my $archives = `ldd $library` =~ /libarchive/;

sub zip_of
{
	my (@names) = @_;
	my $archive = '';
	my $zip = IO::Compress::Zip->new(\$archive, Name => shift @names)
	  or die $ZipError;

	$zip->print('x');
	$zip->newStream(Name => $_), $zip->print('x') foreach @names;
	$zip->close;
	return $archive;
}

my $binary = join '', map { chr } 0 .. 255;
my $sqlite = "SQLite format 3\0" . "\x10\0" . $binary;
my $package = $sqlite;

substr $package, 68, 4, 'GPKG';
my @kinds = (
	[ 'trips.parquet', "PAR1\x15\4$binary", qr/a Parquet file.*duckdb -c/s ],
	[ 'trips.gpkg', $package, qr/a GeoPackage.*ogr2ogr -f CSV/s ],
	[ 'trips.sqlite', $sqlite, qr/an SQLite database.*sqlite3 -header -csv/s ],
	[ 'trips.xls', "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1$binary",
		qr/Microsoft Office \(xls\).*ogr2ogr/s ],
	[ 'trips.pdf', "%PDF-1.7\n$binary", qr/a PDF document/ ],
	[ 'trips.7z', "7z\xBC\xAF\x27\x1C\0\4$binary", qr/a 7z archive.*7z x/s ],
	[ 'trips.rar', "Rar!\x1A\7\1\0$binary", qr/a rar archive.*unrar/s ],
	[ 'page.csv', "\n<!DOCTYPE html>\n<html><head>",
		qr/an HTML page.*download the file itself/s ],
	[ 'data.xml', qq{<?xml version="1.0"?>\n<kml>},
		qr/an XML document.*ogr2ogr/s ],
	[ 'trips.arrow', "ARROW1\0\0$binary", qr/an Arrow file.*pandas/s ],
	[ 'trips.avro', "Obj\1\4$binary", qr/an Avro file/ ],
	[ 'trips.orc', "ORC\12\3$binary", qr/an ORC file/ ],
	[ 'trips.rds', "X\n\0\0\0\3$binary", qr/an R data file.*write\.csv/s ],
	[ 'trips.dump', "PGDMP\1\16$binary", qr/an archive of pg_dump/ ],
	[ 'lfs.csv', "version https://git-lfs.github.com/spec/v1\noid x\n",
		qr/a pointer of Git LFS.*git lfs pull/s ],
	[ 'trips.xlsx',
		zip_of('[Content_Types].xml', '_rels/.rels', 'xl/workbook.xml'),
		$archives
		? qr/an Excel workbook \(xlsx\).*ogr2ogr/s
		: qr/a zip archive.*built without libarchive/s ],
	[ 'trips.ods', zip_of('mimetype', 'content.xml'),
		$archives
		? qr/an OpenDocument file.*ogr2ogr/s
		: qr/a zip archive.*built without libarchive/s ]);
my @cases = map {
	[ $_->[0], write_bytes("$folder/$_->[0]", $_->[1]) ],
	  [ "$_->[0] with a feed", "$folder/$_->[0]", q{feed => 'feed'} ]
} @kinds;
my @results = many_loads($node, 'trips', 's', @cases);

foreach my $i (0 .. $#cases)
{
	like($results[$i]{said}, $kinds[ $i / 2 ][2], "$cases[$i][0]: said");
	is($results[$i]{trips}, 0, "$cases[$i][0]: no trips");
}

# names of columns that begin as binary files do are text all the same
{
	my @names = qw(PAR1 ORC BZh Rar! GIF8 PGDMP PK);
	my @texts = many_loads(
		$node, 'trips', 's',
		map {
			[ $_, write_bytes("$folder/$_.csv", "$_,$header" . "x,$row") ]
		} @names);

	is($texts[$_]{trips}, 1, "a column that is called $names[$_]")
	  foreach 0 .. $#names;
}

#
# the lines that convert, where their tools are
#
sub has_tool
{
	my ($command) = @_;

	return system("$command >/dev/null 2>&1") == 0;
}

my $csv = write_bytes("$folder/good.csv", $header . $row x 3);

SKIP:
{
	skip 'no sqlite3', 1 if !has_tool('sqlite3 -version');
	unlink "$folder/real.sqlite";
	system qq{sqlite3 "$folder/real.sqlite" ".import --csv $csv trips"};
	system qq{sqlite3 -header -csv "$folder/real.sqlite" }
	  . qq{"SELECT * FROM trips" > "$folder/sqlite.csv"};
	my ($done) =
	  many_loads($node, 'trips', 's', [ 'sqlite', "$folder/sqlite.csv" ]);
	is($done->{trips}, 3, 'an SQLite database by the line of its hint');
}
SKIP:
{
	skip 'no duckdb', 2 if !has_tool('duckdb -version');
	chdir $folder or die $!;
	system q{duckdb -c "COPY (FROM 'good.csv') TO 'trips.parquet'"};
	my ($status, $stdout, $stderr) = $node->psql('trips',
		q{\copy s.feed FROM PROGRAM 'duckdb -csv -c "FROM ''trips.parquet''"' CSV HEADER});
	is($stderr, '', 'Parquet is piped into a feed');
	system q{duckdb -c "COPY (FROM 'trips.parquet') TO 'parquet.csv'"};
	my ($done) =
	  many_loads($node, 'trips', 's', [ 'parquet', "$folder/parquet.csv" ]);
	is($done->{trips}, 3, 'Parquet by the line of its hint');
}
SKIP:
{
	skip 'no ogr2ogr', 1 if !has_tool('ogr2ogr --version');
	unlink "$folder/real.gpkg";
	system qq{ogr2ogr -f GPKG "$folder/real.gpkg" "$csv" -nln trips};
	system qq{ogr2ogr -f CSV "$folder/gpkg.csv" "$folder/real.gpkg"};
	my ($done) =
	  many_loads($node, 'trips', 's', [ 'gpkg', "$folder/gpkg.csv" ]);
	is($done->{trips}, 3, 'a GeoPackage by the line of its hint');
}

$node->stop;
done_testing();

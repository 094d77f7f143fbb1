# Files in archives, and files packed with other compressors; what is wrong
# with them, and what is hostile.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use Archive::Tar;
use IO::Compress::Bzip2 qw(bzip2 $Bzip2Error);
use IO::Compress::Gzip qw(gzip $GzipError);
use IO::Compress::Zip qw($ZipError);
use ManyLoads;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $node = start_cluster('archives', 'max_worker_processes = 16');
my $folder = PostgreSQL::Test::Utils::tempdir;
my $header = "region,origin_coord,destination_coord,datetime,datasource\n";

create_database($node, 'trips');
my $library = $node->safe_psql('trips',
	q{SELECT setting || '/tripgrid.so' FROM pg_config
	WHERE name = 'PKGLIBDIR'});
if (`ldd $library` !~ /libarchive/)
{
	plan skip_all => 'built without libarchive';
}
$node->safe_psql('trips', q{SELECT tripgrid.create_store('s')});

# A file of so many trips of a region.
sub trips
{
	my ($region, $count) = @_;

	return $header . join '', map {
		sprintf "$region,POINT (14.%04d 50),POINT (14.4 50.1),"
		  . "2018-05-01 %02d:%02d:%02d,bus\n", $_ % 9999, $_ / 3600 % 24,
		  $_ / 60 % 60, $_ % 60
	} 1 .. $count;
}

# A zip archive of members, by their names.
sub zip_of
{
	my (@members) = @_;
	my $archive = '';
	my $zip;

	while (my ($name, $content) = splice @members, 0, 2)
	{
		if ($zip)
		{
			$zip->newStream(Name => $name);
		}
		else
		{
			$zip = IO::Compress::Zip->new(\$archive, Name => $name)
			  or die $ZipError;
		}
		$zip->print($content);
	}
	$zip->close;
	return $archive;
}

# One of a tar archive, with its type: a file, or a link to another.
sub tar_member
{
	my ($name, $content, $type, $link) = @_;
	my $block = pack 'a100 a8 a8 a8 a12 a12 A8 a1 a100 a6 a2 a32 a32 a8 a8 a155 x12',
	  $name, '0000644', '0000000', '0000000', sprintf('%011o', length $content),
	  '00000000000', '', $type // '0', $link // '', 'ustar', '00', '', '', '',
	  '', '';

	substr $block, 148, 8, sprintf "%06o\0 ", unpack '%32C*', $block;
	return $block . $content . "\0" x (-length($content) % 512);
}

sub tar_of
{
	my (@members) = @_;
	my $archive = '';

	while (my ($name, $content) = splice @members, 0, 2)
	{
		$archive .= tar_member($name, $content);
	}
	return $archive . "\0" x 1024;
}

sub gzipped
{
	my ($content) = @_;

	gzip \$content => \my $packed or die $GzipError;
	return $packed;
}

sub bzipped
{
	my ($content) = @_;

	bzip2 \$content => \my $packed or die $Bzip2Error;
	return $packed;
}

# What a program makes of bytes, or undef where there is none.
sub packed_by
{
	my ($program, $content) = @_;
	my $path = write_bytes("$folder/to_pack", $content);
	my $packed = `$program -c < $path 2>/dev/null`;

	return $packed eq '' ? undef : $packed;
}

# Cases to load, each with what has to be said of it, how many trips it has,
# and their regions.
my @cases;
my @expected;

sub expect
{
	my ($name, $bytes, $arguments, $said, $trips, $regions, $paths) = @_;
	my $path = $bytes;

	if (defined $name)
	{
		$path = write_bytes("$folder/$name", $bytes);
		# a member of the file
		($path, $arguments) = ("$path/$1", $2)
		  if ($arguments // '') =~ /^\/(\S*)(?:, )?(.*)$/;
	}
	push @cases, [ $name // $path, $path, $arguments,
		'SET tripgrid.chunk_bytes = 20000' ];
	push @expected, [ $said, $trips, $regions // '', $paths ];
	return;
}

my $one = trips('Praha', 900);
my $all = qr/900 of 900 rows were loaded/;

#
# packed files
#
expect('a.csv.bz2', bzipped($one), undef, $all, 900, 'Praha');
expect('b.csv.bz2', bzipped($one), 'jobs => 2', $all, 900, 'Praha');
# as several processors pack at once
expect('c.csv.bz2', bzipped($header) . bzipped(substr $one, length $header),
	undef, $all, 900, 'Praha');
expect('d.csv.bz2', substr(bzipped($one), 0, -20), undef,
	qr/is damaged/, 0);
expect('e.csv.bz2', bzipped($one) . 'garbage', undef, qr/is damaged/, 0);
expect('f.csv.gz.bz2', bzipped(gzipped($one)), undef, $all, 900, 'Praha');
expect('g.gz', gzipped(gzipped(gzipped(gzipped(gzipped($one))))), undef,
	qr/is packed more than 4 times/, 0);
expect('h.csv.bz2', bzipped(''), undef, qr/is empty/, 0);
foreach my $program (qw(xz lz4 lzip compress))
{
	my $packed = packed_by($program, $one);
	my $bad;

	SKIP: { skip "no $program", 1 if !defined $packed; }
	next if !defined $packed;
	expect("$program.csv", $packed, undef, $all, 900, 'Praha');
	$bad = $packed;
	substr $bad, length($bad) / 2, 20, 'x' x 20;
	expect("$program.bad.csv", $bad, undef, qr/is damaged/, 0)
	  if $program ne 'compress';    # it has no sum
	expect("$program.cut.csv", substr($packed, 0, length($packed) / 2),
		undef, qr/is damaged|no trips|end/, 0)
	  if $program ne 'compress';
	expect("$program.more.csv", "${packed}garbage", undef, qr/is damaged/, 0)
	  if $program eq 'xz';
}
{
	my $bomb = `(printf '%s' '$header'; head -c 300000000 /dev/zero |
		tr '\\0' 'a') | xz -0 2>/dev/null`;

	expect('bomb.csv.xz', $bomb, q{feed => 'feed'},
		qr/content of file .* is more than 1000 times as large/, 0)
	  if $bomb ne '';
}

#
# archives
#
my %three = (
	'may.csv' => trips('Praha', 300), 'june.csv' => trips('Wien', 200),
	'deep/er/july.csv.gz' => gzipped(trips('Linz', 100)));
my @three = map { $_ => $three{$_} } sort keys %three;
my $three_said = qr/3 files were loaded, 0 had been before, 0 failed/;
my $three_regions = 'Linz,Praha,Wien';

expect('a.zip', zip_of('may.csv' => $one), undef, $all, 900, 'Praha',
	"$folder/a.zip/may.csv");
expect('b.zip', zip_of('may.csv' => $one), 'jobs => 2', $all, 900, 'Praha');
expect('c.zip', zip_of('may.csv' => $one), q{load_key => 'May'}, $all, 900,
	'Praha');
expect('d.zip', zip_of(@three), undef, $three_said, 600, $three_regions,
	join ',', map { "$folder/d.zip/$_" } sort keys %three);
expect('d.tar', tar_of(@three), undef, $three_said, 600, $three_regions);
expect('d.tar.gz', gzipped(tar_of(@three)), undef, $three_said, 600,
	$three_regions);
expect('d.tar.bz2', bzipped(tar_of(@three)), 'jobs => 2', $three_said, 600,
	$three_regions);
{
	my $tar = Archive::Tar->new;

	$tar->add_data("./$_", $three{$_}) foreach sort keys %three;
	$tar->write("$folder/perl.tar");
	expect(undef, "$folder/perl.tar", undef, $three_said, 600,
		$three_regions);
}
expect('e.zip', zip_of(@three), q{/june.csv}, qr/200 of 200 rows/, 200,
	'Wien');
expect('e.tar.gz', gzipped(tar_of(@three)), q{/deep/er/july.csv.gz},
	qr/100 of 100 rows/, 100, 'Linz');
expect('f.zip', zip_of(@three), q{/nothing.csv},
	qr/archive .*f\.zip" has no file "nothing.csv"/, 0);
expect('f.csv', $one, q{/nothing.csv}, qr/could not open file.*: Not a dir/,
	0);
expect('g.zip', zip_of(@three), q{load_key => 'k'},
	qr/a key is of one file, and archive .* has 3/, 0);
expect('h.zip',
	zip_of('README.txt' => "What this is.\n", '__MACOSX/._may.csv' => "\0\5",
		'.hidden.csv' => $one, 'may.csv' => $one),
	undef,
	qr/NOTICE:  1 document in archive .* is passed over\nDETAIL:  Such as "README.txt"/,
	900, 'Praha');
expect('hc.zip', zip_of('README.txt' => "What this is.\n", 'may.csv' => $one),
	q{/README.txt}, qr/ERROR:  cannot find out/, 0);
expect('ha.zip', zip_of('README.txt' => "a\n", 'LICENSE' => "b\n"), undef,
	qr/is a zip archive\nDETAIL:  Its files are documents by their names, such as "README.txt"/,
	0);
expect('hb.zip',
	zip_of('notes.txt' => "What this is.\n", 'may.csv' => $one),
	undef,
	qr/WARNING:  file .*notes\.txt" was not loaded: .* are in it\n.*1 file was loaded, 0 had been before, 1 failed/s,
	900, 'Praha');
expect('i.zip', zip_of('a.txt' => "a\n", 'b.txt' => "b\n"), undef,
	qr/ERROR:  none of the 2 files in archive/, 0);
expect('j.zip', zip_of('a.zip' => zip_of('may.csv' => $one)), undef,
	qr/file .*j\.zip\/a\.zip" is a zip archive/, 0);
expect('k.tar.gz', gzipped(tar_of('a.tar.gz' => gzipped(tar_of(@three)))),
	undef, qr/file .*a\.tar\.gz" is a tar archive/, 0);
expect('k.zip.gz', gzipped(zip_of(@three)), undef,
	qr/k\.zip\.gz" is a zip archive/, 0);
expect('l.zip', zip_of('__MACOSX/._may.csv' => 'x'), undef,
	qr/is a zip archive.*It has no files/s, 0);
expect('m.zip', "PK\5\6" . "\0" x 18, undef, qr/is damaged/, 0);

expect('empty.zip', zip_of('a.csv' => '', 'b.csv' => $one, map { ("e$_.csv" => '') } 1 .. 300),
	undef, qr/WARNING:  301 empty files in archive ".*empty\.zip" are passed over.*900 of 900/s,
	900, 'Praha');
expect('empties.zip', zip_of('a.csv' => ''), undef, qr/is a zip archive.*only empty ones/s, 0);
# how much memory packed bytes want
foreach my $window ([ 'xz -T1 --lzma2=dict=64MiB', 'xz', 1 ],
	[ 'xz -T1 --lzma2=dict=128MiB', 'xz', 0 ], [ 'xz -T2 --lzma2=dict=96MiB', 'xz', 0 ],
	[ 'xz -T1 --x86 --lzma2=dict=128MiB', 'xz', 0 ],
	[ 'xz -T1 --delta=dist=1 --x86 --lzma2=dict=1MiB', 'xz', 1 ],
	[ 'zstd -q --long=27', 'zst', 1 ], [ 'zstd -q --ultra --long=28', 'zst', 0 ])
{
	my ($program, $ending, $fits) = @$window;
	my $plain = write_bytes("$folder/window.csv", $one);
	my $bytes = `cat $plain | $program -c 2>/dev/null`;

	SKIP: { skip "no $program", 1 if $? != 0 || $bytes eq ''; }
	next if $? != 0 || $bytes eq '';
	expect('w' . @cases . ".csv.$ending", $bytes, undef,
		$fits ? $all : qr/$ending" needs a window of more than (64|128) MB/, $fits ? 900 : 0,
		$fits ? 'Praha' : undef);
}

#
# names: of other systems, and hostile ones
#
expect('n.zip', zip_of("M\x84rz.csv" => $one), undef, $all, 900, 'Praha',
	"$folder/n.zip/M%84rz.csv");
expect('o.tar', tar_of("M\xC3\xA4rz.csv" => $one), undef, $all, 900, 'Praha',
	"$folder/o.tar/M\xC3\xA4rz.csv");
foreach my $kind ([ 'zip', \&zip_of ], [ 'tar', \&tar_of ])
{
	my ($suffix, $make) = @$kind;
	my @names = ('../may.csv', '/etc/passwd', "a\nb.csv", 'a/../../b.csv');

	expect("names.$suffix",
		$make->((map { $_ => $one } @names), 'good.csv' => $one),
		undef,
		qr/(left out.*){4}1 file was loaded, 0 had been before, 4 failed/s,
		900, 'Praha', "$folder/names.$suffix/good.csv");
	expect("twice.$suffix", $make->('a.csv' => $one, './a.csv' => $one),
		undef, qr/that of another.*1 file was loaded, 0 had been/s,
		900, 'Praha');
	expect("first.$suffix", $make->('a.csv' => '', './a.csv' => $one, 'b.csv' => $one),
		undef, qr/that of another.*1 empty file .*1 file was loaded, 0 had been/s,
		900, 'Praha', "$folder/first.$suffix/b.csv");
}
expect('long.zip', zip_of(('d/' x 500) . 'a.csv' => $one, 'b.csv' => $one),
	undef, qr/Its name is too long/, 900, 'Praha');
expect('links.tar',
	tar_member('a.csv', '', '2', '/etc/passwd')
	  . tar_member('b.csv', '', '1', 'c.csv')
	  . tar_member('fifo', '', '6')
	  . tar_of('c.csv' => $one),
	undef, qr/(file .*\/[ab]\.csv" is passed over\n.*is a link to another.*){2}$all/s, 900,
	'Praha', "$folder/links.tar/c.csv");
# one archive after another, whatever is between them
{
	my @two = (tar_of('may.csv' => $one), tar_of('june.csv' => trips('Wien', 200)));

	expect('two.tar', join('', @two), undef, qr/2 files were loaded, 0 had/, 1100, 'Praha,Wien');
	expect('padded.tar.gz', gzipped($two[0] . "\0" x 8192) . gzipped($two[1] . "\0" x 512), undef,
		qr/2 files were loaded, 0 had/, 1100, 'Praha,Wien');
	expect('second.tar', join('', @two), '/june.csv', qr/200 of 200 rows/, 200, 'Wien');
	expect('between.tar', tar_member('may.csv', $one) . tar_member('june.csv', trips('Wien', 200)),
		undef, qr/ERROR:  tar file ".*between\.tar" is damaged\n.*It is cut off/, 0);
	expect('between.tar.gz', gzipped(tar_member('may.csv', $one)), undef,
		qr/ERROR:  tar file .* is damaged\n.*It is cut off/, 0);
	expect('absent.tar', tar_member('may.csv', $one), '/june.csv', qr/is damaged\n.*It is cut off/, 0);
	expect('one_block.tar', tar_member('may.csv', $one) . "\0" x 512, undef, $all, 900, 'Praha');
	expect('rest.tar', $two[0] . 'x' x 512, undef, qr/is damaged/, 0);
}
foreach my $kind ([ 'zip', \&zip_of ], [ 'tar', \&tar_of ])
{
	my ($suffix, $make) = @$kind;

	expect("none.$suffix", $make->('../may.csv' => $one, '/june.csv' => $one), undef,
		qr/^(?!.*(?:left out.*){3})(?:.*left out){2}.*ERROR.*None of its files has a name that can be a part of a path/s, 0);
}

#
# damage, and what is made to be large
#
{
	my $zip = zip_of('may.csv' => $one, 'june.csv' => $one);
	my $bad = $zip;

	expect('cut.zip', substr($zip, 0, -40), undef, qr/is damaged/, 0);
	expect('half.zip', substr($zip, 0, length($zip) / 2), undef,
		qr/is damaged/, 0);
	substr $bad, 200, 30, 'x' x 30;
	expect('bad.zip', $bad, undef,
		qr/may\.csv" was not loaded: .*is damaged.*1 file was loaded/s,
		900, 'Praha');
	# both its headers say that it is encrypted
	$bad = zip_of('may.csv' => $one);
	substr $bad, 6, 1, chr(ord(substr $bad, 6, 1) | 1);
	my $central = index $bad, "PK\1\2";
	substr $bad, $central + 8, 1, chr(ord(substr $bad, $central + 8, 1) | 1);
	expect('secret.zip', $bad, undef, qr/may\.csv" is encrypted/, 0);
	# it says that it has 4 GB
	$bad = zip_of('may.csv' => $one);
	$central = index $bad, "PK\1\2";
	substr $bad, $central + 24, 4, "\0\0\0\xF0";
	expect('large.zip', $bad, undef, qr/is more than 1000 times as large/, 0);
	expect('cut.tar', substr(tar_of('may.csv' => $one), 0, 20000), undef,
		qr/is damaged/, 0);
	$bad = tar_of(@three);
	substr $bad, 140, 5, '77777';
	expect('bad.tar', $bad, undef, qr/is damaged/, 0);
	expect('many.tar',
		join('', map { tar_member("$_.csv", '') } 1 .. 10001), undef,
		qr/has more than 10000 members/, 0);
}

#
# the same content is loaded once, wherever it is
#
my $again = "CALL tripgrid.load_file('%s', store => 's')";

expect(undef, sprintf($again, "$folder/a.zip"), undef,
	qr/nothing is loaded: load \d+ had the same content/, 0);
expect(undef, sprintf($again, "$folder/d.tar.gz"), undef,
	qr/0 files were loaded, 3 had been before, 0 failed/, 0);

#
# directories
#
mkdir "$folder/dir" or die $!;
write_bytes("$folder/dir/a.csv", trips('Brno', 40));
write_bytes("$folder/dir/b.zip",
	zip_of('x.csv' => trips('Graz', 50), 'y.csv' => trips('Wels', 60)));
write_bytes("$folder/dir/c.zip", 'PK' . "\3\4" . 'x' x 3000);
write_bytes("$folder/dir/d.tar.gz",
	gzipped(tar_of('z.csv' => trips('Steyr', 70))));
utime time - 100, time - 100, glob "$folder/dir/*";
my $directory = "CALL tripgrid.load_directory('$folder/dir', store => 's')";

expect(undef, $directory, undef,
	qr/c\.zip" was not loaded: .*is damaged.*4 files were loaded, 0 had been before, 1 failed/s,
	220, 'Brno,Graz,Steyr,Wels');
expect(undef, $directory, undef,
	qr/c\.zip" is left out: .*0 files were loaded, 4 had been before, 0 failed; 1 brought no trips/s, 0);

{
	my @results = many_loads($node, 'trips', 's', @cases);

	foreach my $i (0 .. $#cases)
	{
		my ($said, $trips, $regions, $paths) = @{ $expected[$i] };
		my $what = $cases[$i][0] =~ s/^.*\/(?=.)//r;

		like($results[$i]{said}, $said, "$what: said");
		is($results[$i]{trips}, $trips, "$what: trips");
		is($results[$i]{regions}, $regions, "$what: regions");
		is($results[$i]{paths}, $paths, "$what: paths") if defined $paths;
	}
}
# what of an archive brought nothing is not tried again
mkdir "$folder/again";
write_bytes("$folder/again/d.zip", zip_of('may.csv' => trips('Lienz', 5), 'notes.txt' => "Trips of May\n"));
write_bytes("$folder/again/README.md", "Trips of May\n");
utime time - 100, time - 100, "$folder/again/d.zip";
foreach my $expected (qr/1 file was loaded, 0 had been before, 1 failed\nDETAIL:  Skipped: 1 a document by its name, such as .*README/,
	qr/d\.zip\/notes\.txt" is left out: load \d+ brought no trip.*0 files were loaded, 1 had been before, 0 failed; 1 brought no trips/s)
{
	my $said;

	$node->psql('trips', "CALL tripgrid.load_directory('$folder/again', store => 's')", stderr => \$said);
	like($said, $expected, 'a member of an archive, tried or not');
}
# a folder's name is a constant of directories alone
{
	mkdir "$folder/region=Wels";
	my @of = map { write_bytes("$folder/region=Wels/$_->[0]", $_->[1]) } (
		[ 'one.zip', zip_of('1.csv' => "time,lon,lat,to_lon,to_lat\n2024-06-03 08:00:00,14.1,50.1,14.2,50.2\n") ],
		[ 'two.zip', zip_of('1.csv' => "time,lon,lat,to_lon,to_lat\n2024-06-04 08:00:00,14.1,50.1,14.2,50.2\n",
			'2.csv' => "time,lon,lat,to_lon,to_lat\n2024-06-05 08:00:00,14.1,50.1,14.2,50.2\n") ]);

	$node->safe_psql('trips', join '', map { "CALL tripgrid.load_file('$_', store => 's');" } @of);
	is($node->safe_psql('trips', q{SELECT DISTINCT t.region FROM s.trips AS t
		JOIN s.loads AS l USING (load_id) WHERE l.path LIKE '%region=Wels%'}),
		'unknown', 'an archive with one file is loaded as one with two');
}
# those in an archive are, however it is loaded
{
	my $day = 0;
	my $trip = sub { sprintf "time,lon,lat,to_lon,to_lat\n2024-07-%02d 08:00:00,14.1,50.1,14.2,50.2\n", ++$day };
	my $regions = sub {
		return $node->safe_psql('trips', "SELECT string_agg(regexp_replace(l.path, '.*/inside', '')
			|| ' ' || t.region || ' ' || t.datasource, ', ' ORDER BY l.path COLLATE \"C\")
			FROM s.trips AS t JOIN s.loads AS l USING (load_id) WHERE l.path LIKE '%/inside$_[0]%'");
	};

	mkdir "$folder/region=Wels/inside3";
	my @archives = (
		[ 'region=Wels/inside1.zip', zip_of('region=Linz/a.csv' => $trip->()) ],
		[ 'region=Wels/inside2.tar', tar_of('datasource=bus/region=Linz/a.csv' => $trip->(),
			'region=Graz/b.csv' => $trip->(), 'c.csv' => $trip->()) ],
		[ 'region=Wels/inside3/x.zip', zip_of('region=Linz/a.csv' => $trip->(), 'b.csv' => $trip->()) ]);

	write_bytes("$folder/$_->[0]", $_->[1]) foreach @archives;
	$node->safe_psql('trips', "CALL tripgrid.load_file('$folder/$_->[0]', store => 's')")
	  foreach @archives[ 0, 1 ];
	is($regions->(1), '1.zip/region=Linz/a.csv Linz unknown', 'folders in an archive of one file');
	is($regions->(2), '2.tar/c.csv unknown unknown, 2.tar/datasource=bus/region=Linz/a.csv Linz bus, '
		  . '2.tar/region=Graz/b.csv Graz unknown', 'and of three');
	$node->safe_psql('trips', "CALL tripgrid.load_directory('$folder/region=Wels/inside3', store => 's')");
	is($regions->(3), '3/x.zip/b.csv Wels unknown, 3/x.zip/region=Linz/a.csv Linz unknown',
		'and in a directory, before its own');
	write_bytes("$folder/inside4.zip", zip_of('region=Linz/a.csv' => $trip->(), 'b.csv' => $trip->()));
	$node->safe_psql('trips', "CALL tripgrid.load_file('$folder/inside4.zip/region=Linz/a.csv', store => 's');
		CALL tripgrid.load_file('$folder/inside4.zip', region => 'Graz', store => 's')");
	is($regions->(4), '4.zip/b.csv Graz unknown, 4.zip/region=Linz/a.csv unknown unknown',
		'but not of a file that is named alone, nor against what is said');
}
is($node->safe_psql('trips', q{SELECT count(*) FROM tripgrid.verify('s')}),
	0, 'after all of this the store is as it should be');
ok(!-e "$folder/../may.csv" && !glob("$folder/*/may.csv"),
	'nothing was written anywhere');

$node->stop;
done_testing();

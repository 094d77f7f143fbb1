# The encoding of a file is found out: what can be proved is taken, a guess is
# said, and what cannot be is refused.

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

my $node = start_cluster('encodings', 'max_worker_processes = 16');
my $folder = PostgreSQL::Test::Utils::tempdir;
my $header = "region,origin_coord,destination_coord,datetime,datasource";

create_database($node, 'trips');
my $library = $node->safe_psql('trips',
	q{SELECT setting || '/tripgrid.so' FROM pg_config
	WHERE name = 'PKGLIBDIR'});
$node->safe_psql('trips', q{SELECT tripgrid.create_store('s')});

# Whether the library that guesses was there when this was built.
my $uchardet = `ldd $library` =~ /libuchardet/;

my $files = 0;

sub write_file
{
	my ($bytes) = @_;

	return write_bytes(sprintf('%s/%03d.csv', $folder, ++$files), $bytes);
}

# Rows of trips with these regions, one after the other.
sub rows
{
	my ($count, @names) = @_;

	return map {
		sprintf '%s,POINT (14.%04d 50),POINT (14.4 50.1),'
		  . '2018-05-01 %02d:%02d:%02d,bus', $names[ $_ % @names ], $_ % 9999,
		  $_ / 3600 % 24, $_ / 60 % 60, $_ % 60
	} 1 .. $count;
}

sub sorted
{
	my %seen = map { encode('UTF-8', $_) => 1 } @_;

	return join ',', sort keys %seen;
}

my @towns = ('Zürich', '서울', '北京', 'Łódź', 'Praha', "\x{1F6B2} 1");
my $text = join "\r\n", $header, rows(200, @towns), '';
my $json = join "\n", map {
	qq({"region": "$_", "origin": [14.5, 50.1], "destination": [14.4, 50],
	"start_time": "2018-05-01 09:00"})
} @towns;

# Cases to load, each with what has to be said of it, how many trips it has,
# and their regions.
my @cases;
my @expected;

sub expect
{
	my ($what, $path, $arguments, $settings, $said, $trips, @regions) = @_;

	push @cases, [ $what, $path, $arguments, $settings ];
	push @expected, [ $said, $trips, sorted(@regions) ];
	return;
}

#
# what the bytes are for sure: Unicode in each form, with a mark and without
#
foreach my $form (qw(UTF-8 UTF-16LE UTF-16BE UTF-32LE UTF-32BE))
{
	my $said = $form eq 'UTF-8' ? qr/^(?!.*is read as)/s : qr/is read as $form/;

	foreach my $mark ('', "\x{FEFF}")
	{
		my $what = $form . ($mark ? ' with a mark' : '');
		my $path = write_file(encode($form, $mark . $text));

		expect($what, $path, undef, undef, $said, 200, @towns);
		expect("$what, workers and small parts", $path, 'jobs => 2',
			'SET tripgrid.chunk_bytes = 4096', $said, 200, @towns)
		  if $mark;
	}
}
expect('JSON in UTF-16', write_file(encode('UTF-16BE', $json)),
	undef, undef, qr/6 of 6 rows were loaded/, 6, @towns);
expect('UTF-16 without a mark, named',
	write_file(encode('UTF-16LE', $text)), q{encoding => 'utf16'}, undef,
	qr/^(?!.*is read as)/s, 200, @towns);
expect('an order that nothing tells',
	write_file(encode('UTF-16LE', '北京' x 40)),
	q{encoding => 'UTF-16', feed => 'feed'}, undef,
	qr/byte order of file .* cannot be found out.*HINT:  Say UTF-16LE/s, 0);

#
# what is no text in its form
#
{
	my $utf16 = encode('UTF-16LE', $text);
	my $length = length $utf16;

	expect('UTF-16 that ends with half a character',
		write_file(substr $utf16, 0, -1), undef, undef,
		qr/ends within a character.*UTF-16LE/s, 0);
	expect('a surrogate alone', write_file("$utf16\x00\xD8a\0\n\0"),
		undef, undef,
		qr/has bytes that are no text.*UTF-16LE, of which byte $length /s, 0);
	expect('a mark that says another form than the caller',
		write_file("\xFF\xFE$utf16"), q{encoding => 'latin1'}, undef,
		qr/is UTF-16LE by its byte order mark.*Leave out the encoding/s, 0);
}

#
# guesses: names in the encodings of most files
#
my %names = (
	french => [ 'Hôtel de Ville', "Gare de l'Est", 'Étoile', 'Père Lachaise' ],
	spanish => [ 'Cuauhtémoc', 'Niño Perdido', 'Estación del Sur' ],
	german => [ 'Köln Hbf', 'Münchner Freiheit', 'Währinger Straße' ],
	polish => [ 'Rynek Główny', 'Świętokrzyska', 'Żoliborz',
		'Plac Wolności', 'Łódź' ],
	czech => [ 'Náměstí Míru', 'Hlavní nádraží', 'Můstek', 'Želivského' ],
	russian => [ 'Красная площадь', 'Невский проспект', 'Белорусская' ],
	ukrainian => [ 'Хрещатик', 'Вокзальна', 'Університет', 'Їжакевича' ],
	korean => [ '서울역', '강남역', '여의도공원', '홍대입구' ],
	chinese => [ '北京站', '天安门广场', '西单', '东直门' ],
	taiwan => [ '台北車站', '市政府', '忠孝復興', '捷運公館站' ],
	japanese =>
	  [ '東京駅前のバス停', 'さくら通り', 'みなとみらい', '渋谷区役所' ],
	turkish => [ 'Şişli', 'Kadıköy', 'Beşiktaş', 'Üsküdar' ],
	greek => [ 'Σύνταγμα', 'Ομόνοια', 'Μοναστηράκι' ]);
foreach my $case (
	[ 'french',    'cp1252',     'WIN1252' ],
	[ 'french',    'iso-8859-1', 'WIN1252' ],
	[ 'spanish',   'cp1252',     'WIN1252' ],
	[ 'german',    'cp1252',     'WIN1252' ],
	[ 'polish',    'cp1250',     'WIN1250' ],
	[ 'czech',     'cp1250',     'WIN1250' ],
	[ 'russian',   'cp1251',     'WIN1251' ],
	[ 'russian',   'koi8-r',     'KOI8R' ],
	[ 'ukrainian', 'cp1251',     'WIN1251' ],
	[ 'korean',    'cp949',      'UHC' ],
	[ 'korean',    'euc-kr',     'UHC' ],
	[ 'chinese',   'gbk',        'GB18030' ],
	[ 'taiwan',    'cp950',      'BIG5' ],
	[ 'japanese',  'cp932',      'SJIS' ],
	[ 'japanese',  'euc-jp',     'EUC_JP' ],
	[ 'turkish',   'cp1254',     'WIN1254' ],
	[ 'greek',     'cp1253',     'WIN1253|ISO_8859_7' ])
{
	my ($language, $encoding, $server) = @$case;
	my @regions = @{ $names{$language} };
	my $bytes =
	  encode($encoding, join "\n", $header, rows(40, @regions), '');
	my $path = write_file($bytes);
	my $what = "$language in $encoding";

	if ($uchardet || $server eq 'WIN1252')
	{
		expect(
			$what, $path, undef, undef,
			qr/WARNING:  file .* is read as ($server), which is a guess.*undo_load.*encoding =>/s,
			40, @regions);
	}
	else
	{
		expect("$what: nobody is there to guess",
			$path, undef, undef,
			qr/encoding of file .* cannot be found out/, 0);
	}
	expect("$what, named", $path, "encoding => '$encoding'", undef,
		qr/^(?!.*(WARNING|is read as))/s, 40, @regions);
}
expect(
	'names that are not loaded make it no warning',
	write_file(encode('cp1252', join "\n", "Año,$header",
			(map { "José,$_" } rows(20, 'Praha')), '')),
	undef, undef,
	qr/^(?!.*WARNING).*NOTICE:  file .* is read as WIN1252, which is a guess/s,
	20, 'Praha');

#
# what comes late: the beginning is ASCII, and the rest decides
#
my @ascii = rows(17000, 'Praha');
my $late = write_file(encode('cp1252',
		join "\n", $header, @ascii, rows(10, @{ $names{french} }), ''));
my $mixed = write_file(encode('UTF-8',
		join "\n", $header, rows(30, @towns), @ascii, '')
	  . encode('cp1252', join "\n", rows(2, 'Zürich'), ''));
my $zero = write_file(encode('UTF-8',
		join "\n", $header, @ascii, "Pra\0ha" . (rows(1, 'x'))[0]));

foreach my $jobs (1, 2)
{
	my $settings = 'SET tripgrid.chunk_bytes = 300000';

	expect("late, $jobs jobs", $late, "jobs => $jobs", $settings,
		qr/WARNING:  file .* is read as WIN1252.* 17010 of 17010 rows were/s,
		17010, 'Praha', @{ $names{french} });
	expect("two encodings in a file, $jobs jobs",
		$mixed, "jobs => $jobs", $settings,
		qr/is UTF-8, but for some bytes.*2 bytes are no UTF-8, the first at byte \d+.*HINT:.*iconv/s,
		0);
	expect("a zero byte is no other encoding, $jobs jobs",
		$zero, "jobs => $jobs", $settings,
		qr/invalid byte sequence for encoding "UTF8": 0x00/, 0);
}

#
# what nothing says
#
expect(
	'noise is refused',
	write_file(join "\n", $header,
		rows(20, "\x81\x8D\x9D\xFF\xF0", "\xFE\x81\x90\x8F"), ''),
	undef, undef,
	qr/encoding of file .* cannot be found out.*HINT:  Say it/s, 0);
expect('a name of none', $late, q{encoding => 'klingon'}, undef,
	qr/encoding "klingon" does not exist.*HINT:  .*cp1252/s, 0);
expect(
	'JSON whose brackets may be parts of letters',
	write_file(encode('cp932', $json =~ s/서울|Ł|ź|ü|\x{1F6B2}/x/gr)),
	q{encoding => 'cp932'}, undef,
	qr/JSON cannot be read in encoding "SJIS".*iconv/s, 0);

{
	my @results = many_loads($node, 'trips', 's', @cases);

	foreach my $i (0 .. $#cases)
	{
		my ($said, $trips, $regions) = @{ $expected[$i] };
		my $what = $cases[$i][0];

		like($results[$i]{said}, $said, "$what: said");
		is($results[$i]{trips}, $trips, "$what: trips");
		is($results[$i]{regions}, $regions, "$what: names");
	}
}
is( $node->safe_psql('trips', q{
	SELECT count(*) > 3, max(last_byte) + 1, count(DISTINCT first_byte)
	  = count(*) FROM s.chunks JOIN s.loads USING (load_id)
	WHERE path LIKE '%/004.csv'
	  AND load_id = (SELECT max(load_id) FROM s.loads
		WHERE path LIKE '%/004.csv')}),
	't|' . length(encode('UTF-8', "\x{FEFF}$text")) . '|t',
	'chunks count the bytes of the content');
is($node->safe_psql('trips', q{SELECT count(*) FROM tripgrid.verify('s')}),
	0, 'after all of this the store is as it should be');
{
	my ($status, $stdout, $stderr) = $node->psql('trips',
		"CALL tripgrid.load_file('$folder/003.csv', store => 's')");

	like($stderr, qr/nothing is loaded: load \d+ had the same content/,
		'a content is loaded once, in whatever form');
}

#
# databases of other encodings
#
foreach my $database (qw(latin1 sql_ascii))
{
	my @regions = ('Zürich', 'Genève');
	my @encodings = ('UTF-8', 'UTF-16LE');

	push @encodings, 'iso-8859-1' if $database eq 'latin1';
	create_database($node, $database, "ENCODING '$database'
		LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
	$node->safe_psql($database, "SELECT tripgrid.create_store('s')"
		. ($database eq 'latin1'
			? "; ALTER DATABASE latin1 SET client_encoding = 'UTF8'"
			: ''));
	my @results = many_loads($node, $database, 's', map {
			[ $_,
				write_file(encode($_,
						join "\n", $header, rows(8, @regions), '')) ]
		} @encodings);

	is($results[$_]{regions}, sorted(@regions),
		"names in $encodings[$_] in database $database")
	  foreach 0 .. $#encodings;
}

$node->stop;
done_testing();

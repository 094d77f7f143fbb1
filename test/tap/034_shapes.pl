# Files of CSV in the shapes that people have.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest qw(:DEFAULT load_file new_store);

my $node = start_cluster('shapes', "timezone = 'UTC'");
my $folder = PostgreSQL::Test::Utils::tempdir;
my $path = "$folder/trips.csv";
my $header = 'start_time,start_lon,start_lat,end_lon,end_lat';
my @trips = (
	'2024-06-03 08:00:00,16.3725,48.2084,16.4133,48.2167',
	'2024-06-03 09:00:00,16.4133,48.2167,16.3345,48.1963',
	'2024-06-03 10:00:00,16.3345,48.1963,16.3725,48.2084');

create_database($node, 'trips');

sub load_again
{
	my ($content, $more) = @_;

	return load_file(write_bytes($path, $content), $more);
}

# Load a file in a store of its own: what was said.
sub load
{
	my ($content, $more) = @_;

	new_store();
	return load_again($content, $more);
}

sub trips
{
	return $node->safe_psql('trips', q{SELECT string_agg(concat_ws(',', departed_at,
		origin, destination), E'\n' ORDER BY departed_at) FROM mobility.trips});
}

sub rejects
{
	return $node->safe_psql('trips', 'SELECT coalesce(sum(rows), 0) FROM mobility.reject_summary');
}

sub lines { return join '', map { "$_\n" } @_ }

load(lines($header, @trips));
my $right = trips();
like($right, qr/^2024-06-03 08:00:00,.*\n.*\n2024-06-03 10:00:00/, 'a plain file');

# A file that gives the trips of the plain one, and so many rejects.
sub loads
{
	my ($what, $content, $more, $rejects) = @_;
	my $said = load($content, $more);

	is(trips(), $right, $what) or diag $said;
	is(rejects(), $rejects // 0, "$what: rejects");
	return $said;
}

sub refused
{
	my ($what, $content, $message, $more) = @_;
	my $said = load($content, $more);

	is(trips(), '', "$what loads nothing");
	like($said, $message, "$what is refused");
	return $said;
}

# titles and footers
{
	my $said = loads('titles', lines('Trips of 2024', 'made by us', '', $header, @trips));

	like($said, qr/NOTICE:  3 lines above the header of file .* were passed over/, 'titles are told');
	$said = loads('titles with delimiters',
		lines('Report,,,,', ',,,,', $header, @trips));
	like($said, qr/NOTICE:  2 lines above the header/, 'these, too');
	loads('a title with a comma', lines('Trips, and more', $header, @trips));
	loads('a remark with a comma', lines('# made by us, in 2024', $header, @trips));
	loads('footers', lines($header, @trips, 'Total,3,,,', '(3 rows)', 'Source: us, 2024'), '', 3);
	loads('a repeated header', lines($header, @trips[0, 1], $header, $trips[2]), '', 1);
	loads('titles before a feed\'s header', lines('Report', 'region,origin_coord,'
		. 'destination_coord,datetime,datasource',
		map { /^(.*?),(.*?),(.*?),(.*?),(.*)/;
			"Vienna,POINT ($2 $3),POINT ($4 $5),$1,a" } @trips), ", 'feed'");
	load(lines('Report of 2024', map { "Vienna,POINT (16.3 48.2),POINT (16.4 48.2),2024-06-03 08:00:0$_,a" } 1 .. 3),
		", 'feed'");
	is(rejects(), 1, 'but rows of a feed are its own');
}

# tables that are drawn
{
	my $said = loads('what psql draws', lines(
		'     start_time      | start_lon | start_lat | end_lon | end_lat ',
		'---------------------+-----------+-----------+---------+---------',
		(map { ' ' . join(' | ', split /,/) . ' ' } @trips), '(3 rows)', ''), '', 1);

	loads('what markdown draws', lines(
		(map { '| ' . join(' | ', split /,/) . ' |' } $header),
		'|---|---|:--|---|--:|',
		(map { '| ' . join(' | ', split /,/) . ' |' } @trips)));
}

# names of rows
{
	my $row = 0;
	my @rows = map { ++$row . ",$_" } @trips;

	loads('rows with names', lines($header, @rows));
	loads('rows with names, in quotes', lines(
		join(' ', map { "\"$_\"" } split /,/, $header),
		map { s/^(\d+),([^,]*)/"$1" "$2"/r =~ tr/,/ /r } @rows));
	load(lines($header, map { s/^\d/7/r } @rows));
	is(trips(), '', 'what does not count is no name');
}

# quotes
{
	my @quoted = map { join ',', map { "'$_'" } split /,/ } @trips;
	my $said = loads('single quotes', lines($header, @quoted));

	loads('single quotes with delimiters in them', lines("$header,name",
		map { "$_,'a, b'" } @quoted));
	refused('a file with an apostrophe later', lines("$header,name",
		(map { "$_,'a'" } @quoted) x 100, "$quoted[0],it's", "$quoted[0],it's"),
		qr/has fields in single quotes, and others with an apostrophe/);
	loads('a quote that is said', lines($header, map { s/,/','/gr =~ s/^|$/'/gr } @trips),
		", quote => ''''");
}

# delimiters
{
	loads('a tab in quotes', lines(map { my $line = $_; $line =~ s/,([^,]+)/;"\t$1"/g; $line } $header, @trips));
	loads('a delimiter that is said', lines(map { my $line = $_; $line =~ s/,/:/g; $line }
			map { s/(\d\d):(\d\d):(\d\d)/$1.$2/r } $header, @trips),
		", delimiter => ':', date_format => 'YYYY-MM-DD HH24.MI'");
	loads('commas that are said', lines("$header,a;b;c", map { "$_,1;2;3" } @trips),
		", delimiter => ','");
	load(lines($header =~ tr/,/;/r, map { tr/,/;/r } @trips), ", delimiter => ','");
	is(trips(), '', 'whatever they are');
}

# mixed ends of lines
{
	loads('mixed ends of lines', "$header\r\n$trips[0]\n$trips[1]\r\n\n$trips[2]\n");
	loads('mixed ends of lines, in quotes, too',
		"$header,note\n" . join('', map { $trips[$_] . ",\"a\r\nb\"" . ($_ == 1 ? "\n" : "\r\n") } 0 .. 2));
	is(load_again("$header\n" . join('', map { "$trips[0]\n$trips[0]\r\n" } 1 .. 20000),
			', jobs => 2') =~ /40000 of 40000 rows/, 1, 'in chunks');
	refused('another end of line', "$header\n$trips[0]\n$trips[1]\r$trips[2]\n",
		qr/unquoted carriage return/);
}

# words for nothing
{
	my @words = qw(NA NaN None NULL \N - n/a <NA>);

	loads('words for nothing', lines("$header,age", (map { "$_,NA" } @trips),
		map { join ',', ($_) x 6 } @words), ", 'trips'" x 0, scalar @words);
}

# what is no CSV
{
	my $said = refused('text of fixed width', lines(
			map { my @f = split /,/; sprintf '%-21s%-11s%-11s%-11s%-11s', @f } $header, @trips),
		qr/has columns of fixed width/);
	my ($call) = $said =~ /(sed -E .*) > trips.tsv/;

	loads('what its hint makes of it', scalar(`$call`));
	$said = refused('a dump', lines('--', '-- PostgreSQL database dump', '--',
			'SET client_encoding = \'UTF8\';',
			'COPY public.trips (id, start_time, start_lon, start_lat, end_lon, end_lat, "end") FROM stdin;',
			(map { "1\t" . tr/,/\t/r . "\t\\N" } @trips), '\.', '',
			'COPY public.others (id) FROM stdin;', '1', '\.'),
		qr/is SQL that pg_dump wrote/);
	($call) = $said =~ /(awk .*) > trips.tsv/;
	loads('what its hint makes of it', scalar(`$call`), q{, null_text => '\N'});
	refused('INSERT statements', lines('-- a dump', 'CREATE TABLE a (b int);',
			'INSERT INTO a VALUES (1, 2);'), qr/is SQL with INSERT statements/);
}

# places, too
{
	new_store();
	write_bytes($path, "Stations\r\nname,lon,lat\r\nA,16.37,48.2\nB,16.38,48.2\r\n");
	$node->safe_psql('trips', "SELECT * FROM tripgrid.load_places('$path')");
	is($node->safe_psql('trips', q{SELECT string_agg(name, ',' ORDER BY name) FROM mobility.places}),
		'A,B', 'places have titles and mixed ends of lines, too');
	refused('another delimiter', lines(map { tr/,/^/r } $header, @trips),
		qr/no delimiter was found: delimiter says what it is/);
	loads('that is said', lines(map { tr/,/^/r } $header, @trips), ", delimiter => '^'");
}

# no header
{
	my @rows = map { s/,/,2024-06-04 00:00:00,/r } @trips;
	my $said = loads('no header', lines(@trips));

	like($said, qr/WARNING: .*the origin is taken to be in column "column_2".*a feed of your own settles it/,
		'that the first is the origin is said');
	$said = loads('no header, two times', lines(@rows));
	like($said, qr/WARNING: .*column_1 is taken for the departure, which comes before column_2/,
		'and what is the departure');
	refused('two times in any order', lines($rows[0], $rows[1] =~ s/^2024/2025/r),
		qr/cannot tell how to read.*column_1 and column_2 have times/s);
	refused('degrees of nowhere', lines(map { s/,.*/,3.512,30.512,3.612,30.612/r } @trips),
		qr/can be longitude and latitude.*position_order says which/s);
	load(lines(map { s/,.*/,3.512,30.512,3.612,30.612/r } @trips), q{, position_order => 'lat lon'});
	like(trips(), qr/,30.512 3.512,|POINT\(30.512 3.512\)|30.512,3.512/, 'an order that is said');
	$said = load(lines("North,South,2024-06-03 08:00:00", "South,West,2024-06-03 08:00:00",
			"West,North,2024-06-03 08:00:00"));
	like($said, qr/3 rows have names that are not among mobility.places/, 'names of stations');
	$said = loads('rows in another order', lines('x,' . $header, map { "1,$_" } @trips));
	unlike($said, qr/WARNING/, 'names say what is what');
}

# columns that were added to trips
{
	my $wide = "$header,Trip Duration,userType,age,other,age_";
	my $columns = 'tripduration int, user_type varchar(10), age int, made timestamptz DEFAULT now(), '
	  . 'twice int GENERATED ALWAYS AS (tripduration * 2) STORED, "Other" text, n serial';
	my $filled = q{SELECT string_agg(concat_ws(' ', tripduration, user_type, age, twice, "Other",
		made IS NOT NULL), ', ' ORDER BY departed_at) FROM mobility.trips};
	my $said;

	new_store();
	load_again(lines($wide, map { "$_,7,member,30,x,31" } @trips), '');
	is( $node->safe_psql('trips', q{SELECT columns_passed_over, values_left_out FROM mobility.loads}),
		'{"Trip Duration",userType,age,other,age_}|0', 'what is passed over is in the ledger');
	new_store();
	$node->safe_psql('trips', "ALTER TABLE mobility.trips " . join ', ', map { "ADD $_" } split /, /, $columns);
	$said = load_again(lines($wide, "$trips[0],7,member,30,x,31", "$trips[1],1.5,member,,x,31",
			"$trips[2],NA,a name that is too long,40,,31"), '');
	is($node->safe_psql('trips', $filled), '7 member 14 x t, member x t, t',
		'columns of these names are filled, with what they can take');
	like($said, qr/Columns that were passed over: age, age_\./, 'two that may be meant are none');
	like($said, qr/WARNING:  3 values of file .* are no values of the columns/, 'and what they cannot is told');
	is( $node->safe_psql('trips', 'SELECT columns_passed_over, values_left_out, rows_rejected FROM mobility.loads'),
		'{age,age_}|3|0', 'and in the ledger');
	$said = load_again(lines($wide, "$trips[0],8,member,30,x,31"), '');
	is($node->safe_psql('trips', q{SELECT count(*) FROM tripgrid.feeds()}), 2, 'the feed is the same again');
	$node->safe_psql('trips', q{SELECT tripgrid.undo_load(load_id) FROM mobility.loads});
	$node->safe_psql('trips', q{CREATE ROLE loader LOGIN; GRANT pg_read_server_files TO loader;
		GRANT USAGE ON SCHEMA mobility TO loader; ALTER TABLE mobility.trips ADD age_ int});
	$node->safe_psql('trips', "GRANT INSERT ON mobility.$_ TO loader") foreach split /\n/,
	  $node->safe_psql('trips', 'SELECT feed FROM tripgrid.feeds()');
	load_again(lines("$header,nothing", map { "$_,1" } @trips), '');
	$node->safe_psql('trips', q{ALTER TABLE mobility.trips ADD nothing int});
	$node->safe_psql('trips', "GRANT INSERT, SELECT ON mobility.$_ TO loader") foreach split /\n/,
	  $node->safe_psql('trips', 'SELECT feed FROM tripgrid.feeds()');
	write_bytes($path, lines("$header,nothing", map { s/2024/2023/r . ',1' } @trips));
	chmod 0755, $folder;
	(undef, undef, $said) = $node->psql('trips', "CALL tripgrid.load_file('$path')",
		extra_params => [ '-U', 'loader' ]);
	like($said, qr/3 of 3 rows were loaded/, 'who may make no feed has one that fills less');
}

# what such a column's type runs, it runs as the store's owner
{
	new_store();
	$node->safe_psql('trips', q{CREATE ROLE keeper; GRANT CREATE ON DATABASE trips TO keeper;
		CREATE SCHEMA types AUTHORIZATION keeper;
		SELECT tripgrid.drop_store('mobility', force => true);
		SET ROLE keeper;
		SELECT tripgrid.create_store('mobility');
		CREATE TABLE types.seen (who name);
		CREATE FUNCTION types.looks(text) RETURNS boolean LANGUAGE plpgsql AS
			$$ BEGIN INSERT INTO types.seen VALUES (current_user); RETURN $1 <> 'bad'; END $$;
		CREATE DOMAIN types.looked_at AS text CHECK (types.looks(VALUE));
		ALTER TABLE mobility.trips ADD note types.looked_at});
	my $said = load_again(lines("$header,note", "$trips[0],good", "$trips[1],bad"), '');

	is($node->safe_psql('trips', 'SELECT DISTINCT who FROM types.seen'), 'keeper',
		'a domain\'s check runs as the owner of the store');
	is( $node->safe_psql('trips', q{SELECT string_agg(coalesce(note, 'none'), ' ' ORDER BY departed_at)
		FROM mobility.trips}), 'good none', 'and what it refuses is left out');
	like($said, qr/WARNING:  1 value of file/, 'which is told');
}

done_testing();

# Folders of files, what is said of paths, and loads that fail before they
# begin.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use File::Path qw(make_path);
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest qw(:DEFAULT answer create_store said);

my $node = start_cluster('folders', '');
my $folder = PostgreSQL::Test::Utils::tempdir;
my $header = "lon,lat,to_lon,to_lat,at\n";
my $day = 0;

create_database($node, 'trips');

# A file of so many trips, of a day of its own, long unchanged.
sub write_file
{
	my ($name, $content) = @_;
	my $path = "$folder/$name";

	make_path($path =~ s{/[^/]*$}{}r);
	write_bytes($path, $content);
	utime time - 10, time - 10, $path or die "$path: $!";
	return $path;
}

sub write_trips
{
	my ($name, $count) = @_;
	my $date = sprintf '2024-06-%02d', ++$day;

	return write_file($name, $header . join '', map {
			sprintf "16.37%02d,48.2,16.38,48.21,%s 08:%02d:00\n", $_, $date, $_
	} 1 .. $count);
}

#
# patterns without end
#
create_store('hostile');
like(said("CALL tripgrid.load_directory('$folder', pattern => repeat('{}', 80000), store => 'hostile')"),
	qr/pattern is longer than 4096 bytes/, 'a pattern has an end');
like(said("CALL tripgrid.load_directory('$folder', pattern => repeat('{a,b}', 800), store => 'hostile')"),
	qr/pattern is more than \d+ patterns/, 'and so have those that it stands for');

#
# folders within folders, whose names are constants
#
create_store('deep');
write_trips('deep/region=Vienna/year=2024/month=06/day=03/a.csv', 3);
write_trips('deep/datasource=bike%20share/region=Graz%2FOst/b.csv', 4);
write_trips('deep/region=__HIVE_DEFAULT_PARTITION__/c.csv', 5);
write_trips('deep/x/d.txt', 6);
write_trips('deep/e.csv', 7);
write_trips("deep/$_", 1)
  foreach qw(.hidden.csv _temporary/f.csv .git/g.csv _late.csv);
write_file('deep/_SUCCESS', '');
symlink "$folder/deep", "$folder/deep/x/loop" or die $!;
my $deep = "CALL tripgrid.load_directory('$folder/deep', store => 'deep'";

like(said("$deep, pattern => '*.csv')"),
	qr/2 files were loaded, 0 had been before, 0 failed\nDETAIL:  Skipped: 1 with another name, .*_SUCCESS".* hidden, .* a folder \(recursive => true/,
	'without recursion: what it skipped, and why');
like(said("$deep, pattern => '*.csv', recursive => true)"),
	qr/3 files were loaded, 1 had been before, 0 failed\nDETAIL:  Skipped: \d+ with another name.*hidden.*a link to a folder/,
	'with it: those that are new');
is( answer('SELECT path, region, datasource, rows_loaded FROM deep.loads
		ORDER BY path') =~ s/\Q$folder\E//gr, join("\n",
		'/deep/_late.csv|||1',
		'/deep/datasource=bike%20share/region=Graz%2FOst/b.csv|Graz/Ost|bike share|4',
		'/deep/e.csv|||7',
		'/deep/region=Vienna/year=2024/month=06/day=03/a.csv|Vienna||3',
		'/deep/region=__HIVE_DEFAULT_PARTITION__/c.csv|||5'),
	'folders say region and datasource');
is(answer("SELECT count(*) FROM deep.trips WHERE region = 'Graz/Ost'
		AND datasource = 'bike share'"), '4', 'their trips have them');
like(said("$deep, pattern => 'x/*.{txt,dat}, *.json', recursive => true,
		region => 'Linz')"),
	qr/1 file was loaded, 0 had been before/, 'several patterns, one of a path');
is(answer("SELECT region FROM deep.loads WHERE path ~ 'd.txt'"), 'Linz',
	'what the caller says comes first');
like(said("$deep, pattern => '*.csv', recursive => true)"),
	qr/0 files were loaded, 4 had been before, 0 failed/, 'and never twice');
like(said("$deep, pattern => '*.cvs,*.tvs')"),
	qr/No file in directory "[^"]*" has a name like "\*\.cvs,\*\.tvs"\. Skipped/,
	'none matches');

#
# a load that fails before it begins is in the ledger
#
create_store('early');
my $early = sub {
	my ($path, $arguments) = @_;

	return said("CALL tripgrid.load_file('$path', store => 'early'"
		  . ($arguments // '') . ')');
};
my %errors = (
	missing => $early->("$folder/missing.csv"),
	empty => $early->(write_file('empty.csv', '')),
	head => $early->(write_file('head.csv', "a,b\n1,2\n")),
	folder => $early->("$folder/deep"),
	zip => $early->(write_file('broken.csv.gz', "\x1F\x8B" . 'x' x 100)),
);
is( answer("SELECT count(*), bool_and(state = 'failed'), bool_and(finished_at
		>= started_at), sum(rows_read), count(DISTINCT loaded_by)
		FROM early.loads"), '5|t|t|0|1', 'one row for each');
is( answer("SELECT error FROM early.loads ORDER BY load_id")
	  =~ s/\Q$folder\E//gr, join("\n",
		map { $errors{$_} =~ /ERROR:  (.*)/ ? $1 =~ s/\Q$folder\E//gr : '?' }
		  qw(missing empty head folder zip)), 'with its error');
is(answer("SELECT file_bytes FROM early.loads WHERE path ~ 'missing|head'
		ORDER BY path"), "8\n", 'and how long the file is, if there is one');
like($early->(write_trips('feed.csv', 1), ", feed => 'nothing'"),
	qr/has no feed "nothing"/, 'of no feed there is none');
like($early->(write_file('empty.csv', $header . "16.37,48.2,16.38,48.21,"
			. "2024-06-01 08:00:00\n")), qr/1 of 1 rows were loaded/,
	'which bars nothing');
like(said("CALL tripgrid.load_file('$folder/empty.csv', store => 'nowhere')"),
	qr/store "nowhere" does not exist/, 'no store, no ledger');
is(answer("BEGIN; SELECT count(*) FROM early.loads; COMMIT"), '6',
	'six are in it');
like(said("BEGIN; CALL tripgrid.load_file('$folder/missing.csv',
		store => 'early')"), qr/cannot run inside a transaction block/,
	'nor within a transaction');
is(answer('SELECT count(*) FROM early.loads'), '6', 'they are six still');
answer('CREATE ROLE stranger LOGIN; GRANT USAGE ON SCHEMA early TO stranger');
said("SET ROLE stranger; CALL tripgrid.load_file('$folder/missing.csv',
	store => 'early')");
answer('GRANT INSERT ON early.feed TO stranger');
like(said("SET ROLE stranger; CALL tripgrid.load_file('$folder/missing.csv',
		store => 'early')"), qr/pg_read_server_files/, 'nor who may not');
is(answer('SELECT count(*) FROM early.loads'), '6', 'leave nothing');

#
# a directory tries what brought nothing again when there is a reason
#
create_store('vain');
write_file('vain/names.csv', "from_station,to_station,at\n"
	  . "A,B,2024-06-03 08:00:00\nB,C,2024-06-03 08:00:00\n");
write_file('vain/bad.csv', "a,b\n1,2\n");
write_file('vain/none.csv', '');
my $vain = "CALL tripgrid.load_directory('$folder/vain', store => 'vain'";
like(said("$vain)"), qr/0 files were loaded, 0 had been before, 2 failed; 1 brought no trips/,
	'one without trips, two that fail');
like(said("$vain)"), qr/0 files were loaded, 0 had been before, 1 failed; 2 brought no trips/,
	'the feed that was made for one is a reason for those before');
like(said("$vain)"), qr/3 files are left out: .*They are: ".*none\.csv".*0 files were loaded, 0 had been before, 0 failed; 3 brought no trips/s,
	'nothing has changed');
is(answer('SELECT count(*) FROM vain.loads'), '4', 'nor in the ledger');
like(said("$vain, region => 'Graz')"), qr/; 1 brought no trips/,
	'another argument is a reason');
answer("INSERT INTO vain.places VALUES ('a', '16.37,48.2'), ('b', '16.38,48.2')");
like(said("$vain)"),
	qr/1 of 2 rows were loaded.*1 file was loaded, 0 had been before, 2 failed/s,
	'so are places');
write_trips('vain/bad.csv', 3);
like(said("$vain)"), qr/1 file was loaded, 1 had been before, 0 failed; 1 brought no trips/,
	'so is the file; one that brought trips is loaded once');
unlink "$folder/vain/none.csv";
symlink "$folder/nowhere.csv", "$folder/vain/gone.csv" or die $!;
like(said("$vain)"), qr/0 files were loaded, 2 had been before, 0 failed\nDETAIL:  Skipped: 1 no regular file/,
	'what leads nowhere is skipped');

#
# an empty load, or one without trips, bars nothing
#
create_store('nothing');
answer(q{SELECT tripgrid.create_feed('wrong', '{lon,lat,to_lon,to_lat,at}',
	'{"origin_lon": "lat", "origin_lat": "at", "destination_lon": "to_lon",
	  "destination_lat": "to_lat", "departed_at": "lon"}',
	'{"region": "x", "datasource": "x"}', store => 'nothing')});
my $once = write_trips('once.csv', 5);
like(said("CALL tripgrid.load_file('$once', 'wrong', store => 'nothing')"),
	qr/0 of 5 rows were loaded/, 'the wrong call');
like(said("CALL tripgrid.load_file('$once', store => 'nothing')"),
	qr/5 of 5 rows were loaded/, 'and then the right one');
like(said("CALL tripgrid.load_file('$once', 'wrong', store => 'nothing')"),
	qr/nothing is loaded/, 'once');

#
# what is said of paths
#
my %said = map { $_ => said("CALL tripgrid.load_file('$_', store => 'early')") }
  ('trips.csv', '~/trips.csv', 'https://example.org/trips.csv',
	'file:///srv/trips.csv', 'C:\trips.csv', "$folder/no/such/trips.csv");
like($said{'trips.csv'},
	qr/relative to the server's data directory.*Give the absolute path/s,
	'a relative one');
like($said{'~/trips.csv'}, qr{does not know whose home ~.*/home/NAME/trips.csv}s,
	'of a home');
like($said{'https://example.org/trips.csv'}, qr/is a URL \(https\).*curl/s, 'a URL');
like($said{'file:///srv/trips.csv'}, qr{HINT:  Write the path alone: /srv/trips.csv},
	'a URL of a file');
like($said{'C:\trips.csv'}, qr/a path of Windows/, 'of Windows');
like($said{"$folder/no/such/trips.csv"}, qr{there is no folder "\Q$folder\E/no"},
	'of a folder that is not there');
SKIP:
{
	skip 'whoever runs this may read everything', 3 if $> == 0;
	my $private = write_trips('private/home/trips.csv', 1);

	chmod 0600, "$folder/private/home" or die $!;
	like(said("CALL tripgrid.load_file('$private', store => 'early')"),
		qr{may not enter folder "\Q$folder\E/private/home" \(its mode is 600\)\.\nHINT:  (?!.*chmod).*Copy it to a folder that "[^"]+" may enter},
		'in a folder that the server may not enter');
	like(said("CALL tripgrid.load_directory('$folder/private',
			store => 'early', recursive => true)"),
		qr/Skipped: 1 (no regular file|a folder that cannot be read)/,
		'which a directory skips');
	chmod 0700, "$folder/private/home" or die $!;
	chmod 0200, $private or die $!;
	like(said("CALL tripgrid.load_file('$private', store => 'early')"),
		qr{may not read it \(its mode is 200\)\.\nHINT:  (?!.*chmod).*Copy it to a folder that "[^"]+" may enter},
		'one that it may not read');
	chmod 0600, $private or die $!;
}
like(said("CALL tripgrid.load_directory('~/trips', store => 'early')"),
	qr/whose home ~/, 'so of a directory');

$node->stop;
done_testing();

# What of a directory is loaded, and when it is given up; and paths and
# encodings that only some readers of files have to mind.

use strict;
use warnings;
use utf8;

use FindBin;
use lib $FindBin::Bin;

use Encode qw(encode);
use ManyLoads;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest qw(:DEFAULT answer said);

my $node = start_cluster('directories');
my $folder = PostgreSQL::Test::Utils::tempdir;

create_database($node, 'trips');

# A file of one trip, another each time.
my $minutes = 0;

sub write_trip
{
	my ($path) = @_;

	$minutes++;
	return write_bytes("$folder/$path", sprintf "time,lon,lat,to_lon,to_lat\n"
		  . "2024-06-03 %02d:%02d:00,14.1,50.1,14.2,50.2\n", $minutes / 60, $minutes % 60);
}

#
# patterns
#
mkdir "$folder/names";
write_trip("names/$_") foreach 'a{b,c}.csv', 'ab.csv', 'ac.csv', '{x}.csv', 'd\\.csv';
foreach my $case (
	[ 'a\\{b,c\\}.csv', 'none' ], [ 'a\\{b\\,c\\}.csv', 'a{b,c}.csv' ], [ 'a{b,c}.csv', 'ab.csv,ac.csv' ],
	[ '\\{x}.csv', '{x}.csv' ], [ '{\\{x\\},nothing}.csv', '{x}.csv' ], [ 'd\\\\.{csv,tsv}', 'd\\.csv' ])
{
	my ($pattern, $expected) = @$case;
	my $store = 'p' . ++$minutes;

	answer("SELECT tripgrid.create_store('$store')");
	said("CALL tripgrid.load_directory('$folder/names', pattern => '$pattern', store => '$store')");
	is(answer("SELECT coalesce(string_agg(regexp_replace(path, '.*/', ''), ','
		ORDER BY path COLLATE \"C\"), 'none') FROM $store.loads"), $expected, "pattern $pattern");
}

#
# a full disk ends it, whatever else is wrong does not
#
mkdir "$folder/full";
write_trip("full/$_.csv") foreach 1 .. 3;
answer(q{SELECT tripgrid.create_store('filled');
	CREATE FUNCTION filled.no_room() RETURNS trigger LANGUAGE plpgsql AS
	$$ BEGIN RAISE 'no room is left' USING ERRCODE = '53100'; END $$;
	CREATE TRIGGER no_room BEFORE INSERT ON filled.chunks
	FOR EACH ROW EXECUTE FUNCTION filled.no_room()});
my $said = said("CALL tripgrid.load_directory('$folder/full', store => 'filled')");
like($said, qr/ERROR:  no room is left/, 'without room for the first');
is(answer('SELECT count(*) FROM filled.loads'), '1', 'others are not begun');
answer('DROP TRIGGER no_room ON filled.chunks');
like(said("CALL tripgrid.load_directory('$folder/full', store => 'filled')"),
	qr/3 files were loaded, 0 had been before, 0 failed/, 'with room, all are');

#
# places are not read for each file that brought nothing
#
mkdir "$folder/vain";
write_bytes("$folder/vain/$_.txt", "This is text $_.\n") foreach 1 .. 40;
utime time - 100, time - 100, glob "$folder/vain/*";
answer(q{SELECT tripgrid.create_store('vain')});
my $vain = "CALL tripgrid.load_directory('$folder/vain', store => 'vain');
	SELECT pg_stat_force_next_flush()";
my $scans = q{SELECT coalesce(seq_scan, 0) + coalesce(idx_scan, 0) FROM pg_stat_user_tables
	WHERE relid = 'vain.places'::regclass};
like(said($vain), qr/0 files were loaded, 0 had been before, 40 failed/, 'files that are none');
my $before = answer($scans);
like(said($vain), qr/0 files were loaded, 0 had been before, 0 failed; 40 brought no trips/, 'are not tried again');
my $read = answer($scans) - $before;
cmp_ok($read, '<=', 2, 'for which the places are read once, not for each file');
cmp_ok($read, '>=', 1, 'and are read');
answer("INSERT INTO vain.places VALUES ('Ring', '16,48')");
like(said($vain), qr/40 failed/, 'with another place they are');

#
# who cancels while an archive is looked through means it
#
SKIP:
{
	my $library = answer(q{SELECT setting || '/tripgrid.so' FROM pg_config WHERE name = 'PKGLIBDIR'});

	skip 'built without libarchive', 20 if `ldd $library` !~ /libarchive/;
	mkdir "$folder/slow" or die $!;
	mkdir "$folder/text" or die $!;
	srand 1;
	write_bytes("$folder/text/large.csv", (join '', map { chr 32 + rand 90 } 1 .. 20_000) x 10_000);
	write_trip('text/small.csv');
	system("tar -C '$folder/text' -cf - large.csv small.csv | gzip -1 > '$folder/slow/a.tar.gz'") == 0
	  or die 'tar';
	answer(q{SELECT tripgrid.create_store('slow')});
	foreach my $ms (3, 10, 25, 60, 120)
	{
		foreach my $call ("load_directory('$folder/slow'", "load_file('$folder/slow/a.tar.gz'")
		{
			$said = said("SET statement_timeout = '${ms}ms'; CALL tripgrid.$call, store => 'slow')");
			like($said, qr/canceling statement due to statement timeout/, "$call: cancelled after $ms ms");
			unlike($said, qr/files? w(?:ere|as) loaded|was not loaded|is a tar archive/, "$call: it goes no further");
		}
	}
}

#
# the order of dates, in an encoding that bytes alone do not tell
#
answer(q{SELECT tripgrid.create_store('dates')});
my $name = '東' x 200;
my $dates = write_bytes("$folder/dates.csv", encode('UTF-16LE', "time,lon,lat,to_lon,to_lat,name\n"
	  . join('', map { sprintf "%02d/%02d/2024 08:00,14.1,50.1,14.2,50.2,$name\n", $_ % 5 + 1, $_ % 12 + 1 } 1 .. 300)
	  . "25/03/2024 08:00,14.1,50.1,14.2,50.2,$name\n"));
$said = said("CALL tripgrid.load_file('$dates', encoding => 'utf-16le', store => 'dates')");
like($said, qr/301 of 301 rows/, 'dates whose order only the last line says');
is(answer("SELECT max(extract(month FROM departed_at)) FROM dates.trips"), '12',
	'are read in that order');

#
# a line for the shell, of a path that has what is special there
#
my $odd = qq{it's "odd" \$HOME `id` \\.txt};
mkdir "$folder/shell";
answer(q{SELECT tripgrid.create_store('shell')});
write_bytes("$folder/shell/$odd", sprintf('%-22s%-10s%-10s%-10s%-10s', qw(time lon lat to_lon to_lat)) . "\n"
	  . join '', map { sprintf("%-22s%-10s%-10s%-10s%-10s\n", sprintf('2024-06-03 08:%02d:00', $_), 14.1, 50.1, 14.2, 50.2) } 1 .. 20);
$said = said("CALL tripgrid.load_file(" . ("'" . "$folder/shell/$odd" =~ s/'/''/gr . "'") . ", store => 'shell')");
like($said, qr/has columns of fixed width/, 'columns of fixed width');
my ($line) = $said =~ /(sed .*) > trips\.tsv/;
is(`cd '$folder/shell' && $line | wc -l`, "21\n", 'the line that is told works as it stands');
is(`cd '$folder/shell' && $line | head -n 1` =~ s/\s+$/\n/r, "time\tlon\tlat\tto_lon\tto_lat\n",
	'and makes columns');

$node->stop;
done_testing();

# A load that was cut off goes on with the region and the data source that it
# was begun with; one who says another is told so.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use ManyLoads;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest qw(:DEFAULT answer said);

my $node = start_cluster('goes_on', 'max_worker_processes = 16');
my $folder = PostgreSQL::Test::Utils::tempdir;

create_database($node, 'trips');

my $path = write_bytes("$folder/trips.csv", "time,lon,lat,to_lon,to_lat\n"
	  . join '', map {
		sprintf "2024-06-03 %02d:%02d:%02d,14.%04d,50.1,14.2,50.2\n",
		  $_ / 3600 % 24, $_ / 60 % 60, $_ % 60, $_
	  } 1 .. 3000);
my $named = write_bytes("$folder/names.csv", "From station,To station,Time\n"
	  . join '', map {
		sprintf "Stop %d,Stop %d,2024-06-03 %02d:%02d:%02d\n", $_ % 7, $_ % 5,
		  $_ / 3600 % 24, $_ / 60 % 60, $_ % 60
	  } 1 .. 3000);

my $stores = 0;

# Have the server run out of something when a store has so many chunks.
sub break_at
{
	my ($store, $chunks) = @_;

	answer("CREATE OR REPLACE FUNCTION $store.no_room() RETURNS trigger LANGUAGE plpgsql AS \$\$
		BEGIN
			IF (SELECT count(*) = $chunks FROM $store.chunks) THEN
				RAISE 'no room is left' USING ERRCODE = '53100';
			END IF;
			RETURN NEW;
		END \$\$;
		CREATE TRIGGER no_room BEFORE INSERT ON $store.chunks
		FOR EACH ROW EXECUTE FUNCTION $store.no_room()");
	return;
}

# Begin a load that breaks at its third chunk; then call for it again.
sub cut_off
{
	my ($file, $begun, $again, $prepare) = @_;
	my $store = 's' . ++$stores;
	my $load = "SET tripgrid.chunk_bytes = '16kB'; "
	  . "CALL tripgrid.load_file('$file', store => '$store'%s)";

	answer("SELECT tripgrid.create_store('$store')");
	break_at($store, 2);
	answer($prepare =~ s/STORE/$store/gr) if defined $prepare;
	like(said(sprintf $load, $begun), qr/no room is left.*What was loaded so far is kept/s,
		"begun$begun: it is cut off");
	answer("DROP TRIGGER no_room ON $store.chunks");
	return ($store, said(sprintf $load, $again), $load);
}

sub loaded
{
	my ($store) = @_;

	return answer("SELECT count(*), string_agg(DISTINCT region, ','), string_agg(
		DISTINCT datasource, ',') FROM $store.trips") . ' '
	  . answer("SELECT count(*), string_agg(region, ','), string_agg(datasource, ',')
		FROM $store.loads WHERE state = 'committed'");
}

my $goes_on = qr/load 1 goes on after 2 chunks.*3000 of 3000 rows/s;

foreach my $key ('', q{, load_key => 'k'})
{
	my ($store, $said, $load) = cut_off($path,
		"$key, region => 'Vienna', datasource => 'A'", "$key, region => 'Graz'");

	like($said, qr/ERROR:  load 1 of file .* was cut off, and was begun with another region.*DETAIL:  It was begun with region => 'Vienna'.*HINT:  Leave out the argument region to go on, or use tripgrid.undo_load\(1\)/s,
		"another region is refused$key");
	is(answer("SELECT count(*), count(*) FILTER (WHERE state = 'running') FROM $store.loads"),
		'1|1', "which is no load$key");
	like(said(sprintf $load, "$key, datasource => 'B'"),
		qr/begun with another datasource.*It was begun with datasource => 'A'/s,
		"so is another data source$key");
	like(said(sprintf $load, $key), $goes_on, "neither of them goes on$key");
	is(loaded($store), '3000|Vienna|A 1|Vienna|A', "with both of what was begun$key");
}
{
	my ($store, $said, $load) = cut_off($path, ", region => 'Vienna', datasource => 'A'",
		", datasource => 'A', region => 'Vienna', jobs => 2");

	like($said, $goes_on, 'the same are taken, with workers');
	is(loaded($store), '3000|Vienna|A 1|Vienna|A', 'whose trips have both');
	($store, $said, $load) = cut_off($path, '', ", datasource => 'A'");
	like($said, qr/begun with another datasource.*That of feed ".*" was taken/s,
		'one that is said too late is refused');
	like(said(sprintf $load, ''), $goes_on, 'without it, it goes on');
	is(loaded($store), '3000|unknown|unknown 1||', 'as it was begun');
}

# with another key, or through another feed: it would be there twice
{
	my $refused = qr/ERROR:  load 1 of file .* was cut off, and was begun with another key or feed.*DETAIL:  It was begun with feed => '\w+' and/s;
	my ($store, $said, $load) = cut_off($path, '', q{, load_key => 'k'});

	like($said, qr/$refused no key/, 'a key that it had not is refused');
	answer("SELECT tripgrid.create_feed('other', ARRAY['time', 'lon', 'lat', 'to_lon', 'to_lat'],
		'{\"departed_at\": \"time\", \"origin_lon\": \"lon\", \"origin_lat\": \"lat\",
		\"destination_lon\": \"to_lon\", \"destination_lat\": \"to_lat\"}',
		'{\"region\": \"Linz\", \"datasource\": \"other\"}', store => '$store')");
	like(said(sprintf $load, q{, feed => 'other'}), $refused, 'so is another feed');
	like(said(sprintf $load, ''), $goes_on, 'it goes on as it was begun');
	is(loaded($store), '3000|unknown|unknown 1||', 'and is there once');
	($store, $said, $load) = cut_off($path, q{, load_key => 'k'}, '');
	like($said, qr/$refused load_key => 'k'/, 'so is a call without its key');
	unlike($said, qr/another size/, 'of whose size nothing is said');
	like(said(sprintf $load, q{, load_key => 'k', again => true}), $goes_on, 'with its key it goes on');
}

# of several that were cut off, each is looked at
{
	my $rows = slurp_file($path);
	my ($store, $said) = cut_off($path, '', q{, load_key => 'k'});
	my $second = write_bytes("$folder/second.csv", $rows =~ s/,14\./,15./gr);
	my $copy = write_bytes("$folder/copy.csv", slurp_file($second));
	my $load = "SET tripgrid.chunk_bytes = '16kB'; CALL tripgrid.load_file('%s', store => '$store')";

	break_at($store, 4);
	like(said(sprintf $load, $second), qr/no room is left/, 'a second of its size is cut off');
	answer("DROP TRIGGER no_room ON $store.chunks");
	like(said(sprintf $load, $copy),
		qr/load 3 of file .*second\.csv", which begins as this file does, was cut off/,
		'a copy of that is refused');
	like(said(sprintf $load, $_), qr/goes on after 2 chunks.*3000 of 3000 rows/s, "$_ goes on")
	  foreach $path, $second;
}

# one that has been packed since, unpacked, or has grown under another name
foreach my $packed (0, 1)
{
	my $rows = slurp_file($path);
	my ($plain, $small) = map { write_bytes("$folder/$packed-$_", $rows) } 'plain.csv', 'small.csv';
	system('gzip', $small) == 0 or die 'gzip';
	my ($store, $said, $load) = cut_off($packed ? "$small.gz" : $plain, '', q{, region => 'Graz'});
	my $longer = write_bytes("$folder/$packed-longer.csv", "${rows}2024-06-04 08:00:00,14.1,50.1,14.2,50.2\n");

	foreach my $other ($packed ? $plain : "$small.gz", $longer)
	{
		like(said(($load =~ s/'[^']*csv[^']*'/'$other'/r) =~ s/%s//r),
			qr/load 1 of file .*, which begins as this file does, was cut off/, "$other is refused");
	}
	like(said(sprintf $load, ''), $goes_on, 'it goes on as it was begun');
	is(loaded($store), '3000|unknown|unknown 1||', 'and is there once');
}

# the region that places tell
{
	my $places = "INSERT INTO STORE.places SELECT 'Stop ' || n,
		(16.3 + n / 100.0 || ',48.2')::tripgrid.lonlat, 'Vienna' FROM generate_series(0, 6) AS n";
	my ($store, $said) = cut_off($named, '', '', $places);

	like($said, $goes_on, 'a region that places tell');
	unlike($said, qr/taken to be of region/, 'is not told again');
	is(loaded($store), '3000|Vienna|unknown 1|Vienna|', 'and is that of all trips');
	($store, $said) = cut_off($named, ", region => 'unknown'", '', $places =~ s/'Vienna'/''/r
		  . "; INSERT INTO STORE.places SELECT name, position, 'Vienna' FROM STORE.places");
	unlike($said, qr/taken to be of region/, 'one that is not taken is not told');
	is(loaded($store), '3000|unknown|unknown 1|unknown|', 'the one that was said stays');
}

# the owner's code releases the locks of the session that loads
foreach my $jobs (1, 2)
{
	my $store = 's' . ++$stores;

	answer("SELECT tripgrid.create_store('$store');
		CREATE FUNCTION $store.unlock() RETURNS trigger LANGUAGE plpgsql AS \$\$
		BEGIN
			PERFORM pg_advisory_unlock_all();
			RETURN NULL;
		END \$\$;
		CREATE TRIGGER unlock AFTER INSERT ON $store.chunks
		FOR EACH STATEMENT EXECUTE FUNCTION $store.unlock()");
	like(said("SET tripgrid.chunk_bytes = '16kB';
		CALL tripgrid.load_file('$path', store => '$store', jobs => $jobs)"),
		qr/a lock of the load was released meanwhile/,
		"jobs => $jobs: a load whose lock is released is an error");
	is(answer("SELECT (SELECT count(*) FROM $store.trips),
		(SELECT string_agg(state, ',') FROM $store.loads)"), '0|failed',
		'and is taken back');
}

is(answer("SELECT count(*) FROM generate_series(1, $stores) AS n, tripgrid.verify(('s' || n)::name)"),
	'0', 'all stores are as they should be');
$node->stop;
done_testing();

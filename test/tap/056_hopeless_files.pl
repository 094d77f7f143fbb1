# Files that bring next to nothing: load_file ends them early, and what brought
# no trip bars neither its content nor its key.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use IO::Compress::Gzip qw(gzip $GzipError);
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest qw(:DEFAULT answer create_store said);

my $node = start_cluster('hopeless_files', 'max_worker_processes = 16');
my $folder = PostgreSQL::Test::Utils::tempdir;
my $header = "region,origin_coord,destination_coord,datetime,datasource\n";
my $columns = q{'{from,to,at}'};
my $mapping = q{'{"origin_place": "from", "destination": "to",
	"departed_at": "at"}'};
my $constants = q{'{"region": "Prague", "datasource": "bus"}'};

create_database($node, 'trips');

# Lines of which the first so many of every thousand are trips.
sub lines
{
	my ($count, $good) = @_;

	return join '', map {
		$_ % 1000 < $good
		  ? sprintf("Prague,POINT (14.%04d 50),POINT (14.4 50.1),"
			  . "2018-05-01 09:%02d:%02d,bus\n", $_ % 9999, $_ / 60 % 60,
			$_ % 60)
		  : "$_,,,,\n"
	} 0 .. $count - 1;
}

sub load
{
	my ($store, $path, $options, $before) = @_;

	return said(($before // '')
		. "CALL tripgrid.load_file('$path', store => '$store',
		feed => 'feed'" . ($options // '') . ')');
}

sub last_load
{
	my ($store) = @_;

	return answer("SELECT state, rows_read, rows_loaded, rows_rejected,
		(SELECT count(*) FROM $store.rejects AS r
			WHERE r.load_id = l.load_id),
		(SELECT count(*) FROM $store.trips AS t WHERE t.load_id = l.load_id)
		FROM $store.loads AS l ORDER BY load_id DESC LIMIT 1");
}

#
# nobody waits for millions of rows that are no trips
#
{
	my $bad = write_bytes("$folder/bad.csv", $header . lines(30000, 0));
	my $few = write_bytes("$folder/few.csv", $header . lines(30000, 1));
	my $short = write_bytes("$folder/short.csv", $header . lines(9999, 0));
	my $path = "$folder/bomb.csv.gz";
	my $bomb = $header . ",,,,\n" x 3_000_000;

	gzip(\$bomb => $path) or die $GzipError;
	create_store('hopeless');
	like(
		load('hopeless', $bad),
		qr/10000 of 10000 rows are no trips.*reject_limit = 'off'/s,
		'a file without trips is ended');
	is(last_load('hopeless'), 'failed|10000|0|10000|10000|0',
		'and its rejects are kept');
	like(load('hopeless', $path), qr/10000 of 10000 rows are no trips/,
		'one that is small on disk only, too');
	like(load('hopeless', $path, ', jobs => 2'),
		qr/10000 of 10000 rows are no trips/, 'and by workers');
	is(last_load('hopeless'), 'failed|10000|0|10000|10000|0',
		'workers keep the rejects, too');
	is(answer('SELECT count(*) FROM hopeless.chunks'), 0, 'no chunk is left');
	# each chunk is judged with what goes before it
	like(
		load('hopeless', $bad, '', "SET tripgrid.chunk_bytes = '4kB'; "),
		qr/10000 of 10000 rows are no trips/,
		'however small its parts are');
	is(last_load('hopeless'), 'failed|10000|0|10000|10000|0',
		'of which all rejects are kept');
	like(load('hopeless', $few), qr/30 of 30000 rows were loaded/,
		'one of a thousand is enough');
	like(load('hopeless', $short), qr/0 of 9999 rows were loaded/,
		'fewer than ten thousand are not judged');
	like(
		load('hopeless', $bad, '', "SET tripgrid.reject_limit = 'off'; "),
		qr/0 of 30000 rows were loaded/,
		'nor are any without a limit');
	is(answer('SELECT count(*) FROM tripgrid.verify(\'hopeless\')'),
		0, 'the store is as it should be');
}

#
# nor for gigabytes of nothing that are a megabyte on disk
#
{
	my $trip = lines(1, 1);
	my $json = '{"object": [1,' . "\n";  # a digit: no header
	my $blank = 1024 * 1024;

	create_store('empty');
	foreach my $case (
		[ 'lf.csv.gz',    $header,  "\n" x $blank,            33, '' ],
		[ 'crlf.csv.gz',  $header,  "\r\n" x ($blank / 2),    33, '' ],
		[ 'blank.csv.gz', $header,  " \t" x ($blank / 2),     33, '' ],
		[ 'json.gz',      $json,    ' ' x $blank,             33, '' ],
		[ 'few.csv.gz',   $header,  "\n" x $blank,            31, $trip ])
	{
		my ($name, $begin, $nothing, $times, $end) = @$case;
		my $content = $begin . $nothing x $times . $end;

		gzip(\$content => "$folder/$name") or die $GzipError;
		like(
			load('empty', "$folder/$name"),
			$end eq ''
			? qr/nothing but empty lines for more than 32 MB.*at byte/s
			: qr/1 of 1 rows were loaded/,
			"$times MB of nothing in $name");
	}
	is(answer("SELECT state, count(*) FROM empty.loads GROUP BY 1 ORDER BY 1"),
		"committed|1\nfailed|4", 'one is a load');
}

#
# rows that another day would take do not count
#
{
	my $places = write_bytes("$folder/places.csv",
		join('', "from,to,at\n", map { "stop $_,14.$_ 50,2018-05-01 08:00\n" }
			  1001 .. 9999, 1001 .. 9999));
	my $identity = write_bytes("$folder/identity.csv",
		join('', "id,from,to,at\n",
			map { "$_,14.4 50,14.$_ 50,2018-05-01 08:00\n" } 1001 .. 9999,
			10001 .. 19999));
	my $call = "CALL tripgrid.load_file('$places', store => 'excused',
		feed => 'stops')";

	create_store('excused');
	answer("SELECT tripgrid.create_feed('stops', $columns, $mapping,
		$constants, store => 'excused')");
	like(said($call), qr/0 of 17998 rows were loaded/,
		'missing places end nothing');
	answer("INSERT INTO excused.places SELECT 'stop ' || n, '14.5,50'
		FROM generate_series(1001, 9999) AS n");
	like(said($call), qr/17998 of 17998 rows were loaded/,
		'and the file may be loaded again');
	like(said($call), qr/nothing is loaded: load 2 had the same content/,
		'once');
	answer(q{ALTER TABLE excused.trips ADD external_id text;
		SELECT tripgrid.create_feed('named', '{id,from,to,at}',
		'{"origin": "from", "destination": "to", "departed_at": "at",
		  "external_id": "id"}', '{"region": "Prague", "datasource": "bus"}',
		position_order => 'lon lat', store => 'excused')});
	$call = "CALL tripgrid.load_file('$identity', store => 'excused',
		feed => 'named', again => true)";
	like(said($call), qr/18998 of 18998 rows were loaded/, 'trips with ids');
	like(said($call), qr/0 of 18998 rows were loaded/,
		'duplicates end nothing');
}

#
# what brought no trip bars nothing
#
{
	my $path = write_bytes("$folder/rides.csv",
		"from,to,at\n14.4 50,14.5 50,2018-05-01 08:00\n");
	my $empty = write_bytes("$folder/empty.csv", $header);
	my $call = "CALL tripgrid.load_file('$path', store => 'wrong', feed =>";

	create_store('wrong');
	answer("SELECT tripgrid.create_feed('$_->[0]', $columns,
		'{\"origin\": \"$_->[1]\", \"destination\": \"to\",
		  \"departed_at\": \"at\"}', $constants, store => 'wrong')")
	  foreach [ 'bad', 'at' ], [ 'good', 'from' ];
	like(said("$call 'bad', load_key => 'may')"),
		qr/WARNING:  0 of 1 rows were loaded/, 'the wrong feed brings nothing');
	like(said("$call 'good', load_key => 'may')"),
		qr/1 of 1 rows were loaded/, 'the right one is not barred by the key');
	like(said("$call 'good', load_key => 'may')"),
		qr/nothing is loaded: load 2 had the key "may"/, 'once');
	answer('SELECT tripgrid.undo_load(2, \'wrong\')');
	like(said("$call 'good')"), qr/1 of 1 rows were loaded/,
		'nor by the content');
	like(load('wrong', $empty), qr/0 of 0 rows were loaded/, 'nor do no rows')
	  foreach 1, 2;
}

#
# a directory is not loaded for ever
#
{
	my $bad = lines(10, 0);
	my $call = "CALL tripgrid.load_directory('$folder/d', store => 'folder',
		feed => 'rides')";

	mkdir "$folder/d" or die $!;
	write_bytes("$folder/d/a.csv", "from,to,at\n14.4 50,14.5 50,2018-05-01 08:00\n");
	write_bytes("$folder/d/b.csv", "from,to,at\n" . "x,y,z\n" x 20000);
	write_bytes("$folder/d/c.csv", "from,to,at\n14.4 50,14.5 50,31/05/2018 08:00\n");
	utime time - 10, time - 10, "$folder/d/$_.csv" foreach qw(a b c);
	create_store('folder');
	answer("SELECT tripgrid.create_feed('rides', $columns,
		'{\"origin\": \"from\", \"destination\": \"to\",
		  \"departed_at\": \"at\"}', $constants, store => 'folder')");
	like(said($call), qr/1 file was loaded, 0 had been before, 1 failed; 1 brought no trips/,
		'a file is loaded, another without trips, and one fails');
	like(
		said($call),
		qr/2 files are left out.*b\.csv", ".*c\.csv".*0 files were loaded, 1 had been before, 0 failed; 2 brought no trips/s,
		'neither is loaded again while nothing has changed');
	is(answer('SELECT count(*) FROM folder.loads'), 3, 'nor in the ledger');
	answer(q{SELECT tripgrid.change_feed('rides',
		date_format => 'DD/MM/YYYY HH24:MI', store => 'folder')});
	like(said($call), qr/1 file was loaded, 1 had been before, 1 failed/,
		'a feed that was changed has another go');
	like(said($call), qr/left out/, 'one');
	unlike(said($call =~ s/\)$/, again => true)/r),
		qr/left out/, 'and whoever wants it');
}

#
# the rejects of a load that failed can become trips
#
{
	create_store('retried');
	my $path = write_bytes("$folder/retried.csv", $header . lines(20000, 0));

	load('retried', $path, q{, load_key => 'k'});
	answer(q{UPDATE retried.rejects SET fields = ARRAY['Prague', '14.4,50',
		'14.5,50', '2018-05-01 08:00', 'bus'] WHERE lineno <= 4});
	is(answer("SELECT * FROM tripgrid.retry_rejects(1, 'retried')"),
		'10000|4|9996', 'four of them');
	is( answer('SELECT load_key IS NULL, state, rows_loaded, rows_rejected,
			error IS NOT NULL FROM retried.loads'),
		't|committed|4|9996|t',
		'make it a load that has no key');
	like(load('retried', $path, q{, load_key => 'k'}), qr/rows are no trips/,
		'so that the whole may still be loaded');
	is(answer("SELECT count(*) FROM tripgrid.verify('retried')"),
		0, 'the store is as it should be');
}

#
# keys in a column are not read from files, which are committed by parts
#
{
	create_store('keyed');
	my $path = write_bytes("$folder/keyed.csv", $header . lines(9, 9));

	answer(q{SELECT tripgrid.create_feed('keyed', ARRAY['region',
		'origin_coord', 'destination_coord', 'datetime', 'datasource'],
		'{"region": "region", "origin": "origin_coord", "destination":
		  "destination_coord", "departed_at": "datetime", "load_key":
		  "datasource"}', '{"datasource": "keyed"}', store => 'keyed')});
	my $call = "CALL tripgrid.load_file('$path', 'keyed', store => 'keyed'";

	like(said("$call)"),
		qr/feed "keyed" has keys in a column.*HINT:  Use load_file\(\.\.\., load_key/s,
		'a file needs a key where the feed has them in a column');
	is(answer('SELECT count(*) FROM keyed.loads'), '0', 'nothing was begun');
	like(said("CALL tripgrid.load_directory('$folder', 'keyed.csv', 'keyed',
			store => 'keyed')"),
		qr/has keys in a column/, 'nor does a directory load it');
	unlike(said("$call, load_key => 'june')"),
		qr/ERROR/, 'the argument is the key');
	like(said("$call, load_key => 'june')"),
		qr/nothing is loaded/, 'loaded once');
	is( answer(q{SELECT load_key, state, rows_loaded, rows_rejected
			FROM keyed.loads}),
		'june|committed|9|0',
		'its rows may say what they like');
}

$node->stop;
done_testing();

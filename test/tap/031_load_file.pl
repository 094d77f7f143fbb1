# load_file goes on after whatever cut it off: the backend, a worker or the
# server is killed, the statement cancelled, at any moment.  What was loaded
# then equals one clean load, and each byte of the file was loaded once.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use IO::Compress::Gzip qw(gzip $GzipError);
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(usleep);
use TripgridTest;

my $seed = $ENV{TRIPGRID_SEED} // time;
my $node = start_cluster('load_file', 'restart_after_crash = on',
	'max_worker_processes = 16', 'tripgrid.chunk_bytes = 30000');
my $folder = PostgreSQL::Test::Utils::tempdir;
my $path = "$folder/trips.csv";
my ($clean, $status, $stdout, $stderr);

note("seed: $seed");
srand $seed;
create_database($node, 'trips');

# Records with quoted ends of lines, rejects, and CRLF as quoted text.
sub record
{
	my ($number) = @_;
	my $region = $number % 13 ? 'Prague' : "\"Old\nTown\"";
	my $origin = $number % 17 ? sprintf('%.5f', 14 + $number % 1000 / 999) : 'x';

	return sprintf "%s,\"%s,50.05\",\"14.4,%.5f\",2018-05-%02d 09:%02d:%02d,\"a \"\"%d\"\" bus\"\n",
	  $region, $origin, 50 + $number % 777 / 776, 1 + $number % 28,
	  $number / 60 % 60, $number % 60, $number % 3;
}

open my $file, '>', $path or die "$path: $!";
print $file "region,origin_coord,destination_coord,datetime,datasource\n";
print $file record($_) foreach 1 .. 12_000;
close $file or die "$path: $!";

# What a store has of the file.
sub contents
{
	my ($store) = @_;

	return $node->safe_psql(
		'trips', qq{
	SELECT count(*), sum(hashtextextended((t.region, t.origin, t.destination,
	  t.departed_at, t.datasource)::text, 0)) FROM $store.trips AS t;
	SELECT count(*), sum(hashtextextended((lineno, fields, colname,
	  err_message)::text, 0)) FROM $store.rejects;
	SELECT sum(rows_read), sum(rows_loaded), sum(rows_rejected)
	  FROM $store.loads WHERE state = 'committed';
	SELECT * FROM tripgrid.verify('$store')});
}

# Chunks lie end to end, from the first byte to the last.
sub gaps
{
	my ($store, $bytes) = @_;

	return $node->safe_psql(
		'trips', qq{
	SELECT c.* FROM (SELECT first_byte, last_byte, first_row, rows_read,
	    lag(last_byte, 1, -1::bigint) OVER w AS before,
	    lag(first_row + rows_read, 1, 1::bigint) OVER w AS row
	  FROM $store.chunks WINDOW w AS (ORDER BY first_byte)) AS c
	WHERE first_byte <> before + 1 OR first_row <> row;
	SELECT 'end', max(last_byte) FROM $store.chunks
	  HAVING max(last_byte) <> $bytes - 1});
}

sub create_stores
{
	$node->safe_psql('trips', "SELECT tripgrid.create_store('$_')") foreach @_;
	return;
}

sub load
{
	my ($store, $arguments, $file) = @_;
	my ($status, $stdout, $stderr) = $node->psql('trips',
		    "CALL tripgrid.load_file('" . ($file // $path) . "', "
		  . "store => '$store'" . ($arguments ? ", $arguments" : '') . ')');

	return $stderr;
}

#
# one worker, two workers, compressed, and COPY: the same
#
create_stores('copied', 'one', 'two', 'packed', 'large');
$node->safe_psql('trips',
	"COPY copied.feed FROM '$path' (FORMAT csv, HEADER)");
$clean = contents('copied');
like(load('one'), qr/11295 of 12000 rows were loaded/, 'one job');
load('two', 'jobs => 2');
gzip $path => "$path.gz" or die $GzipError;
load('packed', 'jobs => 3', "$path.gz");
$node->safe_psql('trips', "SET tripgrid.chunk_bytes = '1GB';
	CALL tripgrid.load_file('$path', store => 'large', jobs => 2)");
foreach my $store ('one', 'two', 'packed', 'large')
{
	is(contents($store), $clean, "$store: the same as COPY");
	is(gaps($store, -s $path), '', "$store: chunks cover the file");
}
cmp_ok($node->safe_psql('trips', 'SELECT count(*) FROM two.chunks'),
	'>', 20, 'there were many chunks');
is($node->safe_psql('trips', 'SELECT count(*) FROM large.chunks'),
	'1', 'or one');

#
# what was loaded is not loaded again
#
like(load('one'), qr/nothing is loaded: load 1 had the same content/,
	'the same file again');
like(load('one', undef, "$path.gz"), qr/load 1 had the same content/,
	'the same content, compressed');
like(load('packed'), qr/load 1 had the same content/,
	'the same content, not compressed');
is(contents('one'), $clean, 'nothing has changed');
$node->safe_psql('trips', "SELECT tripgrid.undo_load(1, 'one')");
like(load('one'), qr/11295 of 12000 rows were loaded/, 'undone, it loads again');
is(contents('one'), $clean, 'and the store holds it once');
like(load('one', "again => true"), qr/11295 of 12000 rows/, 'unless it is wanted');
is($node->safe_psql('trips', 'SELECT count(*) FROM one.trips'),
	2 * 11295, 'twice');
create_stores('keys');
like(load('keys', "load_key => 'k1'"), qr/11295 of 12000 rows/, 'with a key');
like(load('keys', "load_key => 'k1', again => true"),
	qr/nothing is loaded: load 1 had the key "k1"/, 'the key is known');

#
# two at once
#
create_stores('twins');
my @twins = map { session($node, 'trips') } 1 .. 2;
foreach my $arguments ("load_key => 'twin'", '')
{
	my $call = "CALL tripgrid.load_file('$path', store => 'twins', jobs => 2"
	  . ($arguments ? ", $arguments" : '') . ");";

	$node->safe_psql('trips', 'TRUNCATE twins.loads, twins.trips, '
		  . 'twins.rejects, twins.chunks');
	$_->send($call) foreach @twins;
	$_->wait foreach @twins;
	is( scalar(grep { $_->error =~ /11295 of 12000 rows/ } @twins),
		1, "twins ($arguments): one loads");
	is( scalar(grep { $_->error =~ /nothing is loaded/ } @twins),
		1, "twins ($arguments): one says so");
	is(contents('twins'), $clean, "twins ($arguments): the store holds it once");
}
$_->quit foreach @twins;

#
# cut off at a random moment, then called again
#
my %ends = (
	'backend killed' => sub { kill 'KILL', $_[0] },
	'worker killed' => sub {
		my $pid = $node->safe_psql('trips', q{SELECT pid FROM pg_stat_activity
			WHERE backend_type = 'tripgrid load' LIMIT 1});
		kill 'KILL', $pid if $pid;
	},
	'worker terminated' => sub {
		$node->safe_psql('trips', q{SELECT pg_terminate_backend(pid)
			FROM pg_stat_activity WHERE backend_type = 'tripgrid load' LIMIT 1});
	},
	'backend terminated' => sub {
		$node->safe_psql('trips', "SELECT pg_terminate_backend($_[0])");
	},
	'cancelled' => sub {
		$node->safe_psql('trips', "SELECT pg_cancel_backend($_[0])");
	},
	'server stopped' => sub { $node->stop('immediate'); $node->start },
	'server killed' => sub {
		my @pids = split /\n/,
		  $node->safe_psql('trips', 'SELECT pid FROM pg_stat_activity');

		$node->kill9;
		# the others notice, and hold its memory until they have
		foreach (1 .. 600)
		{
			last if !kill 0, @pids;
			usleep(100_000);
		}
		$node->start;
	});
my @killed = ('backend killed', 'worker killed', 'server killed');
my @told = ('backend terminated', 'worker terminated', 'server stopped',
	'cancelled');
my ($unfinished, $round) = (0, 0);

foreach my $kind ((@killed) x 7, (@told) x 2)
{
	my $store = 'cut_' . ++$round;
	my $jobs = 1 + int rand 3;
	my $key = rand() < 0.5 ? "load_key => 'key $round', " : '';
	my $call = "CALL tripgrid.load_file('$path', store => '$store', "
	  . "${key}jobs => " . ($kind =~ /worker/ ? $jobs + 1 : $jobs) . ");";
	my $session = session($node, 'trips');
	my $pid;
	my $name = "round $round, $kind";

	create_stores($store);
	# slow enough to be hit
	$node->safe_psql('trips', "CREATE FUNCTION $store.wait() RETURNS trigger
		LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.03); RETURN NULL; END';
		CREATE TRIGGER wait AFTER INSERT ON $store.chunks
		  FOR EACH ROW EXECUTE FUNCTION $store.wait()");
	$pid = $session->query('SELECT pg_backend_pid()');
	$session->send($call);
	# some before the first chunk, most between two
	my $chunks = int rand 8;
	$node->poll_query_until('trips', "SELECT (SELECT count(*) FROM
		$store.chunks) >= $chunks OR EXISTS (SELECT FROM $store.loads
		WHERE state <> 'running')")
	  or die 'the load does not go on';
	$ends{$kind}->($pid);
	$session->drop;
	await_server($node)
	  or die 'the server did not come back';
	$node->poll_query_until('trips',
		"SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = $pid")
	  or die 'the backend did not end';
	$unfinished += $node->safe_psql('trips', "SELECT count(*)
		FROM $store.loads WHERE state = 'running' AND EXISTS (SELECT
		FROM $store.chunks)");
	my ($status, $stdout, $stderr) = $node->psql('trips',
		rand() < 0.5 ? $call : "SET tripgrid.chunk_bytes = 7000; $call");
	is($status, 0, "$name: called again") or diag($stderr);
	is(contents($store), $clean, "$name: as one clean load");
	is(gaps($store, -s $path), '', "$name: chunks cover the file once");
	is( $node->safe_psql('trips', "SELECT count(*) FROM $store.loads
			WHERE state <> 'undone'"),
		'1', "$name: one load");
	is( $node->safe_psql('trips', q{SELECT count(*) FROM pg_stat_activity
			WHERE backend_type = 'tripgrid load'}),
		'0', "$name: no worker is left");
	$node->safe_psql('trips', "SELECT tripgrid.drop_store('$store', true)")
	  if $node->safe_psql('trips', "DROP TRIGGER wait ON $store.chunks;
		DROP FUNCTION $store.wait(); SELECT true");
}
cmp_ok($unfinished, '>', 3, "loads were cut off in the middle ($unfinished)");

#
# a file that changed since is not gone on with
#
create_stores('changed');
{
	my $session = session($node, 'trips');
	my $pid = $session->query('SELECT pg_backend_pid()');
	my $text = slurp_file($path);
	my $gate = session($node, 'trips');

	# the load waits when some chunks are there
	$node->safe_psql('trips', q{CREATE TABLE changed.gate ();
		CREATE FUNCTION changed.wait() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN
		  IF NEW.first_byte > 200000 THEN PERFORM FROM changed.gate; END IF;
		  RETURN NULL;
		END $$;
		CREATE TRIGGER wait AFTER INSERT ON changed.chunks
		  FOR EACH ROW EXECUTE FUNCTION changed.wait()});
	$gate->query('BEGIN; LOCK TABLE changed.gate');
	$session->send("CALL tripgrid.load_file('$path', store => 'changed');");
	$node->poll_query_until('trips', "SELECT wait_event_type = 'Lock'
		FROM pg_stat_activity WHERE pid = $pid") or die 'no wait';
	$node->safe_psql('trips', "SELECT pg_cancel_backend($pid)");
	$session->wait;
	like($session->error, qr/canceling statement.*What was loaded so far is kept/s,
		'cancelled: what is there is kept');
	$gate->query('ROLLBACK');
	$session->quit;
	$gate->quit;
	substr($text, 1000, 1) = '1' if substr($text, 1000, 1) ne '1';
	substr($text, 1001, 1) = '2' if substr($text, 1001, 1) ne '2';
	open my $file, '>', $path or die;
	print $file $text;
	close $file;
	like(load('changed'), qr/has changed since a part of it was loaded/,
		'a changed file is noticed');
	is( $node->safe_psql('trips', q{SELECT state, rows_loaded FROM changed.loads;
			SELECT count(*) FROM changed.trips}),
		"failed|0\n0",
		'and what was loaded of the old one is taken back');
	like(load('changed'), qr/rows were loaded/, 'then it loads');
}

#
# by who may only load, with whatever isolation
#
create_stores('lent');
open $file, '>', "$folder/bad.csv" or die;
print $file "region,origin_coord,destination_coord,datetime,datasource\n";
print $file record($_) foreach 1 .. 3000;
print $file "\"\n";
close $file;
chmod 0755, $folder;
$node->safe_psql('trips', q{CREATE ROLE loader IN ROLE pg_read_server_files;
	GRANT USAGE ON SCHEMA lent TO loader;
	GRANT INSERT ON lent.feed TO loader});
foreach my $jobs (1, 3)
{
	my ($status, $stdout, $stderr) = $node->psql('trips',
		"SET default_transaction_isolation = 'serializable'; SET ROLE loader;
		CALL tripgrid.load_file('$folder/bad.csv', 'feed', store => 'lent',
		  jobs => $jobs)");

	like($stderr, qr/unterminated quoted field.*row 3001/s,
		"loader, $jobs jobs: a late error is raised");
	is( $node->safe_psql(
			'trips', q{SELECT count(*) FROM lent.trips;
			SELECT count(*) FROM lent.rejects; SELECT count(*) FROM lent.chunks;
			SELECT state, loaded_by, rows_read FROM lent.loads
			  ORDER BY load_id DESC LIMIT 1;
			SELECT * FROM tripgrid.verify('lent')}),
		"0\n0\n0\nfailed|loader|0",
		"loader, $jobs jobs: what was loaded is taken back");
}
($status, $stdout, $stderr) = $node->psql('trips',
	"SET default_transaction_isolation = 'serializable'; SET ROLE loader;
	CALL tripgrid.load_file('$path', 'feed', store => 'lent', jobs => 3)");
like($stderr, qr/of 12000 rows were loaded/, 'loader: a good file is loaded');
like(load('lent', "load_key => repeat('k', 501)"), qr/key is longer than 500 bytes/,
	'a long key');

#
# listeners hear of it
#
{
	my $listener = session($node, 'trips');
	my $heard;

	create_stores('heard');
	$node->safe_psql('trips', q{CREATE FUNCTION heard.wait() RETURNS trigger
		LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.2); RETURN NULL; END';
		CREATE TRIGGER wait AFTER INSERT ON heard.chunks
		  FOR EACH ROW EXECUTE FUNCTION heard.wait()});
	$listener->query('LISTEN tripgrid_load');
	load('heard', 'jobs => 2');
	$heard = $listener->query('SELECT 1');
	like($heard, qr/"state" ?: ?"started".*"state" ?: ?"progress".*"state" ?: ?"committed"/s,
		'started, progress and committed are notified');
	like($heard, qr/"committed".*"rows_read" ?: ?12000/s, 'with all rows');
	$listener->quit;
}

#
# lines without quotes are not read by COPY: they have to be read as it would,
# and as it does as soon as one line has a quote
#
my @pieces = ('Prague', '14.5,50', '14.4 50.1', '2018-05-28 09:00', 'bus', '',
	'none', ' ', 'Plze' . "\xC5\x88", 'POINT (14.5 50)', "\t", '0');
foreach my $eol ("\n", "\r\n", "\r")
{
	my $lines = join '', map {
		(rand() < 0.3
			? join(';', @pieces[0, 1 + int(rand 2), 9, 3, 4])
			: join(';', map { $pieces[rand @pieces] } 1 .. rand 8))
		  . (rand() < 0.5 ? ';' x rand 3 : '') . $eol
	} 1 .. 3000;
	my %held;

	$lines .= 'Prague;14.5,50;14.4,50.1;2018-05-28 09:00;last' . $eol x rand 2;
	foreach my $kind ('plain', 'quoted')
	{
		my $store = $kind . unpack("H*", $eol);

		create_stores($store);
		write_bytes("$folder/$kind.csv", $kind eq 'quoted' ? $lines =~ s/last/"last"/r : $lines);
		load($store, "feed => 'feed', header => false, delimiter => ';', "
			  . "null_text => 'none', encoding => 'UTF8', jobs => 2",
			"$folder/$kind.csv");
		$held{$kind} = contents($store);
		is(gaps($store, -s "$folder/$kind.csv"), '', "$kind: covered");
	}
	is($held{plain}, $held{quoted}, 'lines without quotes are read as by COPY');
	like($held{plain}, qr/^[1-9]\d\d/, 'and some are trips');
}

#
# a directory
#
create_stores('folder');
mkdir "$folder/d";
foreach my $month ('b', 'a', 'c')
{
	open my $file, '>', "$folder/d/$month.csv" or die;
	print $file "region,origin_coord,destination_coord,datetime,datasource\n";
	print $file $month eq 'b' ? "\"\n" : join '', map { record($_) } 1 .. 10 + ord $month;
	close $file;
}
($status, $stdout, $stderr) = $node->psql('trips',
	"CALL tripgrid.load_directory('$folder/d', '*.csv', store => 'folder')");
is($status, 0, 'directory: it goes on');
like($stderr, qr/a\.csv.*b\.csv" was not loaded: unterminated.*c\.csv.*2 files were loaded, 0 had been before, 1 failed/s,
	'directory: in order, with what failed');
($status, $stdout, $stderr) = $node->psql('trips',
	"CALL tripgrid.load_directory('$folder/d', 'a*', store => 'folder')");
like($stderr, qr/0 files were loaded, 1 had been before, 0 failed/,
	'directory: what is new');
($status, $stdout, $stderr) = $node->psql('trips',
	"CALL tripgrid.load_directory('$folder/x', store => 'folder')");
like($stderr, qr/could not open directory.*read by the server process/s,
	'directory: there is none');
($status, $stdout, $stderr) = $node->psql('trips',
	"CALL tripgrid.load_directory('$folder/d/a.csv', store => 'folder')");
like($stderr, qr/Not a directory\nHINT:  CALL tripgrid.load_file\(\)/,
	'directory: it is a file');
($status, $stdout, $stderr) = $node->psql('trips',
	"CALL tripgrid.load_directory('$folder/d', '*.cvs', store => 'folder')");
like($stderr, qr/0 failed\nDETAIL:  No file in directory "[^"]*" has a name like "\*\.cvs"/,
	'directory: no name matches');

#
# a file that brings nothing is warned of; one that is known makes no feed
#
create_stores('barren');
sub made
{
	my ($name, $content, $arguments) = @_;
	my $errors;

	write_bytes("$folder/$name", $content);
	$node->psql('trips',
		"CALL tripgrid.load_file('$folder/$name', store => 'barren'$arguments)",
		stderr => \$errors);
	return $errors;
}
my $ends = "o_lon,o_lat,d_lon,d_lat,at\n";
my $none = made('none.csv', $ends, '');
like($none, qr/WARNING:  0 of 0 rows were loaded/, 'no rows: a warning');
like($none, qr/"unknown".* Arguments region and datasource of the call/,
	'what is unknown: how to name it');
like(made('bad.csv', "${ends}1,2,3,4,2042-01-01 10:00\n", ''),
	qr/WARNING:  0 of 1 rows.*HINT:  See barren.reject_summary, load_id 2,/s,
	'no trips: a warning that says where to look');
like(made('good.csv', "${ends}1,2,3,4,2024-01-01 10:00\n", ", load_key => 'k'"),
	qr/NOTICE:  1 of 1 rows/, 'a trip: no warning');
like(made('later.csv', "from_lon,from_lat,to_lon,to_lat,at\n1,2,3,4,2024-01-01 10:00\n",
		", load_key => 'k'"), qr/NOTICE:  nothing is loaded/, 'a key is known');
is($node->safe_psql('trips', "SELECT count(*) FROM tripgrid.feeds('barren')
	WHERE feed = 'later'"), '0', 'and no feed is left');
is($node->safe_psql('trips', "SELECT count(*) FROM tripgrid.feeds('barren')
	WHERE feed IN (SELECT feed FROM barren.loads)"), '1',
	'those that are in use stay');

# what inherits from the ledger is none of it: neither written nor believed
$node->safe_psql('trips', q{
	SELECT tripgrid.create_store('kin');
	CREATE TABLE kin.kept_loads () INHERITS (kin.loads);
	CREATE TABLE kin.kept_chunks () INHERITS (kin.chunks);
	INSERT INTO kin.kept_loads (load_id, feed, loaded_by, state, started_at,
	    rows_read, rows_loaded, rows_rejected, load_key, path, file_bytes)
	  SELECT 1, 'good', 'x', s, now(), 1, 1, 0, 'k', 'none', n
	  FROM (VALUES ('committed', 1), ('running', 2)) AS v (s, n)});
my $kept = $node->safe_psql('trips', 'SELECT md5(string_agg(l::text, $$ $$)) FROM kin.kept_loads AS l');
for my $name ('none.csv', 'good.csv', 'bad.csv')
{
	$node->psql('trips', "CALL tripgrid.load_file('$folder/$name', store => 'kin', load_key => 'k')");
}
is($node->safe_psql('trips', 'SELECT md5(string_agg(l::text, $$ $$)) FROM kin.kept_loads AS l'),
	$kept, 'tables that inherit from the ledger stay as they are');
is($node->safe_psql('trips', 'SELECT state, rows_loaded, error FROM ONLY kin.loads
	ORDER BY load_id'), "committed|0|\ncommitted|1|", 'and bar no file');

$node->stop;
done_testing();

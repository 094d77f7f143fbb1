# Loads of files at their edges: what changes under them, who else loads, and
# what the session is.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use IO::Compress::Gzip qw(gzip $GzipError);
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest qw(:DEFAULT create_store said);

my $node = start_cluster('file_edges', 'max_worker_processes = 16',
	'tripgrid.chunk_bytes = 30000');
my $folder = PostgreSQL::Test::Utils::tempdir;

create_database($node, 'trips');

# A file of trips with a kind of line ends; its path.
sub write_trips
{
	my ($name, $count, $eol, $day) = @_;
	my $path = "$folder/$name";

	open my $file, '>:raw', $path or die "$path: $!";
	print $file "region,origin_coord,destination_coord,datetime,datasource$eol";
	printf $file 'Prague,POINT (14.%04d 50),POINT (14.4 50.1),'
	  . "2018-05-%02d 09:%02d:%02d,bus$eol", $_ % 9999, $day // 1, $_ / 60 % 60,
	  $_ % 60
	  foreach 1 .. $count;
	close $file or die "$path: $!";
	return $path;
}

# Wait until a session waits for a lock.
sub wait_for_lock
{
	my ($pid) = @_;

	$node->poll_query_until('trips', "SELECT wait_event_type = 'Lock'
		FROM pg_stat_activity WHERE pid = $pid") or die 'no wait';
	return;
}

#
# a file that is overwritten under the workers that read it
#
{
	my $path = write_trips('overwritten.csv', 6000, "\r\n");
	my $gate = session($node, 'trips');
	my $session = session($node, 'trips');

	create_store('overwritten');
	$gate->query('BEGIN; LOCK TABLE overwritten.trips IN SHARE MODE');
	$session->send("CALL tripgrid.load_file('$path', store => 'overwritten',
		feed => 'feed', jobs => 2);");
	$node->poll_query_until('trips', q{SELECT count(*) = 2
		FROM pg_stat_activity WHERE backend_type = 'tripgrid load'
		  AND wait_event_type = 'Lock'}) or die 'no worker waits';
	open my $file, '+<:raw', $path or die;
	seek $file, 65_000, 0;
	print $file "\n" x 200_000;
	close $file;
	$gate->query('ROLLBACK');
	$session->wait;
	# a chunk that has old lines and new ones is refused for these
	like(
		$session->error,
		qr/changed while it was loaded|unquoted newline found/,
		'a file that is overwritten: it is said');
	is( $node->safe_psql('trips', 'SELECT count(*) FROM overwritten.trips'),
		'0', 'a file that is overwritten: nothing is left of it');
	$_->quit foreach $gate, $session;
}

#
# an owner who has altered the tables of a store
#
create_store('altered');
$node->safe_psql(
	'trips', q{
	ALTER TABLE altered.places ALTER name TYPE bigint USING 1;
	CREATE VIEW altered.stops (a, b, t) AS
	  SELECT ''::text, ''::text, ''::text;
	CREATE TRIGGER feed_row INSTEAD OF INSERT ON altered.stops FOR EACH ROW
	  EXECUTE FUNCTION tripgrid.feed_row('{"columns": ["a", "b", "t"],
	    "mapping": {"origin_place": "a", "destination_place": "b",
	      "departed_at": "t"},
	    "constants": {"region": "Prague", "datasource": "bus"}}');
	CREATE TRIGGER feed_end AFTER INSERT ON altered.stops FOR EACH STATEMENT
	  EXECUTE FUNCTION tripgrid.feed_end();
	INSERT INTO altered.places VALUES (5, 'POINT (14.4 50)');
	ALTER TABLE altered.loads ALTER feed DROP NOT NULL,
	  ALTER state DROP NOT NULL;
	INSERT INTO altered.loads (load_id, load_key, feed, loaded_by, state, path,
	  started_at, rows_read, rows_loaded, rows_rejected)
	VALUES (98, NULL, NULL, 'x', NULL, 'x', now(), 0, 0, 0),
	  (99, 'cut', NULL, 'x', 'running', 'x', now(), 0, 0, 0);
	SELECT tripgrid.advance_sequences('altered')});
is( $node->safe_psql('trips', q{INSERT INTO altered.stops
		VALUES ('5', '5', '2018-05-28 09:00'), ('6', '5', '2018-05-28 09:00');
		SELECT count(*) FROM altered.trips}),
	'1', 'places with numbers for names');
like( said("CALL tripgrid.load_file('" . write_trips('trips.csv', 10, "\n")
		  . "', store => 'altered', load_key => 'cut')"),
	qr/load 99 has the key "cut", was cut off/, 'a load without a feed');
like(said("SELECT tripgrid.retry_rejects(98, 'altered')"),
	qr/load 98 is neither committed nor failed/, 'a load without a state');

#
# twins, of whom the first is cut off while the second waits for it
#
# A store whose loads stop in the middle for who locks its table gate.
sub create_gated_store
{
	my ($store) = @_;

	create_store($store);
	$node->safe_psql(
		'trips', qq{
		CREATE TABLE $store.gate ();
		CREATE FUNCTION $store.wait() RETURNS trigger LANGUAGE plpgsql AS \$\$
		BEGIN
		  IF NEW.first_byte > 100000 THEN PERFORM FROM $store.gate; END IF;
		  RETURN NULL;
		END \$\$;
		CREATE TRIGGER wait AFTER INSERT ON $store.chunks
		  FOR EACH ROW EXECUTE FUNCTION $store.wait()});
	return;
}

# What a store holds: trips, and loads by state.
sub holds
{
	my ($store) = @_;

	return $node->safe_psql('trips', "SELECT count(*) FROM $store.trips;
		SELECT string_agg(state, ' ' ORDER BY load_id) FROM $store.loads");
}

{
	my $path = write_trips('twins.csv', 6000, "\n", 2);
	my ($before, $middle, @twins) = map { session($node, 'trips') } 1 .. 4;
	my @pids = map { $_->query('SELECT pg_backend_pid()') } @twins;

	create_gated_store('twins');
	$before->query('BEGIN; LOCK twins.loads IN SHARE MODE');
	$middle->query('BEGIN; LOCK twins.gate');
	foreach my $i (0, 1)
	{
		$twins[$i]->send("CALL tripgrid.load_file('$path', store => 'twins');");
		wait_for_lock($pids[$i]);
	}
	$before->query('ROLLBACK');
	$node->poll_query_until('trips', 'SELECT count(*) > 2 FROM twins.chunks');
	wait_for_lock($pids[0]);
	$node->safe_psql('trips', "SELECT pg_cancel_backend($pids[0])");
	$twins[0]->wait;
	$middle->query('ROLLBACK');
	$twins[1]->wait;
	like($twins[0]->error, qr/What was loaded so far is kept/,
		'twins: one is cut off');
	like($twins[1]->error, qr/load 1 goes on after/,
		'twins: the other goes on with it');
	is(holds('twins'), "6000\ncommitted", 'twins: each trip is there once');
	$_->quit foreach $before, $middle, @twins;
}

#
# a load that is cut off, and whose content another loads meanwhile
#
{
	my $path = write_trips('cut.csv', 6000, "\n", 3);
	my $other = write_trips('other.csv', 6000, "\n", 3);
	my ($gate, $session, $waiting) = map { session($node, 'trips') } 1 .. 3;
	my $pid = $session->query('SELECT pg_backend_pid()');
	my $waiting_pid = $waiting->query('SELECT pg_backend_pid()');

	create_gated_store('cut');
	$gate->query('BEGIN; LOCK cut.gate');
	$session->send("CALL tripgrid.load_file('$path', store => 'cut');");
	wait_for_lock($pid);
	$waiting->send("CALL tripgrid.load_file('$other', store => 'cut');");
	wait_for_lock($waiting_pid);
	$node->safe_psql('trips', "SELECT pg_cancel_backend($waiting_pid)");
	$waiting->wait;
	unlike($waiting->error, qr/WARNING/, 'who did not get a lock has none');
	$node->safe_psql('trips', "SELECT pg_cancel_backend($pid)");
	$session->wait;
	$gate->query('ROLLBACK');
	like(said("CALL tripgrid.load_file('$other', store => 'cut')"),
		qr/which begins as this file does, was cut off/,
		'cut off, and loaded by another name: it is refused');
	said("CALL tripgrid.load_file('$other', store => 'cut', again => true)");
	like(said("CALL tripgrid.load_file('$path', store => 'cut')"),
		qr/nothing is loaded: load \d had the same content/,
		'cut off, and loaded by another name all the same: it is said');
	like(holds('cut'), qr/^6000\nfailed.* committed$/,
		'cut off, and loaded by another name: each trip is there once');
	$_->quit foreach $gate, $session, $waiting;
}

#
# a feed that is made anew with fewer columns while a file is loaded through it
#
{
	my $header = "start_time,start_lon,start_lat,end_lon,end_lat\n";
	my $row = "2018-05-28 09:00:00,14.5,50.1,14.4,50.2\n";
	my ($gate, $session, $owner) = map { session($node, 'trips') } 1 .. 3;
	my ($pid, $owner_pid) =
	  map { $_->query('SELECT pg_backend_pid()') } $session, $owner;

	create_gated_store('remade');
	append_to_file("$folder/five.csv", $header . $row x 5000);
	$node->safe_psql('trips', q{SELECT tripgrid.create_feed('five',
		'{start_time,start_lon,start_lat,end_lon,end_lat}',
		'{"departed_at": "start_time", "origin_lon": "start_lon",
		  "origin_lat": "start_lat", "destination_lon": "end_lon",
		  "destination_lat": "end_lat"}',
		'{"region": "Prague", "datasource": "bus"}', store => 'remade')});
	$gate->query('BEGIN; LOCK remade.gate');
	$session->send("CALL tripgrid.load_file('$folder/five.csv', feed => 'five',
		store => 'remade');");
	wait_for_lock($pid);
	$owner->send(q{DO $$ DECLARE name name; BEGIN
		LOCK remade.five;
		FOR name IN SELECT tgname FROM pg_trigger
		  WHERE tgrelid = 'remade.five'::regclass AND tgnargs > 0
		LOOP
		  EXECUTE format('DROP TRIGGER %I ON remade.five', name);
		END LOOP;
		CREATE TRIGGER feed_row INSTEAD OF INSERT ON remade.five FOR EACH ROW
		  EXECUTE FUNCTION tripgrid.feed_row('{"columns": ["start_time"],
		    "mapping": {"departed_at": "start_time"},
		    "constants": {"region": "Prague", "datasource": "bus",
		      "origin": "14.5 50", "destination": "14.4 50"}}'); END $$;});
	wait_for_lock($owner_pid);
	$gate->query('ROLLBACK');
	$session->wait;
	$owner->wait;
	like($session->error, qr/feed "five" was changed while a file was loaded/,
		'a feed made anew: it is said');
	is(holds('remade'), "0\nfailed", 'a feed made anew: nothing is left');
	$_->quit foreach $gate, $session, $owner;
}

#
# a header of more columns than a table can have
#
create_store('wide');
append_to_file("$folder/wide.csv",
	join('', map { "c$_," } 1 .. 40_000)
	  . "region,origin_coord,destination_coord,datetime,datasource\n"
	  . ',' x 40_000
	  . "Prague,POINT (14.5 50),POINT (14.4 50),2018-05-28 09:00,bus\n");
like(said("CALL tripgrid.load_file('$folder/wide.csv', 'feed', store => 'wide')"),
	qr/1 of 1 rows were loaded/, 'columns far to the right are found');

#
# a session whose user may not log in
#
create_store('nobody');
$node->safe_psql('trips', 'CREATE ROLE nobody NOLOGIN;
	GRANT USAGE ON SCHEMA nobody TO nobody;
	GRANT INSERT ON nobody.feed TO nobody');
like( said("SET SESSION AUTHORIZATION nobody; SET tripgrid.reject_limit = '1';
		INSERT INTO nobody.feed SELECT 'x' FROM generate_series(1, 9)"),
	qr/no background worker is started, because the current role cannot log in/,
	'rejects of who may not log in are not kept');
is( $node->safe_psql('trips',
		'SELECT count(*) FROM nobody.loads; SELECT count(*) FROM nobody.rejects'),
	"0\n0", 'nothing is left of that load');

#
# a file whose name is no text
#
SKIP:
{
	mkdir "$folder/names";
	write_trips('names/good.csv', 10, "\n");
	create_store('names');
	skip 'the file system takes no such name', 2
	  unless open my $file, '>', "$folder/names/b\xff.csv";
	close $file;
	like(said("CALL tripgrid.load_directory('$folder/names', store => 'names')"),
		qr/name is not valid in encoding "UTF8".*1 file was loaded, 0 had been before, 1 failed/s,
		'a name that is no text');
	is($node->safe_psql('trips', 'SELECT count(*) FROM names.loads'),
		'1', 'a name that is no text is not kept');
}

#
# a load is undone whose session has gone, and a worker of it has not
#
{
	my $path = write_trips('orphan.csv', 6000, "\n", 4);
	my ($gate, $session, $undo) = map { session($node, 'trips') } 1 .. 3;
	my ($pid, $undo_pid) =
	  map { $_->query('SELECT pg_backend_pid()') } $session, $undo;
	my $workers = q{FROM pg_stat_activity
		WHERE backend_type = 'tripgrid load'};

	create_gated_store('orphan');
	$gate->query('BEGIN; LOCK orphan.gate');
	$session->send("CALL tripgrid.load_file('$path', store => 'orphan',
		jobs => 2);");
	$node->poll_query_until('trips', "SELECT count(*) = 2 $workers
		AND wait_event_type = 'Lock'") or die 'no worker waits';
	$node->safe_psql('trips', "SELECT pg_terminate_backend($pid)");
	$session->drop;
	$node->poll_query_until('trips', "SELECT count(*) = 0
		FROM pg_stat_activity WHERE pid = $pid") or die 'the session stays';
	$undo->send("SELECT tripgrid.undo_load(1, 'orphan');");
	$node->poll_query_until('trips', "SELECT wait_event_type = 'Lock'
		OR state = 'idle' AND query ~ 'undo' FROM pg_stat_activity
		WHERE pid = $undo_pid") or die 'undo neither waits nor ends';
	$gate->query('ROLLBACK');
	$undo->wait;
	$node->poll_query_until('trips', "SELECT count(*) = 0 $workers")
	  or die 'a worker stays';
	is(holds('orphan'), "0\nundone",
		'undone beside a worker that is left: nothing of the load stays');
	$_->quit foreach $gate, $undo;
}

#
# a worker that waits for work is ended
#
{
	my $path = write_trips('idle.csv', 400, "\n", 5);
	my ($gate, $session) = map { session($node, 'trips') } 1 .. 2;

	create_store('idle');
	$gate->query('BEGIN; LOCK idle.chunks IN SHARE MODE');
	$session->send("CALL tripgrid.load_file('$path', store => 'idle',
		jobs => 2);");
	$node->poll_query_until('trips', q{SELECT count(*) = 2
		  AND count(*) FILTER (WHERE wait_event_type = 'Extension') = 1
		  AND count(*) FILTER (WHERE wait_event_type = 'Lock') = 1
		FROM pg_stat_activity WHERE backend_type = 'tripgrid load'})
	  or die 'no worker waits for work';
	$node->safe_psql('trips', q{SELECT pg_terminate_backend(pid)
		FROM pg_stat_activity WHERE backend_type = 'tripgrid load'
		  AND wait_event_type = 'Extension'});
	$session->wait;
	like($session->error, qr/a worker of the load was ended/,
		'a worker that waited is ended: it is said');
	$gate->query('ROLLBACK');
	like(said("CALL tripgrid.load_file('$path', store => 'idle')"),
		qr/400 of 400 rows were loaded/,
		'a worker that waited is ended: the load goes on');
	$_->quit foreach $gate, $session;
}

#
# a file that has grown since a load of it was cut off
#
{
	my $path = write_trips('grown.csv', 6000, "\n", 6);
	my ($gate, $session) = map { session($node, 'trips') } 1 .. 2;
	my $pid = $session->query('SELECT pg_backend_pid()');

	create_gated_store('grown');
	$gate->query('BEGIN; LOCK grown.gate');
	$session->send("CALL tripgrid.load_file('$path', store => 'grown');");
	wait_for_lock($pid);
	append_to_file($path,
		"Prague,POINT (14.5 50),POINT (14.4 50),2018-05-28 09:00,bus\n");
	$node->safe_psql('trips', "SELECT pg_cancel_backend($pid)");
	$session->wait;
	$gate->query('ROLLBACK');
	like(said("CALL tripgrid.load_file('$path', store => 'grown')"),
		qr/load 1 of file "\S+" was cut off when the file had another size/,
		'a file that has grown: it is said');
	$node->safe_psql('trips', "SELECT tripgrid.undo_load(1, 'grown')");
	is(holds('grown'), "6001\nundone committed",
		'a file that has grown: undone, each trip is there once');
	$_->quit foreach $gate, $session;
}

#
# an owner whose ledger calls a function of his, and a superuser who loads
#
$node->safe_psql(
	'trips', q{
	CREATE ROLE hugo;
	GRANT CREATE ON DATABASE trips TO hugo;
	SET SESSION AUTHORIZATION hugo;
	SELECT tripgrid.create_store('hugo');
	CREATE TABLE hugo.seen (role name);
	GRANT ALL ON hugo.seen TO PUBLIC;
	CREATE FUNCTION hugo.look() RETURNS boolean LANGUAGE sql VOLATILE COST 0.01
	  AS 'INSERT INTO hugo.seen VALUES (current_user); SELECT true';
	ALTER TABLE hugo.loads RENAME TO kept_loads;
	CREATE VIEW hugo.loads AS SELECT * FROM hugo.kept_loads WHERE hugo.look()});
append_to_file("$folder/open.csv",
	"start_time,start_lon,start_lat,end_lon,end_lat\n"
	  . "2018-05-28 09:00:00,14.5,50.1,14.4,50.2\n\"\n");
like(said("CALL tripgrid.load_file('$folder/open.csv', store => 'hugo')"),
	qr/"loads" of store "hugo" is not an ordinary table/,
	'a ledger that calls a function: the load fails');
is($node->safe_psql('trips', 'SELECT count(*) FROM hugo.seen'),
	'0', 'a ledger that calls a function: it does not run');
is( $node->safe_psql('trips', q{SELECT count(*) FROM pg_class
		WHERE relnamespace = 'hugo'::regnamespace AND relname ~ 'rides|open'}),
	'0', 'a ledger that calls a function: no feed is made');

#
# an empty key is none
#
create_store('unkeyed');
foreach my $name ('first.csv', 'second.csv')
{
	my $path = write_trips($name, length $name, "\n");

	unlike(
		said("CALL tripgrid.load_file('$path', load_key => '', store => 'unkeyed')"),
		qr/nothing is loaded|ERROR/, "an empty key: $name");
}
is( $node->safe_psql(
		'trips', 'SELECT rows_loaded, load_key FROM unkeyed.loads ORDER BY 1'),
	"9|\n10|", 'an empty key: both are loaded');

#
# compaction for a session that is a role which may not log in
#
my (undef, $compacts, $why) = $node->psql('trips',
	"CREATE ROLE iris; GRANT CREATE ON DATABASE trips TO iris;
	SET SESSION AUTHORIZATION iris;
	SELECT tripgrid.create_store('iris');
	SELECT tripgrid.compact_in_background('iris', true)");
like($compacts, qr/^f$/m, 'a role that may not log in: no worker compacts');
like($why, qr/cannot log in/, 'a role that may not log in: it is said why');

$node->stop;
done_testing();

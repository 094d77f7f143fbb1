# What clients other than psql do: binary COPY, prepared statements and the
# extended protocol, drivers; and what they should not send.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest qw(:DEFAULT answer);

my $node = start_cluster('clients');
my $dir = PostgreSQL::Test::Utils::tempdir;

create_database($node, 'trips');
$node->safe_psql('trips', "SELECT tripgrid.create_store('mobility')");

#
# COPY in the binary format, as fast drivers use it
#
answer(
	qq{
	SET client_min_messages = warning;
	COPY (
	  SELECT 'Prague', format('POINT (14.%s 50)', n), '14.5,50.5',
	    '2018-05-28 09:03:' || n, CASE WHEN n % 10 > 0 THEN 'binary' END
	  FROM generate_series(10, 59) AS n) TO '$dir/feed.bin' (FORMAT binary);
	COPY mobility.feed FROM '$dir/feed.bin' (FORMAT binary)});
is( answer('SELECT rows_loaded, rows_rejected FROM mobility.loads'),
	'45|5', 'binary COPY into the feed');
# the types' own binary forms, out and in
answer(
	qq{
	COPY mobility.trips TO '$dir/trips.bin' (FORMAT binary);
	COPY mobility.segments TO '$dir/segments.bin' (FORMAT binary);
	SELECT tripgrid.create_store('copy');
	COPY copy.trips FROM '$dir/trips.bin' (FORMAT binary);
	CREATE TABLE segments_copy (LIKE mobility.segments);
	COPY segments_copy FROM '$dir/segments.bin' (FORMAT binary);
	CREATE TABLE groups (t tripgrid.trip, g tripgrid.tripgroup);
	INSERT INTO groups SELECT t, tripgrid.tripgroup(t, 12, '15 min')
	  FROM mobility.trips, tripgrid.trip(origin, destination, departed_at)
	    AS t;
	COPY groups TO '$dir/groups.bin' (FORMAT binary);
	CREATE TABLE groups_copy (LIKE groups);
	COPY groups_copy FROM '$dir/groups.bin' (FORMAT binary)});
is( answer(
		q{
	SELECT (SELECT count(*) FROM (TABLE mobility.trips
	    EXCEPT ALL TABLE copy.trips) AS d),
	  (SELECT count(*) FROM mobility.segments AS a JOIN segments_copy AS b
	    USING (run_id, projection, segment_no) WHERE a::text <> b::text),
	  (SELECT count(*) FROM (TABLE groups EXCEPT ALL TABLE groups_copy) AS d),
	  (SELECT count(*) FROM tripgrid.verify('copy'))}),
	'0|0|0|0',
	'binary COPY of the types, out and in');

# A file of the binary format with one row of these fields.
sub binary_file
{
	my ($name, @fields) = @_;

	return write_bytes("$dir/$name", join '', "PGCOPY\n\xff\r\n\0",
		pack('NNn', 0, 0, scalar @fields),
		(map { pack('N', length $_) . $_ } @fields), pack('n', 0xffff));
}

# Binary values that are none are refused.
sub refused
{
	my ($type, $bytes, $name) = @_;
	my $file = binary_file('bad.bin', $bytes);
	my ($status, $stdout, $stderr) =
	  $node->psql('trips', "CREATE TEMP TABLE bad (value tripgrid.$type);
		COPY bad FROM '$file' (FORMAT binary)");

	like($stderr, qr/ERROR:/, "$type: $name is refused");
	return;
}

# Two degrees in whole 1e-7, big-endian.
sub ends { return pack 'N*', map { $_ * 10_000_000 } @_ }

my ($far_west, $far_north) = (pack('N', 0x94b62dff), pack('N', 900_000_001));
my $day = pack 'q>', 86_400_000_000;
refused('lonlat', $far_west . ends(1), 'a longitude out of range');
refused('lonlat', ends(1) . $far_north, 'a latitude out of range');
refused('lonlat', ends(1), 'half a value');
refused('lonlat', ends(1, 2, 3), 'more than a value');
refused('lonlat', '', 'nothing');
refused('trip', ends(1, 2, 3) . $far_north . $day,
	'a destination out of range');
refused('trip', ends(1, 2, 3, 4) . pack('q>', 2**63 - 1), 'infinity');
refused('trip', ends(1, 2, 3, 4) . pack('q>', 86_400_000_000 * 366 * 9000),
	'a departure that text has no room for');
refused('trip', ends(1, 2, 3, 4), 'a trip without departure');
refused('tripgroup',
	ends(3, 2, 1, 4, 1, 2, 3, 4) . pack('NN', 0, 59), 'a box inside out');
refused('tripgroup',
	ends(1, 2, 3, 4, 1, 2, 3, 4) . pack('NN', 0, 86_400),
	'a second that no day has');
refused('tripgroup', ends(1, 2, 3, 4, 1, 2, 3, 4), 'a group without time');
refused('tripset', '', 'nothing');
refused('tripset', "\0" x 40, 'zeros');
refused('tripset', "\xff" x 40, 'ones');
# whatever byte of a real one is changed, the server lives
my $set = pack 'H*',
  answer(q{SELECT encode(tripgrid.tripset_send(origins), 'hex')
	FROM mobility.segments LIMIT 1});
my $taken = 0;
foreach my $n (0 .. 39)
{
	foreach my $byte (0, 1, 0x80, 0xff)
	{
		my $bytes = $set;
		substr $bytes, $n, 1, chr $byte;
		my $file = binary_file('damaged.bin', $bytes);
		my ($status, $stdout, $stderr) = $node->psql('trips',
			"CREATE TEMP TABLE damaged (value tripgrid.tripset);
			COPY damaged FROM '$file' (FORMAT binary)");
		$taken++ if $status == 0;
	}
}
note "$taken of 160 damaged tripsets cannot be told from sound ones";
is(answer('SELECT 1'), '1', 'damaged tripsets: the server lives');

#
# prepared statements and the extended protocol
#
answer(
	q{
	SET plan_cache_mode = force_generic_plan;
	PREPARE load_trip (text, text, text, text, text) AS
	  INSERT INTO mobility.feed VALUES ($1, $2, $3, $4, $5);
	EXECUTE load_trip ('Prague', '14.5,50', '14.6,50', '2018-05-28 09:03',
	  'prepared');
	EXECUTE load_trip ('Prague', '14.5,50', '14.6,50', '2018-05-28 09:04',
	  'prepared');
	PREPARE ask (text) AS
	  SELECT sum(trips) FROM tripgrid.weekly_trips(datasource => $1);
	EXECUTE ask ('prepared')});
is( answer(q{SELECT sum(trips)
	FROM tripgrid.weekly_trips(datasource => 'prepared')}),
	'2', 'prepared statements');
# a plan that outlives the store and its columns
is( answer(
		q{
	PREPARE load_trip (text) AS INSERT INTO copy.feed
	  VALUES ($1, '14.5,50', '14.6,50', '2018-05-28 09:03', 'plan');
	EXECUTE load_trip ('one');
	ALTER TABLE copy.trips ADD note text DEFAULT 'new';
	EXECUTE load_trip ('two');
	SELECT tripgrid.drop_store('copy', force => true);
	SELECT tripgrid.create_store('copy');
	EXECUTE load_trip ('three');
	SELECT region FROM copy.trips}),
	"\n\nthree",
	'a prepared statement outlives its store');

# pgbench speaks the extended protocol in each of its modes
foreach my $mode ('simple', 'extended', 'prepared')
{
	my $script = "$dir/$mode.sql";

	append_to_file($script, <<"SQL");
\\set n random(0, 59)
INSERT INTO mobility.feed VALUES ('$mode', '14.5,50', '14.6,50',
  '2018-05-28 09:03:' || lpad(:n::text, 2, '0'), 'pgbench');
SELECT sum(trips) FROM tripgrid.weekly_trips(region => '$mode');
SQL
	$node->command_ok(
		[
			'pgbench', '-n', '-c2', '-j2', '-t10', '-M', $mode, '-f',
			$script, $node->connstr('trips')
		],
		"pgbench, $mode mode");
	is( answer(
			"SELECT sum(trips) FROM tripgrid.weekly_trips(region => '$mode')"),
		'20',
		"pgbench, $mode mode: all trips are there");
}

#
# drivers, where there are any
#
SKIP:
{
	skip "perl's DBD::Pg is not installed", 2 unless eval { require DBD::Pg };

	my $dbh = DBI->connect('dbi:Pg:' . $node->connstr('trips') =~ s/'//gr,
		'', '', { RaiseError => 1, AutoCommit => 1 });
	my $load = $dbh->prepare('INSERT INTO mobility.feed VALUES (?,?,?,?,?)');
	$load->execute('Prague', '14.5,50', '14.6,50', '2018-05-28 09:03', 'DBI')
	  for 1 .. 3;
	is( $dbh->selectrow_array(
			'SELECT sum(trips) FROM tripgrid.weekly_trips(datasource => ?)',
			{}, 'DBI'),
		3,
		'DBD::Pg: a prepared INSERT');
	$dbh->do('COPY mobility.feed FROM STDIN (FORMAT csv)');
	$dbh->pg_putcopydata(
		qq{Prague,"14.5,50","14.6,50",2018-05-28 09:03,DBI copy\n});
	$dbh->pg_putcopyend;
	is( $dbh->selectrow_array(
			'SELECT sum(trips) FROM tripgrid.weekly_trips(datasource => ?)',
			{}, 'DBI copy'),
		1,
		'DBD::Pg: COPY');
	$dbh->disconnect;
}

SKIP:
{
	skip "python3's psycopg2 is not installed", 1
	  if system('python3 -c "import psycopg2" >/dev/null 2>&1') != 0;

	my $script = "$dir/client.py";
	append_to_file($script, <<'PYTHON');
import io
import sys

import psycopg2

db = psycopg2.connect(sys.argv[1])
with db, db.cursor() as cursor:
    cursor.executemany(
        "INSERT INTO mobility.feed VALUES (%s, %s, %s, %s, %s)",
        [("Prague", "14.5,50", "14.6,50", "2018-05-28 09:03", "psycopg2")] * 3,
    )
    cursor.copy_expert(
        "COPY mobility.feed FROM STDIN (FORMAT csv)",
        io.StringIO('Prague,"14.5,50","14.6,50",2018-05-28 09:03,psycopg2\n'),
    )
with db, db.cursor() as cursor:
    cursor.execute(
        "SELECT sum(trips) FROM tripgrid.weekly_trips(datasource => %s)",
        ("psycopg2",),
    )
    print(cursor.fetchone()[0])
PYTHON
	is( (run_command([ 'python3', $script, $node->connstr('trips') ]))[0],
		'4', 'psycopg2: INSERT and COPY');
}

is(answer('SELECT * FROM tripgrid.verify()'), '', 'verified');

$node->stop;
done_testing();

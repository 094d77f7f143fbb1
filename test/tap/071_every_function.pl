# Every function of the extension, internal ones too, with arguments that
# nobody should give: as a superuser, as a store's owner, as somebody with no
# right at all.  Whatever is called, the server stays, no error is an internal
# one (XX000), and of damaged data (XX001) speaks only what was given bytes that
# stores hold, or met a store whose owner has altered it.  TRIPGRID_SEED repeats a run, TRIPGRID_CALLS says how many calls
# a function gets from each role.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $seed = $ENV{TRIPGRID_SEED} // int(rand(2**31));
my $calls = $ENV{TRIPGRID_CALLS} // 4;
my $node = start_cluster('functions', 'autovacuum = off',
	'max_worker_processes = 12');
my $dir = PostgreSQL::Test::Utils::tempdir();

diag("TRIPGRID_SEED=$seed");
srand($seed);

sub pick
{
	return $_[ int(rand(@_)) ];
}

sub quoted
{
	my ($value) = @_;

	$value =~ s/'/''/g;
	return "'$value'";
}

#
# a store to be asked, files to be loaded
#
create_database($node, 'trips');
$node->safe_psql('trips', q{
	CREATE ROLE anna LOGIN IN ROLE pg_read_server_files;
	CREATE ROLE bob LOGIN;
	GRANT CREATE ON DATABASE trips TO anna});
$node->safe_psql('trips', q{
	SELECT tripgrid.create_store('mobility');
	INSERT INTO mobility.feed SELECT * FROM tripgrid.generate_trips(3000);
	INSERT INTO mobility.feed VALUES ('nowhere', 'x', 'y', 'z', 'none');
	DELETE FROM mobility.trips WHERE trip_id % 17 = 0},
	extra_params => [ '-U', 'anna' ]);
foreach my $file (
	[ 'empty.csv', '' ],
	[ 'header.csv', "region,origin_coord,destination_coord,datetime,datasource\n" ],
	[ 'bytes.bin', join '', map { chr(int(rand(256))) } 1 .. 3000 ],
	[ 'deep.json', '[' x 20000 ],
	[ 'quote.csv', '"' . ("x,\n" x 2000) ],
	[ 'broken.csv.gz', "\x1f\x8b\x08" . ('z' x 50) ])
{
	open my $out, '>:raw', "$dir/$file->[0]" or die "$dir: $!";
	print $out $file->[1];
	close $out or die "$dir: $!";
}

#
# what to call them with
#
my @bytes = split /\n/, $node->safe_psql('trips', q{
	SELECT ST_AsEWKB('BOX(14 50,14.5 50.5)'::box2d::geometry);
	SELECT ST_AsEWKB(ST_Buffer('SRID=4326;POINT(14 50)', 0.1))});
my @sets = split /\n/, $node->safe_psql('trips', q{
	SELECT s FROM mobility.segments,
	  unnest(ARRAY[weeks, origins, destinations, departures, datasource_nos])
	    AS s LIMIT 10});
my $long = 'x' x 70000;
my @texts = (
	'', ' ', 'origin', 'both', 'either', 'week', 'hour', 'Prague', 'csv', 'json',
	'%s%n%1$s', '{"a": [1', '[[[[', 'POINT(1 1)', '1e999', 'NaN', '$1', '\\',
	"'", '"', "a\tb", "\x{c3}\x{a9}", $long, '-', 'lon lat', 'lat, lon',
	'YYYY-MM-DD', '%Y-%m-%d', '(' x 900, '.*', '[a-', 'Europe/Prague', 'UTC+99',
	'feed', 'trips', '07:00-10:00', '24:00-00:00', "a,b,c\n1,2,3\n4", '0', '*');
my @jsons = (
	'{}', 'null', '[]', '"x"', '1', 'true', '[null]', '{"origin": null}',
	'{"region": 1, "departed_at": {"a": []}}', '{"": ""}', '1e400000',
	'{"origin": "a", "destination": "b", "departed_at": "c", "region": "d"}',
	'{"position_grid": -1}', '{"position_grid": "x", "time_grid": "-1 h"}',
	'{"hash_external_id": 5}', '{"keep_rejected_fields": []}',
	('[' x 500) . (']' x 500), '{"datasource": "' . ('y' x 5000) . '"}',
	'[["a", "b"], [null], 5, {"c": {}}]', '{"a": ["1", "2"], "b": "c"}');
my @lonlats = ('POINT(14.4 50.1)', 'POINT(180 90)', 'POINT(-180 -90)',
	'POINT(0 0)', 'POINT(1e-7 -1e-7)', 'POINT(180 -90)');
my @times = ('2024-05-01', 'infinity', '-infinity', '4713-01-01 BC',
	'294276-12-31', '1999-12-31', '0001-01-01');
my @geometries = (
	'BOX(14 50,15 51)', 'POINT EMPTY', 'POLYGON EMPTY', 'POINT(1 1)',
	'POINT(NaN NaN)', 'LINESTRING(0 0,1 1)',
	'POLYGON((0 0,0 0,0 0,0 0))', 'POLYGON((0 0,1e308 0,1e308 1e308,0 0))',
	'POLYGON((0 0,NaN 1,1 1,0 0))',
	'POLYGON((-180 -90,180 -90,180 90,-180 90,-180 -90))',
	'POLYGON Z((0 0 1,0 1 1,1 1 1,0 0 1))', 'POLYGON M((0 0 1,0 1 1,1 1 1,0 0 1))',
	'GEOMETRYCOLLECTION(POINT(1 1),POLYGON((0 0,0 1,1 1,0 0)))',
	'GEOMETRYCOLLECTION(GEOMETRYCOLLECTION(GEOMETRYCOLLECTION EMPTY))',
	'MULTIPOLYGON(((0 0,0 1,1 1,0 0)),EMPTY)', 'TRIANGLE((0 0,0 1,1 1,0 0))',
	'CURVEPOLYGON(CIRCULARSTRING(0 0,1 1,2 0,1 -1,0 0))',
	'TIN(((0 0 0,0 0 1,0 1 0,0 0 0)))', 'MULTIPOINT(0 0,1 1)',
	'POLYGON((0 0,4 4,4 0,0 4,0 0))',
	'POLYGON((0 0,0 9,9 9,9 0,0 0),(1 1,20 1,20 20,1 20,1 1))');
# What has no text: infinite coordinates, in WKB.
push @geometries, '0101000000' . unpack('H*', pack 'd<2', 9**9**9, 0),
  '010300000001000000' . unpack('H*', pack 'L<(d<2)4', 4, 0, 0, 9**9**9, 1, 1,
	-9**9**9, 0, 0);
my %values = (
	'bigint' => [ 1, 0, -1, 7, 5000, '9223372036854775807',
		'-9223372036854775808', '5192650370358181887', 1 << 40 ],
	'integer' => [ 12, 0, -1, 1, 26, 27, 2147483647, -2147483648, 32767 ],
	'smallint' => [ 1, 0, -1, 2, 31, 63, 64, 32767, -32768 ],
	'double precision' => [ '14.5', 'NaN', 'Infinity', '-Infinity', '1e308',
		'-0', '5e-324', '180', '-90.00000001' ],
	'boolean' => [ 'true', 'false' ],
	'text' => \@texts,
	'cstring' => [ @texts, @lonlats, $sets[0],
		'POINT(1 2) POINT(3 4) 2024-01-01 00:00:00',
		'BOX(0 0,1 1) BOX(0 0,1 1) 00:00:00-23:59:59',
		'BOX(1 1,0 0) BOX(0 0,1 1) 25:00:00-00:00:00' ],
	'name' => [ 'mobility', 'feed', '', 'pg_catalog', 'none', 'x"; y', 'trips',
		'tripgrid', 'z' x 63, 'pg_temp' ],
	'text[]' => [ '{a,b}', '{}', '{NULL}', '{{a,b},{c,d}}', '[5:6]={a,NULL}',
		'{"","",""}', '{1,2,3}', '{"{\"a\": 1}","{\"a\": [1]}"}',
		'{origin_coord,datetime,"",origin_coord}', "{$long,$long}",
		'{' . join(',', map { "c$_" } 1 .. 1700) . '}' ],
	'double precision[]' => [ '{14.4,14.5}', '{}', '{NULL}', '{NaN,Infinity}',
		'{{1,2},{3,4}}', '[0:1]={1e308,-1e308}' ],
	'integer[]' => [ '{1,2}', '{}', '{NULL,-1}', '{{1,2},{3,4}}',
		'[-5:-4]={1,2147483647}' ],
	'bigint[]' => [ '{1,2}', '{}', '{NULL,-1}', '{{1,2},{3,4}}',
		'[-5:-4]={1,9223372036854775807}' ],
	'json' => \@jsons,
	'jsonb' => \@jsons,
	'date' => [ grep { !/294276/ } @times, '5874897-12-31' ],
	'date[]' => [ '{2024-06-03,2024-06-04}', '{}', '{NULL}', '{infinity}',
		'{-infinity,2024-06-03}', '{4713-01-01 BC,5874897-12-31}',
		'{{2024-06-03},{2024-06-04}}' ],
	'timestamp without time zone' => \@times,
	'timestamp with time zone' => \@times,
	'interval' => [ '1 hour', '0', '-1 hour', '1 month', '1 microsecond',
		'178000000 years', '-178000000 years', '24:00:01', '25 hours' ],
	'regclass' => [ 'mobility.feed', 0, '4294967295', 'mobility.trips',
		'pg_catalog.pg_class', 'mobility.journeys', 'mobility.segments' ],
	'oid' => [ 0, '4294967295', 1259, 11 ],
	'regtype' => [ 'text', 0, '4294967295', 'internal', 'tripgrid.lonlat' ],
	'"char"' => [ 'o', 'd', '', 'x', 'é' ],
	'point' => [ '(14.5,50)', '(NaN,NaN)', '(Infinity,1)', '(1e308,-1e308)' ],
	'tripgrid.lonlat' => \@lonlats,
	'tripgrid.trip' => [ map { my $at = $_; map { "$_ $_ $at" } @lonlats[ 0 .. 3 ] }
		  '2024-05-01 08:00:00', '0001-01-01 00:00:00', '294276-12-31 23:59:59' ],
	'tripgrid.tripgroup' => [ 'BOX(14 50,15 51) BOX(14 50,15 51) 08:00:00-09:59:59',
		'BOX(-180 -90,180 90) BOX(-180 -90,180 90) 00:00:00-23:59:59',
		'BOX(0 0,0 0) BOX(180 90,180 90) 23:59:59-00:00:00' ],
	'geometry' => \@geometries,
	'bytea' => [ map { "\\x$_" } '', '00', 'ff' x 24, '00' x 200,
		'0103000000ffffffff' ],
	'bytea[]' => [ '{}', '{NULL}', '{"\\\\x"}', '{"\\\\x00","\\\\xff00"}' ],
	'anyelement' => [ 1 ]);

# Bytes that stores hold, one of them changed, or some of them gone.
sub damaged
{
	my ($hex) = @_;
	my $at = 2 + 2 * int(rand((length($hex) - 2) / 2));

	if (length $hex > 2)
	{
		substr($hex, $at, 2) = sprintf '%02x', pick(0, 1, 127, 128, 255, int(rand(256)))
		  if rand() < 0.7;
		$hex = substr $hex, 0, $at if rand() < 0.1;
	}
	return $hex;
}

# An argument of a type, as it is written; the first value is a good one.
sub argument
{
	my ($type, $name) = @_;
	my $value;

	return "NULL::$type" if rand() < 0.1 && $type ne 'anyelement';
	return pick("'x'::text", '1::int', 'NULL::text', "'POINT(1 1)'::tripgrid.lonlat",
		"'{1,2}'::int[]")
	  if $type eq 'anyelement';
	return quoted(rand() < 0.3 ? damaged(pick(@sets)) : pick(@sets)) . "::$type"
	  if $type eq 'tripgrid.tripset';
	if ($type eq 'bytea' && rand() < 0.8)
	{
		$value = pick(@bytes);
		$value = damaged($value) if rand() < 0.5;
	}
	elsif ($name eq 'path' && rand() < 0.8)
	{
		$value = pick("$dir/empty.csv", "$dir/header.csv", "$dir/bytes.bin",
			"$dir/deep.json", "$dir/quote.csv", "$dir/broken.csv.gz", $dir,
			'/dev/null', '/none', '');
	}
	elsif ($name eq 'store' && rand() < 0.7)
	{
		$value = 'mobility';
	}
	else
	{
		die "no values of type $type" if !$values{$type};
		$value = rand() < 0.4 ? $values{$type}[0] : pick(@{ $values{$type} });
		$value = quoted($value);
		return "$value\::box2d::geometry" if $value =~ /^'BOX\(14 50,15 51\)'$/;
		return "ST_SetSRID($value\::geometry, " . pick(4326, 4326, 0, 3857) . ')'
		  if $type eq 'geometry';
		return "$value\::$type";
	}
	return quoted($value) . "::$type";
}

my @functions = map { [ split /\|/, $_, -1 ] } split /\n/,
  $node->safe_psql('trips', q{
	SET search_path = public;
	SELECT p.oid::regproc, p.prokind, p.prorettype::regtype,
	  array_to_string(ARRAY(SELECT t::regtype || '~' || coalesce(
	      p.proargnames[n], '')
	    FROM unnest(p.proargtypes) WITH ORDINALITY AS a (t, n) ORDER BY n), ';')
	FROM pg_proc AS p WHERE pronamespace
	  = ANY ('{tripgrid,tripgrid_internal}'::regnamespace[])
	ORDER BY p.oid::regproc::text});
cmp_ok(scalar(@functions), '>', 150, 'there are functions to call');

# One call, on a line of its own, of which nothing stays if that can be.
sub statement
{
	my ($function) = @_;
	my ($name, $kind, $type, $arguments) = @$function;
	my @given = map {
		my ($type, $name) = split /~/, $_, -1;
		$type eq 'internal' ? 'NULL' : argument($type, $name)
	} split /;/, $arguments;
	my $call = "$name(" . join(', ', @given) . ')';

	return 'BEGIN; ' . pick("SELECT $call FROM generate_series(1, 2)",
		"SELECT $call OVER (ORDER BY n ROWS 1 PRECEDING) FROM generate_series(1, 3) AS n",
		"SELECT $call FROM generate_series(1, 2) WHERE false")
	  . '; ROLLBACK;'
	  if $kind eq 'a';
	if ($kind eq 'p')
	{
		$call = "CALL $call;";
		$call = "BEGIN; $call ROLLBACK;" if rand() < 0.3;
		return $call;
	}
	return 'BEGIN; ' . pick("SELECT $call", "SELECT * FROM $call",
		"SELECT $call LIMIT 1") . '; ROLLBACK;';
}

# Run a file of statements; each that fails otherwise than it may.
sub run_file
{
	my ($role, $name, @statements) = @_;
	(my $file = "$dir/$name.$role.sql") =~ s/ /_/g;
	my $from = -s $node->logfile;
	my (%states, @wrong);
	my $err = '';

	open my $out, '>', $file or die "$file: $!";
	print $out "\\set VERBOSITY verbose \\\\ \\set ON_ERROR_ROLLBACK on \\\\ SET statement_timeout = '1s';\n";
	foreach my $statement (@statements)
	{
		(my $line = $statement) =~ s/\n/ /g;
		print $out "$line\n";
	}
	close $out or die "$file: $!";
	IPC::Run::run([ 'psql', '-XAtq', '-U', $role, '-d', $node->connstr('trips'),
			'-f', $file, '-o', '/dev/null' ], '<', \'', '>', \my $stdout, '2>', \$err);
	while ($err =~ /^psql:\S+?:(\d+): ERROR:  (\w{5}): (.*)\n((?:(?!psql:).*\n)*)/mg)
	{
		my ($line, $state, $message, $rest) = ($1, $2, $3, $4);
		my $statement = $statements[ $line - 2 ];

		$states{$state}++;
		next if $state !~ /^XX/;
		next if $state eq 'XX001'
		  && ($name eq 'altered stores' || $statement =~ /tripgrid\._\w+\(.*(::bytea|tripset)/);
		push @wrong, "$state $message\n" . ($rest =~ /(LOCATION:.*)/ ? "$1\n" : '')
		  . substr($statement, 0, 1500);
	}
	diag("$name as $role: " . scalar(@statements) . ' statements; '
		  . join ', ', map { "$_ $states{$_}" } sort keys %states);
	is(join("\n", @wrong), '', "$name as $role: no internal error");
	ok(%states, "$name as $role: something is refused");
	my $log = substr PostgreSQL::Test::Utils::slurp_file($node->logfile), $from;
	unlike($err, qr/connection to server was lost|closed the connection/,
		"$name as $role: the session stays");
	unlike($log, qr/terminated by signal|PANIC/, "$name as $role: no crash");
	return;
}

foreach my $role ($node->safe_psql('trips', 'SELECT current_user'), 'anna', 'bob')
{
	run_file($role, 'functions',
		map { my $f = $_; $f->[1] eq 'p' ? () : map { statement($f) } 1 .. $calls }
		  @functions);
	run_file($role, 'procedures',
		map { my $f = $_; $f->[1] ne 'p' ? () : map { statement($f) } 1 .. $calls }
		  @functions);
}

#
# the trigger functions, as triggers of relations that they were not made for
#
my @triggers = map { $_->[0] } grep { $_->[2] eq 'trigger' } @functions;
my @attempts;
foreach my $function (@triggers)
{
	foreach (1 .. $calls)
	{
		my $event = pick('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'INSERT OR UPDATE');
		my $relation = pick('strange', 'strange', 'strange_view', 'mobility.trips',
			'mobility.feed', 'mobility.loads', 'copied');
		my $timing = $relation =~ /view|feed/ ? pick('INSTEAD OF', 'AFTER') : pick('AFTER', 'BEFORE');
		my $level = $timing eq 'INSTEAD OF' ? 'ROW' : pick('ROW', 'STATEMENT');
		my $names = $timing eq 'AFTER' && rand() < 0.5
		  ? pick('REFERENCING NEW TABLE AS added', 'REFERENCING OLD TABLE AS removed',
			'REFERENCING NEW TABLE AS added OLD TABLE AS removed',
			'REFERENCING NEW TABLE AS strange') : '';
		my $arguments = pick('', '', q{'mobility'}, q{'x', 'y'}, q{'{}'}, q{''});

		push @attempts, "BEGIN; CREATE TABLE strange (region text, n int DEFAULT 1);
			CREATE TABLE copied (LIKE mobility.trips); CREATE VIEW strange_view AS
			SELECT * FROM strange; CREATE TRIGGER aa_strange $timing $event ON $relation
			$names FOR EACH $level EXECUTE FUNCTION $function($arguments);"
		  . ($event eq 'UPDATE' ? "UPDATE $relation SET region = 'x' WHERE region IS NOT NULL;"
			: $event eq 'DELETE' ? "DELETE FROM $relation;"
			: $event eq 'TRUNCATE' ? "TRUNCATE $relation;"
			: $relation eq 'mobility.feed'
			? 'INSERT INTO mobility.feed SELECT * FROM tripgrid.generate_trips(5);'
			: "INSERT INTO $relation (region) VALUES ('x'), (NULL);") . ' ROLLBACK;';
	}
}
$node->safe_psql('trips', 'CREATE SCHEMA AUTHORIZATION anna');
run_file('anna', 'triggers', @attempts);

#
# a store whose owner has altered it: whatever a function meets there
#
my @relations = split /\n/, $node->safe_psql('trips', q{
	SELECT relname FROM pg_class WHERE relnamespace = 'mobility'::regnamespace
	  AND relkind IN ('r', 'v') ORDER BY 1});
my @columns = map { [ split /\|/ ] } split /\n/, $node->safe_psql('trips', q{
	SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = oid
	WHERE relnamespace = 'mobility'::regnamespace AND relkind = 'r' AND attnum > 0
	ORDER BY 1, attnum});
my @altered;
foreach my $relation (@relations)
{
	push @altered, "DROP TABLE IF EXISTS mobility.$relation CASCADE",
	  "ALTER TABLE mobility.$relation RENAME TO other",
	  "ALTER TABLE mobility.$relation RENAME TO other; CREATE VIEW
	   mobility.$relation AS TABLE mobility.other",
	  "ALTER TABLE mobility.$relation RENAME TO other; CREATE TABLE
	   mobility.$relation ()",
	  "DROP VIEW IF EXISTS mobility.$relation CASCADE",
	  "DELETE FROM mobility.$relation", "TRUNCATE mobility.$relation CASCADE",
	  "ALTER TABLE mobility.$relation DISABLE TRIGGER ALL",
	  "CREATE TABLE child () INHERITS (mobility.$relation)";
}
foreach my $column (@columns)
{
	my ($relation, $name) = @$column;

	push @altered, map { "ALTER TABLE mobility.$relation $_" }
	  "DROP COLUMN $name CASCADE", "RENAME $name TO other",
	  "ALTER $name TYPE text USING $name\::text",
	  "ALTER $name DROP NOT NULL; UPDATE mobility.$relation SET $name = NULL",
	  "DROP COLUMN $name CASCADE, ADD $name int";
}
my @asked = (
	'SELECT * FROM tripgrid.weekly_trips()',
	q{SELECT tripgrid.weekly_avg_trips('BOX(14 50,14.5 50.5)'::box2d)},
	'SELECT * FROM tripgrid.hourly_trips(since => current_date)',
	'SELECT * FROM tripgrid.trip_groups()',
	'SELECT * FROM tripgrid.trip_clusters(max_clusters => 3)',
	q{SELECT * FROM tripgrid.similar_trips('POINT(14 50) POINT(14 50) 2024-01-01 08:00:00')},
	'SELECT * FROM tripgrid.latest_datasource_top_regions()',
	q{SELECT * FROM tripgrid.datasource_regions('x')},
	'SELECT * FROM tripgrid.profile()', 'SELECT * FROM tripgrid.verify()',
	'CALL tripgrid.rebuild()', 'CALL tripgrid.compact(into_one => true)',
	'INSERT INTO mobility.feed SELECT * FROM tripgrid.generate_trips(50)',
	q{INSERT INTO mobility.feed VALUES ('n', 'x', 'y', 'z', 'none')},
	'TABLE mobility.feed', 'TABLE mobility.journeys',
	'DELETE FROM mobility.trips WHERE trip_id < 50',
	q{UPDATE mobility.trips SET region = 'x' WHERE trip_id < 90},
	'TRUNCATE mobility.trips', 'SELECT * FROM tripgrid.feeds()',
	'SELECT * FROM tripgrid.retry_rejects(1)', 'SELECT tripgrid.undo_load(1)',
	q{SELECT * FROM tripgrid.erase_trips(region => 'Prague')},
	q{SELECT * FROM tripgrid.erase_trips(external_id => 'a', datasource => 'b', bar => true)},
	q{SELECT tripgrid.forget_trips('2024-02-01')},
	q{SELECT tripgrid.forget_rejects('2100-01-01')},
	q{SELECT tripgrid.forget_loads('2100-01-01', true)},
	'SELECT tripgrid.advance_sequences()', 'SELECT tripgrid.remake_views()',
	q{SELECT tripgrid.create_feed('f', '{a,b}', '{"departed_at": "a"}',
	  '{"region": "r", "datasource": "d", "origin": "1,2", "destination": "1,2"}')},
	q{SELECT tripgrid.drop_feed('feed')}, q{SELECT tripgrid.drop_store('mobility', true)});
my @maltreated;
for (1 .. 150)
{
	push @maltreated, 'BEGIN; SET LOCAL client_min_messages = error; '
	  . pick(@altered) . '; ' . join(' ', map { pick(@asked) . ';' } 1 .. 6)
	  . ' ROLLBACK;';
}
# each column without values, whatever is asked; the last three end the store
foreach my $column (@columns)
{
	my ($relation, $name) = @$column;

	push @maltreated, "BEGIN; SET LOCAL client_min_messages = error;
		ALTER TABLE mobility.$relation ALTER $name DROP NOT NULL;
		UPDATE mobility.$relation SET $name = NULL; "
	  . join(' ', map { "$_;" } @asked) . ' ROLLBACK;';
}
run_file('anna', 'altered stores', @maltreated);

#
# the binary forms, by COPY
#
my @types = ('lonlat', 'trip', 'tripgroup', 'tripset');
my %size = (lonlat => 8, trip => 24, tripgroup => 40, tripset => 60);
my (@copies, $number);
foreach my $type (@types)
{
	push @copies, "CREATE TEMP TABLE t_$type (v tripgrid.$type);";
	foreach (1 .. $calls * 2)
	{
		my $length = rand() < 0.7 ? $size{$type} : int(rand(100));
		my $bytes = join '', map { chr(rand() < 0.3 ? pick(0, 255, 128, 127) : int(rand(256))) } 1 .. $length;
		my $path = "$dir/" . ++$number . '.copy';

		$bytes = damaged_binary(pack 'H*', substr(pick(@sets), 2))
		  if $type eq 'tripset' && rand() < 0.7;
		open my $out, '>:raw', $path or die "$path: $!";
		print $out "PGCOPY\n\xff\r\n\0", pack('N N n N', 0, 0, 1, length $bytes), $bytes,
		  pack('n', 0xffff);
		close $out or die "$path: $!";
		push @copies, "COPY t_$type FROM '$path' (FORMAT binary);";
	}
	# what was taken can be written, ordered and looked into
	push @copies, "SELECT v::text FROM t_$type;";
	push @copies, "SELECT v FROM t_$type ORDER BY v; SELECT DISTINCT v FROM t_$type;"
	  if $type ne 'tripset';
}

sub damaged_binary
{
	my ($bytes) = @_;

	substr($bytes, int(rand(length $bytes)), 1) = chr(int(rand(256)));
	return $bytes;
}

run_file('anna', 'binary forms', @copies);

is($node->safe_psql('trips', q{
	SELECT count(*) > 0 FROM mobility.trips;
	SELECT * FROM tripgrid.verify('mobility')}), 't', 'the store is whole');
$node->stop;
done_testing();

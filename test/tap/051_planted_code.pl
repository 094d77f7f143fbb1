# What the code can do that a store's owner plants, when an administrator uses
# the store: each kind of code, at each entry point.  docs/security.md has the
# table of outcomes, and this test compares.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $node = start_cluster('planted', 'autovacuum = off',
	'max_worker_processes = 12');
my @kinds = (
	'trigger', 'deferred trigger', 'default', 'domain check', 'CHECK',
	'index', 'rule', 'view', 'policy', 'generated');
my @tables = qw(rejects loads chunks segments segment_nodes summaries places secrets erased goods);

create_database($node, 'trips');
$node->safe_psql('trips', q{
	CREATE ROLE anna LOGIN;
	GRANT CREATE ON DATABASE trips TO anna});

# With dblink the code also tries to come back as somebody else: the server
# trusts whoever comes by its socket.
my $dblink = $node->safe_psql('trips', q{SELECT count(*)
	FROM pg_available_extensions WHERE name = 'dblink'});
my $back = sprintf 'host=%s port=%s dbname=trips', $node->host, $node->port;
my $connects = '';
if ($dblink)
{
	$node->safe_psql('trips', 'CREATE EXTENSION dblink');
	$connects = join '',
	  map { "\$a\$SELECT public.$_->[0]('left_behind', '$back $_->[1]')\$a\$, " } (
		[ 'dblink_connect', 'user=postgres' ],
		[ 'dblink_connect', 'user=postgres password=x' ],
		[ 'dblink_connect', 'user=anna password=x' ],
		[ 'dblink_connect_u', 'user=postgres' ]);
}
else
{
	diag('dblink is not there: what it could do is not tried');
}

sub as_anna
{
	my ($sql) = @_;

	return $node->safe_psql('trips', $sql, extra_params => [ '-U', 'anna' ]);
}

# All that planted code tries; the server's log tells what succeeded.
my $planted = q{
	CREATE SCHEMA code;
	GRANT USAGE ON SCHEMA code TO PUBLIC;
	CREATE TABLE code.late (n int);
	CREATE FUNCTION code.tick() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
	  RAISE LOG 'probe of late as %: ', current_user;
	  RETURN NULL;
	END
	$$;
	CREATE CONSTRAINT TRIGGER late AFTER INSERT ON code.late
	  DEFERRABLE INITIALLY DEFERRED
	  FOR EACH ROW EXECUTE FUNCTION code.tick();
	CREATE FUNCTION code.probe(kind text) RETURNS int LANGUAGE plpgsql AS $$
	DECLARE
	  act text;
	  done text := '';
	  c refcursor := 'left_behind';
	BEGIN
	  FOREACH act IN ARRAY ARRAY[
	    'SET ROLE postgres',
	    'SET ROLE none',
	    'SET SESSION AUTHORIZATION DEFAULT',
	    'ALTER ROLE anna SUPERUSER',
	    'CREATE TEMP TABLE left_behind (n int)',
	    'CREATE TEMP VIEW pg_class AS SELECT 1 AS n',
	    'CREATE DOMAIN pg_temp.text AS int CHECK (code.probe(''late'') > 0)',
	    'CREATE TYPE pg_temp.name AS ENUM (''a'')',
	    'CREATE TYPE code.numbers AS RANGE (subtype = int4, multirange_type_name = pg_temp.int4)',
	    'LISTEN left_behind',
	    'PREPARE left_behind AS SELECT 1',
	    'DECLARE left_behind CURSOR WITH HOLD FOR SELECT 1',
	    'SET CONSTRAINTS ALL IMMEDIATE']
	  LOOP
	    BEGIN
	      EXECUTE act;
	      done := done || act || '; ';
	    EXCEPTION WHEN OTHERS THEN
	      NULL;
	    END;
	  END LOOP;
	  -- refused, but where constraints are checked at once
	  BEGIN
	    INSERT INTO code.late VALUES (1);
	  EXCEPTION WHEN OTHERS THEN
	    NULL;
	  END;
	  -- what is allowed, and put back
	  PERFORM set_config('search_path', 'code', false);
	  PERFORM set_config('tripgrid.store', 'code', false);
	  IF NOT EXISTS (SELECT FROM pg_catalog.pg_cursors WHERE name = c::pg_catalog.text) THEN
	    OPEN c FOR SELECT code.probe('late');
	  END IF;
	  -- what is allowed, and stays
	  PERFORM pg_catalog.pg_advisory_lock_shared(4711);
	  EXECUTE 'CREATE OR REPLACE FUNCTION pg_temp.left_behind() RETURNS int '
	    'LANGUAGE sql AS ''SELECT 1''';
	  RAISE LOG 'probe of % as %: %', kind, current_user, done;
	  RETURN 1;
	END
	$$;
	CREATE FUNCTION code.pure(kind text) RETURNS int LANGUAGE plpgsql
	  IMMUTABLE AS 'BEGIN RETURN code.probe(kind); END';
	CREATE FUNCTION code.fire() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
	  PERFORM code.probe(tg_argv[0]);
	  RETURN CASE WHEN tg_op = 'DELETE' THEN OLD ELSE NEW END;
	END
	$$;
	CREATE DOMAIN code.checked AS int CHECK (code.probe('domain check') > 0)};
$planted =~ s/\{connects\}/$connects/;
as_anna($planted);

sub store_of
{
	my ($kind) = @_;

	(my $store = "s_$kind") =~ s/\W/_/g;
	return lc $store;
}

# How code of a kind comes into a table; nothing if it cannot.
sub planted
{
	my ($kind, $store, $table) = @_;
	my $name = "$store.$table";
	my $every = 'FOR EACH ROW EXECUTE FUNCTION code.fire';
	my %sql = (
		'trigger' => "CREATE TRIGGER a_trap BEFORE INSERT OR UPDATE OR DELETE
			ON $name $every('trigger')",
		'deferred trigger' => "CREATE CONSTRAINT TRIGGER trap AFTER INSERT OR
			UPDATE OR DELETE ON $name DEFERRABLE INITIALLY DEFERRED
			$every('deferred trigger')",
		'default' =>
		  "ALTER TABLE $name ADD trap int DEFAULT code.probe('default')",
		'domain check' => "ALTER TABLE $name ADD trap code.checked DEFAULT 1",
		'CHECK' => "ALTER TABLE $name ADD CHECK (code.probe('CHECK') > 0)",
		'index' => "CREATE INDEX ON $name ((code.pure('index')))",
		'rule' => "CREATE RULE trap AS ON INSERT TO $name
			DO ALSO SELECT code.probe('rule')",
		'view' => "ALTER TABLE $name RENAME TO real_$table; CREATE VIEW $name
			AS SELECT * FROM $store.real_$table WHERE code.probe('view') > 0",
		'policy' => "ALTER TABLE $name ENABLE ROW LEVEL SECURITY; ALTER TABLE
			$name FORCE ROW LEVEL SECURITY; CREATE POLICY trap ON $name
			USING (code.probe('policy') > 0)",
		'generated' => "ALTER TABLE $name ADD trap int
			GENERATED ALWAYS AS (code.pure('generated')) STORED");

	return if $kind eq 'policy' && $table eq 'trips';
	return $sql{$kind};
}

my $dir = PostgreSQL::Test::Utils::tempdir();
my $rows = qq{Linz,"14.3,48.3","14.2,48.2",2024-06-03 08:00,a\n}
  . qq{Linz,nowhere,"14.2,48.2",2024-06-03 08:00,a\n};
foreach my $jobs (1, 2)
{
	open my $csv, '>', "$dir/$jobs.csv" or die "$dir/$jobs.csv: $!";
	print $csv "region,origin_coord,destination_coord,datetime,datasource\n",
	  $rows x $jobs;
	close $csv or die "$dir/$jobs.csv: $!";
}

open my $stops, '>', "$dir/stops.csv" or die "$dir/stops.csv: $!";
print $stops "name,lon,lat\nRing,16.37,48.2\nPark,16.38,48.21\n";
close $stops or die "$dir/stops.csv: $!";

open my $goods, '>', "$dir/goods.csv" or die "$dir/goods.csv: $!";
print $goods "id,name,more\n11,a,1\n12,b,2\nx,c,3\n";
close $goods or die "$dir/goods.csv: $!";

my $insert = q{INSERT INTO {s}.feed VALUES
	('Linz', '14.3,48.3', '14.2,48.2', '2024-06-03 08:00', 'a'),
	('Linz', 'nowhere', '14.2,48.2', '2024-06-03 08:00', 'a')};
my @entries = (
	[ '`INSERT`, `COPY`', $insert ],
	[ 'a feed into a table', q{INSERT INTO {s}.goods_feed VALUES
		('1', 'a'), ('2', 'b'), ('x', 'c');
		INSERT INTO {s}.goods_feed VALUES ('2', 'c'), ('3', 'd')} ],
	[ 'load that is given up', "SET tripgrid.reject_limit = 0; $insert;
		SET tripgrid.reject_limit = off" ],
	[ '`load_file`', "CALL tripgrid.load_file('$dir/1.csv', 'feed',
		store => '{s}')" ],
	[ '`load_file`, `jobs => 2`', "CALL tripgrid.load_file('$dir/2.csv',
		'feed', jobs => 2, store => '{s}')" ],
	[ '`load_file`, `target`, `new_columns`', "CALL tripgrid.load_file(
		'$dir/goods.csv', target => 'goods', new_columns => 'add',
		store => '{s}')" ],
	[ '`load_places`', "SELECT rows_read FROM
		tripgrid.load_places('$dir/stops.csv', store => '{s}')" ],
	[ '`retry_rejects`', q{SELECT count(*) FROM tripgrid.retry_rejects(1,
		'{s}')} ],
	[ '`undo_load`', q{SELECT tripgrid.undo_load(1, '{s}')} ],
	[ '`compact`', q{CALL tripgrid.compact('{s}', true)} ],
	[ '`compact_in_background`', q{SELECT
		tripgrid.compact_in_background('{s}', true)} ],
	[ '`rebuild`', q{CALL tripgrid.rebuild('{s}')} ],
	[ '`verify`', q{SELECT * FROM tripgrid.verify('{s}')} ],
	[ '`profile`', q{SELECT * FROM tripgrid.profile(store => '{s}')} ],
	[ 'questions', q{SELECT * FROM tripgrid.weekly_trips(store => '{s}');
		SELECT * FROM tripgrid.trip_groups(store => '{s}');
		SELECT * FROM tripgrid.datasource_regions(NULL, '{s}')} ],
	[ '`erase_trips`, `forget_rejects`, `forget_loads`', q{
		SELECT trips FROM tripgrid.erase_trips(region => 'Linz', store => '{s}');
		SELECT barred FROM tripgrid.erase_trips(external_id => 'x',
		datasource => 'a', bar => true, store => '{s}');
		SELECT tripgrid.forget_rejects('2100-01-01', '{s}');
		SELECT tripgrid.forget_loads('2100-01-01', true, '{s}')} ],
	[ '`create_feed`, `drop_feed`', q{SELECT tripgrid.create_feed('rides',
		ARRAY['at'], '{"departed_at": "at"}', '{"region": "r",
		"datasource": "d", "origin": "1,2", "destination": "1,2"}',
		store => '{s}'); SELECT tripgrid.drop_feed('rides', '{s}')} ],
	[ '`drop_store`', q{DROP TABLE {s}.goods CASCADE;
		SELECT tripgrid.drop_store('{s}', true)} ]);

# even alone its owner gets no connection where no password is asked for
foreach my $act ($connects =~ /\$a\$(.*?)\$a\$/g)
{
	my ($status, $out, $err) =
	  $node->psql('trips', $act, extra_params => [ '-U', 'anna' ]);
	like($err, qr/password( is| or .*)? required|permission denied/, $act);
}

# What the caller's session has after an entry point, but for what stays.
my $left = q{SELECT current_user, session_user,
	current_setting('search_path'), current_setting('tripgrid.store'),
	(SELECT count(*) FROM pg_catalog.pg_prepared_statements),
	(SELECT count(*) FROM pg_catalog.pg_cursors WHERE name = 'left_behind'),
	(SELECT count(*) FROM pg_catalog.pg_listening_channels()),
	(SELECT count(*) FROM pg_catalog.pg_class
	  WHERE relnamespace = pg_catalog.pg_my_temp_schema()),
	(SELECT count(*) FROM pg_catalog.pg_type
	  WHERE typnamespace = pg_catalog.pg_my_temp_schema())};
my $clean = 'postgres|postgres|"$user", public|mobility|0|0|0|0|0';
if ($dblink)
{
	$left .= ', public.dblink_get_connections()';
	$clean .= '|';
}
my %cell;

foreach my $kind (@kinds)
{
	my $store = store_of($kind);
	my $session = session($node, 'trips');

	as_anna("SELECT tripgrid.create_store('$store');
		CREATE TABLE $store.goods (id int PRIMARY KEY, name text);
		SELECT tripgrid.create_feed('goods_feed', target => 'goods',
		key => '{id}', on_key => 'replace', store => '$store')");
	as_anna(join ";\n", grep { defined } map { planted($kind, $store, $_) }
		  'trips', @tables);
	foreach my $entry (@entries)
	{
		my ($name, $sql) = @$entry;
		my $from = -s $node->logfile;
		my @acts;
		my %users;

		$sql =~ s/\{s\}/$store/g;
		$session->send("$sql;");
		$session->wait;
		my $error = $session->error =~ /ERROR/ ? $session->error : '';
		$node->poll_query_until('trips',
			q{SELECT count(*) = 0 FROM pg_stat_activity
			WHERE backend_type LIKE 'tripgrid%'}) or die 'workers stay'
		  if $name =~ /given up|jobs|background/;
		is($session->query($left), $clean, "$name, $kind: nothing is left");

		my $log = substr PostgreSQL::Test::Utils::slurp_file($node->logfile),
		  $from;
		while ($log =~ /probe of [\w ]+ as (\w+): (.*)/g)
		{
			$users{$1} = 1;
			push @acts, $2 if $2 ne '';
		}
		is(join('', @acts), '', "$name, $kind: nothing succeeds");
		unlike($log, qr/terminated by signal|PANIC/, "$name, $kind: no crash");
		$cell{$name}{$kind} =
			%users ? join(', ', sort keys %users) . ($error ? ', error' : '')
		  : $error ? 'refused'
		  : '–';
		diag("$name, $kind: $error") if $error;
	}
	$session->quit;
}

# the owner has chosen his input functions from those of administrators
my ($status, $out, $err) = $node->psql(
	'trips',
	q{CREATE TYPE code.mine; CREATE FUNCTION code.mine_in(cstring)
	RETURNS code.mine LANGUAGE internal IMMUTABLE STRICT AS 'int4in'},
	extra_params => [ '-U', 'anna' ]);
like($err, qr/must be superuser to create a base type/,
	'nobody else makes types of his own');
is($node->safe_psql('trips', q{SELECT rolsuper FROM pg_roles
	WHERE rolname = 'anna'}), 'f', 'anna is what she was');

# With a password that he knows, the owner comes back, as himself; that
# connection stays, and what it does is not undone with what called it.
if ($dblink)
{
	as_anna(qq{
	SELECT tripgrid.create_store('s_dblink');
	CREATE TABLE code.told (who text);
	CREATE FUNCTION code.connect() RETURNS trigger LANGUAGE plpgsql AS \$\$
	BEGIN
	  PERFORM public.dblink_connect('left_behind',
	    '$back user=anna password=secret');
	  PERFORM public.dblink_exec('left_behind',
	    'INSERT INTO code.told VALUES (current_user)');
	  RETURN NULL;
	END
	\$\$;
	CREATE TRIGGER trap AFTER INSERT ON s_dblink.trips
	  EXECUTE FUNCTION code.connect()});
	$node->safe_psql('trips', q{ALTER ROLE anna PASSWORD 'secret'});
	my $hba = $node->data_dir . '/pg_hba.conf';
	my $rules = PostgreSQL::Test::Utils::slurp_file($hba);
	open my $out, '>', $hba or die "$hba: $!";
	print $out "local all anna scram-sha-256\n$rules";
	close $out or die "$hba: $!";
	$node->restart;

	my $session = session($node, 'trips');
	(my $sql = "BEGIN; $insert; ROLLBACK") =~ s/\{s\}/s_dblink/;
	$session->query($sql);
	is($session->query('SELECT public.dblink_get_connections()'),
		'{left_behind}', 'dblink, a password: a connection stays');
	is( $session->query(q{SELECT * FROM public.dblink('left_behind',
		'SELECT current_user') AS t (who text)}), 'anna', 'that is the owner');
	is($session->query('SELECT who FROM code.told'),
		'anna', 'what it did has not been undone');
	$session->query('DISCARD ALL');
	is($session->query('SELECT public.dblink_get_connections()'),
		'{left_behind}', 'DISCARD ALL does not end it');
	$session->query(q{SELECT public.dblink_disconnect('left_behind')});
	$session->quit;
}

my $table = join "\n",
  '| entry point | ' . join(' | ', @kinds) . ' |',
  '|---' x (@kinds + 1) . '|',
  map {
	my $name = $_->[0];
	"| $name | " . join(' | ', map { $cell{$name}{$_} } @kinds) . ' |'
  } @entries;
$table =~ s/\banna\b/owner/g;
my $page = PostgreSQL::Test::Utils::slurp_file(
	"$FindBin::Bin/../../docs/security.md");
ok(index($page, "$table\n") >= 0, 'docs/security.md has the table')
  or diag("the table is now:\n$table");

$node->stop;
done_testing();

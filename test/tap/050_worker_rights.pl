# No worker has more rights than the session it is started from: a role that
# may create things in one schema has its code run by autovacuum and by
# administrators, and stays what it is.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest qw(:DEFAULT answer);

my $node = start_cluster(
	'rights',
	'autovacuum_naptime = 1s',
	'log_min_messages = debug1',
	'max_worker_processes = 12');

create_database($node, 'trips');
$node->safe_psql('trips', q{
	CREATE ROLE mallory LOGIN;
	CREATE ROLE anna LOGIN;
	CREATE SCHEMA den;
	GRANT USAGE, CREATE ON SCHEMA den TO mallory});

sub as
{
	my ($role, $sql) = @_;

	return $node->safe_psql('trips', $sql, extra_params => [ '-U', $role ]);
}

# What the server has logged since the offset, or how far it has.
sub logged
{
	my ($from) = @_;
	my $log = PostgreSQL::Test::Utils::slurp_file($node->logfile);

	return defined $from ? substr($log, $from) : length $log;
}

sub is_still
{
	my ($role, $what) = @_;

	is( answer(
			"SELECT rolsuper, rolcreaterole, rolreplication FROM pg_roles
			WHERE rolname = '$role'"),
		'f|f|f',
		"$what: $role is what he was");
	return;
}

#
# a store of somebody who may create no schema, and so makes its tables by hand
#
$node->safe_psql('trips', q{
	SELECT tripgrid.create_store('pattern');
	GRANT USAGE ON SCHEMA pattern TO mallory;
	GRANT SELECT ON ALL TABLES IN SCHEMA pattern TO mallory});
as('mallory', q{
	DO $$
	DECLARE
	  name name;
	BEGIN
	  FOR name IN SELECT relname FROM pg_class WHERE relkind = 'r'
	      AND relnamespace = 'pattern'::regnamespace LOOP
	    EXECUTE format('CREATE TABLE den.%1$I (LIKE pattern.%1$I INCLUDING ALL)',
	      name);
	  END LOOP;
	END
	$$;
	CREATE SEQUENCE den.runs;
	CREATE VIEW den.feed AS SELECT NULL::text AS region,
	  NULL::text AS origin_coord, NULL::text AS destination_coord,
	  NULL::text AS datetime, NULL::text AS datasource;
	CREATE TRIGGER feed_row INSTEAD OF INSERT ON den.feed
	  FOR EACH ROW EXECUTE FUNCTION tripgrid.feed_row();
	CREATE TRIGGER feed_end AFTER INSERT ON den.feed
	  FOR EACH STATEMENT EXECUTE FUNCTION tripgrid.feed_end();
	CREATE FUNCTION den.seize() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
	  RAISE LOG 'seizing in the % of %, session of %', tg_table_name,
	    current_user, session_user;
	  EXECUTE 'SET ROLE none';
	  EXECUTE 'ALTER ROLE mallory SUPERUSER';
	  RETURN NULL;
	END
	$$});
answer(q{SELECT tripgrid.drop_store('pattern')});
foreach my $table (qw(rejects loads segments summaries segment_nodes chunks))
{
	as('mallory', qq{CREATE CONSTRAINT TRIGGER seize
		AFTER INSERT OR UPDATE OR DELETE ON den.$table
		DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION den.seize()});
}

# Have autovacuum run a statement of mallory's, as an expression of an index.
sub by_autovacuum
{
	my ($what, $statement) = @_;
	my $from = logged();

	as('mallory', qq{
	CREATE OR REPLACE FUNCTION den.trap(id int) RETURNS int
	LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN den.spring(id); END';
	CREATE OR REPLACE FUNCTION den.spring(id int) RETURNS int
	LANGUAGE plpgsql AS \$f\$
	DECLARE
	  outcome text := 'taken';
	BEGIN
	  IF session_user = 'mallory' THEN
	    RETURN id;
	  END IF;
	  PERFORM set_config('tripgrid.reject_limit', '0', true);
	  BEGIN
	    $statement;
	  EXCEPTION WHEN OTHERS THEN
	    GET STACKED DIAGNOSTICS outcome = PG_EXCEPTION_DETAIL;
	    outcome := sqlerrm || ': ' || outcome;
	  END;
	  RAISE LOG 'trap $what sprung as %, session of %: %', current_user,
	    session_user, outcome;
	  RETURN id;
	END
	\$f\$;
	DROP TABLE IF EXISTS den.bait;
	CREATE TABLE den.bait (id int) WITH (autovacuum_analyze_threshold = 1,
	  autovacuum_analyze_scale_factor = 0);
	CREATE INDEX ON den.bait (den.trap(id));
	INSERT INTO den.bait SELECT generate_series(1, 5)});
	$node->poll_query_until('trips',
		q{SELECT last_autoanalyze IS NOT NULL FROM pg_stat_user_tables
		WHERE relid = 'den.bait'::regclass}) or die "no autovacuum: $what";
	my $log = logged($from);
	like($log, qr/trap $what sprung as mallory, session of postgres/,
		"$what: autovacuum has run it");
	unlike($log, qr/starting background worker process "tripgrid/,
		"$what: no worker was started");
	is_still('mallory', $what);
	return $log;
}

my $bad = q{INSERT INTO den.feed SELECT 'r', 'nowhere', '1,2',
	'2024-05-28 09:03', 'd' FROM generate_series(1, 3)};
my $log = by_autovacuum('rejects', $bad);
like($log, qr/could not be kept: /, 'rejects: they are not kept');
is(answer('SELECT count(*) FROM den.loads'), '0', 'rejects: nor is the load');
by_autovacuum('compaction',
	q{PERFORM tripgrid.compact_in_background('den', true)});
by_autovacuum('progress', q{
	  PERFORM set_config('tripgrid.reject_limit', 'off', true);
	  INSERT INTO den.feed SELECT 'r', 'nowhere', '1,2', '2024-05-28 09:03',
	    'd' || pg_sleep(0.3) FROM generate_series(1, 3)});
by_autovacuum('file', q{CALL tripgrid.load_file('/etc/passwd', jobs => 4,
	  store => 'den')});

#
# an administrator who loads as somebody else: the workers are that role's, and
# nothing leads back from there
#
$node->safe_psql('trips', q{
	GRANT CREATE ON DATABASE trips TO anna;
	GRANT pg_read_server_files TO anna});
as('anna', q{
	SELECT tripgrid.create_store('mobility');
	CREATE FUNCTION mobility.seize() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
	  EXECUTE 'RESET ROLE';
	  RAISE LOG 'became % in the session of %', current_user, session_user;
	  RETURN NEW;
	EXCEPTION WHEN OTHERS THEN
	  RAISE LOG 'stayed % in the session of %: %', current_user, session_user,
	    sqlerrm;
	  RETURN NEW;
	END
	$$;
	CREATE TRIGGER seize BEFORE INSERT ON mobility.trips
	  FOR EACH ROW EXECUTE FUNCTION mobility.seize();
	CREATE CONSTRAINT TRIGGER late AFTER INSERT ON mobility.rejects
	  DEFERRABLE INITIALLY DEFERRED
	  FOR EACH ROW EXECUTE FUNCTION mobility.seize()});
my $file = PostgreSQL::Test::Utils::tempdir() . '/trips.csv';
open my $csv, '>', $file or die "$file: $!";
print $csv "region,origin_coord,destination_coord,datetime,datasource\n",
  qq{Linz,"14.3,48.3","14.2,48.2",2024-06-03 08:00,a\n} x 200,
  qq{Linz,nowhere,"14.2,48.2",2024-06-03 08:00,a\n};
close $csv or die "$file: $!";

my $load = "SET statement_timeout = '1min';
	CALL tripgrid.load_file('$file', 'feed', jobs => 2, again => true)";
my $from = logged();
answer("SET tripgrid.chunk_bytes = '1kB'; SET ROLE anna; $load");
$log = logged($from);
like($log, qr/starting background worker process "tripgrid load/,
	'as anna: by workers');
like($log, qr/stayed anna in the session of anna/, 'as anna: as anna alone');
unlike($log, qr/became postgres|session of postgres/, 'as anna: nobody else');
is(answer('SELECT count(*) FROM mobility.trips'), '200', 'as anna: loaded');
is( answer('SELECT state, loaded_by, rows_rejected FROM mobility.loads'),
	'committed|anna|1',
	'as anna: with its rejects, whose deferred trigger runs at once');

#
# a function that lends its owner's rights lends no worker
#
as('anna', q{
	CREATE FUNCTION mobility.lend() RETURNS boolean LANGUAGE sql
	  SECURITY DEFINER AS 'SELECT tripgrid.compact_in_background(''mobility'')';
	GRANT USAGE ON SCHEMA mobility TO mallory});
$from = logged();
is(as('mallory', 'SELECT mobility.lend()'), 'f', 'lent rights: no worker');
unlike(logged($from), qr/starting background worker process "tripgrid/,
	'lent rights: none was started');

#
# the rejects of a load that is given up are kept, and the owner's triggers on
# them run while they are written
#
$from = logged();
my ($status, $out, $err) = $node->psql('trips', q{
	SET tripgrid.reject_limit = 0;
	INSERT INTO mobility.feed VALUES ('r', 'nowhere', '1,2', 'now', 'd')});
like($err, qr/its rejects are kept/, 'rejects of an administrator are kept');
$log = logged($from);
like($log, qr/stayed anna in the session of postgres: cannot set parameter/,
	'and their trigger stays what its owner is');
unlike($log, qr/became/, 'rejects: nobody became another');

#
# a role that cannot log in, and one that may not connect, have no workers
#
as('anna', 'DROP TRIGGER late ON mobility.rejects');
foreach my $case (
	[
		'ALTER ROLE anna NOLOGIN',
		'ALTER ROLE anna LOGIN',
		'the current role cannot log in'
	],
	[
		'REVOKE CONNECT ON DATABASE trips FROM PUBLIC',
		'GRANT CONNECT ON DATABASE trips TO PUBLIC',
		'the current role may not connect to the database'
	])
{
	my ($before, $after, $why) = @$case;

	answer($before);
	$from = logged();
	my ($status, $out, $err) = $node->psql('trips', "SET ROLE anna; $load;
		SELECT tripgrid.compact_in_background()");
	is("$status $out", '0 f', "$before: the load goes on, compaction does not");
	like($err, qr/NOTICE: .*by itself\nDETAIL: .*because \Q$why\E/,
		"$before: a notice of the load");
	like($err, qr/NOTICE: .*no .*is started\nDETAIL: .*because \Q$why\E/,
		"$before: a notice of the compaction");
	($status, $out, $err) = $node->psql('trips', q{SET ROLE anna;
		SET tripgrid.reject_limit = 0;
		INSERT INTO mobility.feed VALUES ('r', 'nowhere', '1,2', 'now', 'd')});
	like($err, qr/could not be kept: no background worker .*\Q$why\E/,
		"$before: rejects are not kept");
	unlike(logged($from), qr/starting background worker process "tripgrid/,
		"$before: none was started");
	answer($after);
}

$node->stop;
done_testing();

# Plain SQL from segments: random queries under random changes give the same
# rows as the table does, whoever looks, and whenever.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PlainSql;
use Test::More;
use TripgridTest qw(start_cluster create_database session answer);

my $seed = $ENV{TRIPGRID_SEED} // time;
my $rounds = $ENV{TRIPGRID_ROUNDS} // 25;
my $queries = 25;

diag "TRIPGRID_SEED=$seed";
srand $seed;

my $node = start_cluster('plain_sql', 'fsync = off', 'autovacuum = off',
	# small stores are otherwise read from the table
	'tripgrid.use_segments = on', 'enable_seqscan = off', 'enable_bitmapscan = off', 'jit = off');
create_database($node, 'trips');
answer("SELECT tripgrid.create_store('mobility')");
answer(<<'SQL');
CREATE TABLE differences (query text, found text, expected text);
CREATE TABLE asked (query text, by_segments boolean, counted boolean);

-- the rows of a query, in no order
CREATE FUNCTION rows_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE found text;
BEGIN
  EXECUTE format('SELECT count(*) || md5(coalesce(string_agg(r, E''\n'' ORDER BY r), ''''))'
    ' FROM (SELECT q::text AS r FROM (%s) AS q) AS s', query) INTO found;
  RETURN found;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLERRM;
END $$;

-- whether segments answer a query, and by counts
CREATE FUNCTION ask(query text) RETURNS asked LANGUAGE plpgsql AS $$
DECLARE line text; scans int := 0; barred int := 0; counts int := 0;
BEGIN
  FOR line IN EXECUTE 'EXPLAIN (ANALYZE, TIMING off, COSTS off) ' || query LOOP
    scans := scans + (line ~ 'TripgridSegments')::int;
    barred := barred + (line ~ 'Answered By Heap')::int;
    counts := counts + (line ~ 'TripgridCounts')::int;
  END LOOP;
  RETURN (query, scans > barred, counts > 0 AND barred = 0);
EXCEPTION WHEN OTHERS THEN
  RETURN (query, NULL::boolean, NULL::boolean);
END $$;

CREATE FUNCTION compare(query text, explained boolean DEFAULT true)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE found text; expected text;
BEGIN
  PERFORM set_config('tripgrid.use_segments', 'off', true);
  expected := rows_of(query);
  PERFORM set_config('tripgrid.use_segments', 'on', true);
  found := rows_of(query);
  IF found IS DISTINCT FROM expected THEN
    INSERT INTO differences VALUES (query, found, expected);
    RAISE WARNING 'differs: %', query;
  END IF;
  IF explained THEN
    INSERT INTO asked SELECT a.* FROM ask(query) AS a;
  END IF;
END $$;

CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM compare('SELECT region, count(*) FROM mobility.trips GROUP BY 1', false);
  PERFORM compare('SELECT week, count(*) FROM mobility.journeys GROUP BY 1', false);
  RETURN NULL;
END $$;

CREATE FUNCTION looked(n int) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  IF n % 50 = 0 THEN
    PERFORM compare('SELECT datasource, count(*) FROM mobility.trips GROUP BY 1', false);
  END IF;
  RETURN n;
END $$;
SQL

my $session = session($node, 'trips');
my $prepared = 0;

sub run
{
	my ($sql) = @_;

	$session->query($sql);
	return;
}

sub compare
{
	my ($query) = @_;

	$query =~ s/'/''/g;
	run("SELECT compare('$query');");
	return;
}

# A statement that is planned once, asked with the setting as it is then.
sub compare_prepared
{
	my ($region, $moment) = (one_of('r0', 'r1', 'r2'), sprintf('2024-%02d-01', 1 + int rand 4));

	if (!$prepared++)
	{
		run(one_of('SET plan_cache_mode = force_generic_plan;', 'SELECT;'));
		run('PREPARE counted (text, timestamp) AS SELECT region, week, count(*) FROM mobility.journeys'
			  . ' WHERE region = $1 AND departed_at >= $2 AND origin_lon < extract(day FROM $2) + 13 GROUP BY 1, 2'
			  . ' ORDER BY 1, 2;');
		run('PREPARE kept (text, timestamp) AS SELECT region, count(*), min(departed_at)'
			  . ' FROM mobility.journeys WHERE region = $1 AND departed_at >= $2 GROUP BY 1;');
		run('PREPARE direct (text, timestamp) AS SELECT datasource, origin'
			  . ' FROM mobility.trips WHERE region = $1 AND departed_at < $2 ORDER BY 1, 2;');
	}
	foreach my $name ('kept', 'direct', 'counted')
	{
		my $ask = "EXECUTE $name ('$region', '$moment');";
		my @found = map { $session->query("SET tripgrid.use_segments = $_; $ask") } 'on', 'off';

		is($found[0], $found[1], "$name with $region, $moment, seed $seed")
		  if $found[0] ne $found[1];
	}
	run('RESET tripgrid.use_segments;');
	return;
}

# A cursor that goes on while trips change behind it.
sub compare_cursors
{
	run('BEGIN;');
	foreach my $state ('on', 'off')
	{
		run("SET LOCAL tripgrid.use_segments = $state;");
		run("DECLARE c_$state CURSOR FOR SELECT region, departed_at, datasource FROM mobility.trips"
			  . ' ORDER BY 1, 2, 3;');
		run("DECLARE d_$state CURSOR FOR SELECT region FROM mobility.journeys;");
	}
	foreach (1 .. 3)
	{
		my @found = map { $session->query("FETCH 50 FROM c_$_;") } 'on', 'off';

		is($found[0], $found[1], "cursors, seed $seed") if $found[0] ne $found[1];
		run('FETCH 10 FROM d_on;');
		run(one_of('DELETE FROM mobility.trips WHERE trip_id % 3 = 1;',
			'UPDATE mobility.trips SET region = \'r2\' WHERE trip_id % 4 = 1;'));
	}
	run(one_of('COMMIT;', 'ROLLBACK;'));
	return;
}

# What is done to segments in a transaction of its own.
sub upkeep
{
	my ($procedure) = @_;

	run('SET default_transaction_isolation = "read committed";');
	run("CALL tripgrid.$procedure('mobility');");
	return;
}

sub trouble
{
	my $kind = int rand 9;

	if ($kind == 0)
	{
		run('ALTER TABLE mobility.trips DISABLE TRIGGER trips_inserted;');
		run(random_change() . ';');
		compare(random_query());
		run('ALTER TABLE mobility.trips ENABLE ALWAYS TRIGGER trips_inserted;');
		compare(random_query());
		upkeep('rebuild');
	}
	elsif ($kind == 1)
	{
		run('ALTER TABLE mobility.trips ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;');
		compare(random_query());
		compare_prepared();
		run('ALTER TABLE mobility.trips DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;');
	}
	elsif ($kind == 2)
	{
		run('CREATE TRIGGER a_look AFTER INSERT OR UPDATE OR DELETE ON mobility.trips'
			  . ' FOR EACH STATEMENT EXECUTE FUNCTION look();'
			  . ' CREATE TRIGGER z_look BEFORE INSERT OR UPDATE OR DELETE ON mobility.trips'
			  . ' FOR EACH STATEMENT EXECUTE FUNCTION look();');
		run(random_change() . ';') foreach 1 .. 3;
		run('DROP TRIGGER a_look ON mobility.trips; DROP TRIGGER z_look ON mobility.trips;');
	}
	elsif ($kind == 3)
	{
		run('INSERT INTO mobility.trips (region, datasource, departed_at, origin, destination)'
			  . " SELECT 'r' || looked(n) % 3, 'bus', '2024-01-05', '(14,50)'::point::tripgrid.lonlat,"
			  . " '(14,50)'::point::tripgrid.lonlat FROM generate_series(1, 200) AS n;");
	}
	elsif ($kind == 4)
	{
		upkeep('compact');
	}
	elsif ($kind == 5)
	{
		compare_cursors();
	}
	elsif ($kind == 6)
	{
		run("SET work_mem = '64kB';");
		run('DELETE FROM mobility.trips WHERE trip_id % 2 = 1;');
		compare(random_query()) foreach 1 .. 5;
		run('RESET work_mem;');
	}
	elsif ($kind == 7)
	{
		run('SET default_transaction_isolation = '
			  . one_of("'serializable';", "'repeatable read';", "'read committed';"));
	}
	else
	{
		run('ANALYZE mobility.trips;');
		run('SET enable_hashagg = ' . one_of('on;', 'off;'));
		run('SET enable_nestloop = ' . one_of('on;', 'off;'));
	}
	return;
}

sub round
{
	my $open = rand() < 0.5;
	my $saved = 0;

	run('BEGIN;') if $open;
	foreach (1 .. 3 + int rand 4)
	{
		run('SAVEPOINT s;'), $saved = 1 if $open && rand() < 0.4;
		run(random_change() . ';');
		compare(random_query()) foreach 1 .. $queries / 5;
		run('ROLLBACK TO s;') if $saved && rand() < 0.5;
		compare(random_query()) if rand() < 0.5;
	}
	run(one_of('COMMIT;', 'ROLLBACK;')) if $open;
	compare_prepared();
	trouble() if rand() < 0.7;
	return;
}

run("SET client_min_messages = error;");
round() foreach 1 .. $rounds;

# those of transactions that were rolled back have been seen as warnings
is($session->query('SELECT query, found, expected FROM differences LIMIT 5'),
	'', "the same with segments and without, seed $seed");
my ($asked, $answered, $counted) = split /\|/, $session->query(
	'SELECT count(*), count(*) FILTER (WHERE by_segments), count(*) FILTER (WHERE counted) FROM asked');
note "$asked queries kept, $answered answered by segments, $counted by counts";
cmp_ok($answered, '>', $asked / 3, 'segments answer what they can');
cmp_ok($counted, '>', $asked / 10, 'and count what they can');
is($session->query("SELECT * FROM tripgrid.verify('mobility')"), '', 'nothing is wrong with them');
$session->quit;

done_testing();

# Sessions that at random load keys, undo loads, try rejects again, exceed a
# limit, change trips and compact, all at once: none fails but as it should,
# and in the end the ledger, the trips and the segments agree.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest qw(:DEFAULT answer);

my $seed = $ENV{TRIPGRID_SEED} // time;
my $clients = 6;
my $steps = 60;
my $keys = 5;

note "seed: $seed";

my $node = start_cluster('ledger', 'deadlock_timeout = 100ms',
	'max_worker_processes = 16');

create_database($node, 'trips');
$node->safe_psql(
	'trips', q{
	SELECT tripgrid.create_store('mobility');
	CREATE TABLE outcomes (what text, sqlstate text, message text);

	CREATE FUNCTION rides(n int) RETURNS SETOF mobility.feed
	LANGUAGE sql VOLATILE AS $$
	  SELECT 'r' || i % 3, 16 + random() || ',' || 48 + random(),
	    CASE WHEN random() < 0.1 THEN 'nowhere' ELSE '16.4,48.1' END,
	    CASE WHEN random() < 0.2 THEN '1960-06-03 08:00'
	      ELSE '2024-06-03 08:00' END, 'd'
	  FROM generate_series(1, n) AS i
	$$;

	-- one step in a transaction of its own, with what became of it
	CREATE FUNCTION step(what text, key text) RETURNS void
	LANGUAGE plpgsql AS $$
	DECLARE
	  state text := 'done';
	  problem text;
	BEGIN
	  BEGIN
	    PERFORM set_config('tripgrid.load_key', key, true),
	      set_config('tripgrid.reject_limit',
	        CASE what WHEN 'limit' THEN '5' ELSE 'off' END, true),
	      set_config('tripgrid.earliest_departure',
	        CASE what WHEN 'retry' THEN '1950-01-01' ELSE '1970-01-01' END, true);
	    CASE what
	      WHEN 'load', 'limit' THEN
	        INSERT INTO mobility.feed SELECT * FROM rides(60);
	      WHEN 'undo' THEN
	        PERFORM tripgrid.undo_load(load_id) FROM (
	          SELECT load_id FROM mobility.loads ORDER BY random() LIMIT 1) AS l;
	      WHEN 'retry' THEN
	        PERFORM tripgrid.retry_rejects(load_id) FROM (
	          SELECT load_id FROM mobility.loads WHERE loads.state = 'committed'
	          ORDER BY random() LIMIT 1) AS l;
	      WHEN 'delete' THEN
	        DELETE FROM mobility.trips
	          WHERE load_id IS NULL AND random() < 0.1;
	      WHEN 'insert' THEN
	        INSERT INTO mobility.trips (departed_at, origin, destination,
	            region, datasource)
	          SELECT '2024-06-03', '16.3,48.2', '16.4,48.1', 'own', 'd'
	          FROM generate_series(1, 20);
	    END CASE;
	  EXCEPTION WHEN OTHERS THEN
	    state := sqlstate;
	    problem := sqlerrm;
	  END;
	  INSERT INTO outcomes VALUES (what, state, problem);
	END
	$$});

# Nothing is loaded yet: what is to be undone has to be there.
answer(q{INSERT INTO mobility.feed SELECT * FROM rides(10)});
my $random = "\\set key random(1, $keys)\n";
my %script = (
	'load@5' => "$random SELECT step('load', 'key ' || :key)",
	'free@1' => q{SELECT step('load', '')},
	'limit@1' => "$random SELECT step('limit', 'key ' || :key)",
	'exceed@1' => q{SELECT step('limit', '')},
	'undo@5' => q{SELECT step('undo', '')},
	'retry@4' => q{SELECT step('retry', '')},
	'insert@1' => q{SELECT step('insert', '')},
	'delete@1' => q{SELECT step('delete', '')},
	'compact@1' => 'CALL tripgrid.compact()');
my $dir = PostgreSQL::Test::Utils::tempdir;
my @files;
foreach my $name (sort keys %script)
{
	my ($file, $weight) = split /@/, $name;
	open my $out, '>', "$dir/$file" or die "$file: $!";
	print $out "$script{$name};\n";
	close $out or die "$file: $!";
	push @files, '-f', "$dir/$file\@$weight";
}
$node->command_ok(
	[
		'pgbench', '-n', '-c', $clients, '-j', 2, '-t', $steps,
		"--random-seed=$seed", @files,
		'-h', $node->host, '-p', $node->port, 'trips'
	],
	"$clients sessions of $steps steps, seed $seed");

is( answer(q{SELECT count(*) FROM outcomes WHERE NOT coalesce(
		sqlstate = 'done'
		OR what = 'retry' AND message LIKE '% is neither committed nor failed'
		OR what = 'limit' AND message LIKE '%more than tripgrid.reject_limit%',
		false)}),
	'0',
	'no step fails but as it should')
  or diag answer('TABLE outcomes');
is( answer(q{SELECT string_agg(DISTINCT what, ' ' ORDER BY what)
		FROM outcomes WHERE sqlstate = 'done' AND what <> 'limit'}),
	'delete insert load retry undo',
	'each step has succeeded at times');
cmp_ok(answer(q{SELECT count(*) FROM outcomes WHERE what = 'limit'
		AND sqlstate <> 'done'}),
	'>', 0, 'limits were exceeded');

is( answer(q{SELECT load_key, count(*) FROM mobility.loads
		WHERE state = 'committed' AND load_key IS NOT NULL
		GROUP BY load_key HAVING count(*) > 1}),
	'',
	'no key twice');
is( answer(q{
	SELECT load_id, state, rows_read, rows_loaded, rows_rejected, t.n, r.n
	FROM mobility.loads FULL JOIN (SELECT load_id, count(*) AS n
	    FROM mobility.trips WHERE load_id IS NOT NULL GROUP BY load_id) AS t
	    USING (load_id)
	  FULL JOIN (SELECT load_id, count(*) AS n FROM mobility.rejects
	    GROUP BY load_id) AS r USING (load_id)
	WHERE state IS NULL OR rows_loaded + rows_rejected <> rows_read
	  OR rows_loaded <> coalesce(t.n, 0) OR rows_rejected <> coalesce(r.n, 0)
	  OR state = 'undone' AND rows_read > 0
	  OR state = 'failed' AND (rows_loaded > 0 OR rows_rejected BETWEEN 1 AND 5)}),
	'',
	'the ledger agrees with trips and rejects');
is(answer('SELECT * FROM tripgrid.verify()'),
	'', 'the segments agree with the trips');
unlike(PostgreSQL::Test::Utils::slurp_file($node->logfile),
	qr/deadlock detected|PANIC|leak/, 'no deadlock');
note answer(q{SELECT what, sqlstate, count(*) FROM outcomes GROUP BY 1, 2
	ORDER BY 1, 2});

$node->stop;
done_testing();

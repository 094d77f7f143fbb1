# The recipe for pg_cron in docs/upkeep.md: its settings and its SQL, as they
# stand there but for the directory and the schedules, load what comes into a
# directory once, compact, and make trips up.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $control = `pg_config --sharedir`;
chomp $control;
$control .= '/extension/pg_cron.control';
plan skip_all => 'pg_cron is not installed' if !-f $control;

my $page = slurp_file("$FindBin::Bin/../../docs/upkeep.md");
my ($recipe) = $page =~ /^## Scheduling\n(.*)/ms;
my @settings = $recipe =~ /^```ini\n(.*?)^```$/msg;
my @sql = $recipe =~ /^```sql\n(.*?)^```$/msg;
is(scalar @settings, 1, 'the recipe has settings');
is(scalar @sql, 4, 'the recipe has SQL');

my $node = start_cluster('cron', @settings, 'max_worker_processes = 20');
create_database($node, 'trips');
$node->safe_psql('trips', q{SELECT tripgrid.create_store('mobility')});

# Write a file under another name first, as the page says.
my $folder = PostgreSQL::Test::Utils::tempdir;

sub deliver
{
	my ($name, $rows, $seed) = @_;

	$node->safe_psql('trips',
		"COPY (SELECT * FROM tripgrid.generate_trips($rows, $seed))"
		  . " TO '$folder/$name.part' (FORMAT csv, HEADER)");
	rename "$folder/$name.part", "$folder/$name" or die $!;
	return;
}

deliver('2024-01.csv', 300, 1);
deliver('2024-02.csv', 200, 2);
append_to_file("$folder/2024-02.csv",
	"Vienna,nowhere,\"16.4,48.2\",2024-02-01 08:00:00,bluecab\n");
append_to_file("$folder/note.txt", "not for us\n");

# Runs of like size, for compaction to merge.
$node->safe_psql('trips',
	"SET tripgrid.statement_merge = 0; INSERT INTO mobility.feed"
	  . " SELECT * FROM tripgrid.generate_trips(20, 100 + $_)")
  foreach 1 .. 10;
my $runs = 'SELECT count(DISTINCT run_id) FROM mobility.segments';
is($node->safe_psql('trips', $runs), '10', 'ten runs');

#
# the recipe; nights are long, so compaction is due every minute, too
#
my $recipe_sql = join "\n", @sql[ 0, 2 ]; # what is left out undoes it
is($recipe_sql =~ s{/srv/trips}{$folder}g, 1, 'the recipe names a directory');
is($recipe_sql =~ s{'30 3 \* \* \*'}{'* * * * *'}g,
	1, 'the recipe compacts at night');
is(() = $recipe_sql =~ /'\* \* \* \* \*'/g, 3, 'three jobs');

# pg_cron 1.5 learnt about seconds.
slurp_file($control) =~ /^default_version = '1\.(\d+)/m or die;
$recipe_sql =~ s/'\* \* \* \* \*'/'1 second'/g if $1 >= 5;
$node->safe_psql('trips', $recipe_sql);

# Wait until each job has run once more.
sub wait_for_jobs
{
	my ($seen) = @_;

	$node->poll_query_until(
		'trips', qq{
		SELECT count(*) = 3 FROM (
			SELECT jobid FROM cron.job_run_details
			WHERE runid > $seen AND status = ANY ('{succeeded,failed}')
			GROUP BY jobid) AS s})
	  or die 'the jobs did not run';
	return;
}

wait_for_jobs(0);
my $of_files = q{FROM mobility.loads WHERE path IS NOT NULL};
is( $node->safe_psql(
		'trips', qq{SELECT path, state, rows_read, rows_loaded, rows_rejected
		$of_files ORDER BY path}),
	"$folder/2024-01.csv|committed|300|300|0\n"
	  . "$folder/2024-02.csv|committed|201|200|1",
	'the files are loaded');
cmp_ok($node->safe_psql('trips', $runs), '<', 10, 'the store is compacted');
like(
	$node->safe_psql(
		'trips', q{
		SELECT string_agg(DISTINCT rows_loaded::text, ' ') FROM mobility.loads
		WHERE path IS NULL AND load_id > 10}),
	qr/^60$/,
	'trips are made up');
is( $node->safe_psql(
		'trips', q{SELECT count(*) FROM mobility.trips JOIN mobility.loads
		USING (load_id) WHERE path IS NULL AND load_id > 10 AND departed_at
		NOT BETWEEN localtimestamp - interval '10 minutes'
		AND localtimestamp}),
	'0',
	'as of now');

#
# what is new, and nothing else
#
deliver('2024-03.csv', 100, 3);
$node->safe_psql('trips', "COPY (SELECT 1) TO '$folder/half.csv.part'");
wait_for_jobs(
	$node->safe_psql('trips', 'SELECT max(runid) FROM cron.job_run_details'));
is( $node->safe_psql('trips', "SELECT count(*), sum(rows_loaded) $of_files"),
	'3|600', 'the next minute: the new file');

my $log = $node->safe_psql('trips', $sql[1]);
like($log, qr/\|load trips\|succeeded\|/,    'the load succeeded');
like($log, qr/\|compact trips\|succeeded\|/, 'so did the compaction');
like($log, qr/\|make trips up\|succeeded\|/, 'and the making up');
unlike($log, qr/failed/, 'nothing failed');
is($node->safe_psql('trips', 'SELECT * FROM tripgrid.verify()'),
	'', 'verified');

$node->stop;
done_testing();

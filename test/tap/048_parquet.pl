# Parquet, piped into feeds by the example, in the shape of New York's taxis:
# local times, zones by their numbers, columns besides; and the refusal of the
# file itself.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use IPC::Run;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest qw(:DEFAULT answer said);

my $example = "$FindBin::Bin/../../examples/parquet_to_csv";
my $dir = PostgreSQL::Test::Utils::tempdir;
my $count = 1000;

# Have DuckDB, whichever way the example finds it, run a statement.
sub duckdb
{
	my ($sql) = @_;
	my ($out, $err);
	my $has_command = IPC::Run::run([ 'sh', '-c', 'command -v duckdb' ], '>', \$out);

	return IPC::Run::run(
		$has_command
		? [ 'duckdb', '-c', $sql ]
		: [ 'node', '-e', 'require("@duckdb/node-api").DuckDBInstance.create()
			.then(d => d.connect()).then(c => c.run(process.argv[1]))', $sql ],
		'>', \$out, '2>', \$err);
}

plan skip_all => 'DuckDB is not here: neither its command duckdb nor Node.js '
  . 'with @duckdb/node-api in NODE_PATH'
  if !eval { duckdb('SELECT 1') };

# Trip n begins n minutes after the year, in zone 1 + n % 3, and ends in the next.
ok( duckdb(
		qq{COPY (SELECT 1 + n % 2 AS VendorID,
		  timestamp '2024-01-01' + n * interval '1 min' AS tpep_pickup_datetime,
		  timestamp '2024-01-01' + n * interval '2 min' AS tpep_dropoff_datetime,
		  1 + n % 3 AS PULocationID, 1 + (n + 1) % 3 AS DOLocationID,
		  CASE WHEN n % 7 > 0 THEN n / 4.0 END AS fare_amount,
		  'paid, by "' || n || '"' AS payment
		  FROM range($count) AS t (n)) TO '$dir/taxi.parquet' (FORMAT parquet)}),
	'DuckDB writes a file');

my $node = start_cluster('parquet');
create_database($node, 'trips');
answer(
	q{SELECT tripgrid.create_store('mobility');
	ALTER TABLE mobility.trips ADD fare numeric, ADD paid text;
	INSERT INTO mobility.places VALUES ('1', '-73.98,40.75'), ('2', '-73.95,40.78'),
	  ('3', '-74.00,40.71');
	SELECT tripgrid.create_feed('taxi', ARRAY['vendorid', 'started', 'ended', 'pu',
	    'do', 'fare', 'paid'],
	  '{"departed_at": "started", "origin_place": "pu", "destination_place": "do",
	    "fare": "fare", "paid": "paid"}',
	  '{"region": "New York", "datasource": "taxi"}')});

my ($out, $err);
ok( IPC::Run::run(
		[ 'psql', '-XAt', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('trips'), '-c',
			"\\copy mobility.taxi FROM PROGRAM '$example $dir/taxi.parquet' CSV HEADER" ],
		'>', \$out, '2>', \$err),
	'it is piped into a feed') or diag($err);
is( answer('SELECT rows_read, rows_loaded, rows_rejected FROM mobility.loads'),
	"$count|$count|0", 'all rows are loaded');
is( answer(
		qq{SELECT count(*) FROM generate_series(0, @{[ $count - 1 ]}) AS n
		  JOIN mobility.trips AS t
		    ON departed_at = timestamp '2024-01-01' + n * interval '1 min'
		  JOIN mobility.places AS o ON o.name = (1 + n % 3)::text
		    AND o.position::tripgrid.lonlat = t.origin
		  JOIN mobility.places AS d ON d.name = (1 + (n + 1) % 3)::text
		    AND d.position::tripgrid.lonlat = t.destination
		  WHERE paid = format('paid, by "%s"', n)
		    AND fare IS NOT DISTINCT FROM CASE WHEN n % 7 > 0 THEN n / 4.0 END}),
	$count, 'as they are in the file, further columns too');

chmod 0755, $dir;
like(said("CALL tripgrid.load_file('$dir/taxi.parquet')"),
	qr/a Parquet file.*duckdb -c "COPY \(FROM/s, 'the file itself is refused');
ok( !IPC::Run::run([ $example, "$dir/none.parquet" ], '>', \$out, '2>', \$err),
	'a file that is not there fails');
like($err, qr/^parquet_to_csv: cannot read ".*none\.parquet"$/, 'and is told');

$node->stop;
done_testing();

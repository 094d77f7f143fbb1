# PlainSql.pm
#	  Random queries of trips and journeys, as people and tools write them.
package PlainSql;

use strict;
use warnings;

use Exporter 'import';

our @EXPORT = qw(random_query random_change one_of);

sub one_of { return $_[ int rand @_ ]; }

sub moment
{
	return sprintf "'2024-%02d-%02d %02d:%02d'", 1 + int rand 4,
	  1 + int rand 28, int rand 24, one_of(0, 30);
}

sub day { return sprintf "'2024-%02d-%02d'", 1 + int rand 4, 1 + int rand 28; }

sub region { return one_of("'r0'", "'r1'", "'r2'", "'r3'", "'R1'", "''"); }

sub comparison { return one_of('<', '<=', '=', '>=', '>', '<>'); }

sub degrees { return sprintf '%.1f', 14 + rand 2; }

sub area
{
	my ($west, $south) = (13.5 + rand 2, 49.5 + rand 2);

	return one_of(
		sprintf('ST_MakeEnvelope(%.2f, %.2f, %.2f, %.2f, 4326)',
			$west, $south, $west + rand 1.5, $south + rand 1.5),
		sprintf('ST_Buffer(ST_SetSRID(ST_MakePoint(%.2f, %.2f), 4326), %.2f)',
			$west, $south, 0.1 + rand 1),
		sprintf('ST_SetSRID(ST_MakePoint(%.1f, %.1f), 4326)', $west, $south),
		q{'POLYGON EMPTY'::geometry});
}

# A condition on trips.
sub condition_on_trips
{
	return one_of(
		'region = ' . region(),
		'region IN (' . region() . ', ' . region() . ')',
		"region = ANY (ARRAY[" . region() . ", NULL]::text[])",
		"region = ANY ('{}'::text[])",
		"region <> ALL (ARRAY[" . region() . ", NULL]::text[])",
		'region LIKE ' . one_of("'r%'", "'%1'"),
		'lower(region) = ' . region(),
		"datasource = '" . one_of('bus', 'app', 'none') . "'",
		'datasource ' . comparison() . " 'bus'",
		'departed_at ' . comparison() . ' ' . moment(),
		moment() . '::timestamp ' . comparison() . ' departed_at',
		'departed_at BETWEEN ' . moment() . ' AND ' . moment(),
		'departed_at::date ' . comparison() . ' ' . day(),
		'departed_at ' . comparison() . ' ' . day() . '::date',
		"date_trunc('" . one_of('hour', 'day', 'week', 'month', 'year') . "', departed_at) "
		  . comparison() . ' ' . moment(),
		'departed_at >= ' . moment() . '::timestamptz',
		'departed_at > NULL',
		'region IS NOT NULL',
		'extract(isodow FROM departed_at) = 1',
		'tripgrid.lon(origin) ' . comparison() . ' ' . degrees(),
		'tripgrid.lat(destination) ' . comparison() . ' 50.5',
		"tripgrid.lon(origin) < 'NaN'",
		'tripgrid.lonlat_distance(origin, destination) > 50000',
		'ST_Covers(' . area() . ', tripgrid.lonlat_to_geometry(origin))',
		'(' . condition_of('region') . ' OR ' . condition_of('departed_at') . ')',
		'region = (SELECT ' . region() . ')',
		'EXISTS (SELECT FROM (VALUES (' . region() . ')) AS v (r) WHERE v.r = region)');
}

sub condition_of
{
	my ($column) = @_;

	return $column eq 'region'
	  ? 'region = ' . region()
	  : 'departed_at ' . comparison() . ' ' . moment();
}

sub condition_on_journeys
{
	my $end = one_of('origin', 'destination');

	return one_of(
		condition_of('region'),
		condition_of('departed_at'),
		'week ' . comparison() . ' ' . day(),
		"${end}_lon BETWEEN " . degrees() . ' AND ' . degrees(),
		"${end}_lat " . comparison() . ' 50.7',
		"$end && " . area(),
		area() . " && $end",
		one_of('ST_Covers', 'ST_Contains', 'ST_Intersects') . '(' . area() . ", $end)",
		one_of('ST_CoveredBy', 'ST_Within') . "($end, " . area() . ')',
		# no other SRID: which of two conditions meets a row first, and raises
		# an error, is for no one to say
		"ST_DWithin($end, ST_SetSRID(ST_MakePoint(14.5, 50.5), 4326), 0.2)",
		'metres ' . comparison() . one_of(' 40000', " 'NaN'", ' 0', ' NULL', ' 12000'),
		one_of('origin', 'destination') . ' && ' . area());
}

my @trips_values = (
	'region', 'datasource', 'departed_at', 'origin', 'destination',
	"date_trunc('week', departed_at)", 'departed_at::date',
	'extract(hour FROM departed_at)', 'tripgrid.lon(origin)',
	"floor(extract(epoch FROM departed_at) / 21600) * 21600",
	"date_trunc('Week', departed_at + interval '1 day') - interval '1 day'",
	"date_trunc('hour', departed_at)", "extract(isodow FROM departed_at - interval '5 hours')",
	"to_char(date_trunc('quarter', departed_at), 'YYYY-Q')", "date_trunc('minute', departed_at)",
	"CASE WHEN region LIKE 'r%' THEN extract(dow FROM departed_at) END",
	"region || '/' || datasource", "lower(region)", "1", "NULL::int");

my @journeys_values = (
	'region', 'datasource', 'departed_at', 'week', 'origin_lon',
	'destination_lat', 'round(metres)', 'ST_AsText(origin)', 'floor(origin_lon * 4)',
	"date_trunc('month', departed_at)");

my @aggregates = (
	'count(*)', 'count(region)', 'count(departed_at)', 'min(departed_at)',
	'max(departed_at)', 'count(DISTINCT datasource)', 'min(region)', 'sum(1)',
	"count(*) FILTER (WHERE region = 'r1')",
	"count(*) FILTER (WHERE extract(hour FROM departed_at) < 9)", 'count(NULLIF(region, \'r1\'))',
	'count(origin)', "sum(1) FILTER (WHERE region = 'r2')", 'count(1)',
	"max(departed_at) FILTER (WHERE departed_at < '2024-02-10')",
	"string_agg(DISTINCT datasource, ',' ORDER BY datasource)");

sub some_of
{
	my ($least, $most, @from) = @_;
	my $count = $least + int rand($most - $least + 1);

	return map { one_of(@from) } 1 .. $count;
}

sub simple_query
{
	my ($outer) = @_;
	my $journeys = rand() < 0.4;
	my $table = $journeys ? 'mobility.journeys' : one_of('mobility.trips', 'ONLY mobility.trips');
	my @values = $journeys ? @journeys_values : @trips_values;
	my $condition = $journeys ? \&condition_on_journeys : \&condition_on_trips;
	my @conditions = map { $condition->() } 1 .. int rand 4;
	my (@columns, @groups, $sql);

	push @conditions, $outer if $outer;
	# what segments lack
	push @values, 'trip_id' if rand() < 0.05;
	if (rand() < 0.6)
	{
		@groups = some_of(0, 3, @values);
		@columns = (@groups, some_of(1, 3, @aggregates));
	}
	else
	{
		@columns = some_of(1, 4, @values);
	}
	# counts that segments sum up
	if (rand() < 0.4)
	{
		my @steps = grep { !/trip_id|origin|destination|metres|minute|lon/ && $_ ne 'departed_at' } @values;

		@groups = some_of(0, 2, @steps);
		@columns = (@groups, some_of(1, 2, grep { /^(count\((?!DIS|NULL)|sum)/ } @aggregates));
	}
	my $number = 0;
	$sql = 'SELECT ' . join(', ', map { "$_ AS c" . ++$number } @columns) . " FROM $table AS t";
	$sql .= ' WHERE ' . join(' AND ', @conditions) if @conditions;
	$sql .= ' GROUP BY ' . join(', ', map { $_ + 1 } 0 .. $#groups) if @groups;
	$sql .= ' HAVING count(*) > ' . int rand 4 if @groups && rand() < 0.2;
	$sql .= ' ORDER BY ' . join(', ', 1 .. @columns) . ' LIMIT ' . int rand 20
	  if rand() < 0.15;
	return $sql;
}

sub random_query
{
	my $kind = rand;
	my $query = simple_query();

	return $query if $kind < 0.6;
	return "SELECT v.r, s.* FROM (VALUES ('r0'), ('r1'), ('r9')) AS v (r), LATERAL ("
	  . simple_query('t.region = v.r') . ') AS s'
	  if $kind < 0.7;
	return "SELECT v.d, (SELECT count(*) FROM mobility.trips AS t"
	  . " WHERE t.departed_at >= v.d AND t.departed_at < v.d + 7 AND " . condition_on_trips()
	  . ") FROM (SELECT date '2024-01-01' + 7 * n FROM generate_series(0, 12) AS n) AS v (d)"
	  if $kind < 0.78;
	return 'SELECT a.region, b.week, count(*) FROM mobility.trips AS a JOIN mobility.journeys AS b'
	  . ' ON a.region = b.region AND a.departed_at = b.departed_at WHERE '
	  . 'a.' . condition_of('region') . ' GROUP BY 1, 2'
	  if $kind < 0.84;
	return 'SELECT r.region, j.c FROM (VALUES (\'r1\'), (\'r9\')) AS r (region) LEFT JOIN'
	  . ' (SELECT region, count(*) AS c FROM mobility.journeys WHERE ' . condition_on_journeys()
	  . ' GROUP BY 1) AS j ON j.region = r.region'
	  if $kind < 0.9;
	return "SELECT 1 AS k, count(*) FROM ($query) AS s UNION ALL SELECT 2, count(*) FROM ("
	  . simple_query() . ') AS s'
	  if $kind < 0.95;
	return "WITH s AS MATERIALIZED ($query) SELECT *, row_number() OVER () * 0 FROM s"
	  if $kind < 0.98;
	return 'SELECT region FROM mobility.trips AS t WHERE NOT EXISTS (SELECT FROM mobility.journeys AS j'
	  . ' WHERE j.region = t.region AND j.' . condition_of('departed_at') . ')';
}

sub rows
{
	my ($count) = @_;

	return "SELECT 'r' || n * 7 % 4, (ARRAY['bus', 'app'])[1 + n % 2],"
	  . " timestamp '2024-01-01' + (n * 37 % 2400) * interval '1 hour',"
	  . ' tripgrid.lonlat(14 + n % 20 / 10.0, 50 + n % 15 / 10.0),'
	  . ' tripgrid.lonlat(14 + n % 17 / 10.0, 50 + n % 11 / 10.0)'
	  . " FROM generate_series(" . int(rand 500) . ', ' . int(500 + rand $count) . ') AS n';
}

# A statement that changes trips.
sub random_change
{
	my $kind = rand;
	my $some = 'trip_id % ' . one_of(2, 3, 7, 50) . ' = 0';

	return 'INSERT INTO mobility.trips (region, datasource, departed_at, origin, destination) '
	  . rows(one_of(10, 200, 2000))
	  if $kind < 0.45;
	return "DELETE FROM mobility.trips WHERE $some" if $kind < 0.65;
	return "UPDATE mobility.trips SET "
	  . one_of("region = 'r1'", "departed_at = departed_at + interval '1 day'",
		'origin = destination', 'load_id = load_id')
	  . " WHERE $some"
	  if $kind < 0.85;
	return "INSERT INTO mobility.feed VALUES ('r1', 'POINT (14.5 50.5)', 'POINT (15 51)', '2024-02-03 04:05:06', 'bus')"
	  if $kind < 0.93;
	return 'TRUNCATE mobility.trips' if $kind < 0.95;
	return 'WITH gone AS (DELETE FROM mobility.trips WHERE trip_id % 5 = 0 RETURNING region)'
	  . ' INSERT INTO mobility.trips (region, datasource, departed_at, origin, destination)'
	  . " SELECT region, 'app', '2024-03-01', '(14,50)'::point::tripgrid.lonlat,"
	  . " '(15,51)'::point::tripgrid.lonlat FROM gone";
}

1;

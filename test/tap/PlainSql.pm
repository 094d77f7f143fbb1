# PlainSql.pm
#	  Random queries of trips and journeys, as people and tools write them.
package PlainSql;

use strict;
use warnings;

use Exporter 'import';

our @EXPORT = qw(random_query random_change one_of moment region
  area odd_geometry insert views);

# What queries need besides a store.
sub views
{
	return <<'SQL';
CREATE VIEW barred WITH (security_barrier) AS SELECT * FROM mobility.journeys WHERE region <> 'r3';
CREATE VIEW united AS SELECT * FROM mobility.journeys WHERE departed_at < '2024-02-01'
  UNION ALL SELECT * FROM mobility.journeys WHERE departed_at >= '2024-02-01';
CREATE VIEW joined WITH (security_barrier) AS SELECT j.* FROM (VALUES ('r0'), ('r1'), ('zz')) AS v (r)
  LEFT JOIN mobility.journeys AS j ON j.region = v.r AND j.origin_lon < 15;
CREATE COLLATION alike (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
SQL
}

sub one_of { return $_[ int rand @_ ]; }

sub moment
{
	return sprintf "'2024-%02d-%02d %02d:%02d'", 1 + int rand 4,
	  1 + int rand 28, int rand 24, one_of(0, 30);
}

# Zoned times around the hours that clocks skip or repeat.
sub zoned
{
	return one_of("'2024-03-31 02:30+01'", "'2024-03-31 01:00+00'", "'2024-03-10 02:30 America/New_York'",
		"'2024-03-30 23:59:59.999999+00'", "'infinity'", moment()) . '::timestamptz';
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

# What PostGIS may refuse, or takes for nothing.
sub odd_geometry
{
	my $of = one_of('SRID=4326;', 'SRID=4326;', 'SRID=4326;', 'SRID=3857;', '');

	return one_of(
		"'${of}POLYGON ((14 50, 15 51, 15 50, 14 51, 14 50))'::geometry",
		"'${of}POINT EMPTY'::geometry", "'${of}POLYGON EMPTY'::geometry",
		"'${of}GEOMETRYCOLLECTION (POINT (14 50), LINESTRING (14 50, 16 52))'::geometry",
		"'${of}GEOMETRYCOLLECTION EMPTY'::geometry",
		"'${of}MULTIPOLYGON (((14 50, 15 50, 15 51, 14 50)), ((15 51, 16 51, 16 52, 15 51)))'::geometry",
		"'${of}CURVEPOLYGON (CIRCULARSTRING (14 50, 15 51, 16 50, 15 49, 14 50))'::geometry",
		"'${of}LINESTRING Z (14 50 1, 16 52 NaN)'::geometry", "'${of}POINT (NaN NaN)'::geometry",
		"'${of}POINT (1e300 50)'::geometry", 'NULL::geometry',
		"'${of}POLYGON ((-180 -90, 180 -90, 180 90, -180 90, -180 -90))'::geometry",
		"(SELECT '${of}POINT (15 51)'::geometry)",
		"ST_GeomFromText('POLYGON ((14 50, 16 50, 16 52, 14 50))', " . one_of(4326, 3857, 0) . ')');
}

# A condition of geometries on an end.
sub geometric
{
	my ($end, $area) = @_;

	return one_of(
		one_of('ST_Covers', 'ST_Contains', 'ST_Intersects', 'ST_ContainsProperly', 'ST_Equals',
			'ST_Disjoint', 'ST_Touches', 'ST_Crosses') . "($area, $end)",
		one_of('ST_CoveredBy', 'ST_Within', 'ST_Intersects', 'ST_Disjoint') . "($end, $area)",
		"$end " . one_of('&&', '~', '@', '~=', '=', '<<', '&&&') . " $area",
		"$area " . one_of('&&', '~', '@', '&<') . " $end",
		"ST_DWithin($end, $area, " . one_of(0.2, 1, 0, "'NaN'") . ')',
		"ST_Distance($area, $end) " . comparison() . ' 0.5',
		"$end <-> $area < 0.7");
}

# A number that positions are compared with.
sub number
{
	return one_of(degrees(), degrees(), degrees(), "'NaN'", "'Infinity'", "'-Infinity'::float8",
		'NULL::float8', "(SELECT 14.7::float8)", '500', '-500', '180', '-90', '14::int', '14.5::float4',
		'(14.5)::numeric', 'random() * 0 + 15');
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
		'departed_at ' . comparison() . ' ' . zoned(),
		zoned() . ' ' . comparison() . ' departed_at',
		'departed_at::timestamptz ' . comparison() . ' ' . zoned(),
		"date_trunc('day', departed_at::timestamptz) " . comparison() . ' ' . zoned(),
		"date_trunc('" . one_of('Week', 'quarter', 'minute', 'decade', 'century', 'second', 'milliseconds')
		  . "', departed_at) " . comparison() . ' ' . moment(),
		"date_trunc('week', departed_at)::date " . comparison() . ' ' . one_of(day() . '::date', moment() . '::timestamp', zoned()),
		"date_trunc(NULL, departed_at) >= " . moment(),
		'departed_at ' . comparison() . one_of(" 'infinity'", " '-infinity'", " 'infinity'::date", " '-infinity'::date",
			" '294276-01-01'", " '4713-01-01 BC'", " '5874897-01-01'::date", ' NULL::timestamp', ' NULL::date', ' now()',
			" (SELECT timestamp '2024-02-10')", ' current_date'),
		'departed_at BETWEEN SYMMETRIC ' . moment() . ' AND ' . moment(),
		'departed_at = ANY (ARRAY[' . moment() . ', ' . moment() . ']::timestamp[])',
		'departed_at ' . one_of('<', '>=') . ' ALL (ARRAY[' . moment() . ', NULL]::timestamp[])',
		'(region, departed_at) ' . one_of('<', '>=') . ' (' . region() . ', ' . moment() . ')',
		'(departed_at, region) ' . one_of('<', '>=', '=') . ' (' . moment() . ', ' . region() . ')',
		'departed_at IS ' . one_of('DISTINCT FROM ' . moment() . '::timestamp', 'NOT DISTINCT FROM NULL', 'NOT NULL', 'NULL'),
		'region ' . one_of('COLLATE "C"', 'COLLATE "POSIX"', '::varchar', '::bpchar', '::name', 'COLLATE alike') . ' = ' . region(),
		'region = ' . one_of("'r1 '::bpchar", "'r1'::name", "'r1'::varchar", 'NULL', "current_setting('test.region', true)",
			"lower('R1')", "('r' || 1)::text", "(SELECT max(region) FROM mobility.trips)", 'datasource'),
		'region ' . one_of('= ANY', '<> ALL', '= ALL', '<> ANY', '> ANY') . ' ('
		  . one_of("'{r0,r1}'", 'NULL::text[]', "'{NULL,NULL}'::text[]", "ARRAY['r2', 'R1', NULL]", "string_to_array('r0,r1', ',')",
			"'{{r0,r1},{r2,r3}}'", "(SELECT ARRAY['r1', 'r2'])", "ARRAY(SELECT 'r' || n FROM generate_series(0, 1) AS n)") . ')',
		'region IN (SELECT ' . region() . ' UNION SELECT ' . region() . ')',
		'region NOT IN (SELECT ' . one_of(region(), 'NULL::text') . ')',
		'NOT (' . condition_of(one_of('region', 'departed_at')) . ')',
		'(' . condition_of('region') . ') IS ' . one_of('TRUE', 'NOT TRUE', 'UNKNOWN', 'NOT FALSE'),
		'CASE WHEN ' . condition_of('region') . ' THEN ' . condition_of('departed_at') . ' ELSE ' . one_of('true', 'NULL') . ' END',
		'coalesce(' . condition_of('departed_at') . ', false)',
		"coalesce(region, 'x') = " . region(),
		'origin = destination', "origin = '(14,50)'::point::tripgrid.lonlat",
		'tripgrid.lon(' . one_of('origin', 'destination') . ') ' . comparison() . ' ' . number(),
		number() . ' ' . comparison() . ' tripgrid.lat(' . one_of('origin', 'destination') . ')',
		'tripgrid.lon(origin) ' . comparison() . ' tripgrid.lon(destination)',
		'tripgrid.lon(origin) = ANY (ARRAY[14, 14.5, NULL]::float8[])',
		geometric(one_of('tripgrid.lonlat_to_geometry(origin)', 'tripgrid.lonlat_to_geometry(destination)'),
			rand() < 0.5 ? area() : odd_geometry()),
		"ST_DWithin(tripgrid.lonlat_to_geometry(origin)::geography, 'POINT (14.5 50.5)'::geography, 30000)",
		'ST_Covers(ST_Buffer(tripgrid.lonlat_to_geometry(origin), 0.5), tripgrid.lonlat_to_geometry(destination))',
		'true', 'false', 'NULL::boolean', "current_setting('test.region', true) IS NULL",
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
		geometric($end, rand() < 0.5 ? area() : odd_geometry()),
		geometric($end, rand() < 0.5 ? area() : odd_geometry()),
		'origin ' . one_of('&&', '~=', '<<') . ' destination',
		"ST_DWithin($end\::geography, 'POINT (14.5 50.5)'::geography, 30000)",
		'week ' . comparison() . ' ' . one_of('NULL::date', "'infinity'::date", moment() . '::timestamp', zoned(), "(SELECT date '2024-02-05')"),
		"week IN (date '2024-01-08', '2024-02-05')",
		"${end}_lon " . comparison() . ' ' . number(), number() . ' ' . comparison() . " ${end}_lat",
		"${end}_lon BETWEEN 14.2 AND 14.9 AND ${end}_lat BETWEEN 50.1 AND " . number(),
		'(' . condition_of('region') . " OR ${end}_lon < " . degrees() . ')',
		'region = ANY (ARRAY[' . region() . ', ' . region() . '])',
		'NOT (week ' . comparison() . ' ' . day() . ')',
		'metres ' . comparison() . one_of(' 40000', " 'NaN'", ' 0', ' NULL', ' 12000'),
		"$end && " . area());
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
	"region || '/' || datasource", "lower(region)", "1", "NULL::int",
	'tripgrid.lonlat_to_geometry(destination)', 'departed_at::timestamptz', 'octet_length(region)',
	'CASE WHEN region = \'r1\' THEN datasource END', 't IS NULL', '(region, departed_at)');

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
	push @values, one_of('trip_id', 't::text', 'load_id', 'ctid', 'tableoid::regclass') if rand() < 0.05 && !$journeys;
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
		my @steps = grep { !/trip_id|load_id|ctid|tableoid|origin|destination|metres|minute|lon|timestamptz|t\b/
			  && $_ ne 'departed_at' } @values;

		@groups = some_of(0, 2, @steps);
		@columns = (@groups, some_of(1, 2, grep { /^(count\((?!DIS|NULL)|sum)/ } @aggregates));
	}
	my $number = 0;
	$sql = 'SELECT ' . (@groups || rand() < 0.85 ? '' : 'DISTINCT ')
	  . join(', ', map { "$_ AS c" . ++$number } @columns) . " FROM $table AS t";
	$sql .= ' WHERE ' . join(' AND ', @conditions) if @conditions;
	$sql .= ' GROUP BY ' . one_of('', '', '', '', 'ROLLUP ', 'CUBE ')
	  . '(' . join(', ', map { $_ + 1 } 0 .. $#groups) . ')'
	  if @groups;
	$sql .= ' HAVING ' . one_of('count(*) > ' . int(rand 4), "max(departed_at) > " . moment())
	  if @groups && rand() < 0.2;
	$sql .= ' ORDER BY ' . join(', ', map { $_ . one_of('', ' DESC') } 1 .. @columns)
	  . one_of(' LIMIT ' . int(rand 20), ' LIMIT ' . int(rand 20) . ' OFFSET ' . int(rand 20),
		' OFFSET ' . int(rand 50), ' FETCH FIRST 3 ROWS WITH TIES', '')
	  if rand() < 0.2;
	return $sql;
}

# Two queries that give rows of the same types.
sub alike
{
	my @columns = some_of(1, 3, 'region', 'datasource', 'departed_at', "date_trunc('day', departed_at)", 'region || 1');
	my $number = 0;
	my $list = join ', ', map { "$_ AS c" . ++$number } @columns;

	return map {
		rand() < 0.5
		  ? "SELECT $list FROM mobility.trips AS t WHERE " . condition_on_trips()
		  : "SELECT $list FROM mobility.journeys AS t WHERE " . condition_on_journeys()
	} 1 .. 2;
}

# A relation with the columns of journeys.
sub source
{
	return one_of('mobility.journeys', 'mobility.journeys', 'barred', 'united', 'joined',
		'(SELECT * FROM mobility.journeys OFFSET 0)',
		'(SELECT * FROM mobility.journeys WHERE ' . condition_on_journeys() . ')');
}

sub condition_as
{
	my ($name) = @_;
	my $condition = condition_on_journeys();

	# of strings and functions no column has the name
	$condition =~ s/\b(region|departed_at|week|metres|origin_lon|origin_lat|destination_lon|destination_lat|origin|destination)\b/$name.$1/g;
	return $condition;
}

sub join_of
{
	my $join = one_of('JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN');

	return 'SELECT a.region, b.week, count(*), min(a.departed_at), count(b.datasource) FROM ' . source() . " AS a $join "
	  . source() . ' AS b ON a.region = b.region AND a.departed_at = b.departed_at'
	  . ($join eq 'FULL JOIN' || rand() < 0.5 ? '' : ' AND ' . condition_as(one_of('a', 'b')))
	  . ' WHERE ' . join(' AND ', map { condition_as($_) } some_of(1, 3, 'a', 'b')) . ' GROUP BY 1, 2';
}

my @shapes = (
	sub { join_of() },
	sub { join_of() },
	sub { 'SELECT count(*), min(week), max(region) FROM ' . source() . ' AS t WHERE '
		  . join(' AND ', map { condition_on_journeys() } 1 .. 1 + rand 3) },
	sub { 'SELECT region, week, origin_lon FROM ' . source() . ' AS t WHERE ' . condition_on_journeys() },
	sub { join ' ' . one_of('UNION', 'INTERSECT', 'EXCEPT') . one_of('', ' ALL') . ' ', alike() },
	sub { my ($a, $b) = alike();
		"WITH s AS " . one_of('', 'MATERIALIZED ', 'NOT MATERIALIZED ') . "($a), u AS ($b)"
		  . ' SELECT * FROM s UNION ALL SELECT * FROM u UNION ALL SELECT * FROM s' },
	sub { 'SELECT DISTINCT ON (region) region, departed_at, datasource FROM mobility.trips AS t WHERE '
		  . condition_on_trips() . ' ORDER BY 1, 2, 3' },
	sub { 'SELECT region, departed_at, rank() OVER w, count(*) OVER w,'
		  . ' sum(tripgrid.lon(origin)) FILTER (WHERE ' . condition_of('region') . ') OVER w > 1000'
		  . ' FROM mobility.trips AS t WHERE ' . condition_on_trips()
		  . ' WINDOW w AS (PARTITION BY datasource ORDER BY departed_at, region)' },
	sub { 'SELECT r.n, (SELECT count(*) FROM mobility.journeys AS t WHERE t.origin_lon < r.n AND ' . condition_on_journeys()
		  . '), ARRAY(SELECT DISTINCT region FROM mobility.trips AS t WHERE t.departed_at::date = r.d ORDER BY 1)'
		  . " FROM (SELECT 14 + n / 4.0, date '2024-01-01' + 3 * n FROM generate_series(0, 9) AS n) AS r (n, d)" },
	sub { 'SELECT v.* FROM (VALUES (' . area() . ', 1), (' . odd_geometry() . ', 2)) AS v (g, n) WHERE '
		  . one_of('', 'NOT ') . 'EXISTS (SELECT FROM mobility.journeys AS t WHERE '
		  . geometric(one_of('t.origin', 't.destination'), 'v.g') . ' AND ' . condition_on_journeys() . ')' },
	sub { 'SELECT v.n, s.* FROM (VALUES (' . area() . ', 1), (' . odd_geometry() . ', 2)) AS v (g, n) LEFT JOIN LATERAL'
		  . ' (SELECT region, count(*) FROM mobility.journeys AS t WHERE ' . geometric('t.origin', 'v.g')
		  . ' GROUP BY 1 ORDER BY 1 LIMIT 2) AS s ON ' . one_of('true', 's.count > 3') },
	sub { 'SELECT region, departed_at FROM mobility.trips AS t WHERE region ' . one_of('', 'NOT ')
		  . 'IN (SELECT region FROM mobility.journeys AS t WHERE ' . condition_on_journeys() . ')' },
	sub { 'SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY departed_at), mode() WITHIN GROUP (ORDER BY region)'
		  . ' FROM mobility.trips AS t WHERE ' . condition_on_trips() },
	sub { 'WITH RECURSIVE s (d, n) AS (SELECT min(departed_at), 1 FROM mobility.trips UNION ALL'
		  . ' SELECT (SELECT min(departed_at) FROM mobility.trips AS t WHERE departed_at > s.d AND ' . condition_of('region')
		  . '), n + 1 FROM s WHERE n < 6) SELECT * FROM s' },
	sub { 'SELECT count(*) FROM mobility.trips AS t TABLESAMPLE ' . one_of('SYSTEM', 'BERNOULLI') . ' (100) WHERE '
		  . condition_on_trips() },
	sub { 'SELECT region FROM ' . one_of('mobility.trips', 'mobility.journeys') . ' AS t WHERE ' . condition_of('departed_at')
		  . one_of(' FOR UPDATE', ' FOR SHARE', ' FOR KEY SHARE') },
	sub { 'SELECT min(region), max(region), min(departed_at), max(departed_at) FROM mobility.trips AS t WHERE ' . condition_on_trips() },
	sub { 'SELECT min(departed_at) FROM mobility.journeys AS t WHERE ' . condition_on_journeys() },
	sub { 'SELECT count(*) FROM mobility.trips AS a, mobility.trips AS b WHERE a.trip_id = b.trip_id AND a.' . condition_of('region') },
	sub { 'SELECT s.* FROM (SELECT region, unnest(ARRAY[departed_at, NULL]) AS d FROM mobility.trips AS t WHERE '
		  . condition_on_trips() . ') AS s WHERE d ' . comparison() . ' ' . moment() },
	sub { "SELECT g, (SELECT string_agg(DISTINCT region, ',' ORDER BY region) FROM mobility.trips AS t"
		  . ' WHERE ' . condition_on_trips() . ') FROM generate_series(1, 2) AS g WHERE (SELECT count(*) FROM mobility.trips) > g' },
	sub { 'SELECT t.region, count(u.c1) FROM (VALUES (' . region() . '), (NULL)) AS v (region) JOIN mobility.trips AS t USING (region)'
		  . ', LATERAL (' . simple_query('t.region = v.region AND t.departed_at < ' . moment()) . ') AS u GROUP BY 1' });

# Of several relations the planner may find one empty before it asks another,
# which would have raised an error; so these have no geometries to be refused.
sub without_refusal
{
	my ($query) = @_;
	my $relations = () = $query =~ /mobility\.(?:trips|journeys)|barred/g;

	return $query if $relations == 1 && $query !~ /united|joined/;
	$query =~ s/SRID=3857;|(?<=')(?=(?:MULTI|CURVE)?(?:POLYGON|POINT|LINESTRING|GEOMETRYCOLLECTION) )/SRID=4326;/g;
	$query =~ s/, (?:3857|0)\)/, 4326)/g;
	$query =~ s/(ST_GeomFromText\(')SRID=4326;/$1/g;
	return $query;
}

sub random_query { return without_refusal(any_query()); }

sub any_query
{
	my $kind = rand;
	my $query = simple_query();

	return $query if $kind < 0.4;
	return one_of(@shapes)->() if $kind < 0.75;
	return "SELECT v.r, s.* FROM (VALUES ('r0'), ('r1'), ('r9')) AS v (r), LATERAL ("
	  . simple_query('t.region = v.r') . ') AS s'
	  if $kind < 0.8;
	return "SELECT v.d, (SELECT count(*) FROM mobility.trips AS t"
	  . " WHERE t.departed_at >= v.d AND t.departed_at < v.d + 7 AND " . condition_on_trips()
	  . ") FROM (SELECT date '2024-01-01' + 7 * n FROM generate_series(0, 12) AS n) AS v (d)"
	  if $kind < 0.85;
	return 'SELECT r.region, j.c FROM (VALUES (\'r1\'), (\'r9\')) AS r (region) LEFT JOIN'
	  . ' (SELECT region, count(*) AS c FROM mobility.journeys WHERE ' . condition_on_journeys()
	  . ' GROUP BY 1) AS j ON j.region = r.region'
	  if $kind < 0.9;
	return "SELECT 1 AS k, count(*) FROM ($query) AS s UNION ALL SELECT 2, count(*) FROM ("
	  . simple_query() . ') AS s'
	  if $kind < 0.95;
	return "WITH s AS MATERIALIZED ($query) SELECT *, row_number() OVER () * 0 AS z FROM s"
	  if $kind < 0.98;
	return 'SELECT region FROM mobility.trips AS t WHERE NOT EXISTS (SELECT FROM mobility.journeys AS j'
	  . ' WHERE j.region = t.region AND j.' . condition_of('departed_at') . ')';
}

my $columns = '(region, datasource, departed_at, origin, destination)';

sub rows
{
	my ($count) = @_;

	return "SELECT " . one_of("'r' || n * 7 % 4", "'r' || n * 7 % 4", "'r1'", "repeat('long', n % 3) || 'R1'", "'r1 '")
	  . ", (ARRAY['bus', 'app'])[1 + n % 2],"
	  . " timestamp '2024-01-01' + (n * 37 % 2400) * interval '"
	  . one_of('1 hour', '1 hour', '1 microsecond', '30 minutes') . "',"
	  . ' tripgrid.lonlat(14 + n % 20 / 10.0, 50 + n % 15 / 10.0),'
	  . one_of(' tripgrid.lonlat(14 + n % 17 / 10.0, 50 + n % 11 / 10.0)',
		' tripgrid.lonlat(360.0 * (n % 3) / 2 - 180, 180.0 * (n % 5) / 4 - 90)')
	  . " FROM generate_series(" . int(rand 500) . ', ' . int(500 + rand $count) . ') AS n';
}

# Lines of a COPY.
sub lines
{
	return join '', map {
		sprintf "r%d\tbus\t2024-%02d-%02d %02d:30\t(%.1f,50)\t(15,50.%d)\n", rand 3, 1 + rand 3,
		  1 + rand 28, rand 24, 14 + rand 1, rand 10
	} 1 .. one_of(1, 3, 40);
}

sub insert { return "INSERT INTO mobility.trips $columns " . rows(one_of(10, 200, 1000)); }

# A statement that changes trips, without its semicolon.
sub random_change
{
	my $kind = rand;
	my $some = 'trip_id % ' . one_of(2, 3, 7, 50) . ' = 0';

	return insert() if $kind < 0.35;
	return "DELETE FROM mobility.trips WHERE $some" if $kind < 0.5;
	return 'DELETE FROM mobility.trips AS t WHERE ' . condition_of(one_of('region', 'departed_at')) if $kind < 0.53;
	return "UPDATE mobility.trips SET "
	  . one_of("region = 'r1'", "departed_at = departed_at + interval '1 day'",
		'origin = destination', 'load_id = load_id', 'trip_id = -trip_id')
	  . " WHERE $some"
	  if $kind < 0.65;
	return 'MERGE INTO mobility.trips AS t USING (SELECT region, min(trip_id) AS trip_id FROM mobility.trips'
	  . " GROUP BY 1 UNION ALL VALUES ('new', -1)) AS s ON t.trip_id = s.trip_id WHEN MATCHED AND t.region = 'r0' THEN DELETE"
	  . " WHEN MATCHED THEN UPDATE SET datasource = 'app'"
	  . " WHEN NOT MATCHED THEN INSERT $columns VALUES (s.region, 'bus', '2024-02-02', '(14,50)'::point::tripgrid.lonlat,"
	  . " '(15,51)'::point::tripgrid.lonlat)"
	  if $kind < 0.7;
	return "COPY mobility.trips $columns FROM STDIN;\n" . lines() . "\\.\n" if $kind < 0.78;
	return "INSERT INTO mobility.feed SELECT 'r' || n % 3, 'POINT (14.5 50.5)', 'POINT (15 51)', '2024-02-03 04:05:06', 'bus'"
	  . ' FROM generate_series(1, ' . one_of(1, 50) . ') AS n'
	  if $kind < 0.85;
	return 'SELECT tripgrid.undo_load(max(load_id), \'mobility\') FROM mobility.trips' if $kind < 0.88;
	return 'TRUNCATE mobility.trips' if $kind < 0.9;
	return "INSERT INTO mobility.trips $columns SELECT region, 'self', departed_at, destination, origin FROM mobility.trips"
	  . ' AS t WHERE ' . condition_of('region')
	  if $kind < 0.93;
	return 'WITH gone AS (DELETE FROM mobility.trips WHERE trip_id % 5 = 0 RETURNING region)'
	  . " INSERT INTO mobility.trips $columns"
	  . " SELECT region, 'app', '2024-03-01', '(14,50)'::point::tripgrid.lonlat,"
	  . " '(15,51)'::point::tripgrid.lonlat FROM gone";
}

1;

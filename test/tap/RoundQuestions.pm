# Questions about a round's store: every answer is that of a plain query over
# its trips.  Seed with srand before.

package RoundQuestions;

use strict;
use warnings;

use Exporter 'import';
use RandomShapes;
use RoundStatements;

our @EXPORT = qw(ask);

sub literal { return defined $_[0] ? $_[0] : 'NULL' }

# Note a question that is answered by squares: without them it is an error.
sub note_squares
{
	my ($session, $arguments) = @_;

	$round->{asked_squares}++
	  if run($session,
		"SELECT test.sqlstate_of(\$\$UPDATE $round->{store}.segment_nodes
		  SET square_weeks = squares WHERE square_shift IS NOT NULL;
		DELETE FROM $round->{store}.freshness WHERE behind IS NOT NULL;
		SELECT * FROM tripgrid.weekly_trips($arguments);
		SELECT 1 / 0\$\$)") ne '22012';
	forget();
	return;
}

# Ask everything about one area, end, region, datasource and time.
sub ask_area
{
	my ($session) = @_;
	my $trips = "$round->{store}.trips";
	my ($n, $kind) = @{ pick(@{ $round->{map}{areas} }) };
	my $area =
	  chance(0.1) ? undef : "(SELECT area FROM test.areas WHERE n = $n)";
	my $match =
	  $round->{squares} && chance(0.7)
	  ? pick(qw(both either))
	  : pick(qw(origin destination both either));
	my $region =
	  chance(0.4)
	  ? 'test.name(' . between(1, $round->{regions}) . ')'
	  : undef;
	my $datasource =
	  chance(0.4)
	  ? 'test.name(' . between(1, $round->{datasources}) . ')'
	  : undef;
	my ($since, $until) = map {
		chance(0.4)
		  ? "(date '$round->{monday}' + $_)"
		  : undef
	} sort { $a <=> $b } map { between(-20, 7 * $round->{weeks} + 20) } 1 .. 2;

	my %arguments = (
		area => $area,
		match => "'$match'",
		region => $region,
		datasource => $datasource,
		since => $since,
		until => $until,
		store => "'$round->{store}'");
	my $arguments = join ', ', map { "$_ => $arguments{$_}" }
	  grep { defined $arguments{$_} } sort keys %arguments;

	# a name without trips is an error
	my @known = ('true');
	push @known, "EXISTS (SELECT FROM $trips WHERE region = $region)"
	  if defined $region;
	push @known, "EXISTS (SELECT FROM $trips WHERE datasource = $datasource)"
	  if defined $datasource;
	if (run($session, 'SELECT ' . join(' AND ', @known)) eq 'f')
	{
		must_be_empty($session,
			"SELECT f FROM unnest(ARRAY['weekly_trips', 'weekly_avg_trips',
			  'hourly_trips']) AS f
			WHERE test.sqlstate_of('SELECT * FROM tripgrid.' || f || \$\$($arguments)\$\$)
			  <> '42704'");
		return;
	}

	note_squares($session, $arguments) if $round->{alone};
	my @inside = map {
		!defined $area ? 'true'
		  : $kind eq 'box'
		  ? "ST_X($_\::geometry) BETWEEN (SELECT ST_XMin(area) FROM test.areas
		    WHERE n = $n) AND (SELECT ST_XMax(area) FROM test.areas
		    WHERE n = $n)
		  AND ST_Y($_\::geometry) BETWEEN (SELECT ST_YMin(area)
		    FROM test.areas WHERE n = $n) AND (SELECT ST_YMax(area)
		    FROM test.areas WHERE n = $n)"
		  : "ST_Covers($area, $_\::geometry)"
	} qw(origin destination);
	my $matches =
	    $match eq 'origin' ? $inside[0]
	  : $match eq 'destination' ? $inside[1]
	  : $match eq 'both' ? "($inside[0]) AND ($inside[1])"
	  : "($inside[0]) OR ($inside[1])";
	my @time;
	push @time, "departed_at >= date_trunc('week', $since\::timestamp)"
	  if defined $since;
	push @time,
	  "departed_at < date_trunc('week', $until\::timestamp) + interval '7 days'"
	  if defined $until;
	my @covered = @time;
	push @covered, "region = $region" if defined $region;
	my @matching = (@covered, "($matches)");
	push @matching, "datasource = $datasource" if defined $datasource;
	my ($from, $to) = (literal($since), literal($until));

	must_be_empty(
		$session, sprintf q{
	WITH matching AS MATERIALIZED (
	  SELECT date_trunc('week', departed_at)::date AS week, departed_at
	  FROM %1$s WHERE %2$s
	), covered AS (
	  SELECT DISTINCT date_trunc('week', departed_at)::date AS week
	  FROM %1$s WHERE %3$s
	), weekly AS MATERIALIZED (
	  SELECT c.week, count(m.week) AS trips
	  FROM covered AS c LEFT JOIN matching AS m USING (week) GROUP BY c.week
	), hourly AS (
	  SELECT d AS weekday, h AS hour, count(m.week) AS trips
	  FROM generate_series(1, 7) AS d CROSS JOIN generate_series(0, 23) AS h
	    LEFT JOIN matching AS m ON extract(isodow FROM departed_at) = d
	      AND extract(hour FROM departed_at) = h
	  GROUP BY d, h
	), sums AS (
	  SELECT coalesce(sum(trips), 0) AS trips, count(*) AS covered,
	    count(*) FILTER (WHERE trips > 0) AS active,
	    (coalesce(date_trunc('week', %5$s::timestamp)::date, max(week))
	      - coalesce(date_trunc('week', %4$s::timestamp)::date, min(week)))
	      / 7 + 1 AS calendar
	  FROM weekly
	), averages AS (
	  SELECT d.weeks, trips / nullif(d.divisor, 0)::numeric AS average
	  FROM sums, LATERAL (VALUES ('covered', covered), ('active', active),
	    ('calendar', calendar)) AS d (weeks, divisor)
	)
	(SELECT 'weekly_trips is not', week::text, trips::numeric FROM weekly
	  EXCEPT ALL SELECT 'weekly_trips is not', week::text, trips
	  FROM tripgrid.weekly_trips(%6$s))
	UNION ALL
	(SELECT 'weekly_trips is', week::text, trips::numeric
	  FROM tripgrid.weekly_trips(%6$s)
	  EXCEPT ALL SELECT 'weekly_trips is', week::text, trips FROM weekly)
	UNION ALL
	(SELECT 'hourly_trips is not', weekday || ' ' || hour, trips::numeric
	  FROM hourly
	  EXCEPT ALL SELECT 'hourly_trips is not', weekday || ' ' || hour, trips
	  FROM tripgrid.hourly_trips(%6$s))
	UNION ALL
	SELECT 'hourly_trips has rows', NULL, count(*)
	  FROM tripgrid.hourly_trips(%6$s) HAVING count(*) <> 168
	UNION ALL
	SELECT 'weekly_avg_trips is not', weeks, average FROM averages
	  WHERE average IS DISTINCT FROM
	    tripgrid.weekly_avg_trips(%6$s, weeks => averages.weeks)},
		$trips, join(' AND ', @matching), join(' AND ', 'true', @covered),
		$from, $to, $arguments);
	return;
}

sub ask_names
{
	my ($session) = @_;
	my $store = $round->{store};
	my $top = between(0, 4);
	my $datasource = 'test.name(' . between(1, $round->{datasources}) . ')';

	must_be_empty(
		$session, qq{
	WITH top AS (
	  SELECT region, count(*) AS trips FROM $store.trips GROUP BY region
	  ORDER BY count(*) DESC, region COLLATE "C" LIMIT $top
	), truth AS (
	  SELECT row_number() OVER (ORDER BY d.departed_at DESC,
	      top.region COLLATE "C") AS n, top.region, top.trips, d.datasource,
	    d.departed_at
	  FROM top, LATERAL (SELECT datasource, departed_at
	    FROM $store.trips AS t WHERE t.region = top.region
	    ORDER BY departed_at DESC, datasource COLLATE "C" LIMIT 1) AS d
	), answer AS (
	  SELECT n, region, trips, datasource, departed_at
	  FROM tripgrid.latest_datasource_top_regions($top, '$store')
	    WITH ORDINALITY AS a (region, trips, datasource, departed_at, n)
	)
	(SELECT 'top regions: not', * FROM truth
	  EXCEPT ALL SELECT 'top regions: not', * FROM answer)
	UNION ALL
	(SELECT 'top regions', * FROM answer
	  EXCEPT ALL SELECT 'top regions', * FROM truth)});

	if (run($session, "SELECT EXISTS (SELECT FROM $store.trips
		WHERE datasource = $datasource)") eq 'f')
	{
		must_be_empty($session,
			"SELECT 1 WHERE test.sqlstate_of(\$\$SELECT * FROM
			  tripgrid.datasource_regions($datasource, '$store')\$\$) <> '42704'");
		return;
	}
	must_be_empty(
		$session, qq{
	WITH truth AS (
	  SELECT row_number() OVER (ORDER BY region COLLATE "C") AS n, region,
	    count(*) AS trips, min(departed_at) AS first, max(departed_at) AS last
	  FROM $store.trips WHERE datasource = $datasource GROUP BY region
	), answer AS (
	  SELECT n, region, trips, first, last
	  FROM tripgrid.datasource_regions($datasource, '$store')
	    WITH ORDINALITY AS a (region, trips, first, last, n)
	)
	(SELECT 'regions: not', * FROM truth
	  EXCEPT ALL SELECT 'regions: not', * FROM answer)
	UNION ALL
	(SELECT 'regions', * FROM answer
	  EXCEPT ALL SELECT 'regions', * FROM truth)});
	return;
}

sub ask
{
	my ($session) = @_;

	ask_area($session);
	ask_names($session) if chance(0.5);
	return;
}

1;

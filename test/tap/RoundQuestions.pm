# Questions about a round's store: every answer is that of a plain query over
# its trips.  Seed with srand before.

package RoundQuestions;

use strict;
use warnings;

use Exporter 'import';
use RandomShapes;
use RoundStatements;

our @EXPORT = qw(ask);

sub area_sql
{
	my ($area) = @_;

	return defined $area
	  ? "(SELECT area FROM test.areas WHERE n = $area->[0])"
	  : undef;
}

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

# SQL: whether one end of a trip lies in an area; none is everywhere.
sub inside
{
	my ($end, $area) = @_;

	return 'true' unless defined $area;
	my ($n, $kind) = @$area;
	my $sql = "(SELECT area FROM test.areas WHERE n = $n)";
	return "ST_X($end\::geometry) BETWEEN ST_XMin($sql) AND ST_XMax($sql)
	  AND ST_Y($end\::geometry) BETWEEN ST_YMin($sql) AND ST_YMax($sql)"
	  if $kind eq 'box';
	return "ST_Covers($sql, $end\::geometry)";
}

# Days and times of day: add arguments; give SQL conditions on a day, and on a
# departure, of those that are no condition on its day.
sub ask_times
{
	my ($arguments) = @_;
	my (@day, @time);
	my $day = sub { "(date '$round->{monday}' + $_[0])" };

	my ($since, $until) = map { chance(0.4) ? $day->($_) : undef }
	  sort { $a <=> $b } map { between(-20, 7 * $round->{weeks} + 20) } 1 .. 2;
	push @day, "day >= $since" if defined $since;
	push @day, "day <= $until" if defined $until;
	@$arguments{qw(since until)} = ($since, $until);
	if (chance(0.2))
	{
		my @weekdays = map { between(1, 7) } 1 .. between(1, 5);
		$arguments->{weekdays} = "'{" . join(',', @weekdays) . "}'";
		push @day, 'extract(isodow FROM day) IN (' . join(', ', @weekdays) . ')';
	}
	if (chance(0.2))
	{
		my @dates =
		  map { $day->(between(-5, 7 * $round->{weeks} + 5)) } 1 .. between(0, 9);
		$arguments->{except_dates} = 'ARRAY[' . join(', ', @dates) . ']::date[]';
		push @day, "day <> ALL ($arguments->{except_dates})";
	}
	if (chance(0.2))
	{
		my ($from, $to) = map { sprintf '%02d:%02d', int $_ / 60, $_ % 60 }
		  (between(0, 1439), between(0, 1440));
		return (\@day, \@time) if $from eq $to;
		$arguments->{hours} = "'$from-$to'";
		push @time, "departed_at::time >= '$from'"
		  . ($from lt $to ? ' AND ' : ' OR ')
		  . "departed_at::time < '$to'";
	}
	return (\@day, \@time);
}

# Ask everything about areas, ends, region, datasource and time.
sub ask_area
{
	my ($session) = @_;
	my $trips = "$round->{store}.trips";
	my $area = chance(0.1) ? undef : pick(@{ $round->{map}{areas} });
	my $destination = chance(0.2) ? pick(@{ $round->{map}{areas} }) : undef;
	my $match =
	    defined $destination ? 'origin'
	  : $round->{squares} && chance(0.7) ? pick(qw(both either))
	  : pick(qw(origin destination both either));
	my $region =
	  chance(0.4)
	  ? 'test.name(' . between(1, $round->{regions}) . ')'
	  : undef;
	my $datasource =
	  chance(0.4)
	  ? 'test.name(' . between(1, $round->{datasources}) . ')'
	  : undef;
	my %arguments = (
		area => area_sql($area),
		destination_area => area_sql($destination),
		match => "'$match'",
		region => $region,
		datasource => $datasource,
		store => "'$round->{store}'");
	my ($day, $time) = ask_times(\%arguments);
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
	my %matches = (
		origin => inside('origin', $area),
		destination => inside('destination', $area));
	$matches{both} = "($matches{origin}) AND ($matches{destination})";
	$matches{either} = "($matches{origin}) OR ($matches{destination})";
	$matches{$match} .= ' AND ' . inside('destination', $destination)
	  if defined $destination;
	my @covered = ('true');
	push @covered, "region = $region" if defined $region;
	my @matching = (@covered, "($matches{$match})",
		map { "($_)" } @$time);
	push @matching, "datasource = $datasource" if defined $datasource;
	my $weekdays = $arguments{weekdays} // "'{1,2,3,4,5,6,7}'";

	must_be_empty(
		$session, sprintf q{
	WITH matching AS MATERIALIZED (
	  SELECT date_trunc('week', departed_at)::date AS week, departed_at
	  FROM (SELECT *, departed_at::date AS day FROM %1$s) AS t
	  WHERE %2$s AND %4$s
	), covered AS (
	  SELECT w.week, count(*) AS days
	  FROM (SELECT DISTINCT date_trunc('week', departed_at)::date AS week
	      FROM %1$s WHERE %3$s) AS w,
	    LATERAL (SELECT w.week + n AS day FROM generate_series(0, 6) AS n) AS d
	  WHERE %4$s GROUP BY w.week
	), weekly AS MATERIALIZED (
	  SELECT c.week, count(m.week) AS trips, c.days
	  FROM covered AS c LEFT JOIN matching AS m USING (week)
	  GROUP BY c.week, c.days
	), hourly AS (
	  SELECT d AS weekday, h AS hour, count(m.week) AS trips
	  FROM generate_series(1, 7) AS d CROSS JOIN generate_series(0, 23) AS h
	    LEFT JOIN matching AS m ON extract(isodow FROM departed_at) = d
	      AND extract(hour FROM departed_at) = h
	  GROUP BY d, h
	), sums AS (
	  SELECT coalesce(sum(trips), 0) AS trips, coalesce(sum(days), 0) AS covered,
	    coalesce(sum(days) FILTER (WHERE trips > 0), 0) AS active,
	    date_trunc('week', coalesce(%5$s, min(week)))::date AS first,
	    date_trunc('week', coalesce(%6$s, max(week)))::date + 6 AS last
	  FROM weekly
	), divisors AS (
	  SELECT s.*, d.*, (SELECT count(DISTINCT w) FROM unnest(%7$s::int[]) AS w)
	      AS weekdays
	  FROM sums AS s, LATERAL (VALUES ('covered', covered), ('active', active),
	    ('calendar', (SELECT count(*) FROM generate_series(0, last - first) AS n,
	        LATERAL (SELECT first + n AS day) AS d WHERE %4$s)))
	      AS d (weeks, days)
	), averages AS (
	  SELECT weeks, trips::bigint * (weekdays / gcd(weekdays, days::bigint))
	    / nullif(days::bigint / gcd(weekdays, days::bigint), 0)::numeric
	    AS average
	  FROM divisors
	)
	(SELECT 'weekly_trips is not', week || ' ' || days, trips::numeric
	  FROM weekly
	  EXCEPT ALL SELECT 'weekly_trips is not', week || ' ' || days, trips
	  FROM tripgrid.weekly_trips(%8$s))
	UNION ALL
	(SELECT 'weekly_trips is', week || ' ' || days, trips::numeric
	  FROM tripgrid.weekly_trips(%8$s)
	  EXCEPT ALL SELECT 'weekly_trips is', week || ' ' || days, trips
	  FROM weekly)
	UNION ALL
	(SELECT 'hourly_trips is not', weekday || ' ' || hour, trips::numeric
	  FROM hourly
	  EXCEPT ALL SELECT 'hourly_trips is not', weekday || ' ' || hour, trips
	  FROM tripgrid.hourly_trips(%8$s))
	UNION ALL
	SELECT 'hourly_trips has rows', NULL, count(*)
	  FROM tripgrid.hourly_trips(%8$s) HAVING count(*) <> 168
	UNION ALL
	SELECT 'weekly_avg_trips is not', weeks, average FROM averages
	  WHERE average IS DISTINCT FROM
	    tripgrid.weekly_avg_trips(%8$s, weeks => averages.weeks)},
		$trips, join(' AND ', @matching), join(' AND ', @covered),
		join(' AND ', 'true', @$day), literal($arguments{since}),
		literal($arguments{until}), $weekdays, $arguments);
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

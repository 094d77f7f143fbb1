# Random trips, changes and questions: after every step the segments hold the
# trips, and every answer is that of a plain query over them.
#
# The seed is printed; TRIPGRID_SEED repeats a run, and with TRIPGRID_ROUND
# only that round of it.  On failure the statement and all statements of the
# step are printed.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use PostgreSQL::Test::Utils;
use RandomShapes;
use Test::More;
use TripgridTest;

# The trips that each round begins with, at most.
my @sizes = (
	10,   100_000, 300,    1_000, 20,    3_000, 10_000, 100,
	2_000, 500,    30_000, 50,    10_000, 1_000, 200,    20_000,
	100_000);
my $steps = 10;
my $rounds_with_squares = 0;

my $seed = $ENV{TRIPGRID_SEED} // time;
diag("seed: $seed");

my $node = start_cluster(
	'property',
	'fsync = off',
	'synchronize_seqscans = off',
	'autovacuum = off',
	'jit = off',
	'client_min_messages = warning');
my $major = $node->safe_psql('postgres',
	q{SELECT current_setting('server_version_num')::int / 10000});
my $dir = PostgreSQL::Test::Utils::tempdir;

my @databases = ('plain');
create_database($node, 'plain');
# where names are not in byte order
if ($major >= 15
	&& eval {
		create_database($node, 'icu',
			"TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'");
	})
{
	push @databases, 'icu';
}
foreach my $database (@databases)
{
	$node->safe_psql(
		$database, q{
	CREATE SCHEMA test;
	CREATE TABLE test.areas (n int PRIMARY KEY, kind text, area geometry);
	CREATE TABLE test.specials (n int, place tripgrid.lonlat);

	CREATE FUNCTION test.place(p point) RETURNS tripgrid.lonlat
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
	BEGIN
	  RETURN point(least(greatest(p[0], -180), 180),
	    least(greatest(p[1], -90), 90))::tripgrid.lonlat;
	END $$;

	CREATE FUNCTION test.sqlstate_of(statement text) RETURNS text
	LANGUAGE plpgsql AS $$
	BEGIN
	  EXECUTE statement;
	  RETURN 'none';
	EXCEPTION WHEN OTHERS THEN
	  RETURN SQLSTATE;
	END $$;

	-- names of every kind: case, accents, quotes, length
	CREATE FUNCTION test.name(i int) RETURNS text
	LANGUAGE SQL IMMUTABLE AS $$
	  SELECT coalesce((ARRAY['b', 'B', 'a', 'ä', 'Zürich', 'O''Brien',
	    '"quoted"', 'new york', 'new-york', repeat('x', 64)])[i],
	    'name ' || i)
	$$;
	} . is_valid());
}

#
# statements
#

my $round;    # the round: its store, map and names
my @history;  # the statements of the step

sub give_up
{
	my ($why) = @_;

	diag("seed: $seed, round: $round->{number}");
	diag(join "\n", 'the step:', @history);
	diag($why);
	$node->stop('immediate');
	die "an answer is wrong, or a statement failed; seed: $seed\n";
}

# Run a statement; give its output.
sub run
{
	my ($session, $sql) = @_;
	my $output;

	push @history, "$session->{name}: $sql;";
	print "$history[-1]\n";
	$output = eval { $session->query("$sql;") };
	give_up($@) if $@ ne '';
	return $output;
}

# Run a query that gives no row unless something is wrong.
sub must_be_empty
{
	my ($session, $sql) = @_;
	my $output = run($session, $sql);

	give_up("$history[-1]\n$output") if $output ne '';
	pop @history;
	return;
}

sub must_fail
{
	my ($session, $sql) = @_;

	push @history, "$session->{name}: $sql;";
	print "$history[-1]\n";
	$session->send("$sql;");
	$session->wait;
	give_up("no error in: $sql") if $session->error !~ /ERROR/;
	return;
}

sub verify
{
	my ($session) = @_;

	must_be_empty($session,
		"SELECT * FROM tripgrid.verify('$round->{store}')");
	return;
}

#
# the map of a round: where its trips are, and areas to ask about
#

sub new_map
{
	my ($squares) = @_;
	my $scale =
	  $squares ? pick(0.3, 0.3, 3) : pick(0.05, 0.3, 0.3, 3, 30, 180);

	return {
		scale => $scale,
		grid => $scale < 0.1 ? 1 / 128 : $scale < 1 ? 1 / 64 : 1 / 4,
		centres => [ map { centre() } 1 .. between(1, $squares ? 2 : 4) ],
		spread => $scale * ($squares ? pick(0.1, 0.3) : pick(0.01, 0.1, 0.5)),
		specials => $squares ? pick(0, 0, 0.02) : pick(0, 0.1, 0.4, 0.9),
		uniform => $squares ? pick(0, 0, 0.1) : pick(0, 0.3, 1)
	};
}

# Write the areas, and the positions that are special to them: their corners,
# positions on their edges and next to them; and the ends of the world.
#
# Positions on slanted edges are multiples of 1/128 degree, which are whole
# 1e-7 degrees and have no rounding as doubles.  With others ST_Covers, which
# rounds where the extension does not, is no judge: a position may be on the
# edge as a decimal, beside it as doubles, and either to ST_Covers.
sub write_map
{
	my ($session, $map) = @_;
	my $fractions = 128 * $map->{grid};
	my $n = 0;
	my @areas = (
		(map { [ 'box', box($map) ] } 1 .. 14),
		(map { [ 'box', wide_box($map) ] } 1 .. ($round->{squares} ? 14 : 0)),
		(
			map { [ 'polygon', "ST_GeomFromText('" . polygon($map) . "', 4326)" ] }
			  1 .. 16));
	my $values =
	  join(', ', map { '(' . ++$n . ", '$_->[0]', $_->[1])" } @areas);

	run($session, 'TRUNCATE test.areas, test.specials');
	run($session,
		"INSERT INTO test.areas SELECT * FROM (VALUES $values)
		  AS a (n, kind, area) WHERE kind = 'box' OR test.is_valid(area)");
	run($session, 'SELECT setseed(' . rand() . ')');
	run(
		$session, qq{
	INSERT INTO test.specials
	WITH corners AS (
	  SELECT n, d.path, ST_X(d.geom) AS x, ST_Y(d.geom) AS y,
	    lead(ST_X(d.geom)) OVER ring AS x2, lead(ST_Y(d.geom)) OVER ring AS y2
	  FROM test.areas, ST_DumpPoints(area) AS d
	  WINDOW ring AS (PARTITION BY n, d.path[:cardinality(d.path) - 1]
	    ORDER BY d.path)
	), places AS (
	  SELECT x, y FROM corners
	  UNION ALL SELECT x + (x2 - x) * f, y + (y2 - y) * f
	    FROM (SELECT *, floor(random() * $fractions) / $fractions AS f
	      FROM corners, generate_series(1, 2) ORDER BY n, path) AS c
	  UNION ALL SELECT x + 1e-7, y FROM corners
	  UNION ALL SELECT x - 1e-7, y FROM corners
	  UNION ALL SELECT x, y + 1e-7 FROM corners
	  UNION ALL SELECT x, y - 1e-7 FROM corners
	  UNION ALL SELECT x, y FROM unnest(ARRAY[-180, -179.9999999, 0, 180])
	      AS x, unnest(ARRAY[-90, -85.0511288, -85.0511287, 0, 85.0511287,
	        85.0511288, 85.0511289, 90]) AS y
	)
	SELECT row_number() OVER (ORDER BY x, y), test.place(point(x, y))
	FROM places WHERE x IS NOT NULL AND y IS NOT NULL});
	$map->{special_count} = run($session, 'SELECT count(*) FROM test.specials');
	$map->{areas} = [
		map { [ split /\|/ ] }
		  split /\n/,
		run($session, 'SELECT n, kind FROM test.areas ORDER BY n')
	];
	return;
}

#
# trips
#

sub position_sql
{
	my $map = $round->{map};
	my $centres = join ', ', map { "point($_->[0], $_->[1])" }
	  @{ $map->{centres} };
	my $count = @{ $map->{centres} };
	my $one = "(ARRAY[$centres])[1 + floor(random() * $count)::int]";
	my $wide = 2 * $map->{scale};

	return qq{CASE
	  WHEN random() < $map->{specials} THEN (SELECT array_agg(place ORDER BY n)
	    FROM test.specials)[1 + floor(random() * $map->{special_count})::int]
	  WHEN random() < $map->{uniform} THEN test.place($one + point(
	    (random() - 0.5) * $wide, (random() - 0.5) * $wide))
	  ELSE test.place($one + point(
	    (random() + random() + random() - 1.5) * $map->{spread},
	    (random() + random() + random() - 1.5) * $map->{spread}))
	  END};
}

sub departure_sql
{
	return qq{timestamp '$round->{monday}' + interval '7 days'
	  * floor(random() ^ 2 * $round->{weeks}) + CASE floor(random() * 10)
	  WHEN 0 THEN interval '0'
	  WHEN 1 THEN interval '6 days 23:59:59.999999'
	  WHEN 2 THEN interval '1 hour' * floor(random() * 168)
	  WHEN 3 THEN interval '1 hour' * floor(random() * 168)
	    + interval '59:59.999999'
	  ELSE interval '1 microsecond' * floor(random() * 604800000000) END};
}

sub region_sql
{
	return "test.name(1 + floor(random() ^ 2 * $round->{regions})::int)";
}

sub datasource_sql
{
	return "test.name(1 + floor(random() ^ 2 * $round->{datasources})::int)";
}

# Fill the session's table "batch" with new trips.
sub gather
{
	my ($session, $trips) = @_;
	my $position = position_sql();

	run($session, 'SELECT setseed(' . rand() . ')');
	run($session, 'DELETE FROM batch');
	run(
		$session, sprintf q{
	INSERT INTO batch
	  SELECT departed_at, origin,
	    CASE WHEN same < 0.1 THEN origin ELSE destination END, region,
	    datasource
	  FROM (SELECT %s AS departed_at, %s AS origin, %s AS destination,
	      random() AS same, %s AS region, %s AS datasource
	    FROM generate_series(1, %d)) AS t},
		departure_sql(), $position, $position, region_sql(),
		datasource_sql(), $trips);
	return;
}

my $columns = 'departed_at, origin, destination, region, datasource';

# Load the batch by one of four ways.
sub load
{
	my ($session, $trips) = @_;
	my $store = $round->{store};
	my $way = pick(qw(insert copy feed feed_copy));
	my $file = "$dir/$session->{name}.csv";
	my $fields = q{region, origin::text AS origin_coord,
	  format('%s,%s', tripgrid.lon(destination), tripgrid.lat(destination))
	    AS destination_coord, departed_at::text AS datetime, datasource};

	gather($session, $trips);
	if ($way eq 'insert')
	{
		run($session,
			"INSERT INTO $store.trips ($columns) SELECT $columns FROM batch");
	}
	elsif ($way eq 'copy')
	{
		run($session, "COPY batch ($columns) TO '$file'");
		run($session, "COPY $store.trips ($columns) FROM '$file'");
	}
	elsif ($way eq 'feed')
	{
		run($session, "INSERT INTO $store.feed SELECT $fields FROM batch");
	}
	else
	{
		run($session,
			"COPY (SELECT $fields FROM batch) TO '$file' (FORMAT csv, HEADER)");
		run($session, "COPY $store.feed FROM '$file' (FORMAT csv, HEADER)");
	}
	must_be_empty(
		$session, qq{
	SELECT l.*, b.* FROM $store.loads AS l, (SELECT count(*) AS read,
	    count(*) FILTER (WHERE ST_AsText(origin::geometry) = 'POINT(0 0)'
	      OR ST_AsText(destination::geometry) = 'POINT(0 0)') AS rejected
	  FROM batch) AS b
	WHERE load_id = (SELECT max(load_id) FROM $store.loads)
	  AND (rows_read, rows_rejected) <> (read, rejected)})
	  if $way =~ /feed/;
	return;
}

#
# changes
#

# A condition on some trips; with a parity only on those of even or odd
# trip_id, so that two sessions do not wait for each other.
sub condition
{
	my ($parity) = @_;
	my $modulus = magnitude(50);
	my $condition = pick(
		sprintf('trip_id %% %d = %d', $modulus, int rand $modulus),
		sprintf('trip_id %% %d = %d', $modulus, int rand $modulus),
		'region = test.name(' . between(1, $round->{regions}) . ')',
		'datasource = test.name(' . between(1, $round->{datasources}) . ')',
		sprintf(q{departed_at < timestamp '%s' + interval '%d days'},
			$round->{monday}, between(-1, 7 * $round->{weeks})),
		'ST_Covers((SELECT area FROM test.areas WHERE n = '
		  . pick(@{ $round->{map}{areas} })->[0]
		  . '), destination::geometry)',
		chance(0.2) ? 'true' : 'false');

	return $condition unless defined $parity;
	return "($condition) AND trip_id % 2 = $parity";
}

sub assignment
{
	my $position = position_sql();

	return pick(
		"region = test.name(" . between(1, $round->{regions} + 1) . ')',
		"datasource = test.name(" . between(1, $round->{datasources} + 1) . ')',
		'region = ' . region_sql() . ', datasource = ' . datasource_sql(),
		'departed_at = ' . departure_sql(),
		q{departed_at = least(departed_at + interval '7 days',
		  '9999-12-31 23:59:59.999999')},
		q{departed_at = date_trunc('week', departed_at)},
		"origin = $position",
		"destination = $position",
		'origin = destination, destination = origin',
		'trip_id = trip_id + 1000000',
		'load_id = NULL',
		'region = region',
		"origin = $position, destination = $position, departed_at = "
		  . departure_sql());
}

sub change
{
	my ($session, $parity) = @_;
	my $store = $round->{store};
	my $where = condition($parity);
	my $kind = pick(
		qw(load load load update update update update update extreme
		  delete delete move copy merge loop feed_update reject fail truncate));

	run($session, 'SELECT setseed(' . rand() . ')');
	if ($kind eq 'load')
	{
		load($session, magnitude($round->{size} / 3 + 1));
	}
	elsif ($kind eq 'update')
	{
		run($session,
			"UPDATE $store.trips SET " . assignment() . " WHERE $where");
	}
	elsif ($kind eq 'extreme')
	{
		run(
			$session,
			"UPDATE $store.trips SET departed_at = '"
			  . pick('0001-01-01', '9999-12-31 23:59:59.999999', '1969-12-31')
			  . "' WHERE trip_id % 97 = 3 AND $where");
	}
	elsif ($kind eq 'delete')
	{
		run($session, "DELETE FROM $store.trips WHERE $where");
	}
	elsif ($kind eq 'move')
	{
		run(
			$session, qq{
	WITH gone AS (DELETE FROM $store.trips WHERE $where RETURNING *)
	INSERT INTO $store.trips ($columns)
	  SELECT $columns FROM gone WHERE trip_id % 3 <> 0});
	}
	elsif ($kind eq 'copy')
	{
		run($session,
			"INSERT INTO $store.trips ($columns) SELECT $columns
			FROM $store.trips WHERE $where ORDER BY ctid LIMIT $round->{size}");
	}
	elsif ($kind eq 'merge' && $major >= 15)
	{
		run(
			$session, qq{
	SET enable_nestloop = off; -- trips have no statistics
	MERGE INTO $store.trips AS t
	USING (SELECT trip_id, trip_id % 5 AS n, $columns FROM $store.trips
	  WHERE $where) AS s ON t.trip_id = s.trip_id AND s.n < 4
	WHEN MATCHED AND n = 0 THEN DELETE
	WHEN MATCHED AND n = 1 THEN UPDATE SET origin = s.destination
	WHEN MATCHED THEN DO NOTHING
	WHEN NOT MATCHED THEN INSERT ($columns) VALUES (s.departed_at, s.origin,
	  s.destination, s.region, s.datasource);
	RESET enable_nestloop});
	}
	elsif ($kind eq 'loop')
	{
		# every third of these rows comes and goes in a subtransaction
		gather($session, between(1, 15));
		run(
			$session, qq{
	DO \$\$
	DECLARE
	  b batch;
	  n int := 0;
	BEGIN
	  FOR b IN SELECT * FROM batch LOOP
	    BEGIN
	      INSERT INTO $store.trips ($columns) SELECT b.*;
	      n := n + 1;
	      PERFORM 1 / (n % 3);
	    EXCEPTION WHEN division_by_zero THEN
	      NULL;
	    END;
	  END LOOP;
	END \$\$});
	}
	elsif ($kind eq 'feed_update')
	{
		run($session,
			"UPDATE $store.feed SET datasource = test.name(1)
			WHERE region = test.name(" . between(1, $round->{regions}) . ')')
		  unless defined $parity;
	}
	elsif ($kind eq 'reject')
	{
		run($session,
			"INSERT INTO $store.feed VALUES
			('r', 'POINT (200 1)', '1,1', '2020-01-01 00:00', 'd'),
			(NULL, '1,1', '1,1', '2020-01-01 00:00', 'd')");
	}
	elsif ($kind eq 'fail')
	{
		fail_midway($session, $where);
	}
	elsif ($kind eq 'truncate' && !defined $parity && chance(0.3))
	{
		run($session, "TRUNCATE $store.trips");
	}
	return;
}

# A statement that fails after many rows, inside a transaction or not.
sub fail_midway
{
	my ($session, $where) = @_;
	my $store = $round->{store};

	run($session, 'SAVEPOINT before_failure') if $session->{in_transaction};
	must_fail(
		$session,
		pick(
			"INSERT INTO $store.trips ($columns)
			SELECT departed_at, origin, destination, region,
			  nullif(datasource, 'no name') FROM $store.trips
			UNION ALL SELECT '2020-01-01', '(1,1)', '(1,1)', 'r', NULL",
			"SET LOCAL tripgrid.on_reject = 'error';
			INSERT INTO $store.feed SELECT * FROM $store.feed WHERE
			  origin_coord <> 'POINT (0 0)'
			UNION ALL SELECT 'r', 'nowhere', '1,1', '2020-01-01 00:00', 'd'; "
			  . 'RESET tripgrid.on_reject',
			"UPDATE $store.trips SET region = CASE
			  WHEN trip_id >= (SELECT max(trip_id) FROM $store.trips)
			  THEN NULL ELSE datasource END WHERE $where OR true
			  RETURNING 1 / 0"))
	  if $session->{in_transaction};
	run($session, 'ROLLBACK TO before_failure') if $session->{in_transaction};
	return;
}

#
# questions
#

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
	pop @history;
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

#
# steps
#

sub begin
{
	my ($session) = @_;

	$session->{isolation} =
	  pick('READ COMMITTED', 'READ COMMITTED', 'REPEATABLE READ');
	run($session, "BEGIN ISOLATION LEVEL $session->{isolation}");
	$session->{in_transaction} = 1;
	return;
}

sub end
{
	my ($session) = @_;

	run($session, chance(0.7) ? 'COMMIT' : 'ROLLBACK');
	$session->{in_transaction} = 0;
	return;
}

sub compact
{
	my ($session) = @_;

	run($session,
		"CALL tripgrid.compact('$round->{store}'"
		  . (chance(0.3) ? ', into_one => true)' : ')'));
	return;
}

# A transaction of changes, with savepoints.
sub step_alone
{
	my ($session) = @_;
	my $store = $round->{store};
	my @savepoints;

	begin($session);
	foreach my $action (1 .. between(1, 5))
	{
		my $kind = pick(
			qw(change change change savepoint savepoint back back release
			  compact rebuild));

		if ($kind eq 'change')
		{
			change($session);
		}
		elsif ($kind eq 'savepoint')
		{
			push @savepoints, 's' . @savepoints;
			run($session, "SAVEPOINT $savepoints[-1]");
			change($session);
		}
		elsif ($kind eq 'back' && @savepoints)
		{
			my $back = int rand @savepoints;
			run($session, "ROLLBACK TO $savepoints[$back]");
			$#savepoints = $back;
		}
		elsif ($kind eq 'release' && @savepoints)
		{
			my $release = int rand @savepoints;
			run($session, "RELEASE $savepoints[$release]");
			$#savepoints = $release - 1;
		}
		elsif ($kind eq 'compact')
		{
			compact($session);
		}
		elsif ($kind eq 'rebuild'
			&& $session->{isolation} eq 'READ COMMITTED')
		{
			# it refuses a snapshot that is older than its lock
			run($session, "CALL tripgrid.rebuild('$store')");
		}
		if (chance(0.4))
		{
			verify($session);
			ask($session);
		}
	}
	end($session);
	return;
}

# Two transactions at once, and compactions beside them.
sub step_together
{
	my ($third, @open) = @_;
	my $store = $round->{store};

	my $compact = chance(0.5);

	# compaction waits for a transaction that has merged others' runs
	merge_in_statements($_, !$compact) foreach @open;
	begin($_) foreach @open;
	foreach my $action (1 .. between(2, 6))
	{
		my $session = pick(@open);
		change($session, $session->{parity});
		ask($session) if chance(0.4);
		verify($session) if chance(0.2);
		compact($third) if $compact && chance(0.6);
	}
	@open = reverse @open if chance(0.5);
	end($open[0]);
	verify($open[1]);
	ask($open[1]);
	change($open[1], $open[1]{parity});
	compact($third) if $compact && chance(0.6);
	ask($open[1]);
	end($open[1]);
	return;
}

# The largest run or two are often out of reach.
sub merge_in_statements
{
	my ($session, $merge) = @_;

	run($session,
		'SET tripgrid.statement_merge = '
		  . ($merge ? int(5 + magnitude(100_000)) : 0));
	return;
}

sub settings
{
	my ($session) = @_;
	my $least = $round->{size} > 2_000 ? $round->{size} / 1_000 : 1;
	my $segment =
	  $round->{squares}
	  ? int($round->{size} / between(400, chance(0.7) ? 1_000 : 4_000))
	  : int($least + magnitude(4096 - $least));
	my $batch =
	  chance($round->{squares} ? 0.95 : 0.5)
	  ? 1_000_000
	  : int($round->{size} / 50 + magnitude(5_000));

	run($session, "SET tripgrid.segment_trips = $segment");
	run($session, "SET tripgrid.batch_trips = $batch");
	run($session, 'SET tripgrid.runs_merged = ' . pick(3, 3, 4, 5));
	merge_in_statements($session, chance(0.7));
	run($session,
		'SET max_parallel_workers_per_gather = ' . int $round->{parallel});
	return;
}

sub play
{
	my @sessions = map { session($node, $round->{database}) } 1 .. 3;
	my $store = $round->{store};

	foreach my $i (0 .. 2)
	{
		my $session = $sessions[$i];
		$session->{name} = qw(first second third)[$i];
		$session->{parity} = $i % 2;
		@history = ();
		run(
			$session, q{
	SET client_min_messages = warning;
	SET tripgrid.earliest_departure = '0001-01-01';
	SET min_parallel_table_scan_size = 0;
	SET min_parallel_index_scan_size = 0;
	SET parallel_setup_cost = 0;
	SET parallel_tuple_cost = 0;
	CREATE TEMP TABLE batch (departed_at timestamp, origin tripgrid.lonlat,
	  destination tripgrid.lonlat, region text, datasource text)});
		settings($session);
	}
	my ($first, $second, $third) = @sessions;
	write_map($first, $round->{map});
	run($first, "SELECT tripgrid.create_store('$store')");
	ask($first);
	load($first, $round->{size});
	verify($first);
	$round->{alone} = $round->{squares};
	my $left = $round->{squares} ? 60 : 3;
	ask($first) while $left-- > 0 && $round->{asked_squares} < 5;
	$round->{alone} = 0;
	foreach my $step (1 .. $steps)
	{
		@history = ();
		settings(pick($first, $second)) if chance(0.2);
		if (chance(0.35))
		{
			step_together($third, $first, $second);
		}
		elsif (chance(0.2))
		{
			change($first);
		}
		elsif (chance(0.2))
		{
			chance(0.7)
			  ? compact($third)
			  : run($third, "CALL tripgrid.rebuild('$store')");
		}
		else
		{
			step_alone($first);
		}
		verify($third);
		ask($third) foreach 1 .. 2;
	}
	run($third, "CALL tripgrid.compact('$store', into_one => true)");
	verify($third);
	ask($third) foreach 1 .. 2;
	run($third, "SELECT tripgrid.drop_store('$store', force => true)");
	$_->quit foreach @sessions;
	return;
}

foreach my $number (1 .. @sizes)
{
	next
	  if defined $ENV{TRIPGRID_ROUND} && $number != $ENV{TRIPGRID_ROUND};

	srand(($seed * 100 + $number) % 2**32);
	my $size = $sizes[ $number - 1 ];
	# many segments, few weeks and regions, places close together
	my $squares = $size >= 10_000 && $size <= 30_000;
	$round = {
		number => $number,
		size => $size,
		squares => $squares,
		asked_squares => 0,
		database => pick(@databases),
		store => "round_$number",
		map => new_map($squares),
		monday => pick('1969-12-01', '1999-11-29', '2018-05-07', '2024-01-01'),
		weeks => $squares ? pick(1, 1, 2, 4) : pick(1, 4, 26, 104),
		regions => $squares ? pick(1, 1, 1, 3) : pick(1, 3, 10, 20, 300),
		datasources => pick(1, 5, 30, 700),
		parallel => $number % 7 == 0
	};
	my $began = time;
	play();
	print "round $number took ", time - $began, " s, ",
	  "$round->{asked_squares} questions by squares\n";
	$rounds_with_squares++ if $round->{asked_squares} > 0;
	pass("round $number: $round->{size} trips");
}
cmp_ok($rounds_with_squares, '>', 0, 'rounds with answers by squares')
  unless defined $ENV{TRIPGRID_ROUND};

$node->stop;
done_testing();

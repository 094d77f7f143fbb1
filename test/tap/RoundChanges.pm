# What happens to the trips of a round: loads by every way, changes of every
# kind, statements that fail.  Seed with srand before.

package RoundChanges;

use strict;
use warnings;

use Exporter 'import';
use PostgreSQL::Test::Utils;
use RandomShapes;
use RoundStatements;

our @EXPORT = qw(load change);

my $dir;    # of files to COPY
my $columns = 'departed_at, origin, destination, region, datasource';

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

# Load the batch by one of four ways.
sub load
{
	my ($session, $trips) = @_;
	my $store = $round->{store};
	my $way = pick(qw(insert copy feed feed_copy));
	$dir //= PostgreSQL::Test::Utils::tempdir();
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
	elsif ($kind eq 'merge' )
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

1;

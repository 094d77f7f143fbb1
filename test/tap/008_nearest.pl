# Nearest neighbours and searches by the GiST operator classes: by index, by
# index alone and by scan and sort they are the same, to the last bit, and
# those of plain SQL over integer columns.
#
# The seed is printed; TRIPGRID_SEED repeats a run.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use RandomShapes;
use RandomTrips;
use Test::More;
use TripgridTest;

my $seed = $ENV{TRIPGRID_SEED} // time;
diag("seed: $seed");
srand($seed);

my $node = start_cluster(
	'nearest',
	'fsync = off',
	'autovacuum = off',
	'jit = off',
	'max_parallel_workers_per_gather = 0',
	'maintenance_work_mem = 64MB');
my $dir = PostgreSQL::Test::Utils::tempdir;

create_database($node, 'nearest');
my $session = session($node, 'nearest');

sub run
{
	my ($sql) = @_;
	my $output = eval { $session->query($sql) };

	return $output if defined $output;
	diag("seed: $seed\n$@");
	$node->stop('immediate');
	die "a statement failed; seed: $seed\n";
}

# A query of what is wrong gives no row.
sub none
{
	my ($name, $sql) = @_;

	is(run("SELECT * FROM ($sql) AS wrong LIMIT 5"), '', $name);
	return;
}

run('SET client_min_messages = warning');
run('SET search_path = public, tripgrid');

#
# what is searched
#

run(
	q{
	-- trips in plain columns: 1e-7 degrees, microseconds since midnight
	CREATE TABLE plain (id int, olon int, olat int, dlon int, dlat int,
	  departed_at timestamp, time bigint);
	CREATE TABLE questions (n int, olon int, olat int, dlon int, dlat int,
	  departed timestamp, time bigint, t trip, take int);
	-- groups in plain columns: two boxes, first and last second
	CREATE TABLE boxes (n int, ow int, os int, oe int, o_n int, dw int, ds int,
	  de int, dn int, first int, last int, g tripgroup);

	CREATE FUNCTION place(lon int, lat int) RETURNS lonlat
	LANGUAGE SQL IMMUTABLE AS 'SELECT tripgrid.lonlat(lon / 1e7, lat / 1e7)';

	-- the seconds of a window as a set
	CREATE FUNCTION seconds(first int, last int) RETURNS int4multirange
	LANGUAGE SQL IMMUTABLE AS $$
	  SELECT CASE WHEN first <= last
	    THEN int4multirange(int4range(first, last, '[]'))
	    ELSE int4multirange(int4range(first, 86400), int4range(0, last, '[]'))
	  END
	$$;

	-- the haversine formula
	CREATE FUNCTION metres(lon1 float8, lat1 float8, lon2 float8, lat2 float8)
	RETURNS float8 LANGUAGE SQL IMMUTABLE AS $$
	  SELECT 2 * 6371008.7714 * asin(sqrt(least(1,
	    sind((lat2 - lat1) / 1e7 / 2) ^ 2 + cosd(lat1 / 1e7)
	    * cosd(lat2 / 1e7) * sind((lon2 - lon1) / 1e7 / 2) ^ 2)))
	$$;

	CREATE FUNCTION microseconds(a bigint, b bigint) RETURNS bigint
	LANGUAGE SQL IMMUTABLE AS
	  'SELECT least(abs(a - b), 86400000000 - abs(a - b))';
	});

my $world = new_world();
my $trips = 100_000;
my $id = 0;
my @known;
copy_rows(
	\&run,
	'plain',
	$dir,
	sub {
		return if $id == $trips;
		my @trip = random_trip($world);
		push @known, [@trip] if $id % 3 == 1 && $id < 25_000;
		return (++$id, @trip[ 0 .. 3 ], departure_text(@trip[ 4, 5 ]), $trip[5]);
	});
my $n = 0;
copy_rows(
	\&run,
	'questions',
	$dir,
	sub {
		return if $n == 2_600;
		my @trip = $n % 3 == 0 ? @{ pick(@known) } : random_trip($world);
		return (
			++$n, @trip[ 0 .. 3 ], departure_text(@trip[ 4, 5 ]), $trip[5],
			trip_text(@trip),
			$n == 1 ? $trips : $n <= 5 ? 3_000 : chance(0.1) ? 100 : between(1, 15));
	});
my $box = 0;
copy_rows(
	\&run,
	'boxes',
	$dir,
	sub {
		return if $box == 12_000;
		my @group =
		  (random_box($world), random_box($world), random_window());
		# the world at one end, so that something is found
		@group[ 4 .. 7 ] = (-1_800_000_000, -900_000_000, 1_800_000_000, 900_000_000)
		  if chance(0.3);
		if ($box % 4 == 0)
		{
			# all trips that begin where one does
			my @origin = @{ pick(@known) }[ 0, 1 ];
			@group = (
				@origin, @origin, -1_800_000_000, -900_000_000, 1_800_000_000,
				900_000_000, 43_200, 43_199);
		}
		return (++$box, @group, group_text(@group));
	});

my $trip = 'trip(origin, destination, departed_at)';
run(
	qq{
	CREATE TABLE built AS
	  SELECT id, place(olon, olat) AS origin, place(dlon, dlat)
	    AS destination, departed_at FROM plain;
	CREATE INDEX built_index ON built USING gist ($trip);

	CREATE TABLE grown (LIKE built);
	CREATE INDEX grown_index ON grown USING gist ($trip);
	INSERT INTO grown SELECT * FROM built WHERE id <= 15000;
	DELETE FROM grown WHERE id % 3 = 0;
	VACUUM grown;
	INSERT INTO grown SELECT * FROM built WHERE id > 15000 AND id <= 25000;

	CREATE TABLE keys AS SELECT id, $trip AS t FROM built;
	CREATE INDEX keys_index ON keys USING gist (t) INCLUDE (id);

	-- groups of any size, and those that trips fall into
	CREATE TABLE groups AS SELECT n AS id, g FROM boxes WHERE n <= 6000;
	INSERT INTO groups
	  SELECT 100000 + id, tripgroup(t, id % 27, (ARRAY[interval '1 s', '30 min',
	    '6 h', '24 h'])[1 + id % 4]) FROM keys WHERE id <= 10000;
	CREATE INDEX groups_index ON groups USING gist (g);
	INSERT INTO groups SELECT n, g FROM boxes WHERE n BETWEEN 6001 AND 12000;
	});
run("VACUUM ANALYZE $_")
  foreach qw(built grown keys groups questions boxes plain);

none(
	'trips hold what they were made of',
	q{SELECT p.* FROM plain AS p JOIN built AS b USING (id)
	JOIN keys AS k USING (id)
	WHERE (round(lon(b.origin) * 1e7), round(lat(b.origin) * 1e7),
	    round(lon(b.destination) * 1e7), round(lat(b.destination) * 1e7))
	  <> (olon, olat, dlon, dlat) OR departure(t) <> p.departed_at
	  OR extract(epoch FROM p.departed_at::time) * 1e6 <> time
	  OR origin(t) <> b.origin OR destination(t) <> b.destination});

#
# nearest
#

my @scans = (
	[ 'index', qw(enable_seqscan enable_sort enable_bitmapscan) ],
	[ 'scan', qw(enable_indexscan enable_indexonlyscan enable_bitmapscan) ],
	[ 'bitmap', qw(enable_seqscan enable_indexscan enable_indexonlyscan) ]);

sub forbid
{
	my ($scan) = @_;
	my @all =
	  map { "enable_$_" } qw(seqscan sort bitmapscan indexscan indexonlyscan);

	run("RESET $_") foreach @all;
	foreach my $rule (@scans)
	{
		my ($name, @off) = @$rule;
		next if $name ne $scan;
		run("SET $_ = off") foreach @off;
	}
	return;
}

# Answer as a table, by a plan that must look so.
sub answer
{
	my ($table, $scan, $query, @plan) = @_;
	my $plan;

	forbid($scan);
	$plan = run("EXPLAIN (COSTS OFF) $query");
	like($plan, $_, "$table: planned by $scan: $_") foreach @plan;
	run("CREATE TABLE $table AS $query");
	forbid('');
	return;
}

# The nearest rows of a table to the first so many questions.
sub nearest
{
	my ($table, $key, $questions) = @_;

	return qq{SELECT q.n, f.ds, f.ids FROM questions AS q, LATERAL (
	    SELECT array_agg(d) AS ds, array_agg(id) AS ids FROM (
	      SELECT $key <-> q.t AS d, id FROM $table ORDER BY $key <-> q.t
	      LIMIT q.take) AS rows) AS f
	  WHERE q.n <= $questions};
}

my $asked = 0;

foreach my $table (
	[ 'built', $trip, 'Index Scan using', 16 ],
	[ 'grown', $trip, 'Index Scan using', 80 ],
	[ 'keys', 'keys.t', 'Index Only Scan using', 8 ],
	[ 'groups', 'g', 'Index Scan using', 80 ])
{
	my ($name, $key, $scan, $judged) = @$table;

	answer(
		"${name}_found", 'index', nearest($name, $key, 2_600),
		qr/$scan ${name}_index on $name/, qr/Order By: /);
	answer("${name}_truth", 'scan', nearest($name, $key, $judged),
		qr/Sort Key: /, qr/Seq Scan on $name/);
	none("$name: the nearest are the nearest, to the last bit",
		"SELECT n FROM ${name}_truth AS a LEFT JOIN ${name}_found AS b USING (n)
		WHERE a.ds::text IS DISTINCT FROM b.ds::text");
	is(run("SELECT count(*) FROM ${name}_truth"),
		$judged, "$name: so many were judged");
	none("$name: nearest come in order, each once, with their distances",
		qq{WITH rows AS (
		  SELECT n, id, d, lag(d) OVER (PARTITION BY n ORDER BY i) AS before
		  FROM ${name}_found, unnest(ids, ds) WITH ORDINALITY AS u (id, d, i))
		SELECT n, id, d FROM rows JOIN $name USING (id)
		  JOIN questions AS q USING (n)
		WHERE before > d OR ($key <-> q.t)::text <> d::text
		  OR (q.t <-> $key)::text <> d::text
		UNION ALL SELECT n, id, 0 FROM rows GROUP BY n, id
		  HAVING count(*) > 1
		UNION ALL SELECT n, cardinality(ids), take FROM ${name}_found
		  JOIN questions USING (n)
		  WHERE cardinality(ids) IS DISTINCT FROM
		    least(take, (SELECT count(*) FROM $name))});
	$asked += run("SELECT count(*) FROM ${name}_found");
}
cmp_ok($asked, '>=', 10_000, "$asked questions, none out of order");

# with a condition besides
answer('some_found', 'index',
	'SELECT q.n, array(SELECT t <-> q.t FROM keys AS k WHERE t <@ b.g
	  ORDER BY k.t <-> q.t LIMIT 20) AS ds
	FROM questions AS q JOIN boxes AS b USING (n) WHERE n <= 60',
	qr/Index Cond: .*\n.*Order By: /);
answer('some_truth', 'scan',
	'SELECT q.n, array(SELECT t <-> q.t FROM keys AS k WHERE t <@ b.g
	  ORDER BY k.t <-> q.t LIMIT 20) AS ds
	FROM questions AS q JOIN boxes AS b USING (n) WHERE n <= 60',
	qr/Sort Key: /);
none('the nearest of a group are the nearest',
	'SELECT n FROM some_found AS a FULL JOIN some_truth AS b USING (n)
	WHERE a.ds::text IS DISTINCT FROM b.ds::text');

#
# what a distance is
#

none(
	'distances are metres between both ends and seconds of the day',
	q{SELECT q.n, p.id, d, oracle FROM questions AS q
	JOIN generate_series(1, 12) AS i ON true
	JOIN plain AS p ON p.id = 1 + (hashint8(q.n * 100 + i)
	  & 2147483647) % 100000
	JOIN keys AS k ON k.id = p.id,
	LATERAL (SELECT k.t <-> q.t AS d,
	  metres(p.olon, p.olat, q.olon, q.olat)
	  + metres(p.dlon, p.dlat, q.dlon, q.dlat)
	  + microseconds(p.time, q.time) / 1e6 AS oracle) AS d
	WHERE abs(d - oracle) > 1e-6 * oracle + 1e-7});
none(
	'those of the nearest, too',
	q{SELECT q.n, p.id, d, oracle
	FROM keys_found AS f, LATERAL unnest(f.ids[:15], f.ds[:15]) AS u (id, d),
	  questions AS q, plain AS p,
	LATERAL (SELECT metres(p.olon, p.olat, q.olon, q.olat)
	  + metres(p.dlon, p.dlat, q.dlon, q.dlat)
	  + microseconds(p.time, q.time) / 1e6 AS oracle) AS d
	WHERE q.n = f.n AND p.id = u.id
	  AND abs(d - oracle) > 1e-6 * oracle + 1e-7});
none('and those of equal positions are nothing',
	q{SELECT id FROM keys WHERE t <-> t <> 0 OR trip_similarity(t, t) <> 1});

# To a group: the least of those to places all along its boxes' edges, first
# some, then ever closer around the best.
run(
	q{
	CREATE FUNCTION edge_metres(lon int, lat int, west float8, south float8,
	  east float8, north float8) RETURNS float8
	LANGUAGE plpgsql IMMUTABLE AS $$
	DECLARE
	  best float8 := 0.5;
	  width float8 := 1;
	  least_metres float8;
	BEGIN
	  FOR level IN 1 .. 6 LOOP
	    SELECT f, m INTO best, least_metres
	    FROM (SELECT greatest(0, least(1, best + width * (i / 40.0 - 0.5))) AS f
	        FROM generate_series(0, 40) AS i) AS fractions,
	      LATERAL (SELECT metres(west + (east - west) * f,
	        south + (north - south) * f, lon, lat) AS m) AS m
	    ORDER BY m, f LIMIT 1;
	    width := width / 18;
	  END LOOP;
	  RETURN least_metres;
	END $$;

	CREATE FUNCTION box_metres(lon int, lat int, west int, south int, east int,
	  north int) RETURNS float8
	LANGUAGE SQL IMMUTABLE AS $$
	  SELECT CASE WHEN lon BETWEEN west AND east AND lat BETWEEN south AND north
	    THEN 0 ELSE least(edge_metres(lon, lat, west, south, east, south),
	      edge_metres(lon, lat, west, north, east, north),
	      edge_metres(lon, lat, west, south, west, north),
	      edge_metres(lon, lat, east, south, east, north)) END
	$$;

	CREATE FUNCTION window_microseconds(first int, last int, moment bigint)
	RETURNS bigint LANGUAGE SQL IMMUTABLE AS $$
	  SELECT CASE WHEN seconds(first, last) @> (moment / 1000000)::int THEN 0
	    ELSE least(microseconds(first * 1000000::bigint, moment),
	      microseconds((last + 1) * 1000000::bigint, moment)) END
	$$;
	});
none(
	'the distance to a group is that to the nearest place in it',
	q{SELECT b.n, q.n, d, oracle FROM questions AS q
	JOIN boxes AS b ON b.n = q.n + 17,
	LATERAL (SELECT b.g <-> q.t AS d,
	  box_metres(q.olon, q.olat, ow, os, oe, o_n)
	  + box_metres(q.dlon, q.dlat, dw, ds, de, dn)
	  + window_microseconds(first, last, time) / 1e6 AS oracle) AS d
	WHERE q.n <= 60 AND abs(d - oracle) > 1e-6 * oracle + 0.01});
none(
	'the distance to a group is no more than that to any trip in it',
	q{SELECT b.n, q.n FROM boxes AS b JOIN questions AS q ON q.n = b.n % 50
	  JOIN keys AS k ON k.t <@ b.g
	WHERE b.n <= 400 AND b.g <-> q.t > (k.t <-> q.t) * (1 + 1e-9) + 0.5});

#
# searches
#

# Count what a condition on a table finds, with a checksum, for each box or
# question.
sub search
{
	my ($table, $questions, $condition, $most) = @_;

	return qq{SELECT q.n, f.* FROM $questions AS q, LATERAL (
	    SELECT count(*), coalesce(sum(hashint4(id)), 0) AS sum FROM $table AS k
	    WHERE $condition) AS f
	  WHERE q.n <= $most};
}

my $searches = 0;

# The same by each scan, and by plain SQL (if that is given).
sub compare_searches
{
	my ($table, $name, $questions, $condition, $most, $oracle_table, $oracle) =
	  @_;
	my $query = search($table, $questions, $condition, $most);
	my @answers;

	run(qq{DROP TABLE IF EXISTS by_index, by_scan, by_bitmap, by_oracle});
	answer('by_index', 'index', $query,
		qr/Index (Only )?Scan using ${table}_index.*\n +Index Cond: /);
	answer('by_bitmap', 'bitmap', $query,
		qr/Bitmap Index Scan on ${table}_index\n +Index Cond: /);
	answer('by_scan', 'scan', $query, qr/Seq Scan on $table/);
	@answers = qw(by_index by_bitmap);
	if (defined $oracle)
	{
		run('CREATE TABLE by_oracle AS '
			  . search($oracle_table, $questions, $oracle, $most));
		push @answers, 'by_oracle';
	}
	none("$table: $name: $_",
		"SELECT * FROM by_scan AS a FULL JOIN $_ AS b USING (n)
		WHERE (a.count, a.sum) IS DISTINCT FROM (b.count, b.sum)")
	  foreach @answers;
	cmp_ok(run('SELECT count(*) FROM by_scan WHERE count > 0'),
		'>', $most / 25, "$table: $name: something is found");
	$searches += $most;
	return;
}

# Plain SQL: a trip of "plain" in a group of "boxes".
my $within = q{k.olon BETWEEN q.ow AND q.oe AND k.olat BETWEEN q.os AND q.o_n
	AND k.dlon BETWEEN q.dw AND q.de AND k.dlat BETWEEN q.ds AND q.dn
	AND CASE WHEN q.first <= q.last THEN k.time / 1000000 BETWEEN q.first
	  AND q.last ELSE k.time / 1000000 >= q.first OR k.time / 1000000 <= q.last
	  END};
run(
	q{
	CREATE TABLE plain_grown AS SELECT p.* FROM plain AS p JOIN grown USING (id);
	-- the corners of groups, in plain columns
	CREATE TABLE plain_groups AS
	  SELECT id, ow, os, oe, o_n, dw, ds, de, dn, first, last,
	    seconds(first, last) AS seconds
	  FROM groups, LATERAL (SELECT origin_area(g) AS o, destination_area(g)
	    AS d) AS a, LATERAL (SELECT round(ST_XMin(o) * 1e7)::int AS ow,
	    round(ST_YMin(o) * 1e7)::int AS os, round(ST_XMax(o) * 1e7)::int AS oe,
	    round(ST_YMax(o) * 1e7)::int AS o_n, round(ST_XMin(d) * 1e7)::int AS dw,
	    round(ST_YMin(d) * 1e7)::int AS ds, round(ST_XMax(d) * 1e7)::int AS de,
	    round(ST_YMax(d) * 1e7)::int AS dn,
	    extract(epoch FROM window_start(g))::int AS first,
	    extract(epoch FROM window_end(g))::int AS last) AS c;
	ANALYZE plain_grown, plain_groups;
	});
none('groups give back what they were made of',
	q{SELECT n FROM boxes JOIN plain_groups AS p ON id = n
	WHERE (p.ow, p.os, p.oe, p.o_n, p.dw, p.ds, p.de, p.dn, p.first, p.last)
	<> (boxes.ow, boxes.os, boxes.oe, boxes.o_n, boxes.dw, boxes.ds, boxes.de,
	  boxes.dn, boxes.first, boxes.last)});

foreach my $table (
	[ 'built', $trip, 12, 'plain' ],
	[ 'grown', $trip, 50, 'plain_grown' ],
	[ 'keys', 'k.t', 7, 'plain' ])
{
	my ($name, $key, $most, $plain) = @$table;

	compare_searches($name, 'trips <@ group', 'boxes', "$key <@ q.g", $most,
		$plain, $within);
	compare_searches($name, 'trips && group', 'boxes', "$key && q.g", $most,
		$plain, $within);
	compare_searches($name, 'group @> trips', 'boxes', "q.g @> $key", $most,
		$plain, $within);
	compare_searches($name, 'equal trips', 'questions', "$key = q.t",
		$most, $plain,
		q{(k.olon, k.olat, k.dlon, k.dlat, k.departed_at)
		= (q.olon, q.olat, q.dlon, q.dlat, q.departed)});
}

foreach my $limits ([ 0, 0 ], [ 0.02, 1 ], [ 500, 1800 ], [ 20_000, 43_200 ],
	[ 3_000_000, 600 ], [ 21_000_000, 7_200 ],
	[ 10**rand 7, int rand 43_200 ])
{
	my ($metres, $seconds) = @$limits;
	my $name = sprintf 'similar within %g m and %d s', $metres, $seconds;

	run("SET tripgrid.similar_distance = $metres");
	run("SET tripgrid.similar_window = '$seconds s'");
	foreach my $table ([ 'grown', $trip, 30 ], [ 'keys', 'k.t', 5 ])
	{
		my ($table, $key, $most) = @$table;

		compare_searches($table, $name, 'questions', "$key % q.t", $most);
		compare_searches($table, "$name, commuted", 'questions',
			"q.t % $key", $most)
		  if $metres == 500;
	}
	# all but those so near to the limit that rounding decides
	none("$name is that by plain SQL",
		qq{SELECT k.id, q.n FROM questions AS q, keys AS k
		  JOIN plain_grown AS p USING (id),
		LATERAL (SELECT metres(p.olon, p.olat, q.olon, q.olat) AS o,
		  metres(p.dlon, p.dlat, q.dlon, q.dlat) AS d,
		  microseconds(p.time, q.time) AS t) AS m
		WHERE q.n <= 8 AND abs(o - $metres) > 1e-6 * $metres + 1e-6
		  AND abs(d - $metres) > 1e-6 * $metres + 1e-6
		  AND (k.t % q.t) <> (o <= $metres AND d <= $metres
		    AND m.t <= $seconds * 1000000::bigint)});
}

my $groups_overlap = q{k.ow <= q.oe AND q.ow <= k.oe AND k.os <= q.o_n
	AND q.os <= k.o_n AND k.dw <= q.de AND q.dw <= k.de AND k.ds <= q.dn
	AND q.ds <= k.dn AND k.seconds && seconds(q.first, q.last)};
my $group_within = q{q.ow <= k.ow AND k.oe <= q.oe AND q.os <= k.os
	AND k.o_n <= q.o_n AND q.dw <= k.dw AND k.de <= q.de AND q.ds <= k.ds
	AND k.dn <= q.dn AND k.seconds <@ seconds(q.first, q.last)};
my $group_contains = q{k.ow <= q.ow AND q.oe <= k.oe AND k.os <= q.os
	AND q.o_n <= k.o_n AND k.dw <= q.dw AND q.de <= k.de AND k.ds <= q.ds
	AND q.dn <= k.dn AND k.seconds @> seconds(q.first, q.last)};
my $group_has = q{q.olon BETWEEN k.ow AND k.oe AND q.olat BETWEEN k.os AND k.o_n
	AND q.dlon BETWEEN k.dw AND k.de AND q.dlat BETWEEN k.ds AND k.dn
	AND k.seconds @> (q.time / 1000000)::int};

foreach my $operator (
	[ '&& group', 'boxes', 'k.g && q.g', $groups_overlap ],
	[ 'group &&', 'boxes', 'q.g && k.g', $groups_overlap ],
	[ '<@ group', 'boxes', 'k.g <@ q.g', $group_within ],
	[ '@> group', 'boxes', 'k.g @> q.g', $group_contains ],
	[ 'group <@', 'boxes', 'q.g <@ k.g', $group_contains ],
	[
		'= group', 'boxes', 'k.g = q.g',
		q{(k.ow, k.os, k.oe, k.o_n, k.dw, k.ds, k.de, k.dn, k.first, k.last)
		= (q.ow, q.os, q.oe, q.o_n, q.dw, q.ds, q.de, q.dn, q.first, q.last)}
	],
	[ '&& trip', 'questions', 'k.g && q.t', $group_has ],
	[ '@> trip', 'questions', 'k.g @> q.t', $group_has ],
	[ 'trip <@', 'questions', 'q.t <@ k.g', $group_has ])
{
	my ($name, $questions, $condition, $oracle) = @$operator;

	compare_searches('groups', $name, $questions, $condition, 40,
		'plain_groups', $oracle);
}
note "$searches searches";

$session->quit;
$node->stop;
done_testing();

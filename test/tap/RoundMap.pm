# The map of a round: where its trips are, and areas to ask about.  Seed with
# srand before.

package RoundMap;

use strict;
use warnings;

use Exporter 'import';
use RandomShapes;
use RoundStatements;

our @EXPORT = qw(new_map write_map);

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

1;

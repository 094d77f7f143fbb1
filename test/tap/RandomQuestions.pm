# Questions about a store: areas by chance, names, which end; and the SQL that
# says which trips they mean.  Seed with srand before.

package RandomQuestions;

use strict;
use warnings;

use Exporter 'import';
use RandomShapes;
use RandomTrips;

our @EXPORT = qw(questions_table new_map question);

my @areas;

# Make what the others need; once in a database.
sub questions_table
{
	my ($play) = @_;

	$play->run(
		q{
	CREATE SCHEMA test;
	CREATE TABLE test.areas (n int, kind text, area geometry);
	CREATE FUNCTION test.place(p point) RETURNS lonlat
	LANGUAGE SQL IMMUTABLE AS $$
	  SELECT tripgrid.lonlat(least(greatest(p[0], -180), 180),
	    least(greatest(p[1], -90), 90))
	$$;
	} . is_valid());
	return;
}

# Make areas of a scale in degrees around places; give a world that has trips
# there.
#
# Corners of polygons are places of trips; they are rounded to 1e-7 degrees,
# or whole in it as multiples of a binary fraction, so ST_Covers is a judge.
sub new_map
{
	my ($play, $scale, $centres, %options) = @_;
	my $map = {
		scale => $scale,
		grid => $scale < 0.1 ? 1 / 128 : 1 / 64,
		centres => $centres
	};
	my $n = 0;
	my $values = join ', ', map { '(' . ++$n . ", $_)" } (
		map { "'box', " . box($map) } 1 .. 8),
	  (
		map { "'polygon', ST_GeomFromText('" . polygon($map) . "', 4326)" }
		  1 .. 8);
	my $corners;

	$play->run('TRUNCATE test.areas');
	$play->run(
		"INSERT INTO test.areas SELECT * FROM (VALUES $values)
		  AS a (n, kind, area) WHERE kind = 'box' OR test.is_valid(area)");
	@areas = map { [ split /\|/ ] }
	  split /\n/, $play->run('SELECT n, kind FROM test.areas ORDER BY n');
	$corners = $play->run(
		q{SELECT lon, lat FROM test.areas, ST_DumpPoints(area) AS d,
		LATERAL (SELECT round(ST_X(geom)::numeric * 10000000)::bigint AS lon,
		  round(ST_Y(geom)::numeric * 10000000)::bigint AS lat) AS p
		WHERE abs(lon) <= 1800000000 AND abs(lat) <= 900000000
		ORDER BY n, d.path LIMIT 200});
	return new_world(
		spots => [ map { [ map { int $_ * 1e7 } @$_ ] } @$centres ],
		places => [ map { [ split /\|/ ] } split /\n/, $corners ],
		%options);
}

# SQL: whether one end of a trip lies in the area.
sub inside
{
	my ($end, $n, $kind) = @_;
	my $area = "(SELECT area FROM test.areas WHERE n = $n)";

	return "ST_Covers($area, $end\::geometry)" if $kind eq 'polygon';
	return "lon($end) BETWEEN ST_XMin($area) AND ST_XMax($area)
		AND lat($end) BETWEEN ST_YMin($area) AND ST_YMax($area)";
}

# Arguments that say which trips, and the condition that says the same of
# trips.  Both are empty if a name in it has no trips, which is an error.
sub question
{
	my ($play, $everywhere_chance) = @_;
	my ($n, $kind) = @{ pick(@areas) };
	my $everywhere = chance($everywhere_chance);
	my $match = pick(qw(origin destination both either));
	my ($origin, $destination) =
	  $everywhere
	  ? ('true', 'true')
	  : map { '(' . inside($_, $n, $kind) . ')' } qw(origin destination);
	my %conditions = (
		origin => $origin,
		destination => $destination,
		both => "($origin AND $destination)",
		either => "($origin OR $destination)");
	my %arguments = (store => "'$play->{store}'");
	my @where = $conditions{$match};

	$arguments{area} = "(SELECT area FROM test.areas WHERE n = $n)"
	  unless $everywhere;
	$arguments{match} = "'$match'" unless $match eq 'origin' && chance(0.5);
	foreach my $column (qw(region datasource))
	{
		next unless chance(0.3);
		$arguments{$column} = "'" . pick(@{ $play->{names} }) . "'";
		push @where, "$column = $arguments{$column}";
		return
		  if $play->run("SELECT EXISTS (SELECT FROM $play->{store}.trips
			WHERE $where[-1])") eq 'f';
	}
	return (\%arguments, join ' AND ', @where);
}

1;

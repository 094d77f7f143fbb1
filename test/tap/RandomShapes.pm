# Chance, and shapes made by it: boxes, polygons and multipolygons around the
# places of a map.  Seed with srand before.

package RandomShapes;

use strict;
use warnings;

use Exporter 'import';
use List::Util qw(max min);

our @EXPORT = qw(chance pick between magnitude number centre polygon box
  wide_box is_valid);

my $pi = 4 * atan2(1, 1);

#
# chance
#

sub chance { return rand() < $_[0] }
sub pick { return $_[ int rand @_ ] }

sub between
{
	my ($from, $to) = @_;

	return $from + int rand($to - $from + 1);
}

# A size of any order of magnitude, at most that.
sub magnitude
{
	my ($most) = @_;

	return int exp(rand() * log($most)) || 1;
}

sub number { return sprintf '%.17g', $_[0] }

#
# shapes
#

# SQL: make the function test.is_valid.  GEOS 3.10 fails on a few shapes.
sub is_valid
{
	return q{
	CREATE FUNCTION test.is_valid(area geometry) RETURNS bool
	LANGUAGE plpgsql IMMUTABLE AS $$
	BEGIN
	  RETURN ST_IsValid(area);
	EXCEPTION WHEN internal_error THEN
	  RETURN false;
	END $$;
	};
}

sub ring
{
	my ($x, $y, $radius, $grid, $spokes, $factor) = @_;
	my @corners;

	foreach my $spoke (@$spokes)
	{
		my ($angle, $length) = @$spoke;
		my @corner = (
			$x + $radius * $factor * $length * cos $angle,
			$y + $radius * $factor * $length * sin $angle);
		@corner = map { $grid * int($_ / $grid) } @corner if $grid;
		push @corners, join ' ', map { number($_) } @corner;
	}
	return '(' . join(', ', @corners, $corners[0]) . ')';
}

# A polygon like a star, half of them with a hole.
sub star
{
	my ($x, $y, $radius, $grid) = @_;
	my @angles = sort { $a <=> $b } map { rand 2 * $pi } 1 .. between(3, 12);
	my @spokes = map { [ $_, 0.4 + rand 0.6 ] } @angles;
	my @rings = ring($x, $y, $radius, $grid, \@spokes, 1);

	push @rings, ring($x, $y, $radius, $grid, \@spokes, 0.3 + rand 0.4)
	  if chance(0.5);
	return '(' . join(', ', @rings) . ')';
}

sub centre
{
	my $x = chance(0.15) ? pick(-180, 180) : -180 + rand 360;
	my $y =
	  chance(0.15)
	  ? pick(90, -90, 85.0511288, -85.0511288)
	  : -85 + rand 170;

	return [ map { sprintf '%.7f', $_ } $x, $y ];
}

# WKT of a polygon or multipolygon, most with corners on a grid of binary
# fractions (see write_map).
sub polygon
{
	my ($map) = @_;
	my ($x, $y) = @{ pick(@{ $map->{centres} }) };
	my $grid = chance(0.7) ? $map->{grid} : 0;
	my $last = pick(0, 0, 1, 2);
	my $radius = $map->{scale} * (0.1 + rand 1);

	# all of it on the globe
	$radius = min($radius, 90, 180 / (1 + 1.25 * $last));
	$x = max($x, $radius - 180);
	$x = min($x, 180 - $radius * (1 + 2.5 * $last));
	$y = min(max($y, $radius - 90), 90 - $radius);
	my @parts =
	  map { star($x + 2.5 * $radius * $_, $y, $radius, $grid) } 0 .. $last;

	return @parts == 1
	  ? "POLYGON $parts[0]"
	  : 'MULTIPOLYGON (' . join(', ', @parts) . ')';
}

# SQL of a box: random, on the grid, of a cell, a line, a point, the world.
sub box
{
	my ($map) = @_;
	my ($x, $y) = @{ pick(@{ $map->{centres} }) };
	my $kind = pick(qw(random random decimal grid cell cell thin world edge));
	my $scale = $map->{scale};
	my ($west, $east) = sort { $a <=> $b }
	  map { $x + $scale * (rand(2) - 1) } 1 .. 2;
	my ($south, $north) = sort { $a <=> $b }
	  map { $y + $scale * (rand(2) - 1) } 1 .. 2;
	my @box = ($west, $south, $east, $north);

	if ($kind eq 'cell')
	{
		my $zoom = between(1, 22);
		return
		    "tripgrid.quadbin_area(tripgrid.quadbin(test.place(point("
		  . number($west) . ', ' . number($south)
		  . ")), $zoom))";
	}
	@box = map { sprintf '%.7f', $_ } @box if $kind eq 'decimal';
	@box = map { $map->{grid} * int($_ / $map->{grid}) } @box
	  if $kind eq 'grid';
	@box[ 2, 3 ] = ($box[0], pick(@box[ 1, 3 ])) if $kind eq 'thin';
	@box = (-180, -90, 180, 90) if $kind eq 'world';
	$box[ pick(0, 2) ] = pick(-180, 180) if $kind eq 'edge';
	$box[ pick(1, 3) ] = pick(-90, 90, -85.0511288, 85.0511288)
	  if $kind eq 'edge';
	@box[ 0, 2 ] = map { min(max($_, -180), 180) } @box[ 0, 2 ];
	@box[ 1, 3 ] = map { min(max($_, -90), 90) } @box[ 1, 3 ];
	@box[ 0, 2 ] = sort { $a <=> $b } @box[ 0, 2 ];
	@box[ 1, 3 ] = sort { $a <=> $b } @box[ 1, 3 ];
	return sprintf 'ST_MakeEnvelope(%s, 4326)', join ', ',
	  map { number($_) } @box;
}

# SQL of a box around a place in which many of its trips lie, but not all.
sub wide_box
{
	my ($map) = @_;
	my ($x, $y) = @{ pick(@{ $map->{centres} }) };
	my ($west, $south, $east, $north) =
	  map { $map->{spread} * (0.2 + rand 1.5) } 1 .. 4;

	return sprintf 'ST_MakeEnvelope(%s, 4326)', join ', ',
	  map { number($_) } max($x - $west, -180), max($y - $south, -90),
	  min($x + $east, 180), min($y + $north, 90);
}

1;

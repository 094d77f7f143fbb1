# Trips made by chance, most of them where it hurts: hot spots, duplicates,
# the same places at other times, neighbours by one unit, midnight, the
# antimeridian, poles, antipodes.  Seed with srand before.
#
# A trip is a list: longitude and latitude of the origin, the same of the
# destination, in whole 1e-7 degrees; a date; microseconds since midnight.

package RandomTrips;

use strict;
use warnings;

use Exporter 'import';
use RandomShapes;

our @EXPORT = qw(new_world random_trip random_box random_window trip_text
  group_text copy_rows departure_text);

my $half_turn = 1_800_000_000;
my $pole = 900_000_000;
my $day = 86_400_000_000;

# Where trips are.  Options: spots, the hot spots or their number; spread, their
# size in degrees; places, where a fifth of the ends are; calm, the share of
# trips that are not adversarial; times, microseconds since midnight around
# which half of the trips depart.
sub new_world
{
	my (%options) = @_;
	my $spots = $options{spots} // 6;

	return {
		spread => 0.02,
		calm => 0.5,
		places => [],
		times => [],
		dates => [qw(2024-03-04 2024-03-05 1999-12-31 0001-01-01 9999-12-31)],
		%options,
		spots => ref $spots ? $spots : [ map { [ anywhere() ] } 1 .. $spots ],
		trips => []
	};
}

sub clamp
{
	my ($lon, $lat) = map { int } @_;

	$lon = $lon < -$half_turn ? -$half_turn : $lon > $half_turn ? $half_turn : $lon;
	$lat = $lat < -$pole ? -$pole : $lat > $pole ? $pole : $lat;
	return ($lon, $lat);
}

sub anywhere
{
	return clamp((rand(2) - 1) * $half_turn, (rand(2) - 1) * $pole);
}

# Near a hot spot, most often near its middle.
sub at_spot
{
	my ($world) = @_;
	my ($lon, $lat) = @{ pick(@{ $world->{spots} }) };
	my ($x, $y) = map { (rand() + rand() + rand() - 1.5) * $world->{spread} * 1e7 } 1 .. 2;

	return clamp($lon + $x, $lat + $y);
}

sub at_the_end
{
	my ($lon, $lat) = anywhere();
	my $unit = between(0, 1);

	return pick(
		sub { (pick(-1, 1) * ($half_turn - $unit), $lat) },
		sub { (pick(-1, 1) * ($half_turn - int rand 1e5), int rand 1e5) },
		sub { ($lon, pick(-1, 1) * ($pole - $unit)) },
		sub { (pick(-$half_turn, 0, $half_turn), pick(-1, 1) * $pole) },
		sub { ($lon, pick(-1, 1) * (850_511_287 + $unit)) },
		sub { (pick(-1, 0, 1), pick(-1, 0, 1)) })->();
}

sub antipode
{
	my ($lon, $lat) = @_;

	return ($lon > 0 ? $lon - $half_turn : $lon + $half_turn, -$lat);
}

sub place
{
	my ($world) = @_;

	return @{ pick(@{ $world->{places} }) }
	  if @{ $world->{places} } && chance(0.2);
	return at_spot($world) if chance($world->{calm} + 0.2);
	return at_the_end() if chance(0.6);
	return anywhere();
}

sub time_of_day
{
	my ($world) = @_;

	return (pick(@{ $world->{times} }) + int rand 7_200_000_000) % $day
	  if @{ $world->{times} } && chance(0.5);
	return pick(0, $day - 1, $day - 1_000_000, 1_000_000, 1) if chance(0.1);
	return 1_000_000 * int rand 86_400 if chance(0.5);
	return int rand $day;
}

sub date_of
{
	my ($world) = @_;

	return $world->{dates}[0] if chance(0.6);
	return pick(@{ $world->{dates} });
}

# A trip, often made of one of the earlier.
sub random_trip
{
	my ($world) = @_;
	my @trip =
	  (place($world), place($world), date_of($world), time_of_day($world));

	if (@{ $world->{trips} } && !chance($world->{calm}))
	{
		my @other = @{ pick(@{ $world->{trips} }) };

		@trip = pick(
			sub { @other },
			sub { (@other[ 0 .. 3 ], date_of($world), time_of_day($world)) },
			sub { (@other[ 2, 3, 0, 1, 4, 5 ]) },
			sub { (@other[ 0, 1 ], @trip[ 2 .. 5 ]) },
			sub { (antipode(@other[ 0, 1 ]), @other[ 2 .. 5 ]) },
			sub { (@other[ 0, 1 ], antipode(@other[ 2, 3 ]), @other[ 4, 5 ]) },
			sub { ((map { clamp(@other[ $_, $_ + 1 ]) } 0, 0), @other[ 4, 5 ]) },
			sub {
				my $i = between(0, 3);
				$other[$i] += pick(-1, 1);
				@other[ 0 .. 3 ] = (clamp(@other[ 0, 1 ]), clamp(@other[ 2, 3 ]));
				@other;
			},
			sub {
				(@other[ 0 .. 4 ],
					($other[5] + pick(-1, 1, -1_000_000, 1_000_000)) % $day);
			})->();
	}
	# so many are remembered
	if (@{ $world->{trips} } < 5_000)
	{
		push @{ $world->{trips} }, [@trip];
	}
	else
	{
		$world->{trips}[ int rand 5_000 ] = [@trip];
	}
	return @trip;
}

# Corners of a box, west, south, east, north: around places, thin, the world.
sub random_box
{
	my ($world) = @_;
	my ($x, $y) = @{ pick(@{ $world->{trips} }) }[ chance(0.5) ? (0, 1) : (2, 3) ];
	my $size = 10**rand 9.5;
	my ($west, $south) = clamp($x - rand $size, $y - rand $size);
	my ($east, $north) = clamp($x + rand $size, $y + rand $size);

	return (-$half_turn, -$pole, $half_turn, $pole) if chance(0.1);
	return ($x, $y, $x, $y) if chance(0.1);
	return ($x, $south, $x, $north) if chance(0.1);
	$west = $x if chance(0.1);
	$east = $x if chance(0.1);
	return ($west, $south, $east, $north);
}

# First and last second of a window, which may wrap midnight.
sub random_window
{
	my $from = chance(0.2) ? pick(0, 86_399, 43_200) : int rand 86_400;
	my $length = chance(0.2) ? pick(0, 86_399) : int 10**rand 4.93;

	return ($from, ($from + $length) % 86_400);
}

#
# text
#

sub degrees
{
	my ($units) = @_;

	return sprintf '%s%d.%07d', $units < 0 ? '-' : '', int(abs($units) / 1e7),
	  abs($units) % 10_000_000;
}

sub clock
{
	my ($second) = @_;

	return sprintf '%02d:%02d:%02d', $second / 3600, $second / 60 % 60,
	  $second % 60;
}

sub departure_text
{
	my ($date, $time) = @_;

	return sprintf '%s %s.%06d', $date, clock(int($time / 1_000_000)),
	  $time % 1_000_000;
}

sub trip_text
{
	my @trip = @_;

	return sprintf 'POINT(%s %s) POINT(%s %s) %s',
	  (map { degrees($_) } @trip[ 0 .. 3 ]), departure_text(@trip[ 4, 5 ]);
}

sub group_text
{
	my @group = @_;

	return sprintf 'BOX(%s %s,%s %s) BOX(%s %s,%s %s) %s-%s',
	  (map { degrees($_) } @group[ 0 .. 7 ]), map { clock($_) } @group[ 8, 9 ];
}

# Copy rows, given one by one by a function until it gives none, to a table,
# by a function that runs SQL.
sub copy_rows
{
	my ($run, $table, $folder, $row) = @_;
	my $file = "$folder/rows.tsv";

	open my $out, '>', $file or die "$file: $!";
	while (my @row = $row->())
	{
		print $out join("\t", map { $_ // '\N' } @row), "\n";
	}
	close $out or die "$file: $!";
	$run->("COPY $table FROM '$file'");
	unlink $file;
	return;
}

1;

# Departures written in forms made at random: what is detected as complete
# loads, each trip at its time; what is not is refused.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use POSIX qw(strftime);
use PostgreSQL::Test::Utils;
use Test::More;
use Time::Local qw(timegm);
use TripgridTest qw(:DEFAULT answer load_file new_store);

my $node = start_cluster('date_forms');
my $seed = $ENV{TRIPGRID_SEED} // time;
my $rounds = $ENV{TRIPGRID_ROUNDS} // 150;
my $folder = PostgreSQL::Test::Utils::tempdir;
my ($loaded, $refused) = (0, 0);

srand $seed;
note "seed: $seed";
create_database($node, 'trips');

sub pick { return $_[ int rand @_ ] }

my @months = qw(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec);
my @whole_months = qw(January February March April May June July August
  September October November December);
my @days = qw(Sun Mon Tue Wed Thu Fri Sat);
my @whole_days = qw(Sunday Monday Tuesday Wednesday Thursday Friday Saturday);

# A form: how it writes a second of Vienna's summer, as of its wall clock.
sub make_form
{
	my $date = pick(
		'%Y-%m-%d', '%Y/%m/%d', '%d.%m.%Y', '%e %b %Y', '%d-%b-%Y', '%b %e, %Y',
		'%B %e, %Y', '%Y %b %d', '%Y%m%d', '%d %B %Y', 'EPOCH');
	my $weekday = rand() < 0.2 ? pick('%a, ', '%a ', '%A, ', '%A ') : '';
	my $link = pick(' ', ' ', 'T', ', ');
	my $time = pick('%H:%M:%S', '%H:%M:%S', '%H.%M.%S', '%I:%M:%S %p', '%H%M%S');
	my $fraction = rand() < 0.2 ? pick('.000', ',000', '.000000') : '';
	my $zone = rand() < 0.5
	  ? pick(' CEST', ' MESZ', '+02:00', ' +0200', '+02', 'Z', ' UTC', ' GMT',
		' +0200 CEST', ' +0000 UTC', '[Europe/Vienna]', ' Europe/Vienna',
		'+02:00[Europe/Vienna]', ' GMT+0200 (CEST)', ' UTC+2', ' CET-1', ' noon', ' CSTX')
	  : '';
	my $utc = $zone =~ /^(?:Z| UTC| GMT| \+0000 UTC)$/;

	return {
		name => "$weekday$date$link$time$fraction$zone",
		utc => $utc,
		# no one can tell what these mean
		senseless => scalar($date ne 'EPOCH' && $zone =~ /CET-1|noon|CSTX/),
		write => sub {
			my @t = gmtime($_[0] - ($utc ? 7200 : 0));
			my $text;

			if ($date eq 'EPOCH')
			{
				my $epoch = $_[0] - 7200;

				return $fraction eq ''      ? $epoch
				  : $fraction eq '.000'     ? "${epoch}000"
				  : $fraction eq ',000'     ? "${epoch}000000"
				  :                           "${epoch}000000000";
			}
			$text = "$weekday$date$link$time";
			$text =~ s/%a/$days[$t[6]]/g;
			$text =~ s/%A/$whole_days[$t[6]]/g;
			$text =~ s/%b/$months[$t[4]]/g;
			$text =~ s/%B/$whole_months[$t[4]]/g;
			$text = strftime($text, @t);
			$text =~ s/(?<=[:.]\d\d)(?= [AP]M|$)/$fraction/ if $fraction ne '' && $time ne '%H.%M.%S';
			return $text . $zone;
		}
	};
}

for my $round (1 .. $rounds)
{
	my $form = make_form();
	my $path = "$folder/dates.tsv";
	my $first = timegm(0, 0, 0, 1 + int rand 27, 5, 2021);
	my $lines = "start_time\tstart_lon\tstart_lat\tend_lon\tend_lat\n";
	my (@expected, $said, $found);

	for (1 .. 25)
	{
		my $at = $first + int rand 86400;

		$lines .= $form->{write}->($at) . "\t16.3725\t48.2084\t16.4133\t48.2167\n";
		push @expected, strftime('%Y-%m-%d %H:%M:%S', gmtime $at);
	}
	new_store();
	$said = load_file(write_bytes($path, $lines));
	$found = answer(
		'SELECT departed_at FROM mobility.trips ORDER BY trip_id');
	if ($found eq '')
	{
		$refused++;
		like($said, qr/are in no known form/, "$form->{name} is refused")
		  or diag $said;
		ok($form->{senseless}, "$form->{name} is one that should be")
		  or diag $said;
		next;
	}
	$loaded++;
	is($found, join("\n", @expected), "$form->{name} loads at its time")
	  or diag($form->{write}->($first) . "\n$said");
	ok(!$form->{senseless},
		"$form->{name} has a meaning");
}
cmp_ok($loaded, '>', $rounds / 2, "$loaded of $rounds forms load");
note "$refused are refused";

done_testing();

# Files made at random, of which the truth is known: none is loaded wrong
# without a warning, and most of those that can be read in one way only load.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use IPC::Run;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $program = "$FindBin::Bin/../detect_fuzz/detect_fuzz";
my $count = $ENV{TRIPGRID_ROUNDS} // 150;

plan skip_all => 'no python3 with zones of its own or of the system'
  if !IPC::Run::run(
	[ 'python3', '-c', 'import zoneinfo; zoneinfo.ZoneInfo("Europe/Vienna")' ],
	'>', \my $o, '2>', \my $e);

my $node = start_cluster('detect_fuzz');
create_database($node, 'trips');

# the same files each time, and others
for my $seed (1, $ENV{TRIPGRID_SEED} // time)
{
	local %ENV = (
		%ENV,
		PGHOST => $node->host,
		PGPORT => $node->port,
		PGDATABASE => 'trips',
		PYTHONDONTWRITEBYTECODE => '1');
	my ($out, $err);
	my $done = IPC::Run::run(
		[
			$program, '--count', int($count / 2),
			'--seed', $seed,
			'--show', 'WRONG,refused!'
		],
		'>',  \$out, '2>', \$err);

	ok($done, "no file of seed $seed is loaded wrong in silence");
	is($err, '', 'nothing else goes wrong');
	my ($loaded, $one_way) =
	  $out =~ /(\d+) of (\d+) that can be read in one way only loaded$/m;
	cmp_ok($loaded, '>=', 0.85 * $one_way,
		"$loaded of $one_way load that can be read in one way only");
	diag $out if !$done || $loaded < 0.85 * $one_way;
}

done_testing();

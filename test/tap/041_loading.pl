# The walk through loading in docs/loading.md: its statements run in their
# order and print what it shows.

use strict;
use warnings;

use File::Copy;
use FindBin;
use lib $FindBin::Bin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $root = "$FindBin::Bin/../..";
my $page = slurp_file("$root/docs/loading.md");
my @blocks = $page =~ /^```(sql|text)\n(.*?)^```$/msg;

# The server's folder is one that the test may write to.
my $folder = PostgreSQL::Test::Utils::tempdir();
copy("$root/examples/rentals.csv", "$folder/rentals.csv") or die $!;

my $script = '';
my @expected;
my @shown;
while (my ($kind, $text) = splice @blocks, 0, 2)
{
	if ($kind eq 'sql')
	{
		$text =~ s{/srv/trips}{$folder}g;
		$script .= "\\qecho ==\n$text\n";
		push @expected, undef;
		push @shown,    $text;
	}
	else
	{
		$expected[-1] = $text;
	}
}
cmp_ok(scalar @expected, '>=', 8, 'the page has statements');

my $node = start_cluster('loading');
create_database($node, 'trips');
$node->safe_psql('trips', q{SELECT tripgrid.create_store('mobility')});

chdir $root or die $!;
my ($stdout, $stderr);
my $ran = IPC::Run::run(
	[ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('trips') ],
	'<', \$script, '>', \$stdout, '2>', \$stderr);
ok($ran, 'every statement runs') or diag $stderr;
my (undef, @answers) = split /^==\n/m, $stdout, -1;
is(scalar @answers, scalar @expected, 'every statement was answered');
foreach my $n (0 .. $#expected)
{
	next if !defined $expected[$n];
	my $answer = $answers[$n] // '';

	# what functions without a result print
	$answer =~ s/^ (?:change_feed|create_feed) *\n-+\n *\n\(1 row\)\n\n//mg;
	s/[ ]+$//mg, s/\n+\z/\n/ for $answer;
	is($answer, $expected[$n], 'answer to ' . (split /\n/, $shown[$n])[0]);
}

# What the page says besides: the same file, without a feed made by hand, and
# without its header through one.
my ($call) = $page =~ m{`(CALL tripgrid\.load_file\('/srv/trips/[^`]*)`};
$call =~ s{/srv/trips}{$folder};
$node->safe_psql('trips',
	"SELECT tripgrid.create_store('other'); SET tripgrid.store = 'other'; "
	  . $call);
is( $node->safe_psql(
		'trips', q{SELECT rows_read, rows_loaded FROM other.loads}),
	'241|238',
	'loaded without a feed made by hand');
my $rows = slurp_file("$folder/rentals.csv");
$rows =~ s/^.*\n//;
$rows =~ tr/;/|/;
append_to_file("$folder/rows.csv", $rows);
$node->safe_psql('trips',
	"SET tripgrid.store = 'other';"
	  . " CALL tripgrid.load_file('$folder/rows.csv', 'rentals')");
is( $node->safe_psql(
		'trips',
		q{SELECT rows_read, rows_loaded FROM other.loads WHERE load_id = 2}),
	'241|238',
	'loaded without a header, by another delimiter');

$node->stop;
done_testing();

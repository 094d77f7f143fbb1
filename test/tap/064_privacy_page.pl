# The statements of docs/privacy.md run in their order and print what it shows.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $page = slurp_file("$FindBin::Bin/../../docs/privacy.md");
my @blocks = $page =~ /^```(sql|text)\n(.*?)^```$/msg;
my $script = "SET search_path = public, tripgrid;\n";
my (@expected, @shown);

while (my ($kind, $text) = splice @blocks, 0, 2)
{
	if ($kind eq 'sql')
	{
		$script .= "\\qecho ==\n$text\n";
		push @expected, undef;
		push @shown,    $text;
	}
	else
	{
		$expected[-1] = $text;
	}
}
cmp_ok(scalar @expected, '>=', 3, 'the page has statements');

my $node = start_cluster('privacy');
create_database($node, 'trips');
$node->safe_psql('trips', q{SELECT tripgrid.create_store('mobility')});

my ($stdout, $stderr);
my $ran = IPC::Run::run(
	[ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('trips') ],
	'<', \$script, '>', \$stdout, '2>', \$stderr);
ok($ran, 'every statement runs') or diag $stderr;
my (undef, @answers) = split /^==\n/m, $stdout, -1;
foreach my $n (0 .. $#expected)
{
	next if !defined $expected[$n];
	my $answer = $answers[$n] // '';

	s/^ create_feed *\n-+\n *\n\(1 row\)\n\n//m, s/[ ]+$//mg, s/\n+\z/\n/
	  for $answer;
	(my $wanted = $expected[$n]) =~ s/[ ]+$//mg;
	is($answer, $wanted, 'answer to ' . (split /\n/, $shown[$n])[0]);
}
$node->stop;
done_testing();

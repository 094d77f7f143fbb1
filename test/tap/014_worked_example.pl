# The README's worked example, on the file it names: its statements run in
# their order and give the answers that it shows.

use strict;
use warnings;

use File::Basename;
use File::Copy;
use File::Spec;
use FindBin;
use lib $FindBin::Bin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $file = data_file('trips/citibike_jc_202104.csv');
plan skip_all => 'no public files of trips: TRIPGRID_DATA is not set to a '
  . 'folder that has trips/citibike_jc_202104.csv'
  if !defined $file;

my $readme =
  slurp_file(File::Spec->rel2abs(dirname(__FILE__) . '/../../README.md'));
my ($example) = $readme =~ /^## A worked example\n(.*?)^## /ms;
my @parts = $example =~ /^```(?:postgresql|text)\n(.*?)^```$/msg;
my $load = shift @parts;
cmp_ok(scalar @parts, '>=', 8, 'the example has questions and answers');

my $folder = PostgreSQL::Test::Utils::tempdir();
copy($file, "$folder/JC-202104-citibike-tripdata.csv") or die $!;
my $node = start_cluster('example');
create_database($node, 'example');

chmod 0755, $folder or die $!;
is($load =~ s,/srv/trips/,$folder/,g, 1, 'the example loads a file');
my ($stdout, $stderr);
my $script = $load;
my @expected;
while (my ($question, $answer) = splice @parts, 0, 2)
{
	$script .= "\n\\qecho ==\n$question";
	push @expected, $answer;
}
IPC::Run::run(
	[ 'psql', '-X', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('example') ],
	'<', \$script, '>', \$stdout, '2>', \$stderr);
my (undef, @answers) = split /^==\n/m, $stdout;
s/[ ]+$//mg, s/\n+\z/\n/ for @answers;
is(scalar @answers, scalar @expected, 'every question was answered');
is($answers[$_], $expected[$_], 'answer ' . ($_ + 1)) for 0 .. $#expected;

$node->stop;
done_testing();

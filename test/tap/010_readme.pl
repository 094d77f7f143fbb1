# Every SQL statement of the README runs, in its order, and the examples give
# the same answers by functions and by plain SQL.

use strict;
use warnings;

use File::Basename;
use File::Spec;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $root = File::Spec->rel2abs(dirname(__FILE__) . '/../..');
my $node = PostgreSQL::Test::Cluster->new('readme');
$node->init(extra => [ '--locale=C.UTF-8', '--encoding=UTF8' ]);
$node->start;

# Run a script from the folder that the README's paths start from.
sub run_script
{
	my ($script) = @_;
	my ($stdout, $stderr);
	chdir $root or die $!;
	my $status = IPC::Run::run(
		[
			'psql', '-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d',
			$node->connstr('postgres')
		],
		'<', \$script, '>', \$stdout, '2>', \$stderr);
	return ($status, $stdout, $stderr);
}

my $readme = slurp_file("$root/README.md");
my @blocks = $readme =~ /^```sql\n(.*?)^```$/msg;
cmp_ok(scalar @blocks, '>', 20, 'the README has SQL');

# All in one session, as a reader would type them: settings carry over.
my ($status, $stdout, $stderr) = run_script(join("\n", @blocks));
ok($status, 'every SQL statement of the README runs');
is($stderr =~ /ERROR/ ? $stderr : '', '', 'none of them fails');

# The examples ask each question twice; answers come between blank rows.
my $examples = slurp_file("$root/examples/questions.sql");
$node->safe_psql('postgres', q{DROP TABLE IF EXISTS answers});
my @questions = split /^-- \d\./m, $examples;
shift @questions;
is(scalar @questions, 4, 'the examples have four questions');
for my $number (1 .. 3)
{
	my $question = $questions[ $number - 1 ];
	$question =~ s/^.*?\n\n//s;
	my ($by_function, $by_sql) = map { s/\s*\z//r } split /;\s*\n/, $question;
	my ($ran1, $first) = run_script("$by_function;");
	my ($ran2, $second) = run_script("$by_sql;");
	ok($ran1 && $ran2 && $first ne '', "question $number has answers");
	is(
		join("\n", sort split /\n/, $first),
		join("\n", sort split /\n/, $second),
		"question $number: function and plain SQL agree");
}

$node->stop;
done_testing();

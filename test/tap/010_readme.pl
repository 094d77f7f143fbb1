# The README, every page of docs/ and of the examples (or those that TRIPGRID_PAGE
# matches): their blocks run in their order, as they are printed, and print what
# they show.  The questions give the same answers by functions and by plain SQL.

use strict;
use warnings;

use File::Copy;
use File::Spec;
use FindBin;
use lib $FindBin::Bin;
use DocPage;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $root = File::Spec->rel2abs("$FindBin::Bin/../..");
my $cron = `pg_config --sharedir`;
chomp $cron;
my $rides = data_file('trips/citibike_jc_202104.csv');

# What a page may need; undef where it is not here, else how to provide it.
my %things = (
	'pg_cron' => -f "$cron/extension/pg_cron.control" ? sub { } : undef,
	'the public file JC-202104-citibike-tripdata.csv' => $rides && sub
	{
		copy($rides, "$_[0]/JC-202104-citibike-tripdata.csv") or die $!;
	});

my @readme = page_blocks("$root/README.md");
my %start;
push @{ $start{ $_->{heading} // '' } },
  $_
  foreach grep { $_->{kind} eq 'sql' } @readme;
my @installed = @{ $start{'Installation'} };
my @started = (@installed, @{ $start{'Getting started'} });
cmp_ok(scalar @started, '>=', 4, 'the README says how to start');

# Run a page after what it says that it goes on from.
my @left;

sub test_page
{
	my ($page) = @_;
	my $name = $page =~ s/\.md$//r =~ tr{/}{_}r;
	my $text = slurp_file("$root/$page");
	my @blocks = page_blocks("$root/$page");
	my (@run, @settings, @before, %provided);
	my $folder = PostgreSQL::Test::Utils::tempdir();

	chmod 0755, $folder or die $!;
	foreach my $block (@blocks)
	{
		my $needs = $block->{needs};
		my $why = $block->{not_run};

		die "$page: needs \"$needs\", which this test does not know\n"
		  if defined $needs && !exists $things{$needs};
		if (!defined $why && defined $needs)
		{
			my $provide = $things{$needs};

			if   (!$provide) { $why = "no $needs here" }
			elsif (!$provided{$needs}++) { $provide->($folder) }
		}
		if (defined $why)
		{
			push @left, "$page, line $block->{line}: $why";
			check_shell($page, $block) if $block->{kind} eq 'sh';
		}
		elsif ($block->{kind} eq 'ini') { push @settings, $block->{text} }
		else                            { push @run, $block }
	}
	return if !grep { $_->{kind} =~ /^(sql|sh)$/ } @run;

	@before =
	    $text =~ /README\.md#getting-started/ ? @started
	  : $text =~ /README\.md#installation/    ? @installed
	  :                                         ();
	cmp_ok(scalar @before, '>', 0, "$name: says what it goes on from")
	  if $page ne 'README.md';

	my $node = start_cluster($name, @settings);
	$node->safe_psql('postgres', 'CREATE DATABASE trips');
	run_page("before $name", $node, $root, $folder, @before) if @before;
	run_page($name, $node, $root, $folder, @run);
	is($node->safe_psql('trips', all_verified()),
		'', "$name: every store is verified");
	$node->stop;
	return;
}

# What a block that is not run calls is there, and can be parsed.
sub check_shell
{
	my ($page, $block) = @_;

	ok( IPC::Run::run([ 'bash', '-n' ], '<', \$block->{text}),
		"$page, line $block->{line}: can be parsed");
	foreach my $file ($block->{text} =~ m{^((?:script|examples|bench)/\S+)}mg)
	{
		ok(-x "$root/$file", "$page, line $block->{line}: $file is there");
	}
	return;
}

# The differences of all stores of a database.
sub all_verified
{
	return q{SELECT n.nspname, d.* FROM pg_namespace AS n,
		LATERAL tripgrid.verify(n.nspname) AS d
		WHERE to_regclass(quote_ident(n.nspname) || '.segments') IS NOT NULL};
}

chdir $root or die $!;
my @pages = ('README.md', sort(glob 'docs/*.md'), sort glob 'examples/*/README.md');
cmp_ok(scalar @pages, '>=', 8, 'there are pages');
my $only = $ENV{TRIPGRID_PAGE};
test_page($_) foreach grep { !$only || /$only/ } @pages;
note scalar(@left), " blocks were not run:\n", map { "  $_\n" } @left;

# The examples ask each question twice; answers come between blank rows.
my $node = start_cluster('examples');
$node->safe_psql('postgres', 'CREATE DATABASE trips');
my $folder = PostgreSQL::Test::Utils::tempdir();
run_page('before the examples', $node, $root, $folder, @started);
my $examples = slurp_file("$root/examples/questions.sql");
my @questions = split /^-- \d\./m, $examples;
shift @questions;
is(scalar @questions, 4, 'the examples have four questions');
for my $number (1 .. 3)
{
	my $question = $questions[ $number - 1 ];
	$question =~ s/^.*?\n\n//s;
	my ($by_function, $by_sql) = map { s/\s*\z//r } split /;\s*\n/, $question;
	my $first = $node->safe_psql('trips', "$by_function;");
	my $second = $node->safe_psql('trips', "$by_sql;");
	isnt($first, '', "question $number has answers");
	is(
		join("\n", sort split /\n/, $first),
		join("\n", sort split /\n/, $second),
		"question $number: function and plain SQL agree");
}
isnt($node->safe_psql('trips', $questions[3] =~ s/^.*?\n\n//sr),
	'', 'question 4 has answers');

$node->stop;
done_testing();

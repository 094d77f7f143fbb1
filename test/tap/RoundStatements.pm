# Statements of a round of random trips, kept for the message of a failure.
#
# A round is what one store lives through: its number, store, map and names.

package RoundStatements;

use strict;
use warnings;

use Exporter 'import';
use Test::More;

our @EXPORT = qw($round begin_rounds set_round begin_step run must_be_empty
  must_fail verify forget);

our $round;
my ($node, $seed);
my @history;    # the statements of the step
my %ran;        # how many statements and checks there were

# Say the seed; the cluster is stopped when a check fails.
sub begin_rounds
{
	my ($cluster) = @_;

	$node = $cluster;
	$seed = $ENV{TRIPGRID_SEED} // time;
	diag("seed: $seed");
	return $seed;
}

sub set_round
{
	($round) = @_;
	%ran = (statements => 0, checks => 0, errors => 0);
	$round->{ran} = \%ran;
	return;
}

sub begin_step
{
	@history = ();
	return;
}

# The last statement is none of those that made the store what it is.
sub forget
{
	pop @history;
	return;
}

sub give_up
{
	my ($why) = @_;

	diag("seed: $seed, round: $round->{number}");
	diag(join "\n", 'the step:', @history);
	diag($why);
	$node->stop('immediate');
	die "an answer is wrong, or a statement failed; seed: $seed\n";
}

# Run a statement; give its output.
sub run
{
	my ($session, $sql) = @_;
	my $output;

	$ran{statements}++;
	push @history, "$session->{name}: $sql;";
	print "$history[-1]\n";
	$output = eval { $session->query("$sql;") };
	give_up($@) if $@ ne '';
	return $output;
}

# Run a query that gives no row unless something is wrong.
sub must_be_empty
{
	my ($session, $sql) = @_;
	my $output = run($session, $sql);

	$ran{checks}++;
	give_up("$history[-1]\n$output") if $output ne '';
	forget();
	return;
}

sub must_fail
{
	my ($session, $sql) = @_;

	$ran{errors}++;
	push @history, "$session->{name}: $sql;";
	print "$history[-1]\n";
	$session->send("$sql;");
	$session->wait;
	give_up("no error in: $sql") if $session->error !~ /ERROR/;
	return;
}

sub verify
{
	my ($session) = @_;

	must_be_empty($session,
		"SELECT * FROM tripgrid.verify('$round->{store}')");
	return;
}

1;

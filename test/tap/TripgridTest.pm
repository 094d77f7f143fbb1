# TripgridTest.pm
#	  What the TAP tests share: a cluster with the extension, a session that
#	  stays open, the folder of public files.
package TripgridTest;

use strict;
use warnings;

use Exporter 'import';
use FindBin;
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw(start_cluster create_database data_file session);

# A running cluster, with the given settings besides.
sub start_cluster
{
	my ($name, @settings) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);

	$node->init(extra => [ '--encoding=UTF8', '--locale=C', '--no-sync' ]);
	$node->append_conf('postgresql.conf',
		join("\n", "timezone = 'UTC'", "datestyle = 'ISO'", @settings, ''));
	$node->start;
	return $node;
}

# A database with the extension in it.
sub create_database
{
	my ($node, $database, $options) = @_;

	$node->safe_psql('postgres',
		"CREATE DATABASE $database " . ($options // ''));
	$node->safe_psql($database,
		"SET client_min_messages = warning; CREATE EXTENSION tripgrid CASCADE"
	);
	return;
}

# The path of a public file, or undef where there is none.
sub data_file
{
	my ($file) = @_;
	my $folder = $ENV{TRIPGRID_DATA} // "$FindBin::Bin/../../../shared/data";

	return -r "$folder/$file" ? "$folder/$file" : undef;
}

# A psql that stays open.
sub session
{
	my ($node, $database) = @_;
	my $self = bless {
		in => '', out => '', err => '', number => 0, error => ''
	}, 'TripgridTest::Session';

	$self->{timer} = IPC::Run::timeout(
		$PostgreSQL::Test::Utils::timeout_default // 180);
	$self->{psql} = IPC::Run::start(
		[ 'psql', '-XAtq', '-d', $node->connstr($database), '-f', '-' ],
		'<',  \$self->{in}, '>', \$self->{out},
		'2>', \$self->{err}, $self->{timer});
	return $self;
}

package TripgridTest::Session;

# Send statements, semicolons included, or lines of a COPY; do not wait.
sub send
{
	my ($self, $sql) = @_;

	$self->{in} .= "$sql\n";
	$self->{psql}->pump_nb;
	return;
}

# Wait for all that was sent; give its output, keep its errors.
sub wait
{
	my ($self) = @_;
	my $mark = sprintf 'done %d.', ++$self->{number};
	my $output;

	$self->{in} .= "\\echo $mark\n\\warn $mark\n";
	$self->{timer}->start;
	$self->{psql}->pump
	  until $self->{out} =~ /^\Q$mark\E$/m && $self->{err} =~ /\Q$mark\E$/m;
	$self->{timer}->reset;
	($output = $self->{out}) =~ s/\Q$mark\E\n.*//s;
	($self->{error} = $self->{err}) =~ s/[^\n]*\Q$mark\E\n.*//s;
	$self->{out} = $self->{err} = '';
	chomp $output;
	return $output;
}

# Run statements, the last with or without its semicolon; die if one fails.
sub query
{
	my ($self, $sql) = @_;
	my $output;

	$self->send("$sql\n;");
	$output = $self->wait;
	die "$self->{error}in: " . substr($sql, 0, 2000) . "\n"
	  if $self->{error} =~ /ERROR|FATAL|PANIC/;
	return $output;
}

# The errors and notices of what was waited for last.
sub error
{
	my ($self) = @_;

	return $self->{error};
}

sub quit
{
	my ($self) = @_;

	$self->{in} .= "\\q\n";
	$self->{psql}->finish;
	return;
}

# Forget a session whose server has gone.
sub drop
{
	my ($self) = @_;

	$self->{psql}->kill_kill;
	return;
}

1;

# TripgridTest.pm
#	  What the TAP tests share: a cluster with the extension, statements for it,
#	  a session that stays open, files.
package TripgridTest;

use strict;
use warnings;

use Exporter 'import';
use FindBin;
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT =
  qw(start_cluster await_server create_database data_file session write_bytes);

# Of these a test may have its own; who imports one asks the database that
# create_database made first.
our @EXPORT_OK = qw(answer said create_store new_store load_file);

my ($asked, $asked_database);

# A running cluster, with the given settings besides.
sub start_cluster
{
	my ($name, @settings) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);

	$node->init(extra => [ '--encoding=UTF8', '--locale=C', '--no-sync' ]);
	# what answers are compared with is the table
	$node->append_conf('postgresql.conf',
		join("\n", "timezone = 'UTC'", "datestyle = 'ISO'",
			'tripgrid.use_segments = off', @settings, ''));
	$node->start;
	return $node;
}

# Wait until a server that went down takes connections; false if it does not.
# The statement is an argument: a psql that cannot connect ends before it would
# read one, and writing to it breaks the test.
sub await_server
{
	my ($node) = @_;
	my @psql = ('psql', '-XAtc', 'SELECT true', '-d', $node->connstr('postgres'));

	foreach (1 .. 10 * ($PostgreSQL::Test::Utils::timeout_default // 180))
	{
		return 1 if IPC::Run::run(\@psql, '<', \'', '>', \my $out, '2>', \my $err);
		select undef, undef, undef, 0.1;
	}
	return 0;
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
	($asked, $asked_database) = ($node, $database) if !$asked;
	return;
}

# The rows of a statement, which must not fail.
sub answer
{
	my ($sql) = @_;

	return $asked->safe_psql($asked_database, $sql);
}

# The errors and notices of a statement.
sub said
{
	my ($sql) = @_;
	my $said;

	$asked->psql($asked_database, $sql, stderr => \$said);
	return $said;
}

sub create_store
{
	answer("SELECT tripgrid.create_store('$_')") foreach @_;
	return;
}

# An empty store, mobility, in the place of the one that there may be.
sub new_store
{
	answer(q{SELECT tripgrid.drop_store(nspname, force => true)
		FROM pg_namespace WHERE nspname = 'mobility'});
	create_store('mobility');
	return;
}

# Load a file, maybe with further arguments (", again => true"): what was said.
sub load_file
{
	my ($path, $more) = @_;

	return said("CALL tripgrid.load_file('$path'" . ($more // '') . ')');
}

# The path of a public file, or undef where there is none.
sub data_file
{
	my ($file) = @_;
	my $folder = $ENV{TRIPGRID_DATA} // "$FindBin::Bin/../../../shared/data";

	return -r "$folder/$file" ? "$folder/$file" : undef;
}

# Write a file; gives its path.
sub write_bytes
{
	my ($path, $bytes) = @_;

	open my $file, '>:raw', $path or die "$path: $!";
	print $file $bytes;
	close $file or die "$path: $!";
	return $path;
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
	  until $self->{out} =~ /^\Q$mark\E\n/m && $self->{err} =~ /\Q$mark\E\n/m;
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

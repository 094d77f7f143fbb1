# Each identity of a datasource is loaded once: random loads, changes and
# rollbacks, one after another and several at a time, against a hash.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $seed = $ENV{TRIPGRID_SEED} // int rand 2**31;
my $node = start_cluster('identity', 'track_commit_timestamp = on',
	'fsync = off', 'deadlock_timeout = 100ms');

note "TRIPGRID_SEED=$seed";
srand $seed;
create_database($node, 'trips');
$node->safe_psql(
	'trips', q{
	SELECT tripgrid.create_store('mobility');
	SELECT tripgrid.create_feed('rides', ARRAY['id', 'source', 'at'],
	  '{"external_id": "id", "datasource": "source", "departed_at": "at"}',
	  '{"region": "Graz", "origin": "15.4,47.1", "destination": "15.5,47"}')});

my $row = 0;    # the second of its departure tells a row from all others
my %rows;       # by that: [source, id]

# So many rows of a file; some have no identity, some no datasource.
sub random_rows
{
	my ($count, $ids) = @_;
	my @rows;

	for (1 .. $count)
	{
		my $id = rand() < 0.05 ? '' : int rand $ids;
		my $source = rand() < 0.03 ? '' : ('a' .. 'c')[ rand 3 ];

		# identities alike in their first bytes, and some that are long
		$id = 'x' x 200 . $id if $id ne '' && $id % 7 == 0;
		$id = "0000000000$id" if $id ne '' && $id =~ /^\d*5$/;
		$rows{ ++$row } = [ $source, $id ];
		push @rows, $row;
	}
	return @rows;
}

sub copy
{
	return "COPY mobility.rides FROM stdin;\n" . join(
		'',
		map {
			sprintf "%s\t%s\t%d-%02d-%02d %02d:%02d:%02d\n",
			  $rows{$_}[1] eq '' ? '\N' : $rows{$_}[1], $rows{$_}[0],
			  2018, 1 + int($_ / 2419200), 1 + int($_ / 86400) % 28,
			  int($_ / 3600) % 24, int($_ / 60) % 60, $_ % 60
		} @_) . "\\.\n";
}

# What a load does to what is there, by identity; give the rows it loads.
sub expect_load
{
	my ($taken, @load) = @_;
	my @loaded;

	foreach my $number (@load)
	{
		my ($source, $id) = @{ $rows{$number} };

		next if $source eq '' || ($id ne '' && $taken->{"$source $id"});
		push @loaded, $number;
		$taken->{"$source $id"} = $number if $id ne '';
	}
	return @loaded;
}

# The numbers of the rows that trips has; months of 28 days have gaps.
sub loaded_rows
{
	my ($session, $where) = @_;

	return $session->query("SELECT string_agg((
	    (extract(month FROM departed_at) - 1) * 2419200
	    + (extract(day FROM departed_at) - 1) * 86400
	    + extract(epoch FROM departed_at::time))::bigint::text, ' '
	    ORDER BY departed_at) FROM mobility.trips WHERE $where");
}

sub join_sorted
{
	return join ' ', sort { $a <=> $b } @_;
}

# One session: loads, deletions, other identities, savepoints.
my $session = session($node, 'trips');
my %taken;
my %there;
my $wrong = 0;

foreach my $step (1 .. 120)
{
	my %kept_taken = %taken;
	my %kept_there = %there;
	my $undone = rand() < 0.3;
	my $action = rand;
	my $sql;

	if ($action < 0.6)
	{
		my @load = random_rows(int rand 60, 150);

		$there{$_} = 1 foreach expect_load(\%taken, @load);
		$sql = copy(@load);
	}
	elsif ($action < 0.8)
	{
		my $remainder = int rand 4;
		my $some = "extract(second FROM departed_at)::int % 4 = $remainder";

		foreach my $number (grep { $_ % 60 % 4 == $remainder } keys %there)
		{
			delete $there{$number};
			my $identity = join ' ', @{ $rows{$number} };

			# another trip may have what this one has lost
			delete $taken{$identity}
			  if ($taken{$identity} // '') eq $number;
		}
		$sql = "DELETE FROM mobility.trips WHERE $some;";
	}
	else
	{
		# a trip loses its identity
		my ($number) = grep { $rows{$_}[1] ne '' } sort keys %there;

		if (defined $number)
		{
			my ($source, $id) = @{ $rows{$number} };

			delete $taken{"$source $id"};
			$sql = "UPDATE mobility.trips SET external_id = NULL
			  WHERE datasource = '$source' AND external_id = '$id';";
		}
		else { $sql = 'SELECT 1;'; }
	}
	$session->query('SET tripgrid.batch_trips = ' . (1 + int rand 40));
	$session->query($undone ? 'BEGIN; SAVEPOINT s' : 'BEGIN');
	$session->send($sql);
	$session->query($undone ? 'ROLLBACK TO s; COMMIT' : 'COMMIT');
	if ($undone)
	{
		%taken = %kept_taken;
		%there = %kept_there;
	}
	next
	  if loaded_rows($session, 'true') eq join_sorted(keys %there)
	  && $session->error !~ /ERROR/;
	$wrong++;
	diag "TRIPGRID_SEED=$seed, step $step: $sql" if $wrong == 1;
}
is($wrong, 0, 'what is loaded is what a hash says, after each of 120 steps');
is($session->query('SELECT * FROM tripgrid.verify()'), '', 'verified');

# Several sessions at once, whose transactions have one or more loads.
$session->query('TRUNCATE mobility.trips, mobility.rejects, mobility.loads');

my @sessions = map { session($node, 'trips') } 1 .. 5;
my $errors = '';
my %load_of;    # by its first row

foreach my $round (1 .. 15)
{
	foreach my $loader (@sessions)
	{
		$loader->send('SET tripgrid.batch_trips = ' . (1 + int rand 50) . ';');
		$loader->send('BEGIN;');
		foreach (0 .. rand 3)
		{
			my @load = random_rows(1 + int rand 80, 1000);

			$load_of{ $load[0] } = \@load;
			# so that the ledger tells which load is which
			$loader->send("SET LOCAL tripgrid.load_key = 'load $load[0]';");
			$loader->send(copy(@load));
		}
		$loader->send(rand() < 0.2 ? 'ROLLBACK;' : 'COMMIT;');
	}
	$_->wait, $errors .= $_->error =~ s/^(NOTICE|HINT).*\n//mgr
	  foreach @sessions;
}
$_->quit foreach @sessions;
unlike($errors, qr/ERROR/, 'no load fails or deadlocks')
  or diag "TRIPGRID_SEED=$seed: $errors";

# They have taken turns, in the order in which they have committed.
my %expected;
my ($loads, $different) = (0, 0);

%taken = ();
foreach (
	split /\n/,
	$session->query(
		q{SELECT load_id, substr(load_key, 6), rows_read, rows_loaded
		  FROM mobility.loads
		  ORDER BY pg_xact_commit_timestamp(xmin), load_id}))
{
	my ($load, $first, $read, $count) = split /\|/;
	my @load = @{ $load_of{$first} };
	my @loaded = expect_load(\%taken, @load);

	$loads++;
	next
	  if $read == @load
	  && $count == @loaded
	  && loaded_rows($session, "load_id = $load") eq join_sorted(@loaded);
	$different++;
	diag "TRIPGRID_SEED=$seed: load $load has loaded $count of $read, not "
	  . @loaded
	  if $different == 1;
}
cmp_ok($loads, '>', 50, 'loads were committed');
is($different, 0, 'each has loaded what those before it had not');
is( $session->query(
		q{SELECT count(*) FROM mobility.rejects
		  WHERE errorcode NOT IN ('23505', '23502')}),
	'0',
	'and rejected nothing but duplicates, and rows without a datasource');
is( $session->query(
		q{SELECT sum(rows_rejected) - (SELECT count(*) FROM mobility.rejects)
		  FROM mobility.loads}),
	'0',
	'of which all are kept');
is($session->query('SELECT * FROM tripgrid.verify()'), '', 'verified');
$session->quit;
done_testing();

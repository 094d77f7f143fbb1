# A store that changes by chance: loads of random trips, deletions of exactly
# some, updates, compactions.  Seed with srand before.

package RandomStore;

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use RandomShapes;
use RandomTrips;
use Test::More;
use TripgridTest;

# A session in a database; the seed is for messages.
sub new
{
	my ($class, $node, $database, $seed) = @_;
	my $self = bless {
		node => $node,
		seed => $seed,
		dir => PostgreSQL::Test::Utils::tempdir(),
		session => session($node, $database),
		round => 0,
		history => []
	}, $class;

	$self->run('SET client_min_messages = warning');
	$self->run('SET search_path = public, tripgrid');
	$self->run("SET tripgrid.earliest_departure = '0001-01-01'");
	$self->run(
		q{
	CREATE TABLE drawn (i int, olon int, olat int, dlon int, dlat int,
	  departed_at timestamp, region text, datasource text);
	CREATE FUNCTION place(lon int, lat int) RETURNS lonlat
	LANGUAGE SQL IMMUTABLE AS 'SELECT tripgrid.lonlat(lon / 1e7, lat / 1e7)';
	});
	return $self;
}

sub quit { return $_[0]{session}->quit }

# Say what happened, and end.
sub give_up
{
	my ($self, $why) = @_;

	diag(
		join "\n", "seed: $self->{seed}, round: $self->{round}",
		@{ $self->{history} }, $why);
	$self->{node}->stop('immediate');
	die "an answer is wrong, or a statement failed; seed: $self->{seed}\n";
}

# Run a statement; give its output.
sub run
{
	my ($self, $sql) = @_;
	my $output;

	push @{ $self->{history} }, "$sql;";
	print "$sql;\n";
	$output = eval { $self->{session}->query($sql) };
	$self->give_up($@) if $@ ne '';
	return $output;
}

# The SQLSTATE of a statement that fails.
sub sqlstate_of
{
	my ($self, $sql) = @_;
	my $session = $self->{session};

	$session->send("\\set VERBOSITY verbose\n$sql;");
	$session->wait;
	return $session->error =~ /ERROR:  (\w+):/ ? $1 : 'none';
}

# Run a query of what is wrong, which gives no row.
sub none
{
	my ($self, $sql) = @_;
	my $output = $self->run($sql);

	$self->give_up("wrong: $output") if $output ne '';
	pop @{ $self->{history} };
	return;
}

# Fill a table of ours with rows.
sub copy
{
	my ($self, $table, $row) = @_;

	$self->run("TRUNCATE $table");
	copy_rows(sub { $self->run($_[0]) }, $table, $self->{dir}, $row);
	return;
}

# Make a store for trips of a world.
sub begin_round
{
	my ($self, $round, $store, $world) = @_;

	$self->{round} = $round;
	$self->{store} = $store;
	$self->{world} = $world;
	$self->{names} = [
		('b', 'B', 'a', 'ä', 'new york', 'new-york', 'x' x 64)
		[ 0 .. pick(0, 1, 6) ]
	];
	$self->{history} = [];
	# there is always a trip to speak of
	random_trip($world);
	$self->run("SELECT tripgrid.create_store('$store')");
	return;
}

sub load
{
	my ($self, $count) = @_;
	my $i = 0;

	$self->copy(
		'drawn',
		sub {
			return if $i == $count;
			my @trip = random_trip($self->{world});
			return (
				++$i, @trip[ 0 .. 3 ],
				departure_text(@trip[ 4, 5 ]),
				pick(@{ $self->{names} }),
				pick(@{ $self->{names} }));
		});
	$self->run(
		"INSERT INTO $self->{store}.trips (origin, destination, departed_at,
		  region, datasource)
		SELECT place(olon, olat), place(dlon, dlat), departed_at, region,
		  datasource FROM drawn ORDER BY i");
	return;
}

# A trip to ask about: one that was drawn, or another.
sub target
{
	my ($self) = @_;
	my $world = $self->{world};

	return trip_text(@{ pick(@{ $world->{trips} }) }) if chance(0.5);
	return trip_text(random_trip($world));
}

# A condition on the rows nearest to a trip.
sub nearest_rows
{
	my ($self, $count) = @_;

	return sprintf q{ctid IN (SELECT ctid FROM %s.trips
		ORDER BY trip(origin, destination, departed_at) <-> '%s', ctid
		LIMIT %d)}, $self->{store}, $self->target, $count;
}

# Change the trips by one of many ways, which all but a rebuild and a
# compaction may be part of a transaction.
sub change
{
	my ($self) = @_;
	my $trips = "$self->{store}.trips";
	my @names = @{ $self->{names} };
	my $columns = 'origin, destination, departed_at, region, datasource';
	my $near = sub { $self->nearest_rows(magnitude($_[0])) };
	my $run = sub { $self->run($_[0]) };

	pick(
		sub { $self->load(magnitude(1_000)) },
		sub { $self->load(magnitude(100)) for 1 .. 3 },
		sub { $run->("DELETE FROM $trips WHERE " . $near->(300)) },
		sub { $run->("DELETE FROM $trips WHERE " . $near->(1)) for 1 .. 5 },
		# one of those that are equal
		sub {
			$run->("DELETE FROM $trips WHERE ctid IN (SELECT min(ctid)
				FROM $trips GROUP BY $columns HAVING count(*) > 1)");
		},
		# the first or last of a group
		sub {
			my $which = pick(qw(min max));
			my $zoom = between(0, 20);
			$run->("DELETE FROM $trips WHERE departed_at IN (
				SELECT $which(departed_at) FROM $trips GROUP BY
				  tripgroup(trip(origin, destination, departed_at), $zoom, '1 h')
				HAVING count(*) > 1)");
		},
		sub {
			$run->("DELETE FROM $trips WHERE trip_id % " . between(2, 5) . ' = 0');
		},
		sub {
			my $set = pick(
				"region = '" . pick(@names) . "'",
				"datasource = '" . pick(@names) . "'",
				"departed_at = date_trunc('hour', departed_at)",
				'origin = destination, destination = origin',
				'trip_id = trip_id');
			$run->("UPDATE $trips SET $set WHERE " . $near->(300));
		},
		# the same trips again
		sub {
			$run->("INSERT INTO $trips ($columns) SELECT $columns FROM $trips
				WHERE " . $near->(100));
		},
		# away and back
		sub {
			$run->("WITH gone AS (DELETE FROM $trips WHERE "
				  . $near->(100)
				  . " RETURNING *) INSERT INTO $trips SELECT * FROM gone");
		},
		sub { $run->("CALL tripgrid.compact('$self->{store}')") },
		sub { $run->("CALL tripgrid.rebuild('$self->{store}')") })->();
	return;
}

# Change and ask, with and without a transaction and savepoints.
sub step
{
	my ($self, $ask) = @_;

	if (chance(0.5))
	{
		$self->change;
	}
	else
	{
		$self->run('BEGIN');
		$self->change;
		$ask->();
		$self->run('SAVEPOINT s');
		$self->change;
		$ask->();
		$self->run('ROLLBACK TO s') if chance(0.5);
		$ask->();
		$self->run(pick('COMMIT', 'COMMIT', 'ROLLBACK'));
	}
	$ask->();
	return;
}

1;

# PlainSqlScenes.pm
#	  What happens to trips, and between whom, while queries are compared.
package PlainSqlScenes;

use strict;
use warnings;

use Carp;
use PlainSql;
use Test::More;
use TripgridTest qw(session);

sub new
{
	my ($class, $node, $database, $seed) = @_;
	my $self = bless { seed => $seed, number => 0, open => 0 }, $class;

	$self->{session} = session($node, $database);
	$self->{other} = session($node, $database);
	$_->query('SET client_min_messages = error') foreach @$self{qw(session other)};
	return $self;
}

sub end
{
	my ($self) = @_;

	$_->quit foreach @$self{qw(session other)};
	return;
}

sub run
{
	my ($self, $sql) = @_;

	return $self->{session}->query($sql);
}

# Run what may fail; its errors.
sub try
{
	my ($self, $sql, $session) = @_;

	$session //= $self->{session};
	$session->send($sql =~ /\n\\\.\n$/ ? $sql : "$sql;");
	$session->wait;
	return $session->error;
}

# Change trips in a session, whose transaction, if there is one, goes on.
sub change
{
	my ($self, $session) = @_;
	my $open = $session ? $self->{other_open} : $self->{open};
	my $change = random_change();

	# what others would wait for
	$change = insert() if $session && $change =~ /TRUNCATE|undo_load/;
	$self->try('SAVEPOINT change', $session) if $open;
	my $error = $self->try($change, $session);
	$self->try(($error =~ /ERROR/ ? 'ROLLBACK TO' : 'RELEASE') . ' change', $session) if $open;
	carp "$error in $change" if $error =~ /XX000|internal/;
	return;
}

sub compare
{
	my ($self, $count) = @_;

	foreach (1 .. $count // 1)
	{
		(my $query = random_query()) =~ s/'/''/g;
		$self->run("SELECT compare('$query')");
	}
	return;
}

# The same, asked of this session in several ways.
sub same
{
	my ($self, $what, @found) = @_;

	is($found[$_], $found[0], "$what, seed $self->{seed}") foreach grep { $found[$_] ne $found[0] } 1 .. $#found;
	return;
}

# What a statement gives, rows in order, or its SQLSTATE.
sub told
{
	my ($self, $sql) = @_;

	$self->{session}->send("\\set VERBOSITY sqlstate\n$sql\n\\set VERBOSITY default");
	my $told = $self->{session}->wait;
	my ($error) = $self->{session}->error =~ /ERROR:\s+(\w+)/;

	return defined $error ? "$told $error" : $told;
}

my @kept = (
	['text, timestamp', 'SELECT region, count(*), min(departed_at) FROM mobility.journeys WHERE region = $1 AND departed_at >= $2'
		  . ' GROUP BY 1 ORDER BY 1'],
	['text, timestamp', 'SELECT datasource, origin FROM mobility.trips WHERE region = $1 AND departed_at < $2 ORDER BY 1, origin::text'],
	['text[], date', 'SELECT count(*), max(region) FROM mobility.trips WHERE region = ANY ($1) AND departed_at::date >= $2'],
	['geometry, float8', 'SELECT region, week, count(*) FROM mobility.journeys WHERE ST_Covers($1, origin) AND origin_lon < $2'
		  . ' GROUP BY 1, 2 ORDER BY 1, 2'],
	['geometry, float8', 'SELECT count(*) FROM mobility.journeys WHERE ST_DWithin(destination, $1, $2) AND destination && $1'],
	['geometry, float8', 'SELECT count(*) FROM barred WHERE destination && $1 AND origin_lat BETWEEN $2 AND 51'],
	['text, timestamptz', 'SELECT count(*) FROM mobility.trips WHERE ($1 IS NULL OR region = $1) AND departed_at >= $2'],
	['text, timestamptz', 'SELECT count(*) FROM mobility.journeys WHERE region = $1 AND week = $2::date'],
	['int, int', 'SELECT region, departed_at, datasource FROM mobility.trips ORDER BY 1, 2, 3 LIMIT $1 OFFSET $2']);

sub argument
{
	my ($type) = @_;

	return 'NULL' if rand() < 0.08;
	return region() if $type eq 'text';
	return 'ARRAY[' . region() . ', NULL, ' . region() . ']' if $type eq 'text[]';
	return moment() if $type eq 'timestamp';
	return "'2024-02-11'" if $type eq 'date';
	return rand() < 0.5 ? area() : odd_geometry() if $type eq 'geometry';
	return one_of('14.5', "'NaN'", "'Infinity'", '50.2', '0.1') if $type eq 'float8';
	return one_of("'2024-03-31 02:30+02'", "'2024-02-05 00:30'", "'-infinity'") if $type eq 'timestamptz';
	return int rand 30;
}

# Statements that are kept, with plans of either setting, run with either.
sub prepared
{
	my ($self) = @_;

	if (!$self->{prepared}++ || rand() < 0.2)
	{
		$self->try('DEALLOCATE ALL');
		$self->{mode} = one_of('force_generic_plan', 'force_custom_plan');
		foreach my $setting ('on', 'off')
		{
			$self->run("SET tripgrid.use_segments = $setting");
			$self->run("PREPARE p${_}_$setting ($kept[$_][0]) AS $kept[$_][1]") foreach 0 .. $#kept;
		}
	}
	# which of them is made raises errors of policies, or finds nothing to read
	$self->run("SET plan_cache_mode = $self->{mode}");
	foreach my $i (0 .. $#kept)
	{
		my $values = join ', ', map { argument($_) } split /, /, $kept[$i][0];
		my @found;

		$self->run('SAVEPOINT told') if $self->{open};
		foreach my $way (['off', 'off'], ['on', 'on'], ['on', 'off'], ['off', 'on'])
		{
			push @found, $self->told("SET tripgrid.use_segments = $way->[1];\nEXECUTE p${i}_$way->[0] ($values);");
			$self->run('ROLLBACK TO told') if $self->{open};
		}
		$self->same("$kept[$i][1] with $values", @found);
	}
	$self->run('RESET tripgrid.use_segments');
	return;
}

sub fetch
{
	my ($name) = @_;
	my $n = int rand 40;

	return one_of("FETCH NEXT FROM $name", "FETCH PRIOR FROM $name", "FETCH FIRST FROM $name", "FETCH LAST FROM $name",
		"FETCH ABSOLUTE $n FROM $name", "FETCH ABSOLUTE -$n FROM $name", "FETCH RELATIVE -3 FROM $name", "FETCH FORWARD $n FROM $name",
		"FETCH BACKWARD $n FROM $name", "MOVE FORWARD $n FROM $name", "FETCH 0 FROM $name", "FETCH ALL FROM $name",
		"FETCH BACKWARD ALL FROM $name") . ';';
}

# Cursors that go back and forth while trips change behind them.
sub cursors
{
	my ($self) = @_;
	my $columns = 'region, departed_at, datasource';
	my $query = one_of("SELECT $columns FROM mobility.trips ORDER BY 1, 2, 3",
		"SELECT $columns, count(*) FROM mobility.journeys GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
		"SELECT $columns FROM mobility.trips WHERE region = 'r1'",
		"SELECT $columns FROM mobility.journeys WHERE departed_at < '2024-02-20' OFFSET 3",
		"SELECT DISTINCT region FROM mobility.trips ORDER BY 1");
	my ($kind, $hold) = (one_of('', 'SCROLL', 'NO SCROLL'), one_of('', '', ' WITH HOLD'));

	$self->run('BEGIN ISOLATION LEVEL ' . one_of('READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'));
	$self->{open} = 1;
	$self->change if rand() < 0.5;
	foreach my $state ('off', 'on')
	{
		$self->run("SET LOCAL tripgrid.use_segments = $state; DECLARE c_$state $kind CURSOR$hold FOR $query");
	}
	foreach (1 .. 8)
	{
		my $fetch = fetch('c_X');
		my @found;

		foreach my $state ('off', 'on')
		{
			(my $own = $fetch) =~ s/X/$state/;
			$self->run('SAVEPOINT told') if $self->{open};
			push @found, $self->told($own);
			$self->run('ROLLBACK TO told') if $self->{open} && $found[-1] =~ / \w{5}$/;
		}
		my $failed = grep { / \w{5}$/ } @found;

		# which plans go back, where nothing is said of it, is the planner's
		$self->same("$kind$hold $query: $fetch", @found) if !$failed || $kind;
		# where a cursor is after an error is not said
		last if $failed;
		$self->change if $self->{open} && rand() < 0.4;
		if ($self->{open} && $hold && rand() < 0.3)
		{
			$self->run('COMMIT');
			$self->{open} = 0;
		}
	}
	$self->run(one_of('COMMIT', 'ROLLBACK')) if $self->{open};
	$self->{open} = 0;
	$self->try('CLOSE ALL');
	return;
}

# Upkeep, in a transaction of its own.
sub upkeep
{
	my ($self, $procedure, $session) = @_;

	$self->run('SET default_transaction_isolation = "read committed"') if !$session;
	($session // $self->{session})->query("CALL tripgrid.$procedure('mobility')");
	return;
}

# Another session, whose changes are not there yet, or come to be.
sub beside
{
	my ($self) = @_;
	my $other = $self->{other};

	$self->run('SET lock_timeout = 200');
	$other->query('SET lock_timeout = 200');
	$other->query('BEGIN');
	$self->{other_open} = 1;
	foreach (1 .. 3)
	{
		$self->change($other);
		$self->compare(2);
		# rows that both change would be waited for
		$self->try(insert()) if rand() < 0.5;
	}
	$other->query(one_of('COMMIT', 'ROLLBACK'));
	$self->{other_open} = 0;
	$self->compare(2);
	return;
}

# A snapshot that stays while others change trips and merge their segments.
sub snapshot
{
	my ($self) = @_;
	my $other = $self->{other};

	$other->query('SET lock_timeout = 200');
	$self->run('BEGIN ISOLATION LEVEL ' . one_of('REPEATABLE READ', 'SERIALIZABLE'));
	$self->run('SELECT 1');
	$self->{open} = 1;
	$self->change if rand() < 0.3;
	foreach (1 .. 4)
	{
		$self->change($other);
		$self->try("CALL tripgrid.compact('mobility')", $other) if rand() < 0.3;
		$self->try("CALL tripgrid.rebuild('mobility')", $other) if rand() < 0.1;
		$self->try('TRUNCATE mobility.trips', $other) if rand() < 0.05;
		$self->compare(2);
	}
	$self->run(one_of('COMMIT', 'ROLLBACK')) if $self->try('SELECT 1') !~ /ERROR/;
	$self->try('ROLLBACK');
	$self->{open} = 0;
	return;
}

# Somebody's triggers, before ours and after, that look or take part.
sub triggers
{
	my ($self) = @_;

	foreach my $name ('a', 'z')
	{
		$self->run("CREATE TRIGGER ${name}_after AFTER INSERT OR UPDATE OR DELETE ON mobility.trips"
			  . ' FOR EACH STATEMENT EXECUTE FUNCTION look()');
		$self->run("CREATE TRIGGER ${name}_before BEFORE INSERT OR UPDATE OR DELETE ON mobility.trips"
			  . ' FOR EACH STATEMENT EXECUTE FUNCTION look()');
	}
	$self->run('CREATE TRIGGER m_row BEFORE INSERT OR UPDATE ON mobility.trips FOR EACH ROW EXECUTE FUNCTION meddle()')
	  if rand() < 0.5;
	$self->change, $self->compare foreach 1 .. 3;
	$self->run("DROP TRIGGER ${_}_after ON mobility.trips; DROP TRIGGER ${_}_before ON mobility.trips;") foreach 'a', 'z';
	$self->run('DROP TRIGGER IF EXISTS m_row ON mobility.trips');
	return;
}

# Cursors and functions that a trigger begins before ours is fired.
sub early
{
	my ($self) = @_;

	$self->run('CREATE TRIGGER ' . one_of('a', 'z') . '_open BEFORE INSERT OR UPDATE OR DELETE ON mobility.trips'
		  . ' FOR EACH STATEMENT EXECUTE FUNCTION open_cursors()');
	$self->run('BEGIN');
	$self->{open} = 1;
	$self->change;
	$self->run("SELECT compare_cursors()");
	$self->run('ROLLBACK');
	$self->{open} = 0;
	$self->run('DROP TRIGGER IF EXISTS a_open ON mobility.trips; DROP TRIGGER IF EXISTS z_open ON mobility.trips');
	return;
}

my @scenes = (
	sub {
		my ($self) = @_;
		$self->run('ALTER TABLE mobility.trips DISABLE TRIGGER trips_inserted');
		$self->change;
		$self->compare;
		$self->run('ALTER TABLE mobility.trips ENABLE ALWAYS TRIGGER trips_inserted');
		$self->compare;
		$self->upkeep('rebuild');
	},
	sub {
		my ($self) = @_;
		$self->run('ALTER TABLE mobility.trips ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY');
		$self->run("CREATE POLICY few ON mobility.trips USING (region < 'r2')");
		$self->compare;
		$self->prepared;
		$self->run('GRANT USAGE ON SCHEMA mobility TO reader; GRANT SELECT ON mobility.trips, mobility.journeys, barred TO reader');
		$self->run('SET ROLE reader');
		$self->prepared;
		$self->run('RESET ROLE');
		$self->run('DROP POLICY few ON mobility.trips');
		$self->run('ALTER TABLE mobility.trips DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY');
		$self->run('SET ROLE reader');
		$self->prepared;
		$self->run('RESET ROLE');
	},
	\&triggers,
	\&early,
	\&early,
	sub {
		my ($self) = @_;
		$self->run('INSERT INTO mobility.trips (region, datasource, departed_at, origin, destination)'
			  . " SELECT 'r' || looked(n) % 3, 'bus', '2024-01-05', '(14,50)'::point::tripgrid.lonlat,"
			  . " '(14,50)'::point::tripgrid.lonlat FROM generate_series(1, 200) AS n");
	},
	sub { $_[0]->upkeep('compact') },
	\&cursors,
	\&cursors,
	sub {
		my ($self) = @_;
		$self->run("SET work_mem = '64kB'");
		$self->run('DELETE FROM mobility.trips WHERE trip_id % 2 = 1');
		$self->compare(5);
		$self->run('RESET work_mem');
	},
	sub {
		my ($self) = @_;
		$self->run('SET default_transaction_isolation = '
			  . one_of("'serializable'", "'repeatable read'", "'read committed'"));
	},
	sub {
		my ($self) = @_;
		$self->run('ANALYZE mobility.trips') if rand() < 0.5;
		$self->run("SET $_ = " . one_of('on', 'off'))
		  foreach qw(enable_hashagg enable_nestloop enable_hashjoin enable_mergejoin enable_material enable_memoize
			enable_indexscan enable_seqscan enable_bitmapscan parallel_leader_participation);
		# it was renamed in 16
		$self->run("SELECT set_config(name, '" . one_of('on', 'off', 'off', 'regress') . "', false) FROM pg_settings"
			  . " WHERE name IN ('force_parallel_mode', 'debug_parallel_query')");
		$self->run('SET timezone = ' . one_of("'Europe/Prague'", "'America/New_York'", "'UTC'"));
	},
	\&beside,
	\&beside,
	\&snapshot,
	\&snapshot,
	sub {
		my ($self) = @_;
		my $rule = one_of("ALSO INSERT INTO seen VALUES (NEW.region)", "INSTEAD NOTHING",
			"INSTEAD UPDATE mobility.trips SET region = 'r2' WHERE trip_id % 9 = 0",
			"ALSO DELETE FROM mobility.trips WHERE region = 'R1'");
		$self->run("CREATE RULE meddles AS ON INSERT TO mobility.trips DO $rule");
		$self->change, $self->compare foreach 1 .. 2;
		$self->run('DROP RULE meddles ON mobility.trips');
	},
	sub {
		my ($self) = @_;
		$self->run('CREATE TABLE child () INHERITS (mobility.trips)');
		$self->run("INSERT INTO child SELECT * FROM mobility.trips WHERE trip_id % 3 = 0");
		$self->compare(3);
		$self->prepared;
		$self->run('DROP TABLE child');
		$self->compare;
	},
	sub {
		my ($self) = @_;
		$self->run('ALTER TABLE mobility.trips ADD COLUMN extra int DEFAULT 7');
		$self->change;
		$self->compare(2);
		$self->run('ALTER TABLE mobility.trips DROP COLUMN extra');
		$self->compare;
	},
	sub {
		my ($self) = @_;
		$self->run('SET session_replication_role = replica');
		$self->change;
		$self->compare;
		$self->run('RESET session_replication_role');
		$self->compare;
	});

# Changes and questions, in a transaction or each in its own.
sub round
{
	my ($self) = @_;
	my $saved = 0;

	# joins of more take long
	$self->run('DELETE FROM mobility.trips WHERE trip_id % 3 <> 0')
	  if $self->run('SELECT count(*) FROM mobility.trips') > 2000;
	$self->{open} = rand() < 0.5;
	$self->run('BEGIN') if $self->{open};
	foreach (1 .. 2 + int rand 3)
	{
		$self->run('SAVEPOINT s'), $saved = 1 if $self->{open} && rand() < 0.4;
		$self->change;
		$self->compare(5);
		$self->run('ROLLBACK TO s') if $saved && rand() < 0.5;
		$self->compare if rand() < 0.5;
	}
	$self->prepared if rand() < 0.3;
	$self->run(one_of('COMMIT', 'ROLLBACK')) if $self->{open};
	$self->{open} = 0;
	one_of(@scenes)->($self) if rand() < 0.8;
	$self->run('DROP TABLE IF EXISTS pg_temp.found');
	return;
}

1;

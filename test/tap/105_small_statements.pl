# Statements of one row each: four sessions at once, sessions that are killed,
# a server that crashes, transactions that another session commits, and
# sessions that change hands.  What the store has is what the ledger counts.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use IPC::Run;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes 'usleep';
use TripgridTest qw(:DEFAULT answer said);

my $node = start_cluster(
	'small', 'max_prepared_transactions = 4', 'synchronous_commit = off',
	'restart_after_crash = on');

create_database($node, 'trips');
answer("SELECT tripgrid.create_store('mobility')");
answer("ALTER DATABASE trips SET tripgrid.store = 'mobility'");
answer(<<'EOF');
CREATE TABLE mobility.notes (id bigint GENERATED ALWAYS AS IDENTITY, note text);
SELECT tripgrid.create_feed('notes_in', target => 'notes',
  columns => '{note}', add_load_id => true);
CREATE VIEW mobility.sums AS
  SELECT (SELECT count(*) FROM mobility.trips)
    + (SELECT count(*) FROM mobility.notes) AS rows,
    (SELECT count(*) FROM mobility.rejects) AS rejects,
    sum(rows_loaded) AS loaded, sum(rows_rejected) AS rejected,
    count(*) FILTER (WHERE rows_loaded + rows_rejected <> rows_read
      OR rows_loaded <> (SELECT count(*) FROM mobility.trips AS t
          WHERE t.load_id = l.load_id)
        + (SELECT count(*) FROM mobility.notes AS n
          WHERE n.load_id = l.load_id)) AS wrong
  FROM mobility.loads AS l;
EOF

my $trip = q{INSERT INTO mobility.feed VALUES ('r', '16.3,48.2', '16.4,48.1',
  '2024-06-03 08:00', 'd');};
my $reject = q{INSERT INTO mobility.feed VALUES ('r', 'x', '16.4,48.1',
  '2024-06-03 08:00', 'd');};
my $note = q{INSERT INTO mobility.notes_in VALUES ('n');};

sub sums_agree
{
	my ($what) = @_;

	is(answer('SELECT rows = loaded AND rejects = rejected AND wrong = 0
		FROM mobility.sums'), 't', "$what: the ledger counts what is there")
	  or diag(answer('SELECT * FROM mobility.sums'));
	is(answer('SELECT count(*) FROM tripgrid.verify()'),
		'0', "$what: segments hold the trips");
	return;
}

# Psqls that run these statements over and over, as many times each.
sub start_sessions
{
	my ($count, $times, @statements) = @_;
	my $sql = "SET client_min_messages = error;\n"
	  . join("\n", (@statements) x $times) . "\n";

	my $file = write_bytes($node->basedir . '/statements.sql', $sql);

	return map {
		my $run = { out => '', err => '' };

		$run->{handle} = IPC::Run::start(
			[ 'psql', '-XqAt', '-d', $node->connstr('trips'), '-f', $file ],
			'<', \'', '>', \$run->{out}, '2>', \$run->{err});
		$run;
	} 1 .. $count;
}

sub finish
{
	IPC::Run::finish($_->{handle}) foreach @_;
	return join '', map { $_->{err} } @_;
}

#
# four sessions
#
is(finish(start_sessions(4, 100, $trip, $note, $reject)), '',
	'four sessions insert row by row');
is(answer('SELECT rows, rejects FROM mobility.sums'), '800|400', '... all of it');
is(answer('SELECT count(*) FROM mobility.loads'), '1200', '... a load each');
sums_agree('four sessions');

#
# the same with shared entries, while loads are taken back and forgotten
#
my @shared = start_sessions(4, 150, 'SET tripgrid.shared_loads = on;',
	$trip, "BEGIN; $note $trip SAVEPOINT a; $trip ROLLBACK TO a; $reject COMMIT;",
	"BEGIN; $trip ROLLBACK;");
foreach (1 .. 5)
{
	said(q{SELECT tripgrid.undo_load(max(load_id)) FROM mobility.loads
		WHERE state = 'committed' AND target IS NULL});
	said(q{SELECT tripgrid.retry_rejects(max(load_id)) FROM mobility.loads
		WHERE state = 'committed' AND target IS NULL});
	is(answer('SELECT wrong FROM mobility.sums'), '0',
		'shared entries agree with what is there at any time');
	usleep 50_000;
}
is(finish(@shared), '', 'four sessions share entries');
sums_agree('shared entries');
cmp_ok(answer(q{SELECT count(*) FROM mobility.loads WHERE load_id > 1200
	AND state = 'committed'}), '<', 60, '... which are few');
is(answer(q{SELECT sum(tripgrid.undo_load(load_id)) > 0 FROM mobility.loads
	WHERE state = 'committed' AND rows_loaded > 1}), 't', '... and taken back');
sums_agree('entries that were taken back');

#
# sessions that are killed, a server that crashes
#
foreach my $round (1 .. 3)
{
	my @sessions = start_sessions(4, 2000,
		'SET tripgrid.shared_loads = ' . ($round % 2 ? 'on;' : 'off;'),
		$trip, $note);

	usleep 300_000;
	if ($round < 3)
	{
		answer(q{SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
			WHERE datname = 'trips' AND pid <> pg_backend_pid()});
	}
	else
	{
		$node->stop('immediate');
		$node->start;
	}
	finish(@sessions);
	sums_agree($round < 3 ? 'sessions killed' : 'server crashed');
}

#
# transactions that another session commits
#
my $one = session($node, 'trips');

$one->query('SET tripgrid.shared_loads = on');
$one->query("$trip $trip");
$one->query("BEGIN; $trip $note PREPARE TRANSACTION 'p'");
$one->query("$trip $note");
sums_agree('a transaction that is prepared');
answer("COMMIT PREPARED 'p'");
$one->query("$trip $note");
sums_agree('a transaction that another session commits');
$one->query("BEGIN; $trip $note PREPARE TRANSACTION 'p'");
answer("ROLLBACK PREPARED 'p'");
$one->query("$trip $note");
sums_agree('a transaction that another session rolls back');

#
# a session that changes hands: entries are a role's and a client's
#
answer('CREATE ROLE lender LOGIN; GRANT USAGE ON SCHEMA mobility TO lender;
	GRANT INSERT ON mobility.feed TO lender');
my $before = answer('SELECT max(load_id) FROM mobility.loads');

$one->query("$trip SET ROLE lender; $trip $trip RESET ROLE; $trip");
is(answer("SELECT count(*), count(DISTINCT loaded_by) FROM mobility.loads
	WHERE load_id > $before - 3 AND loaded_by = 'lender'"), '1|1',
	'a role has an entry of its own');
is(answer("SELECT rows_read FROM mobility.loads WHERE loaded_by = 'lender'"),
	'2', '... of what it loaded');
$before = answer('SELECT max(load_id) FROM mobility.loads');
$one->query('DISCARD ALL');
$one->query("SET tripgrid.shared_loads = on; $trip");
is(answer("SELECT count(*) FROM mobility.loads WHERE load_id > $before"), '1',
	'who has the session after DISCARD ALL has an entry of his own');
sums_agree('a session that changed hands');

#
# the extension, dropped and made anew under a session that knew it
#
$one->query('SET client_min_messages = error');
answer('SET client_min_messages = error; DROP EXTENSION tripgrid CASCADE;
	DROP SCHEMA mobility CASCADE; CREATE EXTENSION tripgrid;
	SELECT tripgrid.create_store($$mobility$$)');
$one->query("$trip $trip");
is(answer('SELECT count(*), (SELECT count(*) FROM mobility.loads)
	FROM mobility.trips'), '2|1', 'a store of an extension that was made anew');
is(answer('SELECT count(*) FROM tripgrid.verify()'), '0', '... is whole');
$one->quit;

$node->stop;
done_testing();

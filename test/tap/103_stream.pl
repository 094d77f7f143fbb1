# Rides that stream in (examples/rides): whoever is killed while producers fill
# the queue and takers empty it, every event that a producer has committed is
# stored once, as a trip or a reject.  Where pg_cron is, its jobs of the
# example run meanwhile, and load a file once.
#
# Fifty processes are killed (SIGKILL), psqls, scripts and, less often, backends,
# by which the server restarts; other backends are told to end.  TRIPGRID_SEED
# says in which order.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use List::Util qw(shuffle);
use PostgreSQL::Test::Utils;
use POSIX qw(WNOHANG);
use Test::More;
use Time::HiRes qw(usleep time);
use TripgridTest;

my $root = "$FindBin::Bin/../..";
my $seed = $ENV{TRIPGRID_SEED} // int time;
my $page = slurp_file("$root/examples/rides/README.md");
my ($by_cron) = $page =~ /^### By pg_cron\n(.*)/ms;
my ($settings) = $by_cron =~ /^```ini\n(.*?)^```$/ms;
my ($jobs) = $by_cron =~ /^```sql\n(.*?)^```$/ms;
my $control = `pg_config --sharedir`;
chomp $control;
my $cron = -f "$control/extension/pg_cron.control";

note("seed: $seed");
srand $seed;
my $node = start_cluster('stream', 'restart_after_crash = on',
	'max_worker_processes = 16', $cron ? $settings : ());
my $folder = PostgreSQL::Test::Utils::tempdir();
my $files = PostgreSQL::Test::Utils::tempdir();

create_database($node, 'trips');
sub sql { return $node->safe_psql('trips', $_[0]) }
sub example { return sql(slurp_file("$root/examples/rides/$_[0]")) }

sql(q{SELECT tripgrid.create_store('mobility')});
example('tables.sql');
chmod 0755, $files or die $!;
write_bytes("$files/offline.jsonl",
	slurp_file("$root/examples/rides/offline-2024-06-06.jsonl"));

# What was committed is told by the same transaction.
sql(q{CREATE TABLE sent (event_id bigint);
	CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
	  INSERT INTO public.sent VALUES (NEW.event_id);
	  RETURN NULL;
	END $$;
	CREATE TRIGGER tell AFTER INSERT ON mobility.ride_queue
	  FOR EACH ROW EXECUTE FUNCTION tell()});

# At any moment: each event is in the queue, a trip or a reject, and once.
my $differences = q{
	WITH there AS MATERIALIZED (
	  SELECT event_id FROM mobility.ride_queue
	  UNION ALL SELECT event_id FROM mobility.trips WHERE event_id IS NOT NULL
	  UNION ALL SELECT (fields[1]::jsonb ->> 'event_id')::bigint
	    FROM mobility.rejects)
	SELECT 'lost', event_id FROM
	  (SELECT event_id FROM sent EXCEPT ALL SELECT event_id FROM there) AS l
	UNION ALL SELECT 'more than was sent', event_id FROM
	  (SELECT event_id FROM there EXCEPT ALL SELECT event_id FROM sent) AS m
	UNION ALL SELECT 'counted wrong', load_id FROM mobility.loads
	  WHERE rows_loaded + rows_rejected + rows_superseded <> rows_read};

#
# the script that makes them
#
my $connstr = $node->connstr('trips');
my @stream = ("$root/examples/stream_trips");
my $began = time;
my $out = '';

ok( IPC::Run::run(
		[ @stream, qw(--rate 50 --producers 3 --seconds 2 --print), $connstr ],
		'>', \$out, '2>', \my $said),
	'a stream of two seconds');
cmp_ok(time - $began, '>', 1.9, 'takes two seconds');
is(join(' ', sort { $a <=> $b } split /\n/, $out),
	join(' ', 1 .. 100), 'and prints what it has committed');
is(sql('SELECT count(*) FROM mobility.ride_queue'), '100', 'which is there');
is( () = $said =~ /^producer \d is process \d+$/mg,
	3, 'it says which processes they are');
foreach my $wrong ([qw(--rate 0)], [qw(--rate a)], ['--rate'], ['--what'],
	[qw(--garbage 101)], [ '--queue', 'a; b' ], [qw(a b)])
{
	IPC::Run::run([ @stream, @$wrong ], '>', \$out, '2>', \$said);
	is($? >> 8, 2, "wrong: @$wrong");
}
IPC::Run::run([ @stream, qw(--seconds 1 --queue mobility.missing), $connstr ],
	'>', \$out, '2>', \$said);
is($? >> 8, 1, 'a table that is missing');
like($said, qr/^stream_trips: a producer failed$/m, 'is told');

#
# processes that are started again when they end
#
my $taker = write_bytes("$folder/take.sql",
	"CALL mobility.take_events(20) \\watch 0.02\n");
my (%slots, @printed);

sub start_slot
{
	my ($name) = @_;
	my ($what, $number) = split ' ', $name;
	my $file = "$folder/$what-$number-" . scalar @printed;
	my @command =
	  $what eq 'producer'
	  ? (@stream, '--rate', 250, '--garbage', 10, '--seed', 1 + @printed,
		'--print', $connstr)
	  : ('psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', $connstr, '-f', $taker);

	write_bytes($_, '') foreach "$file.out", "$file.err";
	my $pid = fork // die $!;

	if ($pid == 0)
	{
		open STDIN, '<', '/dev/null' or die $!;
		open STDOUT, '>>', "$file.out" or die $!;
		open STDERR, '>>', "$file.err" or die $!;
		$ENV{PGAPPNAME} = 'taker';
		exec @command or POSIX::_exit(127);
	}
	$slots{$name} = { pid => $pid, file => $file };
	push @printed, $what eq 'producer' ? "$file.out" : ();
	return;
}

# Start again what has ended.
sub tend
{
	foreach my $name (sort keys %slots)
	{
		start_slot($name) if waitpid($slots{$name}{pid}, WNOHANG) != 0;
	}
	return;
}

# The psql of a producer, which its script has told.
sub producer_of
{
	my ($slot) = @_;

	foreach (1 .. 1000)
	{
		return $1 if slurp_file("$slot->{file}.err") =~ /is process (\d+)\n/;
		last if waitpid($slot->{pid}, WNOHANG) != 0;
		usleep(5000);
	}
	return;
}

sub some { my ($what) = @_; return (shuffle grep { /$what/ } keys %slots)[0] }

# A backend of a producer or a taker, or nothing.
sub some_backend
{
	my ($code, $pid) = $node->psql('trips', q{SELECT pid FROM pg_stat_activity
		WHERE application_name ~ '^(taker|stream_trips)'
		ORDER BY state = 'active' DESC, random() LIMIT 1});

	return $code == 0 && $pid ? $pid : undef;
}

# one that is told to end has its producers end
my $producers = q{SELECT count(*) FROM pg_stat_activity
	WHERE application_name ~ '^stream_trips'};
start_slot('producer 0');
$node->poll_query_until('trips', "$producers HAVING count(*) > 0", '1')
  or die 'no producer begins';
kill 'TERM', $slots{'producer 0'}{pid};
waitpid $slots{'producer 0'}{pid}, 0;
is($? >> 8, 130, 'a script that is told to end does');
ok($node->poll_query_until('trips', $producers, '0'), 'and so do its producers');
delete $slots{'producer 0'};

start_slot($_) foreach map { ("producer $_", "taker $_") } 1 .. 3;
sql($jobs =~ s{/srv/trips/rides}{$files}gr) if $cron;

my @victims = shuffle(('producer') x 15, ('script') x 8, ('taker') x 24,
	('backend') x 3, ('told') x 25);
my %killed = map { $_ => 0 } @victims;

$began = time;
foreach my $victim (@victims)
{
	my ($tries, $pid) = (0);

	usleep(rand 150_000);
	while ($tries++ < 1000)
	{
		tend();
		if ($victim eq 'taker')       { $pid = $slots{ some('taker') }{pid} }
		elsif ($victim eq 'script')   { $pid = $slots{ some('producer') }{pid} }
		elsif ($victim eq 'producer') { $pid = producer_of($slots{ some('producer') }) }
		else                          { $pid = some_backend() }
		last if $pid && kill $victim eq 'told' ? 'TERM' : 'KILL', $pid
		  and ++$killed{$victim};
		usleep(10_000);
	}
	if ($victim eq 'backend')
	{
		# first the server has to notice
		usleep(1000) while kill 0, $pid;
		await_server($node) or die 'the server did not come back';
		is(sql($differences), '', 'after a restart, nothing is lost');
	}
}
tend();
is( join(' ', map { "$_ $killed{$_}" } sort keys %killed),
	'backend 3 producer 15 script 8 taker 24 told 25',
	'processes were killed');
is(sql($differences), '', 'while all goes on, nothing is lost');

#
# the end of it
#
foreach my $name (grep { /producer/ } keys %slots)
{
	kill 'TERM', $slots{$name}{pid};
	waitpid $slots{$name}{pid}, 0;
	delete $slots{$name};
}
# those whose script was killed go on for a while
$node->poll_query_until('trips', q{SELECT count(pg_terminate_backend(pid)) = 0
	FROM pg_stat_activity WHERE application_name ~ '^stream_trips'})
  or die 'producers do not end';
my $seconds = time - $began;
foreach (1 .. 1800)
{
	tend();
	last if sql('SELECT count(*) FROM mobility.ride_queue') == 0;
	usleep(100_000);
}
kill 'TERM', map { $_->{pid} } values %slots;
waitpid $_->{pid}, 0 foreach values %slots;

is(sql($differences), '', 'every event is stored once');
my ($sent, $trips, $rejects, $loads) = split /\|/, sql(
	q{SELECT (SELECT count(*) FROM sent), (SELECT count(event_id)
	  FROM mobility.trips), (SELECT count(*) FROM mobility.rejects),
	  (SELECT count(*) FROM mobility.loads)});
is($trips + $rejects, $sent, 'as a trip or a reject');
cmp_ok($_, '>', 10, 'there are some') foreach $trips, $rejects;
is( sql(q{SELECT count(*) FROM mobility.rejects WHERE err_message = ''
		OR fields[1]::jsonb -> 'event' IS NULL}),
	'0', 'rejects are whole, with a reason');
note(sprintf '%d events in %.1f s: %d a second, %d trips, %d rejects, %d loads',
	$sent, $seconds, ($sent - 100) / $seconds, $trips, $rejects, $loads);

# what a producer heard of was committed; a line may be cut off
my @heard = map { slurp_file($_) =~ /^(\d+)\n/mg } @printed;
cmp_ok(scalar @heard, '>', 10, 'producers heard of commits');
is( sql('SELECT count(*) FROM unnest(ARRAY['
		  . join(',', @heard)
		  . ']::bigint[]) AS e WHERE e NOT IN (SELECT event_id FROM sent)'),
	'0', 'which were');
is(sql('SELECT * FROM tripgrid.verify()'), '', 'verified');

SKIP:
{
	skip 'pg_cron is not installed', 3 if !$cron;
	my $of_files = q{SELECT state, rows_read, rows_loaded, rows_rejected
		FROM mobility.loads WHERE path IS NOT NULL};

	$node->poll_query_until('trips', q{SELECT count(DISTINCT jobid) = 2
		FROM cron.job_run_details WHERE status = 'succeeded'})
	  or die 'the jobs did not run';
	is(sql($of_files), 'committed|10|10|0', 'a job has loaded the file');
	sql($_) foreach map { "$_;" } split /\n/,
	  sql('SELECT command FROM cron.job ORDER BY jobid');
	is(sql($of_files), 'committed|10|10|0', 'and loads it once');
	is(sql($differences), '', 'every event is stored once');
}

$node->stop;
done_testing();

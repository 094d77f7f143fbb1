# soak.pl MINUTES SEED FOLDER
#	  What script/soak lets run at once against the store "mobility" of the
#	  cluster that PGHOST names.

use strict;
use warnings;

use IPC::Open3;
use Symbol 'gensym';
use Time::HiRes qw(time usleep);

my ($minutes, $seed, $folder) = @ARGV;
my $until = time + 60 * $minutes;
my (%count, $wrong);

# What may befall a statement here; all else is a failure.
my $cut_off = qr/canceling\ statement\ due\ to\ user\ request
	|terminating\ (connection|background\ worker)
	|server\ closed\ the\ connection|connection\ to\ server\ was\ lost
	|lost\ connection\ to|could\ not\ serialize\ access|no\ load\ has
	|is\ being\ loaded|is\ still\ running|was\ cut\ off|has\ been\ undone
	|is\ undone|is\ (running|failed|undone)|was\ ended|worker[^\n]*ended/x;

# Run SQL in a session of its own: its output, or undef if it was cut off.
sub ask
{
	my ($what, $sql) = @_;
	my $pid = open3(my $in, my $out, my $err = gensym,
		'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-f', '-');
	my ($output, $error);

	local $SIG{PIPE} = 'IGNORE';
	print $in "SET application_name = 'soak';\n$sql;\n";
	close $in;
	{
		local $/;
		$output = <$out> // '';
		$error = <$err> // '';
	}
	waitpid $pid, 0;
	chomp $output;
	if ($? == 0)
	{
		$count{$what}++;
		return $output;
	}
	if ($error =~ $cut_off)
	{
		$count{"$what, cut off"}++;
	}
	elsif ($error =~ /deadlock detected/)
	{
		$count{"$what, deadlock"}++;
	}
	else
	{
		$count{"$what, FAILED"}++;
		$wrong++;
		print "seed $seed: $what: $error";
	}
	return;
}

sub number
{
	my ($least, $most) = @_;

	return $least + int rand($most - $least + 1);
}

# Trips of ours, one in twenty of which is none.
sub rows
{
	my ($most) = @_;

	return sprintf q{SELECT region, CASE WHEN random() < 0.05 THEN 'nowhere'
		ELSE origin_coord END AS origin_coord, destination_coord, datetime,
		datasource FROM tripgrid.generate_trips(%d, %d)},
	  number(1, $most), number(1, 1 << 30);
}

my $load = q{(SELECT load_id FROM mobility.loads WHERE state = 'committed'
	ORDER BY random() LIMIT 1)};
my $file = 0;

sub load_some
{
	if (rand() < 0.6)
	{
		ask('INSERT', 'SET tripgrid.batch_trips = ' . number(300, 6000)
			  . '; INSERT INTO mobility.feed ' . rows(4000));
		return;
	}
	my $path = "$folder/$$-" . ++$file . '.csv';

	return if !defined ask('file',
		'COPY (' . rows(8000) . ") TO '$path' (FORMAT csv, HEADER)");
	# what was cut off goes on
	foreach my $try (1 .. 20)
	{
		last if defined ask('load_file',
			"CALL tripgrid.load_file('$path', store => 'mobility', jobs => "
			  . number(1, 3) . ')');
	}
	unlink $path;
	return;
}

sub change_some
{
	my $modulus = number(5, 60);
	my $choice = rand;

	ask('DELETE', "DELETE FROM mobility.trips WHERE trip_id % $modulus = 0"
	) if $choice < 0.4;
	ask('UPDATE', "UPDATE mobility.trips SET datasource = 'changed',
		departed_at = departed_at + interval '8 days'
		WHERE trip_id % $modulus = 1") if $choice >= 0.4 && $choice < 0.7;
	ask('undo_load', "SELECT tripgrid.undo_load(l.load_id)
		FROM $load AS l WHERE l.load_id IS NOT NULL")
	  if $choice >= 0.7 && $choice < 0.85;
	ask('retry_rejects', "SELECT r.* FROM $load AS l,
		LATERAL tripgrid.retry_rejects(l.load_id) AS r") if $choice >= 0.85;
	usleep(number(0, 400_000));
	return;
}

sub keep_store
{
	my @what = (
		'CALL tripgrid.compact()',
		'CALL tripgrid.compact(into_one => true)',
		'SELECT tripgrid.compact_in_background()',
		'CALL tripgrid.rebuild()',
		'VACUUM mobility.trips',
		'VACUUM mobility.segments');
	my $sql = $what[ rand @what ];

	(my $name = $sql) =~ s/\(.*|SELECT tripgrid\.|CALL tripgrid\.//g;
	ask($name, $sql);
	usleep(number(0, 500_000));
	return;
}

# One snapshot, asked in several ways.
sub ask_some
{
	my ($x, $y) = (rand(30) - 10, 35 + rand 20);
	my $box = sprintf 'ST_MakeEnvelope(%.5f, %.5f, %.5f, %.5f, 4326)', $x, $y,
	  $x + rand 20, $y + rand 10;
	my $answer = ask(
		'snapshot', qq{
	BEGIN ISOLATION LEVEL REPEATABLE READ;
	SELECT count(*) AS trips,
	  (SELECT coalesce(sum(trips), 0) FROM tripgrid.weekly_trips()) AS weekly,
	  (SELECT coalesce(sum(trips), 0) FROM tripgrid.hourly_trips()) AS hourly,
	  count(*) FILTER (WHERE ST_Covers($box,
	    t.origin::geometry)) AS inside,
	  (SELECT coalesce(sum(trips), 0)
	    FROM tripgrid.weekly_trips($box)) AS asked
	  FROM mobility.trips AS t;
	COMMIT});

	if (defined $answer)
	{
		my ($trips, $weekly, $hourly, $inside, $asked) = split /\|/, $answer;

		if ($trips != $weekly || $trips != $hourly || $inside != $asked)
		{
			$wrong++;
			print "seed $seed: $box: $answer\n";
		}
	}
	if (rand() < 0.1)
	{
		my $differences = ask('verify', 'SELECT * FROM tripgrid.verify()');

		if (defined $differences && $differences ne '')
		{
			$wrong++;
			print "seed $seed: verify: $differences\n";
		}
	}
	return;
}

sub cut_some
{
	usleep(number(200_000, 1_500_000));
	my $how = rand() < 0.7 ? 'cancel' : 'terminate';

	ask($how, "SELECT pg_${how}_backend(pid) FROM pg_stat_activity
		WHERE (application_name = 'soak' OR backend_type LIKE 'tripgrid%')
		  AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1");
	return;
}

my @parts = (\&load_some, \&load_some, \&change_some, \&keep_store,
	\&ask_some, \&ask_some, \&cut_some);
my @children;

$| = 1;
print "seed: $seed\n";
for my $number (0 .. $#parts)
{
	pipe my $read, my $write or die "pipe: $!";
	my $pid = fork // die "fork: $!";

	if ($pid == 0)
	{
		close $read;
		srand $seed + $number;
		$wrong = 0;
		$parts[$number]->() while time < $until;
		print $write "wrong\t$wrong\n";
		print $write "$_\t$count{$_}\n" foreach keys %count;
		close $write;
		exit 0;
	}
	close $write;
	push @children, [ $pid, $read ];
}
my %total = (wrong => 0);
foreach my $child (@children)
{
	my ($pid, $read) = @$child;

	while (my $line = <$read>)
	{
		my ($what, $times) = $line =~ /^(.*)\t(\d+)$/;

		$total{$what} += $times;
	}
	waitpid $pid, 0;
	$total{wrong}++ if $? != 0;
}
$wrong = delete $total{wrong};

# all is quiet: the store as a whole
my $differences = ask(
	'at the end', q{
	SELECT 'segments', v.* FROM tripgrid.verify() AS v;
	SELECT 'ledger', l.load_id, l.state, l.rows_loaded, l.rows_rejected,
	    (SELECT count(*) FROM mobility.rejects AS r
	      WHERE r.load_id = l.load_id)
	  FROM mobility.loads AS l
	  WHERE rows_loaded + rows_rejected <> rows_read OR state = 'committed'
	    AND rows_rejected <> (SELECT count(*) FROM mobility.rejects AS r
	      WHERE r.load_id = l.load_id);
	SELECT 'too many', l.load_id FROM mobility.loads AS l
	  WHERE rows_loaded < (SELECT count(*) FROM mobility.trips AS t
	    WHERE t.load_id = l.load_id);
	SELECT 'twice', trip_id FROM mobility.trips GROUP BY trip_id
	  HAVING count(*) > 1}) // 'could not be asked';
if ($differences ne '')
{
	$wrong++;
	print "$differences\n";
}
printf "%6d %s\n", $total{$_}, $_ foreach sort keys %total;
printf "%6s trips, %s loads at the end\n",
  split /\|/, ask('count', 'SELECT count(*),
	(SELECT count(*) FROM mobility.loads) FROM mobility.trips') // '?|?';
print $wrong ? "seed $seed: $wrong wrong\n" : "nothing wrong\n";
exit($wrong ? 1 : 0);

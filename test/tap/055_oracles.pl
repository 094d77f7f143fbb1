# Who may not load is told nothing of what was loaded, and files come through no
# feed past a policy.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $node = start_cluster('oracles');
my $folder = PostgreSQL::Test::Utils::tempdir();

create_database($node, 'trips');
append_to_file("$folder/secret_name.csv",
	"region,origin_coord,destination_coord,datetime,datasource\n"
	  . "r,\"1,1\",\"2,2\",2018-05-01 10:00,d\n");
chmod 0755, $folder or die $!;
$node->safe_psql(
	'trips', qq{
	CREATE ROLE reader;
	CREATE ROLE loader;
	CREATE ROLE bound;
	GRANT pg_read_server_files TO reader, loader, bound;
	SELECT tripgrid.create_store('mobility');
	SELECT tripgrid.create_feed('other', '{a,b,c,d,e}', '{"region": "a",
	  "origin": "b", "destination": "c", "departed_at": "d",
	  "datasource": "e"}');
	GRANT USAGE ON SCHEMA mobility TO reader, loader, bound;
	GRANT INSERT ON mobility.feed TO loader, bound;
	CALL tripgrid.load_directory('$folder', feed => 'feed');
	CALL tripgrid.load_file('$folder/secret_name.csv', feed => 'feed',
	  load_key => 'secret key', again => true)});

sub said
{
	my ($role, $sql) = @_;
	my ($status, $stdout, $stderr) = $node->psql('trips',
		"\\set VERBOSITY verbose\nSET ROLE $role; $sql");

	return "$stdout$stderr";
}

# whatever is asked, whether it was loaded or not, the answer is the same
foreach my $call (
	"tripgrid.load_directory('$folder')",
	"tripgrid.load_directory('$folder', feed => 'feed')",
	"tripgrid.load_directory('$folder', feed => 'feed', again => true)",
	"tripgrid.load_file('$folder/secret_name.csv')",
	"tripgrid.load_file('$folder/secret_name.csv', feed => 'feed')",
	"tripgrid.load_file('$folder/no_such.csv', feed => 'feed')",
	"tripgrid.load_file('$folder/secret_name.csv', feed => 'feed', load_key => 'secret key')"
  )
{
	my $said = said('reader', "CALL $call");

	like($said, qr/42501: permission denied for (view feed|feeds of store)/,
		"$call: refused");
	unlike($said, qr/had been|nothing is loaded|were loaded|no_such|secret/,
		"$call: and nothing said");
}
like(said('loader', "CALL tripgrid.load_directory('$folder', feed => 'feed')"),
	qr/0 files were loaded, 1 had been before/, 'who may load is told');
like(said('loader', "CALL tripgrid.load_directory('$folder', feed => 'other')"),
	qr/42501: permission denied for view other/, 'of that feed only');

# feeds are shown to who may use them
is(said('reader', 'SELECT feed FROM tripgrid.feeds()'), '', 'no feeds');
is(said('loader', 'SELECT feed FROM tripgrid.feeds()'), 'feed', 'one feed');
$node->safe_psql('trips', 'GRANT SELECT (a) ON mobility.other TO loader');
is(said('loader', 'SELECT feed FROM tripgrid.feeds()'),
	"feed\nother", 'a feed to read from is one');
$node->safe_psql('trips', 'REVOKE USAGE ON SCHEMA mobility FROM loader');
is(said('loader', 'SELECT feed FROM tripgrid.feeds()'),
	'', 'none without the schema');

# the ledger's numbers are for its owner
foreach my $call ('undo_load(1)', 'undo_load(999)', 'retry_rejects(1)',
	'retry_rejects(999)')
{
	like(said('reader', "SELECT tripgrid.$call"),
		qr/42501: must be owner of store "mobility"/,
		"$call: the same for what is there and what is not");
}

# policies hold for files before their first row
$node->safe_psql('trips',
	'ALTER TABLE mobility.trips ENABLE ROW LEVEL SECURITY');
foreach my $jobs (1, 2)
{
	like(
		said('bound',
			"CALL tripgrid.load_file('$folder/secret_name.csv', feed => 'feed', "
			  . "jobs => $jobs, again => true)"),
		qr/42501: row-level security on table "trips" applies to role "bound"/,
		"a file by $jobs");
}
is($node->safe_psql('trips', 'SELECT count(*) FROM mobility.trips'),
	'2', 'nothing came');
is( $node->safe_psql(
		'trips', q{SELECT count(*) FROM mobility.loads
		WHERE state <> 'committed'}),
	'0',
	'nor is it in the ledger');

#
# what is sent in binary raises 22P03, whatever it is, and crashes nothing
#
my $seed = $ENV{TRIPGRID_SEED} // time;
note "TRIPGRID_SEED=$seed";
srand $seed;
$node->safe_psql('trips', "CREATE TABLE sent_$_ (value tripgrid.$_)")
  for qw(lonlat trip tripgroup tripset);
my (%states, $taken);
foreach my $type (qw(lonlat trip tripgroup tripset))
{
	my $sql = "\\set VERBOSITY sqlstate\n";

	foreach my $n (1 .. 150)
	{
		my $length = int rand 60;
		my $bytes = join '', map { chr int rand 256 } 1 .. $length;
		my $file = "$folder/$type.$n";

		open my $out, '>:raw', $file or die $!;
		print $out "PGCOPY\n\xff\r\n\0", pack('NN', 0, 0), pack('n', 1),
		  pack('N', $length), $bytes, pack('n', 0xffff);
		close $out or die $!;
		$sql .= "\\copy sent_$type from '$file' (format binary)\n";
	}
	my ($status, $stdout, $stderr) =
	  $node->psql('trips', $sql, on_error_stop => 0);
	$states{$_}++ foreach $stderr =~ /ERROR:\s+(\S+)/g;
	$taken += $node->safe_psql('trips', "SELECT count(*) FROM sent_$type");
}
cmp_ok($states{'22P03'}, '>', 100, 'most is refused as 22P03');
is(join(' ', grep { !/^(22P03|08P01|0A000)$/ } sort keys %states),
	'', 'none as anything else than bad, cut off or of a later version');
is($node->safe_psql('trips', 'SELECT 1'), '1', 'the server is up');

$node->stop;
done_testing();

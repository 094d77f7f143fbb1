# A key and a pooler: through pgbouncer in transaction mode a session serves
# many clients, and the key of one must not bar what another loads.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my ($pgbouncer) = grep { -x } map { "$_/pgbouncer" } split(/:/, $ENV{PATH}),
  '/usr/sbin';

plan skip_all => 'NO POOLER IS TESTED: install pgbouncer'
  unless defined $pgbouncer;

my $node = start_cluster('pooler');
my $folder = PostgreSQL::Test::Utils::tempdir_short;
my $port = PostgreSQL::Test::Cluster::get_free_port();
my $user = getpwuid $<;
my $row = q{('Prague', '14.4,50', '14.5,50.1', '2024-06-03 08:00', 'bus')};
my $batch = q{('july', 'LINESTRING (14.4 50, 14.5 50.1)', '2024-07-03 08:00')};

create_database($node, 'trips');
$node->safe_psql('trips', "SELECT tripgrid.create_store('mobility')");
$node->safe_psql('trips', q{SELECT tripgrid.create_feed('keyed',
	'{batch,ends,at}', '{"load_key": "batch", "origin": "ends",
	  "destination": "ends", "departed_at": "at"}',
	'{"region": "Prague", "datasource": "bus"}')});
append_to_file("$folder/users", qq{"$user" ""\n});
append_to_file("$folder/ini", <<"INI");
[databases]
trips = host=@{[ $node->host ]} port=@{[ $node->port ]} dbname=trips
[pgbouncer]
listen_addr =
listen_port = $port
unix_socket_dir = $folder
auth_type = trust
auth_file = $folder/users
logfile = $folder/log
pidfile = $folder/pid
pool_mode = transaction
default_pool_size = 1
INI
system_or_bail($pgbouncer, '-q', '-d', "$folder/ini");

# The errors and notices of a client of the pooler; the pool has one session.
sub client
{
	my ($sql) = @_;
	my ($out, $err);

	IPC::Run::run(
		[ 'psql', '-XAtq', '-d', "host=$folder port=$port dbname=trips" ],
		'<', \$sql, '>', \$out, '2>', \$err);
	return $err . $out;
}

is(client("BEGIN; SET LOCAL tripgrid.load_key = 'june';
	INSERT INTO mobility.feed VALUES $row; COMMIT;"),
	'', 'a client loads with a key');
is(client("INSERT INTO mobility.feed VALUES $row;"),
	'', 'another without one, in the same session');
is(client("INSERT INTO mobility.keyed VALUES $batch;"),
	'', 'a client has its key in a column');
like(client("INSERT INTO mobility.keyed VALUES $batch;"),
	qr/nothing is loaded: load 3 had the key "july"/,
	'another, or the same, sends it again');
client("SET tripgrid.load_key = 'june';");
like(client("INSERT INTO mobility.feed VALUES $row;"),
	qr/ERROR:  tripgrid.load_key was set for the session.*SET LOCAL/s,
	'a key that was left behind is told of');
like(client("BEGIN; SET LOCAL tripgrid.load_key = 'june';
	INSERT INTO mobility.feed VALUES $row; COMMIT;"),
	qr/nothing is loaded: load 1 had the key "june"/,
	'whoever sets one is served');
is( $node->safe_psql('trips',
		q{SELECT string_agg(coalesce(load_key, '-'), ' ' ORDER BY load_id)
		FROM mobility.loads}),
	'june - july', 'three loads are there');

END
{
	my $status = $?;

	kill 'TERM', slurp_file("$folder/pid")
	  if defined $folder && -e "$folder/pid";
	$? = $status;
}

done_testing();

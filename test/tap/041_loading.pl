# What docs/loading.md says besides its blocks, which 010_readme runs: a file
# without its header, and by another delimiter, loads through a feed of its
# shape.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $folder = PostgreSQL::Test::Utils::tempdir();
my $node = start_cluster('loading');
create_database($node, 'trips');
$node->safe_psql('trips', q{SELECT tripgrid.create_store('mobility')});

my $rows = slurp_file("$FindBin::Bin/../../examples/rentals.csv");
append_to_file("$folder/rentals.csv", $rows);
$rows =~ s/^.*\n//;
$rows =~ tr/;/|/;
append_to_file("$folder/rows.csv", $rows);
$node->safe_psql('trips', "CALL tripgrid.load_file('$folder/rentals.csv');"
	  . " CALL tripgrid.load_file('$folder/rows.csv', 'rentals')");
is( $node->safe_psql(
		'trips',
		'SELECT rows_read, rows_loaded FROM mobility.loads ORDER BY load_id'),
	"241|238\n241|238",
	'loaded without a header, by another delimiter');

$node->stop;
done_testing();

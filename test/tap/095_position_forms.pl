# Files whose positions are in metres, or in codes: one call loads them, or says
# what it has to be told.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest qw(:DEFAULT answer load_file new_store);

my $node = start_cluster('position_forms', 'max_worker_processes = 16',
	'tripgrid.chunk_bytes = 10000');
my $folder = PostgreSQL::Test::Utils::tempdir;

create_database($node, 'trips');

sub write_file
{
	my ($name, @lines) = @_;

	return write_bytes("$folder/$name", join '', map { "$_\n" } @lines);
}

# Load a file in a store of its own: the summary of its trips, and what was said.
sub load
{
	my ($path, $more) = @_;
	my $said;

	new_store();
	$said = load_file($path, $more);
	return (
		answer(q{SELECT concat_ws(' ', count(*), min(region),
			round(avg(tripgrid.lon(origin))::numeric, 4),
			round(avg(tripgrid.lat(origin))::numeric, 4),
			round(avg(tripgrid.lon(destination))::numeric, 4),
			round(avg(tripgrid.lat(destination))::numeric, 4)) FROM mobility.trips}),
		$said);
}

# 2,000 rows: a hundredth of them have no position on earth
my $metres = write_file('metres.csv', 'start_time,x1,y1,x2,y2',
	map { sprintf '2024-06-03 08:%02d:%02d,%s,180400.5,525000,175000', $_ / 60 % 60,
		$_ % 60, $_ % 100 == 50 ? 999999999 : 530000 } 1 .. 2000);

# metres are never degrees
{
	my ($trips, $said) = load($metres);

	is($trips, '0', 'metres load nothing');
	like($said, qr/cannot tell how to read file/,
		'they are refused');
	like($said, qr/position_srid says of what SRID they are/,
		'with the argument that says what they are');
}

# the answer is known: PostGIS's own
{
	my $expected = $node->safe_psql('trips', q{SELECT concat_ws(' ', 1980, 'London',
		round(ST_X(a)::numeric, 4), round(ST_Y(a)::numeric, 4),
		round(ST_X(b)::numeric, 4), round(ST_Y(b)::numeric, 4))
		FROM ST_Transform('SRID=27700;POINT (530000 180400.5)'::geometry, 4326) AS a,
		ST_Transform('SRID=27700;POINT (525000 175000)'::geometry, 4326) AS b});
	my ($trips, $said) = load($metres, ', position_srid => 27700');

	is($trips, $expected, 'metres load where their SRID puts them');
	($trips, $said) = load($metres, ', position_srid => 27700, jobs => 2');
	is($trips, $expected, 'and by workers');
	is( $node->safe_psql('trips', q{SELECT rows || ' ' || err_message
		FROM mobility.reject_summary}),
		'20 position cannot be transformed to degrees',
		'what has no place is a reject');
	like(
		$node->safe_psql('trips', q{SELECT position_srid FROM tripgrid.feeds()
			WHERE feed = 'metres'}),
		qr/^27700$/, 'the feed says so');

	# the same file needs no argument once it has a feed
	my ($status, $stdout, $stderr) = $node->psql('trips',
		"CALL tripgrid.load_file('$metres', 'metres', again => true)");
	is($node->safe_psql('trips', 'SELECT count(*) FROM mobility.trips'),
		3960, 'a feed that is named knows it');
	($status, $stdout, $stderr) = $node->psql('trips',
		"CALL tripgrid.load_file('$metres', 'metres', position_srid => 4258)");
	like($stderr, qr/position_form and position_srid are for a feed that is detected/,
		'and is not told otherwise');
	(undef, $said) = load($metres, ', position_srid => 999999');
	like($said, qr/999999/, 'an SRID that PostGIS does not know is an error');
}

# who may read no spatial_ref_sys loads no metres, whoever owns the feed
{
	load($metres, ', position_srid => 27700');
	$node->safe_psql('trips', q{CREATE ROLE loader LOGIN;
		GRANT USAGE ON SCHEMA mobility TO loader;
		GRANT INSERT ON mobility.metres TO loader;
		REVOKE SELECT ON spatial_ref_sys FROM PUBLIC});
	my $row = q{INSERT INTO mobility.metres
		VALUES ('2024-06-03 08:15', '530000', '180400', '525000', '175000')};
	my ($status, $stdout, $stderr) =
	  $node->psql('trips', $row, extra_params => [ '-U', 'loader' ]);

	isnt($status, 0, 'transforming takes the rights of who loads');
	$node->safe_psql('trips', 'GRANT SELECT ON spatial_ref_sys TO PUBLIC');
	($status, $stdout, $stderr) =
	  $node->psql('trips', $row, extra_params => [ '-U', 'loader' ]);
	is($status, 0, 'which others have') or diag $stderr;
}

# codes
{
	my $codes = write_file('codes.csv', 'orderid,starttime,geohashed_start_loc,geohashed_end_loc',
		map { sprintf '%d,2017-05-14 22:%02d:%02d,wx4snhx,wx4snhj', $_, $_ / 60 % 60, $_ % 60 } 1 .. 500);
	my ($trips, $said) = load($codes);

	is($trips, '500 Beijing 116.2896 40.1035 116.2868 40.1008', 'geohashes load');
	like($said, qr/middle of geohash cells/, 'and that they are cells is said');
	$codes = write_file('cells.csv', 'starttime,start_h3,end_h3',
		'2024-06-03 08:15:00,8a2a1072b59ffff,8a2a100d6797fff');
	($trips, $said) = load($codes);
	if ($trips eq '0')
	{
		like($said, qr/libh3/, 'without its library H3 is refused by name');
	}
	else
	{
		# the first one is the example of h3geo.org's cellToLatLng
		is($trips, '1 Jersey City -74.0444 40.6894 -73.9854 40.7582', 'cells of H3 load');
	}
}

# which whole numbers are which is said by the caller
{
	my $numbers = write_file('numbers.csv', 'start_time,start_lon,start_lat,end_lon,end_lat',
		'2024-06-03 08:15:00,-17372500,8208400,-17413300,8216700');
	my ($trips, $said) = load($numbers);

	is($trips, '0', 'numbers of two readings load nothing');
	like($said, qr/position_form => 'e6' or 'e7'/, 'the refusal says what to do');
	($trips, $said) = load($numbers, q{, position_form => 'e6'});
	is($trips, '1 unknown -17.3725 8.2084 -17.4133 8.2167', 'and then they load');
}

# quotes that are marks of seconds, and those that are quotes
{
	my $marks = write_file('marks.csv', 'start_time;start_lon;start_lat;end_lon;end_lat;street',
		map { "2024-06-0$_ 08:15:00;16°22'21.0\"E;48°12'30.2\"N;16°24'47.9\"E;48°13'00.1\"N;Kai" } 1 .. 9);
	my ($trips, $said) = load($marks);

	is($trips, '9 Vienna 16.3725 48.2084 16.4133 48.2167',
		'quotes behind digits are marks of seconds') or diag $said;
	$marks = write_file('both.csv', 'start_time;start_lon;start_lat;end_lon;end_lat;street',
		map { "2024-06-03 08:15:00;16°22'21.0\"E;48°12'30.2\"N;16°24'47.9\"E;48°13'00.1\"N;"
			  . ($_ < 2000 ? 'Kai' : '"Kai; 5"') } 1 .. 2000);
	($trips, $said) = load($marks);
	is($trips, '0', 'but not if others come behind the beginning');
	like($said, qr/as marks of seconds have them, and others/, '… which is said');
	$marks = write_file('quoted.csv', 'start_time;start_lon;start_lat;end_lon;end_lat;street',
		map { "2024-06-0$_ 08:15:00;\"16°22'21.0\"\"E\";\"48°12'30.2\"\"N\";"
			  . "16.4133 E;48.2167°;\"Kai; 5\"" } 1 .. 9);
	($trips, $said) = load($marks);
	is($trips, '9 Vienna 16.3725 48.2084 16.4133 48.2167',
		'and where fields begin with them they are quotes') or diag $said;
}

# a directory of them
{
	mkdir "$folder/several";
	write_file("several/$_.csv", 'start_time,x1,y1,x2,y2',
		"2024-06-0$_ 08:15:00,530000,180400,525000,175000") foreach 1 .. 3;
	$node->safe_psql('trips', q{SELECT tripgrid.drop_store('mobility', force => true);
		SELECT tripgrid.create_store('mobility')});
	$node->safe_psql('trips',
		"CALL tripgrid.load_directory('$folder/several', position_srid => 27700)");
	is($node->safe_psql('trips', 'SELECT count(*), min(region) FROM mobility.trips'),
		'3|London', 'a directory takes an SRID');
}

done_testing();

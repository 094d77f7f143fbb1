# What is guessed of a file is proven by all of it, or said, or refused.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest qw(:DEFAULT answer load_file new_store);

my $node = start_cluster('guesses', "timezone = 'UTC'");
my $folder = PostgreSQL::Test::Utils::tempdir;
my $header = 'start_time,start_lon,start_lat,end_lon,end_lat';

create_database($node, 'trips');

sub write_file
{
	my ($name, @lines) = @_;

	return write_bytes("$folder/$name.csv", join '', map { "$_\n" } @lines);
}

# Load lines in a store of its own: what a query then says, and what was said.
sub load
{
	my ($query, $more, @lines) = @_;
	my $said;

	new_store();
	$said = load_file(write_file('trips', @lines), $more);
	return (answer($query), $said);
}

my $regions = q{SELECT string_agg(concat_ws(' ', region, count), ', ' ORDER BY region)
	FROM (SELECT region, count(*) FROM mobility.trips GROUP BY region) AS r};
my $days = q{SELECT concat_ws(' ', count(*), min(departed_at), max(departed_at))
	FROM mobility.trips};
my $vienna = '16.3725,48.2084,16.4133,48.2167';
my $prague = '14.42,50.08,14.43,50.09';
my $nowhere = '3.5,30.5,3.6,30.6';

sub at { return sprintf '2024-06-03 %02d:%02d:%02d', $_[0] / 3600, $_[0] / 60 % 60, $_[0] % 60 }

# each trip has the region of its own city, however late that comes
{
	my @lines = ($header, (map { at($_) . ",$vienna" } 1 .. 400),
		(map { at($_) . ",$prague" } 401 .. 1000));
	my ($found, $said) = load($regions, '', @lines);

	is($found, 'Prague 600, Vienna 400', 'trips of two cities have two regions');
	($found) = load($regions, '', @lines, at(1) . ",$nowhere");
	is($found, 'Prague 600, Vienna 400', 'those of none are no trips');
	is( $node->safe_psql('trips', 'SELECT rows, err_message FROM mobility.reject_summary'),
		"1|origin is far from the feed's city, and in no other that is known",
		'but rejects that say so');
	($found) = load($regions, '', @lines,
		map { at(1) . ",16.3725,48.2084,$_" } '16.4133,0', '0,48.2167', '-0.2,0');
	is($found, 'Prague 600, Vienna 400', 'nor are those to a degree of 0');
	is( $node->safe_psql('trips', 'SELECT rows, err_message FROM mobility.reject_summary'),
		'3|a coordinate of the destination is 0, far from where the trip begins',
		'which are rejects');
	($found) = load($regions, '', $header, map { at($_) . ",-0.12,51.5,0,51.49" } 1 .. 3);
	is($found, 'London 3', 'where that is near it is one like any other');
	($found) = load($regions, ", region => 'Austria'", @lines);
	is($found, 'Austria 1000', 'a region that is given is that of all');
	($found, $said) = load($regions, '',
		$header, map { at($_) . ",$nowhere" } 1 .. 3);
	is($found, 'unknown 3', 'where no city is known, all are of none');
}

# a box within or across another's
{
	my ($found) = load($regions, '', $header,
		(map { at($_) . ',114.0579,22.5431,114.06,22.55' } 1 .. 3),
		(map { at($_) . ',114.158,22.285,114.16,22.28' } 4 .. 5));

	is($found, 'Hong Kong 2, Shenzhen 3', 'a border between two cities is one');
}

# instants of another city are by that city's clock
{
	my ($found) = load(
		q{SELECT string_agg(concat_ws(' ', region, departed_at), ', ' ORDER BY region)
			FROM mobility.trips}, '', $header,
		"2024-06-03T12:00:00Z,$vienna", "2024-06-03T12:00:00Z,$vienna",
		'2024-06-03T12:00:00Z,-0.1276,51.5072,-0.13,51.51');

	is( $found,
		'London 2024-06-03 13:00:00, Vienna 2024-06-03 14:00:00, Vienna 2024-06-03 14:00:00',
		'instants become the local time of their trip');

	# however late it comes, and whatever says its region
	my $last = q{SELECT concat_ws(' ', region, departed_at) FROM mobility.trips
		ORDER BY trip_id DESC LIMIT 1};
	my @vienna = ("2024-06-03T12:00:00Z,$vienna,Vienna") x 3000;
	my $said;

	for my $case ([ 'New York', '-73.98,40.75,-73.97,40.76', '08:00' ],
		[ 'NYC', '-73.98,40.75,-73.97,40.76', '08:00' ],
		[ 'New York', '-73.3,41.2,-73.4,41.2', '08:00' ],
		[ 'London', '-81.25,42.98,-81.24,42.99', '14:00' ],
		[ 'Portland', '-70.26,43.66,-70.27,43.67', '14:00' ],
		[ 'Graz', '15.44,47.07,15.45,47.08', '14:00' ])
	{
		my ($region, $ends, $time) = @$case;

		($found, $said) = load($last, '', "$header,region", @vienna,
			"2024-06-03T12:00:00Z,$ends,$region");
		is($found, "$region 2024-06-03 $time:00", "a late instant of $region at $ends");
		like($said, qr/WARNING:.*city where each trip begins, or else of Europe.Vienna; time_zone/,
			'and what becomes of others');
	}
	($found) = load($last, ", time_zone => 'Europe/Vienna'", "$header,region", @vienna,
		'2024-06-03T12:00:00Z,-73.98,40.75,-73.97,40.76,New York');
	is($found, 'New York 2024-06-03 14:00:00', 'or the time_zone that is given');
	($found) = load($last, ", region => 'Vienna'", $header, (map { s/,Vienna$//r } @vienna),
		'2024-06-03T12:00:00Z,-73.98,40.75,-73.97,40.76');
	is($found, 'Vienna 2024-06-03 08:00:00', 'a region that is given leaves clocks');
	for my $column ('', ',city')
	{
		my $name = $column eq '' ? '' : ',Vienna';

		($found, $said) = load($last, ", region => 'Europe'", "$header$column",
			("2024-06-03T12:00:00Z,$vienna$name") x 3000,
			'2024-06-03T12:00:00Z,-0.12,51.51,-0.13,51.52' . $name);
		like($found, qr/2024-06-03 13:00:00$/, "and so does one that is no city$column");
		like($said, qr/WARNING:.*city where each trip begins, or else of Europe.Vienna; time_zone/,
			'with a warning');
	}
}

# the order of days and months
{
	my @open = map { sprintf '10/%02d/2016 08:00', 1 + $_ % 3 } 1 .. 1200;
	my ($found, $said) = load($days, '', $header, map { "$_,$nowhere" } @open);

	is($found, '0', 'an order that nothing says is no order');
	like($said, qr/cannot tell how to read.*date_format or region says/s,
		'but refused, with what settles it');
	is( $node->safe_psql('trips', q{SELECT count(*) FROM tripgrid.feeds()
		WHERE feed <> 'feed'}), '0', 'and makes no feed');
	($found, $said) = load($days, ", date_format => 'DD/MM/YYYY HH24:MI'",
		$header, map { "$_,$nowhere" } @open);
	is($found, '1200 2016-01-10 08:00:00 2016-03-10 08:00:00', 'date_format says it');
	unlike($said, qr/WARNING/, 'and nothing is left to guess');
	($found, $said) = load($days, ", region => 'London'",
		$header, map { "$_,$nowhere" } @open);
	is($found, '1200 2016-01-10 08:00:00 2016-03-10 08:00:00', 'a region has a custom');
	like($said, qr/WARNING.*as dates are written in London; date_format settles it/,
		'which is said');
	($found, $said) = load($days, '', $header, (map { "$_,$nowhere" } @open),
		"13/01/2016 08:00,$nowhere");
	is($found, '1201 2016-01-10 08:00:00 2016-03-10 08:00:00',
		'a day over 12 proves it, however late');
	unlike($said, qr/WARNING/, 'which is no guess');
	($found, $said) = load($days, '', $header, (map { "$_,$vienna" } @open),
		"01/13/2016 08:00,$vienna");
	is($found, '1201 2016-01-13 08:00:00 2016-10-03 08:00:00',
		'whatever the custom of the city is');
	($found, $said) = load($days, '', $header,
		map { sprintf "%02d/10/2016 08:00,$nowhere", $_ } 1 .. 12);
	is($found, '12 2016-10-01 08:00:00 2016-10-12 08:00:00',
		'days that follow each other are days');
	like($said, qr/WARNING.*by how they follow each other.*date_format settles it/s,
		'which is said');
	($found, $said) = load($days, '', $header, "13/01/2016 08:00,$nowhere",
		"01/13/2016 08:00,$nowhere");
	is($found, '0', 'two orders in a file are none');
	unlike($said, qr/^$/, 'and refused');
}

# UTC by a column's name
{
	my $utc = $header =~ s/start_time/start_time_utc/r;
	my ($found, $said) = load($days, '', $utc, "2024-06-03 08:15:00,$vienna");

	is($found, '1 2024-06-03 10:15:00 2024-06-03 10:15:00',
		'a clock of UTC becomes that of the city');
	($found, $said) = load($days, '', $utc, "2024-06-03 08:15:00,$nowhere");
	like($said, qr/WARNING.*UTC by their column's name.*time_zone settles it/,
		'or the session\'s, which is said');
	($found, $said) = load($days, ", time_zone => 'Asia/Tokyo'", $utc,
		"2024-06-03 08:15:00,$nowhere");
	is($found, '1 2024-06-03 17:15:00 2024-06-03 17:15:00', 'or the one that is given');
	unlike($said, qr/WARNING/, 'with no word');
	is($node->safe_psql('trips', q{SELECT clock, time_zone FROM tripgrid.feeds()
		WHERE feed <> 'feed'}), 'UTC|Asia/Tokyo', 'the feed says so');
}

# rows that stand for several trips
{
	my ($found, $said) =
	  load($days, '', "$header,trips", map { at($_) . ",$vienna,17" } 1 .. 3);

	is($found, '0', 'rows of several trips are none');
	like($said, qr/Column "trips" says that a row stands for several trips/,
		'and the column is named');
}

# what a store's own feed gives, without a header
{
	my ($found) = load(
		q{SELECT string_agg(concat_ws(' ', region, datasource), ', ' ORDER BY trip_id)
			FROM mobility.trips}, '',
		'Vienna,POINT (16.3725 48.2084),POINT (16.4133 48.2167),2024-06-03 08:00:00,a',
		'Prague,POINT (14.42 50.08),POINT (14.43 50.09),2024-06-03 08:00:01,b');

	is($found, 'Vienna a, Prague b', 'the default feed needs no header');
}

# a header that another system has, too
{
	my ($found, $said) = load(
		q{SELECT string_agg(concat_ws(' ', region, datasource), ', ') FROM mobility.trips},
		'',
		'trip_id,start_time,end_time,bikeid,tripduration,from_station_location,'
		  . 'from_station_id,from_station_name,to_station_location,to_station_id,'
		  . 'to_station_name,usertype,gender,birthyear',
		'1,2018-03-01 07:00:29,2018-03-01 07:04:32,40,243.0,"39.9574,-82.9900",15,'
		  . 'A,"39.9575,-82.9980",9,B,Subscriber,Male,1965');

	is($found, 'Columbus CoGo', 'a system is not another whose header it has');
}

# what says how a file is read is for those that are detected
{
	my ($found, $said) =
	  load($days, ", 'feed', date_format => 'DD/MM/YYYY'", 'a,b,c,d,e');

	like($said, qr/are for a feed that is detected/, 'a named feed knows it itself');
}

done_testing();

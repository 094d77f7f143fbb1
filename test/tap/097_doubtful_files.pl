# What a file says only further on, or does not say at all: it is never loaded
# in silence.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest qw(:DEFAULT answer said new_store load_file);

my $node = start_cluster('doubtful_files');
my $folder = PostgreSQL::Test::Utils::tempdir;
my $path = "$folder/rides.csv";

create_database($node, 'trips');

# Load rows into a new store: its ledger's counts, and what was said.
sub load
{
	my ($rows, $arguments, $prepare) = @_;
	my $said;

	write_bytes($path, $rows);
	new_store();
	answer($prepare) if defined $prepare;
	$said = load_file($path, $arguments);
	return (answer('SELECT state, rows_loaded, rows_rejected FROM mobility.loads'), $said);
}

# Trips of Vienna, of which each departs at what a function makes of its number.
sub trips
{
	my ($count, $departure) = @_;

	return "start_time,start_lon,start_lat,end_lon,end_lat\n" . join '', map {
		sprintf "%s,16.3%03d,48.2,16.38,48.21\n", $departure->($_), $_ % 1000
	} 1 .. $count;
}

my ($counts, $said);

# instants of several cities, with a column of their names
{
	my $rows = "city,start_time,start_lon,start_lat,end_lon,end_lat\n"
	  . "Vienna,2024-06-03T08:15:00Z,16.37,48.2,16.38,48.21\n" x 2
	  . "London,2024-06-03T08:15:00Z,-0.12,51.5,-0.11,51.51\n";

	($counts, $said) = load($rows);
	like($said, qr/ERROR.*cannot tell/, 'names of cities with instants are refused');
	ok($said =~ /HINT: .*this makes: SELECT (tripgrid.create_feed\('(\w+)'.*\));/,
		'with the call that makes their feed');
	answer("SELECT $1");
	load_file($path, ", feed => '$2'");
	is(answer(q{SELECT region, departed_at FROM mobility.trips GROUP BY 1, 2 ORDER BY 1}),
		"London|2024-06-03 09:15:00\nVienna|2024-06-03 10:15:00", 'which reads them exactly');
}

# what is passed over above the rows
for my $titles ("# all times in UTC\n", "\xEF\xBB\xBFTrips (all times UTC)\n\n")
{
	($counts, $said) = load($titles . trips(9, sub { "2024-06-0$_[0] 23:15:00" }));
	is(answer('SELECT min(departed_at) FROM mobility.trips'), '2024-06-02 01:15:00',
		'a line above the rows says their clock');
	like($said, qr/WARNING.*clock of UTC, as ".*all times/, 'which a warning tells');
}

# other clocks, far behind the sample
for my $jobs (1, 2)
{
	($counts) = load(trips(9000, sub {
		sprintf '2024-06-%02d %02d:15:00%s', 1 + $_[0] % 28, $_[0] % 24,
		  $_[0] > 8900 ? 'Z' : '' }), ", jobs => $jobs");
	is($counts, 'committed|8900|100', "instants among local times are rejects, of $jobs jobs");
}
is(answer('SELECT DISTINCT err_message FROM mobility.rejects'),
	'departure is by another kind of clock than others of its file',
	'and say why');
is(answer('SELECT rows_loaded, rows_rejected
	FROM tripgrid.retry_rejects(1)'), '0|100', 'which trying again does not change');
answer(q{SELECT tripgrid.change_feed('rides', time_zone => 'Europe/Vienna', store => 'mobility')});
is(answer('SELECT rows_loaded, rows_rejected
	FROM tripgrid.retry_rejects(1)'), '100|0', 'but what the feed says then');
is(answer(q{SELECT departed_at FROM mobility.trips
	ORDER BY trip_id DESC LIMIT 1}), '2024-06-13 02:15:00', 'in its time zone');
($counts) = load(trips(3000, sub {
	sprintf '2024-06-%02dT%02d:15:00%s', 1 + $_[0] % 28, $_[0] % 24,
	  $_[0] == 2900 ? '' : '+02:00' }));
is($counts, 'committed|2999|1', 'a local time among instants is a reject');
# of a row with another fault the clock is looked at, too
($counts) = load("From station,To station,Time\n" . join('', map {
		sprintf "Stop %d,Stop %d,2024-06-03 %02d:%02d:00%s\n", $_ == 2900 ? 99 : $_ % 7,
		  $_ % 5, $_ / 60 % 24, $_ % 60, $_ == 2900 ? 'Z' : '' } 1 .. 3000), '',
	"INSERT INTO mobility.places SELECT 'Stop ' || n,
		(16.3 + n / 100.0 || ',48.2')::tripgrid.lonlat, 'Vienna' FROM generate_series(0, 6) AS n");
is($counts, 'committed|2999|1', 'an instant from where no place is is a reject');
answer(q{INSERT INTO mobility.places VALUES ('Stop 99', '16.4,48.2', 'Vienna')});
is(answer('SELECT rows_loaded, rows_rejected FROM tripgrid.retry_rejects(1)'), '0|1',
	'and stays one when the place is there');

# the same through a feed that is named
$path = "$folder/named.csv";
my $zone = q{, time_zone => 'Europe/Vienna'};
foreach my $case ([ '', 'late instants', sub { $_[0] > 2990 }, '2990|10' ],
	[ $zone, 'late instants', sub { $_[0] > 2990 }, '3000|0' ],
	[ "$zone, clock => 'Europe/Vienna'", 'late instants', sub { $_[0] > 2990 }, '3000|0' ],
	[ $zone, 'early local times', sub { $_[0] > 10 }, '2990|10' ],
	[ '', 'both', sub { $_[0] % 2 }, '3000|0' ])
{
	my ($shape, $what, $is_instant, $expected) = @$case;
	my $departure = sub { sprintf '2024-06-%02d %02d:15:00%s', 1 + $_[0] % 28, $_[0] % 24,
		  $is_instant->($_[0]) ? 'Z' : '' };
	my $warns = $what eq 'both' ? \&like : \&unlike;
	my $warning = qr/WARNING:  some departures of file .* are local times, and others say/;
	my $name = "$what$shape";
	my $feed = q{SELECT tripgrid.create_feed('rides', %s, '{"departed_at": "start_time",
		"origin_lon": "start_lon", "origin_lat": "start_lat", "destination_lon": "end_lon",
		"destination_lat": "end_lat"}', '{"region": "Vienna", "datasource": "rides"}'} . "$shape%s)";

	($counts, $said) = load(trips(3000, $departure), q{, feed => 'rides'}, sprintf $feed,
		q{'{start_time,start_lon,start_lat,end_lon,end_lat}'}, '');
	is($counts, "committed|$expected", "a named feed: $name");
	$warns->($said, $warning, "and what is said of it");
	($counts, $said) = load(join('', map {
			sprintf qq({"start_time": "%s", "start_lon": 16.3%03d, "start_lat": 48.2, "end_lon": 16.38, "end_lat": 48.21}\n),
			  $departure->($_), $_ % 1000 } 1 .. 3000),
		q{, feed => 'rides'}, sprintf $feed, 'NULL', q{, format => 'json'});
	is($counts, "committed|$expected", "one of JSON: $name");
	$warns->($said, $warning, "and what is said of that");
}
$path = "$folder/rides.csv";

# halves of days
($counts, $said) = load(trips(4000, sub {
	sprintf '2024-06-%02d %02d:15:00', 1 + $_[0] % 28, 1 + $_[0] % 12 }));
is($counts, 'committed|4000|0', 'hours without AM and PM');
like($said, qr/WARNING:.*no departure is before 1 or after 12 o'clock.*date_format settles it/,
	'are told');
($counts, $said) = load(trips(4000, sub {
	sprintf '2024-06-03 %02d:%02d:00', 1 + (6 + $_[0] * 12 / 4001) % 12, $_[0] * 720 / 4001 % 60 }));
like($said, qr/WARNING:.*no departure is before 1 or after 12 o'clock/,
	'so they are where the rows follow the clock, from the morning');
($counts, $said) = load(trips(4000, sub {
	sprintf '2024-06-03 %02d:%02d:00', 7 + $_[0] * 12 / 4001, $_[0] * 720 / 4001 % 60 }));
unlike($said, qr/WARNING/, 'but not where they go on after noon');
($counts, $said) = load(trips(4000, sub {
	sprintf '2024-06-%02d %02d:15:00', 1 + $_[0] % 28,
	  $_[0] == 3990 ? 13 : 1 + $_[0] % 12 }));
unlike($said, qr/WARNING/, 'but not where a late row is after noon');
($counts, $said) = load(trips(4000, sub {
	sprintf '2024-06-%02d %02d:15:00', 1 + $_[0] % 28, 1 + $_[0] % 12 }),
	", date_format => 'YYYY-MM-DD HH24:MI:SS'");
unlike($said, qr/WARNING/, 'nor where the form of dates is given');

($counts, $said) = load(trips(24, sub {
	sprintf '2024-06-%02d %02d:15:00', 1 + $_[0] % 28, 1 + $_[0] % 12 }));
like($said, qr/WARNING:.*no departure is before 1 or after 12 o'clock/, 'even if they are few');
# hours from 1 to 23, with another one in some rows
for my $others ({}, { 5 => 0 }, { 3900 => 0 }, { 3990 => 24 }, { 5 => 0, 3990 => 24 },
	{ 3900 => 0, 3990 => 24 }, { 3900 => 24, 3990 => 0 })
{
	my $at = join ', ', map { "$others->{$_} in row $_" } sort keys %$others;
	my $refused = grep { $_ == 24 } values %$others;
	my @hours = map { $others->{$_} // 1 + $_ % 23 } 0 .. 4000;
	my $row = sub {
		my ($form, $i) = @_;
		sprintf $form, 1 + $i % 28, $hours[$i], $i % 1000;
	};

	for ([ 'rides.csv', "date,hour,start_lon,start_lat,end_lon,end_lat\n",
			"2024-06-%02d,%d,16.3%03d,48.2,16.38,48.21\n" ],
		[ 'blanks.csv', "date, hour, start_lon, start_lat, end_lon, end_lat\n",
			"2024-06-%02d, %d, 16.3%03d, 48.2, 16.38, 48.21\n" ],
		[ 'full.csv', "date,time,start_lon,start_lat,end_lon,end_lat\n",
			"2024-06-%02d,%02d:00,16.3%03d,48.2,16.38,48.21\n" ],
		[ 'sequence.json', '',
			qq(\x1e{"date": "2024-06-%02d", "hour": %d, "start_lon": 16.3%03d, "start_lat": 48.2, )
			  . qq("end_lon": 16.38, "end_lat": 48.21}\n) ],
		[ 'rides.json', '',
			'{"date": "2024-06-%02d", "hour": %d, "start_lon": 16.3%03d, "start_lat": 48.2, '
			  . qq("end_lon": 16.38, "end_lat": 48.21}\n) ])
	{
		my ($name, $header, $form) = @$_;

		$path = "$folder/$name";
		($counts, $said) = load($header . join '', map { $row->($form, $_) } 1 .. 4000);
		is($counts, $refused ? 'failed|0|0' : 'committed|4000|0',
			"hours from 1 to 23, and $at: $name");
		like($said, qr/hours of file .* go to 24/, 'are refused') if $refused;
	}
}
$path = "$folder/rides.csv";
($counts, $said) = load("date,hour,start_lon,start_lat,end_lon,end_lat\n" . join '', map {
	sprintf "2024-06-%02d,%d,16.3%03d,48.2,16.38,48.21\n", 1 + $_ % 28, 1 + $_ % 12, $_ % 1000 } 1 .. 400);
like($said, qr/WARNING:.*no departure is before 1 or after 12 o'clock/, 'hours alone without AM and PM');

# the same in JSON, whose values are far behind the sample, too
sub records
{
	my ($count, $values) = @_;

	return '{"trips": [' . join(",\n", map {
		sprintf qq({%s, "start_lon": 16.3%03d, "start_lat": 48.2, "end_lon": 16.38, "end_lat": 48.21}),
		  $values->($_), $_ % 1000 } 1 .. $count) . ']}';
}
for my $case ([ 24, 'failed|0|0' ], [ 23, 'committed|4000|0' ])
{
	my ($last, $expected) = @$case;

	($counts, $said) = load(records(4000, sub {
		sprintf '"date": "2024-06-%02d", "hour": %d', 1 + $_[0] % 28,
		  $_[0] == 3990 ? $last : 1 + $_[0] % 23 }));
	is($counts, $expected, "hours of JSON from 1 to $last");
	like($said, qr/hours of file .* go to 24/, 'are refused') if $last == 24;
}
for my $late (12, 13)
{
	my $warns = $late == 12 ? \&like : \&unlike;

	($counts, $said) = load(records(4000, sub {
		sprintf '"start_time": "2024-06-%02d %02d:15:00"', 1 + $_[0] % 28,
		  $_[0] == 3990 ? $late : 1 + $_[0] % 12 }));
	is($counts, 'committed|4000|0', "times of JSON up to $late o'clock");
	$warns->($said, qr/WARNING:.*no departure is before 1 or after 12 o'clock/,
		'and whether they may be halves');
}
($counts) = load(records(4000, sub {
	sprintf '"start_time": "%02d/%02d/2024 %02d:15"', 6,
	  $_[0] == 3990 ? 13 : 1 + $_[0] % 12, $_[0] % 24 }));
is(answer('SELECT min(departed_at)::date, max(departed_at)::date FROM mobility.trips'),
	'2024-06-01|2024-06-13', 'a late day over 12 proves the order of dates of JSON');

# letters of winter in summer
my $winter = sub {
	sprintf '2024-%02d-%02d %02d:15:00 CET', $_[0] == 2990 ? 7 : 1, 1 + $_[0] % 28, $_[0] % 24 };
my $late = q{SELECT departed_at FROM mobility.trips WHERE departed_at > '2024-06-01'};
($counts, $said) = load(trips(3000, $winter));
like($said, qr/WARNING:.*"2024-07-23 14:15:00 CET" .* which Europe.Vienna has not then; time_zone, or date_format/,
	'a late departure by the clock of winter is told');
is(answer($late), '2024-07-23 15:15:00', 'and read by that clock');
($counts, $said) = load(trips(3000, $winter), q{, time_zone => 'Europe/Vienna'});
is(answer($late), '2024-07-23 15:15:00', 'as time_zone');
unlike($said, qr/WARNING/, 'settles');
($counts, $said) = load(trips(3000, $winter), q{, date_format => 'YYYY-MM-DD HH24:MI:SS "CET"'});
is(answer($late), '2024-07-23 14:15:00', 'or local, as date_format');
unlike($said, qr/WARNING/, 'settles');

# the first of them, in letters of the server's encoding
for my $case ([ "M\xe9", "M\xc3\xa9", ", encoding => 'latin1'" ],
	[ "M\xc3\xa9", "M\xc3\xa9", '' ])
{
	my ($day, $told, $encoding) = @$case;
	my @at = map { sprintf '%s %02d %s 2024 %02d:15:00 CET', $_ >= 2990 ? $day : 'Mo',
		1 + $_ % 28, $_ >= 2990 ? 'Jul' : 'Jan', $_ % 24 } 0 .. 3000;

	for my $rows (trips(3000, sub { $at[ $_[0] ] }),
		records(3000, sub { qq("start_time": "$at[ $_[0] ]") }))
	{
		($counts, $said) = load($rows, $encoding);
		is($counts, 'committed|3000|0', 'departures with letters beyond ASCII');
		like($said, qr/WARNING:.*"$told 23 Jul 2024 14:15:00 CET" /, 'of which the first is told');
	}
}

# dates with a midnight that says nothing
($counts, $said) = load("StartDate,StartTime,start_lon,start_lat,end_lon,end_lat\n" . join '', map {
	sprintf "%02d/%02d/2018 12:00:00 AM,%d:%02d,16.3%03d,48.2,16.38,48.21\n",
	  8, 1 + $_ % 12, $_ / 60 % 24, $_ % 60, $_ % 1000 } 1 .. 1500);
is($counts, 'committed|1500|0', 'a date at midnight and a time');
is(answer(q{SELECT min(departed_at), max(departed_at) FROM mobility.trips
	WHERE departed_at::date = '2018-01-08'}), '2018-01-08 00:00:00|2018-01-08 23:48:00',
	'are the departure together, in the order of the custom of the city');
like($said, qr/WARNING:.*date/, 'which is told');
($counts, $said) = load("day,dep_time,start_lon,start_lat,end_lon,end_lat\n" . join '', map {
	sprintf "2018-08-%02d 00:00:00,%d,16.3%03d,48.2,16.38,48.21\n", $_, 800 + $_, $_ } 10 .. 29);
like($said, qr/ERROR:.*departed_at.*HINT:  Make a feed whose mapping has departed_date, and departed_time/s,
	'a time that is not read');
unlike($said, qr/create_feed/, 'is not left out by a hint');
# how to make a feed of one's own
($counts, $said) = load("day,start_lon,start_lat,end_lon,end_lat\n" . join '', map {
	sprintf "2024-06-%d,16.3%03d,48.2,16.38,48.21\n", $_, $_ } 10 .. 29);
like($said, qr/taken for midnight; a feed with departed_time settles it
HINT:  Make one by tripgrid.create_feed\(name, columns, mapping => ...\), and load with feed => its name/,
	'a warning says how to make a feed that settles it');
($counts, $said) = load("time_a,time_b,start_lon,start_lat,end_lon,end_lat\n" . join '', map {
	sprintf "2024-06-03 %d:15,2024-06-03 %d:20,16.3%03d,48.2,16.38,48.21\n", $_ % 20, $_ * 7 % 23, $_ } 10 .. 29);
like($said, qr/ERROR.*a feed of your own says which.*HINT:  Make one by tripgrid.create_feed/s,
	'and so does a refusal');
($counts, $said) = load("when,start_lon,start_lat,end_lon,end_lat\n"
	. "noon,16.37,48.2,16.38,48.21\n" x 3);
like($said, qr/load with feed => its name[.] To begin with: SELECT .*, store => 'mobility'\)/,
	'of the store');

# times that are missing, as they come out of databases
($counts) = load(trips(300, sub {
	$_[0] % 10 ? sprintf '2024-06-%02d %02d:15:00', 1 + $_[0] % 28, $_[0] % 24
	  : '1970-01-01 00:00:00' }));
is($counts, 'committed|270|30', 'the beginning of 1970 is a reject');
is(answer('SELECT DISTINCT err_message FROM mobility.rejects'),
	'departure is 1970-01-01 00:00:00, as a missing time is written', 'which says why');
is(answer('SELECT rows_loaded, rows_rejected FROM tripgrid.retry_rejects(1)'), '0|30',
	'and stays one');
($counts) = load(trips(300, sub { '1970-01-01T00:00:00Z' }));
is(answer('SELECT count(*) FROM mobility.trips'), 0, 'in UTC, too, and if there is nothing else');
($counts) = load(trips(300, sub {
	sprintf '19%d-01-01 00:00:00', $_[0] % 2 ? 70 : 65 }), '',
	q{ALTER DATABASE trips SET tripgrid.earliest_departure = '1960-01-01'});
is($counts, 'committed|300|0', 'but not where there are earlier ones');
answer('ALTER DATABASE trips RESET tripgrid.earliest_departure');

# trips far from where their region is, however few, and signs that are lost
for my $case ([ 1, 'New York', 2.35, 48.85, '' ], [ 5, 'New York', 2.35, 48.85, '' ],
	[ 3, 'New York', 73.98, 40.75, ' With the other sign of longitude they would be.' ],
	[ 60, 'Vienna', 16.37, -48.2, ' With the other sign of latitude they would be.' ],
	[ 1, 'Rio de Janeiro', 43.2, 22.9, ' With the other signs they would be.' ])
{
	my ($count, $city, $lon, $lat, $told) = @$case;

	($counts, $said) = load("city,start_time,start_lon,start_lat,end_lon,end_lat\n"
		. "$city,2024-06-03 13:15:00,$lon,$lat,$lon,$lat\n" x $count);
	like($said, qr/ begin far from region "$city"\nDETAIL:  [^.]* city of that name is[.]\Q$told\E\n/,
		"$count trips of $city at $lon, $lat");
}
my $linz = "city,start_time,start_lon,start_lat,end_lon,end_lat\n"
  . "Linz,2024-06-03 13:15:00,14.28,48.3,14.29,48.31\n";
($counts, $said) = load($linz);
unlike($said, qr/far from/, 'a region that nobody knows is anywhere');
write_bytes($path, $linz =~ s/,14[.]/,114./gr);
like(load_file($path), qr/ begin far from region "Linz"\nDETAIL:  [^.]* region were so far/,
	'but not anywhere else then');

# what is no table at all
($counts, $said) = load("\n\n   \n");
like($said, qr/ERROR:  file ".*" is empty/, 'a file of blanks is empty');
($counts, $said) = load("Data of the provider. See licence.\nAnd more of it.\n");
like($said, qr/ERROR:.*cannot find out where/, 'prose');
unlike($said, qr/create_feed|target =>/, 'makes no feed, and no table');
# what has no trips, or has them in another form: the hint is what to do
($counts, $said) = load("order_id,customer,state\n1,7,PAID\n2,8,OPEN\n");
like($said, qr/Its columns are: order_id, customer, state\..*HINT:.*create_feed.*If its rows are no trips, load them into a table with target =>/s,
	'rows of something else may be a table');
($counts, $said) = load(qq({"weather.city": "Vienna", "weather.at": "2024-06-03 08:15:00", "rain": true}\n));
like($said, qr/DETAIL:  Of its objects these members were understood: \{.*"weather\.at".*format => 'json'.*target =>/s,
	'of JSON the members are told that were understood');
unlike($said, qr/Its columns are/, 'and no column, which would be "object"');
($counts, $said) = load("departure,from_lat,from_lon,to_lat,to_lon\n"
	. join('', map { sprintf "4535%d.2225925%d,48.2%02d,16.37,48.21,16.38\n", 1 + $_ / 10, $_ % 10, $_ } 10 .. 59));
like($said, qr/HINT:  Load with date_format => 'SERIAL' if they are\./, 'days of a spreadsheet need no feed by hand');
# arrays of coordinates have no names
my $arrays = join '', map { sprintf
	  qq({"start": {"time": "2024-06-03T%02d:15:00", "at": [48.2%02d, 16.37]}, "end": {"time": "2024-06-03T23:00:00", "at": [48.21, 16.38]}}\n),
	  $_ % 24, $_ } 10 .. 59;
($counts, $said) = load($arrays);
like($said, qr/WARNING:.*each other's coordinates.*; position_order settles it/, 'a latitude that comes first');
($counts, $said) = load($arrays, q{, position_order => 'lat lon'});
is($counts, 'committed|50|0', 'is what position_order says');
unlike($said, qr/WARNING/, 'and settles');

# names in two forms of Unicode, and bytes in two encodings
($counts) = load("region,start_time,start_lon,start_lat,end_lon,end_lat\n" . join '', map {
	sprintf "%s,2024-06-03 13:%02d:00,8.51%d,47.39,8.56,47.35\n",
	  $_ % 2 ? "Z\xc3\xbcrich" : "Zu\xcc\x88rich", $_, $_ } 10 .. 59);
is(answer('SELECT region, count(*) FROM mobility.trips GROUP BY 1'),
	"Z\xc3\xbcrich|50", 'one region, however its letters are composed');
my $utf8 = trips(400, sub { sprintf '2024-06-%02d 13:15:00', 1 + $_[0] % 28 });
my $utf16 = "\xff\xfe" . join '', map { "$_\0" } split //, $utf8;
($counts, $said) = load($utf16);
is($counts, 'committed|400|0', 'UTF-16');
($counts, $said) = load($utf16 . $utf8);
like($said, qr/is in UTF-16LE, and from about byte \d+ on it is not/,
	'and UTF-8 behind it is no row');
is($counts, 'failed|0|0', 'nor is what was before');

# times without a day, and positions on a plane: the message says what to do
($counts, $said) = load(trips(9, sub { sprintf '08:%02d', $_[0] }));
like($said, qr/column "start_time" has times of a day, like "08:01", but no column has the day/,
	'a day that lacks is named');
like($said, qr/HINT:  Write the day.*"departed_date": "2024-06-03"/, 'with what gives it');
answer(q{SELECT tripgrid.create_feed('day',
	'{start_time,start_lon,start_lat,end_lon,end_lat}', '{"departed_time": "start_time",
	"origin_lon": "start_lon", "origin_lat": "start_lat", "destination_lon": "end_lon",
	"destination_lat": "end_lat"}', '{"departed_date": "2024-06-03", "region": "Vienna",
	"datasource": "x"}')});
$said = load_file($path, q{, feed => 'day'});
is(answer('SELECT min(departed_at), max(departed_at) FROM mobility.trips'),
	'2024-06-03 08:01:00|2024-06-03 08:09:00', 'which does');
($counts, $said) = load("start,o_x,o_y,d_x,d_y\n"
	  . "2024-06-03 08:15,600100,5340100,600200,5340200\n" x 2);
like($said, qr/HINT:  Load with position_srid => the number/, 'a plane has an argument');

# dates with dots begin with the day
($counts, $said) = load(trips(9, sub { "0$_[0].03.2024 08:15" }) =~ s/16\.3/90.3/gr);
is($counts, 'committed|9|0', 'dots say which number is the day');
like($said, qr/WARNING.* are taken for DD\.MM\.YYYY HH24:MI:SS, as dates with dots are written; date_format/,
	'with a warning');
is(answer('SELECT max(departed_at) FROM mobility.trips'), '2024-03-09 08:15:00', 'which is right');
($counts, $said) = load(trips(9, sub { '03.0' . $_[0] . '.2024 08:15' })
	  . "03.15.2024 08:15,16.37,48.2,16.38,48.21\n");
is(answer('SELECT max(departed_at) FROM mobility.trips'), '2024-03-15 08:15:00',
	'a day over 12 says it better');

# labels of nothing
$said = load_file($path, ", $_ => ' '") and
  like($said, qr/ERROR:  $_ must not be empty\nHINT:  Leave it out/, "no $_ is empty")
  foreach qw(region datasource);

# another provider that counts its trips likewise
{
	my $rides = sub { join '', map { qq({"rideId": "$_", "startedAt": "2024-06-03T08:15:00",
		"start": {"lat": 48.2, "lng": 16.37}, "end": {"lat": 48.2$_, "lng": 16.38}}\n) } @_ };
	my $other = write_bytes("$folder/other.json", $rides->(1 .. 5) =~ s/08:15/09:15/gr);

	($counts, $said) = load($rides->(1 .. 4));
	is($counts, 'committed|4|0', 'rides of a provider');
	like(load_file($other),
		qr/WARNING:  4 rows of file .* have the identities of trips of the same datasource\nHINT:.*datasource => its name/,
		'those of another are warned of');
	unlike(load_file($other, q{, datasource => 'b', again => true}), qr/identit/,
		'and loaded with its name');
	is(answer('SELECT datasource, count(*) FROM mobility.trips GROUP BY 1 ORDER BY 1'),
		"b|5\nunknown|5", 'as what they are');
}

$node->stop;
done_testing();

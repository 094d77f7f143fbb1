# The trips of a JSON file are found by how it is built, whatever names it has.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use ManyLoads;
use TripgridTest;

my $node = start_cluster('json_shapes', "timezone = 'UTC'");
my $folder = PostgreSQL::Test::Utils::tempdir;
my @days = (1 .. 4);
my @cases;
my @expected;

create_database($node, 'trips');
$node->safe_psql('trips', q{SELECT tripgrid.create_store('mobility')});

# The trip of a day, as members of an object, or as values.
sub members
{
	my ($day) = @_;

	return sprintf '"start_time":"2024-06-0%d 08:00:00","start_lon":16.3%d,"start_lat":48.2,'
	  . '"end_lon":16.4%d,"end_lat":48.1', ($day) x 3;
}

sub record { return '{' . members($_[0]) . '}' }

sub values_of
{
	my ($day) = @_;

	return sprintf '["2024-06-0%d 08:00:00",16.3%d,48.2,16.4%d,48.1]', ($day) x 3;
}

my $names = '["start_time","start_lon","start_lat","end_lon","end_lat"]';
my $list = '[' . join(',', map { record($_) } @days) . ']';

# What a file comes to: how many trips, with what is said, or what the error says.
sub expect
{
	my ($what, $expected, $json) = @_;
	my $path = write_bytes(sprintf('%s/%d.json', $folder, scalar @cases), $json);

	push @cases, [ $what, $path ];
	push @expected, $expected;
}

expect('a list under any name', 4, qq({"Fahrten":$list,"Anzahl":4}));
expect('with a name in other letters', 4, qq({"поездки":$list}));
expect('with an escape in its name', 4, qq({"tr\\u0069ps":$list}));
expect('deep within others', 4, qq({"a":{"b":[{"c":{"hits":{"hits":$list}}}]},"n":[1,2]}));
expect('after much else', 4, '{"notes":["' . 'x' x 100_000 . qq("],"rides":$list}));
expect('pages in a list', 4,
	'[' . join(',', map { '{"page":' . $_ . ',"trips":[' . record($_) . ']}' } @days) . ']');
expect('pages, each on a line', 4,
	join "\n", map { '{"page":' . $_ . ',"Viajes":[' . record($_) . ']}' } @days);
expect('several lists alike', 4,
	'{"2023":[' . record(1) . ',' . record(2) . '],"2024":[' . record(3) . ',' . record(4) . ']}');
expect('lists that may differ in what they are',
	[ 8, qr/lists "trips" and "cancelled" are both taken for trips/ ],
	qq({"trips":$list,"cancelled":$list}));
expect('an object by keys', 4,
	'{' . join(',', map { qq("t$_":) . record($_) } @days) . ',"count":4}');
expect('such an object within another', 4,
	'{"ok":true,"journeys":{' . join(',', map { qq("t$_":) . record($_) } @days) . '}}');
expect('lists of users', 4,
	'{' . join(',', map { qq("u$_":{"trips":[) . record($_) . ']}' } @days) . '}');
my @pages = map { '{"page":' . $_ . ',"trips":[' . ($_ > 1 ? record($_) . ',' . record(1) : '') . ']}' } @days;
expect('pages of which the first is empty', 6, '[' . join(',', @pages) . ']');
expect('such pages, each on a line', 6, join "\n", @pages);
expect('users of whom the first has none', 6, '{' . join(',', map { qq("u$_":$pages[$_ - 1]) } @days) . '}');
expect('trips behind many other lists', 4,
	'{' . join(',', map { qq("l$_":[{"id":$_}]) } 1 .. 7) . qq(,"Trips":$list}));
expect('more lists than are compared', qr/more lists than are compared/,
	'{' . join(',', map { qq("l$_":[{"id$_":$_}]) } 1 .. 17) . qq(,"Trips":$list}));
expect('one trip', 1, record(1));
expect('one trip in a list in a list', 1, '{"data":[{"trips":[' . record(1) . ']}]}');
expect('arrays with names beside them', 4,
	qq({"columns":$names,"index":[0,1,2,3],"data":[) . join(',', map { values_of($_) } @days) . ']}');
expect('arrays with names that say more', 4,
	'{"meta":{"view":{"columns":['
	  . join(',', map { qq({"id":7,"name":"The $_","fieldName":"$_"}) } $names =~ /"(\w+)"/g)
	  . ']}},"data":[' . join(',', map { values_of($_) } @days) . ']}');
expect('arrays of which the first has the names', 4,
	"[$names," . join(',', map { values_of($_) } @days) . ']');
expect('dates and numbers with their types', 4,
	join "\n", map { sprintf '{"start":{"at":{"$date":{"$numberLong":"17173%d0000000"}},'
		  . '"lon":{"$numberDouble":"16.3%d"},"lat":48.2},"end":{"lon":16.4,"lat":{"$numberInt":"48"}}}', ($_) x 2 }
	  @days);
expect('a point for each second is one trip', 4,
	join "\n", map { my $day = $_; '{"start_time":"2024-06-0' . $day . ' 08:00:00","points":['
		  . join(',', map { sprintf '{"lon":16.3%d,"lat":48.%d}', $day, $_ } 1 .. 9) . ']}' } @days);
expect('lines of lines', 4,
	'{"type":"FeatureCollection","features":[' . join(',', map { sprintf
		  '{"type":"Feature","properties":{"start_time":"2024-06-0%d 08:00:00"},"geometry":{"type":"MultiLineString",'
		  . '"coordinates":[[[16.3%d,48.2],[16.35,48.2]],[[16.36,48.2],[16.4%d,48.1]]]}}', ($_) x 3 } @days) . ']}');
expect('a table column by column', qr/The file is a table, column by column; pandas writes records/,
	'{' . join(',', map { my $name = $_; qq("$name":{) . join(',', map { qq("$_":) . ($name eq 'start_time'
			  ? qq("2024-06-0$_ 08:00:00") : $name =~ /lon/ ? 16.3 : 48.2) } @days) . '}' } $names =~ /"(\w+)"/g) . '}');
expect('trips that may be parts of one', qr/list "legs" whose values may be trips themselves/,
	join "\n", map { qq({"start_time":"2024-06-0$_ 07:00:00","legs":[) . record(1) . ',' . record(2) . ']}' } @days);
my @points = map { qq("time":"2024-06-0$_ 08:00:00","lon":16.3$_,"lat":48.2) } @days;
my $no_trips = qr/values of list ".*" have one position each, and are no trips/;
expect('a list of points is no trip', $no_trips, '{"events":[' . join(',', map { "{$_}" } @points) . ']}');
expect('nor is a list of one', $no_trips, qq({"events":[{$points[0]}]}));
expect('nor one of vehicles', $no_trips,
	'{"timestamp":"2024-06-03 08:00:00","data":{"bikes":[' . join(',', map { qq({"lon":16.3$_,"lat":48.2}) } @days) . ']}}');
expect('nor a page of them', $no_trips, '[{"page":1,"events":[' . join(',', map { "{$_}" } @points) . ']}]');
expect('nor points of GeoJSON', $no_trips,
	'{"type":"FeatureCollection","features":[' . join(',', map { qq({"type":"Feature","properties":)
		  . qq({"time":"2024-06-0$_ 08:00:00"},"geometry":{"type":"Point","coordinates":[16.3$_,48.2]}}) } @days) . ']}');
expect('the points of one trip', 1,
	'{"start_time":"2024-06-03 08:00:00","points":[' . join(',', map { "{$_}" } @points) . ']}');
expect('the points of a trip each', 4, join "\n", map { qq({"id":$_,"track":[{$points[0]},{$points[$_ - 1]}]}) } @days);
expect('a page without trips is told', 4, qq({"trips":$list}\n{"error":"none left"}\n));

my @came = many_loads($node, 'trips', 'mobility', @cases);

foreach my $i (0 .. $#cases)
{
	if (ref $expected[$i] eq 'ARRAY')
	{
		is($came[$i]{trips}, $expected[$i][0], $cases[$i][0]);
		like($came[$i]{said}, $expected[$i][1], '… which is said');
		next;
	}
	if (ref $expected[$i])
	{
		like($came[$i]{said}, $expected[$i], $cases[$i][0]);
		is($came[$i]{trips}, 0, '… is refused');
		next;
	}
	is($came[$i]{trips}, $expected[$i], $cases[$i][0]) or diag $came[$i]{said};
}

like($_->{said}, qr/first and the last of list ".*" are taken for the ends of a trip/, 'points are told')
  foreach @came[grep { $cases[$_][0] =~ /^the points of/ } 0 .. $#cases];

# the ends are those of each trip, not of the first and the last
is( $node->safe_psql('trips', q{
	SELECT string_agg(DISTINCT concat_ws(' ', origin::text, destination::text), ', ')
	FROM mobility.trips WHERE load_id = (SELECT load_id FROM mobility.loads
	  WHERE path LIKE '%/} . (grep { $cases[$_][0] eq 'lines of lines' } 0 .. $#cases)[0] . q{.json')}),
	join(', ', map { "POINT(16.3$_ 48.2) POINT(16.4$_ 48.1)" } @days),
	'lines of lines go from the first point to the last');
is( $node->safe_psql('trips', q{SELECT rows_rejected FROM mobility.loads ORDER BY load_id DESC LIMIT 1}),
	1, 'a page without trips is a reject');

# what the beginning does not show is told
{
	my $long = '{"2023":[' . join(',', map { record(1 + $_ % 4) } 1 .. 12_000) . '],"2024":[' . record(1) . ']}';
	my ($result) = many_loads($node, 'trips', 'mobility',
		[ 'long', write_bytes("$folder/long.json", $long) ]);

	is($result->{trips}, 12_000, 'a list behind the beginning is no part of the first');
	like($result->{said}, qr/WARNING:  1 other list in file ".*" was passed over/, 'but told');
}

done_testing();

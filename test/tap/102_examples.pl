# The examples of feeds into tables: their SQL with their own samples, and with
# the public files of the same shape where these are.  Of each load, loaded +
# rejected + superseded are the rows read, and what was loaded is in the table.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest qw(:DEFAULT);

my $root = "$FindBin::Bin/../..";
my $node = start_cluster('examples_of_tables');
my $samples = PostgreSQL::Test::Utils::tempdir();
my $database;

# The server reads copies: where the tree lies, it may not.
chmod 0755, $samples or die $!;

sub sample
{
	my ($file) = @_;

	return write_bytes("$samples/" . $file =~ tr{/}{-}r,
		slurp_file("$root/examples/$file"));
}

# A database of that name, with a store, in which the SQL of a file has run.
sub begin_example
{
	my ($name, $file) = @_;

	$database = $name;
	create_database($node, $database);
	$node->safe_psql($database, q{SELECT tripgrid.create_store('mobility')});
	run_sql($file);
	return;
}

sub run_sql
{
	my ($file) = @_;

	return $node->safe_psql($database, slurp_file("$root/examples/$file"));
}

sub sql
{
	my ($statement) = @_;

	return $node->safe_psql($database, $statement);
}

# What the ledger says of the last load, and whether it is so.
sub last_load
{
	return sql(q{SELECT rows_read, rows_loaded, rows_rejected, rows_superseded
		FROM mobility.loads ORDER BY load_id DESC LIMIT 1});
}

sub check_ledger
{
	my ($name, @tables) = @_;

	is( sql(q{SELECT l.* FROM mobility.loads AS l
		LEFT JOIN (SELECT load_id, count(*) AS rejects FROM mobility.rejects
			GROUP BY load_id) AS r USING (load_id)
		WHERE rows_loaded + rows_rejected + rows_superseded <> rows_read
			OR rows_rejected <> coalesce(rejects, 0)}),
		'', "$name: loaded + rejected + superseded = read");
	foreach my $table (@tables)
	{
		is( sql("SELECT load_id, rows_loaded, count(t.*)
			FROM mobility.loads AS l LEFT JOIN mobility.$table AS t
			USING (load_id) WHERE l.target = '$table'
			GROUP BY load_id HAVING rows_loaded <> count(t.*)"),
			'', "$name: what was loaded is in $table");
	}
	return;
}

#
# weather
#
sub load_weather
{
	my ($weather, $events) = @_;

	sql("CALL tripgrid.load_file('$weather', feed => 'weather_json')");
	my $counts = last_load();
	sql("CALL tripgrid.load_file('$events', feed => 'app_events_json')");
	return ($counts, last_load());
}

begin_example('weather', 'weather/tables.sql');
my $sample = sample('sample.csv');
sql("COPY mobility.feed FROM '$sample' (FORMAT csv, HEADER)");
is_deeply(
	[ load_weather(map { sample("weather/$_") } qw(weather.json track_events.json)) ],
	[ '100|96|4|0', '40|37|3|0' ],
	'weather: the samples are loaded');
check_ledger('weather', 'weather', 'app_events');

# every rule lets what is right in, and says its name of what is not
my %weather = (
	'temperature_of_this_earth' => [ 'temperature', 40.2, '-90.1', 61 ],
	'humidity_is_a_share' => [ 'humidity', 1, 1.01, -0.1 ],
	'no_rain_from_below' => [ 'precipintensity', 0, -1 ],
	'probability_is_a_share' => [ 'precipprobability', 1, 2 ],
	'known_precipitation' => [ 'preciptype', '"sleet"', '"frogs"' ],
	'visibility_not_negative' => [ 'visibility', 0, -1 ],
	'wind_not_negative' => [ 'windspeed', 0, -0.5 ]);
my $hour = 0;

foreach my $rule (sort keys %weather)
{
	my ($key, @values) = @{ $weather{$rule} };
	my @rows = map {
		sprintf q{('{"weather_data.city": "Graz",
		"weather_data.date_time": "2024-06-05 %02d:00",
		"weather_data.currently_%s": %s}')}, $hour++, $key, $_
	} @values;

	sql('INSERT INTO mobility.weather_json VALUES ' . join ', ', @rows);
	is( sql(q{SELECT rows_loaded, rows_rejected, (SELECT count(*)
			FROM mobility.rejects AS r WHERE r.load_id = l.load_id
			AND err_message LIKE '%"} . $rule . q{"')
			FROM mobility.loads AS l ORDER BY load_id DESC LIMIT 1}),
		"1|$#values|$#values", "weather: $rule");
}
sql(q{INSERT INTO mobility.weather_json SELECT jsonb_build_object(
	'weather_data.city', city, 'weather_data.date_time', date_time)::text
	FROM mobility.weather LIMIT 10});
is(last_load(), '10|0|10|0', 'weather: what comes again is rejected');
check_ledger('weather, rules', 'weather', 'app_events');

# each trip is counted in one hour, by another way to join them
is( sql(q{SELECT sum(trips), sum(hours) FROM (}
	  . slurp_file("$root/examples/weather/trips_by_rain.sql") =~ s/;\s*\z//r
	  . q{) AS s}),
	sql(q{SELECT (SELECT count(*) FROM mobility.trips AS t
		WHERE (region, date_trunc('hour', departed_at)) IN
			(SELECT city, hour FROM mobility.weather_by_hour)),
		(SELECT count(DISTINCT (city, date_trunc('hour', date_time)))
			FROM mobility.weather)}),
	'weather: every trip of an hour is joined once');

SKIP:
{
	my @files = map { data_file("events/$_") } qw(weather.json track_events.json);

	skip 'no public files', 3 if grep { !defined } @files;
	begin_example('weather_real', 'weather/tables.sql');
	sql(q{INSERT INTO mobility.feed VALUES
		('Zurich', '8.54,47.37', '8.55,47.38', '2019-06-04 14:40', 'a'),
		('Zurich', '8.54,47.37', '8.55,47.38', '2019-06-04 15:00', 'a')});
	is_deeply([ load_weather(@files) ], [ '1|1|0|0', '1|1|0|0' ],
		'weather: the public files are loaded');
	check_ledger('weather, public files', 'weather');
	is(run_sql('weather/trips_by_rain.sql'),
		'Zurich|f|1|1|1.00|29.1', 'weather: a trip in the hour of the public file');
}

$node->stop;
done_testing();

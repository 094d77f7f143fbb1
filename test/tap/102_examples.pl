# The examples of feeds into tables: their SQL with their own samples, and with
# the public files of the same shape where these are.  Of each load, loaded +
# rejected + superseded are the rows read, and what was loaded is in the table.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use JSON::PP;
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

	skip 'no public files', 4 if grep { !defined } @files;
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

#
# bookings
#
my $gold = q{SELECT (SELECT count(*) FROM mobility.orders_bronze),
	(SELECT count(*) FROM mobility.orders_silver),
	(SELECT count(*) FROM mobility.orders_gold)};

# What the last rows that came, and are orders, say: by another way.
sub check_silver
{
	my ($name) = @_;
	my @columns = qw(order_id source customer_id payment_id voucher_id
	  product_id website order_status voucher_status payment_status bronze_row);

	is( sql('SELECT ' . join(', ', @columns) . q{, order_date, payment_date
			FROM mobility.orders_silver ORDER BY order_id}),
		sql('SELECT DISTINCT ON (order_id::bigint) ' . join(', ', @columns)
			  . q{, order_date::timestamp, payment_date::timestamp
			FROM mobility.orders_bronze WHERE order_id ~ '^\d+$'
			AND order_date ~ '^\d{4}-' AND order_status ~ '^[CPU]'
			ORDER BY order_id::bigint, bronze_row DESC}),
		"$name: silver has the last of each order");
	check_ledger($name, qw(orders_bronze orders_silver));
	return;
}

begin_example('bookings', 'bookings/tables.sql');
is(run_sql('bookings/refresh.sql'), '', 'bookings: nothing is there to take');
foreach my $day ('10', '11')
{
	my $file = sample("bookings/orders-2024-06-$day.csv");

	sql("CALL tripgrid.load_file('$file', feed => 'orders_csv')");
	run_sql('bookings/refresh.sql');
}
is(sql($gold), '56|51|50', 'bookings: the samples are loaded');
check_silver('bookings');
run_sql('bookings/refresh.sql');
is(last_load(), '0|0|0|0', 'bookings: what was taken is not taken again');

# the JSON is the same as the view
my $answer = decode_json(sql(q{SELECT mobility.orders_json()}));
is($answer->{count}, 50, 'bookings: JSON counts');
is( join("\n", map { "$_->{order_id}|$_->{order_status}" } @{ $answer->{data} }),
	sql(q{SELECT order_id, order_status FROM mobility.orders_gold
		ORDER BY order_date, order_id}),
	'bookings: JSON has the rows of gold');
is_deeply(decode_json(sql(q{SELECT mobility.orders_json('LOST')})),
	{ count => 0, data => [] }, 'bookings: JSON without rows');

# a load that is running is waited for
my $loading = session($node, $database);
my $taking = session($node, $database);
my $pid = $taking->query('SELECT pg_backend_pid()');

$loading->query(q{BEGIN; INSERT INTO mobility.orders_csv (order_id, customer_id,
	order_status, order_date) VALUES ('1', '1', 'PAID', '2024-06-12 08:00')});
$taking->send(slurp_file("$root/examples/bookings/refresh.sql"));
$node->poll_query_until($database, "SELECT wait_event_type = 'Lock'
	FROM pg_stat_activity WHERE pid = $pid") or die 'nobody waits';
$loading->query('COMMIT');
$taking->wait;
is($taking->error, '', 'bookings: the refresh goes on');
is(sql('SELECT order_status FROM mobility.orders_silver WHERE order_id = 1'),
	'PAID', 'bookings: it has what it waited for');
$_->quit foreach $loading, $taking;

# whatever comes, and however often it is taken
sql(qq{INSERT INTO mobility.orders_csv (order_id, customer_id, order_status,
	payment_status, order_date, payment_date)
	SELECT CASE WHEN random() < 0.05 THEN 'x' ELSE (random() * 30)::int::text END,
	  '7', (ARRAY['PAID', 'CANCELED', 'UNKNOWN', 'LOST'])[1 + (random() * 3)::int],
	  NULL, '2024-06-12 08:00', NULL
	FROM generate_series(1, 60)}), run_sql('bookings/refresh.sql')
  foreach 1 .. 5;
check_silver('bookings, random rows');

SKIP:
{
	my $file = data_file('events/orders.csv');

	skip 'no public file', 13 if !defined $file;
	begin_example('bookings_real', 'bookings/tables.sql');
	sql("CALL tripgrid.load_file('$file', feed => 'orders_csv')");
	is(last_load(), '200|200|0|0', 'bookings: the public file is loaded');
	run_sql('bookings/refresh.sql');
	is(last_load(), '200|200|0|0', 'bookings: all of it are orders');
	is(sql($gold), '200|200|199', 'bookings: one of them is not of today');
	check_silver('bookings, public file');
	like(run_sql('bookings/profile.sql'),
		qr/^order_date\|200\|0\|191\|2014-01-15T12:06:18\|2042-10-17T14:29:05$/m,
		'bookings: the profile says of what days');
	my ($header, @orders) = split /\r?\n/, slurp_file($file);
	my $canceled = (grep { /,PAID,/ } @orders)[0] =~ s/,PAID,/,CANCELED,/r
	  =~ s/,[^,]*$/,/r;
	my $again = write_bytes("$samples/canceled.csv", "$header\n$canceled\n");

	sql("CALL tripgrid.load_file('$again', feed => 'orders_csv')");
	run_sql('bookings/refresh.sql');
	is(sql(q{SELECT order_status, payment_date FROM mobility.orders_silver
			WHERE order_id = } . ($canceled =~ /^(\d+)/)[0]),
		'CANCELED|', 'bookings: an order that was canceled is');
	check_silver('bookings, public file and more');
}

#
# settings
#
sub load_settings
{
	my ($folder, $more) = @_;

	sql("CALL tripgrid.load_directory('$folder', pattern => 'settings*.csv',
		recursive => true, feed => 'settings_csv'" . ($more // '') . ')');
	return sql(q{SELECT * FROM mobility.settings_by_id ORDER BY id});
}

# The views say what plain SQL finds in the table, by another way.
sub check_settings
{
	my ($name) = @_;

	is( sql(q{SELECT id, name, value, changed_at FROM mobility.settings_latest
			ORDER BY id, name}),
		sql(q{SELECT id, name, value, changed_at FROM mobility.settings AS s
			WHERE NOT EXISTS (SELECT FROM mobility.settings AS later
				WHERE (later.id, later.name) = (s.id, s.name)
				AND (later.changed_at, later.load_id)
					> (s.changed_at, s.load_id))
			ORDER BY id, name}),
		"$name: the newest of each");
	is( sql(q{SELECT id, settings ->> 'background', settings ->> 'notification',
			settings ->> 'refresh' FROM mobility.settings_by_id ORDER BY id}),
		sql(q{SELECT * FROM mobility.settings_in_columns ORDER BY id}),
		"$name: in columns");
	check_ledger($name, 'settings');
	return;
}

begin_example('settings', 'settings/tables.sql');
my $days = "$samples/settings";
mkdir $days or die $!;
foreach my $day ('03', '04')
{
	my $folder = $days;

	mkdir $folder .= "/$_" or -d $folder or die "$folder: $!"
	  foreach 'year=2024', 'month=06', "day=$day";
	write_bytes("$folder/settings.csv", slurp_file(
		"$root/examples/settings/events/year=2024/month=06/day=$day/settings.csv"));
}
my $settings = load_settings($days);
my $contents = q{SELECT s.*, (SELECT max(load_id) FROM mobility.loads)
	FROM mobility.settings AS s ORDER BY 1, 2, 3, 4};
my $before = sql($contents);

is(sql(q{SELECT sum(rows_read), sum(rows_loaded), sum(rows_rejected)
	FROM mobility.loads}), '10|8|2', 'settings: the samples are loaded');
check_settings('settings');
is(load_settings($days), $settings, 'settings: loaded again, they are the same');
is(sql($contents), $before, 'settings: nothing was loaded');
is(load_settings($days, ', again => true'),
	$settings, 'settings: loaded again whatever is there, they are the same');
check_settings('settings, again');
sql(q{INSERT INTO mobility.settings_csv
	SELECT (random() * 9)::int, (ARRAY['background', 'notification', 'refresh'])
	  [1 + (random() * 2)::int], n, 1717480000 + n * 7919 % 1009
	FROM generate_series(1, 200) AS n});
check_settings('settings, random rows');
sql(q{INSERT INTO mobility.settings_csv VALUES
	(7, 'refresh', 'first', 1717490000), (7, 'refresh', 'last', 1717490000)});
is(sql(q{SELECT refresh FROM mobility.settings_in_columns WHERE id = 7}),
	'last', 'settings: of the same second, what came last');

SKIP:
{
	my $file = data_file('events/settings.csv');

	skip 'no public file', 5 if !defined $file;
	begin_example('settings_real', 'settings/tables.sql');
	my $folder = "$samples/settings_real";
	mkdir $_ or die $! foreach $folder, "$folder/year=2019";
	write_bytes("$folder/year=2019/settings.csv", slurp_file($file));
	is( load_settings($folder),
		qq(1|{"background": "true", "notification": "false"}|2019-01-01 09:40:47\n)
		  . qq(2|{"background": "notDetermined"}|2019-01-01 09:06:51\n)
		  . q(3|{"refresh": "denied"}|2019-01-01 09:16:40),
		'settings: the public file');
	check_settings('settings, public file');
}

#
# rides; 103_stream.pl has them stream in
#
my $in_queue = 'SELECT count(*) FROM mobility.ride_queue';

begin_example('rides', 'rides/tables.sql');

# The chart as the page has it made.
sub chart
{
	my ($command) = slurp_file("$root/examples/rides/README.md") =~
	  /^(psql .*chart.*)$/m;
	my $connstr = $node->connstr($database);

	$command =~ s{-d mydb}{-d "$connstr"}   or die $command;
	$command =~ s{> }{> $samples/} or die $command;
	is(system("cd '$root' && $command") >> 8, 0, 'rides: the chart is written');
	return decode_json(slurp_file("$samples/rides.vl.json"));
}

is_deeply(chart()->{data}{values}, [], 'rides: a chart of nothing');
sql('CALL mobility.take_events()');
is(sql('SELECT count(*) FROM mobility.loads'), '0', 'rides: nothing is no load');

# two sessions take; what one has taken the other passes over
my @events = split /\n/, slurp_file("$root/examples/rides/events.jsonl");
sql(q{INSERT INTO mobility.ride_queue (payload) VALUES }
	  . join ', ', map { '(' . s/'/''/gr =~ s/^(.*)$/'$1'/r . ')' } @events);
my $first = session($node, $database);
$first->query('BEGIN; SELECT FROM mobility.ride_queue ORDER BY event_id
	LIMIT 10 FOR UPDATE');
sql('CALL mobility.take_events(7)');
is(sql($in_queue), '10', 'rides: what another takes is passed over');
$first->query('ROLLBACK');
my ($status, $stdout, $error) = $node->psql($database,
	"SET tripgrid.reject_limit = 0; INSERT INTO mobility.ride_queue (payload)
	VALUES ('7'); CALL mobility.take_events()");
like($error, qr/ERROR/, 'rides: a load that may not reject fails');
is(sql($in_queue), '11', 'rides: and leaves its events where they are');
sql('CALL mobility.take_events(7)');
is( sql(qq{SELECT ($in_queue), (SELECT count(event_id) FROM mobility.trips),
		count(*), count(DISTINCT err_message) FROM mobility.rejects
		JOIN mobility.loads USING (load_id) WHERE state = 'committed'}),
	'0|47|5|3', 'rides: all are trips or rejects');
is(sql(q{SELECT max(rows_read) FROM mobility.loads WHERE state = 'committed'}),
	'7', 'rides: taken so many at a time');
check_ledger('rides');

my $chart = chart();
like($chart->{'$schema'}, qr{^https://vega\.github\.io/schema/vega-lite/v\d},
	'rides: the chart is one of Vega-Lite');
is( join("\n", map { "$_->{day}|$_->{device_type}|$_->{rides}" }
		  @{ $chart->{data}{values} }),
	sql(q{SELECT departed_at::date, device_type, count(*) FROM mobility.trips
		GROUP BY 1, 2 ORDER BY 1, 2}),
	'rides: its data are the rides');
is_deeply([ sort map { $_->{field} } values %{ $chart->{encoding} } ],
	[ sort keys %{ $chart->{data}{values}[0] } ],
	'rides: and it shows each of their fields');
$first->quit;

$node->stop;
done_testing();

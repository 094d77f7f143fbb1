# Tables that load_file makes of files: what is found out, what is refused, who
# may, two sessions at once, and files of random columns whose every value is
# read back.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use Encode;
use IO::Compress::Gzip qw(gzip $GzipError);
use PostgreSQL::Test::Utils;
use Test::More;
use Time::Local qw(timegm);
use TripgridTest qw(:DEFAULT answer said create_store new_store);

my $node = start_cluster('table_from_file', 'max_worker_processes = 12');
my $folder = PostgreSQL::Test::Utils::tempdir;
my $seed = $ENV{TRIPGRID_SEED} // time;
my $rounds = $ENV{TRIPGRID_ROUNDS} // 25;

srand $seed;
note "seed: $seed";
create_database($node, 'trips');
create_store('mobility');

sub file
{
	my ($name, $bytes) = @_;

	return write_bytes("$folder/$name", $bytes);
}

sub load
{
	my ($path, $target, $more) = @_;

	return said("CALL tripgrid.load_file('$path', target => '$target'"
		  . ($more // '') . ')');
}

# The columns of a table and their types, but for that of loads.
sub columns
{
	my ($table) = @_;

	return answer(qq{SELECT string_agg(attname || ' '
		|| format_type(atttypid, NULL), ', ' ORDER BY attnum)
		FROM pg_attribute WHERE attrelid = to_regclass('mobility.$table')
		AND attnum > 0 AND NOT attisdropped AND attname <> 'load_id'});
}

sub rows { return answer("SELECT count(*) FROM mobility.$_[0]") }

#
# files of events
#
for my $case (
	[ 'orders.csv', 'order_date timestamp without time zone', 200 ],
	[ 'settings.csv', 'id bigint, name text, value text, timestamp bigint', 6 ],
	[ 'weather.json', 'date_time timestamp without time zone, city text', 1 ],
	[ 'track_events.json', 'context_device_id uuid', 1 ])
{
	my ($name, $columns, $rows) = @$case;
	my $path = data_file("events/$name");

  SKIP:
	{
		skip "no $name here", 3 if !$path;
		(my $table = $name) =~ s/[.].*//;
		like(load($path, $table), qr/table "$table" was made for file .*CREATE TABLE/,
			"$name: a table is made");
		like(columns($table), qr/\Q$columns\E/, 'of sensible types');
		is(rows($table), $rows, 'with all rows');
	}
}

# an option that is wrong comes before any word of a table
{
	my $said = load(file('early.csv', "a,b\n1,2\n"), 'early', ", on_key => 'replace'");

	like($said, qr/ERROR:  on_key and version need a key/, 'an option is looked at');
	unlike($said, qr/NOTICE/, 'before a table is told of');
	is(answer(q{SELECT to_regclass('mobility.early') IS NULL}), 't', 'which is not there');
}

#
# how files are written
#
my $plain = "Order ID;Preis;Am;Frei\n1;2,50;31.12.2024;ja\n2;0,5;01.02.2024;nein\n";
my $found = 'order_id bigint, preis numeric, am date, frei text';

load(file('plain.csv', $plain), 'plain');
is(columns('plain'), $found, 'semicolons, decimal commas and days first');
is( answer(q{SELECT string_agg(concat_ws(' ', order_id, preis, am, frei), '/'
		ORDER BY order_id) FROM mobility.plain}),
	'1 2.50 2024-12-31 ja/2 0.5 2024-02-01 nein', 'are read');
gzip(\$plain, \my $packed) or die $GzipError;
load(file('packed.csv.gz', $packed), 'packed');
is(columns('packed'), $found, 'a packed file');
load(file('wide.csv', Encode::encode('UTF-16', $plain)), 'wide');
is(columns('wide'), $found, 'UTF-16');
load(file('latin.csv', Encode::encode('latin1', "id,stra\x{df}e\n"
			. join '', map {"$_,K\x{f6}nigstra\x{df}e\n"} 1 .. 50)),
	'latin', q{, encoding => 'latin1'});
is(columns('latin'), 'id bigint, strasse text', 'another encoding');
# which begins so far on that the beginning does not tell
load(file('late.csv', "id,text\n" . join('', map {"$_,abcdefghijklmn\n"} 1 .. 70_000)
		  . join('', map { Encode::encode('latin1',
					"$_,Gr\x{fc}\x{df}e aus M\x{fc}nchen\n") } 70_001 .. 70_100)), 'late');
is(rows('late'), 70_100, 'one that is none by its beginning');
load(file('dump.tsv', "id\tname\tat\n1\tx\t\\N\n\\N\ty\t2024-05-01\n"), 'dump');
is(columns('dump'), 'id bigint, name text, at date', '\N is null');
load(file('lines.csv', "id,at\r\n1,2024-05-01 10:00:00+02:00\r\n2,2024-05-01T08:00Z\n"), 'lines');
is( answer(q{SELECT count(DISTINCT at) FROM mobility.lines}), 1,
	'instants of two clocks, lines of two ends');
like(load(file('bare.csv', "1,2024-01-01\n2,2024-01-02\n"), 'bare'),
	qr/the first line is taken for a row.*header => true/, 'a file without a header');
is(rows('bare'), 2, 'loses no row');
load(file('bare2.csv', "3,2024-01-01\n4,2024-01-02\n"), 'bare');
is(rows('bare'), 4, 'nor does the next one');
load(file('said.csv', "1,2\n3,4\n"), 'said', ', header => true');
is(columns('said'), '1 bigint, 2 bigint', 'unless it is said to have one');

#
# JSON: records by structure, nested values, names
#
my $json = q({"meta": {"n": 2}, "rows": [
 {"r.id": 1, "r.tags": ["a", 1.50], "r.twice": {"k": 1}, "r.big": 1e5, "r.s": "12.2",
  "r.oid": {"$oid": "abc"}, "r.mixed": {"a": 1}},
 {"r.id": 2, "r.twice": {"k": 1, "k": 2}, "r.flag": true, "r.mixed": 5, "r.emoji": {"x": "\ud83d\ude00"}}]});
load(file('nested.json', $json), 'nested');
is( columns('nested'),
	'id bigint, tags jsonb, twice text, big text, s text, oid text, '
	  . 'mixed text, flag boolean, emoji jsonb',
	'JSON: columns are members, and jsonb what it loses nothing of');
is( answer(q{SELECT twice, emoji->>'x' FROM mobility.nested WHERE id = 2}),
	qq({"k": 1, "k": 2}|\xF0\x9F\x98\x80), 'with their values');
load(file('arrays.json', '{"names": ["id", "at", "by"], "rows": ['
		. join(',', map {qq([$_, "2024-05-0$_", "x"])} 1 .. 4) . ']}'), 'arrays');
is(columns('arrays'), 'id bigint, at date, by text', 'records that are arrays');
is(rows('arrays'), 4, 'with names around them');
like(load(file('two.json', '{"a":[{"x":1},{"x":2}],"b":[{"x":1},{"x":2}]}'), 'two'),
	qr/records in several lists/, 'two lists are refused');
like(load(file('column.json', '{' . join(',', map { qq("$_": [) . join(',', 1 .. 20) . ']' } 'a' .. 'c') . '}'), 'col'),
	qr/column by column/, 'and so is a table by columns');
like(load(file('wide.json', '[' . join(',', map {qq({"k$_": 1})} 1 .. 3000) . ']'), 'many'),
	qr/more than 1599 columns.*HINT/s, 'values that are names are refused');
like(load(file('many.csv', join(',', map {"c$_"} 1 .. 1600) . "\n"), 'many'),
	qr/more than 1599 columns/, 'as are too many columns');
is(answer(q{SELECT to_regclass('mobility.many')}), '', 'and make no table');

#
# what is refused, and leaves nothing
#
for my $case (
	[ 'empty.csv', '', qr/is empty/ ],
	[ 'blank.csv', "\n \n", qr/is empty/ ],
	[ 'header.csv', "a,b\n", qr/has no rows/ ],
	[ 'open.csv', "a,b\n1,\"2\n", qr/ERROR.*quote/ ],
	[ 'commas.csv', ",,,\n" x 20_000, qr/have no values/ ],
	[ 'none.json', '[]', qr/ERROR/ ])
{
	my ($name, $bytes, $error) = @$case;

	like(load(file($name, $bytes), 'refused'), $error, "$name is refused");
}
like(said("CALL tripgrid.load_file('$folder/none', target => 'refused')"),
	qr/could not open/, 'a file that is missing');
like(load("$folder/plain.csv", 'trips'), qr/cannot be the target/, 'no table of the store');
like(load("$folder/plain.csv", 'mobility.x'), qr/without its schema/, 'nor one with a schema');
like(load("$folder/plain.csv", 'plain_feed'), qr/is not a table/, 'nor a feed');
like(load("$folder/plain.csv", 'plain', q{, feed => 'plain_feed'}),
	qr/exclude each other/, 'nor one beside a feed');
like(load("$folder/plain.csv", 'plain', q{, new_columns => 'drop'}),
	qr/must be "pass" or "add"/, 'nor another word');
like(said("CALL tripgrid.load_file('$folder/plain.csv', key => '{a}')"),
	qr/are of a table/, 'nor a key without one');
# a load that fails, and cannot be kept in part, leaves neither
like( said("SET tripgrid.reject_limit = '1%';
	CALL tripgrid.load_file('" . file('short.csv', "a,b\n1,2\n3\n4\n")
		  . "', target => 'refused', key => '{a}', on_key => 'replace')"),
	qr/ERROR/, 'too many rejects');
is(answer(q{SELECT to_regclass('mobility.refused'), to_regclass('mobility.refused_feed')}),
	'|', 'nothing is left of what was refused');

#
# a table that is there
#
file('more.csv', "Order ID;Preis;Am;Frei;Neu;Seit\n3;1;01.02.2024;ja;7;x\nvier;1;01.02.2024;ja;8;y\n");
like(load("$folder/more.csv", 'plain'), qr/1 of 2 rows.*passed over: Neu, Seit/s,
	'new columns are passed over, and told; a value that does not fit is a reject');
like(load("$folder/more.csv", 'plain', q{, new_columns => 'add', again => true}),
	qr/ADD COLUMN neu bigint, ADD COLUMN seit text/, 'or are added');
is(columns('plain'), "$found, neu bigint, seit text", 'to the table');
is(answer(q{SELECT neu, seit FROM mobility.plain WHERE order_id = 3 AND neu IS NOT NULL}),
	'7|x', 'and filled');
like(load("$folder/plain.csv", 'plain'), qr/nothing is loaded/,
	'a content that is loaded is not loaded again');
unlike(load("$folder/plain.csv", 'plain', ', again => true'), qr/ERROR/,
	'unless it is said, although it has not what was added')
  or diag answer('SELECT * FROM mobility.plain');
answer(q{CREATE TABLE mobility.typed ("when" date, amount int);
	SELECT tripgrid.create_feed('typed_comma', '{when,amount}', target => 'typed',
	  decimal_comma => true)});
like(load(file('typed.csv', "when,amount\n2024-05-01,5\n"), 'typed'), qr/1 of 1 rows/,
	'the feed that is there is taken');
answer(q{SELECT tripgrid.create_feed('typed_point', '{when,amount}', target => 'typed')});
like(load("$folder/typed.csv", 'typed', ', again => true'),
	qr/feeds "typed_comma" and "typed_point" both read.*feed => /s,
	'two that read otherwise are ambiguous');
answer(q{CREATE TABLE mobility.named ("Date Time" timestamp, city text NOT NULL)});
like(load(file('named.csv', "w.dateTime,w.City,w.x\n31/12/2024 10:00,Wien,1\n30/12/2024 10:00,,1\n"),
		'named'), qr/feed "named_feed" was made.*1 of 2 rows/s, 'one is made by names');
is(answer('SELECT * FROM mobility.named'), '2024-12-31 10:00:00|Wien', 'with the form of dates');
like(load(file('strange.csv', "x,y\n1,2\n"), 'named'), qr/no column that is called as one/,
	'names that none has are refused');
# keys
load(file('k1.csv', "ID,v,n\n1,1,a\n2,1,b\n"), 'keyed', q{, key => '{ID}', on_key => 'replace', version => 'v'});
load(file('k2.csv', "ID,v,n\n1,2,c\n2,0,d\n"), 'keyed');
is(answer(q{SELECT string_agg(n, '' ORDER BY id) FROM mobility.keyed}), 'cb',
	'a table with a key keeps the newest');
# a table that was dropped is made again with all of its rows
load(file('back.csv', "a\n1\n"), 'back');
answer('DROP TABLE mobility.back CASCADE');
load("$folder/back.csv", 'back');
is(rows('back'), 1, 'a table that was dropped is filled again');
# folders
mkdir "$folder/sub";
file("sub/$_.csv", "a,b\n$_,2024-05-0$_\n") foreach 1 .. 3;
answer("SELECT 1");
said("CALL tripgrid.load_directory('$folder/sub', target => 'sub')");
is(rows('sub'), 3, 'a directory goes into one table');

#
# who may
#
$node->safe_psql('trips', q{
	CREATE ROLE keeper; CREATE ROLE helper LOGIN IN ROLE keeper;
	CREATE ROLE loader LOGIN; GRANT pg_read_server_files TO loader, helper;
	GRANT CREATE ON DATABASE trips TO keeper;
	SET ROLE keeper; SELECT tripgrid.create_store('held'); RESET ROLE;
	GRANT USAGE ON SCHEMA held TO loader; GRANT INSERT ON held.feed TO loader});

sub as
{
	my ($role, $sql) = @_;
	my $said;

	$node->psql('trips', "SET tripgrid.store = 'held'; $sql",
		extra_params => [ '-U', $role ], stderr => \$said);
	return $said;
}

file('held.csv', "a,b\n1,x\n");
chmod 0755, $folder;
like(as('loader', "CALL tripgrid.load_file('$folder/held.csv', target => 'held')"),
	qr/has no table "held"/, 'who is not the owner has no table made');
like(as('helper', "CALL tripgrid.load_file('$folder/held.csv', target => 'held')"),
	qr/1 of 1 rows/, 'a member of the owning role has');
is(answer(q{SELECT relowner::regrole FROM pg_class WHERE oid = 'held.held'::regclass}),
	'keeper', 'it is of the owner');
like(as('loader', "CALL tripgrid.load_file('$folder/held.csv', target => 'held', again => true)"),
	qr/no feed into table "held".*you may load through/, 'others need a feed');
answer('GRANT SELECT, INSERT ON held.held_feed TO loader');
like(as('loader', "CALL tripgrid.load_file('$folder/held.csv', target => 'held', again => true)"),
	qr/1 of 1 rows/, 'that is granted to them');
file('held2.csv', "a,b,c\n1,x,y\n");
like(as('loader', "CALL tripgrid.load_file('$folder/held2.csv', target => 'held', new_columns => 'add')"),
	qr/only the owner/, 'but add no columns');
$node->safe_psql('trips', 'REVOKE pg_read_server_files FROM helper');
like(as('helper', "SELECT * FROM tripgrid.detect_table('$folder/held.csv')"),
	qr/pg_read_server_files/, 'nor does anybody read what the server alone may');
is(answer("SELECT create_table FROM tripgrid.detect_table('$folder/held.csv', 'x')"),
	'CREATE TABLE mobility.x (a bigint, b text, load_id bigint)', 'a table is proposed');

#
# two sessions make the same table at once: one makes it, and its rows come once
#
my @sessions = map { session($node, 'trips') } 1 .. 2;

for my $round (1 .. 12)
{
	my $path = file("race$round.csv", "a,b\n" . join '', map {"$_,2024-05-01\n"} 1 .. 500);
	my $again = $round % 3 == 0 ? ', again => true' : '';

	$_->send("CALL tripgrid.load_file('$path', target => 'race$round'$again);") foreach @sessions;
	my @errors = map { $_->wait; $_->error } @sessions;
	my $said = join '', @errors;

	is(scalar(() = $said =~ /table "race$round" was made/g), 1, "round $round: one makes the table");
	unlike($said, qr/ERROR|already exists/, 'the other takes it');
	is(rows("race$round"), $again ? 1000 : 500, 'all rows are there');
	is(answer("SELECT count(*) FROM tripgrid.feeds() WHERE target = 'race$round'"), 1, 'by one feed');
}
# and one beside others who make that table by hand
for my $round (1 .. 6)
{
	my $path = file("hand$round.csv", "a,b\n1,2024-05-01\n");

	$sessions[0]->send("CREATE TABLE mobility.hand$round (a bigint, b date);");
	$sessions[1]->send("CALL tripgrid.load_file('$path', target => 'hand$round');");
	my $said = join '', map { $_->wait; $_->error } @sessions;

	unlike($said =~ s/relation "hand$round" already exists\n//r =~ s/ERROR:\s*(?=\n|$)//r,
		qr/load_file.*ERROR/, "round $round: a table that is made by hand");
	is(rows("hand$round"), 1, 'is filled');
}
$_->quit foreach @sessions;

#
# random files
#
sub pick { return $_[ int rand @_ ] }

my @odd = (
	'007', '+5', '1e5', '-0', '9223372036854775807', '9223372036854775808',
	'-9223372036854775809', '1.50', '.5', '5.', '00.5', 'NULL', 'NA', '-', 'n/a',
	' padded ', 'two words', 'a,b', '1,5', '1,234', '12.345,6', "it's", 'say "x"',
	"\xC3\xA4\xE2\x82\xAC", '2024-02-30', '2024-02-29', '31/12/2024',
	'01/02/2024', '2024-05-01T10:00Z', '2024-05-01 10:00', '2024-05-01 24:00',
	'infinity', '-infinity', 'NaN', 'true', 'no', 'T', '0', '0x1F', '{"a": 1}', '[1]',
	'now', 'epoch', '99999999999999999999999999999999999999.0001',
	'2024-05-01 10:00:00.1234567', '1546333200', '10:00', '{}', '1_000',
	'97311ADA-DF6E-4534-8741-01EF9CE8A1E6', '0001-01-01', '9999-12-31');

my %kinds = (
	bigint => sub { return int(rand(2_000_001)) - 1_000_000 },
	numeric => sub { return sprintf '%d.%02d', rand(10_000), rand(100) },
	boolean => sub { return pick('true', 'false') },
	yes_no => sub { return pick('yes', 'no') },
	date => sub { return sprintf '%04d-%02d-%02d', 1900 + rand(200), 1 + rand(12), 1 + rand(28) },
	day_first => sub { return sprintf '%02d.%02d.%04d', 1 + rand(28), 1 + rand(12), 1900 + rand(200) },
	timestamp => sub {
		return sprintf '%04d-%02d-%02d%s%02d:%02d:%02d%s', 1900 + rand(200),
		  1 + rand(12), 1 + rand(28), pick(' ', 'T'), rand(24), rand(60),
		  rand(60), pick('', '.5', '.123456', '.000');
	},
	timestamptz => sub {
		return sprintf '%04d-%02d-%02dT%02d:%02d:%02d%s', 1970 + rand(100),
		  1 + rand(12), 1 + rand(28), rand(24), rand(60), rand(60),
		  pick('Z', '+02:00', '-0330', '+05');
	},
	uuid => sub {
		my $hex = sub { join '', map { pick(0 .. 9, 'a' .. 'f', 'A' .. 'F') } 1 .. $_[0] };
		return join '-', map { $hex->($_) } 8, 4, 4, 4, 12;
	},
	text => sub { return pick('x', 'yz', 'some text', @odd) },
	epoch => sub { return 1_500_000_000 + int rand 100_000_000 });

# What a value is, so that two texts of it are equal: the seconds of an instant,
# the digits of a time.
sub meaning
{
	my ($type, $text, $comma) = @_;

	$text =~ s/^[ \t\r\n]+|[ \t\r\n]+$//g;
	return $text if $type eq 'text' || $type eq 'bigint';
	return $type eq 'numeric' && $comma ? $text =~ tr/,/./r : $text
	  if $type eq 'numeric';
	return $text =~ /^(?:t|true|yes|y|on)$/i ? 'true' : 'false' if $type eq 'boolean';
	return lc $text if $type eq 'uuid';
	my @n = $text =~ /(\d+)/g;
	my ($d, $m, $y) = $text =~ /^\d{4}/ ? @n[ 2, 1, 0 ] : @n[ 0, 1, 2 ];
	my ($day) = sprintf '%04d-%02d-%02d', $y, $m, $d;

	return $day if $type eq 'date';
	my ($h, $mi, $s, $fraction) =
	  $text =~ /[ T](\d+):(\d+)(?::(\d+)(?:[.,](\d+))?)?/;
	my $time = sprintf '%02d:%02d:%02d.%s', $h, $mi, $s // 0, ($fraction // '') =~ s/0+$//r;

	return "$day $time" if $type eq 'timestamp without time zone';
	my ($sign, $oh, $om) = $text =~ /:\d+(?:[.]\d+)?\s*([-+])(\d\d):?(\d\d)?$/;
	my $offset = defined $sign ? ($oh * 3600 + ($om // 0) * 60) * ($sign eq '-' ? -1 : 1) : 0;
	return timegm($s // 0, $mi, $h, $d, $m - 1, $y) - $offset;
}

sub quoted
{
	my ($value, $delimiter, $always) = @_;

	return $value if !$always && $value !~ /["\Q$delimiter\E\r\n]/;
	return '"' . $value =~ s/"/""/gr . '"';
}

sub random_table
{
	my $rows = 1 + int rand 60;
	my @columns = map {
		my $kind = pick(sort keys %kinds);
		my $empty = pick(0, 0, 0.3);
		my $bad = pick(0, 0, 0.05);
		my $odd = $bad && rand() < 0.5;
		my @values = map {
			    rand() < $empty ? ''
			  : rand() < $bad ? pick($odd ? @odd : map { $kinds{$_}->() } sort keys %kinds)
			  : $kinds{$kind}->()
		} 1 .. $rows;
		{ kind => $kind, clean => !$bad && $kind ne 'text', values => \@values }
	} 1 .. 1 + int rand 8;
	my $number = 0;

	$_->{name} = pick("c" . ++$number, "Column " . $number, "t.x$number", 'same', "\xC3\x9Cber $number", 'load_id')
	  foreach @columns;
	$number = 0;
	unshift @columns,
	  { name => 'n', kind => 'bigint', clean => 1, values => [ map { ++$number } 1 .. $rows ] };
	return (\@columns, $rows);
}

my %types = (yes_no => 'boolean', day_first => 'date', epoch => 'bigint',
	timestamp => 'timestamp without time zone', timestamptz => 'timestamp with time zone');
my ($cells, $typed) = (0, 0);

for my $round (1 .. $rounds)
{
	my ($columns, $rows) = random_table();
	my $delimiter = pick(',', ';', "\t", '|');
	my $always = rand() < 0.3;
	my $csv = join($delimiter, map { quoted($_->{name}, $delimiter, 1) } @$columns) . "\n";
	my @wrong;

	foreach my $row (0 .. $rows - 1)
	{
		$csv .= join($delimiter, map { quoted($_->{values}[$row], $delimiter, $always) } @$columns) . "\n";
	}
	my $path = file("random$round.csv", $csv);
	my $said = load($path, "random$round", ", quote => '\"', delimiter => '$delimiter'");
	my @found = map { [ split /\|/ ] } split /\n/, answer(qq{SELECT quote_ident(attname), format_type(atttypid, NULL)
		FROM pg_attribute WHERE attrelid = 'mobility.random$round'::regclass
		AND attnum > 0 AND attname <> 'load_id' ORDER BY attnum});
	my $comma = answer("SELECT decimal_comma FROM tripgrid.feeds() WHERE target = 'random$round'") eq 't';

	is(scalar @found, scalar @$columns, "round $round: all columns are there");
	like($said, qr/$rows of $rows rows/, 'and all rows');
	foreach my $i (0 .. $#$columns)
	{
		my ($name, $type) = @{ $found[$i] };
		my $column = $columns->[$i];
		my $read = answer("SET TimeZone = 'UTC'; SELECT coalesce(encode(convert_to($name\::text, 'UTF8'), 'hex'), '')
			FROM mobility.random$round ORDER BY n");
		my @read = split /\n/, $read, -1;

		$typed += $type ne 'text';
		foreach my $row (0 .. $rows - 1)
		{
			my $value = pack 'H*', $read[$row];
			my $wanted = $column->{values}[$row];

			$cells++;
			push @wrong, "$name $type: '$wanted' is '$value'"
			  if $wanted =~ /\S/
			  ? $value eq '' || meaning($type, $wanted, $comma) ne meaning($type, $value)
			  : $value ne '';
		}
		# what nothing else is in has its type, but for dates of another form
		push @wrong, "$name is $type, not of $column->{kind}"
		  if $column->{clean} && grep({ $_ ne '' } @{ $column->{values} }) > 40
		  && $type ne ($types{ $column->{kind} } // $column->{kind})
		  && $column->{kind} !~ /date|day_first|timestamp/;
	}
	is("@wrong", '', 'every value is what it was')
	  or diag "seed $seed: $said\n" . substr $csv, 0, 3000;
}
note "$cells values, $typed columns with a type";
is(answer(q{SELECT count(*) FROM mobility.loads WHERE target ~ '^random' AND rows_rejected > 0}),
	0, 'nothing is rejected by types that were found');

$node->stop;
done_testing();

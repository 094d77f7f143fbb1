# Rows of random keys and versions, good and bad, through feeds into tables:
# what is there, and what the ledger says of each load, is what a simple model
# says.
#
# Where the newest row stays, one that gives way to another of its batch is not
# held against the rules of the table: such rows are rejected or superseded.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;

use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

my $node = start_cluster('targets');
my $seed = $ENV{TRIPGRID_SEED} // time;
my $rounds = $ENV{TRIPGRID_ROUNDS} // 12;

srand $seed;
note "seed: $seed";
create_database($node, 'trips');
$node->safe_psql('trips', "SELECT tripgrid.create_store('mobility')");

sub pick { return $_[ int rand @_ ] }

# A table that is written in bulk, or by SQL alone, and its feed.
sub make_target
{
	my ($name, $on_key, $version, $by_sql) = @_;

	$node->safe_psql('trips', <<"EOF");
CREATE TABLE mobility.$name (a int, b text, version timestamp,
  value int CHECK (value < 90), PRIMARY KEY (b, a));
SELECT tripgrid.create_feed('${name}_feed', '{b,value,a,version}',
  target => '$name', key => '{a,b}', on_key => '$on_key',
  version => ${\ ($version ? "'version'" : 'NULL')}, add_load_id => true);
EOF
	$node->safe_psql('trips', <<"EOF") if $by_sql;
CREATE OR REPLACE FUNCTION mobility.keep() RETURNS trigger LANGUAGE plpgsql
  AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER keep BEFORE INSERT OR UPDATE ON mobility.$name
  FOR EACH ROW EXECUTE FUNCTION mobility.keep();
EOF
	return;
}

sub random_row
{
	my ($keys) = @_;

	return {
		a => rand() < 0.02 ? '' : int rand $keys,
		b => pick('x', 'y', 'Ä'),
		version => rand() < 0.2
		? ''
		: sprintf('2024-01-%02d 00:00:00', 1 + int rand 9),
		value => rand() < 0.02 ? 'bad' : int rand 92
	};
}

sub good { return $_[0]{a} ne '' && $_[0]{value} ne 'bad' && $_[0]{value} < 90 }

# What becomes of the rows of one load, one by one.
sub model_load
{
	my ($model, $load, $rows, $on_key, $version) = @_;
	my $counts = $model->{counts}[$load] = { rejected => 0, superseded => 0,
		loaded => 0, read => scalar @$rows };

	for my $row (@$rows)
	{
		my $key = "$row->{b}/$row->{a}";
		my $there = $model->{rows}{$key};

		if (!good($row) || ($there && $on_key eq 'reject'))
		{
			$counts->{rejected}++;
		}
		elsif ($there && $version && ($row->{version} cmp $there->{version}) < 0)
		{
			$counts->{superseded}++;
		}
		else
		{
			if ($there)
			{
				$model->{counts}[ $there->{load} ]{loaded}--;
				$model->{counts}[ $there->{load} ]{superseded}++;
			}
			$counts->{loaded}++;
			$model->{rows}{$key} = { %$row, load => $load };
		}
	}
	return;
}

sub csv
{
	return join '', map { "$_->{b},$_->{value},$_->{a},$_->{version}\n" } @_;
}

# Load by COPY from a client, by INSERT, or as a file.
sub load
{
	my ($name, $rows) = @_;
	my $way = pick(qw(copy insert file));
	my $path = "$PostgreSQL::Test::Utils::tmp_check/rows.csv";
	my ($code, $out, $err);

	PostgreSQL::Test::Utils::append_to_file($path, '');
	open my $file, '>', $path or die "$path: $!";
	print $file $way eq 'file' ? "b,value,a,version\n" : '', csv(@$rows);
	close $file;
	chmod 0644, $path;
	my $sql = {
		copy => "\\copy mobility.${name}_feed FROM '$path' (FORMAT csv)",
		file => "CALL tripgrid.load_file('$path', feed => '${name}_feed',
			again => true)",
		insert => "INSERT INTO mobility.${name}_feed VALUES "
		  . join(', ',
			map { sprintf "(%s)", join ', ',
				map { $_ eq '' ? 'NULL' : "'$_'" } @$_{qw(b value a version)} }
			  @$rows)
	}->{$way};

	($code, $out, $err) = $node->psql('trips', $sql);
	die "$way: $err" if $code != 0;
	return $node->safe_psql('trips', 'SELECT max(load_id) FROM mobility.loads');
}

sub check
{
	my ($name, $model, $what, $on_key) = @_;
	my $gone =
	  $on_key eq 'replace'
	  ? 'rows_rejected + rows_superseded'
	  : "rows_rejected, rows_superseded";
	my $rows = $node->safe_psql('trips', <<"EOF");
SELECT string_agg(concat_ws('|', b, a, coalesce(version::text, ''), value,
    load_id), E'\\n' ORDER BY b COLLATE "C", a) FROM mobility.$name
EOF
	my $loads = $node->safe_psql('trips', <<"EOF");
SELECT string_agg(concat_ws('|', load_id, rows_read, rows_loaded,
    $gone), E'\\n' ORDER BY load_id)
  FROM mobility.loads WHERE target = '$name'
EOF
	my $counts = $model->{counts};

	is( $rows,
		join("\n",
			map { join '|', @{ $model->{rows}{$_} }{qw(b a version value load)} }
			  sort { $model->{rows}{$a}{b} cmp $model->{rows}{$b}{b}
				  || $model->{rows}{$a}{a} <=> $model->{rows}{$b}{a} }
			  keys %{ $model->{rows} }),
		"$what: rows");
	is( $loads,
		join("\n",
			map { join '|', $_, @{ $counts->[$_] }{qw(read loaded)},
				$on_key eq 'replace'
				? $counts->[$_]{rejected} + $counts->[$_]{superseded}
				: @{ $counts->[$_] }{qw(rejected superseded)} }
			  grep { $counts->[$_] } 0 .. $#$counts),
		"$what: ledger");
	return;
}

for my $case (
	[ 'first', 'reject', 0, 0 ],
	[ 'first_sql', 'reject', 0, 1 ],
	[ 'last', 'replace', 0, 0 ],
	[ 'newest', 'replace', 1, 0 ],
	[ 'newest_sql', 'replace', 1, 1 ])
{
	my ($name, $on_key, $version, $by_sql) = @$case;
	my %model = (rows => {}, counts => []);

	make_target($name, $on_key, $version, $by_sql);
	for my $round (1 .. $rounds)
	{
		my @rows =
		  map { random_row(pick(3, 50, 4000)) } 1 .. pick(1, 2, 10, 300, 5000);
		my $load = load($name, \@rows);

		model_load(\%model, $load, \@rows, $on_key, $version);
		check($name, \%model, "$name $round", $on_key);
	}
}
# quotes around rows are a mistake, not text
$node->safe_psql('trips', "CREATE TABLE mobility.notes (a int, b text, c int);
  SELECT tripgrid.create_feed('notes_feed', target => 'notes', add_load_id => true)");
{
	my $path = "$PostgreSQL::Test::Utils::tmp_check/quotes.csv";
	my ($code, $out, $err);

	PostgreSQL::Test::Utils::append_to_file($path,
		qq{a,b,c\n1,"two\nlines",1\n1,"a,1\n2,b,2\n3,c",3\n});
	chmod 0644, $path;
	($code, $out, $err) = $node->psql('trips',
		"CALL tripgrid.load_file('$path', feed => 'notes_feed')");
	like($err, qr/ERROR:.*quote/, 'rows in quotes are refused');
	is($node->safe_psql('trips', 'SELECT count(*) FROM mobility.notes'),
		'0', 'and nothing is loaded');
}

# a file is one content for each table; what fails at its end leaves nothing
{
	my $path = "$PostgreSQL::Test::Utils::tmp_check/both.csv";
	my ($code, $out, $err);

	PostgreSQL::Test::Utils::append_to_file($path,
		"a,b,c\n" . join '', map { "$_,x,$_\n" } 1 .. 1000);
	chmod 0644, $path;
	$node->safe_psql('trips', "CREATE TABLE mobility.both (a int, b text, c int);
	  SELECT tripgrid.create_feed('both_feed', target => 'both', key => '{a}',
	  on_key => 'replace', add_load_id => true);
	  CALL tripgrid.load_file('$path', feed => 'notes_feed')");
	$node->safe_psql('trips', "CALL tripgrid.load_file('$path', feed => 'both_feed')");
	is( $node->safe_psql('trips',
			'SELECT (SELECT count(*) FROM mobility.notes), (SELECT count(*) FROM mobility.both)'),
		'1000|1000', 'one file, two tables');
	PostgreSQL::Test::Utils::append_to_file($path,
		join '', map { "$_,y,bad\n" } 1 .. 10);
	($code, $out, $err) = $node->psql('trips', "SET tripgrid.reject_limit = 5;
		CALL tripgrid.load_file('$path', feed => 'both_feed')");
	like($err, qr/nothing of it was kept/, 'too many rejects: all goes back');
	is( $node->safe_psql('trips', "SELECT (SELECT count(*) FROM mobility.both
			WHERE b = 'x'), (SELECT string_agg(state || rows_loaded, ' '
			ORDER BY load_id) FROM mobility.loads WHERE target = 'both')"),
		'1000|committed1000 failed0', 'and the ledger says so');

	$path = "$PostgreSQL::Test::Utils::tmp_check/twice.csv";
	PostgreSQL::Test::Utils::append_to_file($path, "a,b,c\n1,x,1\n1,y,2\n2,x,1\n");
	chmod 0644, $path;
	($code, $out, $err) = $node->psql('trips',
		"CALL tripgrid.load_file('$path', feed => 'both_feed')");
	like($err, qr/2 of 3 rows were loaded.*DETAIL:  1 gave way to newer rows of the same key/s,
		'rows that gave way are told');
}

is( $node->safe_psql('trips', <<'EOF'), '', 'the rejects are those counted');
SELECT l.load_id FROM mobility.loads AS l LEFT JOIN mobility.rejects AS r
  USING (load_id) GROUP BY l.load_id, l.rows_rejected
  HAVING count(r.load_id) <> l.rows_rejected
EOF

$node->stop;
done_testing();

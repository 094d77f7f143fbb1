# ManyLoads.pm
#	  Files loaded one after the other in one session, and what became of each.
package ManyLoads;

use strict;
use warnings;

use Exporter 'import';

our @EXPORT = qw(many_loads);

# Statements for one case: [ what, path, further arguments, settings ].
sub statements
{
	my ($store, $number, $case) = @_;
	my ($what, $path, $arguments, $settings) = @$case;
	my $call =
	  $path =~ /^CALL/
	  ? $path
	  : "CALL tripgrid.load_file('$path', store => '$store', again => true"
	  . ($arguments ? ", $arguments" : '') . ')';

	return join "\n", "SELECT coalesce(max(load_id), 0) AS before
		FROM $store.loads \\gset", "\\echo case $number", "\\warn case $number",
	  ($settings ? "$settings;" : ''), "$call;", 'RESET ALL;', "
		SELECT count(*) FILTER (WHERE state = 'committed') || ' committed, '
		  || count(*) FILTER (WHERE state = 'failed') || ' failed'
		FROM $store.loads WHERE load_id > :before;
		SELECT count(*) || ' trips' FROM $store.trips WHERE load_id > :before;
		SELECT 'region ' || region FROM $store.trips WHERE load_id > :before
		GROUP BY region ORDER BY region COLLATE \"C\";
		SELECT 'path ' || coalesce(path, '-') FROM $store.loads
		WHERE load_id > :before ORDER BY load_id;";
}

# What each case said, and has in the store since: its loads by their state,
# how many trips, their regions, and the paths.  All text is bytes.
sub many_loads
{
	my ($node, $database, $store, @cases) = @_;
	my $number = 0;
	my ($status, $stdout, $stderr) = $node->psql($database,
		join("\n", map { statements($store, $number++, $_) } @cases),
		on_error_stop => 0);
	my @results = map { { said => '', rows => '' } } @cases;

	foreach my $output ([ said => $stderr ], [ rows => $stdout ])
	{
		my ($field, $text) = @$output;
		my (undef, %parts) = split /^case (\d+)\n/m, "$text\n";

		$results[$_]{$field} = $parts{$_} foreach keys %parts;
	}
	foreach my $result (@results)
	{
		my $rows = $result->{rows};

		($result->{trips}) = $rows =~ /^(\d+) trips$/m;
		($result->{loads}) = $rows =~ /^(\d+ committed, \d+ failed)$/m;
		$result->{regions} = join ',', $rows =~ /^region (.*)$/mg;
		$result->{paths} = join ',', $rows =~ /^path (.*)$/mg;
	}
	return @results;
}

1;

# DocPage.pm
#	  A page of the documentation: its blocks, run in their order, in one psql,
#	  as they are printed.
#
# ```sql goes to psql, ```sh to a shell; ```text is what the SQL before it
# prints; ```ini belongs into postgresql.conf.  The folder /srv/trips of the
# pages is one of the test's.  What cannot run is marked in the page's source:
#
#	  <!-- not run: REASON -->     the next block
#	  <!-- needs: THING -->        all that follows, up to the next heading
#
# With TRIPGRID_PAGES=FOLDER, each page is written there with what its blocks
# have printed.
package DocPage;

use strict;
use warnings;

use Exporter 'import';
use IPC::Run;
use PostgreSQL::Test::Utils;
use Test::More;
use TripgridTest;

our @EXPORT = qw(page_blocks run_page);

my %known = map { $_ => 1 } qw(sql sh text ini json);

# The blocks of a page: kind, text, line, and why it cannot run (not_run), or
# without what (needs).
sub page_blocks
{
	my ($file) = @_;
	my ($block, $needs, $not_run, $heading, @blocks);
	my $number = 0;

	foreach my $line (split /^/m, slurp_file($file))
	{
		$number++;
		if ($block)
		{
			if ($line eq "```\n")
			{
				push @blocks, $block;
				undef $block;
				next;
			}
			$block->{text} .= $line;
		}
		elsif ($line =~ /^```(.*)$/)
		{
			die "$file:$number: block of unknown kind \"$1\"\n"
			  if !$known{$1};
			$block = {
				kind => $1, text => '', line => $number, heading => $heading,
				needs => $needs, not_run => $not_run
			};
			undef $not_run;
		}
		elsif ($line =~ /^#+ (.*)$/)
		{
			($heading, $needs) = ($1, undef);
		}
		elsif ($line =~ /^<!-- (needs|not run): (.*) -->$/)
		{
			($1 eq 'needs' ? $needs : $not_run) = $2;
		}
	}
	die "$file: the last block does not end\n"  if $block;
	die "$file: \"not run\" without a block\n" if defined $not_run;
	return @blocks;
}

# Results of functions that return nothing, which pages do not show.
sub without_voids
{
	my ($output) = @_;

	$output =~ s/^ \w+ *\n-+\n *\n\(1 row\)\n\n//mg;
	s/[ ]+$//mg, s/\A\n+//, s/\n+\z/\n/ for $output;
	return $output;
}

# Write a page with what its blocks printed into a folder: for who edits it.
sub write_page
{
	my ($folder, $name, $root, $printed, @runs) = @_;
	my $page = "$root/" . $name =~ tr{_}{/}r . '.md';
	my @lines = -f $page ? split /^/m, slurp_file($page) : return;

	foreach my $run (reverse grep { $_->{shown_in} } @runs)
	{
		splice @lines, $run->{shown_in}{line},
		  $run->{shown_in}{text} =~ tr/\n//,
		  without_voids($printed->{ $run->{line} } // '');
	}
	append_to_file("$folder/$name.md", join '', @lines);
	return;
}

# Run blocks in one psql, from a folder.  Tests that each runs and prints what
# the page shows.  $folder stands in for /srv/trips.
sub run_page
{
	my ($name, $node, $root, $folder, @blocks) = @_;
	my $scripts = PostgreSQL::Test::Utils::tempdir();
	my ($stdout, $stderr, $script, @runs) = ('', '', '');

	foreach my $block (@blocks)
	{
		my $text = $block->{text} =~ s{/srv/trips}{$folder}gr;

		if ($block->{kind} eq 'sql')
		{
			push @runs, $block;
			$script .= "\\qecho == $block->{line}\n$text\n";
		}
		elsif ($block->{kind} eq 'sh')
		{
			my $file = "$scripts/$block->{line}";

			push @runs, $block;
			append_to_file($file, $text);
			$script .= "\\qecho == $block->{line}\n"
			  . "\\! bash -eu $file >&2 && echo done\n";
			$block->{shows} = "done\n";
		}
		elsif ($block->{kind} eq 'text')
		{
			die "$name:$block->{line}: no SQL before this output\n"
			  if !@runs || $runs[-1]{kind} ne 'sql';
			@{ $runs[-1] }{qw(shows shown_in)} = ($block->{text}, $block);
		}
	}

	# What a reader would have to undo.
	$script .= "\\qecho == end\n\\pset tuples_only on\n\\pset format unaligned\n"
	  . "SELECT name FROM pg_settings WHERE source = 'session'"
	  . " AND (name LIKE 'tripgrid.%' OR name ~ '^(DateStyle|TimeZone)\$')\n"
	  . "UNION ALL SELECT pg_listening_channels();\n";
	my $ran = IPC::Run::run(
		[
			'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d',
			$node->connstr('trips')
		],
		'<',
		\$script, '>',
		\$stdout,
		'2>',
		\$stderr,
		init => sub { chdir $root or die $! });
	ok($ran, "$name: every statement runs") or diag $stderr;
	unlike($stderr, qr/ERROR|FATAL/, "$name: none of them fails");

	my %printed = $stdout =~ /^== (\w+)\n(.*?)(?=^== |\z)/msg;
	foreach my $run (@runs)
	{
		my $printed = $printed{ $run->{line} };
		my $label = "$name, line $run->{line}: "
		  . substr((split /\n/, $run->{text})[0], 0, 50);

		ok(defined $printed, "$label was reached"), next
		  if !defined $printed || !defined $run->{shows};
		is(without_voids($printed), $run->{shows}, $label);
	}
	is($printed{end}, '', "$name: leaves no setting and no LISTEN behind");
	write_page($ENV{TRIPGRID_PAGES}, $name, $root, \%printed, @runs)
	  if $ENV{TRIPGRID_PAGES};
	return;
}

1;

# Random changes to stores of so many segments that squares answer: they say
# what the segments would, after every change, or nothing (see Rounds.pm).

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Rounds;

play_rounds('squares', { together => 0.35, squares => 1 },
	10_000, 30_000, 10_000, 20_000);

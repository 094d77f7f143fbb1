# Random changes by two transactions at once, and compactions beside them: each
# sees what it may, and the segments hold what both leave (see Rounds.pm).

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Rounds;

play_rounds('two_sessions', { together => 0.7 },
	1_000, 100, 2_000, 1_000, 200, 100_000);

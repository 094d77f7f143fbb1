# Random changes by one session: savepoints, rollbacks, compactions and rebuilds
# inside transactions and between them; and every answer (see Rounds.pm).

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Rounds;

play_rounds('transactions', { together => 0 },
	10, 100_000, 300, 20, 3_000, 500, 50);

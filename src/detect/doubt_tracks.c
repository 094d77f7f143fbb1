/*
 * doubt_tracks.c
 *	  Rows of two positions that are no trips: steps of tracks, and what is
 *	  measured on the same roads again and again.
 */
#include "compat.h"

#include "utils/timestamp.h"

#include "detect/detected.h"
#include "detect/doubts.h"

#define FEWEST_STEPS 2
#define FEWEST_ROUNDS 3
#define A_STEP (2 * USECS_PER_MINUTE)
#define A_ROUND (15 * USECS_PER_MINUTE)
#define NO_TIME PG_INT64_MIN
#define MOST(n, of) ((n) *10 >= (of) *8)

/* Names of columns of who went, such as each step of a track has. */
#define VEHICLES                                                              \
	"(^|_)(vehicle|bike|scooter|car|taxi|cab|bus|truck|device|unit|user"      \
	"|driver|fahrzeug|vehiculo|vehicule)(_|$)"

/* Names of a position before, or after, that of the row. */
#define STEPS "(^|_)(prev|previous|prior|next|vorher|anterior)(_|$)"

typedef struct Rows
{
	const Coordinates *ends;
	Texts who; /* none: all are of one */
	int64 *departed;
	int count;
} Rows;

static bool
same_end(const Coordinates *ends, int a, int b)
{
	return ends->lon[a] == ends->lon[b] && ends->lat[a] == ends->lat[b];
}

static Rows
read_rows(const Detected *found)
{
	Rows rows = {&found->coordinates};
	Texts departures = detected_departures(found);
	TgClock clock;

	rows.count = Min(found->coordinates.origins, departures.count);
	if (found->coordinates.count != 2 * found->coordinates.origins)
		rows.count = 0;
	rows.departed = palloc(Max(rows.count, 1) * sizeof(int64));
	for (int i = 0; i < rows.count; i++)
		if (departure_read(departures.text[i], found->date_format,
						   &rows.departed[i], &clock) != TG_OK)
			rows.departed[i] = NO_TIME;
	for (int i = 0; i < found->sample.names.count; i++)
		if (!mapping_has(&found->mapping, found->sample.names.text[i]) &&
			pattern_matches(VEHICLES,
							name_words_of(found->sample.names.text[i])))
		{
			rows.who = found->sample.values[i];
			break;
		}
	return rows;
}

/* The next row of the same vehicle; or of the same ends. */
static int
next_row(const Rows *rows, int row, bool ends)
{
	int origins = rows->ends->origins;

	for (int i = row + 1; i < rows->count; i++)
		if (ends ? same_end(rows->ends, row, i) &&
					   same_end(rows->ends, origins + row, origins + i)
				 : i >= rows->who.count ||
					   strcmp(rows->who.text[row], rows->who.text[i]) == 0)
			return i;
	return -1;
}

/* How much later one row departs than another; -1 if it does not. */
static int64
later(const Rows *rows, int row, int than)
{
	int64 a = rows->departed[than];
	int64 b = rows->departed[row];

	return a == NO_TIME || b == NO_TIME || b < a ? -1 : b - a;
}

/* Tell whether most rows begin where the one before has just ended. */
static bool
are_steps(const Rows *rows)
{
	int steps = 0;
	int links = 0;

	for (int i = 0; i < rows->count; i++)
	{
		int next = next_row(rows, i, false);
		int64 gap = next < 0 ? -1 : later(rows, next, i);

		if (next < 0)
			continue;
		steps++;
		links += gap >= 0 && gap <= A_STEP &&
				 same_end(rows->ends, rows->ends->origins + i, next);
	}
	return steps >= FEWEST_STEPS && MOST(links, steps);
}

/* The time by which most rows are repeated; 0 if they are not. */
static int64
round_of(const Rows *rows)
{
	int64 every = -1;
	int rounds = 0;
	int alike = 0;

	for (int i = 0; i < rows->count; i++)
	{
		int next = next_row(rows, i, true);
		int64 gap = next < 0 ? -1 : later(rows, next, i);

		if (next < 0)
			continue;
		if (rounds++ == 0)
			every = gap;
		alike += gap == every;
	}
	return rounds >= FEWEST_ROUNDS && 2 * rounds >= rows->count &&
				   MOST(alike, rounds) && every > 0 && every <= A_ROUND
			   ? every
			   : 0;
}

/* Tell whether an end is called the one before, or the one after. */
static bool
is_called_step(const Detected *found)
{
	for (Target i = TARGET_ORIGIN; i < TARGET_COUNT; i++)
		if (found->mapping.name[i] != NULL &&
			pattern_matches(STEPS, name_words_of(found->mapping.name[i])))
			return true;
	return false;
}

void
settle_tracks(Detected *found)
{
	Rows rows;
	int64 every;

	if (found->source != NULL || found->refusal != NULL ||
		found->missing.count > 0)
		return;
	rows = read_rows(found);
	every = round_of(&rows);
	if (is_called_step(found) || are_steps(&rows))
		detected_warn(found, "a file of whole trips",
					  "rows seem to be the steps of tracks, each of which "
					  "begins where the one before ends, and are taken for "
					  "trips");
	else if (every > 0)
		detected_warn(found, "a file of trips",
					  "rows have the same ends every %d seconds, as what is "
					  "measured on roads, and are taken for trips",
					  (int) (every / USECS_PER_SEC));
}

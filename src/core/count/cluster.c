/*
 * cluster.c
 *	  Groups that touch, joined: union-find over a hash table of the groups.
 */
#include "core/count/cluster.h"

#include <string.h>

#include "core/base/pause.h"
#include "core/geo/trip.h"

#define HALF_TURN INT64_C(1800000000)
#define NO_GROUP UINT32_MAX

/* Sums of coordinates times trips; a compiler for 64 bits has it. */
__extension__ typedef __int128 WideSum;

static int32_t
windows_of_day(const TgGrid *grid)
{
	return TG_DAY_SECONDS / grid->window;
}

static uint32_t
slot_of(const TgClusters *clusters, const TgGroupCount *group)
{
	uint64_t hash =
		tg_hash_mix((uint64_t) group->window,
					(uint64_t) group->origin.x << 32 | group->origin.y);

	hash = tg_hash_mix(hash, (uint64_t) group->destination.x << 32 |
								 group->destination.y);
	return (uint32_t) hash & clusters->mask;
}

static bool
same_group(const TgGroupCount *a, const TgGroupCount *b)
{
	return a->origin.x == b->origin.x && a->origin.y == b->origin.y &&
		   a->destination.x == b->destination.x &&
		   a->destination.y == b->destination.y && a->window == b->window;
}

void
tg_clusters_begin(TgClusters *clusters)
{
	for (uint32_t i = 0; i < clusters->count; i++)
	{
		uint32_t slot = slot_of(clusters, &clusters->groups[i]);

		tg_step();
		while (clusters->slots[slot] != 0)
			slot = (slot + 1) & clusters->mask;
		clusters->slots[slot] = i + 1;
		clusters->root[i] = i;
	}
}

/* The number of a group, or NO_GROUP. */
static uint32_t
find_group(const TgClusters *clusters, const TgGroupCount *wanted)
{
	uint32_t slot = slot_of(clusters, wanted);

	while (clusters->slots[slot] != 0)
	{
		uint32_t number = clusters->slots[slot] - 1;

		if (same_group(&clusters->groups[number], wanted))
			return number;
		slot = (slot + 1) & clusters->mask;
	}
	return NO_GROUP;
}

static uint32_t
find_root(TgClusters *clusters, uint32_t number)
{
	uint32_t *root = clusters->root;

	while (root[number] != number)
	{
		root[number] = root[root[number]]; /* halve the way for the next */
		number = root[number];
	}
	return number;
}

static void
join_two(TgClusters *clusters, uint32_t a, uint32_t b)
{
	a = find_root(clusters, a);
	b = find_root(clusters, b);
	if (a < b)
		clusters->root[b] = a;
	else
		clusters->root[a] = b;
}

/* Move a cell by -1, 0 or 1 each way; false beyond the poles. */
static bool
move_cell(TgCell *cell, int dx, int dy)
{
	uint32_t last = (UINT32_C(1) << cell->zoom) - 1;

	if ((dy < 0 && cell->y == 0) || (dy > 0 && cell->y == last))
		return false;
	cell->x = (cell->x + (uint32_t) dx) & last;
	cell->y += (uint32_t) dy;
	return true;
}

/* Step 0..242 to a neighbour, the 121st being the group itself. */
static bool
move_group(TgGroupCount *group, int step, int32_t windows)
{
	if (!move_cell(&group->origin, step % 3 - 1, step / 3 % 3 - 1) ||
		!move_cell(&group->destination, step / 9 % 3 - 1, step / 27 % 3 - 1))
		return false;
	group->window = (group->window + step / 81 - 1 + windows) % windows;
	return true;
}

void
tg_clusters_join(TgClusters *clusters, uint32_t from, uint32_t until)
{
	int32_t windows = windows_of_day(&clusters->grid);

	/* half of the steps: the others are those from the other side */
	for (uint32_t i = from; i < until; i++)
		for (int step = 0; step < 121; step++)
		{
			TgGroupCount neighbour = clusters->groups[i];
			uint32_t number;

			tg_step();
			if (!move_group(&neighbour, step, windows))
				continue;
			number = find_group(clusters, &neighbour);
			if (number != NO_GROUP)
				join_two(clusters, i, number);
		}
}

void
tg_clusters_end(TgClusters *clusters)
{
	for (uint32_t i = 0; i < clusters->count; i++)
	{
		tg_step();
		clusters->root[i] = find_root(clusters, i);
	}
}

bool
tg_clusters_find(const TgClusters *clusters, const TgTrip *trip,
				 uint32_t *root)
{
	TgGroupCount wanted = {
		tg_cell_of(trip->origin, clusters->grid.zoom),
		tg_cell_of(trip->destination, clusters->grid.zoom),
		(int32_t) (tg_time_of_day(trip->departure) / TG_SECOND) /
			clusters->grid.window,
		0,
		0,
		0,
	};
	uint32_t number = find_group(clusters, &wanted);

	if (number == NO_GROUP)
		return false;
	*root = clusters->root[number];
	return true;
}

static void
box_join(TgBox *box, const TgBox *added)
{
	box->west = added->west < box->west ? added->west : box->west;
	box->south = added->south < box->south ? added->south : box->south;
	box->east = added->east > box->east ? added->east : box->east;
	box->north = added->north > box->north ? added->north : box->north;
}

/* Windows of a day: a bit for each of those that there are. */
#define WORD_BITS 64
typedef struct Windows
{
	uint64_t words[(TG_DAY_SECONDS + WORD_BITS - 1) / WORD_BITS];
} Windows;

/*
 * The window that leaves out the longest gap between windows; of several, the
 * one that starts first.
 */
static void
cover_windows(const TgGrid *grid, const Windows *windows, TgGroup *bounds)
{
	int32_t day = windows_of_day(grid);
	int32_t first = -1;
	int32_t last = -1;
	int32_t longest = 0;
	int32_t from = 0;
	int32_t until = 0;

	for (int32_t word = 0; word * WORD_BITS < day; word++)
		for (uint64_t left = windows->words[word]; left != 0; left &= left - 1)
		{
			int32_t window = word * WORD_BITS + __builtin_ctzll(left);

			if (last < 0)
				first = window;
			else if (window - last > longest)
			{
				longest = window - last;
				from = window;
				until = last;
			}
			last = window;
		}
	/* the gap over midnight starts with the first */
	if (first + day - last >= longest)
	{
		from = first;
		until = last;
	}
	bounds->from = from * grid->window;
	bounds->until = (until + 1) * grid->window - 1;
}

/* Twice the centre of a group: east, north, east, north, seconds. */
static void
twice_centre(const TgGroup *group, int32_t window, int64_t *centre)
{
	centre[0] = (int64_t) group->origin.west + group->origin.east;
	centre[1] = (int64_t) group->origin.south + group->origin.north;
	centre[2] = (int64_t) group->destination.west + group->destination.east;
	centre[3] = (int64_t) group->destination.south + group->destination.north;
	centre[4] = 2 * (int64_t) group->from + window;
}

/* A difference on a circle, the short way: -turn/2 .. turn/2. */
static int64_t
short_way(int64_t difference, int64_t turn)
{
	if (difference > turn / 2)
		return difference - turn;
	return difference < -turn / 2 ? difference + turn : difference;
}

/* sum / divisor, halves up; divisor > 0. */
static int64_t
rounded(WideSum sum, WideSum divisor)
{
	WideSum twice = 2 * sum + divisor;
	WideSum quotient = twice / (2 * divisor);

	return (int64_t) (twice < 0 && quotient * 2 * divisor != twice
						  ? quotient - 1
						  : quotient);
}

static int32_t
lon_of(int64_t lon)
{
	return (int32_t) (lon > HALF_TURN	 ? lon - 2 * HALF_TURN
					  : lon < -HALF_TURN ? lon + 2 * HALF_TURN
										 : lon);
}

static void
find_centre(const TgClusters *clusters, const uint32_t *members,
			TgRowEdges *edges, TgCluster *cluster)
{
	/* longitudes and times go round; everything is doubled */
	static const int64_t turns[5] = {4 * HALF_TURN, 0, 4 * HALF_TURN, 0,
									 2 * TG_DAY_SECONDS};
	const TgGrid *grid = &clusters->grid;
	TgGroup group =
		tg_group_of_count(grid, &clusters->groups[cluster->root], edges);
	int64_t root[5];
	WideSum sum[5] = {0};
	int64_t mean[5];

	twice_centre(&group, grid->window, root);
	for (uint32_t i = 0; i < cluster->groups; i++)
	{
		const TgGroupCount *count = &clusters->groups[members[i]];
		int64_t centre[5];

		tg_step();
		group = tg_group_of_count(grid, count, edges);
		twice_centre(&group, grid->window, centre);
		for (int k = 0; k < 5; k++)
		{
			int64_t way = centre[k] - root[k];

			way = turns[k] ? short_way(way, turns[k]) : way;
			sum[k] += (WideSum) way * count->trips;
		}
	}
	for (int k = 0; k < 5; k++)
		mean[k] = rounded((WideSum) root[k] * cluster->trips + sum[k],
						  2 * (WideSum) cluster->trips);
	cluster->centre = (TgTrip){
		{lon_of(mean[0]), (int32_t) mean[1]},
		{lon_of(mean[2]), (int32_t) mean[3]},
		(mean[4] + TG_DAY_SECONDS) % TG_DAY_SECONDS * TG_SECOND,
	};
}

static void
sum_up(const TgClusters *clusters, const uint32_t *members, TgRowEdges *edges,
	   TgCluster *cluster)
{
	const TgGroupCount *first = &clusters->groups[cluster->root];
	size_t words =
		((size_t) windows_of_day(&clusters->grid) + WORD_BITS - 1) / WORD_BITS;
	Windows windows;

	memset(&windows, 0, words * sizeof windows.words[0]);
	cluster->bounds = tg_group_of_count(&clusters->grid, first, edges);
	cluster->trips = 0;
	cluster->first = first->first;
	cluster->last = first->last;
	for (uint32_t i = 0; i < cluster->groups; i++)
	{
		const TgGroupCount *count = &clusters->groups[members[i]];
		TgGroup group = tg_group_of_count(&clusters->grid, count, edges);

		tg_step();
		box_join(&cluster->bounds.origin, &group.origin);
		box_join(&cluster->bounds.destination, &group.destination);
		cluster->trips += count->trips;
		cluster->first =
			count->first < cluster->first ? count->first : cluster->first;
		cluster->last =
			count->last > cluster->last ? count->last : cluster->last;
		windows.words[count->window / WORD_BITS] |=
			UINT64_C(1) << count->window % WORD_BITS;
	}
	cover_windows(&clusters->grid, &windows, &cluster->bounds);
	find_centre(clusters, members, edges, cluster);
}

uint32_t
tg_clusters_gather(const TgClusters *clusters, TgCluster *found,
				   uint32_t *members, uint32_t *numbers)
{
	TgRowEdges edges;
	uint32_t used = 0;
	uint32_t start = 0;

	tg_row_edges_clear(&edges);
	for (uint32_t i = 0; i < clusters->count; i++)
	{
		tg_step();
		if (clusters->root[i] == i)
		{
			numbers[i] = used;
			found[used++] = (TgCluster){.root = i};
		}
		found[numbers[clusters->root[i]]].groups++;
	}
	/* trips serves as the place where a cluster's next member goes */
	for (uint32_t i = 0; i < used; i++)
	{
		found[i].trips = start;
		start += found[i].groups;
	}
	for (uint32_t i = 0; i < clusters->count; i++)
		members[found[numbers[clusters->root[i]]].trips++] = i;
	for (uint32_t i = 0; i < used; i++)
		sum_up(clusters, members + found[i].trips - found[i].groups, &edges,
			   &found[i]);
	return used;
}

int
tg_cluster_compare(const TgCluster *a, const TgCluster *b)
{
	if (a->trips != b->trips)
		return a->trips > b->trips ? -1 : 1;
	if (tg_group_compare(&a->bounds, &b->bounds) != 0)
		return tg_group_compare(&a->bounds, &b->bounds);
	return (a->root > b->root) - (a->root < b->root);
}

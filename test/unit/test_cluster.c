/*
 * test_cluster.c
 *	  Groups that touch, joined, against looking at every pair.
 */
#include "unit.h"

#include <malloc.h>
#include <math.h>
#include <stdlib.h>

#include "core/base/pause.h"
#include "core/count/cluster.h"
#include "core/geo/trip.h"

#define GROUPS 60
#define SLOTS 128

static uint64_t seed;

static int
order(const void *a, const void *b)
{
	return tg_group_count_compare(a, b);
}

static TgCell
pick_cell(uint64_t *random, int zoom)
{
	int64_t last = (INT64_C(1) << zoom) - 1;
	int64_t reach = last < 4 ? last : 4;
	/* at both sides of the antimeridian, and at both poles */
	int64_t x = unit_range(random, 0, reach) - reach / 2;
	int64_t y = unit_range(random, 0, reach);
	TgCell cell = {(uint32_t) (x & last),
				   (uint32_t) (unit_range(random, 0, 1) ? y : last - y), zoom};

	return cell;
}

/* Distinct groups, sorted; fewer than asked for where the grid is small. */
static uint32_t
pick_groups(uint64_t *random, const TgGrid *grid, TgGroupCount *groups)
{
	int32_t windows = TG_DAY_SECONDS / grid->window;
	uint32_t used = 0;

	for (int i = 0; i < GROUPS; i++)
	{
		TgGroupCount group = {pick_cell(random, grid->zoom),
							  pick_cell(random, grid->zoom),
							  (int32_t) unit_range(random, 0, windows - 1),
							  0,
							  unit_range(random, -9, 0),
							  unit_range(random, 0, 9)};
		bool known = false;

		for (uint32_t k = 0; k < used; k++)
		{
			group.trips = groups[k].trips;
			known |= order(&groups[k], &group) == 0;
		}
		group.trips = unit_range(random, 1, 5);
		if (!known)
			groups[used++] = group;
	}
	qsort(groups, used, sizeof *groups, order);
	return used;
}

static bool
near_on_circle(int64_t a, int64_t b, int64_t size)
{
	int64_t difference = llabs(a - b);

	return difference <= 1 || difference == size - 1;
}

static bool
cells_touch(TgCell a, TgCell b)
{
	return near_on_circle(a.x, b.x, INT64_C(1) << a.zoom) &&
		   llabs((long long) a.y - (long long) b.y) <= 1;
}

static bool
groups_touch(const TgGrid *grid, const TgGroupCount *a, const TgGroupCount *b)
{
	return cells_touch(a->origin, b->origin) &&
		   cells_touch(a->destination, b->destination) &&
		   near_on_circle(a->window, b->window, TG_DAY_SECONDS / grid->window);
}

/* Name each group after the first of those it is joined with. */
static void
join_naively(const TgGrid *grid, const TgGroupCount *groups, uint32_t count,
			 uint32_t *root)
{
	bool changed = true;

	for (uint32_t i = 0; i < count; i++)
		root[i] = i;
	while (changed)
	{
		changed = false;
		for (uint32_t i = 0; i < count; i++)
			for (uint32_t k = 0; k < count; k++)
				if (root[k] < root[i] &&
					groups_touch(grid, &groups[i], &groups[k]))
				{
					root[i] = root[k];
					changed = true;
				}
	}
}

/* The shortest run of windows that has all of them, the earliest of these. */
static void
check_window(const TgGrid *grid, const TgGroupCount *groups, uint32_t count,
			 const uint32_t *root, const TgCluster *cluster)
{
	int32_t windows = TG_DAY_SECONDS / grid->window;
	int32_t best = windows + 1;
	int32_t best_from = 0;

	for (int32_t from = 0; from < windows; from++)
	{
		int32_t length = 1;
		bool is_one = false;

		for (uint32_t i = 0; i < count; i++)
			if (root[i] == cluster->root)
			{
				int32_t at = (groups[i].window - from + windows) % windows;

				length = at + 1 > length ? at + 1 : length;
				is_one |= at == 0;
			}
		if (is_one && length < best)
		{
			best = length;
			best_from = from;
		}
	}
	assert_int_equal(cluster->bounds.from, best_from * grid->window);
	assert_int_equal(cluster->bounds.until,
					 ((best_from + best - 1) % windows + 1) * grid->window -
						 1);
}

/* Along a circle, so that the root is at 0 and all else within half a turn. */
static double
unrolled(double value, double root, double turn)
{
	double way = value - root;

	return way > turn / 2 ? way - turn : way < -turn / 2 ? way + turn : way;
}

static void
check_centre(const TgGrid *grid, const TgGroupCount *groups, uint32_t count,
			 const uint32_t *root, const TgCluster *cluster)
{
	TgGroup first = tg_group_of_count(grid, &groups[cluster->root], NULL);
	double lon = 0.5 * first.origin.west + 0.5 * first.origin.east;
	double time = first.from + 0.5 * grid->window;
	double lons = 0;
	double lats = 0;
	double times = 0;
	double trips = 0;

	for (uint32_t i = 0; i < count; i++)
		if (root[i] == cluster->root)
		{
			TgGroup group = tg_group_of_count(grid, &groups[i], NULL);
			double weight = (double) groups[i].trips;

			lons += weight *
					unrolled(0.5 * group.origin.west + 0.5 * group.origin.east,
							 lon, 3.6e9);
			lats += weight * (0.5 * group.destination.south +
							  0.5 * group.destination.north);
			times += weight * unrolled(group.from + 0.5 * grid->window, time,
									   TG_DAY_SECONDS);
			trips += weight;
		}
	assert_true(tg_trip_valid(&cluster->centre));
	assert_true(fabs(unrolled(cluster->centre.origin.lon, lon + lons / trips,
							  3.6e9)) <= 1);
	assert_true(fabs(cluster->centre.destination.lat - lats / trips) <= 1);
	assert_true(fabs(unrolled((double) (cluster->centre.departure / TG_SECOND),
							  time + times / trips, TG_DAY_SECONDS)) <= 1);
}

static void
check_cluster(const TgGrid *grid, const TgGroupCount *groups, uint32_t count,
			  const uint32_t *root, const TgCluster *cluster)
{
	int64_t trips = 0;
	uint32_t members = 0;
	int64_t first = INT64_MAX;
	int64_t last = INT64_MIN;
	TgBox box = {TG_LON_MAX, TG_LAT_MAX, -TG_LON_MAX, -TG_LAT_MAX};

	for (uint32_t i = 0; i < count; i++)
		if (root[i] == cluster->root)
		{
			TgGroup group = tg_group_of_count(grid, &groups[i], NULL);

			trips += groups[i].trips;
			members++;
			first = groups[i].first < first ? groups[i].first : first;
			last = groups[i].last > last ? groups[i].last : last;
			box.west =
				group.origin.west < box.west ? group.origin.west : box.west;
			box.south = group.origin.south < box.south ? group.origin.south
													   : box.south;
			box.east =
				group.origin.east > box.east ? group.origin.east : box.east;
			box.north = group.origin.north > box.north ? group.origin.north
													   : box.north;
		}
	assert_int_equal(cluster->trips, trips);
	assert_int_equal(cluster->groups, members);
	assert_int_equal(cluster->first, first);
	assert_int_equal(cluster->last, last);
	assert_memory_equal(&cluster->bounds.origin, &box, sizeof box);
	check_window(grid, groups, count, root, cluster);
	check_centre(grid, groups, count, root, cluster);
}

static void
joins(void **state)
{
	static const int32_t windows[] = {60,	 1800,	3600,
									  21600, 43200, TG_DAY_SECONDS};
	uint64_t random = seed;
	int joined = 0;

	(void) state;
	for (int round = 0; round < 3000; round++)
	{
		TgGrid grid = {(int) unit_range(&random, 0, 5),
					   windows[unit_range(&random, 0, 5)], false, false};
		TgGroupCount groups[GROUPS];
		uint32_t root[GROUPS];
		uint32_t expected[GROUPS];
		uint32_t slots[SLOTS] = {0};
		uint32_t members[GROUPS];
		uint32_t numbers[GROUPS];
		TgCluster found[GROUPS];
		uint32_t count = pick_groups(&random, &grid, groups);
		uint32_t half = count / 2;
		TgClusters clusters = {grid, groups, count, root, slots, SLOTS - 1};
		uint32_t roots = 0;
		uint32_t used;

		tg_clusters_begin(&clusters);
		tg_clusters_join(&clusters, 0, half);
		tg_clusters_join(&clusters, half, count);
		tg_clusters_end(&clusters);
		join_naively(&grid, groups, count, expected);
		for (uint32_t i = 0; i < count; i++)
		{
			assert_int_equal(root[i], expected[i]);
			roots += expected[i] == i;
		}
		used = tg_clusters_gather(&clusters, found, members, numbers);
		assert_int_equal(used, roots);
		for (uint32_t i = 0; i < used; i++)
			check_cluster(&grid, groups, count, root, &found[i]);
		joined += used > 1 && used < count;
	}
	assert_true(joined > 300);
}

static void
contains(void **state)
{
	uint64_t random = seed + 1;
	int inside = 0;

	(void) state;
	for (int round = 0; round < 2000; round++)
	{
		TgGrid grid = {(int) unit_range(&random, 0, 3), 43200, false, false};
		TgGroupCount groups[GROUPS];
		uint32_t root[GROUPS];
		uint32_t slots[SLOTS] = {0};
		uint32_t count = pick_groups(&random, &grid, groups);
		TgClusters clusters = {grid, groups, count, root, slots, SLOTS - 1};
		TgTrip trip = {
			{(int32_t) unit_range(&random, -TG_LON_MAX, TG_LON_MAX),
			 (int32_t) unit_range(&random, -TG_LAT_MAX, TG_LAT_MAX)},
			{(int32_t) unit_range(&random, -TG_LON_MAX, TG_LON_MAX),
			 (int32_t) unit_range(&random, -TG_LAT_MAX, TG_LAT_MAX)},
			unit_range(&random, -TG_DAY, TG_DAY)};
		uint32_t asked = (uint32_t) unit_range(&random, 0, count - 1);
		bool expected = false;
		uint32_t found;
		TgGroup of_trip;

		tg_clusters_begin(&clusters);
		tg_clusters_join(&clusters, 0, count);
		tg_clusters_end(&clusters);
		tg_group_of(&trip, grid.zoom, grid.window, &of_trip);
		for (uint32_t i = 0; i < count; i++)
		{
			TgGroup group = tg_group_of_count(&grid, &groups[i], NULL);

			expected |= root[i] == root[asked] &&
						tg_group_compare(&group, &of_trip) == 0;
		}
		assert_int_equal(tg_clusters_find(&clusters, &trip, &found) &&
							 found == root[asked],
						 expected);
		inside += expected;
	}
	assert_true(inside > 100);
}

static uint32_t pauses;

static void
count_pause(void)
{
	pauses++;
}

static jmp_buf left;

static void
leave(void)
{
	if (--pauses == 0)
		longjmp(left, 1);
}

/* Whoever does not return from a pause, whichever it is, leaves no memory. */
static void
leave_gather(const TgClusters *clusters, TgCluster *found, uint32_t *members,
			 uint32_t *numbers)
{
	size_t before = mallinfo2().uordblks;

	tg_pause = leave;
	for (volatile uint32_t at = 1, gone = 1; gone; at++)
	{
		pauses = at;
		gone = setjmp(left) != 0;
		if (!gone)
			(void) tg_clusters_gather(clusters, found, members, numbers);
	}
	assert_int_equal(mallinfo2().uordblks, before);
}

/* Many groups, each with neighbours, are not gone through without a pause. */
static void
pauses_over_many(void **state)
{
	enum
	{
		SIDE = 200,
		MANY = SIDE * SIDE,
		MANY_SLOTS = 131072
	};
	TgGrid grid = {10, 1, false, false};
	TgGroupCount *groups = calloc(MANY, sizeof *groups);
	uint32_t *root = calloc(MANY, sizeof *root);
	uint32_t *slots = calloc(MANY_SLOTS, sizeof *slots);
	uint32_t *members = calloc(MANY, sizeof *members);
	uint32_t *numbers = calloc(MANY, sizeof *numbers);
	TgCluster *found = calloc(MANY, sizeof *found);
	TgClusters clusters = {grid, groups, MANY, root, slots, MANY_SLOTS - 1};

	(void) state;
	for (uint32_t i = 0; i < MANY; i++)
	{
		groups[i].origin = (TgCell){i % SIDE, i / SIDE, 10};
		groups[i].destination = (TgCell){1, 1, 10};
		groups[i].trips = 1;
		groups[i].window = (int32_t) (TG_DAY_SECONDS - 1 - i % SIDE);
	}
	tg_pause = count_pause;
	pauses = 0;
	tg_clusters_begin(&clusters);
	assert_in_range(pauses, MANY / TG_PAUSE_STEPS, MANY);
	pauses = 0;
	tg_clusters_join(&clusters, 0, MANY);
	assert_in_range(pauses, 121 * (MANY / TG_PAUSE_STEPS), 121 * MANY);
	pauses = 0;
	tg_clusters_end(&clusters);
	assert_in_range(pauses, MANY / TG_PAUSE_STEPS, MANY);
	pauses = 0;
	assert_int_equal(tg_clusters_gather(&clusters, found, members, numbers),
					 1);
	assert_in_range(pauses, 3 * (MANY / TG_PAUSE_STEPS), MANY);
	assert_int_equal(found[0].bounds.from, TG_DAY_SECONDS - SIDE);
	assert_int_equal(found[0].bounds.until, TG_DAY_SECONDS - 1);
	leave_gather(&clusters, found, members, numbers);
	tg_pause = NULL;
	free(groups);
	free(root);
	free(slots);
	free(members);
	free(numbers);
	free(found);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(joins),
		cmocka_unit_test(contains),
		cmocka_unit_test(pauses_over_many),
	};

	seed = unit_seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

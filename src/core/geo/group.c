/*
 * group.c
 *	  Groups as sets: containment, overlap, union, and how an index over them
 *	  grows.
 */
#include "core/geo/group.h"

#include <string.h>

#include "core/geo/trip.h"

#define METRES_PER_UNIT 0.011119508 /* 1e-7 degrees of latitude */
#define DIMENSIONS 5

/* Seconds from one time of day on to another, 0 .. 86399. */
static inline int32_t
seconds_on(int32_t from, int32_t to)
{
	return to - from + (to < from ? TG_DAY_SECONDS : 0);
}

/* The seconds that a window has beyond its first one, 0 .. 86399. */
static inline int32_t
window_length(const TgGroup *group)
{
	return seconds_on(group->from, group->until);
}

static inline bool
window_has(const TgGroup *group, int32_t second)
{
	return seconds_on(group->from, second) <= window_length(group);
}

static bool
window_contains(const TgGroup *outer, const TgGroup *inner)
{
	int32_t length = window_length(outer);

	return length == TG_DAY_SECONDS - 1 ||
		   seconds_on(outer->from, inner->from) + window_length(inner) <=
			   length;
}

static bool
window_overlaps(const TgGroup *a, const TgGroup *b)
{
	return window_has(a, b->from) || window_has(b, a->from);
}

/* Set the window of a group to the shorter one that covers both. */
static void
window_union(const TgGroup *a, const TgGroup *b, TgGroup *both)
{
	int32_t a_then_b;
	int32_t b_then_a;

	both->from = a->from;
	both->until = a->until;
	if (window_contains(a, b))
		return;
	both->from = b->from;
	both->until = b->until;
	if (window_contains(b, a))
		return;
	if (window_has(a, b->from) && window_has(b, a->from))
	{
		/* each begins in the other: together they are the day */
		both->from = 0;
		both->until = TG_DAY_SECONDS - 1;
		return;
	}
	a_then_b = seconds_on(a->from, b->until);
	b_then_a = seconds_on(b->from, a->until);
	if (window_has(a, b->from) ||
		(!window_has(b, a->from) && a_then_b <= b_then_a))
	{
		both->from = a->from;
		both->until = b->until;
	}
	else
	{
		both->from = b->from;
		both->until = a->until;
	}
}

static inline bool
box_contains(const TgBox *outer, const TgBox *inner)
{
	return outer->west <= inner->west && inner->east <= outer->east &&
		   outer->south <= inner->south && inner->north <= outer->north;
}

static inline bool
box_overlaps(const TgBox *a, const TgBox *b)
{
	return a->west <= b->east && b->west <= a->east && a->south <= b->north &&
		   b->south <= a->north;
}

static inline TgBox
box_union(const TgBox *a, const TgBox *b)
{
	TgBox both = {a->west < b->west ? a->west : b->west,
				  a->south < b->south ? a->south : b->south,
				  a->east > b->east ? a->east : b->east,
				  a->north > b->north ? a->north : b->north};

	return both;
}

bool
tg_group_contains_trip(const TgGroup *group, const TgTrip *trip)
{
	int32_t second = (int32_t) (tg_time_of_day(trip->departure) / TG_SECOND);

	return tg_box_covers(&group->origin, trip->origin) &&
		   tg_box_covers(&group->destination, trip->destination) &&
		   window_has(group, second);
}

bool
tg_group_contains(const TgGroup *outer, const TgGroup *inner)
{
	return box_contains(&outer->origin, &inner->origin) &&
		   box_contains(&outer->destination, &inner->destination) &&
		   window_contains(outer, inner);
}

bool
tg_group_overlaps(const TgGroup *a, const TgGroup *b)
{
	return box_overlaps(&a->origin, &b->origin) &&
		   box_overlaps(&a->destination, &b->destination) &&
		   window_overlaps(a, b);
}

TgGroup
tg_group_union(const TgGroup *a, const TgGroup *b)
{
	TgGroup both = {box_union(&a->origin, &b->origin),
					box_union(&a->destination, &b->destination), 0, 0};

	window_union(a, b, &both);
	return both;
}

static double
box_extent(const TgBox *box)
{
	return ((double) box->east - box->west + (double) box->north -
			box->south) *
		   METRES_PER_UNIT;
}

double
tg_group_extent(const TgGroup *group)
{
	return box_extent(&group->origin) + box_extent(&group->destination) +
		   window_length(group);
}

double
tg_group_penalty(const TgGroup *group, const TgGroup *added)
{
	TgGroup both = tg_group_union(group, added);

	return tg_group_extent(&both) - tg_group_extent(group);
}

/* Twice the centre of a group in one dimension. */
static int64_t
centre_of(const TgGroup *group, int dimension)
{
	switch (dimension)
	{
		case 0:
			return (int64_t) group->origin.west + group->origin.east;
		case 1:
			return (int64_t) group->origin.south + group->origin.north;
		case 2:
			return (int64_t) group->destination.west + group->destination.east;
		case 3:
			return (int64_t) group->destination.south +
				   group->destination.north;
		default:
			return (2 * (int64_t) group->from + window_length(group)) %
				   (2 * TG_DAY_SECONDS);
	}
}

/* Tell whether item a stands before item b; numbers make it total. */
static inline bool
before(const TgSplitItem *a, const TgSplitItem *b)
{
	return a->centre != b->centre ? a->centre < b->centre
								  : a->group < b->group;
}

/* Heapsort: a page holds few items, and the order of equals is settled. */
static void
sort_items(TgSplitItem *items, size_t count)
{
	for (size_t start = count / 2, end = count; end > 1;)
	{
		TgSplitItem item;
		size_t at;

		if (start > 0)
			item = items[--start];
		else
		{
			item = items[--end];
			items[end] = items[0];
		}
		at = start;
		for (size_t child; (child = 2 * at + 1) < end; at = child)
		{
			if (child + 1 < end && before(&items[child], &items[child + 1]))
				child++;
			if (!before(&item, &items[child]))
				break;
			items[at] = items[child];
		}
		items[at] = item;
	}
}

/* Sort by one dimension; find the best size of the first half. */
static double
best_split(const TgGroup *groups, size_t count, int dimension,
		   TgSplitItem *items, size_t *size)
{
	size_t least = count / 3 > 0 ? count / 3 : 1;
	TgGroup both;
	double best = 0;

	for (size_t i = 0; i < count; i++)
	{
		items[i].centre = centre_of(&groups[i], dimension);
		items[i].group = (uint32_t) i;
	}
	sort_items(items, count);
	for (size_t i = 0; i < count; i++)
	{
		const TgGroup *group = &groups[items[i].group];

		both = i == 0 ? *group : tg_group_union(&both, group);
		items[i].extent = tg_group_extent(&both);
	}
	*size = 0;
	for (size_t i = count - 1; i >= least; i--)
	{
		const TgGroup *group = &groups[items[i].group];
		double sum;

		both = i == count - 1 ? *group : tg_group_union(&both, group);
		sum = tg_group_extent(&both) + items[i - 1].extent;
		/* of equally good places, the one nearest to the middle */
		if (count - i < least)
			continue;
		if (*size == 0 || sum < best || (sum == best && i >= count / 2))
		{
			*size = i;
			best = sum;
		}
	}
	return best;
}

size_t
tg_group_split(const TgGroup *groups, size_t count, TgSplitItem *items)
{
	double best = 0;
	int dimension = 0;
	size_t size;

	for (int i = 0; i < DIMENSIONS; i++)
	{
		double sum = best_split(groups, count, i, items, &size);

		if (i == 0 || sum < best)
		{
			best = sum;
			dimension = i;
		}
	}
	best_split(groups, count, dimension, items, &size);
	return size;
}

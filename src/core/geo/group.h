/*
 * group.h
 *	  Groups as sets: containment, overlap, union, and how an index over them
 *	  grows.  Time windows lie on the circle of a day.
 */
#ifndef TG_CORE_GEO_GROUP_H
#define TG_CORE_GEO_GROUP_H

#include <stddef.h>

#include "core/base/position.h"

extern bool tg_group_contains_trip(const TgGroup *group, const TgTrip *trip);
extern bool tg_group_contains(const TgGroup *outer, const TgGroup *inner);
extern bool tg_group_overlaps(const TgGroup *a, const TgGroup *b);

/*
 * The smallest box around two; of the two windows that cover both windows,
 * the shorter one, or the first if they are equally long.
 */
extern TgGroup tg_group_union(const TgGroup *a, const TgGroup *b);

/*
 * How large a group is: the sum of the extents of its dimensions, in metres
 * and seconds as distances count them (latitude's metres for longitude too).
 * Sums, unlike volumes, tell flat boxes apart.
 */
extern double tg_group_extent(const TgGroup *group);

/* By how much one group has to grow to hold another. */
extern double tg_group_penalty(const TgGroup *group, const TgGroup *added);

/* Room for tg_group_split: one for each group. */
typedef struct TgSplitItem
{
	int64_t centre;
	uint32_t group;
	double extent; /* of the groups up to this one */
} TgSplitItem;

/*
 * Divide count (at least 2) groups in two: in the dimension and at the place
 * where the extents of both halves sum up least, each with at least a third.
 * items receives their numbers, those of the first half first; the size of the
 * first half is returned.  Depends on nothing but the groups and their order.
 */
extern size_t tg_group_split(const TgGroup *groups, size_t count,
							 TgSplitItem *items);

#endif /* TG_CORE_GEO_GROUP_H */

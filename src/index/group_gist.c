/*
 * group_gist.c
 *	  What the GiST operator classes of trip and tripgroup have in common:
 *	  how their tree grows, and the order of a sorted build.
 */
#include "compat.h"

#include "access/gist.h"
#include "access/stratnum.h"
#include "utils/sortsupport.h"

#include "core/geo/cell.h"
#include "core/geo/group.h"
#include "index/index_key.h"
#include "types/types.h"

static TgGroup
vector_group(const GistEntryVector *entries, int i)
{
	return index_key_group(DatumGetTripGroupP(entries->vector[i].key));
}

PG_FUNCTION_INFO_V1(gist_group_union);
Datum
gist_group_union(PG_FUNCTION_ARGS)
{
	GistEntryVector *entries = (GistEntryVector *) PG_GETARG_POINTER(0);
	int *size = (int *) PG_GETARG_POINTER(1);
	TgGroup *all = palloc(sizeof *all);

	*all = vector_group(entries, 0);
	for (int i = 1; i < entries->n; i++)
	{
		TgGroup group = vector_group(entries, i);

		*all = tg_group_union(all, &group);
	}
	*size = sizeof *all;
	PG_RETURN_POINTER(all);
}

PG_FUNCTION_INFO_V1(gist_group_penalty);
Datum
gist_group_penalty(PG_FUNCTION_ARGS)
{
	GISTENTRY *entry = (GISTENTRY *) PG_GETARG_POINTER(0);
	GISTENTRY *added = (GISTENTRY *) PG_GETARG_POINTER(1);
	float *penalty = (float *) PG_GETARG_POINTER(2);
	TgGroup group = index_key_group(DatumGetTripGroupP(entry->key));
	TgGroup more = index_key_group(DatumGetTripGroupP(added->key));

	*penalty = (float) tg_group_penalty(&group, &more);
	PG_RETURN_POINTER(penalty);
}

/* One half of a split: its entries' numbers and their union. */
static OffsetNumber *
split_half(const TgGroup *groups, const TgSplitItem *items, size_t first,
		   size_t next, Datum *both)
{
	OffsetNumber *numbers = palloc((next - first) * sizeof(OffsetNumber));
	TgGroup *all = palloc(sizeof *all);

	*all = groups[items[first].group];
	for (size_t i = first; i < next; i++)
	{
		numbers[i - first] =
			(OffsetNumber) (items[i].group + FirstOffsetNumber);
		*all = tg_group_union(all, &groups[items[i].group]);
	}
	*both = PointerGetDatum(all);
	return numbers;
}

PG_FUNCTION_INFO_V1(gist_group_picksplit);
Datum
gist_group_picksplit(PG_FUNCTION_ARGS)
{
	GistEntryVector *entries = (GistEntryVector *) PG_GETARG_POINTER(0);
	GIST_SPLITVEC *split = (GIST_SPLITVEC *) PG_GETARG_POINTER(1);
	size_t count = (size_t) entries->n - FirstOffsetNumber;
	TgGroup *groups = palloc(count * sizeof(TgGroup));
	TgSplitItem *items = palloc(count * sizeof(TgSplitItem));
	size_t left;

	for (size_t i = 0; i < count; i++)
		groups[i] = vector_group(entries, (int) i + FirstOffsetNumber);
	left = tg_group_split(groups, count, items);
	split->spl_nleft = (int) left;
	split->spl_left = split_half(groups, items, 0, left, &split->spl_ldatum);
	split->spl_nright = (int) (count - left);
	split->spl_right =
		split_half(groups, items, left, count, &split->spl_rdatum);
	PG_RETURN_POINTER(split);
}

PG_FUNCTION_INFO_V1(gist_group_same);
Datum
gist_group_same(PG_FUNCTION_ARGS)
{
	bool *same = (bool *) PG_GETARG_POINTER(2);

	*same = memcmp(PG_GETARG_TRIPGROUP_P(0), PG_GETARG_TRIPGROUP_P(1),
				   sizeof(TgGroup)) == 0;
	PG_RETURN_POINTER(same);
}

static TgLonLat
box_centre(const TgBox *box)
{
	TgLonLat centre = {(int32) (((int64) box->west + box->east) / 2),
					   (int32) (((int64) box->south + box->north) / 2)};

	return centre;
}

/* The Hilbert keys of a key's two ends: the order of the segments. */
static void
hilbert_of(Datum key, uint64 keys[2])
{
	TgGroup group = index_key_group(DatumGetTripGroupP(key));

	tg_hilbert_keys(box_centre(&group.origin), box_centre(&group.destination),
					&keys[0], &keys[1]);
}

static int
compare_keys(Datum a, Datum b, SortSupport support)
{
	uint64 left[2];
	uint64 right[2];

	hilbert_of(a, left);
	hilbert_of(b, right);
	for (int i = 0; i < 2; i++)
		if (left[i] != right[i])
			return left[i] < right[i] ? -1 : 1;
	return 0;
}

/* All 52 bits of the origin and the first 12 of the destination. */
static Datum
abbreviate(Datum original, SortSupport support)
{
	uint64 keys[2];

	hilbert_of(original, keys);
	return UInt64GetDatum(keys[0] << 12 | keys[1] >> 40);
}

static int
compare_abbreviated(Datum a, Datum b, SortSupport support)
{
	uint64 left = DatumGetUInt64(a);
	uint64 right = DatumGetUInt64(b);

	return (left > right) - (left < right);
}

static bool
never_abort(int count, SortSupport support)
{
	return false;
}

PG_FUNCTION_INFO_V1(gist_group_sortsupport);
Datum
gist_group_sortsupport(PG_FUNCTION_ARGS)
{
	SortSupport support = (SortSupport) PG_GETARG_POINTER(0);

	support->comparator = compare_keys;
	if (support->abbreviate)
	{
		support->comparator = compare_abbreviated;
		support->abbrev_converter = abbreviate;
		support->abbrev_abort = never_abort;
		support->abbrev_full_comparator = compare_keys;
	}
	PG_RETURN_VOID();
}

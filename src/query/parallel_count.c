/*
 * parallel_count.c
 *	  Trips of segments counted by several processes.
 *
 * The ranges lie in shared memory, and each process takes the next that nobody
 * has taken.  Counts are added up there at last, by week or hour.
 */
#include "compat.h"

#include "access/parallel.h"
#include "access/xact.h"
#include "executor/instrument.h"
#include "optimizer/cost.h"
#include "port/atomics.h"
#include "storage/shm_toc.h"
#include "utils/memutils.h"

#include "query/parallel_count.h"
#include "segment/tally.h"

#define HOURS_OF_WEEK 168
#define MOST_KEYS_COUNTED (1 << 16) /* 1,200 years of weeks */
#define FIRST_ROOM 128

/* What a longer filter takes to copy and to build again is not worth it. */
#define MOST_FILTER_BYTES (1024 * 1024)

/* The parts of the shared memory. */
enum
{
	PART_STATE = 1,
	PART_FILTER,
	PART_RANGES,
	PART_REGIONS,
	PART_USAGE
};

typedef struct SharedRange
{
	Size region; /* where its name is among the regions */
	int64 run;
	int32 first;
	int32 last;
} SharedRange;

typedef struct SharedCount
{
	Oid schema;
	char projection;
	int sign;
	int ranges;
	pg_atomic_uint32 next; /* range to be taken */
	int64 first_key;
	uint32 keys;
	pg_atomic_uint64 counts[FLEXIBLE_ARRAY_MEMBER]; /* by key */
} SharedCount;

/* The keys that trips of the ranges can be counted by; false if too many. */
static bool
find_keys(const Filter *filter, const SegmentRanges *ranges, int64 *first,
		  uint32 *count)
{
	int64 last;

	*first = 0;
	*count = HOURS_OF_WEEK;
	if (filter->count_by == TG_BY_HOUR)
		return true;
	*first = Max(filter->weeks.first, ranges->weeks.first);
	last = Min(filter->weeks.last, ranges->weeks.last);
	*count = (uint32) Max(last - *first + 1, 0);
	return last - *first < MOST_KEYS_COUNTED;
}

static Size
regions_size(const SegmentRanges *ranges)
{
	Size size = 0;

	for (int i = 0; i < ranges->used; i++)
		if (i == 0 || ranges->ranges[i].region != ranges->ranges[i - 1].region)
			size += MAXALIGN(VARSIZE_ANY(ranges->ranges[i].region));
	return size;
}

static void
share_ranges(const SegmentRanges *ranges, SharedRange *shared, char *regions)
{
	Size at = 0;
	Size next = 0;

	for (int i = 0; i < ranges->used; i++)
	{
		const SegmentRange *range = &ranges->ranges[i];

		if (i == 0 || range->region != ranges->ranges[i - 1].region)
		{
			at = next;
			memcpy(regions + at, range->region, VARSIZE_ANY(range->region));
			next += MAXALIGN(VARSIZE_ANY(range->region));
		}
		shared[i] = (SharedRange){at, range->run, range->first, range->last};
	}
}

/* Take ranges and count, until none is left. */
static void
count_shared(SharedCount *shared, const Filter *filter,
			 const SharedRange *ranges, const char *regions)
{
	SegmentScan *scan = segment_scan_open(shared->schema, shared->projection,
										  COLUMN_BIT(COL_SEGMENT_WEEKS));
	SegmentCounter counter = {0};
	TgTally *tally = tally_create(CurrentMemoryContext, FIRST_ROOM);
	uint32 number;

	while ((number = pg_atomic_fetch_add_u32(&shared->next, 1)) <
		   (uint32) shared->ranges)
	{
		SegmentRange range = {(const text *) (regions + ranges[number].region),
							  ranges[number].run, ranges[number].first,
							  ranges[number].last};

		segment_scan_begin(scan, &range, 1);
		segments_count(filter, scan, &counter, shared->sign, &tally);
	}
	segment_scan_close(scan);
	for (uint32 i = 0; i < tally->used; i++)
	{
		/* what lies below the first is beyond all */
		uint64 key = (uint64) (tally->entry[i].key - shared->first_key);

		if (key >= shared->keys)
			ereport(ERROR,
					(errcode(ERRCODE_DATA_CORRUPTED),
					 errmsg("departures of a segment do not agree with "
							"its node"),
					 errhint("CALL tripgrid.rebuild() makes the segments "
							 "again.")));
		pg_atomic_fetch_add_u64(&shared->counts[key], tally->entry[i].count);
	}
}

/* A worker's part of the work. */
PGDLLEXPORT void count_worker_main(dsm_segment *segment, shm_toc *toc);

void
count_worker_main(dsm_segment *segment, shm_toc *toc)
{
	Filter filter = filter_read(shm_toc_lookup(toc, PART_FILTER, false));
	BufferUsage *usage = shm_toc_lookup(toc, PART_USAGE, false);
	WalUsage wal;

	InstrStartParallelQuery();
	count_shared(shm_toc_lookup(toc, PART_STATE, false), &filter,
				 shm_toc_lookup(toc, PART_RANGES, false),
				 shm_toc_lookup(toc, PART_REGIONS, false));
	InstrEndParallelQuery(&usage[ParallelWorkerNumber], &wal);
}

/* Reserve room for what is found by a key. */
static void
estimate(ParallelContext *context, Size size)
{
	shm_toc_estimate_chunk(&context->estimator, size);
	shm_toc_estimate_keys(&context->estimator, 1);
}

static void *
allocate(ParallelContext *context, uint64 key, Size size)
{
	void *memory = shm_toc_allocate(context->toc, size);

	shm_toc_insert(context->toc, key, memory);
	return memory;
}

static SharedCount *
share_state(ParallelContext *context, Size size, Oid schema, char projection,
			const SegmentRanges *ranges, int sign)
{
	SharedCount *shared = allocate(context, PART_STATE, size);

	memset(shared, 0, size);
	shared->schema = schema;
	shared->projection = projection;
	shared->sign = sign;
	shared->ranges = ranges->used;
	pg_atomic_init_u32(&shared->next, 0);
	return shared;
}

/* Add what all have counted. */
static void
take_counts(SharedCount *shared, TgTally **tally)
{
	*tally = tally_reserve(*tally, shared->keys);
	for (uint32 i = 0; i < shared->keys; i++)
	{
		int64 count = (int64) pg_atomic_read_u64(&shared->counts[i]);

		if (count != 0)
			tg_tally_add(*tally, shared->first_key + i, count);
	}
}

bool
parallel_count(const Filter *filter, Oid schema, char projection,
			   const SegmentRanges *ranges, int sign, TgTally **tally)
{
	Size filter_bytes = filter_size(filter);
	Size range_bytes = ranges->used * sizeof(SharedRange);
	Size region_bytes = regions_size(ranges);
	Size usage_bytes;
	Size state_bytes;
	int64 first_key;
	uint32 keys;
	ParallelContext *context;
	SharedCount *shared;
	BufferUsage *usage;

	if (max_parallel_workers_per_gather == 0 || IsInParallelMode() ||
		filter_bytes > MOST_FILTER_BYTES ||
		!find_keys(filter, ranges, &first_key, &keys))
		return false;
	state_bytes =
		offsetof(SharedCount, counts) + keys * sizeof(pg_atomic_uint64);
	EnterParallelMode();
	context = CreateParallelContext("tripgrid", "count_worker_main",
									max_parallel_workers_per_gather);
	usage_bytes = context->nworkers * sizeof(BufferUsage);
	estimate(context, state_bytes);
	estimate(context, filter_bytes);
	estimate(context, range_bytes);
	estimate(context, region_bytes);
	estimate(context, usage_bytes);
	InitializeParallelDSM(context);
	shared =
		share_state(context, state_bytes, schema, projection, ranges, sign);
	shared->first_key = first_key;
	shared->keys = keys;
	for (uint32 i = 0; i < keys; i++)
		pg_atomic_init_u64(&shared->counts[i], 0);
	filter_write(filter, allocate(context, PART_FILTER, filter_bytes));
	share_ranges(ranges, allocate(context, PART_RANGES, range_bytes),
				 allocate(context, PART_REGIONS, region_bytes));
	usage = allocate(context, PART_USAGE, usage_bytes);
	LaunchParallelWorkers(context);
	count_shared(shared, filter,
				 shm_toc_lookup(context->toc, PART_RANGES, false),
				 shm_toc_lookup(context->toc, PART_REGIONS, false));
	WaitForParallelWorkersToFinish(context);
	for (int i = 0; i < context->nworkers_launched; i++)
	{
		WalUsage wal = {0};

		InstrAccumParallelQuery(&usage[i], &wal);
	}
	take_counts(shared, tally);
	DestroyParallelContext(context);
	ExitParallelMode();
	return true;
}

/*
 * datasource_regions.c
 *	  datasource_regions and latest_datasource_top_regions.
 */
#include "compat.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "query/datasource_spans.h"
#include "query/known_names.h"
#include "query/store_name.h"

/* What is told of a region. */
typedef struct RegionSpan
{
	const text *region;
	int64 trips;
	Timestamp first;
	Timestamp last;
	const text *datasource; /* of the last */
} RegionSpan;

/* Join the spans of a region, from..until. */
static RegionSpan
region_span(const DatasourceSpans *spans, Size from, Size until)
{
	RegionSpan region = {
		spans->regions->names[spans->spans[from].region].value, 0, DT_NOEND,
		DT_NOBEGIN, NULL};

	for (Size i = from; i < until; i++)
	{
		const DatasourceSpan *span = &spans->spans[i];
		const text *name = spans->datasources->names[span->datasource].value;

		region.trips += span->trips;
		region.first = Min(region.first, span->first);
		if (region.datasource == NULL || span->last > region.last ||
			(span->last == region.last &&
			 name_order(name, region.datasource) < 0))
		{
			region.last = span->last;
			region.datasource = name;
		}
	}
	return region;
}

/* (datasource, store): rows of region, trips, first and last departure */
PG_FUNCTION_INFO_V1(datasource_regions);
Datum
datasource_regions(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	const text *datasource = PG_ARGISNULL(0) ? NULL : PG_GETARG_TEXT_PP(0);
	Oid schema;
	const char *store =
		question_store(PG_ARGISNULL(1) ? NULL : PG_GETARG_NAME(1), &schema);
	DatasourceSpans spans;

	InitMaterializedSRF(fcinfo, 0);
	(void) names_require(schema, store, NULL, datasource, false);
	spans = spans_read(schema, datasource);
	for (Size from = 0, until; from < spans.count; from = until)
	{
		RegionSpan region;
		Datum values[4];
		bool isnull[4] = {false};

		CHECK_FOR_INTERRUPTS();
		until = spans_of_region(&spans, from);
		spans_settle(&spans, from, until);
		region = region_span(&spans, from, until);
		values[0] = PointerGetDatum(region.region);
		values[1] = Int64GetDatum(region.trips);
		values[2] = TimestampGetDatum(region.first);
		values[3] = TimestampGetDatum(region.last);
		tuplestore_putvalues(result->setResult, result->setDesc, values,
							 isnull);
	}
	return (Datum) 0;
}

/* A region among those with the most trips. */
typedef struct TopRegion
{
	RegionSpan span;
	Size from; /* its spans */
	Size until;
} TopRegion;

/* Most trips first, then in the order of names. */
static int
trips_order(const void *a, const void *b)
{
	const RegionSpan *left = &((const TopRegion *) a)->span;
	const RegionSpan *right = &((const TopRegion *) b)->span;

	if (left->trips != right->trips)
		return left->trips > right->trips ? -1 : 1;
	return name_order(left->region, right->region);
}

/* Latest first, then in the order of names. */
static int
latest_order(const void *a, const void *b)
{
	const RegionSpan *left = &((const TopRegion *) a)->span;
	const RegionSpan *right = &((const TopRegion *) b)->span;

	if (left->last != right->last)
		return left->last > right->last ? -1 : 1;
	return name_order(left->region, right->region);
}

/* The regions with the most trips, and in *count how many there are. */
static TopRegion *
top_regions(DatasourceSpans *spans, int64 wanted, Size *count)
{
	TopRegion *regions = palloc_extended(
		Max(spans->regions->count, 1) * sizeof(TopRegion), MCXT_ALLOC_HUGE);

	*count = 0;
	for (Size from = 0, until; from < spans->count; from = until)
	{
		until = spans_of_region(spans, from);
		regions[(*count)++] =
			(TopRegion){region_span(spans, from, until), from, until};
	}
	qsort(regions, *count, sizeof(TopRegion), trips_order);
	*count = Min(*count, (Size) wanted);
	for (Size i = 0; i < *count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		spans_settle(spans, regions[i].from, regions[i].until);
		regions[i].span =
			region_span(spans, regions[i].from, regions[i].until);
	}
	qsort(regions, *count, sizeof(TopRegion), latest_order);
	return regions;
}

/* (top, store): rows of region, trips, datasource, departed_at */
PG_FUNCTION_INFO_V1(latest_datasource_top_regions);
Datum
latest_datasource_top_regions(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	/* as LIMIT has it, null is all */
	int64 wanted = PG_ARGISNULL(0) ? PG_INT64_MAX : PG_GETARG_INT32(0);
	Oid schema;
	DatasourceSpans spans;
	TopRegion *regions;
	Size count;

	(void) question_store(PG_ARGISNULL(1) ? NULL : PG_GETARG_NAME(1), &schema);
	if (wanted < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("top %lld must not be negative", (long long) wanted)));
	InitMaterializedSRF(fcinfo, 0);
	spans = spans_read(schema, NULL);
	regions = top_regions(&spans, wanted, &count);
	for (Size i = 0; i < count; i++)
	{
		const RegionSpan *region = &regions[i].span;
		Datum values[4] = {PointerGetDatum(region->region),
						   Int64GetDatum(region->trips),
						   PointerGetDatum(region->datasource),
						   TimestampGetDatum(region->last)};
		bool isnull[4] = {false};

		tuplestore_putvalues(result->setResult, result->setDesc, values,
							 isnull);
	}
	return (Datum) 0;
}

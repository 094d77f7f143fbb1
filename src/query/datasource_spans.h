/*
 * datasource_spans.h
 *	  The trips of each region and datasource: how many, the first and the
 *	  last.
 */
#ifndef TG_QUERY_DATASOURCE_SPANS_H
#define TG_QUERY_DATASOURCE_SPANS_H

#include "postgres.h"

#include "datatype/timestamp.h"

#include "segment/names.h"

typedef struct DatasourceSpan
{
	uint32 region; /* numbers of the names */
	uint32 datasource;
	int64 trips; /* more than 0 */
	Timestamp first;
	Timestamp last;
	bool changed; /* trips were taken off: first and last may be gone */
} DatasourceSpan;

/* In the order of regions. */
typedef struct DatasourceSpans
{
	Oid schema;
	Names *regions;
	Names *datasources;
	DatasourceSpan *spans;
	Size count;
	Size room;
} DatasourceSpans;

/*
 * Read what summaries know of all regions, of one datasource if it is not
 * null, into the current memory context.
 */
extern DatasourceSpans spans_read(Oid schema, const text *datasource);

/*
 * Find the first and last departures of spans from..until, of one region, as
 * they are.
 */
extern void spans_settle(DatasourceSpans *spans, Size from, Size until);

/* The end of the spans of the same region as the first of them. */
extern Size spans_of_region(const DatasourceSpans *spans, Size from);

#endif /* TG_QUERY_DATASOURCE_SPANS_H */

/*
 * filter.h
 *	  A question about trips, made once and asked of every segment.
 */
#ifndef TG_QUERY_FILTER_H
#define TG_QUERY_FILTER_H

#include "postgres.h"

#include "core/area.h"
#include "core/part.h"
#include "core/raster.h"
#include "core/scan.h"

/*
 * The part of the area that destinations are asked about: whether trips end
 * there or elsewhere.  Origins are asked about all of it.
 */
typedef enum FilterPart
{
	PART_WHOLE, /* all of it */
	PART_INTERIOR,
	PART_RIM
} FilterPart;

/* The question as it travels through SQL, as bytea. */
typedef struct FilterBytes
{
	int32 vl_len_;
	uint8 match;	/* TgMatch */
	uint8 count_by; /* TgCountBy */
	uint8 has_area; /* 0 or 1 */
	uint8 has_datasource;
	uint8 part;	 /* FilterPart */
	uint8 shift; /* of the squares in the interior */
	uint8 zero[2];
	TgWeeks weeks;
	uint32 datasource_len;
	uint32 area_len;
	uint64 hash; /* of data: filters with equal headers are taken for equal */
	uint64 lent; /* number of a lent area, whose EWKB is left out; or 0 */
	char data[FLEXIBLE_ARRAY_MEMBER]; /* datasource, then the area's EWKB */
} FilterBytes;

/* The question, ready to be asked. */
typedef struct Filter
{
	MemoryContext context;
	FilterBytes *bytes; /* without the area's EWKB, whatever its size says */
	uint64 lent;		/* number that the area is lent by, or 0 */
	const TgArea *area; /* null: anywhere */
	TgRaster *raster;	/* of an area that is no rectangle */
	TgPart *part;		/* null: all of the area */
} Filter;

/*
 * Make a question ready, or return the one of the call before if it is the
 * same.  Kept in *cache, in memory of that context.
 */
extern Filter *filter_open(struct varlena *bytes, void **cache,
						   MemoryContext context);

/* Tell whether what is asked of destinations may be asked of a part. */
extern bool filter_has_parts(const FilterBytes *filter);

/*
 * The same question with another match, about a part of the area.  It is for
 * this process, and asked while the filter lasts, whose area it borrows.
 */
extern FilterBytes *filter_lend(Filter *filter, TgMatch match, FilterPart part,
								int shift);

/* The same for any process, with the EWKB that the filter was opened with. */
extern FilterBytes *filter_copy(const Filter *filter,
								const FilterBytes *whole);

/*
 * What bounds say about the trips in them.  Without an area all match, but
 * none if an end must lie outside.
 */
extern TgDoubt filter_doubt(const Filter *filter, const TgGroup *bounds);

/* Tell whether a datasource (text) is the one that is wanted. */
extern bool filter_names(const FilterBytes *filter, Datum datasource);

/* Tell whether one trip passes; weeks are not looked at. */
extern bool filter_passes(const Filter *filter, const TgTrip *trip,
						  const char *datasource, size_t len);

/*
 * The box that all trips lie in which pass a filter; false if that is
 * everywhere.
 */
extern bool filter_window(const Filter *filter, TgGroup *window);

#endif /* TG_QUERY_FILTER_H */

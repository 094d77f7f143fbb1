/*
 * filter.h
 *	  Which trips a question asks for.
 */
#ifndef TG_SEGMENT_FILTER_H
#define TG_SEGMENT_FILTER_H

#include "postgres.h"

#include "core/count/scan.h"
#include "core/count/times.h"
#include "core/geo/area.h"
#include "core/geo/part.h"
#include "core/geo/raster.h"

/* What an end of trips is asked about; it must not outlive its bytes. */
typedef struct FilterArea
{
	const bytea *ewkb;	/* null: anywhere */
	const TgArea *area; /* the same */
	TgRaster *raster;	/* of an area that is no rectangle, else null */
} FilterArea;

/* It lives, with all that it points to, as long as its maker's context. */
typedef struct Filter
{
	TgMatch match;
	TgCountBy count_by;
	TgWeeks weeks;			/* of the departure */
	const TgTimes *times;	/* which of these weeks count; null: all */
	const text *datasource; /* null: any */
	bool by_datasource;		/* counts of each are wanted, too */
	FilterArea origin;		/* both, or none of them */
	FilterArea destination;
	/*
	 * What of their area destinations are asked about: whether trips end there
	 * or elsewhere.  Null: all of it.
	 */
	const TgPart *part;
	bool vouched; /* whoever asks answers for rights; see TABLE_VOUCHED */
} Filter;

/* All weeks. */
#define EVERY_WEEK ((TgWeeks){PG_INT32_MIN, PG_INT32_MAX})

/*
 * Check an area and have a filter ask about it; destinations about another one
 * if that is not null.  What is made of them goes into the current memory
 * context.
 */
extern void filter_set_areas(Filter *filter, const bytea *ewkb,
							 const bytea *destination);

/* Tell whether either end is asked about what is no rectangle. */
extern bool filter_is_shaped(const Filter *filter);

/* Tell whether ends are asked about different areas. */
extern bool filter_has_two_areas(const Filter *filter);

/* Tell whether what is asked of destinations may be asked of a part. */
extern bool filter_has_parts(const Filter *filter);

/*
 * The same question with another match, about the rim or the interior of the
 * area by squares of that shift.
 */
extern Filter filter_of_part(const Filter *filter, TgMatch match, bool rim,
							 int shift);

/* The same question with another match, about the same. */
extern Filter filter_of_match(const Filter *filter, TgMatch match);

/*
 * What bounds say about the trips in them.  Without an area all match, but
 * none if an end must lie outside.
 */
extern TgDoubt filter_doubt(const Filter *filter, const TgGroup *bounds);

/* Tell whether a datasource (text) is the one that is wanted. */
extern bool filter_names(const Filter *filter, Datum datasource);

/* Tell whether a trip passes by its ends. */
extern bool filter_passes_ends(const Filter *filter, const TgTrip *trip);

/* Tell whether one trip passes; its time is not looked at. */
extern bool filter_passes(const Filter *filter, const TgTrip *trip,
						  const char *datasource, size_t len);

/* A filter as bytes, for other processes; and back, in the current context. */
extern Size filter_size(const Filter *filter);
extern void filter_write(const Filter *filter, void *bytes);
extern Filter filter_read(const void *bytes);

#endif /* TG_SEGMENT_FILTER_H */

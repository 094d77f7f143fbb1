/*
 * filter.h
 *	  Which trips a question asks for.
 */
#ifndef TG_SEGMENT_FILTER_H
#define TG_SEGMENT_FILTER_H

#include "postgres.h"

#include "core/count/scan.h"
#include "core/geo/area.h"
#include "core/geo/part.h"
#include "core/geo/raster.h"

/* It lives, with all that it points to, as long as its maker's context. */
typedef struct Filter
{
	TgMatch match;
	TgCountBy count_by;
	TgWeeks weeks;			/* of the departure */
	const text *datasource; /* null: any */
	const bytea *ewkb;		/* of the area; null: anywhere */
	const TgArea *area;		/* the same */
	TgRaster *raster;		/* of an area that is no rectangle, else null */
	/*
	 * What of the area destinations are asked about: whether trips end there
	 * or elsewhere.  Null: all of it; origins are asked about that always.
	 */
	const TgPart *part;
} Filter;

/* All weeks. */
#define EVERY_WEEK ((TgWeeks){PG_INT32_MIN, PG_INT32_MAX})

/*
 * Check an area and have a filter ask about it.  What is made of it goes into
 * the current memory context.
 */
extern void filter_set_area(Filter *filter, const bytea *ewkb);

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

/* Tell whether one trip passes; weeks are not looked at. */
extern bool filter_passes(const Filter *filter, const TgTrip *trip,
						  const char *datasource, size_t len);

/* A filter as bytes, for other processes; and back, in the current context. */
extern Size filter_size(const Filter *filter);
extern void filter_write(const Filter *filter, void *bytes);
extern Filter filter_read(const void *bytes);

#endif /* TG_SEGMENT_FILTER_H */

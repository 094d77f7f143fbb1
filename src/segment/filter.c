/*
 * filter.c
 *	  Which trips a question asks for.
 */
#include "compat.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "segment/filter.h"
#include "types/area_check.h"
#include "types/status.h"

void
filter_set_area(Filter *filter, const bytea *ewkb)
{
	const unsigned char *wkb = (const unsigned char *) VARDATA_ANY(ewkb);
	size_t len = VARSIZE_ANY_EXHDR(ewkb);
	size_t size = area_check(wkb, len);
	void *memory = MemoryContextAllocHuge(CurrentMemoryContext, size);
	TgBox box;

	status_check(tg_area_build(wkb, len, memory, size, &filter->area));
	filter->ewkb = ewkb;
	if (tg_area_rectangle(filter->area, &box))
		return;
	filter->raster = palloc(sizeof(TgRaster));
	tg_raster_begin(filter->area, filter->raster);
}

bool
filter_has_parts(const Filter *filter)
{
	switch (filter->match)
	{
		case TG_MATCH_BOTH:
		case TG_MATCH_ORIGIN_ONLY:
		case TG_MATCH_DESTINATION_ONLY:
		case TG_MATCH_NEITHER:
			return filter->area != NULL && filter->part == NULL;
		default:
			return false;
	}
}

Filter
filter_of_part(const Filter *filter, TgMatch match, bool rim, int shift)
{
	Filter own = *filter;
	TgPart *part = palloc(sizeof *part);

	tg_part_begin(filter->area, shift, rim, part);
	while (tg_part_next_row(part))
		CHECK_FOR_INTERRUPTS();
	own.match = match;
	own.part = part;
	return own;
}

Filter
filter_of_match(const Filter *filter, TgMatch match)
{
	Filter own = *filter;

	own.match = match;
	return own;
}

/* Tell whether a trip matches where the area is everywhere. */
static bool
matches_anywhere(TgMatch match)
{
	return !tg_match_origin_outside(match) &&
		   !tg_match_destination_outside(match);
}

TgDoubt
filter_doubt(const Filter *filter, const TgGroup *bounds)
{
	TgDoubt doubt = {!matches_anywhere(filter->match), false, false};

	if (filter->area == NULL)
		return doubt;
	if (filter->part != NULL)
		return tg_part_doubt(filter->match, filter->part, bounds);
	return tg_match_doubt(filter->match, filter->area, bounds);
}

static bool
is_wanted(const Filter *filter, const char *datasource, size_t len)
{
	return len == VARSIZE_ANY_EXHDR(filter->datasource) &&
		   memcmp(datasource, VARDATA_ANY(filter->datasource), len) == 0;
}

bool
filter_names(const Filter *filter, Datum datasource)
{
	const struct varlena *name =
		(struct varlena *) DatumGetPointer(datasource);

	return is_wanted(filter, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));
}

bool
filter_passes_ends(const Filter *filter, const TgTrip *trip)
{
	return filter->area == NULL
			   ? matches_anywhere(filter->match)
			   : tg_match_trip(filter->match, filter->area, trip);
}

bool
filter_passes(const Filter *filter, const TgTrip *trip, const char *datasource,
			  size_t len)
{
	return (filter->datasource == NULL ||
			is_wanted(filter, datasource, len)) &&
		   filter_passes_ends(filter, trip);
}

/* A filter as bytes of this process or its workers. */
typedef struct FilterBytes
{
	TgMatch match;
	TgCountBy count_by;
	TgWeeks weeks;
	bool has_part;
	bool rim;
	int shift;
	Size datasource; /* bytes, 0 for none; then those of the area */
	Size ewkb;
	char data[FLEXIBLE_ARRAY_MEMBER];
} FilterBytes;

static Size
size_of(const void *value)
{
	return value == NULL ? 0 : MAXALIGN(VARSIZE_ANY(value));
}

Size
filter_size(const Filter *filter)
{
	return MAXALIGN(offsetof(FilterBytes, data)) +
		   size_of(filter->datasource) + size_of(filter->ewkb);
}

static char *
data_of(const void *bytes)
{
	return (char *) bytes + MAXALIGN(offsetof(FilterBytes, data));
}

void
filter_write(const Filter *filter, void *bytes)
{
	FilterBytes *own = bytes;

	*own = (FilterBytes){filter->match, filter->count_by, filter->weeks};
	own->datasource = size_of(filter->datasource);
	own->ewkb = size_of(filter->ewkb);
	if (filter->part != NULL)
	{
		own->has_part = true;
		own->rim = filter->part->rim;
		own->shift = filter->part->shift;
	}
	if (own->datasource > 0)
		memcpy(data_of(bytes), filter->datasource,
			   VARSIZE_ANY(filter->datasource));
	if (own->ewkb > 0)
		memcpy(data_of(bytes) + own->datasource, filter->ewkb,
			   VARSIZE_ANY(filter->ewkb));
}

Filter
filter_read(const void *bytes)
{
	const FilterBytes *own = bytes;
	Filter filter = {own->match, own->count_by, own->weeks};

	if (own->datasource > 0)
		filter.datasource = (const text *) data_of(bytes);
	if (own->ewkb > 0)
		filter_set_area(&filter,
						(const bytea *) (data_of(bytes) + own->datasource));
	if (own->has_part)
		return filter_of_part(&filter, filter.match, own->rim, own->shift);
	return filter;
}

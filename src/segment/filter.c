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

static FilterArea
make_area(const bytea *ewkb)
{
	FilterArea made = {.ewkb = ewkb};
	const unsigned char *wkb = (const unsigned char *) VARDATA_ANY(ewkb);
	size_t len = VARSIZE_ANY_EXHDR(ewkb);
	size_t size = area_check(wkb, len);
	void *memory = MemoryContextAllocHuge(CurrentMemoryContext, size);
	TgBox box;

	status_check(tg_area_build(wkb, len, memory, size, &made.area));
	if (tg_area_rectangle(made.area, &box))
		return made;
	made.raster = palloc(sizeof(TgRaster));
	tg_raster_begin(made.area, made.raster);
	return made;
}

void
filter_set_areas(Filter *filter, const bytea *ewkb, const bytea *destination)
{
	filter->origin = make_area(ewkb);
	filter->destination =
		destination == NULL ? filter->origin : make_area(destination);
}

bool
filter_is_shaped(const Filter *filter)
{
	return filter->origin.raster != NULL || filter->destination.raster != NULL;
}

bool
filter_has_two_areas(const Filter *filter)
{
	return filter->origin.area != filter->destination.area;
}

static TgAreas
areas_of(const Filter *filter)
{
	return (TgAreas){filter->origin.area, filter->destination.area};
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
			return filter->origin.area != NULL && filter->part == NULL &&
				   filter->times == NULL;
		default:
			return false;
	}
}

Filter
filter_of_part(const Filter *filter, TgMatch match, bool rim, int shift)
{
	Filter own = *filter;
	TgPart *part = palloc(sizeof *part);

	tg_part_begin(filter->destination.area, shift, rim, part);
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

	if (filter->origin.area == NULL)
		return doubt;
	if (filter->part != NULL)
		return tg_part_doubt(filter->match, filter->origin.area, filter->part,
							 bounds);
	return tg_match_doubt(filter->match, areas_of(filter), bounds);
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
	return filter->origin.area == NULL
			   ? matches_anywhere(filter->match)
			   : tg_match_trip(filter->match, areas_of(filter), trip);
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
	/* bytes, 0 for none, of what follows in this order */
	Size datasource;
	Size times;
	Size origin;
	Size destination; /* 0: the same */
	char data[FLEXIBLE_ARRAY_MEMBER];
} FilterBytes;

static Size
size_of(const void *value)
{
	return value == NULL ? 0 : MAXALIGN(VARSIZE_ANY(value));
}

static Size
size_of_times(const TgTimes *times)
{
	return times == NULL ? 0 : MAXALIGN(tg_times_bytes(times));
}

static const bytea *
destination_of(const Filter *filter)
{
	return filter_has_two_areas(filter) ? filter->destination.ewkb : NULL;
}

Size
filter_size(const Filter *filter)
{
	return MAXALIGN(offsetof(FilterBytes, data)) +
		   size_of(filter->datasource) + size_of_times(filter->times) +
		   size_of(filter->origin.ewkb) + size_of(destination_of(filter));
}

/* Put a value of so many bytes into room for size; give what follows. */
static char *
put(char *at, const void *value, Size bytes, Size size)
{
	if (size > 0)
		memcpy(at, value, bytes);
	return at + size;
}

void
filter_write(const Filter *filter, void *bytes)
{
	const bytea *destination = destination_of(filter);
	FilterBytes *own = bytes;
	char *at = (char *) bytes + MAXALIGN(offsetof(FilterBytes, data));

	*own = (FilterBytes){
		.match = filter->match,
		.count_by = filter->count_by,
		.weeks = filter->weeks,
		.has_part = filter->part != NULL,
		.rim = filter->part != NULL && filter->part->rim,
		.shift = filter->part == NULL ? 0 : filter->part->shift,
		.datasource = size_of(filter->datasource),
		.times = size_of_times(filter->times),
		.origin = size_of(filter->origin.ewkb),
		.destination = size_of(destination),
	};
	if (filter->datasource != NULL)
		at = put(at, filter->datasource, VARSIZE_ANY(filter->datasource),
				 own->datasource);
	if (filter->times != NULL)
		at = put(at, filter->times, tg_times_bytes(filter->times), own->times);
	if (filter->origin.ewkb != NULL)
		at = put(at, filter->origin.ewkb, VARSIZE_ANY(filter->origin.ewkb),
				 own->origin);
	if (destination != NULL)
		put(at, destination, VARSIZE_ANY(destination), own->destination);
}

/* A value of so many bytes, or null; and go on behind it. */
static const void *
take(const char **at, Size size)
{
	const void *value = size == 0 ? NULL : *at;

	*at += size;
	return value;
}

Filter
filter_read(const void *bytes)
{
	const FilterBytes *own = bytes;
	const char *at =
		(const char *) bytes + MAXALIGN(offsetof(FilterBytes, data));
	Filter filter = {
		.match = own->match, .count_by = own->count_by, .weeks = own->weeks};
	const bytea *origin;

	filter.datasource = take(&at, own->datasource);
	filter.times = take(&at, own->times);
	origin = take(&at, own->origin);
	if (origin != NULL)
		filter_set_areas(&filter, origin, take(&at, own->destination));
	if (own->has_part)
		return filter_of_part(&filter, filter.match, own->rim, own->shift);
	return filter;
}

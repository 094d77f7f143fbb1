/*
 * filter.c
 *	  A question about trips, made once and asked of every segment.
 */
#include "compat.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/memutils.h"

#include "core/square.h"
#include "core/trip.h"
#include "query/filter.h"
#include "query/lent_area.h"
#include "types/area_check.h"
#include "types/status.h"
#include "types/types.h"

static const char *const matches[] = {
	"origin",			"destination", "both",	"origin only",
	"destination only", "neither",	   "either"};
static const char *const count_bys[] = {"week", "hour"};

static uint8
word_number(const text *word, const char *const *words, int count)
{
	for (int i = 0; i < count; i++)
		if (strlen(words[i]) == VARSIZE_ANY_EXHDR(word) &&
			memcmp(words[i], VARDATA_ANY(word), strlen(words[i])) == 0)
			return (uint8) i;
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("unknown word in a filter: \"%s\"",
						   text_to_cstring(word))));
}

/* The week of a date; an infinite or missing date leaves that end open. */
static int32
week_of_date(FunctionCallInfo fcinfo, int arg, int32 open)
{
	DateADT date;

	if (PG_ARGISNULL(arg))
		return open;
	date = PG_GETARG_DATEADT(arg);
	if (DATE_NOT_FINITE(date))
		return open;
	/* no trip departs beyond these days, but dates go further */
	date = Max(Min(date, TG_DEPARTURE_END / TG_DAY),
			   TG_DEPARTURE_MIN / TG_DAY - 1);
	return tg_week_of(date * TG_DAY);
}

/* (area bytea, match text, datasource text, since, until date, by text) */
PG_FUNCTION_INFO_V1(trip_filter);
Datum
trip_filter(PG_FUNCTION_ARGS)
{
	bytea *area = PG_ARGISNULL(0) ? NULL : PG_GETARG_BYTEA_PP(0);
	text *datasource = PG_ARGISNULL(2) ? NULL : PG_GETARG_TEXT_PP(2);
	uint32 datasource_len = datasource ? VARSIZE_ANY_EXHDR(datasource) : 0;
	uint32 area_len = area ? VARSIZE_ANY_EXHDR(area) : 0;
	Size size = offsetof(FilterBytes, data) + datasource_len + area_len;
	FilterBytes *filter = palloc0(size);

	if (PG_ARGISNULL(1) || PG_ARGISNULL(5))
		ereport(
			ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg(
				 "a filter needs to know what matches and what to count by")));
	if (area)
		(void) area_check((unsigned char *) VARDATA_ANY(area), area_len);
	SET_VARSIZE(filter, size);
	filter->match =
		word_number(PG_GETARG_TEXT_PP(1), matches, lengthof(matches));
	filter->count_by =
		word_number(PG_GETARG_TEXT_PP(5), count_bys, lengthof(count_bys));
	filter->has_area = area != NULL;
	filter->has_datasource = datasource != NULL;
	filter->weeks.first = week_of_date(fcinfo, 3, PG_INT32_MIN);
	filter->weeks.last = week_of_date(fcinfo, 4, PG_INT32_MAX);
	filter->datasource_len = datasource_len;
	filter->area_len = area_len;
	if (datasource)
		memcpy(filter->data, VARDATA_ANY(datasource), datasource_len);
	if (area)
		memcpy(filter->data + datasource_len, VARDATA_ANY(area), area_len);
	filter->hash = hash_bytes_extended((unsigned char *) filter->data,
									   (int) (datasource_len + area_len), 0);
	PG_RETURN_POINTER(filter);
}

FilterBytes *
filter_lend(Filter *filter, TgMatch match, FilterPart part, int shift)
{
	const FilterBytes *bytes = filter->bytes;
	Size size = offsetof(FilterBytes, data) + bytes->datasource_len;
	FilterBytes *own = palloc(size);

	if (filter->area != NULL && filter->lent == 0)
		filter->lent = area_lend(filter->area, filter->context);
	memcpy(own, bytes, size);
	SET_VARSIZE(own, size);
	own->area_len = 0;
	own->lent = filter->lent;
	own->match = (uint8) match;
	own->part = (uint8) part;
	own->shift = (uint8) shift;
	return own;
}

FilterBytes *
filter_copy(const Filter *filter, const FilterBytes *whole)
{
	FilterBytes *copy = palloc(VARSIZE(whole));

	memcpy(copy, whole, VARSIZE(whole));
	copy->match = filter->bytes->match;
	copy->part = filter->bytes->part;
	copy->shift = filter->bytes->shift;
	return copy;
}

bool
filter_has_parts(const FilterBytes *filter)
{
	switch ((TgMatch) filter->match)
	{
		case TG_MATCH_BOTH:
		case TG_MATCH_ORIGIN_ONLY:
		case TG_MATCH_DESTINATION_ONLY:
		case TG_MATCH_NEITHER:
			return true;
		default:
			return false;
	}
}

/* Check what SQL hands us: a bytea could come from anywhere. */
static void
filter_check(const struct varlena *value)
{
	const FilterBytes *filter = (const FilterBytes *) value;
	Size size = VARSIZE(value);

	if (size < offsetof(FilterBytes, data) ||
		size != offsetof(FilterBytes, data) + (uint64) filter->datasource_len +
					filter->area_len ||
		filter->match > TG_MATCH_EITHER || filter->count_by > TG_BY_HOUR ||
		filter->has_area > 1 || filter->has_datasource > 1 ||
		filter->part > PART_RIM || filter->shift > TG_MOST_SHIFT ||
		(filter->lent != 0 &&
		 (filter->area_len != 0 || area_lent(filter->lent) == NULL)) ||
		(filter->part != PART_WHOLE &&
		 (!filter_has_parts(filter) || !filter->has_area)))
		ereport(ERROR, (errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
						errmsg("filter is damaged")));
}

/* The area of a filter: lent by another, or built. */
static const TgArea *
open_area(const Filter *filter, const FilterBytes *bytes)
{
	const unsigned char *wkb =
		(const unsigned char *) bytes->data + bytes->datasource_len;
	const TgArea *area;
	size_t size;
	void *memory;

	if (bytes->lent != 0)
		return area_lent(bytes->lent);
	status_check(tg_area_size(wkb, bytes->area_len, &size));
	memory = MemoryContextAllocHuge(filter->context, size);
	status_check(tg_area_build(wkb, bytes->area_len, memory, size, &area));
	return area;
}

/* Find the part of its area that a filter asks about. */
static TgPart *
open_part(const Filter *filter, const FilterBytes *bytes)
{
	TgPart *part = MemoryContextAlloc(filter->context, sizeof(TgPart));

	tg_part_begin(filter->area, bytes->shift, bytes->part == PART_RIM, part);
	while (tg_part_next_row(part))
		CHECK_FOR_INTERRUPTS();
	return part;
}

Filter *
filter_open(struct varlena *value, void **cache, MemoryContext context)
{
	const FilterBytes *bytes = (const FilterBytes *) value;
	Filter *filter = *cache;
	FilterBytes *own;
	Size size;
	TgBox box;

	/* each time, so that an area whose loan has ended is not asked */
	filter_check(value);
	if (filter != NULL && filter->bytes != NULL &&
		memcmp(filter->bytes, bytes, offsetof(FilterBytes, data)) == 0)
		return filter;
	if (filter == NULL)
	{
		filter = *cache = MemoryContextAllocZero(context, sizeof *filter);
		filter->context = AllocSetContextCreate(context, "tripgrid filter",
												ALLOCSET_DEFAULT_SIZES);
	}
	filter->bytes = NULL;
	filter->lent = bytes->lent;
	filter->area = NULL;
	filter->raster = NULL;
	filter->part = NULL;
	MemoryContextReset(filter->context);
	size = offsetof(FilterBytes, data) + bytes->datasource_len;
	own = MemoryContextAlloc(filter->context, size);
	memcpy(own, bytes, size);
	if (bytes->has_area)
	{
		filter->area = open_area(filter, bytes);
		if (!tg_area_rectangle(filter->area, &box))
		{
			filter->raster =
				MemoryContextAlloc(filter->context, sizeof(TgRaster));
			tg_raster_begin(filter->area, filter->raster);
		}
		if (bytes->part != PART_WHOLE)
			filter->part = open_part(filter, bytes);
	}
	filter->bytes = own;
	return filter;
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
	TgMatch match = (TgMatch) filter->bytes->match;
	TgDoubt doubt = {!matches_anywhere(match), false, false};

	if (filter->area == NULL)
		return doubt;
	if (filter->part != NULL)
		return tg_part_doubt(match, filter->part, bounds);
	return tg_match_doubt(match, filter->area, bounds);
}

bool
filter_names(const FilterBytes *filter, Datum datasource)
{
	const struct varlena *name =
		(struct varlena *) DatumGetPointer(datasource);

	return VARSIZE_ANY_EXHDR(name) == filter->datasource_len &&
		   memcmp(VARDATA_ANY(name), filter->data, filter->datasource_len) ==
			   0;
}

bool
filter_passes(const Filter *filter, const TgTrip *trip, const char *datasource,
			  size_t len)
{
	const FilterBytes *bytes = filter->bytes;

	if (bytes->has_datasource && (len != bytes->datasource_len ||
								  memcmp(datasource, bytes->data, len) != 0))
		return false;
	if (filter->area == NULL)
		return matches_anywhere((TgMatch) bytes->match);
	return tg_match_trip((TgMatch) bytes->match, filter->area, trip);
}

bool
filter_window(const Filter *filter, TgGroup *window)
{
	static const TgBox world = {-TG_LON_MAX, -TG_LAT_MAX, TG_LON_MAX,
								TG_LAT_MAX};
	TgMatch match = (TgMatch) filter->bytes->match;
	TgBox box;

	if (filter->area == NULL || match == TG_MATCH_EITHER ||
		match == TG_MATCH_NEITHER)
		return false;
	tg_area_bounds(filter->area, &box);
	if (box.west > box.east || box.south > box.north)
		return false;
	window->origin =
		match == TG_MATCH_DESTINATION || tg_match_origin_outside(match) ? world
																		: box;
	window->destination =
		match == TG_MATCH_ORIGIN || tg_match_destination_outside(match) ? world
																		: box;
	window->from = 0;
	window->until = TG_DAY_SECONDS - 1;
	return true;
}

/* (filter, origin, destination): tell whether a trip passes by its ends */
PG_FUNCTION_INFO_V1(trip_passes);
Datum
trip_passes(PG_FUNCTION_ARGS)
{
	Filter *filter =
		filter_open(PG_GETARG_VARLENA_P(0), &fcinfo->flinfo->fn_extra,
					fcinfo->flinfo->fn_mcxt);
	TgTrip trip = {PG_GETARG_LONLAT(1), PG_GETARG_LONLAT(2), 0};

	PG_RETURN_BOOL(filter->area == NULL
					   ? matches_anywhere((TgMatch) filter->bytes->match)
					   : tg_match_trip((TgMatch) filter->bytes->match,
									   filter->area, &trip));
}

/* True, or an error: areas have SRID 4326, or none (0). */
PG_FUNCTION_INFO_V1(require_area_srid);
Datum
require_area_srid(PG_FUNCTION_ARGS)
{
	int32 srid = PG_GETARG_INT32(0);

	if (srid != 0 && srid != 4326)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("area must have SRID 4326, not %d", srid),
						errhint("%s", status_text(TG_BAD_SRID)->hint)));
	PG_RETURN_BOOL(true);
}

/*
 * map_privacy.c
 *	  What a feed makes less of: coarse, hashed, left out.
 */
#include "compat.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "core/geo/grid.h"
#include "feed/map_steps.h"

/* The microseconds of a time grid, which must divide a day. */
static int64
read_time_grid(const char *text)
{
	const Interval *interval = DatumGetIntervalP(
		DirectFunctionCall3(interval_in, CStringGetDatum(text),
							ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
	int64 step = interval->time + interval->day * USECS_PER_DAY;

	if (interval->month != 0 || interval->day < 0 || interval->day > 1 ||
		interval->time < 0 || step <= 0 || USECS_PER_DAY % step != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("time_grid must divide a day, not be \"%s\"", text),
				 errhint("Use for example 15 min, 1 hour or 1 day.")));
	return step;
}

/* The metres of a position grid. */
static double
read_position_grid(const char *text)
{
	char *end;
	double metres = strtod(text, &end);

	if (*end != '\0' || !(metres >= TG_GRID_MIN && metres <= TG_GRID_MAX))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("position_grid must be %g to %g metres, not %s",
							   TG_GRID_MIN, TG_GRID_MAX, text),
						errhint("Give a number without its unit, such as "
								"{\"position_grid\": 250}.")));
	return metres;
}

static bool
read_flag(const char *name, const char *text)
{
	bool value;

	if (!parse_bool(text, &value))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("%s must be true or false", name)));
	return value;
}

void
map_privacy(FeedMap *map, const Definition *definition)
{
	static const char *const keys[] = {"position_grid", "time_grid",
									   "hash_external_id",
									   "keep_rejected_fields"};
	char *options[lengthof(keys)] = {NULL};
	int count;
	char **names = definition_keys(definition, "privacy", &count);

	for (int i = 0; i < lengthof(keys); i++)
	{
		options[i] = definition_option(definition, "privacy", keys[i]);
		for (int k = 0; k < count; k++)
			if (strcmp(names[k], keys[i]) == 0)
				names[k] = names[--count];
	}
	if (count > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("privacy has no option \"%s\"", names[0]),
				 errhint("Options are position_grid, time_grid, "
						 "hash_external_id and keep_rejected_fields.")));
	if (options[0] != NULL)
		map->position_grid = read_position_grid(options[0]);
	if (options[1] != NULL)
		map->time_grid = read_time_grid(options[1]);
	map->hash_external_id =
		options[2] != NULL && read_flag(keys[2], options[2]);
	map->bare_rejects = options[3] != NULL
							? !read_flag(keys[3], options[3])
							: map->position_grid > 0 || map->time_grid > 0 ||
								  map->hash_external_id;
	if (map->hash_external_id && feed_map_external_id(map) < 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("hash_external_id needs a mapping of "
							   "external_id")));
	if (map->hash_external_id && !map->bare_rejects)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("rejects cannot keep their fields where external_id "
						"is hashed")));
}

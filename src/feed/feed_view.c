/*
 * feed_view.c
 *	  The query of a feed's view: its rows, as its source would have them.
 *
 * What the query calls is looked up by whoever makes the view, and by
 * pg_dump's text when it is restored: it stays in the schema tripgrid.
 */
#include "compat.h"

#include "catalog/namespace.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "core/text/text.h"
#include "detect/column_names.h"
#include "feed/feed_view.h"
#include "feed/map.h"
#include "store/handle.h"
#include "store/sql.h"

/* What the texts of a feed's values depend on. */
typedef struct View
{
	const char *store;
	const Definition *definition;
	bool decimal_comma;
	bool lat_first;
	TgPositionForm form;
	bool plane; /* positions are not in degrees */
} View;

static const char default_outputs[] =
	"t.region, "
	"replace(t.origin::text, 'POINT(', 'POINT (') AS origin_coord, "
	"replace(t.destination::text, 'POINT(', 'POINT (') AS destination_coord, "
	"rtrim(rtrim(to_char(t.departed_at, 'YYYY-MM-DD HH24:MI:SS.US'), '0'), "
	"'.') AS datetime, "
	"t.datasource";

/* A literal without a type takes that of the column that it is compared to. */
static char *
literal(const char *string)
{
	return string == NULL
			   ? "NULL::pg_catalog.text"
			   : psprintf("%s::pg_catalog.text", quote_literal_cstr(string));
}

/* A relation of the store. */
static const char *
relation_of(const View *view, StoreRelation relation)
{
	return quote_qualified_identifier(view->store,
									  store_relations[relation].name);
}

/* A condition of those that read all rows of a relation or none. */
static char *
all_rows(const View *view, StoreRelation relation)
{
	return psprintf("tripgrid._require_all_rows(%s)",
					quote_literal_cstr(relation_of(view, relation)));
}

/* "lon" or "lat" of an end, in degrees. */
static char *
in_degrees(const char *coordinate, const char *end)
{
	return psprintf("tripgrid.%s(t.%s)::numeric", coordinate, end);
}

/* The same as the feed writes numbers. */
static char *
degrees_text(const View *view, const char *coordinate, const char *end)
{
	if (view->form == TG_FORM_E6 || view->form == TG_FORM_E7)
		return psprintf("round(%s * %s)::text", in_degrees(coordinate, end),
						view->form == TG_FORM_E6 ? "1000000" : "10000000");
	return psprintf(view->decimal_comma ? "replace(%s::text, '.', ',')"
										: "%s::text",
					in_degrees(coordinate, end));
}

/* A code says less than a position, and a plane's position another thing. */
static bool
is_not_given_back(const View *view)
{
	return view->plane || tg_position_form_is_text(view->form);
}

/* Both coordinates of an end in one text. */
static char *
position_text(const View *view, const char *end)
{
	const char *separator = view->decimal_comma ? "';'" : "','";

	if (is_not_given_back(view))
		return pstrdup("NULL::text");
	if (!view->lat_first && !view->decimal_comma)
		return psprintf("replace(t.%s::text, 'POINT(', 'POINT (')", end);
	return psprintf("%s || %s || %s",
					degrees_text(view, view->lat_first ? "lat" : "lon", end),
					separator,
					degrees_text(view, view->lat_first ? "lon" : "lat", end));
}

static char *
place_name(const View *view, const char *end)
{
	return psprintf("(SELECT p.name FROM %s AS p "
					"WHERE p.position OPERATOR(pg_catalog.=) t.%s "
					"AND p.region IN (t.region, ''::pg_catalog.text) "
					"ORDER BY p.position, p.name LIMIT 1)",
					relation_of(view, REL_PLACES), end);
}

/* What of an end a target is, null if it is of none. */
static const char *
part_of_end(const char *target, const char *end)
{
	size_t len = strlen(end);

	return strncmp(target, end, len) == 0 ? target + len : NULL;
}

/* SQL of a target that is an end or a part of one; null for others. */
static char *
end_value(const View *view, const char *target)
{
	static const char *const ends[] = {"origin", "destination"};

	for (int i = 0; i < lengthof(ends); i++)
	{
		const char *part = part_of_end(target, ends[i]);

		if (part == NULL)
			continue;
		if (part[0] == '\0')
			return position_text(view, ends[i]);
		if (strcmp(part, "_lon") == 0 || strcmp(part, "_lat") == 0)
			return is_not_given_back(view)
					   ? pstrdup("NULL::text")
					   : degrees_text(view, part + 1, ends[i]);
		if (strcmp(part, "_place") == 0)
			return place_name(view, ends[i]);
	}
	return NULL;
}

static char *
departure_text(const View *view)
{
	return psprintf("tripgrid._departure_text(t.departed_at, %s, %s)",
					literal(definition_text(view->definition, "date_format")),
					literal(definition_text(view->definition, "time_zone")));
}

/* The same of a target that is a departure or a part of one. */
static char *
departure_value(const View *view, const char *target)
{
	const char *departure;

	if (strncmp(target, "departed_", 9) != 0)
		return NULL;
	departure = departure_text(view);
	if (strcmp(target, "departed_at") == 0)
		return pstrdup(departure);
	/* the two are read as one text with a blank between them */
	if (strcmp(target, "departed_date") == 0)
		return psprintf("split_part(%s, ' ', 1)", departure);
	if (strcmp(target, "departed_time") == 0)
		return psprintf("substr(%s, strpos(%s, ' ') + 1)", departure,
						departure);
	return NULL;
}

TG_NORETURN static void unknown_target(const View *view, const char *target);

static void
unknown_target(const View *view, const char *target)
{
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_COLUMN),
			 errmsg("trips of store \"%s\" has no column \"%s\"", view->store,
					target),
			 errdetail("A feed fills region, datasource, departed_at or "
					   "departed_date and departed_time; origin and "
					   "destination, or their _lon and _lat, or their _place; "
					   "and columns added to trips."),
			 errhint("Use ALTER TABLE %s ADD COLUMN to keep more with the "
					 "trips.",
					 relation_of(view, REL_TRIPS))));
}

/* The same of a column of trips. */
static char *
column_value(const View *view, const char *target)
{
	StoreHandle handle = store_handle(store_schema(view->store));
	Oid trips = handle_table(&handle, REL_TRIPS);
	AttrNumber number = get_attnum(trips, target);
	char *column = psprintf("t.%s", quote_identifier(target));

	if (number <= 0)
		unknown_target(view, target);
	if (strcmp(target, "region") == 0 || strcmp(target, "datasource") == 0)
		return column;
	/* a view's columns keep their collation when it is made anew */
	return psprintf("%s COLLATE pg_catalog.\"default\"",
					sql_text_of(column, get_atttype(trips, number)));
}

/* SQL that gives back, from a trip t, what a feed reads a target from. */
static char *
target_value(const View *view, const char *target)
{
	char *value = end_value(view, target);

	if (value == NULL)
		value = departure_value(view, target);
	return value != NULL ? value : column_value(view, target);
}

/* SQL that gives back a trip t as a path from one end to the other. */
static char *
path_value(const View *view)
{
	const char *first = view->lat_first ? "lat" : "lon";
	const char *second = view->lat_first ? "lon" : "lat";

	if (is_not_given_back(view))
		return pstrdup("NULL::text");
	return psprintf(
		"'LINESTRING (' || %s || ' ' || %s || ', ' || %s || ' ' || %s || ')'",
		in_degrees(first, "origin"), in_degrees(second, "origin"),
		in_degrees(first, "destination"), in_degrees(second, "destination"));
}

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

/* What a target is read from, null for nothing. */
static const char *
source_of(const View *view, const char *target)
{
	return definition_within(view->definition, "mapping", target);
}

/*
 * What the mapping fills, in order.  A trip does not tell the key of its load:
 * the rows of several could not be loaded.
 */
static char **
mapped_targets(const View *view, int *count)
{
	char **targets = definition_keys(view->definition, "mapping", count);
	int kept = 0;

	for (int i = 0; i < *count; i++)
		if (strcmp(targets[i], "load_key") != 0 &&
			source_of(view, targets[i]) != NULL)
			targets[kept++] = targets[i];
	*count = kept;
	qsort(targets, kept, sizeof *targets, compare_texts);
	return targets;
}

/* One object, with the paths of the mapping for keys. */
static void
append_object(StringInfo sql, const View *view)
{
	int count;
	char **targets = mapped_targets(view, &count);

	appendStringInfoString(sql, "json_build_object(");
	for (int i = 0; i < count; i++)
		appendStringInfo(sql, "%s%s, %s", i > 0 ? ", " : "",
						 literal(source_of(view, targets[i])),
						 target_value(view, targets[i]));
	appendStringInfoString(sql, ")::text AS object");
}

/* The place of a text among others; -1: it has none. */
static int
find_text(char *const *texts, int count, const char *text)
{
	for (int i = 0; i < count; i++)
		if (strcmp(texts[i], text) == 0)
			return i;
	return -1;
}

/* The first target that is mapped to each column, by its name or its source's.
 */
static const char **
column_targets(const View *view, char *const *columns, char *const *names,
			   int count)
{
	const char **found = palloc0(count * sizeof *found);
	int mapped;
	char **targets = mapped_targets(view, &mapped);

	for (int i = 0; i < mapped; i++)
	{
		const char *source = source_of(view, targets[i]);
		int column = find_text(columns, count, source);

		if (column < 0)
			column = find_text(names, count, source);
		if (column >= 0 && found[column] == NULL)
			found[column] = targets[i];
	}
	return found;
}

/* A column that is both ends has a path. */
static bool
is_path(const View *view, const char *target)
{
	const char *origin = source_of(view, "origin");

	return strcmp(target, "destination") == 0 && origin != NULL &&
		   strcmp(origin, source_of(view, target)) == 0;
}

/* SQL of a column that a target is mapped to; null: none is. */
static const char *
column_output(const View *view, const char *target)
{
	if (target == NULL)
		return "NULL::text";
	return is_path(view, target) ? path_value(view)
								 : target_value(view, target);
}

static void
append_columns(StringInfo sql, const View *view)
{
	int count;
	char **columns = definition_texts(view->definition, "columns", &count);
	char **names;
	const char **targets;

	if (count > MaxHeapAttributeNumber)
		ereport(ERROR, (errcode(ERRCODE_TOO_MANY_COLUMNS),
						errmsg("feed \"%s\" has %d columns, more than the %d "
							   "that a view can have",
							   view->definition->feed, count,
							   MaxHeapAttributeNumber)));
	names = name_columns(columns, count);
	targets = column_targets(view, columns, names, count);
	for (int i = 0; i < count; i++)
		appendStringInfo(sql, "%s%s AS %s", i > 0 ? ", " : "",
						 column_output(view, targets[i]),
						 quote_identifier(names[i]));
}

/* A feed whose region or datasource is constant brings no other trips. */
static void
append_constant(StringInfo sql, const View *view, const char *column)
{
	const char *constant =
		definition_within(view->definition, "constants", column);
	size_t len;

	if (constant == NULL)
		return;
	len = strlen(constant);
	tg_text_trim(&constant, &len);
	appendStringInfo(sql, " AND t.%s = %s", column,
					 literal(pnstrdup(constant, len)));
}

static void
append_conditions(StringInfo sql, const View *view)
{
	if (source_of(view, "origin_place") ||
		source_of(view, "destination_place"))
		/* the names of places are no trips */
		appendStringInfo(sql, " AND %s", all_rows(view, REL_PLACES));
	append_constant(sql, view, "datasource");
	append_constant(sql, view, "region");
}

static bool
has_text(const Definition *definition, const char *key, const char *text)
{
	const char *found = definition_text(definition, key);

	return found != NULL && strcmp(found, text) == 0;
}

char *
feed_query(const char *store, const Definition *definition)
{
	View view = {store, definition};
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	if (definition == NULL)
		appendStringInfoString(&sql, default_outputs);
	else
	{
		view.decimal_comma = definition_flag(definition, "decimal_comma");
		view.lat_first = has_text(definition, "position_order", "lat lon");
		view.form = feed_position_form(definition);
		view.plane = definition_number(definition, "position_srid") != 0;
		if (has_text(definition, "format", "json"))
			append_object(&sql, &view);
		else
			append_columns(&sql, &view);
	}
	appendStringInfo(&sql, " FROM %s AS t WHERE %s",
					 relation_of(&view, REL_TRIPS),
					 all_rows(&view, REL_TRIPS));
	if (definition != NULL)
		append_conditions(&sql, &view);
	return sql.data;
}

/*
 * table_plan.c
 *	  The table that a file would make.
 *
 * All dates of a feed are written alike, and all its numbers: where columns
 * are not, those stay text that fewer are like.
 */
#include "compat.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/json.h"

#include "detect/column_names.h"
#include "detect/detect_feed.h"
#include "feed/table_map.h"
#include "file/table_plan.h"

#define SHOWN 30 /* columns that a note names */

static const char *const system_columns[] = {
	"ctid", "xmin", "cmin", "xmax", "cmax", "tableoid", TARGET_LOAD_ID};

static bool
is_among(const char *const *names, int count, const char *name)
{
	for (int i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static char **
names_of(const TableScan *scan)
{
	char **names = palloc(scan->count * sizeof *names);

	for (int i = 0; i < scan->count; i++)
		names[i] = unconstify(char *, scan->column[i].name);
	return names;
}

/* The words of a name, as long as a name may be; empty if it has none. */
static char *
words_of(const TableScan *scan, int column, size_t prefix)
{
	char *words = name_words_of(scan->column[column].name + prefix);

	words[pg_mbcliplen(words, (int) strlen(words), NAMEDATALEN - 1)] = '\0';
	return is_among(system_columns, lengthof(system_columns), words)
			   ? psprintf("source_%s", words)
			   : words;
}

static char *
free_name(const char *words, int column, char *const *taken, int count)
{
	char *name = pstrdup(words);

	if (name[0] == '\0' || is_among((const char *const *) taken, count, name))
		name = psprintf("column_%d", column + 1);
	for (int n = 2; is_among((const char *const *) taken, count, name); n++)
		name = psprintf("column_%d_%d", column + 1, n);
	return name;
}

static size_t
prefix_of(const TableScan *scan)
{
	return table_common_prefix(names_of(scan), scan->count);
}

char *
table_plan_name(const TableScan *scan, int column, char *const *taken,
				int count)
{
	return free_name(words_of(scan, column, prefix_of(scan)), column, taken,
					 count);
}

/* One more thing to say, of some columns. */
static void
note(List **notes, const char *format, int count, const char *names)
{
	if (count > 0)
		*notes = lappend(*notes, psprintf(format, names));
}

/* Names for a note. */
typedef struct Named
{
	StringInfoData list;
	int count;
} Named;

static Named
named_none(void)
{
	Named named;

	initStringInfo(&named.list);
	named.count = 0;
	return named;
}

static void
name_one(Named *named, const char *name)
{
	if (named->count++ < SHOWN)
		appendStringInfo(&named->list, "%s\"%s\"",
						 named->list.len > 0 ? ", " : "", name);
	else if (named->count == SHOWN + 1)
		appendStringInfoString(&named->list, ", ...");
}

/*
 * Give each column a name of its own.  What has none, or that of another, is
 * numbered; what the server or a load needs a name for is another's.
 */
static void
name_all(const TableScan *scan, TablePlan *plan)
{
	size_t prefix = prefix_of(scan);
	char **taken = palloc(scan->count * sizeof *taken);
	Named renamed = named_none();
	Named twice = named_none();

	for (int i = 0; i < scan->count; i++)
	{
		const char *words = words_of(scan, i, prefix);

		CHECK_FOR_INTERRUPTS();
		taken[i] = free_name(words, i, taken, i);
		plan->column[i].name = taken[i];
		if (strcmp(words, taken[i]) != 0 && scan->header != 0)
			name_one(&twice, taken[i]);
		if (strncmp(words, "source_", 7) == 0 &&
			is_among(system_columns, lengthof(system_columns), words + 7))
			name_one(&renamed, words + 7);
	}
	note(&plan->notes,
		 "Columns without a name, or with that of another, are numbered: %s.",
		 twice.count, twice.list.data);
	note(&plan->notes,
		 "Names that the server or a load has got source_ before them: %s.",
		 renamed.count, renamed.list.data);
}

/*
 * How the mapping of a feed names each column of the source: as it is called
 * there if no column before it is, else as the view has it.
 */
static void
name_sources(const TableScan *scan, TablePlan *plan)
{
	char **names = names_of(scan);
	char **views = scan->format.json ? NULL : name_columns(names, scan->count);

	for (int i = 0; i < scan->count; i++)
	{
		bool second = is_among((const char *const *) names, i, names[i]);

		plan->view[i] = scan->column[i].source;
		if (scan->format.json || (names[i][0] != '\0' && !second))
			continue;
		plan->view[i] = views[i];
		if (is_among((const char *const *) names, scan->count, views[i]))
			ereport(ERROR,
					(errcode(ERRCODE_DUPLICATE_COLUMN),
					 errmsg("column %d of file \"%s\" has no name of its own, "
							"and \"%s\" is that of another",
							i + 1, scan->path, views[i]),
					 errhint("Name the columns in the file's header.")));
	}
}

/* The form that most columns of dates have; null: the usual one. */
static const char *
common_format(const TableScan *scan, const TgColumnFound *found)
{
	const char *best = NULL;
	int most = 0;

	for (int i = 0; i < scan->count; i++)
	{
		const char *format = found[i].date_format;
		int like = 0;

		if (found[i].type < TG_COLUMN_DATE ||
			found[i].type > TG_COLUMN_TIMESTAMPTZ)
			continue;
		for (int k = 0; k < scan->count; k++)
			like += found[k].type >= TG_COLUMN_DATE &&
					found[k].type <= TG_COLUMN_TIMESTAMPTZ &&
					strcmp(found[k].date_format, format) == 0;
		if (like > most || (like == most && format[0] == '\0'))
		{
			most = like;
			best = format;
		}
	}
	return best == NULL || best[0] == '\0' ? NULL : pstrdup(best);
}

/* Say by what the order of dates is taken that no date proves. */
static void
warn_of_dates(const TableScan *scan, const TgColumnFound *found,
			  TablePlan *plan)
{
	Named by_dots = named_none();
	Named by_days = named_none();
	Named turned = named_none();

	for (int i = 0; i < scan->count; i++)
	{
		if (found[i].type == TG_COLUMN_TEXT)
			continue;
		if (found[i].by_dots)
			name_one(&by_dots, plan->column[i].name);
		if (found[i].by_days)
			name_one(&by_days, plan->column[i].name);
		if (found[i].turned)
			name_one(&turned, plan->column[i].name);
	}
	note(&plan->warnings,
		 "columns have dates whose day is taken to come first, as where "
		 "dates have dots: %s; date_format settles it",
		 by_dots.count, by_dots.list.data);
	note(&plan->warnings,
		 "columns have dates whose day and month are told by how rows follow "
		 "each other: %s; date_format settles it",
		 by_days.count, by_days.list.data);
	note(&plan->warnings, DATES_ARE_TURNED ": %s; date_format settles it",
		 turned.count, turned.list.data);
}

/* Dates that are written otherwise than most stay text. */
static void
settle_dates(const TableScan *scan, const FileRequest *request,
			 TablePlan *plan, TgColumnFound *found)
{
	const char *format;
	Named others = named_none();
	Named open = named_none();

	plan->date_format = scan->dates != NULL ? request->date_format
											: common_format(scan, found);
	format = scan->dates != NULL || plan->date_format == NULL
				 ? ""
				 : plan->date_format;
	for (int i = 0; i < scan->count; i++)
	{
		if (found[i].open_order)
			name_one(&open, plan->column[i].name);
		if (found[i].type < TG_COLUMN_DATE ||
			found[i].type > TG_COLUMN_TIMESTAMPTZ ||
			strcmp(found[i].date_format, format) == 0)
			continue;
		found[i].type = TG_COLUMN_TEXT;
		name_one(&others, plan->column[i].name);
	}
	note(&plan->notes,
		 "Dates that are not written as those of most columns stay text: %s.",
		 others.count, others.list.data);
	note(&plan->warnings,
		 "columns have dates that may begin with the day or with the month, "
		 "and stay text: %s; date_format settles it",
		 open.count, open.list.data);
	warn_of_dates(scan, found, plan);
}

/* A feed has numbers with a comma, or with a point. */
static void
settle_commas(const TableScan *scan, TablePlan *plan, TgColumnFound *found)
{
	Named open = named_none();
	Named thousands = named_none();
	bool point = false;

	for (int i = 0; i < scan->count; i++)
	{
		plan->decimal_comma |= found[i].decimal_comma;
		point |=
			found[i].type == TG_COLUMN_NUMERIC && scan->column[i].fit.pointed;
	}
	plan->decimal_comma &= !point;
	for (int i = 0; i < scan->count; i++)
	{
		if (found[i].decimal_comma && !plan->decimal_comma)
			found[i].type = TG_COLUMN_TEXT;
		if (found[i].open_comma ||
			(found[i].decimal_comma && !plan->decimal_comma))
			name_one(&open, plan->column[i].name);
		else if (found[i].thousands)
			name_one(&thousands, plan->column[i].name);
	}
	note(&plan->warnings,
		 "columns have numbers with a comma that may be one of thousands, or "
		 "beside such with a point, and stay text: %s; a feed of your own "
		 "with decimal_comma settles it",
		 open.count, open.list.data);
	note(&plan->warnings,
		 "columns have numbers with marks between thousands, and stay text: "
		 "%s; a file without these marks settles it",
		 thousands.count, thousands.list.data);
}

static void
note_empty(const TableScan *scan, TablePlan *plan)
{
	Named empty = named_none();

	for (int i = 0; i < scan->count; i++)
		if (scan->column[i].fit.values == 0)
			name_one(&empty, plan->column[i].name);
	note(&plan->notes, "Columns without any value are text: %s.", empty.count,
		 empty.list.data);
	if (scan->repeated > 0)
		plan->warnings =
			lappend(plan->warnings,
					psprintf("records have a name twice, in " INT64_FORMAT
							 " places: the first value is taken",
							 scan->repeated));
	if (scan->format.json && scan->format.shape.keyed)
		plan->warnings = lappend(
			plan->warnings, "records are members of an object, whose names "
							"are not read");
	if (scan->named_by_first)
		plan->warnings = lappend(
			plan->warnings, "the first record has the names of the columns, "
							"and is taken for a row like the others");
	if (scan->header_guessed)
		plan->warnings = lappend(
			plan->warnings, "the first line is taken for a row, as it has "
							"values; header => true says that it has names");
}

TablePlan *
table_plan(const TableScan *scan, const FileRequest *request)
{
	TablePlan *plan = palloc0(sizeof *plan);
	TgColumnFound *found = palloc(scan->count * sizeof *found);

	plan->count = scan->count;
	plan->column = palloc0(scan->count * sizeof *plan->column);
	plan->view = palloc(scan->count * sizeof *plan->view);
	name_all(scan, plan);
	name_sources(scan, plan);
	for (int i = 0; i < scan->count; i++)
		tg_column_find(&scan->column[i].fit, &found[i]);
	settle_dates(scan, request, plan, found);
	settle_commas(scan, plan, found);
	for (int i = 0; i < scan->count; i++)
		plan->column[i].type = tg_column_type_name(found[i].type);
	note_empty(scan, plan);
	return plan;
}

char *
table_plan_mapping(const TablePlan *plan)
{
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	for (int i = 0; i < plan->count; i++)
	{
		if (i > 0)
			appendStringInfoString(&json, ", ");
		escape_json(&json, plan->column[i].name);
		appendStringInfoString(&json, ": ");
		escape_json(&json, plan->view[i]);
	}
	appendStringInfoChar(&json, '}');
	return json.data;
}

char *
table_plan_notes(const List *notes)
{
	StringInfoData text;
	ListCell *cell;

	if (notes == NIL)
		return NULL;
	initStringInfo(&text);
	foreach (cell, notes)
		appendStringInfo(&text, "%s%s", text.len > 0 ? " " : "",
						 (char *) lfirst(cell));
	return text.data;
}

/*
 * file_report.c
 *	  What is said of a file that was loaded.
 */
#include "compat.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "file/file_report.h"

#define FEW_DAYS 10

char *
file_list_names(char *const *names, int count)
{
	StringInfoData list;

	if (count == 0)
		return NULL;
	initStringInfo(&list);
	for (int i = 0; i < count && list.len <= 500; i++)
		appendStringInfo(&list, "%s%s", i > 0 ? ", " : "", names[i]);
	if (list.len > 500)
	{
		/* a name may be long, and is of whole characters */
		list.len = pg_mbcliplen(list.data, list.len, 1000);
		appendStringInfoString(&list, "...");
	}
	return list.data;
}

void
file_warn_of_lists(const FileLoad *load)
{
	uint32 passed = plan_lists_passed(load->plan);

	if (passed > 0)
		ereport(WARNING,
				(errmsg_plural("%u other list in file \"%s\" was "
							   "passed over",
							   "%u other lists in file \"%s\" were "
							   "passed over",
							   passed, passed, load->request->path),
				 errhint("If it has trips, put it into a file of its own.")));
}

/* Say which places are missing, and which are new. */
static void
tell_lacks(const FileRequest *request, const FileResult *result)
{
	const FileLacks *lacks = &result->lacks;
	const char *store = quote_identifier(request->store);

	if (lacks->places_added > 0)
		ereport(NOTICE,
				(errmsg_plural("%lld name with a position was added to "
							   "%s.places",
							   "%lld names with positions were added to "
							   "%s.places",
							   (unsigned long) lacks->places_added,
							   (long long) lacks->places_added, store)));
	if (lacks->rows > 0)
		ereport(WARNING,
				(errmsg_plural("%lld row has names that are not among "
							   "%s.places",
							   "%lld rows have names that are not among "
							   "%s.places",
							   (unsigned long) lacks->rows,
							   (long long) lacks->rows, store),
				 lacks->shown == NULL
					 ? errdetail("They were not kept.")
					 : errdetail("Names and their rows: %s%s.", lacks->shown,
								 lacks->names > 5 ? " and others" : ""),
				 errhint("Fill places, for example by SELECT * FROM "
						 "tripgrid.load_places(path), and then SELECT "
						 "tripgrid.retry_rejects(" INT64_FORMAT
						 "). See %s.missing_places.",
						 result->load_id, store)));
}

/*
 * One row in twenty whose date is none is no slip of the pen: days may stand
 * where months are read, and were then read so in rows that were loaded.
 */
static void
tell_of_days(const FileRequest *request, const FileResult *result)
{
	int64 rows = result->lacks.no_days;

	if (rows >= FEW_DAYS && rows * 20 > result->rows_read &&
		result->rows_rejected < result->rows_read)
		ereport(
			WARNING,
			(errmsg("%lld rows of file \"%s\" have dates that do not exist",
					(long long) rows, request->path),
			 errdetail("If its days stand where its months are read, the "
					   "rows that were loaded have wrong days."),
			 errhint("Then use tripgrid.undo_load(" INT64_FORMAT
					 ") and load it with date_format, such as "
					 "'YYYY-DD-MM HH24:MI:SS'.",
					 result->load_id)));
}

/*
 * Most rows have the identity of a trip that is there, as where a file is
 * another of the same trips, or of a provider that counts its trips likewise.
 */
static void
tell_of_duplicates(const FileRequest *request, const FileResult *result)
{
	int64 rows = result->lacks.duplicates;

	if (rows * 2 <= result->rows_read || request->feed != NULL ||
		request->datasource != NULL)
		return;
	ereport(
		WARNING,
		(errmsg_plural("%lld row of file \"%s\" has the identity of a trip "
					   "of the same datasource",
					   "%lld rows of file \"%s\" have the identities of trips "
					   "of the same datasource",
					   (unsigned long) rows, (long long) rows, request->path),
		 errhint("If they are trips of another provider, load the file with "
				 "datasource => its name.")));
}

/* What else became of rows, and of columns; null for nothing. */
static const char *
detail_of(const FileResult *result)
{
	StringInfoData detail;

	initStringInfo(&detail);
	if (result->rows_superseded > 0)
		appendStringInfo(&detail,
						 INT64_FORMAT " gave way to newer rows of the same "
									  "key.",
						 result->rows_superseded);
	if (result->passed_over != NULL)
		appendStringInfo(&detail, "%sColumns that were passed over: %s.",
						 detail.len > 0 ? " " : "", result->passed_over);
	return detail.len > 0 ? detail.data : NULL;
}

void
file_load_tell(const FileRequest *request, const FileResult *result)
{
	int64 loaded =
		result->rows_read - result->rows_rejected - result->rows_superseded;
	const char *detail = detail_of(result);

	if (!result->loaded)
		return;
	/* a file that brings nothing is seldom meant */
	ereport(loaded + result->rows_superseded > 0 ? NOTICE : WARNING,
			(errmsg(INT64_FORMAT " of " INT64_FORMAT
								 " rows were loaded from file \"%s\"",
					loaded, result->rows_read, request->path),
			 detail != NULL ? errdetail("%s", detail) : 0,
			 result->rows_rejected > 0
				 ? errhint("See %s.reject_summary, load_id " INT64_FORMAT
						   ", for what became of the others.",
						   quote_identifier(request->store), result->load_id)
				 : 0));
	if (result->values_left_out > 0)
		ereport(
			WARNING,
			(errmsg_plural("%lld value of file \"%s\" is none of the "
						   "column of trips that has its name, which is "
						   "null there",
						   "%lld values of file \"%s\" are no values of "
						   "the columns of trips that have their names, "
						   "which are null there",
						   (unsigned long) result->values_left_out,
						   (long long) result->values_left_out, request->path),
			 errhint("Give these columns another type, such as text, and "
					 "load the file again; or a name that the file does "
					 "not have.")));
	tell_of_days(request, result);
	tell_of_duplicates(request, result);
	tell_lacks(request, result);
}

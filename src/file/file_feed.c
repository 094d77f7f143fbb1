/*
 * file_feed.c
 *	  Which feed a file goes into, and how its fields become that feed's.
 */
#include "compat.h"

#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "commands/copy.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "parser/parse_node.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "core/text/csv_records.h"
#include "feed/definition.h"
#include "feed/feed_list.h"
#include "feed/map.h"
#include "file/csv_check.h"
#include "file/csv_options.h"
#include "file/file_clocks.h"
#include "file/file_encoding.h"
#include "file/file_feed.h"
#include "file/file_format.h"
#include "file/file_guess.h"
#include "file/file_head.h"
#include "file/file_open.h"
#include "file/file_report.h"
#include "file/file_shape.h"
#include "file/json_fit.h"
#include "file/place_region.h"
#include "file/table_guess.h"
#include "store/policy.h"

/* The fields of a header. */
typedef struct Header
{
	char **names;
	bool *taken;
	int count;
} Header;

/* The record that COPY reads as a header: its callback takes no argument. */
static const char *header_bytes;
static size_t header_left;

static int
read_header(void *bytes, int least, int most)
{
	size_t len = Min(header_left, (size_t) most);

	memcpy(bytes, header_bytes, len);
	header_bytes += len;
	header_left -= len;
	return (int) len;
}

static char *
trimmed(const char *text)
{
	size_t len;

	while (*text != '\0' && strchr(" \t\r\n", *text) != NULL)
		text++;
	len = strlen(text);
	while (len > 0 && strchr(" \t\r\n", text[len - 1]) != NULL)
		len--;
	return pnstrdup(text, len);
}

/* The fields of the first record, and of those that have one more. */
static Header
header_of(const FileHead *head, size_t end, const FileFormat *format,
		  Relation feed)
{
	Header header = {NULL, 0};
	char **fields;
	bool more;
	int first;
	CopyFromState copy =
		BeginCopyFrom(make_parsestate(NULL), feed, NULL, NULL, false,
					  read_header, NIL, csv_options(format));

	header_bytes = head->bytes + head->start;
	header_left = end - head->start;
	do /* pass over empty lines */
		more = NextCopyFromRawFields(copy, &fields, &header.count);
	while (more && header.count == 1 && fields[0] == NULL);
	if (!more)
		header.count = 0;
	first = header.count > 0 && head->row_names;
	header.names = palloc0((header.count + 2) * sizeof *header.names);
	header.taken = palloc0((header.count + 2) * sizeof *header.taken);
	header.names[0] = "";
	for (int i = 0; i < header.count; i++)
		header.names[first + i] = trimmed(fields[i] == NULL ? "" : fields[i]);
	header.count += first;
	EndCopyFrom(copy);
	return header;
}

/*
 * Find a name among the fields that no column has taken: as it is or, else, in
 * other letters.
 */
static int
find_name(const Header *header, const char *name)
{
	int found = -1;

	for (int i = 0; i < header->count; i++)
	{
		if (header->taken[i] || pg_strcasecmp(header->names[i], name) != 0)
			continue;
		if (found < 0 || strcmp(header->names[i], name) == 0)
			found = i;
		if (strcmp(header->names[i], name) == 0)
			break;
	}
	if (found >= 0)
		header->taken[found] = true;
	return found;
}

/*
 * The names of the feed's columns as its source has them: they may be empty,
 * or twice the same.
 */
static char **
source_names(Relation feed, const FeedMap *map)
{
	const Definition *definition = definition_of(feed);
	int count;

	return definition == NULL
			   ? map->names
			   : definition_texts(definition, "columns", &count);
}

/* Tell whether a trip needs a column of the feed. */
static bool
is_read(const FeedMap *map, int column)
{
	for (int i = 0; i < FEED_TARGETS; i++)
	{
		const FeedPart *part = &map->parts[i];

		if (part->first.column == column ||
			(part->split && part->second.column == column))
			return true;
	}
	for (int i = 0; i < map->extras; i++)
		if (map->extra[i].source.column == column)
			return true;
	return false;
}

/* Tell whether a first line is no trip: each has a departure, with digits. */
static bool
is_without_digits(const Header *header)
{
	for (int i = 0; i < header->count; i++)
		if (strpbrk(header->names[i], "0123456789") != NULL)
			return false;
	return true;
}

static void
foreign_header(const char *path, Relation feed, const FeedMap *map,
			   const Header *header)
{
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_COLUMN),
			 errmsg("header of file \"%s\" has no column of feed \"%s\"", path,
					RelationGetRelationName(feed)),
			 errdetail("Columns of the feed are: %s. Those of the file are: "
					   "%s.",
					   file_list_names(source_names(feed, map), map->columns),
					   file_list_names(header->names, header->count)),
			 errhint("Name another feed, or none to have it detected. If the "
					 "first line is no header, say header => false.")));
}

static void
missing_column(const char *path, const char *feed, const FeedMap *map,
			   int column, const Header *header)
{
	ereport(
		ERROR,
		(errcode(ERRCODE_UNDEFINED_COLUMN),
		 errmsg("file \"%s\" has no column \"%s\", which feed \"%s\" reads",
				path, map->names[column], feed),
		 errdetail("Its columns are: %s.",
				   file_list_names(header->names, header->count)),
		 errhint("Name another feed, or none to have it detected. If the "
				 "first line is no header, say header => false.")));
}

/*
 * Find the columns of the feed by name; how many of them the header has.
 * *missing is one that it lacks and that is needed, -1 if there is none.
 */
static int
match_names(const Header *header, Relation feed, const FeedMap *map,
			FileTask *task, int *missing)
{
	char **names = source_names(feed, map);
	int found = 0;

	*missing = -1;
	task->fields = header->count;
	for (int i = 0; i < map->columns; i++)
	{
		int field = find_name(header, trimmed(names[i]));

		if (field < 0)
			field = find_name(header, map->names[i]);
		found += field >= 0;
		task->field_of[i] = field;
		if (field < 0 && *missing < 0 && is_read(map, i))
			*missing = i;
	}
	return found;
}

static void
match_positions(const FeedMap *map, FileTask *task)
{
	task->fields = map->columns;
	for (int i = 0; i < map->columns; i++)
		task->field_of[i] = i;
}

/*
 * What separates the fields of a file whose feed is known: the one by which
 * the first record has most names of the feed's columns; if it has none, the
 * one that makes as many fields as the feed has columns.
 */
static char
find_delimiter(const FileHead *head, Relation feed, const FeedMap *map,
			   FileTask *task)
{
	static const char candidates[] = {',', ';', '\t', '|'};
	size_t end = file_head_record(head, &task->format);
	FileFormat format = task->format;
	char best = format.delimiter;
	int best_score = 0;

	if (end == head->start || end > FILE_RECORD_MAX)
		return best;
	for (int i = 0; i < lengthof(candidates); i++)
	{
		Header header;
		int missing;
		int score;

		format.delimiter = candidates[i];
		if (format.delimiter == format.quote ||
			strchr(format.null_text, format.delimiter) != NULL)
			continue;
		header = header_of(head, end, &format, feed);
		score = 2 * match_names(&header, feed, map, task, &missing) +
				(header.count == map->columns);
		if (score > best_score)
		{
			best_score = score;
			best = format.delimiter;
		}
	}
	return best;
}

/* A header may have several lines, but none that is a record itself. */
static void
check_header(const FileHead *head, size_t end, int fields,
			 const FileTask *task)
{
	CsvCheck check = {&task->format, fields};
	const char *record = head->bytes + head->start;
	size_t len = end - head->start;

	while (len > 0 && (record[len - 1] == '\n' || record[len - 1] == '\r'))
		len--;
	csv_check_lines(&check, record, len);
}

/* The fields of CSV, by its header if it has one. */
static void
settle_fields(int has_header, const FileHead *head, Relation feed,
			  const FeedMap *map, FileTask *task, uint64 *data)
{
	size_t end = file_head_record(head, &task->format);
	Header header;
	int missing;

	*data = head->start;
	task->columns = map->columns;
	match_positions(map, task);
	if (has_header == 0 || end == head->start)
		return;
	if (end > FILE_RECORD_MAX)
		ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
						errmsg("first line of file \"%s\" is longer than 1 MB",
							   task->path),
						errhint("Perhaps it is no text, or a quote is not "
								"closed.")));
	header = header_of(head, end, &task->format, feed);
	if (header.count == 0)
		return;
	check_header(head, end, header.count, task);
	if (match_names(&header, feed, map, task, &missing) == 0 && has_header < 0)
	{
		if (is_without_digits(&header))
			foreign_header(task->path, feed, map, &header);
		match_positions(map, task);
		return;
	}
	if (missing >= 0)
		missing_column(task->path, RelationGetRelationName(feed), map, missing,
					   &header);
	*data = end;
	end = tg_line_end(head->bytes, head->len, end);
	if (tg_csv_is_rule(head->bytes + *data, end - *data))
		*data = end;
}

/* Tell whether a column has the name of an end that has a position, too. */
static bool
is_name(const FeedMap *map, int column)
{
	for (int i = 0; i < FEED_TARGETS; i++)
		if (map->parts[i].named && map->parts[i].name.column == column)
			return true;
	return false;
}

/* Which fields of a record make a trip. */
static bool *
used_fields(const FeedMap *map, const FileTask *task)
{
	bool *used = palloc0(task->fields * sizeof *used);

	for (int i = 0; i < map->columns && map->json == NULL; i++)
		if (task->field_of[i] >= 0 && (is_read(map, i) || is_name(map, i)))
			used[task->field_of[i]] = true;
	return used;
}

/* The columns of a header that nothing is read from. */
static void
find_passed_over(const FileHead *head, size_t data, Relation feed,
				 const FeedMap *map, const FileTask *task, FileFeed *settled)
{
	bool *used = used_fields(map, task);
	Header header;

	if (data == head->start)
		return;
	header = header_of(head, file_head_record(head, &task->format),
					   &task->format, feed);
	settled->passed_over =
		palloc(Max(header.count, 1) * sizeof *settled->passed_over);
	for (int i = 0; i < Min(header.count, task->fields); i++)
		if (!used[i] && header.names[i][0] != '\0')
			settled->passed_over[settled->passed_over_count++] =
				header.names[i];
}

static Relation
open_feed(const Store *store, const char *name)
{
	Oid oid = RangeVarGetRelid(makeRangeVar(store->name, pstrdup(name), -1),
							   RowExclusiveLock, true);
	Relation feed;
	AclResult allowed;

	if (!OidIsValid(oid))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("store \"%s\" has no feed \"%s\"", store->name, name),
				 errhint("Make it with tripgrid.create_feed(), or name none "
						 "to have it detected.")));
	feed = table_open(oid, NoLock);
	if (feed->rd_rel->relkind != RELKIND_VIEW || feed->trigdesc == NULL ||
		!feed->trigdesc->trig_insert_instead_row)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("\"%s\" is not a feed", name)));
	allowed = pg_class_aclcheck(oid, GetUserId(), ACL_INSERT);
	if (allowed != ACLCHECK_OK)
		aclcheck_error(allowed, OBJECT_VIEW, name);
	store_require_free_insert(store->tables.oid[REL_TRIPS]);
	return feed;
}

void
file_check_rights(const Store *store, const char *feed)
{
	ListCell *cell;

	if (feed != NULL)
	{
		table_close(open_feed(store, feed), NoLock);
		return;
	}
	foreach (cell, feeds_of(store->schema))
		if (feed_allows(lfirst(cell), ACL_INSERT))
			return;
	ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
					errmsg("permission denied for feeds of store \"%s\"",
						   store->name),
					errhint("Its owner can GRANT INSERT on one of them, "
							"and USAGE on the schema.")));
}

/* A file is committed by parts, before all of its rows are known. */
static void
check_key(const FileRequest *request, Relation feed, const FeedMap *map)
{
	if (map->key_column != FEED_CONSTANT && request->key == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("feed \"%s\" has keys in a column, which are not read "
						"from files",
						RelationGetRelationName(feed)),
				 errhint("Use load_file(..., load_key => ...), or COPY.")));
}

/* A feed takes files of one format. */
static void
check_format(const FileRequest *request, Relation feed, const FeedMap *map)
{
	bool wants_json =
		request->format != NULL && pg_strcasecmp(request->format, "json") == 0;

	if (request->format != NULL && wants_json != (map->json != NULL))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("feed \"%s\" is for %s", RelationGetRelationName(feed),
						map->json != NULL ? "json" : "csv")));
}

/* The feed of a file for which none is named, but a table is. */
static void
settle_table(const FileRequest *request, Store *store, const Source *source,
			 const FileHead *head, FileTask *task, FileFeed *settled,
			 int *header)
{
	TableGuess guess =
		table_guess(source, head, &task->format, request, store);

	settled->name = pstrdup(guess.feed);
	settled->made = guess.feed_made;
	settled->table_made = guess.table_made;
	settled->loads_before = guess.loads_before;
	task->format = guess.format;
	*header = guess.header;
}

static bool
same_shape(const TgJsonShape *one, const TgJsonShape *other)
{
	return one->depth == other->depth && one->keyed == other->keyed &&
		   memcmp(one->step, other->step, one->depth * sizeof *one->step) == 0;
}

/*
 * What holds the records of JSON: that in which the feed's paths lead to
 * values, which has to be that of which a table was made.
 */
static void
settle_records(const FileRequest *request, const FileHead *head,
			   const FeedMap *map, FileTask *task, bool made)
{
	TgJsonShape shape = json_fit(head, map->json);

	if (request->target == NULL)
		task->format.shape = shape;
	else if (made && !same_shape(&shape, &task->format.shape))
		ereport(ERROR,
				(errcode(ERRCODE_AMBIGUOUS_COLUMN),
				 errmsg("cannot tell which records of file \"%s\" are meant",
						task->path),
				 errdetail("What is around a list of records has members of "
						   "the same names."),
				 errhint("Write the records alone, or make a table and a feed "
						 "whose paths only they have.")));
}

/* Where the rows go, if it is not trips, and whether they can be taken back.
 */
static void
settle_target(const FileRequest *request, const FeedMap *map, FileTask *task)
{
	const TableFeed *table = map->table;

	if (table == NULL)
		return;
	if (request->region != NULL || request->datasource != NULL)
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("rows of table \"%s\" have no region and datasource of "
					"a file",
					table->target->name),
			 errhint("Give the feed constants for columns that have "
					 "them.")));
	strlcpy(task->target, table->target->name, sizeof task->target);
	task->keyed = table->keys > 0;
	task->replaces = table->replace && !table->history;
	task->whole = task->replaces || !table->target->has_load;
}

FileFeed
file_settle(const FileRequest *request, Store *store, Source *source,
			FileTask *task)
{
	FileHead head = file_head_read(source);
	FileFeed settled = {request->feed};
	Relation feed;
	FeedMap *map;
	int header = request->header;

	memset(task, 0, sizeof *task);
	strlcpy(task->path, source->path, sizeof task->path);
	task->format = file_format_settle(request, source, &head);
	file_check_encoding(&task->format);
	if (request->datasource != NULL)
		file_option(task->datasource, "datasource", request->datasource);
	if (request->target != NULL)
		settle_table(request, store, source, &head, task, &settled, &header);
	else if (settled.name == NULL)
	{
		FileGuess guess =
			file_guess(source, &head, &task->format, request, store);

		settled.name = guess.feed;
		settled.made = guess.made;
		task->clocks = guess.clocks;
		if (request->delimiter == NULL && guess.delimiter != '\0')
			task->format.delimiter = guess.delimiter;
		if (header < 0 && !guess.header)
			header = 0;
	}
	feed = open_feed(store, settled.name);
	map = feed_map_of(feed);
	task->feed = RelationGetRelid(feed);
	check_format(request, feed, map);
	check_key(request, feed, map);
	settle_target(request, map, task);
	task->format.json = map->json != NULL;
	settled.data = head.start;
	if (request->feed != NULL && request->delimiter == NULL &&
		!task->format.json)
		task->format.delimiter = find_delimiter(&head, feed, map, task);
	if (task->format.json)
	{
		task->columns = task->fields = 1;
		settle_records(request, &head, map, task, settled.made);
	}
	else
	{
		file_shape_check(request, source->path, &head, &task->format);
		settle_fields(header, &head, feed, map, task, &settled.data);
		find_passed_over(&head, settled.data, feed, map, task, &settled);
	}
	if (request->feed != NULL)
		task->clocks =
			file_clocks(&head, settled.data, task, map, settled.name);
	/* who names a feed has said what its columns are to be filled with */
	task->leave_out_values = request->feed == NULL && map->table == NULL;
	settled.region = request->region;
	if (settled.region == NULL && map->table == NULL)
	{
		settled.places = place_region(&head, settled.data, task, map);
		settled.region = settled.places.region;
	}
	if (settled.region != NULL)
		file_option(task->region, "region", settled.region);
	file_encoding_tell(request, source, &task->format, settled.data,
					   used_fields(map, task), task->fields);
	table_close(feed, NoLock);
	return settled;
}

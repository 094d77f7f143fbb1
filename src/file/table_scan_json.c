/*
 * table_scan_json.c
 *	  The columns of a file of JSON: the members of its records, and their
 *	  values.
 *
 * Which records those of the file are is told by how it is built: the
 * outermost that are several, see core/text/json_shape.h.
 */
#include "compat.h"

#include "common/hashfn.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

#include "core/text/ascii.h"
#include "core/text/json_path.h"
#include "core/text/json_shape.h"
#include "core/text/json_value.h"
#include "core/text/text.h"
#include "feed/json_row.h"
#include "file/json_keeps.h"
#include "file/json_reader.h"
#include "file/table_scan.h"

/* A name that a column has. */
typedef struct NameKey
{
	const char *bytes;
	Size len;
} NameKey;

typedef struct NameEntry
{
	NameKey key;
	int column;
	int64 record; /* that had it last */
} NameEntry;

typedef struct JsonScan
{
	TableScan *scan;
	const TgJsonLook *look;
	JsonRow *row;		  /* reads nothing: tells what is well formed */
	MemoryContext record; /* memory of one */
	int64 number;		  /* of the record */
	const char *bytes;	  /* of the beginning */
	size_t left;
	Source *source;
} JsonScan;

static uint32
hash_name(const void *key, Size size)
{
	const NameKey *name = key;

	return hash_bytes((const unsigned char *) name->bytes, (int) name->len);
}

static int
compare_names(const void *a, const void *b, Size size)
{
	const NameKey *one = a;
	const NameKey *other = b;

	return one->len != other->len ||
		   memcmp(one->bytes, other->bytes, one->len) != 0;
}

static void
begin_names(TableScan *scan)
{
	HASHCTL control = {.keysize = sizeof(NameKey),
					   .entrysize = sizeof(NameEntry),
					   .hash = hash_name,
					   .match = compare_names,
					   .hcxt = scan->context};

	scan->names =
		hash_create("tripgrid names of JSON", 256, &control,
					HASH_ELEM | HASH_FUNCTION | HASH_COMPARE | HASH_CONTEXT);
}

/* The column of a name, a new one if there is none; null if it says nothing.
 */
static ScanColumn *
column_of(JsonScan *json, const char *name, size_t len)
{
	TableScan *scan = json->scan;
	NameKey key = {name, len};
	NameEntry *entry;
	bool found;

	if (len == 0)
		return NULL;
	if (len > SCAN_NAME_MAX)
		ereport(ERROR, (errcode(ERRCODE_NAME_TOO_LONG),
						errmsg("file \"%s\" has a name of %zu bytes",
							   scan->path, len),
						errdetail("Names of columns are of %d bytes at most.",
								  SCAN_NAME_MAX)));
	entry = hash_search(scan->names, &key, HASH_ENTER, &found);
	if (!found)
	{
		/* before the column, which may be one too many */
		entry->column = scan->count;
		entry->record = 0;
		entry->key.bytes =
			scan_add_column(scan, pnstrdup(name, len), NULL)->name;
	}
	else if (entry->record == json->number)
	{
		scan->repeated++;
		return NULL;
	}
	entry->record = json->number;
	return &scan->column[entry->column];
}

/* A string without its quotes and escapes; false if it cannot be read. */
static bool
unescape(const char **text, size_t *len)
{
	char *plain;

	if (memchr(*text, '\\', *len) == NULL)
		return true;
	plain = palloc(*len);
	if (tg_json_unescape(*text, *len, plain, len) != TG_OK)
		return false;
	*text = plain;
	return true;
}

/* A value, as a feed reads it. */
static void
add_value(ScanColumn *column, const char *written, const char *end)
{
	const char *value = tg_json_bare(written, end);
	size_t len = (size_t) (tg_json_skip(value, end) - value);

	while (len > 0 && tg_is_blank(value[len - 1]))
		len--;
	if (len == 0 || (len == 4 && memcmp(value, "null", 4) == 0))
		return;
	if (*value == '{' || *value == '[')
	{
		/* what is known not to be kept needs no second look */
		tg_column_add_nested(&column->fit,
							 (column->fit.fits & 1 << TG_COLUMN_JSONB) != 0 &&
								 json_keeps(value, len));
		return;
	}
	if (*value != '"')
	{
		tg_column_add(&column->fit, value, len);
		return;
	}
	value++;
	len -= 2;
	/* of one that cannot be read the record is a reject */
	if (!unescape(&value, &len))
		return;
	/* {"$numberLong": "5"} is a number */
	if (*written == '"')
		tg_column_add_string(&column->fit, value, len);
	else
		tg_column_add(&column->fit, value, len);
}

static void
take_members(JsonScan *json, const char *record, const char *end)
{
	TgJsonItem item;

	for (bool more = tg_json_first(record, end, &item); more;
		 more = tg_json_next(record, end, &item))
	{
		const char *name = item.name;
		size_t len = item.name_len;
		ScanColumn *column;

		if (!unescape(&name, &len))
			continue;
		column = column_of(json, name, len);
		if (column != NULL)
			add_value(column, item.value, end);
	}
}

/* A name of the beginning, as text of the server. */
static char *
of_server(const TableScan *scan, const char *bytes, size_t len)
{
	int encoding = scan->format.encoding;
	char *name = pnstrdup(
		bytes, pg_encoding_mbcliplen(encoding, bytes, (int) len, (int) len));

	return pg_any_to_server(name, (int) strlen(name), encoding);
}

/* What the values of records that are arrays are called, as far as is known.
 */
static void
name_items(JsonScan *json)
{
	TableScan *scan = json->scan;
	const char *names = json->look->names;
	const char *end = json->bytes + json->left;
	TgJsonItem item;

	if (names == NULL)
		return;
	json->scan->named_by_first = names == json->look->first;
	for (bool more = tg_json_first(names, end, &item); more;
		 more = tg_json_next(names, end, &item))
	{
		const char *name;
		size_t len;

		if (!tg_json_item_name(item.value, end, &name, &len) ||
			len > SCAN_NAME_MAX || !unescape(&name, &len))
		{
			name = "";
			len = 0;
		}
		(void) scan_add_column(scan, of_server(scan, name, len),
							   psprintf("[%d]", scan->count));
	}
}

static void
take_items(JsonScan *json, const char *record, const char *end)
{
	TableScan *scan = json->scan;
	TgJsonItem item;
	int i = 0;

	if (scan->named_by_first && scan->records == 1)
		return;
	for (bool more = tg_json_first(record, end, &item); more;
		 more = tg_json_next(record, end, &item), i++)
	{
		if (i == scan->count)
			(void) scan_add_column(scan, "", psprintf("[%d]", i));
		add_value(&scan->column[i], item.value, end);
	}
}

/* What is no record, or one that is cut off, is a reject. */
static void
take_record(JsonScan *json, const FieldText *bytes)
{
	TableScan *scan = json->scan;
	MemoryContext old;
	FieldText record;
	char *text;

	MemoryContextReset(json->record);
	old = MemoryContextSwitchTo(json->record);
	text = pg_any_to_server(unconstify(char *, bytes->bytes), (int) bytes->len,
							scan->format.encoding);
	record =
		(FieldText){text, text == bytes->bytes ? bytes->len : strlen(text)};
	tg_text_trim(&record.bytes, &record.len);
	if (record.len > 0 && record.bytes[record.len - 1] == ',')
		record.len--;
	json->number++;
	if (json_row_read(json->row, &record) == TG_OK)
	{
		scan->records++;
		if (*record.bytes == '[')
			take_items(json, record.bytes, record.bytes + record.len);
		else
			take_members(json, record.bytes, record.bytes + record.len);
	}
	MemoryContextSwitchTo(old);
}

static size_t
read_bytes(void *from, char *bytes, size_t len)
{
	JsonScan *json = from;

	if (json->source != NULL)
		return source_read(json->source, bytes, len);
	len = Min(json->left, len);
	memcpy(bytes, json->bytes, len);
	json->bytes += len;
	json->left -= len;
	return len;
}

/* The list that holds records, for a message. */
static char *
steps_of(const TableScan *scan, const TgJsonLook *look)
{
	StringInfoData steps;

	initStringInfo(&steps);
	for (int i = 0; i < look->shape.depth; i++)
		if (look->name[i] != NULL)
			appendStringInfo(
				&steps, "%s%s", steps.len > 0 ? "." : "",
				of_server(scan, look->name[i], Min(look->name_len[i], 100)));
	return steps.data;
}

static void
refuse_columns(const TableScan *scan)
{
	ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					errmsg("file \"%s\" is a table written column by column",
						   scan->path),
					errhint("Write records: jq -c '[keys[] as $k | .[$k]] | "
							"transpose[]' makes arrays of them.")));
}

/* Which records are meant, of several lists that no other holds? */
static void
refuse_several(const TableScan *scan, const TgJsonLooks *looks, int depth)
{
	StringInfoData lists;

	initStringInfo(&lists);
	for (int i = 0; i < looks->count; i++)
	{
		const TgJsonLook *look = &looks->look[i];
		const char *steps = steps_of(scan, look);

		if (look->repeated && look->shape.depth == depth && steps[0] != '\0')
			appendStringInfo(&lists, "%s\"%s\"", lists.len > 0 ? ", " : "",
							 steps);
	}
	ereport(ERROR,
			(errcode(ERRCODE_AMBIGUOUS_COLUMN),
			 errmsg("file \"%s\" has records in several lists", scan->path),
			 lists.len > 0 ? errdetail("They are %s.", lists.data) : 0,
			 errhint("Put each into a file of its own, or make a table and a "
					 "feed that reads one of them.")));
}

/* The outermost way to look at a file by which there are several records. */
static const TgJsonLook *
choose_look(const TableScan *scan, const TgJsonLooks *looks)
{
	const TgJsonLook *best = NULL;

	for (int i = 0; i < looks->count; i++)
	{
		const TgJsonLook *look = &looks->look[i];

		if (!look->repeated)
			continue;
		if (best == NULL || look->shape.depth < best->shape.depth)
			best = look;
		else if (look->shape.depth == best->shape.depth)
			refuse_several(scan, looks, best->shape.depth);
	}
	if (best == NULL && looks->by_column)
		refuse_columns(scan);
	return best != NULL || looks->count == 0 ? best : &looks->look[0];
}

static void
read_records(JsonScan *json, uint64 start)
{
	TgJsonRecords records;
	JsonReader reader;
	FieldText record;

	tg_json_records_begin(&records, &json->scan->format.shape);
	records.offset = start;
	reader = json_reader_begin(&records, start, read_bytes, json);
	while (json_reader_next(&reader, &record) ||
		   json_reader_last(&reader, &record))
		take_record(json, &record);
}

void
scan_json(TableScan *scan, const FileHead *head)
{
	TgJsonLooks *looks = palloc(sizeof *looks);
	JsonScan json = {scan};

	json.bytes = head->bytes + head->start;
	json.left = head->len - head->start;
	tg_json_looks(json.bytes, json.left, looks);
	json.look = choose_look(scan, looks);
	if (json.look == NULL)
		return;
	scan->header = 1;
	scan->format.shape = json.look->shape;
	json.row = json_row_create("object");
	(void) json_row_path(json.row, "[0]");
	json.record = AllocSetContextCreate(
		scan->context, "tripgrid record of JSON", ALLOCSET_DEFAULT_SIZES);
	begin_names(scan);
	name_items(&json);
	if (scan->whole)
	{
		json.source = source_open_as(scan->path, scan->format.unicode);
		source_skip(json.source, head->start);
	}
	read_records(&json, head->start);
	if (json.source != NULL)
		source_close(json.source);
	MemoryContextDelete(json.record);
}

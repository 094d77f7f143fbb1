/*
 * source_archive.c
 *	  What libarchive reads: a member of a zip or tar archive, and the content
 *	  of files packed with bzip2, xz, lz4, lzip or compress.
 *
 * Nothing is written anywhere: a member's name is a part of a path that only
 * this file understands.
 */
#include "compat.h"

#ifdef HAVE_LIBARCHIVE

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "core/text/member_name.h"
#include "file/source.h"

/* More are no files of trips; each is looked for from the beginning. */
#define MOST_MEMBERS 10000

#define TAR_BLOCK 512 /* bytes; one of zeros, or more, is at the end */

typedef struct Archive
{
	struct archive *archive;
	MemoryContext context;
	ErrorData *error; /* of the layer below */
	locale_t utf8;	  /* names are converted by it; 0 if there is none */
	const char *name; /* of the member, as it stands there */
	int64 given;	  /* bytes of the layer below */
	size_t zeros;	  /* of them that were zero, without another since */
	bool begun;
	const char *block; /* of the member */
	size_t left;
	int64 next; /* offset of what follows it */
	bool over;
} Archive;

/* A tar archive has its end told by zeros. */
static void
count_zeros(Archive *state, const char *bytes, size_t len)
{
	size_t at = len;

	while (at > 0 && bytes[at - 1] == '\0')
		at--;
	state->zeros = len - at + (at == 0 ? state->zeros : 0);
}

/* Its C code must not be jumped over: an error waits until it returns. */
static la_ssize_t
read_below(struct archive *archive, void *client, const void **block)
{
	SourceLayer *layer = client;
	Archive *state = layer->state;
	volatile la_ssize_t count = ARCHIVE_FATAL;

	*block = layer->input;
	PG_TRY();
	{
		count = (la_ssize_t) source_input(layer, layer->input, SOURCE_INPUT);
		state->given += count;
		count_zeros(state, layer->input, (size_t) count);
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(state->context);
		state->error = CopyErrorData();
		FlushErrorState();
	}
	PG_END_TRY();
	return count;
}

static la_int64_t
seek_below(struct archive *archive, void *client, la_int64_t offset,
		   int whence)
{
	Source *source = ((SourceLayer *) client)->source;

	if (whence == SEEK_CUR)
		offset += (la_int64_t) source->position;
	else if (whence == SEEK_END)
		offset += source->file_bytes;
	if (offset < 0 || offset > source->file_bytes)
		return ARCHIVE_FATAL;
	source->position = (uint64) offset;
	return offset;
}

TG_NORETURN static void
damaged(SourceLayer *layer)
{
	Archive *state = layer->state;
	const char *message = archive_error_string(state->archive);

	if (state->error != NULL)
		ReThrowError(state->error);
	if (archive_errno(state->archive) == ENOMEM)
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
	ereport(ERROR,
			(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			 errmsg("%s file \"%s\" is damaged", layer->kind->name,
					layer->source->path),
			 message != NULL ? errdetail("The decompressor says: %s.", message)
							 : 0));
}

typedef int (*Filter)(struct archive *);

/*
 * Have a filter if the library has it: of one that it lacks it says so, and
 * would run a program.
 */
static void
add_filter(struct archive *archive, Filter filter)
{
	struct archive *trial = archive_read_new();
	bool has = trial != NULL && filter(trial) == ARCHIVE_OK;

	(void) archive_read_free(trial);
	if (has)
		(void) filter(archive);
}

/* Begin to read, by a format and the filters that are wanted. */
static void
begin(SourceLayer *layer, int (*format)(struct archive *), bool packed,
	  bool seeks)
{
	static const Filter filters[] = {
		archive_read_support_filter_bzip2, archive_read_support_filter_xz,
		archive_read_support_filter_lz4, archive_read_support_filter_lzip,
		archive_read_support_filter_compress};
	Archive *state = palloc0(sizeof *state);
	struct archive *archive = archive_read_new();
	int result;

	state->context = CurrentMemoryContext;
	state->archive = archive;
	state->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t) 0);
	layer->state = state;
	if (archive == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
	result = format(archive);
	if (packed)
	{
		(void) archive_read_support_format_empty(archive);
		for (size_t i = 0; i < lengthof(filters); i++)
			add_filter(archive, filters[i]);
	}
	(void) archive_read_set_read_callback(archive, read_below);
	if (seeks)
		(void) archive_read_set_seek_callback(archive, seek_below);
	(void) archive_read_set_callback_data(archive, layer);
	if (result != ARCHIVE_OK || archive_read_open1(archive) != ARCHIVE_OK)
		damaged(layer);
}

#define XZ_BLOCK 12 /* header of the first block: its length, flags, .. */
#define XZ_SIZES 0xC0
#define XZ_FILTERS 0x03 /* how many, but one */
#define XZ_LZMA2 0x21
#define XZ_WINDOW_MOST 28 /* 64 MB, as the format counts */

/* Read a number in bytes of seven bits; what is beyond the bytes is zero. */
static uint64
xz_number(const unsigned char *bytes, size_t len, size_t *at)
{
	uint64 number = 0;

	for (int shift = 0; shift < 63 && *at < len; shift += 7)
	{
		unsigned char byte = bytes[(*at)++];

		number |= (uint64) (byte & 0x7F) << shift;
		if (byte >> 7 == 0)
			break;
	}
	return number;
}

/*
 * The library would take what memory a window of xz wants, up to 1 GB.  That
 * of the first block of the first stream is looked at, as it is written by the
 * filter that comes last.
 */
static void
check_xz_window(const SourceLayer *layer)
{
	const unsigned char *head = (const unsigned char *) layer->below->ahead;
	size_t len = layer->below->ahead_len;
	size_t at = XZ_BLOCK + 2;
	bool large = false;

	if (len < XZ_BLOCK + 2 || memcmp(head,
									 "\xFD"
									 "7zXZ",
									 6) != 0)
		return;
	/* of two sizes, each may be there */
	for (int sizes = head[XZ_BLOCK + 1] & XZ_SIZES; sizes != 0;
		 sizes &= sizes - 1)
		(void) xz_number(head, len, &at);
	/* a filter has its number, how many bytes follow, and these */
	for (int i = 0; i <= (head[XZ_BLOCK + 1] & XZ_FILTERS) && at < len; i++)
	{
		uint64 filter = xz_number(head, len, &at);
		uint64 bytes = xz_number(head, len, &at);

		large |= filter == XZ_LZMA2 && bytes == 1 && at < len &&
				 head[at] > XZ_WINDOW_MOST;
		at += Min(bytes, len);
	}
	if (large)
		ereport(
			ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("xz file \"%s\" needs a window of more than 64 MB",
					layer->source->path),
			 errhint("Pack it with a preset, such as xz -9, or as gzip.")));
}

static void
packed_open(SourceLayer *layer)
{
	check_xz_window(layer);
	begin(layer, archive_read_support_format_raw, true, false);
}

/* Of archives one after another only the last would be read. */
static void
check_zip_end(SourceLayer *layer)
{
	Source *source = layer->source;
	size_t room = Min((uint64) source->file_bytes, TG_ZIP_END_BYTES);
	char *bytes = palloc(room);
	size_t len = 0;
	size_t count;
	uint64 position = source->position;

	source->position = (uint64) source->file_bytes - room;
	while (len < room && (count = layer->below->kind->read(
							  layer->below, bytes + len, room - len)) > 0)
		len += count;
	source->position = position;
	if (tg_zip_before(bytes, len, (uint64) source->file_bytes) > 0)
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("zip file \"%s\" has another archive, or other bytes, "
						"before it",
						source->file_path),
				 errhint("Split it into its archives, and load each.")));
	pfree(bytes);
}

static void
zip_open(SourceLayer *layer)
{
	check_zip_end(layer);
	begin(layer, archive_read_support_format_zip_seekable, false, true);
}

/* One may follow another: all of them are read. */
static int
support_tars(struct archive *archive)
{
	int result = archive_read_support_format_tar(archive);

	if (result == ARCHIVE_OK)
		result = archive_read_set_format_option(
			archive, "tar", "read_concatenated_archives", "1");
	return result;
}

static void
tar_open(SourceLayer *layer)
{
	begin(layer, support_tars, false, false);
}

/* Read a header, and have the member's name. */
static int
read_header(Archive *state, struct archive_entry **entry)
{
	int result = archive_read_next_header(state->archive, entry);

	state->name = NULL;
	if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
		return result;
	state->name = archive_entry_pathname_utf8(*entry);
	if (state->name == NULL)
		state->name = archive_entry_pathname(*entry);
	return ARCHIVE_OK;
}

/* Where one is cut between two members, the zeros at its end are missing. */
static void
check_tar_end(const SourceLayer *layer)
{
	const Archive *state = layer->state;

	if (layer->kind == &source_tar && state->zeros < TAR_BLOCK)
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("tar file \"%s\" is damaged", layer->source->path),
				 errdetail("It is cut off: it does not end as such an "
						   "archive does.")));
}

/*
 * The next member; null at the end.  The library converts names by the
 * locale, and a server may have one without letters.
 */
static struct archive_entry *
next_entry(SourceLayer *layer)
{
	Archive *state = layer->state;
	struct archive_entry *entry;
	locale_t old = (locale_t) 0;
	int result;

	if (state->utf8 != (locale_t) 0)
		old = uselocale(state->utf8);
	result = read_header(state, &entry);
	if (state->utf8 != (locale_t) 0)
		uselocale(old);
	if (state->error != NULL ||
		(result != ARCHIVE_OK && result != ARCHIVE_EOF))
		damaged(layer);
	if (result == ARCHIVE_EOF)
	{
		check_tar_end(layer);
		return NULL;
	}
	CHECK_FOR_INTERRUPTS();
	return entry;
}

/* The name of a member as a part of a path; null if it can be none. */
static char *
name_of(const SourceLayer *layer)
{
	const char *name = ((Archive *) layer->state)->name;
	char *clean;

	if (name == NULL)
		return NULL;
	clean = palloc(TG_MEMBER_NAME_ROOM(strlen(name)));
	if (!tg_member_name(name, GetDatabaseEncoding() == PG_UTF8, clean))
		return NULL;
	return clean;
}

static bool
is_file(struct archive_entry *entry)
{
	return archive_entry_filetype(entry) == AE_IFREG &&
		   archive_entry_hardlink(entry) == NULL;
}

/* What follows packed bytes is passed over by the library. */
static void
check_end(SourceLayer *layer)
{
	Archive *state = layer->state;
	char byte;

	if (layer->kind != &source_packed)
		return;
	if (archive_filter_bytes(state->archive, -1) != state->given ||
		source_input(layer, &byte, 1) > 0)
		ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
						errmsg("%s file \"%s\" is damaged", layer->kind->name,
							   layer->source->path),
						errdetail("Other bytes follow the compressed ones.")));
}

/* Have a block of the member; false at its end. */
static bool
refill(SourceLayer *layer)
{
	Archive *state = layer->state;
	const void *block;
	la_int64_t offset;
	int result;

	while (state->left == 0 && !state->over)
	{
		CHECK_FOR_INTERRUPTS();
		result = archive_read_data_block(state->archive, &block, &state->left,
										 &offset);
		if (state->error != NULL ||
			(result != ARCHIVE_OK && result != ARCHIVE_EOF))
			damaged(layer);
		state->over = result == ARCHIVE_EOF;
		if (state->over)
		{
			state->left = 0;
			check_end(layer);
		}
		/* a hole would be zeros, which are no text */
		if (state->left > 0 && offset != state->next)
			ereport(ERROR,
					(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
					 errmsg("file \"%s\" has holes", layer->source->path)));
		state->block = block;
		state->next += (int64) state->left;
	}
	return state->left > 0;
}

/* Go on behind a member, all of which has to be unpacked in a packed tar. */
static void
pass_member(SourceLayer *layer)
{
	Archive *state = layer->state;

	if (layer->kind != &source_tar)
		return;
	while (refill(layer))
		state->left = 0;
	state->next = 0;
	state->over = false;
}

/* Go to the member that is wanted. */
static void
find_member(SourceLayer *layer)
{
	const Source *source = layer->source;
	struct archive_entry *entry;

	while ((entry = next_entry(layer)) != NULL)
	{
		char *name = is_file(entry) ? name_of(layer) : NULL;

		if (name != NULL && strcmp(name, source->member) == 0)
			break;
		if (name != NULL)
			pfree(name);
		pass_member(layer);
	}
	if (entry == NULL)
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_FILE),
						errmsg("archive \"%s\" has no file \"%s\"",
							   source->file_path, source->member)));
	if (archive_entry_is_encrypted(entry))
		ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
						errmsg("file \"%s\" is encrypted", source->path),
						errhint("Unpack the archive first.")));
}

static size_t
archive_read(SourceLayer *layer, char *bytes, size_t room)
{
	Archive *state = layer->state;

	if (!state->begun)
	{
		state->begun = true;
		if (layer->kind == &source_packed)
			state->over = next_entry(layer) == NULL;
		else if (layer->source->member != NULL)
			find_member(layer);
		else
			state->over = true;
	}
	if (!refill(layer))
		return 0;
	room = Min(room, state->left);
	memcpy(bytes, state->block, room);
	state->block += room;
	state->left -= room;
	return room;
}

static void
archive_close(SourceLayer *layer)
{
	Archive *state = layer->state;

	archive_read_free(state->archive);
	if (state->utf8 != (locale_t) 0)
		freelocale(state->utf8);
}

const SourceKind source_packed = {"compressed", packed_open, archive_read,
								  archive_close};
const SourceKind source_zip = {"zip", zip_open, archive_read, archive_close};
const SourceKind source_tar = {"tar", tar_open, archive_read, archive_close};

/* A member that cannot be a file of the server's path. */
static void
leave_out(const Source *source, SourceMembers *members, const char *why)
{
	members->refused++;
	if (!members->quiet)
		ereport(WARNING,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("a file in archive \"%s\" is left out", source->path),
				 errdetail("Its name is %s.", why)));
}

/* What it is a link to is outside of the archive, or a member itself. */
static void
pass_link(const SourceLayer *layer, const SourceMembers *members)
{
	char *name = name_of(layer);

	if (!members->quiet && name != NULL && !tg_member_is_hidden(name))
		ereport(WARNING, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
						  errmsg("file \"%s/%s\" is passed over",
								 layer->source->path, name),
						  errdetail("It is a link to another.")));
}

static void
add_member(const SourceLayer *layer, SourceMembers *members)
{
	const Source *source = layer->source;
	char *name = name_of(layer);
	const TgFileKind *document;
	char *path;

	if (name == NULL)
	{
		leave_out(source, members,
				  "empty, absolute, or has \"..\" or control characters");
		return;
	}
	document =
		source->archive->access == TG_FILE_ZIP ? tg_zip_kind(name) : NULL;
	if (document != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg("file \"%s\" is %s", source->path, document->what),
				 document->hint ? errhint("%s", document->hint) : 0));
	if (tg_member_is_hidden(name))
		return;
	if (tg_member_is_document(name))
	{
		if (members->documents++ == 0)
			members->document = name;
		return;
	}
	path = psprintf("%s/%s", source->path, name);
	if (strlen(path) >= MAXPGPATH)
		leave_out(source, members, "too long");
	else
		members->paths = lappend(members->paths, path);
}

/* A path, and the how manieth it is. */
typedef struct Listed
{
	char *path;
	int number;
} Listed;

static int
compare_listed(const void *a, const void *b)
{
	const Listed *one = a;
	const Listed *other = b;
	int order = strcmp(one->path, other->path);

	return order != 0 ? order : one->number - other->number;
}

/*
 * Of members with the same path the first is the one that can be opened, even
 * if it is empty; those that are empty go, too.
 */
static void
leave_out_twins(const Source *source, SourceMembers *members,
				const bool *is_empty)
{
	int count = list_length(members->paths);
	Listed *listed = palloc(Max(count, 1) * sizeof *listed);
	List *paths = NIL;

	for (int i = 0; i < count; i++)
		listed[i] = (Listed){list_nth(members->paths, i), i};
	qsort(listed, count, sizeof *listed, compare_listed);
	for (int i = 1; i < count; i++)
		if (strcmp(listed[i - 1].path, listed[i].path) == 0)
			list_nth_cell(members->paths, listed[i].number)->ptr_value = NULL;
	for (int i = 0; i < count; i++)
		if (is_empty[i])
			continue;
		else if (list_nth(members->paths, i) != NULL)
			paths = lappend(paths, list_nth(members->paths, i));
		else
			leave_out(source, members, "that of another");
	list_free(members->paths);
	members->paths = paths;
	pfree(listed);
}

/* Of a member that is empty no more is said than how many there are. */
static void
add_empty(const SourceLayer *layer, SourceMembers *members, bool *is_empty)
{
	char *name = name_of(layer);

	if (name == NULL || tg_member_is_hidden(name))
		return;
	is_empty[list_length(members->paths)] = true;
	members->paths =
		lappend(members->paths, psprintf("%s/%s", layer->source->path, name));
}

void
source_list(SourceLayer *layer, SourceMembers *members)
{
	bool *is_empty = palloc0(MOST_MEMBERS * sizeof *is_empty);
	const Source *source = layer->source;
	struct archive_entry *entry;
	int count = 0;
	int empty = 0;
	int64 bytes = 0;

	while ((entry = next_entry(layer)) != NULL)
	{
		if (++count > MOST_MEMBERS)
			ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
							errmsg("archive \"%s\" has more than %d members",
								   source->path, MOST_MEMBERS),
							errhint("Unpack it first.")));
		if (is_file(entry) && archive_entry_size_is_set(entry) &&
			archive_entry_size(entry) == 0)
		{
			empty++;
			add_empty(layer, members, is_empty);
		}
		else if (is_file(entry))
		{
			bytes += Max(archive_entry_size(entry), 0);
			add_member(layer, members);
		}
		else if (archive_entry_hardlink(entry) != NULL ||
				 archive_entry_filetype(entry) == AE_IFLNK)
			pass_link(layer, members);
		source_check_times(source, (uint64) bytes);
		pass_member(layer);
	}
	leave_out_twins(source, members, is_empty);
	pfree(is_empty);
	if (members->documents > 0 && !members->quiet)
		ereport(NOTICE,
				(errmsg_plural("%d document in archive \"%s\" is passed over",
							   "%d documents in archive \"%s\" are passed "
							   "over",
							   members->documents, members->documents,
							   source->path),
				 errdetail("Such as \"%s\", by its name.", members->document),
				 errhint("A file whose path is given is loaded, whatever its "
						 "name.")));
	if (empty > 0 && !members->quiet)
		ereport(WARNING, (errmsg_plural(
							 "%d empty file in archive \"%s\" is passed over",
							 "%d empty files in archive \"%s\" are passed "
							 "over",
							 empty, empty, source->path)));
}

#endif /* HAVE_LIBARCHIVE */

/*
 * source.c
 *	  The text of a file on the server: unpacked if it is packed, and UTF-8 if
 *	  it is UTF-16 or UTF-32.
 */
#include "compat.h"

#include "miscadmin.h"

#include "file/source_parts.h"

#define MOST_LAYERS 4
#define AHEAD (16 * 1024)

StaticAssertDecl(AHEAD >= TG_FILE_KIND_BYTES, "what says what a file is");

static inline size_t
layer_read(SourceLayer *layer, char *bytes, size_t room)
{
	size_t len = layer->ahead_len - layer->ahead_at;

	if (likely(len == 0))
		return layer->kind->read(layer, bytes, room);
	len = Min(len, room);
	memcpy(bytes, layer->ahead + layer->ahead_at, len);
	layer->ahead_at += len;
	return len;
}

size_t
source_input(SourceLayer *layer, char *bytes, size_t room)
{
	return layer_read(layer->below, bytes, room);
}

/* Read what a layer begins with, so that it will be read again. */
static void
look_ahead(SourceLayer *layer)
{
	size_t len = 0;
	size_t count;

	layer->ahead = palloc(AHEAD);
	while (len < AHEAD && (count = layer->kind->read(layer, layer->ahead + len,
													 AHEAD - len)) > 0)
		len += count;
	layer->ahead_len = len;
}

static void
add_layer(Source *source, const SourceKind *kind)
{
	SourceLayer *layer = palloc0(sizeof *layer);

	layer->kind = kind;
	layer->source = source;
	layer->below = source->top;
	source->top = layer;
	if (kind->open != NULL)
	{
		layer->input = palloc(SOURCE_INPUT);
		kind->open(layer);
	}
	look_ahead(layer);
}

TG_NORETURN static void
refuse(const Source *source, const TgFileKind *kind)
{
	ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
					errmsg("file \"%s\" is %s", source->path, kind->what),
					kind->hint != NULL ? errhint("%s", kind->hint) : 0));
}

/* The layer that reads a kind of content; null if it is none to be read. */
static const SourceKind *
layer_of(const Source *source, const TgFileKind *kind)
{
	/* a table of its members is at the end of a zip archive */
	if (kind->access == TG_FILE_ZIP && source->top->below != NULL)
		return NULL;
	if ((kind->access == TG_FILE_ZIP || kind->access == TG_FILE_TAR) &&
		source->archive != NULL)
		return NULL;
	switch (kind->access)
	{
		case TG_FILE_GZIP:
			return &source_gzip;
		case TG_FILE_ZSTD:
			return &source_zstd;
#ifdef HAVE_LIBARCHIVE
		case TG_FILE_PACKED:
			return &source_packed;
		case TG_FILE_ZIP:
			return &source_zip;
		case TG_FILE_TAR:
			return &source_tar;
#endif
		default:
			return NULL;
	}
}

/* What reads the bytes of the layer on top; false if nothing is needed. */
static bool
unpack(Source *source, int depth)
{
	const SourceLayer *top = source->top;
	const TgFileKind *kind = tg_file_kind(top->ahead, top->ahead_len);
	const SourceKind *layer;

	if (kind == NULL)
		return false;
	layer = layer_of(source, kind);
#ifndef HAVE_LIBARCHIVE
	if (kind->access != TG_FILE_REFUSED && layer == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("file \"%s\" is %s", source->path, kind->what),
				 errdetail("tripgrid was built without libarchive."),
				 errhint("Unpack it first, or build with libarchive.")));
#endif
	if (layer == NULL)
		refuse(source, kind);
	if (depth == MOST_LAYERS)
		ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
						errmsg("file \"%s\" is packed more than %d times",
							   source->path, MOST_LAYERS),
						errhint("Unpack it first.")));
	if (kind->access == TG_FILE_ZIP || kind->access == TG_FILE_TAR)
		source->archive = kind;
	add_layer(source, layer);
	return true;
}

static Source *
open_file(const char *path)
{
	Source *source = source_file_open(path);

	add_layer(source, &source_plain);
	/* it can go back */
	source->top->ahead_at = source->top->ahead_len;
	source->position = 0;
	return source;
}

/* UTF-16 and UTF-32 are converted, if they are what was named, or none was. */
static void
convert(Source *source, TgUnicodeForm wanted)
{
	const SourceLayer *top = source->top;
	TgUnicodeForm marked = tg_unicode_marked(top->ahead, top->ahead_len);
	TgUnicodeForm form = wanted;

	if (wanted == TG_UNICODE_NONE && marked != TG_UNICODE_NONE)
		ereport(ERROR, (errcode(ERRCODE_CHARACTER_NOT_IN_REPERTOIRE),
						errmsg("file \"%s\" is %s by its byte order mark",
							   source->path, tg_unicode_name(marked)),
						errhint("Leave out the encoding.")));
	if (wanted == TG_UNICODE_FIND || wanted == TG_UNICODE_16 ||
		wanted == TG_UNICODE_32)
		form = tg_unicode_find(top->ahead, top->ahead_len);
	if (form == TG_UNICODE_NONE && wanted > TG_UNICODE_NONE &&
		top->ahead_len > 0)
		ereport(ERROR,
				(errcode(ERRCODE_CHARACTER_NOT_IN_REPERTOIRE),
				 errmsg("byte order of file \"%s\" cannot be found out",
						source->path),
				 errhint("Say %sLE or %sBE.",
						 wanted == TG_UNICODE_16 ? "UTF-16" : "UTF-32",
						 wanted == TG_UNICODE_16 ? "UTF-16" : "UTF-32")));
	source->unicode = form;
	if (form != TG_UNICODE_NONE)
		add_layer(source, &source_unicode);
}

/* An archive has no content of its own. */
TG_NORETURN static void
refuse_archive(Source *source)
{
	SourceMembers members = {.archive = true, .quiet = true};

#ifdef HAVE_LIBARCHIVE
	source_list(source->top, &members);
#endif
	ereport(ERROR,
			(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			 errmsg("file \"%s\" is %s", source->path, source->archive->what),
			 members.paths == NIL
				 ? (members.refused > 0
						? errdetail("None of its files has a name that can "
									"be a part of a path.")
					: members.documents > 0
						? errdetail("Its files are documents by their names, "
									"such as \"%s\".",
									members.document)
						: errdetail("It has no files, or only empty ones."))
				 : errhint("Name a file in it, such as \"%s\".",
						   (char *) linitial(members.paths))));
}

Source *
source_open_as(const char *path, TgUnicodeForm unicode)
{
	Source *source = open_file(path);
	int depth = 0;

	while (unpack(source, depth))
		depth++;
	if (source->member != NULL && source->archive == NULL)
	{
		errno = ENOTDIR;
		source_fail_to_open(path);
	}
	if (source->member == NULL && source->archive != NULL)
		refuse_archive(source);
	convert(source, unicode);
	return source;
}

Source *
source_open(const char *path)
{
	return source_open_as(path, TG_UNICODE_FIND);
}

/*
 * Nothing is said of what cannot be read: who goes on to load it finds out.
 */
SourceMembers
source_members(const char *path)
{
	SourceMembers members = {false};
	struct stat status;
	Source *source;
	int depth = 0;

	/* a member of an archive is no archive */
	if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
		return members;
	source = open_file(path);
	while (source->archive == NULL)
	{
		const SourceLayer *top = source->top;
		const TgFileKind *kind = tg_file_kind(top->ahead, top->ahead_len);

		if (kind == NULL || layer_of(source, kind) == NULL ||
			depth == MOST_LAYERS)
			break;
		(void) unpack(source, depth++);
	}
	members.archive = source->archive != NULL;
#ifdef HAVE_LIBARCHIVE
	if (members.archive)
		source_list(source->top, &members);
#endif
	source_close(source);
	return members;
}

bool
source_compressed(const Source *source)
{
	return source->top->below != NULL;
}

size_t
source_read(Source *source, char *bytes, size_t room)
{
	size_t len = 0;

	/* a few bytes of a compressed file may hold hundreds of megabytes */
	CHECK_FOR_INTERRUPTS();
	while (len < room)
	{
		size_t count = layer_read(source->top, bytes + len, room - len);

		if (count == 0)
			break;
		len += count;
	}
	source->offset += len;
	if (source_compressed(source))
	{
		source_check_blank(source, bytes, len);
		source_check_times(source, source->offset);
	}
	return len;
}

void
source_skip(Source *source, uint64 offset)
{
	char *room;

	Assert(offset >= source->offset);
	if (!source_compressed(source))
	{
		source->position = source->offset = offset;
		return;
	}
	room = palloc(SOURCE_INPUT);
	while (source->offset < offset &&
		   source_read(source, room,
					   Min(offset - source->offset, SOURCE_INPUT)) > 0)
		;
	pfree(room);
}

/* The memory goes with its context. */
void
source_close(Source *source)
{
	for (SourceLayer *layer = source->top; layer != NULL; layer = layer->below)
	{
		if (layer->state != NULL)
			layer->kind->close(layer);
		layer->state = NULL;
	}
	if (source->file >= 0)
		FileClose(source->file);
	source->file = -1;
}

/*
 * source.h
 *	  The text of a file on the server: unpacked if it is packed, and UTF-8 if
 *	  it is UTF-16 or UTF-32.
 *
 * Layers lie upon the file, each of which reads from the one below it.  A
 * member of an archive is a file whose path goes on behind the archive's.
 */
#ifndef TG_FILE_SOURCE_H
#define TG_FILE_SOURCE_H

#include "postgres.h"

#include <sys/stat.h>

#include "nodes/pg_list.h"
#include "storage/fd.h"

#include "core/text/file_kind.h"
#include "core/text/unicode_form.h"

typedef struct Source Source;
typedef struct SourceLayer SourceLayer;

/* How the bytes of one kind of content are read. */
typedef struct SourceKind
{
	const char *name;
	void (*open)(SourceLayer *layer);
	/* Fill room as far as possible; 0 at the end. */
	size_t (*read)(SourceLayer *layer, char *bytes, size_t room);
	void (*close)(SourceLayer *layer);
} SourceKind;

struct SourceLayer
{
	const SourceKind *kind;
	Source *source;
	SourceLayer *below; /* null: it is the file itself */
	void *state;		/* of the kind, and its input */
	char *input;
	char *ahead; /* what was read to find out what it is */
	size_t ahead_at;
	size_t ahead_len;
};

struct Source
{
	char *path;
	char *file_path;	/* the path, or that of the archive it is in */
	const char *member; /* of the archive; null if it is in none */
	File file;
	int64 file_bytes; /* on disk */
	uint64 position;  /* in the file */
	uint64 offset;	  /* in the content */
	uint64 blank;	  /* bytes that were read last and are all blank */
	const TgFileKind *archive; /* whose member it is, or whose are to be had */
	TgUnicodeForm unicode;	   /* what is converted; none: TG_UNICODE_NONE */
	SourceLayer *top;
	MemoryContextCallback forget;
};

extern const SourceKind source_gzip;
extern const SourceKind source_zstd;
extern const SourceKind source_packed;
extern const SourceKind source_zip;
extern const SourceKind source_tar;
extern const SourceKind source_unicode;

/* Raise an error unless the session may read files of the server. */
extern void source_check_rights(void);

/*
 * Open a file that the session may read, in the current memory context, with
 * which it is closed.  It outlives transactions.  What is no regular file, or
 * of a kind that cannot be read, is an error.
 */
extern Source *source_open(const char *path);

/* The same, of a file that is in a form of Unicode. */
extern Source *source_open_as(const char *path, TgUnicodeForm unicode);

/* The server's stat(), of the archive for a file in one. */
extern int source_stat(const char *path, struct stat *status);

/* Tell whether the content is another than the bytes of the file. */
extern bool source_compressed(const Source *source);

/*
 * Fill bytes with what follows; fewer than asked for at the end of the file
 * only.
 */
extern size_t source_read(Source *source, char *bytes, size_t room);

/* Go on to an offset of the content, which must not be behind. */
extern void source_skip(Source *source, uint64 offset);

extern void source_close(Source *source);

/* The files in an archive. */
typedef struct SourceMembers
{
	bool archive;  /* or it is none, and there are none */
	List *paths;   /* of those that can be opened, in their order */
	int refused;   /* how many cannot be; a warning was raised for each, */
	bool quiet;	   /* unless none is wanted */
	int documents; /* that are passed over, */
	const char *document; /* such as this */
} SourceMembers;

/* Find out, in the current memory context. */
extern SourceMembers source_members(const char *path);

/* For the kinds: read bytes of what is below. */
extern size_t source_input(SourceLayer *layer, char *bytes, size_t room);

/* For archives: their members. */
extern void source_list(SourceLayer *layer, SourceMembers *members);

/* Raise an error if so many bytes are too many for the file they come from. */
extern void source_check_times(const Source *source, uint64 bytes);

#define SOURCE_INPUT (256 * 1024)

#endif /* TG_FILE_SOURCE_H */

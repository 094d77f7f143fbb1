/*
 * source.h
 *	  The bytes of a file on the server, decompressed if it is compressed.
 */
#ifndef TG_FILE_SOURCE_H
#define TG_FILE_SOURCE_H

#include "postgres.h"

#include "storage/fd.h"

typedef struct Source Source;

/* How the bytes of one kind of file are read. */
typedef struct SourceKind
{
	const char *name;
	void (*open)(Source *source);
	/* Fill room as far as possible; 0 at the end of the file. */
	size_t (*read)(Source *source, char *bytes, size_t room);
	void (*close)(Source *source);
} SourceKind;

struct Source
{
	char *path;
	const SourceKind *kind;
	File file;
	int64 file_bytes; /* on disk */
	uint64 position;  /* in the file */
	uint64 offset;	  /* in the content */
	uint64 blank;	  /* bytes that were read last and are all blank */
	void *state;	  /* of the kind, and its input */
	char *input;
	size_t input_len;
	MemoryContextCallback forget;
};

extern const SourceKind source_gzip;
extern const SourceKind source_zstd;

/* Raise an error unless the session may read files of the server. */
extern void source_check_rights(void);

/*
 * Open a file that the session may read, in the current memory context, with
 * which it is closed.  It outlives transactions.  What is no regular file, or
 * of a kind that cannot be read, is an error.
 */
extern Source *source_open(const char *path);

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

/* For the kinds: read bytes of the file as they are. */
extern size_t source_input(Source *source, char *bytes, size_t room);

#define SOURCE_INPUT (256 * 1024)

#endif /* TG_FILE_SOURCE_H */

/*
 * file_kind.h
 *	  What a file is, by what it begins with.
 */
#ifndef TG_CORE_TEXT_FILE_KIND_H
#define TG_CORE_TEXT_FILE_KIND_H

#include <stddef.h>
#include <stdint.h>

/* How its content is come by. */
typedef enum TgFileAccess
{
	TG_FILE_REFUSED, /* it has no records of text */
	TG_FILE_GZIP,
	TG_FILE_ZSTD,
	TG_FILE_PACKED, /* by another compressor */
	TG_FILE_ZIP,
	TG_FILE_TAR
} TgFileAccess;

typedef struct TgFileKind
{
	TgFileAccess access;
	const char *what; /* "a PDF document" */
	const char *hint; /* how to have records of it; NULL for none */
} TgFileKind;

/* How many bytes of a file say what it is. */
#define TG_FILE_KIND_BYTES 512

/*
 * What a file is that begins with these bytes, which are all it has if they
 * are fewer than TG_FILE_KIND_BYTES; NULL if it may be text.
 */
extern const TgFileKind *tg_file_kind(const char *bytes, size_t len);

/*
 * What a zip archive with a member of that name is, if it is a document that
 * is kept as one; NULL if it need not be.
 */
extern const TgFileKind *tg_zip_kind(const char *member);

/*
 * How many bytes go before a zip archive in its file, of which these are the
 * last; 0 if there are none, or that cannot be told.
 */
extern uint64_t tg_zip_before(const char *bytes, size_t len,
							  uint64_t file_bytes);
#define TG_ZIP_END_BYTES 65557 /* at most, with a comment */

#endif /* TG_CORE_TEXT_FILE_KIND_H */

/*
 * file_encoding.c
 *	  The encoding of a file of which nobody has said it.
 *
 * What is UTF-8 to its last byte is UTF-8.  Of other files it is a guess,
 * which all of their bytes have to bear out.
 */
#include "compat.h"

#include "catalog/namespace.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"

#ifdef HAVE_UCHARDET
#include <uchardet.h>
#endif

#include "core/text/byte_look.h"
#include "core/text/encoding_name.h"
#include "core/text/text.h"
#include "file/file_encoding.h"

/* So much of the lines that are not ASCII is tried. */
#define SAMPLE (1024 * 1024)

/* A file line by line: whatever ends them, and however long they are. */
typedef struct Lines
{
	Source *source;
	char *bytes;
	size_t at;
	size_t len;
	size_t room;
} Lines;

static Lines
begin_lines(const char *path, uint64 from)
{
	Lines lines = {source_open(path)};

	source_skip(lines.source, from);
	lines.room = FILE_RECORD_MAX;
	lines.bytes = palloc(lines.room);
	return lines;
}

static void
end_lines(Lines *lines)
{
	source_close(lines->source);
	pfree(lines->bytes);
}

static const char *
end_of_line(const char *at, const char *end)
{
	while (at < end && *at != '\n' && *at != '\r')
		at++;
	return at;
}

/* The next line, or a part of one that is too long; null at the end. */
static const char *
next_line(Lines *lines, size_t *len)
{
	const char *line = lines->bytes + lines->at;
	const char *end = lines->bytes + lines->len;
	const char *stop = end_of_line(line, end);

	if (stop == end)
	{
		lines->len -= lines->at;
		memmove(lines->bytes, line, lines->len);
		lines->at = 0;
		lines->len += source_read(lines->source, lines->bytes + lines->len,
								  lines->room - lines->len);
		line = lines->bytes;
		end = line + lines->len;
		stop = end_of_line(line, end);
		if (line == end)
			return NULL;
	}
	*len = stop - line;
	lines->at = Min(stop - lines->bytes + 1, (ptrdiff_t) lines->len);
	return line;
}

/* Look at all bytes, and keep some lines that are not ASCII. */
static TgByteLook
look_at_all(const char *path, StringInfo sample)
{
	Lines lines = begin_lines(path, 0);
	TgByteLook look;
	const char *line;
	size_t len;

	tg_byte_look_begin(&look);
	while ((line = next_line(&lines, &len)) != NULL)
	{
		/* with what ends it */
		tg_byte_look_pass(&look, line, lines.bytes + lines.at - line);
		if (sample->len < SAMPLE && !tg_is_ascii(line, len))
		{
			appendBinaryStringInfo(sample, line, (int) len);
			appendStringInfoChar(sample, '\n');
		}
		CHECK_FOR_INTERRUPTS();
	}
	tg_byte_look_end(&look);
	end_lines(&lines);
	return look;
}

/* The server's number of the encoding that a library guesses; -1: none. */
static int
guess(const StringInfoData *sample)
{
	int encoding = -1;
#ifdef HAVE_UCHARDET
	uchardet_t detector = uchardet_new();
	const char *name;
	const char *server;

	if (uchardet_handle_data(detector, sample->data, sample->len) == 0)
	{
		uchardet_data_end(detector);
		name = uchardet_get_charset(detector);
		server = tg_encoding_name(name);
		encoding = pg_char_to_encoding(server == NULL ? name : server);
	}
	uchardet_delete(detector);
#endif
	return encoding;
}

/* Tell whether a server can read all bytes of a sample in an encoding. */
static bool
decodes(const StringInfoData *sample, int encoding)
{
	int server = GetDatabaseEncoding();
	Oid convert;
	char *room;
	int len;

	if (encoding < 0)
		return false;
	if (encoding == server)
		return pg_encoding_verifymbstr(encoding, sample->data, sample->len) ==
			   sample->len;
	convert = FindDefaultConversionProc(encoding, server);
	if (!OidIsValid(convert))
		return false;
	len = sample->len * MAX_CONVERSION_GROWTH + 1;
	room = palloc(len);
	len = pg_do_encoding_conversion_buf(
		convert, encoding, server, (unsigned char *) sample->data, sample->len,
		(unsigned char *) room, len, true);
	pfree(room);
	return len == sample->len;
}

static bool
has_controls(const TgByteLook *look)
{
	for (int byte = 0x80; byte < 0xA0; byte++)
		if (look->seen[byte])
			return true;
	return false;
}

/*
 * ISO's encodings have control characters where those of Windows, of which
 * most files are, have letters and signs.
 */
static int
of_windows(int encoding, const TgByteLook *look)
{
	bool controls = has_controls(look);

	switch (encoding)
	{
		case PG_LATIN1:
			return PG_WIN1252;
		case PG_LATIN5:
			return PG_WIN1254;
		case PG_LATIN2:
			return controls ? PG_WIN1250 : PG_LATIN2;
		case PG_LATIN7:
			return controls ? PG_WIN1257 : PG_LATIN7;
		case PG_ISO_8859_5:
			return controls ? PG_WIN1251 : PG_ISO_8859_5;
		case PG_ISO_8859_6:
			return controls ? PG_WIN1256 : PG_ISO_8859_6;
		case PG_ISO_8859_7:
			return controls || look->seen[0xA2] ? PG_WIN1253 : PG_ISO_8859_7;
		case PG_ISO_8859_8:
			return controls ? PG_WIN1255 : PG_ISO_8859_8;
		case PG_EUC_KR:
			return PG_UHC;
		default:
			return encoding;
	}
}

/* Tell whether a guess is a common one for words of Latin letters. */
static bool
is_latin(int encoding)
{
	switch (encoding)
	{
		case PG_WIN1250:
		case PG_WIN1252:
		case PG_WIN1254:
		case PG_WIN1257:
		case PG_WIN1258:
		case PG_LATIN2:
		case PG_LATIN7:
		case PG_LATIN9:
			return true;
		default:
			return false;
	}
}

static void
refuse(const char *path, const TgByteLook *look, TgTextKind kind)
{
	if (kind == TG_TEXT_BROKEN_UTF8)
		ereport(
			ERROR,
			(errcode(ERRCODE_CHARACTER_NOT_IN_REPERTOIRE),
			 errmsg("file \"%s\" is UTF-8, but for some bytes", path),
			 errdetail(UINT64_FORMAT
					   " bytes are no UTF-8, the first at byte " UINT64_FORMAT
					   ", and " UINT64_FORMAT " characters beyond ASCII are.",
					   look->broken, look->broken_at, look->utf8),
			 errhint("Mend it, for example with iconv -c -f UTF-8 -t "
					 "UTF-8, or say its encoding if it is another.")));
	ereport(ERROR,
			(errcode(ERRCODE_CHARACTER_NOT_IN_REPERTOIRE),
			 errmsg("encoding of file \"%s\" cannot be found out", path),
			 errdetail("It is no UTF-8 at byte " UINT64_FORMAT
#ifdef HAVE_UCHARDET
					   ", and nothing else for sure.",
#else
					   ", and tripgrid was built without uchardet.",
#endif
					   look->broken_at),
			 errhint("Say it, for example encoding => 'cp1252'.")));
}

int
file_encoding_find(const char *path)
{
	StringInfoData sample;
	TgByteLook look;
	TgTextKind kind;
	int encoding;

	initStringInfo(&sample);
	look = look_at_all(path, &sample);
	kind = tg_byte_look_kind(&look);
	/* what is wrong with a zero is said where it is met */
	if (look.broken == 0 || look.zeros > 0)
		return -1;
	if (kind == TG_TEXT_BROKEN_UTF8)
		refuse(path, &look, kind);
	encoding = of_windows(guess(&sample), &look);
	if (kind == TG_TEXT_LATIN && !is_latin(encoding))
		encoding = PG_WIN1252;
	if (encoding == PG_WIN1252 && !decodes(&sample, encoding))
		encoding = PG_LATIN1;
	if (!decodes(&sample, encoding))
		refuse(path, &look, kind);
	pfree(sample.data);
	return encoding;
}

void
file_encoding_settle(const FileRequest *request, const Source *source,
					 const FileHead *head, FileFormat *format)
{
	TgByteLook look;
	int encoding;

	format->encoding_guessed = request->encoding_guessed;
	if (request->encoding != NULL || format->encoding != PG_UTF8 ||
		source->unicode != TG_UNICODE_NONE)
		return;
	/* a character may be cut where the head ends */
	tg_byte_look_begin(&look);
	tg_byte_look_pass(&look, head->bytes, head->len);
	if (look.broken == 0)
		return;
	encoding = file_encoding_find(source->path);
	if (encoding < 0)
		return;
	format->encoding = encoding;
	format->encoding_guessed = true;
}

/* Tell whether a line has more than ASCII in a field that is used. */
static bool
depends(const char *line, size_t len, const FileFormat *format,
		const bool *used, int fields)
{
	const char *end = line + len;

	if (tg_is_ascii(line, len))
		return false;
	if (format->json || memchr(line, format->quote, len) != NULL)
		return true;
	for (int field = 0; field < fields && line <= end; field++)
	{
		const char *stop = memchr(line, format->delimiter, end - line);

		if (stop == NULL)
			stop = end;
		if (used[field] && !tg_is_ascii(line, stop - line))
			return true;
		line = stop + 1;
	}
	return false;
}

static bool
any_depends(const char *path, uint64 data, const FileFormat *format,
			const bool *used, int fields)
{
	Lines lines = begin_lines(path, data);
	bool found = false;
	const char *line;
	size_t len;

	while (!found && (line = next_line(&lines, &len)) != NULL)
	{
		found = depends(line, len, format, used, fields);
		CHECK_FOR_INTERRUPTS();
	}
	end_lines(&lines);
	return found;
}

void
file_encoding_tell(const FileRequest *request, const Source *source,
				   const FileFormat *format, uint64 data, const bool *used,
				   int fields)
{
	if (request->encoding == NULL && source->unicode != TG_UNICODE_NONE)
		ereport(NOTICE, (errmsg("file \"%s\" is read as %s", source->path,
								tg_unicode_name(source->unicode))));
	if (!format->encoding_guessed)
		return;
	ereport(
		any_depends(source->path, data, format, used, fields) ? WARNING
															  : NOTICE,
		(errmsg("file \"%s\" is read as %s, which is a guess", source->path,
				pg_encoding_to_char(format->encoding)),
		 errdetail("It is no UTF-8; others may have other letters for its "
				   "bytes."),
		 errhint("If names look wrong, take back what was loaded (trips with "
				 "tripgrid.undo_load()), and say the encoding, for example "
				 "encoding => 'cp1252'.")));
}

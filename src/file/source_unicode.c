/*
 * source_unicode.c
 *	  The content of a file in UTF-16 or UTF-32, as UTF-8.
 */
#include "compat.h"

#include "file/source.h"

/* Characters of late each of which is two of ASCII. */
typedef struct AsciiRun
{
	uint64 from; /* byte of the content */
	int pairs;
	int lines;
	int delimiters;
} AsciiRun;

typedef struct Unicode
{
	size_t input_at;
	size_t input_len;
	uint64 offset; /* of the input, in what is below */
	size_t output_at;
	size_t output_len;
	AsciiRun run;
	char output[64 * 1024];
} Unicode;

static void
unicode_open(SourceLayer *layer)
{
	layer->state = palloc0(sizeof(Unicode));
}

/* Have more bytes behind those that are left; false at the end. */
static bool
refill(SourceLayer *layer, Unicode *unicode)
{
	size_t left = unicode->input_len - unicode->input_at;
	size_t count;

	memmove(layer->input, layer->input + unicode->input_at, left);
	unicode->offset += unicode->input_at;
	unicode->input_at = 0;
	count = source_input(layer, layer->input + left, SOURCE_INPUT - left);
	unicode->input_len = left + count;
	return count > 0;
}

static void
bad_character(const SourceLayer *layer, const Unicode *unicode,
			  const char *what)
{
	ereport(ERROR, (errcode(ERRCODE_CHARACTER_NOT_IN_REPERTOIRE),
					errmsg("file \"%s\" %s", layer->source->path, what),
					errdetail("It is read as %s, of which byte " UINT64_FORMAT
							  " begins no character.",
							  tg_unicode_name(layer->source->unicode),
							  unicode->offset + unicode->input_at)));
}

/*
 * So many of them in a row are no field of UTF-16, in any language; and of so
 * many that have lines and delimiters at least the last of a file are none.
 */
#define LONG_RUN 4096
#define SHORT_RUN 64

static bool
is_ascii_text(unsigned char c)
{
	return (c >= ' ' && c < 0x7F) || c == '\n' || c == '\r' || c == '\t';
}

TG_NORETURN static void
refuse_ascii(const SourceLayer *layer, uint64 from)
{
	ereport(ERROR,
			(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			 errmsg("file \"%s\" is in %s, and from about byte " UINT64_FORMAT
					" on it is not",
					layer->source->path,
					tg_unicode_name(layer->source->unicode), from),
			 errhint("Put its parts into files of their own.")));
}

/*
 * Where files of several encodings were put together, stop.  Bytes of letters
 * may be those of ASCII, those of U+4E0A are N and the end of a line; but a
 * text's own commas and ends of lines are none, so that letters go on so for a
 * field at most.
 */
static void
look_for_ascii(SourceLayer *layer, Unicode *unicode, size_t used)
{
	const unsigned char *at =
		(const unsigned char *) layer->input + unicode->input_at;

	if (layer->source->unicode != TG_UNICODE_16LE &&
		layer->source->unicode != TG_UNICODE_16BE)
		return;
	for (size_t i = 0; i + 1 < used; i += 2)
	{
		if (!is_ascii_text(at[i]) || !is_ascii_text(at[i + 1]))
		{
			memset(&unicode->run, 0, sizeof unicode->run);
			continue;
		}
		if (unicode->run.pairs++ == 0)
			unicode->run.from = unicode->offset + unicode->input_at + i;
		for (int k = 0; k < 2; k++)
		{
			unicode->run.lines += at[i + k] == '\n';
			unicode->run.delimiters +=
				at[i + k] == ',' || at[i + k] == ';' || at[i + k] == '\t';
		}
		if (unicode->run.pairs == LONG_RUN)
			refuse_ascii(layer, unicode->run.from);
	}
}

/* The same of what a file ends with: lines of several fields. */
static void
look_at_end(const SourceLayer *layer, const Unicode *unicode)
{
	if (unicode->run.pairs >= SHORT_RUN && unicode->run.lines >= 2 &&
		unicode->run.delimiters >= 2)
		refuse_ascii(layer, unicode->run.from);
}

/* Convert what there is; false at the end. */
static bool
convert(SourceLayer *layer, Unicode *unicode)
{
	for (;;)
	{
		size_t used;
		bool bad;

		unicode->output_at = 0;
		unicode->output_len = tg_unicode_convert(
			layer->source->unicode, layer->input + unicode->input_at,
			unicode->input_len - unicode->input_at, unicode->output,
			sizeof unicode->output, &used, &bad);
		look_for_ascii(layer, unicode, used);
		unicode->input_at += used;
		if (unicode->output_len > 0)
			return true;
		if (bad)
			bad_character(layer, unicode, "has bytes that are no text");
		if (!refill(layer, unicode))
			break;
	}
	look_at_end(layer, unicode);
	if (unicode->input_at < unicode->input_len)
		bad_character(layer, unicode, "ends within a character");
	return false;
}

static size_t
unicode_read(SourceLayer *layer, char *bytes, size_t room)
{
	Unicode *unicode = layer->state;

	if (unicode->output_at == unicode->output_len && !convert(layer, unicode))
		return 0;
	room = Min(room, unicode->output_len - unicode->output_at);
	memcpy(bytes, unicode->output + unicode->output_at, room);
	unicode->output_at += room;
	return room;
}

static void
unicode_close(SourceLayer *layer)
{
	/* its memory goes with the context */
}

const SourceKind source_unicode = {"unicode", unicode_open, unicode_read,
								   unicode_close};

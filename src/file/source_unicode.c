/*
 * source_unicode.c
 *	  The content of a file in UTF-16 or UTF-32, as UTF-8.
 */
#include "compat.h"

#include "file/source.h"

typedef struct Unicode
{
	size_t input_at;
	size_t input_len;
	uint64 offset; /* of the input, in what is below */
	size_t output_at;
	size_t output_len;
	int ascii_pairs; /* characters of late that are two of ASCII */
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

/* So many of them in a row are no text of UTF-16, in any language. */
#define MANY_PAIRS 64

static bool
is_ascii_text(unsigned char c)
{
	return (c >= ' ' && c < 0x7F) || c == '\n' || c == '\r' || c == '\t';
}

/* Where files of several encodings were put together, stop. */
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
		bool pair = is_ascii_text(at[i]) && is_ascii_text(at[i + 1]);

		unicode->ascii_pairs = pair ? unicode->ascii_pairs + 1 : 0;
		if (unicode->ascii_pairs == MANY_PAIRS)
			ereport(
				ERROR,
				(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				 errmsg(
					 "file \"%s\" is in %s, and from about byte " UINT64_FORMAT
					 " on it is not",
					 layer->source->path,
					 tg_unicode_name(layer->source->unicode),
					 unicode->offset + unicode->input_at + i -
						 2 * (MANY_PAIRS - 1)),
				 errhint("Put its parts into files of their own.")));
	}
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

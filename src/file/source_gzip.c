/*
 * source_gzip.c
 *	  The content of a gzip file of one or more members (RFC 1952).
 */
#include "compat.h"

#include <zlib.h>

#include "file/source.h"

typedef struct Gzip
{
	z_stream stream;
	bool within; /* a member */
} Gzip;

static void *
take(void *context, unsigned items, unsigned size)
{
	return MemoryContextAllocExtended(context, (Size) items * size,
									  MCXT_ALLOC_NO_OOM);
}

static void
give(void *context, void *memory)
{
	pfree(memory);
}

static void
gzip_open(SourceLayer *layer)
{
	Gzip *gzip = palloc0(sizeof *gzip);

	gzip->stream.zalloc = take;
	gzip->stream.zfree = give;
	gzip->stream.opaque = CurrentMemoryContext;
	if (inflateInit2(&gzip->stream, 15 + 16) != Z_OK)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY),
						errmsg("could not initialize decompression")));
	gzip->within = true;
	layer->state = gzip;
}

static void
damaged(const SourceLayer *layer, const char *detail)
{
	ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
					errmsg("gzip file \"%s\" is damaged", layer->source->path),
					errdetail("%s", detail)));
}

/* Have some bytes of the file to go on with; false at its end. */
static bool
refill(SourceLayer *layer, z_stream *stream)
{
	if (stream->avail_in > 0)
		return true;
	stream->next_in = (Bytef *) layer->input;
	stream->avail_in =
		(unsigned) source_input(layer, layer->input, SOURCE_INPUT);
	return stream->avail_in > 0;
}

static size_t
gzip_read(SourceLayer *layer, char *bytes, size_t room)
{
	Gzip *gzip = layer->state;
	z_stream *stream = &gzip->stream;

	stream->next_out = (Bytef *) bytes;
	stream->avail_out = (unsigned) Min(room, 1 << 30);
	room = stream->avail_out;
	while (stream->avail_out == room)
	{
		int result;

		if (!refill(layer, stream))
		{
			if (gzip->within)
				damaged(layer, "The file ends too early.");
			return 0;
		}
		if (!gzip->within)
		{
			if (stream->next_in[0] != 0x1F)
				damaged(layer, "Other bytes follow the compressed ones.");
			(void) inflateReset(stream);
			gzip->within = true;
		}
		result = inflate(stream, Z_NO_FLUSH);
		if (result == Z_STREAM_END)
			gzip->within = false;
		else if (result == Z_MEM_ERROR)
			ereport(ERROR,
					(errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
		else if (result != Z_OK && result != Z_BUF_ERROR)
			damaged(layer,
					stream->msg != NULL
						? psprintf("The decompressor says: %s.", stream->msg)
						: "It cannot be decompressed.");
	}
	return room - stream->avail_out;
}

static void
gzip_close(SourceLayer *layer)
{
	/* its memory goes with the context */
}

const SourceKind source_gzip = {"gzip", gzip_open, gzip_read, gzip_close};

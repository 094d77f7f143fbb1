/*
 * source_zstd.c
 *	  The content of a Zstandard file of one or more frames (RFC 8878).
 */
#include "compat.h"

#include <zstd.h>
#include <zstd_errors.h>

#include "file/source.h"

#define WINDOW_LOG 27 /* what memory a frame may want: 128 MB */

typedef struct Zstd
{
	ZSTD_DCtx *context;
	ZSTD_inBuffer input;
	bool within; /* a frame */
} Zstd;

static void
zstd_open(SourceLayer *layer)
{
	Zstd *zstd = palloc0(sizeof *zstd);

	zstd->context = ZSTD_createDCtx();
	if (zstd->context == NULL)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY),
						errmsg("could not initialize decompression")));
	(void) ZSTD_DCtx_setParameter(zstd->context, ZSTD_d_windowLogMax,
								  WINDOW_LOG);
	zstd->within = true;
	layer->state = zstd;
}

static void
damaged(const SourceLayer *layer, const char *detail)
{
	ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
					errmsg("zstd file \"%s\" is damaged", layer->source->path),
					errdetail("%s", detail)));
}

/*
 * The decompressor may hold back output when its room is full, so it is called
 * even if there is no more input, as long as it is within a frame.
 */
static size_t
zstd_read(SourceLayer *layer, char *bytes, size_t room)
{
	Zstd *zstd = layer->state;
	ZSTD_outBuffer output = {bytes, room, 0};

	while (output.pos == 0)
	{
		bool end = false;
		size_t result;

		if (zstd->input.pos == zstd->input.size)
		{
			zstd->input.src = layer->input;
			zstd->input.pos = 0;
			zstd->input.size = source_input(layer, layer->input, SOURCE_INPUT);
			end = zstd->input.size == 0;
		}
		if (end && !zstd->within)
			return 0;
		result = ZSTD_decompressStream(zstd->context, &output, &zstd->input);
		if (ZSTD_getErrorCode(result) ==
			ZSTD_error_frameParameter_windowTooLarge)
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("zstd file \"%s\" needs a window of more than "
							"128 MB",
							layer->source->path),
					 errhint("Pack it without --long, or with --long=27 at "
							 "most, or as gzip.")));
		if (ZSTD_isError(result))
			damaged(layer, psprintf("The decompressor says: %s.",
									ZSTD_getErrorName(result)));
		zstd->within = result != 0;
		if (end && zstd->within && output.pos == 0)
			damaged(layer, "The file ends too early.");
	}
	return output.pos;
}

static void
zstd_close(SourceLayer *layer)
{
	ZSTD_freeDCtx(((Zstd *) layer->state)->context);
}

const SourceKind source_zstd = {"zstd", zstd_open, zstd_read, zstd_close};

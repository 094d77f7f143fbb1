/*
 * positions.h
 *	  A walk over the positions of a tripset, block by block.
 */
#ifndef TG_CORE_COLUMN_POSITIONS_H
#define TG_CORE_COLUMN_POSITIONS_H

#include "core/base/position.h"
#include "core/column/tripset.h"

/*
 * tg_positions_begin, then look at each block that tg_positions_next says
 * there is.
 */
typedef struct TgPositions
{
	uint32_t count; /* positions in the block, at most TG_BLOCK */
	TgBox box;		/* around them, known without unpacking */
	/* of the walk: longitudes, latitudes */
	TgBlocks blocks[2];
	int32_t base[2];
	uint32_t unit[2];
} TgPositions;

/*
 * Tell whether columns 0 and 1 can be longitudes and latitudes; all other
 * functions here, and tg_mask_area, are for such only.
 */
extern bool tg_positions_valid(const TgTripset *set);

/* Walk over columns 0 (longitudes) and 1 (latitudes). */
extern void tg_positions_begin(const TgTripset *set, TgPositions *walk);

extern bool tg_positions_next(TgPositions *walk);

/* Unpack the block; each array has room for TG_BLOCK. */
extern void tg_positions_read(const TgPositions *walk, int32_t *lon,
							  int32_t *lat);

#endif /* TG_CORE_COLUMN_POSITIONS_H */

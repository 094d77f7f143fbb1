/*
 * mask.h
 *	  Which trips of a segment match: one byte, 0 or 1, a trip.
 *
 * The first three take away from what the mask holds; a block whose trips are
 * all gone already is not unpacked.
 */
#ifndef TG_CORE_COUNT_MASK_H
#define TG_CORE_COUNT_MASK_H

#include "core/column/tripset.h"
#include "core/geo/area.h"
#include "core/geo/part.h"
#include "core/geo/raster.h"

/*
 * Clear mask where the position (columns 0, 1) lies outside the area.  The
 * raster is the area's; one that is a rectangle needs none.
 */
extern void tg_mask_area(const TgArea *area, TgRaster *raster,
						 const TgTripset *positions, uint8_t *mask);

/* The same for a part of an area, whose raster it is. */
extern void tg_mask_part(const TgPart *part, TgRaster *raster,
						 const TgTripset *positions, uint8_t *mask);

/* Clear mask where the number (column 0) is not the wanted one. */
extern void tg_mask_number(const TgTripset *numbers, int32_t wanted,
						   uint8_t *mask);

/* Set mask where other is set. */
extern void tg_mask_or(uint8_t *mask, const uint8_t *other, uint32_t count);

/* Clear mask where other is set. */
extern void tg_mask_take(uint8_t *mask, const uint8_t *other, uint32_t count);

/* Turn a mask round. */
extern void tg_mask_not(uint8_t *mask, uint32_t count);

#endif /* TG_CORE_COUNT_MASK_H */

/*
 * grid.h
 *	  Positions and departures made coarser.
 */
#ifndef TG_CORE_GEO_GRID_H
#define TG_CORE_GEO_GRID_H

#include <stdint.h>

#include "core/base/position.h"

#define TG_GRID_MIN 1.0		 /* metres */
#define TG_GRID_MAX 100000.0 /* metres */

/*
 * The middle of the cell that a position lies in.  The globe is cut into rows
 * of latitude, all as high, and each row into cells, all as wide in the row's
 * middle: as many as there is room for without being less than that many
 * metres, which must be TG_GRID_MIN to TG_GRID_MAX, high or wide.  The middle
 * of a cell lies in it, so that snapping again changes nothing.
 */
extern TgLonLat tg_grid_snap(double metres, TgLonLat position);

/*
 * The beginning of the part of its day that a departure falls into; a part
 * takes step microseconds, which divide a day.
 */
extern int64_t tg_grid_departure(int64_t step, int64_t departure);

#endif /* TG_CORE_GEO_GRID_H */

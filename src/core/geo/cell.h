/*
 * cell.h
 *	  Web-Mercator quadtree cells (the slippy-map tiles) of positions, their
 *	  quadbin ids, and the Hilbert key that puts near positions side by side.
 *
 * Longitude is divided exactly, in integers; latitude by Mercator's formula,
 * each exactly, too (row.h).  Positions beyond the map's limits (about 85.05
 * degrees) belong to the outermost row, those at longitude 180 to the last
 * column, so that every position has exactly one cell at every zoom.
 */
#ifndef TG_CORE_GEO_CELL_H
#define TG_CORE_GEO_CELL_H

#include "core/base/position.h"
#include "core/base/status.h"

#define TG_MAX_ZOOM 26

/* A cell: column x from the west, row y from the north, 0 .. 2^zoom - 1. */
typedef struct TgCell
{
	uint32_t x;
	uint32_t y;
	int zoom;
} TgCell;

extern TgCell tg_cell_of(TgLonLat p, int zoom);

/* Give the closed box of exactly the positions whose cell this is. */
extern TgBox tg_cell_box(TgCell cell);

/* Where rows of cells begin, as far as it has been asked for lately. */
#define TG_ROW_EDGES 1024

typedef struct TgRowEdges
{
	struct
	{
		uint32_t row; /* of zoom 26 */
		int32_t north;
	} edge[TG_ROW_EDGES];
} TgRowEdges;

/* Know nothing yet. */
extern void tg_row_edges_clear(TgRowEdges *edges);

/* The same as tg_cell_box, in less time for rows that were met before. */
extern TgBox tg_cell_box_again(TgCell cell, TgRowEdges *edges);

extern uint64_t tg_cell_to_quadbin(TgCell cell);
extern TgStatus tg_cell_from_quadbin(uint64_t quadbin, TgCell *cell);

/*
 * The place of a position on the Hilbert curve through the cells of zoom 26,
 * 52 bits.  Positions of one cell, at any zoom, have keys next to each other.
 */
extern uint64_t tg_hilbert_key(TgLonLat p);

/* The keys of two positions, in little more time than one takes. */
extern void tg_hilbert_keys(TgLonLat a, TgLonLat b, uint64_t *key_a,
							uint64_t *key_b);

/* The keys of four positions, in less time than two take one by one. */
extern void tg_hilbert_keys4(const TgLonLat p[4], uint64_t key[4]);

#endif /* TG_CORE_GEO_CELL_H */

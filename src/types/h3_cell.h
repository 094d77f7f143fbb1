/*
 * h3_cell.h
 *	  Positions as cells of H3, if this was built with its library.
 */
#ifndef TG_TYPES_H3_CELL_H
#define TG_TYPES_H3_CELL_H

#include "postgres.h"

#include "core/base/position.h"
#include "core/base/status.h"

/* Tell whether cells can be read. */
extern bool h3_cell_possible(void);

/* Raise an error unless they can. */
extern void h3_cell_require(void);

/* Read a cell, in hexadecimal or as a number, as the middle of it. */
extern TgStatus h3_cell_read(const char *text, size_t len, TgLonLat *position);

#endif /* TG_TYPES_H3_CELL_H */

/*
 * part.h
 *	  The two parts of an area: its interior and its rim.
 *
 * The interior is made of whole squares that lie in the area, one run of them
 * in each row; the rim is all the rest of the area.  So what is known of
 * squares tells of the interior, and only the rim, which is narrow, has to be
 * looked at position by position.
 */
#ifndef TG_CORE_GEO_PART_H
#define TG_CORE_GEO_PART_H

#include "core/geo/area.h"

#define TG_PART_ROWS 256
#define TG_PART_COLUMNS 1024 /* so that finding them is soon done */

/* A square of some shift, by its numbers; see core/count/square.h. */
typedef struct TgSquare
{
	int32_t lon;
	int32_t lat;
} TgSquare;

/* The squares of a row from first to last; none if first > last. */
typedef struct TgSquareRun
{
	int32_t first;
	int32_t last;
} TgSquareRun;

typedef struct TgPart
{
	const TgArea *area;
	bool rim; /* else it is the interior */
	int shift;
	int32_t first_row; /* the least lat of a square */
	int32_t rows;
	int32_t rows_found;
	int64_t squares; /* in the interior */
	TgSquareRun row[TG_PART_ROWS];
} TgPart;

static inline TgSquare
tg_square_of(TgLonLat p, int shift)
{
	/* the sign is shifted in by every compiler that this is built with */
	return (TgSquare){p.lon >> shift, p.lat >> shift};
}

/*
 * Begin a part by squares of that shift, or of the least greater one of which
 * there are few enough rows and columns; the area must last as long.  Nothing
 * else may be asked of it before tg_part_next_row has found all its rows.
 */
extern void tg_part_begin(const TgArea *area, int shift, bool rim,
						  TgPart *part);

/*
 * Find the squares of the next row; false if no row is left.  A row takes up
 * to 2 * TG_PART_COLUMNS looks at the area, of which each may take as long as
 * the area has edges.
 */
extern bool tg_part_next_row(TgPart *part);

/* Tell whether a square, of at most the part's shift, is in the interior. */
extern bool tg_part_has_square(const TgPart *part, TgSquare square, int shift);

/* Place a closed box in relation to the interior; exact. */
extern TgRelation tg_part_relate_interior(const TgPart *part,
										  const TgBox *box);

/* Place a closed box in relation to the part; never wrong, EDGE in doubt. */
extern TgRelation tg_part_relate(const TgPart *part, const TgBox *box);

/*
 * If the interior is a rectangle, give the closed box of its positions.
 */
extern bool tg_part_rectangle(const TgPart *part, TgBox *box);

#endif /* TG_CORE_GEO_PART_H */

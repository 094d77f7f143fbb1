/*
 * part.c
 *	  The two parts of an area: its interior and its rim.
 */
#include "core/geo/part.h"

/* The squares that the area's bounds touch. */
static TgBox
squares_around(const TgArea *area, int shift)
{
	TgBox box;

	tg_area_bounds(area, &box);
	return (TgBox){box.west >> shift, box.south >> shift, box.east >> shift,
				   box.north >> shift};
}

/* The box of the squares of a row from first to last. */
static TgBox
row_box(int32_t first, int32_t last, int32_t lat, int shift)
{
	int32_t side = (1 << shift) - 1;

	return (TgBox){first * (1 << shift), lat * (1 << shift),
				   last * (1 << shift) + side, lat * (1 << shift) + side};
}

/* A row while it is looked through from west to east. */
typedef struct RowWalk
{
	const TgArea *area;
	int shift;
	int32_t lat;
	TgSquareRun run; /* that the walk is in */
	TgSquareRun longest;
} RowWalk;

static int64_t
run_length(TgSquareRun run)
{
	return (int64_t) run.last - run.first + 1;
}

static void
walk_row(RowWalk *walk, int32_t first, int32_t last)
{
	TgBox box = row_box(first, last, walk->lat, walk->shift);
	TgRelation relation = tg_area_relate(walk->area, &box);

	if (relation == TG_EDGE && first < last)
	{
		int32_t middle = first + (last - first) / 2;

		walk_row(walk, first, middle);
		walk_row(walk, middle + 1, last);
		return;
	}
	if (relation != TG_INSIDE)
	{
		walk->run = (TgSquareRun){0, -1};
		return;
	}
	if (walk->run.first > walk->run.last)
		walk->run.first = first;
	walk->run.last = last;
	if (run_length(walk->run) > run_length(walk->longest))
		walk->longest = walk->run;
}

void
tg_part_begin(const TgArea *area, int shift, bool rim, TgPart *part)
{
	TgBox around;

	part->area = area;
	part->rim = rim;
	part->shift = shift;
	part->first_row = 0;
	part->rows = 0;
	part->rows_found = 0;
	part->squares = 0;
	tg_area_bounds(area, &around);
	if (around.west > around.east || around.south > around.north)
		return;
	around = squares_around(area, shift);
	while ((int64_t) around.north - around.south >= TG_PART_ROWS ||
		   (int64_t) around.east - around.west >= TG_PART_COLUMNS)
		around = squares_around(area, ++shift);
	part->shift = shift;
	part->first_row = around.south;
	part->rows = around.north - around.south + 1;
}

bool
tg_part_next_row(TgPart *part)
{
	TgBox around;
	RowWalk walk = {part->area,
					part->shift,
					part->first_row + part->rows_found,
					{0, -1},
					{0, -1}};

	if (part->rows_found == part->rows)
		return false;
	around = squares_around(part->area, part->shift);
	walk_row(&walk, around.west, around.east);
	part->row[part->rows_found++] = walk.longest;
	part->squares += run_length(walk.longest);
	return true;
}

static bool
has_square(const TgPart *part, int32_t lon, int32_t lat)
{
	int64_t row = (int64_t) lat - part->first_row;

	return row >= 0 && row < part->rows && lon >= part->row[row].first &&
		   lon <= part->row[row].last;
}

bool
tg_part_has_square(const TgPart *part, TgSquare square, int shift)
{
	int coarser = part->shift - shift;

	return has_square(part, square.lon >> coarser, square.lat >> coarser);
}

/* Place the squares from west to east in relation to one row. */
static TgRelation
relate_row(const TgPart *part, int64_t row, int32_t west, int32_t east)
{
	TgSquareRun run = {0, -1};

	if (row >= 0 && row < part->rows)
		run = part->row[row];
	if (run.first > run.last || west > run.last || east < run.first)
		return TG_OUTSIDE;
	return west >= run.first && east <= run.last ? TG_INSIDE : TG_EDGE;
}

TgRelation
tg_part_relate_interior(const TgPart *part, const TgBox *box)
{
	int32_t west = box->west >> part->shift;
	int32_t east = box->east >> part->shift;
	int64_t south = (int64_t) (box->south >> part->shift) - part->first_row;
	int64_t north = (int64_t) (box->north >> part->shift) - part->first_row;
	TgRelation relation;

	if (north < 0 || south >= part->rows)
		return TG_OUTSIDE;
	/* one row beyond stands for all of them */
	south = south < -1 ? -1 : south;
	north = north > part->rows ? part->rows : north;
	relation = relate_row(part, south, west, east);
	for (int64_t row = south + 1; row <= north && relation != TG_EDGE; row++)
		if (relate_row(part, row, west, east) != relation)
			relation = TG_EDGE;
	return relation;
}

TgRelation
tg_part_relate(const TgPart *part, const TgBox *box)
{
	TgRelation interior = tg_part_relate_interior(part, box);

	if (!part->rim)
		return interior;
	if (interior == TG_INSIDE)
		return TG_OUTSIDE;
	if (interior == TG_OUTSIDE)
		return tg_area_relate(part->area, box);
	return tg_area_relate(part->area, box) == TG_OUTSIDE ? TG_OUTSIDE
														 : TG_EDGE;
}

bool
tg_part_rectangle(const TgPart *part, TgBox *box)
{
	bool any = false;

	for (int32_t i = 0; i < part->rows; i++)
	{
		const TgSquareRun *run = &part->row[i];
		TgBox row =
			row_box(run->first, run->last, part->first_row + i, part->shift);

		if (run->first > run->last)
			continue;
		if (!any)
			*box = row;
		else if (row.west != box->west || row.east != box->east ||
				 row.south != box->north + 1)
			return false;
		box->north = row.north;
		any = true;
	}
	return any;
}

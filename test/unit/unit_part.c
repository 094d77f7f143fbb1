/*
 * unit_part.c
 *	  Areas for tests of their parts, and which positions these have.
 */
#include "unit_part.h"

#include <math.h>

#include "unit_shape.h"

/* To work in; too large for the stack. */
static UnitShape shape;

/* By coordinates, which may be out of the world. */
static void
add_rectangle(int64_t west, int64_t south, int64_t east, int64_t north)
{
	const UnitPoint points[] = {{unit_degrees(west), unit_degrees(south)},
								{unit_degrees(east), unit_degrees(south)},
								{unit_degrees(east), unit_degrees(north)},
								{unit_degrees(west), unit_degrees(north)}};

	unit_shape_add(&shape, true, points, 4);
}

static void
add_star(uint64_t *random, bool polygon, TgLonLat centre, double reach)
{
	UnitPoint points[60];
	int count = (int) unit_range(random, 3, 60);
	int64_t least = unit_range(random, 20, 100);

	for (int i = 0; i < count; i++)
	{
		double angle = 2 * 3.14159265358979 * i / count;
		double r = reach * (double) unit_range(random, least, 100) / 100;

		points[i] = (UnitPoint){(centre.lon + r * cos(angle)) / 1e7,
								(centre.lat + r * sin(angle)) / 1e7};
	}
	unit_shape_add(&shape, polygon, points, count);
}

/* Two steps, so many squares wide and high. */
static void
add_steps(TgLonLat corner, int64_t side, int64_t wide, int64_t high)
{
	int64_t west = corner.lon / side * side;
	int64_t south = corner.lat / side * side;
	double x[3];
	double y[3];

	for (int i = 0; i < 3; i++)
	{
		x[i] = unit_degrees(west + i * wide * side - (i > 0));
		y[i] = unit_degrees(south + i * high * side - (i > 0));
	}
	unit_shape_add(&shape, true,
				   (const UnitPoint[]){{x[0], y[0]},
									   {x[2], y[0]},
									   {x[2], y[1]},
									   {x[1], y[1]},
									   {x[1], y[2]},
									   {x[0], y[2]}},
				   6);
}

/* Where coordinates are ordinary, change their sign, or end. */
static TgLonLat
random_centre(uint64_t *random, int64_t reach)
{
	static const TgLonLat centres[] = {
		{144000000, 501000000},		   {0, 0},
		{-740000000, 407000000},	   {1511000000, -338000000},
		{-580000000, -346000000},	   {TG_LON_MAX, TG_LAT_MAX},
		{-TG_LON_MAX, -TG_LAT_MAX},	   {TG_LON_MAX, 0},
		{-TG_LON_MAX, -900000000},	   {8388608, -8388608},
		{-16777216 * 4, 16777216 * 3},
	};
	TgLonLat p =
		centres[unit_range(random, 0, sizeof centres / sizeof centres[0] - 1)];
	int64_t lon = p.lon + unit_range(random, -reach, reach);
	int64_t lat = p.lat + unit_range(random, -reach, reach);

	lon = lon < -TG_LON_MAX	 ? -TG_LON_MAX
		  : lon > TG_LON_MAX ? TG_LON_MAX
							 : lon;
	lat = lat < -TG_LAT_MAX	 ? -TG_LAT_MAX
		  : lat > TG_LAT_MAX ? TG_LAT_MAX
							 : lat;
	return (TgLonLat){(int32_t) lon, (int32_t) lat};
}

const TgArea *
unit_part_area(uint64_t *random, int kind, int shift)
{
	int64_t side = INT64_C(1) << shift;
	int64_t reach = side * unit_range(random, 4, 64) / 4;
	int64_t wide = unit_range(random, 1, 8);
	int64_t high = unit_range(random, 1, 8);
	TgLonLat p = random_centre(random, reach);
	TgLonLat next = p;
	int64_t south;
	int64_t rows;
	int64_t west;
	int64_t columns;

	unit_shape_clear(&shape);
	switch (kind)
	{
		case UNIT_RECTANGLE:
			add_rectangle(p.lon - unit_range(random, 0, reach),
						  p.lat - unit_range(random, 0, reach),
						  p.lon + unit_range(random, 0, reach),
						  p.lat + unit_range(random, 0, reach));
			break;
		case UNIT_ALIGNED:
			/* or a unit more or less on some side */
			add_rectangle(
				p.lon / side * side - unit_range(random, -1, 1),
				p.lat / side * side - unit_range(random, -1, 1),
				(p.lon / side + wide) * side - unit_range(random, 0, 2),
				(p.lat / side + high) * side - unit_range(random, 0, 2));
			break;
		case UNIT_STEPS:
			add_steps(p, side, wide, high);
			break;
		case UNIT_HOLE:
			add_star(random, true, p, (double) reach);
			add_star(random, false, p,
					 (double) (reach * unit_range(random, 1, 30) / 100));
			break;
		case UNIT_TWO_STARS:
			add_star(random, true, p, (double) reach / 2);
			if (next.lon > 0)
				next.lon -= (int32_t) (reach * 3 / 4);
			else
				next.lon += (int32_t) (reach * 3 / 4);
			add_star(random, true, next, (double) reach / 2);
			break;
		case UNIT_SLIVER:
			add_rectangle(p.lon, p.lat, p.lon + side / 2, p.lat + reach);
			if (unit_range(random, 0, 1) == 0)
				add_star(random, false, p, (double) side / 4);
			break;
		case UNIT_TALL:
			south = p.lat > 0 ? p.lat - 300 * side : p.lat;
			rows = unit_range(random, 250, 600);
			if (unit_range(random, 0, 1) == 0)
			{
				/* just as many as there may be, or one more */
				south = south / side * side;
				rows = unit_range(random, TG_PART_ROWS, TG_PART_ROWS + 1);
			}
			add_rectangle(p.lon - reach, south, p.lon + reach,
						  south + rows * side - 1);
			if (unit_range(random, 0, 1) == 0)
				add_star(random, false, p, (double) reach);
			break;
		case UNIT_WIDE:
			west = p.lon > 0 ? p.lon - 1300 * side : p.lon;
			west = west / side * side;
			columns = unit_range(random, TG_PART_COLUMNS, TG_PART_COLUMNS + 1);
			add_rectangle(west, p.lat - 3 * side, west + columns * side - 1,
						  p.lat + 3 * side);
			break;
		case UNIT_WORLD:
			add_rectangle(-TG_LON_MAX, -TG_LAT_MAX, TG_LON_MAX, TG_LAT_MAX);
			break;
		case UNIT_BEYOND:
			add_star(random, true, p, 4e9);
			if (unit_range(random, 0, 1) == 0)
				add_star(random, false, (TgLonLat){p.lon / 2, p.lat / 2}, 1e8);
			break;
		case UNIT_EMPTY:
			break;
		default:
			add_star(random, true, p, (double) reach);
			break;
	}
	return unit_area_from_shape(&shape);
}

static int32_t
coordinate_near(uint64_t *random, int32_t low, int32_t high, int64_t side,
				int32_t limit)
{
	int64_t value = unit_range(random, low - side, high + side);

	/* at a border of squares, or beside one */
	if (unit_range(random, 0, 2) == 0)
		value = value / side * side - unit_range(random, -1, 1);
	return (int32_t) (value < -limit ? -limit : value > limit ? limit : value);
}

void
unit_part_find(const TgArea *area, int shift, bool rim, TgPart *part)
{
	tg_part_begin(area, shift, rim, part);
	while (tg_part_next_row(part))
		continue;
}

TgLonLat
unit_position_near(uint64_t *random, const TgArea *area, int shift)
{
	int64_t side = INT64_C(1) << shift;
	TgBox box;

	tg_area_bounds(area, &box);
	if (box.west > box.east || box.south > box.north)
		box = (TgBox){-TG_LON_MAX, -TG_LAT_MAX, TG_LON_MAX, TG_LAT_MAX};
	return (TgLonLat){
		coordinate_near(random, box.west, box.east, side, TG_LON_MAX),
		coordinate_near(random, box.south, box.north, side, TG_LAT_MAX)};
}

int32_t
unit_square_number(int32_t coordinate, int shift)
{
	int64_t side = INT64_C(1) << shift;

	return (int32_t) (coordinate / side - (coordinate % side < 0));
}

bool
unit_in_interior(const TgPart *part, TgLonLat p)
{
	int32_t lon = unit_square_number(p.lon, part->shift);
	int32_t lat = unit_square_number(p.lat, part->shift);

	for (int32_t i = 0; i < part->rows; i++)
		if (part->first_row + i == lat)
			return lon >= part->row[i].first && lon <= part->row[i].last;
	return false;
}

bool
unit_in_part(const TgPart *part, TgLonLat p)
{
	bool interior = unit_in_interior(part, p);

	return part->rim ? tg_area_covers(part->area, p) && !interior : interior;
}

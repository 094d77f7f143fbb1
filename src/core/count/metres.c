/*
 * metres.c
 *	  Which trips of a segment are longer or shorter than so many metres.
 *
 * Where latitudes and longitudes differ by x <= 1 degree, sin(x / 2) is x / 2
 * less 1.3e-5 of it at most, and asin adds 2.6e-5 at most; so the square of
 * the distance is that of a plane, R^2 (dlat^2 + cos cos dlon^2), to 1e-4 of
 * it.  Between the greatest and the least product of cosines in a segment,
 * which is small, 1e-3 of it is far more than all these and rounding together.
 */
#include "core/count/metres.h"

#include <math.h>
#include <stdbool.h>

#include "core/base/hot.h"
#include "core/geo/distance.h"

#define RADIANS 1.7453292519943295e-9 /* in a unit of a coordinate */
#define NEAR TG_E7					  /* one degree */
#define MARGIN 1e-3

/* Tell whether a distance compares so. */
static bool
compares(double distance, TgMetres wanted)
{
	bool equal = distance == wanted.metres;
	bool less = isnan(wanted.metres) || distance < wanted.metres;

	switch (wanted.comparison)
	{
		case TG_LESS:
			return less;
		case TG_LESS_EQUAL:
			return less || equal;
		case TG_EQUAL:
			return equal;
		case TG_GREATER_EQUAL:
			return !less;
		default:
			return !less && !equal;
	}
}

/* The cosines of the latitudes of a box, least and greatest. */
static void
cosines(const TgBox *box, double *least, double *greatest)
{
	double south = cos(box->south * RADIANS);
	double north = cos(box->north * RADIANS);
	bool equator = box->south <= 0 && box->north >= 0;

	*least = fmax(fmin(south, north), 0);
	*greatest = equator ? 1 : fmax(south, north);
}

/* How many times the square of dlon counts, at least and at most. */
typedef struct Weights
{
	double least;
	double greatest;
	double metres; /* the square that is compared with, in square radians */
} Weights;

static Weights
weigh(const TgEnds *ends, double metres)
{
	Weights weights;
	double least[2];
	double greatest[2];
	double angle = metres / TG_EARTH_RADIUS;

	cosines(&ends->origins, &least[0], &greatest[0]);
	cosines(&ends->destinations, &least[1], &greatest[1]);
	weights.least = least[0] * least[1] * (1 - MARGIN);
	weights.greatest = greatest[0] * greatest[1] * (1 + MARGIN);
	weights.metres = angle * angle;
	return weights;
}

/*
 * Tell whether a trip is surely longer (1) or shorter (-1), by far more than
 * anything errs; 0: it has to be computed.
 */
static inline int
is_sure(const Weights *weights, int64_t lon, int64_t lat)
{
	double dlon = (double) lon * RADIANS;
	double dlat = (double) lat * RADIANS;
	double dlon2 = dlon * dlon;
	double dlat2 = dlat * dlat;

	if (lon > NEAR || lon < -NEAR || lat > NEAR || lat < -NEAR)
		return 0;
	if (dlat2 * (1 - MARGIN) + dlon2 * weights->least > weights->metres)
		return 1;
	if (dlat2 * (1 + MARGIN) + dlon2 * weights->greatest < weights->metres)
		return -1;
	return 0;
}

TG_HOT void
tg_mask_metres(const TgEnds *ends, TgMetres wanted, uint8_t *mask)
{
	/* of others, squares say nothing */
	bool plain = wanted.metres > 0 && isfinite(wanted.metres);
	Weights weights = weigh(ends, plain ? wanted.metres : 0);
	uint8_t longer = wanted.comparison >= TG_GREATER_EQUAL;
	uint8_t shorter = wanted.comparison <= TG_LESS_EQUAL;

	for (uint32_t i = 0; i < ends->count; i++)
	{
		TgLonLat from = {ends->origin[0][i], ends->origin[1][i]};
		TgLonLat to = {ends->destination[0][i], ends->destination[1][i]};
		int sure = 0;

		if (mask[i] == 0)
			continue;
		if (plain)
			sure = is_sure(&weights, (int64_t) to.lon - from.lon,
						   (int64_t) to.lat - from.lat);
		if (sure == 0)
			mask[i] = compares(tg_lonlat_distance(from, to), wanted);
		else
			mask[i] = sure > 0 ? longer : shorter;
	}
}

/*
 * central.h
 *	  The trip nearest to a target, of trips that come and go in any order.
 */
#ifndef TG_CORE_GEO_CENTRAL_H
#define TG_CORE_GEO_CENTRAL_H

#include <stdbool.h>

#include "core/base/position.h"

typedef struct TgCentral
{
	TgTrip target;
	TgTrip trip;	 /* the nearest so far; of several, the first in order */
	double distance; /* of it */
	int64_t count;	 /* how many of it came, less those that went */
	bool any;		 /* there is one */
	bool passing;	 /* only trips behind the one passed are looked at */
	TgTrip passed;
	double passed_distance;
} TgCentral;

extern void tg_central_begin(TgCentral *central, TgTrip target);

/* Look at a trip that came (sign 1) or went (sign -1). */
extern void tg_central_offer(TgCentral *central, const TgTrip *trip, int sign);

/* After all have been offered: tell whether the nearest is still there. */
extern bool tg_central_found(const TgCentral *central);

/*
 * If it is not: begin again, for the next nearest, when all are offered once
 * more.  False if there was none at all.
 */
extern bool tg_central_pass(TgCentral *central);

#endif /* TG_CORE_GEO_CENTRAL_H */

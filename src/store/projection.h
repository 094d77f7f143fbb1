/*
 * projection.h
 *	  Positions of another coordinate system, which PostGIS turns into degrees.
 */
#ifndef TG_STORE_PROJECTION_H
#define TG_STORE_PROJECTION_H

#include "postgres.h"

#include "core/base/position.h"
#include "core/base/status.h"
#include "core/text/plane_text.h"

typedef struct Projection Projection;

/*
 * What turns positions of an SRID into degrees, in the current memory context;
 * an error if PostGIS does not know it.
 */
extern Projection *projection_create(int32 srid);

/* Turn a position into degrees, with the rights of the current user. */
extern TgStatus projection_apply(Projection *projection, TgPlanePoint point,
								 TgLonLat *position);

#endif /* TG_STORE_PROJECTION_H */

/*
 * orient.h
 *	  On which side of a line a point lies, exactly.
 */
#ifndef TG_CORE_GEO_ORIENT_H
#define TG_CORE_GEO_ORIENT_H

/*
 * Give 1 if c lies to the left of the line from a to b (a, b, c turn
 * counterclockwise), -1 if to the right, 0 if the three are collinear.  Exact
 * for all finite coordinates, of whatever magnitude; 0 if one is not finite.
 */
extern int tg_orient(double ax, double ay, double bx, double by, double cx,
					 double cy);

#endif /* TG_CORE_GEO_ORIENT_H */
